"""A Debian system made from nothing in a folder, to grade in through chroot: nothing is there but what is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from autograder.simulate.image import Image

_SECONDS = 600.0  # for debootstrap, which takes one or two minutes where a mirror is near
SUITE = "bookworm"  # Python 3.11 is installed by setup.sh, as on a base image without Python
# How this machine reaches package servers: what apt and pip are told, certificates, names.
_SETTINGS = (
    *("/etc/pip.conf", "/etc/hosts", "/etc/resolv.conf"),
    *("/etc/apt/auth.conf", "/etc/apt/auth.conf.d", "/etc/apt/keyrings", "/etc/apt/trusted.gpg.d"),
    *("/etc/ssl/certs/ca-certificates.crt", "/usr/local/share/ca-certificates"),
)
# Own processes and own mounts, which end with the command, so that the folder can be removed; /proc, and shared memory
# of the size that containers have.
_MOUNTS = 'mount -t proc proc "$0/proc" && mount -t tmpfs -o mode=1777,size=64m shm "$0/dev/shm"'
_ENTER = f'{_MOUNTS} && exec chroot "$0" "$@"'
_UNSHARE = ("unshare", "--mount", "--pid", "--fork", "--kill-child")


class RootError(Exception):
    """A root cannot be made here; the text says what is missing."""


def check_possible() -> None:
    """Raise RootError unless this user can make a Debian root on this machine."""
    if os.name != "posix" or os.geteuid() != 0:
        raise RootError(
            "--rootfs makes a Debian system and enters it through chroot, which only root may do."
        )
    if missing := [name for name in ("debootstrap", "unshare", "chroot") if shutil.which(name) is None]:
        raise RootError(
            f"--rootfs needs {' and '.join(missing)}: on Debian and Ubuntu, apt-get install debootstrap."
        )


def root_image(top: Path) -> Image:
    """A fresh Debian system below `top`, with this machine's way to the package servers."""
    check_possible()
    log = top.with_name("debootstrap.log")
    command = [*_UNSHARE, "debootstrap", "--variant=minbase", SUITE, str(top)]
    try:
        with open(log, "wb") as file:
            subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, check=True, timeout=_SECONDS)
    except subprocess.SubprocessError as error:
        said = log.read_text(errors="replace")[-1000:]
        raise RootError(f"debootstrap made no root, {error}:\n{said}") from error
    for name in (*_SETTINGS, *_apt_settings(), *_wheel_folders()):
        _copy(Path(name), top)
    (top / "autograder").mkdir()
    return Image(top, prefix=(*_UNSHARE, "sh", "-c", _ENTER, str(top)))


def _apt_settings() -> list[str]:
    """Keep the settings for downloads; others call programs that are not installed."""
    files = Path("/etc/apt/apt.conf.d").glob("*")
    return [str(file) for file in files if "Acquire::" in file.read_text(errors="replace")]


def _wheel_folders() -> list[str]:
    """Return the folders of this machine that pip's settings name."""
    return [name for name in os.environ.get("PIP_FIND_LINKS", "").split() if Path(name).is_dir()]


def _copy(source: Path, top: Path) -> None:
    target = top / source.relative_to("/")
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
