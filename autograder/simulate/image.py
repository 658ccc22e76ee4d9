"""Gradescope's layout, from the zip: the files of its image, and those that each submission finds."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What a network asks of those that use it: proxies, package indexes and certificates, by the names that all tools know.
_NETWORK = re.compile(
    r"(?i)(https?|ftp|all|no)_proxy|(PIP|UV)_.*|SSL_CERT_(FILE|DIR)|(REQUESTS_CA|CURL_CA)_BUNDLE"
)


class BuildError(Exception):
    """The image cannot be built; the text says why."""


@dataclass(frozen=True)
class Image:
    """A file system to grade in.

    top: the container's /, as seen from here. prefix: the command that enters it. inside: its path as seen from within.
    """

    top: Path
    prefix: tuple[str, ...] = ()
    inside: str = ""

    @property
    def root(self) -> Path:
        """Gradescope's /autograder."""
        return self.top / "autograder"

    def build(self, bundle: Path) -> None:
        """Unpack the zip and run its setup.sh, as Gradescope does once, without limits; raises BuildError."""
        unpack(bundle, self.root / "source")
        for name, target in (("setup.sh", self.top / "gradescope"), ("run_autograder", self.root)):
            if not (self.root / "source" / name).is_file():
                raise BuildError(
                    f"{bundle} has no {name} at its top: zip the files, not the folder around them"
                )
            target.mkdir(exist_ok=True)
            shutil.copy(self.root / "source" / name, target / name)
            (target / name).chmod(0o755)
        network = {name: value for name, value in os.environ.items() if _NETWORK.fullmatch(name)}
        setup = self.command(["bash", "/gradescope/setup.sh"], network)
        done = subprocess.run(setup, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            raise BuildError(f"setup.sh failed with status {done.returncode}:\n{done.stderr[-2000:]}")

    def prepare(self, submission: Path, metadata: Mapping[str, Any]) -> None:
        """Lay out one submission as Gradescope does: regular files of mode 644, new folders."""
        for name in ("submission", "results"):
            shutil.rmtree(self.root / name, ignore_errors=True)
            (self.root / name).mkdir()
        (self.root / "submission_metadata.json").unlink(missing_ok=True)
        (self.root / "submission_metadata.json").write_text(json.dumps(metadata))
        if submission.is_dir():
            _copy_files(submission, self.root / "submission")
        elif zipfile.is_zipfile(submission):
            unpack(submission, self.root / "submission")
        else:
            shutil.copyfile(submission, self.root / "submission" / submission.name)

    def command(self, words: list[str], environment: Mapping[str, str]) -> list[str]:
        """A command line that runs `words` in the image, in /autograder, with this environment alone."""
        given = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        if not self.prefix:
            kept = {
                name: os.environ[name] for name in ("PATH", "HOME", "AUTOGRADER_VENV") if name in os.environ
            }
            given |= {**kept, "AUTOGRADER_ROOT": str(self.root)}
        settings = [f"{name}={value}" for name, value in {**given, **environment}.items()]
        words = [f"{self.inside}{word}" if word.startswith("/") else word for word in words]
        return [*self.prefix, "env", "-i", "-C", f"{self.inside}/autograder", *settings, *words]


def folder_image(top: Path) -> Image:
    """An image that is a plain folder of this machine, with this machine's programs."""
    (top / "autograder").mkdir()
    top.chmod(0o755)  # workers with a user id of their own have to get in
    return Image(top, inside=str(top))


def unpack(archive: Path, folder: Path) -> None:
    """The regular files of a zip, where their names say, below `folder`; links and folders are left out."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(archive) as files, tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        for info in files.infolist():
            if info.is_dir() or (info.external_attr >> 28) == 0o12:
                continue
            path = Path(files.extract(info, scratch))
            target = folder / path.relative_to(scratch)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
            target.chmod(0o644)


def _copy_files(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts:
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
