"""What an attack is: hostile code in place of one function, or a hostile submission; and the four postures it meets."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from autograder.model.library import read_package
from tests.grading import REFERENCE

SOURCES = read_package(REFERENCE / "cs231n")

# Four functions with the same arguments, each with a check of its own: an attack takes the place of one of them.
RULES = ("sgd", "sgd_momentum", "rmsprop", "adam")


class Posture(Enum):
    """Who the judge is, and what the kernel lacks."""

    ROOT = "root"
    ROOT_WITHOUT_LANDLOCK = "root, no Landlock"
    ORDINARY = "ordinary user"
    ORDINARY_WITHOUT_SECCOMP = "ordinary user, no seccomp"

    @property
    def grades(self) -> bool:
        """Whether a boundary stands, so that anything is graded at all."""
        return self is not Posture.ORDINARY_WITHOUT_SECCOMP


class Worth(Enum):
    """What a submission with the attack in it gets for the function attacked."""

    NOTHING = "what a stub gets"
    EVERYTHING = "what honest code gets"


@dataclass(frozen=True)
class Attack:
    """Hostile code in place of an update rule: honest, w, dw and config are its arguments.

    It raises `Won` where it got what it must not get. Where `harmless`, it may in these postures.
    waits: it only waits to be stopped, so that a shorter time limit shows the same.
    """

    kind: str
    name: str
    code: str
    worth: Worth = Worth.NOTHING
    harmless: frozenset[Posture] = frozenset()
    waits: bool = False


@dataclass(frozen=True)
class Hostile:
    """A hostile submission. make: writes it into a folder and returns its path.

    worth: of the whole submission, NOTHING meaning that it is refused.
    lost: functions that are lost with it, or starts of checks' names, where the rest is graded.
    adds: whether it only adds files to an honest folder, so that others may come beside it.
    waits: as an attack does.
    """

    kind: str
    name: str
    make: Callable[[Path], Path] = field(repr=False)
    worth: Worth = Worth.EVERYTHING
    lost: tuple[str, ...] = ()
    adds: bool = False
    waits: bool = False


def attacks(kind: str, bodies: Mapping[str, str], worth: Worth = Worth.NOTHING) -> list[Attack]:
    """One attack for each body; a line "# harmless for: ROOT" at its end names postures, "# waits" tells that."""
    return [_attack(kind, name, textwrap.dedent(body).strip("\n"), worth) for name, body in bodies.items()]


def _attack(kind: str, name: str, body: str, worth: Worth) -> Attack:
    code, _, listed = body.partition("# harmless for:")
    harmless = frozenset(Posture[word] for word in listed.replace(",", " ").split())
    return Attack(kind, name, code, worth, harmless, waits="# waits" in code)


_HEAD = '''
import ctypes, fcntl, gc, os, resource, signal, socket, struct, subprocess, sys, tempfile, threading, time
import numpy as np

class Won(Exception):
    """The attack got what it must not get."""

libc = ctypes.CDLL(None, use_errno=True)

def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)

def elders():
    """The zygote and, somewhere among them, the judge."""
    return [os.getppid(), *range(os.getppid() - 1, os.getppid() - 12, -1)]
'''


def hostile_module(chosen: Mapping[str, Attack], places: Mapping[str, object]) -> str:
    """optim.py with attacks in place of some of its functions; `places` are names that attacks use."""
    lines = [SOURCES["optim.py"], _HEAD, *(f"{name} = {place!r}" for name, place in places.items())]
    for rule, attack in chosen.items():
        lines += [f"def attack_on_{rule}(honest, w, dw, config):", textwrap.indent(attack.code, "    ")]
        lines += [f"def {rule}(w, dw, config=None, honest={rule}):"]
        lines += [f"    return attack_on_{rule}(honest, w, dw, config)"]
    return "\n".join(lines) + "\n"
