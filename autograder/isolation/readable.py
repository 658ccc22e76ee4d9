"""The paths that a worker may read: Python's own modules, numpy and shared libraries; never a whole site-packages."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from autograder.isolation.landlock import READ, READ_DIR, WRITE

_INSTALLED = {"site-packages", "dist-packages"}


def rules() -> Iterator[tuple[Path, int]]:
    """Paths with the Landlock rights that a worker has below them."""
    for folder in stdlib():
        yield folder, READ_DIR  # names may be listed throughout, contents only of what is listed next
        for child in folder.iterdir() if folder.is_dir() else ():
            if child.name not in _INSTALLED:
                yield child, READ
    package = Path(np.__file__).parent
    for path in (package, package.with_name("numpy.libs"), *_libraries()):
        yield path, READ
    yield Path(os.devnull), WRITE
    yield Path("/dev/urandom"), READ  # TensorFlow seeds itself with it before anything else


def imported() -> Iterator[tuple[Path, int]]:
    """Rules for the installed packages that this process has imported, and the libraries that come with them."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if "." in name or not file:
            continue
        path = Path(file).parent if Path(file).stem == "__init__" else Path(file)
        if path.parent.name in _INSTALLED:
            yield path, READ
            yield path.with_name(f"{name}.libs"), READ


def stdlib() -> set[Path]:
    """The folders of the standard library (not those of a virtual environment)."""
    base = {"platbase": sys.base_exec_prefix, "base": sys.base_prefix}
    return {Path(sysconfig.get_path(name, vars=base)) for name in ("stdlib", "platstdlib")}


def _libraries() -> Iterator[Path]:
    yield Path("/etc/ld.so.cache")
    triplet = sysconfig.get_config_var("MULTIARCH")
    for folder in ("/lib", "/usr/lib") if triplet else ():
        yield Path(folder, triplet)
