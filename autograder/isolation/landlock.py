"""Landlock: a worker can open listed paths, and nothing else.

Rules only add, so nothing secret may lie below a listed folder. The ruleset is built once, in the zygote;
workers enter it after the fork.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from pathlib import Path

from autograder.isolation import linux

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_GET_VERSION = 1
_PATH_BENEATH = 1

_WRITE_FILE, READ_FILE, READ_DIR, _TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_FILE, _MAKE_SOCKET = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 9
_REFER = 1 << 13
READ = READ_DIR | READ_FILE
WRITE = READ_FILE | _WRITE_FILE | _TRUNCATE
# All rights for work with files, except links, devices and programs.
SCRATCH = WRITE | READ_DIR | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _MAKE_SOCKET | _REFER
_OF_FILES = WRITE

# Filesystem rights by the ABI that brought them: first 13, then refer, truncate, device ioctl.
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP = 0b11  # bind, connect: from ABI 4
_SCOPES = 0b11  # abstract unix sockets, signals: from ABI 6


def abi() -> int:
    """The kernel's Landlock version, 0 if there is none."""
    try:
        return linux.syscall(_CREATE_RULESET, 0, 0, _GET_VERSION)
    except OSError:
        return 0


def build(rules: Iterable[tuple[Path, int]]) -> int | None:
    """A descriptor of the ruleset that forbids everything but `rules` (path, rights); None without Landlock."""
    version = abi()
    if not version:
        return None
    handled = (1 << _FS_RIGHTS[min(version, 5)]) - 1
    attributes = struct.pack("=QQQ", handled, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = linux.syscall(_CREATE_RULESET, attributes, size, 0)
    for path, rights in rules:
        _allow(ruleset, path, rights & handled)
    return ruleset


def restrict(ruleset: int) -> int:
    """Enter a ruleset for good; its ABI, 0 if that failed. Needs no_new_privs."""
    try:
        linux.syscall(_RESTRICT_SELF, ruleset, 0)
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError as error:
        return abi() if error.filename == "/" else 0
    except OSError:
        return 0
    return 0


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        target = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # missing on this machine, or forbidden to this user: nothing to allow
    try:
        if not path.is_dir():
            rights &= _OF_FILES
        linux.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, target), 0)
    finally:
        os.close(target)
