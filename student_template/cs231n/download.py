"""Fetch CIFAR-10: python -m cs231n.download

Downloads the archive of the batches for Python, goes on where an interrupted download stopped, compares the MD5
sum with the published one, and unpacks the batches to where data_utils reads them.
"""

import argparse
import hashlib
import http.client
import os
import shutil
import ssl
import sys
import tarfile
import urllib.error
import urllib.request
from pathlib import PurePosixPath

from .data_utils import BATCHES, cifar10_folder, is_whole

URL = "https://www.cs.toronto.edu/~kriz"
ARCHIVE = "cifar-10-python.tar.gz"
MD5 = "c58f30108f718f92721af3b95e74349a"  # published on the same page as the archive
FILES = (*BATCHES, "batches.meta")
BLOCK = 2**18  # bytes at a time
TIMEOUT = 30  # seconds without an answer
RANGE_NOT_SATISFIABLE = 416  # the server's word for: nothing left from there on


class DownloadError(Exception):
    """CIFAR-10 could not be fetched; the text says why and what to do."""


def main(arguments=None):
    """The command line. Returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m cs231n.download", description="Fetch CIFAR-10 (170 MB).")
    parser.add_argument("--url", default=URL, help="where the archive is, default: %(default)s")
    url = parser.parse_args(arguments).url
    try:
        get_cifar10(cifar10_folder(), url)
    except (DownloadError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; run this again to go on from here", file=sys.stderr)
        return 1
    return 0


def get_cifar10(folder, url=URL, md5=MD5):
    """Fetch the batches of CIFAR-10 into folder, unless all of them are there.

    url    where the archive is; not used if the archive lies beside the folder already
    md5    of the archive
    """
    if is_whole(folder):
        print(f"CIFAR-10 is already in {folder}")
        return
    if folder.is_dir():
        print(f"{folder} is not whole: what is missing is put into it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    archive = folder.parent / ARCHIVE
    if archive.exists():
        print(f"using {archive}")
        unpack(verified(archive, md5), folder)
    else:
        part = folder.parent / f"{ARCHIVE}.part"
        download(f"{url}/{ARCHIVE}", part)
        unpack(verified(part, md5), folder)
        part.unlink()
    print(f"CIFAR-10 is in {folder}")


def download(url, part):
    """Download url to the file part; what is there already is not fetched again."""
    print(f"fetching {url}")
    try:
        fetch(url, part)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise DownloadError(
            f"could not fetch it: {reason}\n"
            "What has arrived is kept: run this again to go on from there.\n"
            f"Offline: get {ARCHIVE} in another way, put it into\n{part.parent}\nand run this again.\n"
            "Until then the notebooks use synthetic CIFAR, which needs no download."
        ) from error


def fetch(url, part):
    """Append what is missing of url to the file part; write all of it if the server can't send a part."""
    done = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"})
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT, context=certificates())
    except urllib.error.HTTPError as error:
        if error.code == RANGE_NOT_SATISFIABLE:
            return
        raise
    with response:
        is_rest = response.status == http.client.PARTIAL_CONTENT
        done = done if is_rest else 0
        bar = Bar(done + int(response.headers["Content-Length"]), "MB", 10**6)
        with open(part, "ab" if is_rest else "wb") as file:
            while block := response.read(BLOCK):
                file.write(block)
                done += len(block)
                bar.show(done)
    if done < bar.total:
        raise OSError(f"the connection broke off after {done} of {bar.total} bytes")


def certificates():
    """The certificates to trust: certifi's, if it is installed, as Python on macOS finds none of its own."""
    try:
        import certifi
    except ImportError:
        return None
    return ssl.create_default_context(cafile=certifi.where())


def verified(archive, md5):
    """The archive, if it has this MD5 sum; otherwise it is removed."""
    digest = hashlib.md5(usedforsecurity=False)
    with open(archive, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    if digest.hexdigest() != md5:
        archive.unlink()
        raise DownloadError(
            f"{archive} was damaged and has been removed: its MD5 sum is {digest.hexdigest()}, not {md5}.\n"
            "Run this again."
        )
    return archive


def unpack(archive, folder):
    """Unpack the batches, and nothing else, into folder, where each of them appears as a whole."""
    unfinished = folder.with_name(f"{folder.name}-{os.getpid()}")
    unfinished.mkdir()
    print("unpacking")
    bar = Bar(len(FILES), "files")
    with tarfile.open(archive) as tar:
        for member in tar:
            name = PurePosixPath(member.name).name
            if member.isfile() and name in FILES:
                with open(unfinished / name, "wb") as file:
                    shutil.copyfileobj(tar.extractfile(member), file)
                bar.show(len(list(unfinished.iterdir())))
    folder.mkdir(exist_ok=True)
    for file in unfinished.iterdir():
        file.replace(folder / file.name)
    unfinished.rmdir()


class Bar:
    """A progress bar: drawn over itself in a terminal, a line for every tenth elsewhere."""

    WIDTH = 40

    def __init__(self, total, unit, scale=1):
        self.total = total
        self.unit = unit
        self.scale = scale
        self.in_terminal = sys.stdout.isatty()
        self.steps_shown = 0

    def show(self, done):
        """Draw the bar anew if it has grown visibly."""
        steps = (100 if self.in_terminal else 10) * done // self.total
        if steps == self.steps_shown:
            return
        self.steps_shown = steps
        bar = "#" * (self.WIDTH * done // self.total)
        amount = f"{done // self.scale} of {self.total // self.scale} {self.unit}"
        line = f"[{bar:.<{self.WIDTH}}] {100 * done // self.total:3d} %  {amount}"
        if self.in_terminal:
            print(f"\r{line}", end="" if done < self.total else "\n", flush=True)
        else:
            print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
