"""Fetching CIFAR-10, from a server on this machine: whole, in two goes, damaged, offline."""

from __future__ import annotations

import hashlib
import importlib
import io
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "reference" / "cs231n"
FOLDER = "cifar-10-batches-py"
FILES = [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch", "batches.meta"]


def packed(names: list[str]) -> bytes:
    """A gzipped tar archive of files that don't compress; each holds its own name first."""
    rng = np.random.default_rng(0)
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name in names:
            content = name.encode() + rng.bytes(100_000)
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


ARCHIVE = packed([f"{FOLDER}/{name}" for name in [*FILES, "readme.html"]])
MD5 = hashlib.md5(ARCHIVE, usedforsecurity=False).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves one archive.

    sends_parts: answers a request for the rest with the rest, as most servers do.
    breaks_after: closes the connection after so many bytes.
    starts: the first byte of each answer.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.archive = ARCHIVE
        self.sends_parts = True
        self.breaks_after: int | None = None
        self.starts: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        if self.path != "/cifar-10-python.tar.gz":
            self.send_error(404)
            return
        asked = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        start = asked if server.sends_parts else 0
        if start >= len(server.archive):
            self.send_error(416)
            return
        server.starts.append(start)
        rest = server.archive[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: server.breaks_after])

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def download(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(PACKAGE.parent)
    yield importlib.import_module("cs231n.download")
    for name in [name for name in sys.modules if name.partition(".")[0] == "cs231n"]:
        del sys.modules[name]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "datasets" / FOLDER


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_fetches_verifies_and_unpacks(download, server, folder, capsys):
    download.get_cifar10(folder, server.url, MD5)

    assert names(folder) == sorted(FILES)
    assert (folder / "test_batch").read_bytes().startswith(b"cifar-10-batches-py/test_batch")
    assert names(folder.parent) == [FOLDER]
    output = capsys.readouterr().out
    assert f"[{'#' * 40}] 100 %" in output
    assert output.endswith(f"CIFAR-10 is in {folder}\n")


def test_goes_on_where_it_stopped(download, server, folder):
    server.breaks_after = 300_000
    with pytest.raises(download.DownloadError, match="broke off after 300000 of"):
        download.get_cifar10(folder, server.url, MD5)
    server.breaks_after = None

    download.get_cifar10(folder, server.url, MD5)

    assert server.starts == [0, 300_000]
    assert names(folder) == sorted(FILES)


def test_starts_again_where_the_server_sends_no_parts(download, server, folder):
    server.breaks_after = 300_000
    with pytest.raises(download.DownloadError):
        download.get_cifar10(folder, server.url, MD5)
    server.breaks_after = None
    server.sends_parts = False

    download.get_cifar10(folder, server.url, MD5)

    assert names(folder) == sorted(FILES)


def test_whole_download_that_was_not_unpacked_is_not_fetched_again(download, server, folder):
    folder.parent.mkdir()
    (folder.parent / "cifar-10-python.tar.gz.part").write_bytes(ARCHIVE)

    download.get_cifar10(folder, server.url, MD5)

    assert server.starts == []
    assert names(folder) == sorted(FILES)


def test_damaged_download_is_removed(download, server, folder):
    server.archive = ARCHIVE[:-1] + b"?"

    with pytest.raises(download.DownloadError, match="damaged and has been removed"):
        download.get_cifar10(folder, server.url, MD5)

    assert names(folder.parent) == []


def test_archive_brought_along_is_used_and_kept(download, folder):
    folder.parent.mkdir()
    (folder.parent / "cifar-10-python.tar.gz").write_bytes(ARCHIVE)

    download.get_cifar10(folder, "http://127.0.0.1:1", MD5)

    assert names(folder) == sorted(FILES)
    assert names(folder.parent) == [FOLDER, "cifar-10-python.tar.gz"]


def test_what_is_there_is_left_alone(download, folder):
    folder.mkdir(parents=True)
    for name in FILES[:-1]:
        (folder / name).write_bytes(b"mine")

    download.get_cifar10(folder, "http://127.0.0.1:1", MD5)

    assert {(folder / name).read_bytes() for name in FILES[:-1]} == {b"mine"}


def test_a_folder_that_is_half_there_is_completed(download, server, folder, capsys):
    folder.mkdir(parents=True)
    (folder / FILES[0]).write_bytes(b"cut off")

    download.get_cifar10(folder, server.url, MD5)

    assert names(folder) == sorted(FILES)
    assert (folder / FILES[0]).read_bytes() != b"cut off"
    assert names(folder.parent) == [FOLDER]
    assert f"{folder} is not whole" in capsys.readouterr().out


def test_unpacks_nothing_outside_of_its_folder(download, server, folder):
    server.archive = packed([*FILES, "../../outside", "/tmp/outside"])
    md5 = hashlib.md5(server.archive, usedforsecurity=False).hexdigest()

    download.get_cifar10(folder, server.url, md5)

    assert names(folder) == sorted(FILES)
    assert names(folder.parent) == [FOLDER]


def test_offline_the_command_says_what_to_do(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "cs231n", ignore=shutil.ignore_patterns("datasets", "__pycache__"))

    run = subprocess.run(
        [sys.executable, "-m", "cs231n.download", "--url", "http://127.0.0.1:1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "Offline: get cifar-10-python.tar.gz in another way" in run.stderr
    assert str(tmp_path / "cs231n" / "datasets") in run.stderr
