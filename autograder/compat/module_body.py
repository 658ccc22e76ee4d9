"""The code at a module's top level: what fails only because of where it is graded is passed over.

`guarded` puts a net below each statement; `ModuleBodies` decides what is caught in it. Where a module stops for
another reason, what it had defined before that counts.
"""

from __future__ import annotations

import ast
import locale
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

from autograder.compat.absent import AbsentPackage

NET = "<passed over>"  # a name that no code can spell
CPU_SECONDS = 0.5  # at a module's top level, before the statement that takes so long is passed over
_AGAIN = 0.25  # for whatever comes after that
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Pass)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def guarded(tree: ast.Module) -> ast.Module:
    """The module, each of its statements but definitions and imports within `try`, on the same lines."""
    body = [
        statement if isinstance(statement, _DEFINES) or _is_docstring(statement) else _netted(statement)
        for statement in tree.body
    ]
    return ast.Module(body, tree.type_ignores)


class ModuleBodies:
    """Runs modules of a submission, and passes over statements that cannot do here what they did elsewhere.

    package: the name of the folder that file names begin with.
    note: is told "passed layers.py:3", and "stopped layers.py:9 NameError" of a module that ended before its end.
    """

    def __init__(self, package: str, note: Callable[[str], object]) -> None:
        self._package, self._note = package, note
        self._timed = False
        self._unlimited = 0

    def run(self, module: ModuleType, execute: Callable[[], None]) -> None:
        """Execute a module's code; it may end early if it has defined something by then."""
        try:
            with self._limit():
                execute()
        except (Exception, SystemExit, KeyboardInterrupt, _TooLong) as error:
            place = self._place(error)
            if place is None or not any(_is_definition(module, value) for value in vars(module).values()):
                raise
            self._note(f"stopped {place} {type(error).__name__}")
            vars(module).setdefault("__getattr__", _explain(place, error))

    def is_meant(self, *names: str) -> bool:
        """Return whether to raise the caught exception again; if not, shims replace these names."""
        error = sys.exc_info()[1]
        assert error is not None
        if not _is_of_this_place(error):
            return True
        self._note(f"passed {self._place(error)}")
        namespace = sys._getframe(1).f_globals
        for name in names:
            namespace.setdefault(name, AbsentPackage(name))
        return False

    def _place(self, error: BaseException) -> str | None:
        """The file and line at a module's top level where it happened."""
        start = f"{self._package}/"
        for frame, line in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename.startswith(start) and frame.f_code.co_name == "<module>":
                return f"{frame.f_code.co_filename.removeprefix(start)}:{line}"
        return None

    @contextmanager
    def _limit(self) -> Iterator[None]:
        """Interrupt code that takes too much CPU time; once for a module and all that it imports."""
        here = threading.current_thread() is threading.main_thread()
        if self._timed or not here or not hasattr(signal, "setitimer"):
            yield
            return
        self._timed = True
        before = signal.signal(signal.SIGPROF, self._interrupt)
        outer = signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS, _AGAIN)  # of a notebook's cell, perhaps
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            signal.setitimer(signal.ITIMER_PROF, *outer)
            self._timed = False

    @contextmanager
    def unlimited(self) -> Iterator[None]:
        """Let others' code take its time."""
        self._unlimited += 1
        try:
            yield
        finally:
            self._unlimited -= 1

    def _interrupt(self, *_: object) -> None:
        if not self._unlimited:
            raise _TooLong(f"it takes more than {CPU_SECONDS:g} seconds of CPU time")


class _TooLong(BaseException):
    """It takes more CPU time than there is at a module's top level; no `except Exception` catches it."""


def _is_of_this_place(error: BaseException) -> bool:
    """Tell if it failed as files, terminals, processes, networks and user names are not here, or time was over."""
    while True:
        if isinstance(error, (OSError, EOFError, locale.Error, _TooLong)):
            return True
        if isinstance(error, KeyError) and "uid not found" in str(error):
            return True
        above = error.__cause__ or error.__context__
        if above is None:
            return False
        error = above


def _is_definition(module: ModuleType, value: object) -> bool:
    return isinstance(value, (FunctionType, type)) and value.__module__ == module.__name__


def _explain(place: str, error: BaseException) -> Callable[[str], Any]:
    """The function that a module without the name calls."""
    path, _, line = place.rpartition(":")
    why = f"{type(error).__name__}: {error}".rstrip(": ")

    def missing(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"{path} stopped at line {line} ({why}), before it could define {name}")

    return missing


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _netted(statement: ast.stmt) -> ast.stmt:
    names = sorted(set(_assigned(statement)))
    call = ast.Call(ast.Name(NET, ast.Load()), [ast.Constant(name) for name in names], [])
    handler = ast.ExceptHandler(None, None, [ast.If(call, [ast.Raise()], [])])
    # What interrupts a loop does so before its first instruction, which has to lie within `try` as well.
    first = ast.Expr(ast.Name(NET, ast.Load()))
    for node in (*ast.walk(first), *ast.walk(handler)):
        ast.copy_location(node, statement)
    return ast.copy_location(ast.Try([first, statement], [handler], [], []), statement)


def _assigned(node: ast.AST) -> Iterator[str]:
    """The names that it assigns at the module's level."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in () if isinstance(node, _SCOPES) else ast.iter_child_nodes(node):
        yield from _assigned(child)
