"""The import statement of a submission: it finds what a submission of earlier years expects. Modules of a submission
get built-in names of their own, with another import. All other code in the process, numpy and the probes included,
imports as usual.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from types import ModuleType
from typing import Any

from autograder.base.named_function import resolve
from autograder.compat.absent import QUIET, AbsentPackage
from autograder.compat.files import Files
from autograder.compat.module_body import NET, ModuleBodies
from autograder.compat.old_code import helpers
from autograder.compat.old_module import OldModule
from autograder.compat.old_modules import old_modules
from autograder.compat.old_numpy import lost_part
from autograder.compat.python2 import MODULES
from autograder.model.assignment import Assignment


class Environment:
    """The imports of one submission's modules, and a record of those that differ from the original environment.

    assignment: that the submission was written for.
    met: "name numpy.int", "module past.builtins", "absent torch", "shape", see feedback/compat_notes.py.
    files: to be installed in a process that runs only the submission.
    run: executes the code of a module.
    """

    def __init__(self, assignment: Assignment) -> None:
        self._package, self._shims = assignment.package.name, assignment.shims
        self.met: set[str] = set()
        self.files = Files(self.met.add)
        self._bodies = ModuleBodies(self._package, self.met.add)
        self.run = self._bodies.run
        self._old = old_modules(self.met.add)
        self._modules = MODULES

    def builtins(self, optional: Collection[str]) -> dict[str, Any]:
        """Built-in names for the modules of a submission.

        optional: "package.layers:cupy" if that module foresees the absence (`try: import cupy`), so that no shim takes
        the package's place there.
        """
        own = {"__import__": partial(self._import, optional), NET: self._bodies.is_meant}
        return {**vars(builtins), **helpers(self.met.add), **own}

    def _import(
        self,
        optional: Collection[str],
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        importer = (globals or {}).get("__name__")
        foreseen = f"{importer}:{name.partition('.')[0]}" in optional
        own = level > 0 or name.partition(".")[0] == self._package
        try:
            with nullcontext() if own else self._bodies.unlimited():
                module = __import__(name, globals, locals, fromlist or (), level)
        except Exception as error:
            if own:
                raise
            found = self._found(name, fromlist or (), error, foreseen)
            if found is None:
                raise
            return found
        if module.__name__ in self._shims.patched and module.__name__ not in self._old:
            resolve(self._shims.patched[module.__name__])(module, self.met.add)
            self._old[module.__name__] = module
        module = self._old.get(module.__name__, module)
        return module if own or foreseen else self._with_all(module, fromlist or ())

    def _found(self, name: str, fromlist: Sequence[str], error: Exception, foreseen: bool) -> Any:
        """Return a shim for a module that cannot be imported; None if it should have none."""
        missing = isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{error.name}.")
        if missing and (own := self._own(name, fromlist)):
            return own
        if name.startswith("numpy.") and fromlist and not foreseen:
            return self._with_all(lost_part(name, self.met.add), fromlist)
        if isinstance(error, ModuleNotFoundError) and error.name in QUIET and fromlist:
            return self._shim(error.name, True, False)  # torch.utils.tensorboard, which needs tensorboard
        return self._shim(name, bool(fromlist), foreseen)

    def _with_all(self, module: Any, names: Sequence[str]) -> Any:
        """A module of a library, with shims for names that are asked for and missing."""
        lost = [name for name in names if name != "*" and not hasattr(module, name)]
        if not lost or not isinstance(module, ModuleType):
            return module
        there = {name: AbsentPackage(f"{module.__name__}.{name}") for name in lost}
        return OldModule(module, self.met.add, there, {})

    def _own(self, name: str, fromlist: Sequence[str]) -> ModuleType | None:
        """Return a module of the package that is imported as if it lay outside, or below another folder."""
        package = self._package
        above, _, inner = f".{name}.".rpartition(f".{package}.")
        own = f"{package}.{inner.strip('.')}".strip(".")
        if own.startswith(f"{package}.{package}."):
            return None
        try:
            importlib.import_module(own)
        except ModuleNotFoundError as error:
            if f"{own}.".startswith(f"{error.name}."):
                return None
            raise
        if fromlist:
            return __import__(own, fromlist=fromlist)
        if above:
            return _folders(above.strip("."), package)
        return sys.modules[".".join(own.split(".")[:2])]

    def _shim(self, name: str, last: bool, foreseen: bool) -> ModuleType | AbsentPackage | None:
        top = name.partition(".")[0]
        if top in self._shims.absent:
            self._modules = self._modules | resolve(self._shims.absent[top])()
        if name in self._modules:
            self.met.add(f"module {top}")
            return self._modules[name if last else top]
        if foreseen:
            return None
        self.met.add(f"absent {top}")
        return AbsentPackage(name if last else top)


def _folders(path: str, package: str) -> ModuleType:
    """The first of the folders that `import a.b.package` names above the package; the last one has the package."""
    inner = sys.modules[package]
    for name, attribute in reversed(list(zip(path.split("."), [*path.split(".")[1:], package], strict=True))):
        folder = ModuleType(name)
        setattr(folder, attribute, inner)
        inner = folder
    return inner
