"""The code of every module that a worker may still import, in one file: no worker opens another file after its fork.

setup.sh writes it, beside the packages that it is made from, by `python -m autograder.isolation.module_archive`; else
the first zygote does. A zygote maps it before its first worker.
"""

from __future__ import annotations

import importlib.util
import marshal
import mmap
import os
import struct
import sys
import sysconfig
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import numpy as np

_PATH = Path(sys.prefix, "worker-modules")
_HEAD = importlib.util.MAGIC_NUMBER + np.__version__.encode()  # of this Python and this numpy
_SIZE = struct.Struct("<Q")
_LEFT_OUT = {
    *("__pycache__", "config", "ensurepip", "idlelib", "lib2to3", "lib-dynload", "pydoc_data"),
    *("site-packages", "dist-packages", "test", "tests", "tkinter", "turtledemo", "venv"),
}


def write(content: bytes, path: Path = _PATH) -> None:
    """Write an archive. Raises OSError."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.chmod(0o644)  # every user grades with it
    part.replace(path)


def compiled_modules() -> bytes:
    """The standard library and numpy as an archive."""
    index: dict[str, tuple[bool, int, int]] = {}
    content = bytearray()
    for name, package, code in _compiled():
        compressed = zlib.compress(marshal.dumps(code))
        index[name] = (package, len(content), len(compressed))
        content += compressed
    listed = marshal.dumps(index)
    return b"".join((_HEAD, _SIZE.pack(len(listed)), listed, content))


def install(path: Path = _PATH) -> None:
    """Import from the archive from now on, and from no folder."""
    finder = _ArchiveFinder(_mapped(path) or _made(path))
    sys.meta_path[:] = [finder if found is PathFinder else found for found in sys.meta_path]


def _made(path: Path) -> bytes:
    content = compiled_modules()
    with suppress(OSError):  # another user's environment: the next zygote makes it again
        write(content, path)
    return content


def _mapped(path: Path) -> mmap.mmap | None:
    """Return the archive for this Python and this numpy, if there is one."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    return mapped if mapped[: len(_HEAD)] == _HEAD else None


class _ArchiveFinder:
    """Finds modules in an archive."""

    def __init__(self, content: mmap.mmap | bytes) -> None:
        start = len(_HEAD) + _SIZE.size
        (length,) = _SIZE.unpack_from(content, len(_HEAD))
        self._index: dict[str, tuple[bool, int, int]] = marshal.loads(content[start : start + length])
        self._content, self._start = content, start + length

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """As finders do."""
        if name not in self._index:
            return None
        return importlib.util.spec_from_loader(name, self, is_package=self._index[name][0])  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As loaders do: Python makes it."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """As loaders do."""
        _, offset, length = self._index[module.__name__]
        start = self._start + offset
        code = marshal.loads(zlib.decompress(self._content[start : start + length]))
        module.__file__ = code.co_filename
        exec(code, vars(module))


def _compiled() -> Iterator[tuple[str, bool, CodeType]]:
    """Name, whether it is a package, and code of every module that can be compiled."""
    roots: list[tuple[Path, tuple[str, ...]]] = [(Path(sysconfig.get_path("stdlib")), ())]
    roots.append((Path(np.__file__).parent, ("numpy",)))
    for root, prefix in roots:
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).parts
            if not _LEFT_OUT.isdisjoint(parts):
                continue
            package = path.stem == "__init__"
            name = ".".join((*prefix, *parts[:-1], *(() if package else (path.stem,))))
            try:
                code = SourceFileLoader(name, str(path)).get_code(name)
            except (SyntaxError, ValueError):
                continue  # samples of what cannot be compiled
            if code is not None:
                yield name, package, code


if __name__ == "__main__":
    write(compiled_modules())
