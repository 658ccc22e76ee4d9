"""The code at a module's top level: statements that fail only because of the grading environment are skipped. `guarded`
puts each statement within `try`; `ModuleBodies` decides which exceptions to catch. If a module stops for another
reason, its definitions up to that point count.
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
CPU_SECONDS = 0.5  # at a module's top level, before a statement is skipped as too slow
_AGAIN = 0.25  # for the rest of the module
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
    """Runs modules of a submission, and skips statements that cannot work in the grading environment.

    package: the name of the folder that file names begin with.
    note: called with "passed layers.py:3", or with "stopped layers.py:9 NameError" if a module stopped before its end.
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
        """Return the file and line at a module's top level where the exception arose."""
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
        """Lift the limit while other code than the submission's runs."""
        self._unlimited += 1
        try:
            yield
        finally:
            self._unlimited -= 1

    def _interrupt(self, *_: object) -> None:
        if not self._unlimited:
            raise _TooLong(f"it takes more than {CPU_SECONDS:g} seconds of CPU time")


class _TooLong(BaseException):
    """The CPU time at a module's top level is used up; no `except Exception` catches this."""


def _is_of_this_place(error: BaseException) -> bool:
    """Return whether it failed because it has no files, terminals, processes, networks, user names or time."""
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
    """Return the function that takes the place of a name that the module failed to define."""
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
    # An interrupt reaches a loop before its first instruction, which must lie within `try` as well.
    first = ast.Expr(ast.Name(NET, ast.Load()))
    for node in (*ast.walk(first), *ast.walk(handler)):
        ast.copy_location(node, statement)
    return ast.copy_location(ast.Try([first, statement], [handler], [], []), statement)


def _assigned(node: ast.AST) -> Iterator[str]:
    """Return the names that the statement assigns at the module's level."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in () if isinstance(node, _SCOPES) else ast.iter_child_nodes(node):
        yield from _assigned(child)
