"""A students' package, imported from memory.

Submission, reference, oracle and every mistake are the same package with other texts, so all of them are
`Library` objects: a mapping from a module's short name to the imported module. Nothing is read from disk at
import time, which is what lets a worker run a submission without being able to open a single file of it.

A notebook counts as one more module: its namespace, where it was executed, or the text of its definitions.
"""

from __future__ import annotations

import ast
import importlib
import marshal
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

from autograder.model.package_layout import PackageLayout

Source = str | bytes | CodeType


def compile_source(package: str, path: str, text: str | bytes | ast.Module) -> CodeType:
    """Compile one module of a package; "package/path" is what tracebacks will show."""
    return compile(text, f"{package}/{path}", "exec", dont_inherit=True)


def read_package(folder: Path) -> dict[str, str]:
    """Texts of a package's modules by their posix path below `folder`."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.py"))
    }


class Library:
    """Import `sources` as the package `alias`, by default under the name that the layout has for it.

    sources: texts, code objects or marshalled code by posix path ("layers.py", "nets/deep.py").
    reference, reference_layers: the modules with the short names in `reference_layers` get their functions of the same
        name from the library `reference`; what else they define stays. If such a module fails to import, it counts as
        empty. "layers.forward" instead of "layers" replaces that function alone.
    builtins: what the modules have for built-in names; Python's own where None.
    run: called with a module and the function that executes its code.
    """

    def __init__(
        self,
        layout: PackageLayout,
        sources: Mapping[str, Source],
        alias: str = "",
        reference: Library | None = None,
        reference_layers: Sequence[str] = (),
        builtins: dict[str, object] | None = None,
        run: Callable[[ModuleType, Callable[[], None]], None] = lambda _, execute: execute(),
    ) -> None:
        self.layout = layout
        self.sources: dict[str, Source] = dict(sources)
        self.alias = alias or layout.name
        self.reference = reference
        self.replaced = functions_by_path(layout, reference_layers)
        self.builtins = builtins
        self.run = run
        if reference is not None:
            self.sources |= dict.fromkeys(set(self.replaced) - set(self.sources), "")
        self._notebooks: dict[str, ModuleType] = {}
        self._finder = _Finder(self)
        if self.alias in sys.modules:  # else, in a fork, a look at every name would copy hundreds of pages
            for name in [n for n in sys.modules if n.partition(".")[0] == self.alias]:
                del sys.modules[name]
        _FINDERS.add(self._finder)

    def __getitem__(self, short_name: str) -> ModuleType:
        """Import a module by its short name; whatever its code raises is raised here."""
        if short_name in self._notebooks:
            return self._notebooks[short_name]
        path = self.layout.path(short_name)
        if short_name in self.layout.notebooks and path not in self.sources:
            raise ImportError(f"{path} was not run")
        return importlib.import_module(dotted(self.alias, path))

    def add(self, short_name: str, namespace: ModuleType) -> None:
        """Have the namespace of a notebook that was run among the modules."""
        self._notebooks[short_name] = namespace

    def write(self, path: str, text: str) -> None:
        """Have one more module, unless there is one with this path."""
        if path not in self.sources:
            self.sources[path] = text
            self._finder.note(path)

    def close(self) -> None:
        """Forget the modules, so that many libraries can come and go in one process."""
        _FINDERS.remove(self._finder)
        for name in self._finder.names:
            sys.modules.pop(name, None)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def dotted(alias: str, path: str) -> str:
    """The name that a module is imported by."""
    stem = path.removesuffix(".ipynb").removesuffix(".py").removesuffix("/__init__")
    return alias if stem == "__init__" else f"{alias}.{stem.replace('/', '.')}"


def functions_by_path(layout: PackageLayout, layers: Sequence[str]) -> dict[str, set[str]]:
    """Functions by their module's path: "layers.scale_forward" names one; "layers" all, for which "" stands."""
    functions: dict[str, set[str]] = {}
    for name in layers:
        module, _, function = name.partition(".")
        functions.setdefault(layout.path(module), set()).add(function)
    return functions


class _Finders(MetaPathFinder):
    """Serves all libraries: proofs have more than a thousand, and would ask each of them for every module."""

    def __init__(self) -> None:
        self._by_alias: dict[str, list[_Finder]] = {}

    def add(self, finder: _Finder) -> None:
        """Serve one more library, before others with its name."""
        self._by_alias.setdefault(finder.library.alias, []).insert(0, finder)
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def remove(self, finder: _Finder) -> None:
        """Serve a library no more."""
        self._by_alias[finder.library.alias].remove(finder)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = (finder.spec(fullname) for finder in self._by_alias.get(fullname.partition(".")[0], ()))
        return next(filter(None, found), None)


_FINDERS = _Finders()


class _Finder(Loader):
    """Serves the modules of one library; anything else is none of its business."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.paths: dict[str, str] = {}
        self.packages = {library.alias}
        for path in library.sources:
            self.note(path)

    def note(self, path: str) -> None:
        """Serve the module with this path."""
        name = dotted(self.library.alias, path)
        self.paths[name] = path
        self.packages |= {name.rpartition(".")[0]} - {""}
        if path.endswith("__init__.py"):
            self.packages.add(name)

    @property
    def names(self) -> set[str]:
        """The names of all modules and packages that it serves."""
        return {*self.paths, *self.packages}

    def spec(self, fullname: str) -> ModuleSpec | None:
        """Return the spec of a module with this name; None if the library has none."""
        if fullname not in self.paths and fullname not in self.packages:
            return None
        origin = self._file(self.paths[fullname]) if fullname in self.paths else None
        return ModuleSpec(fullname, self, origin=origin, is_package=fullname in self.packages)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        if name not in self.paths:
            return
        path = self.paths[name]
        module.__file__ = self._file(path)
        if self.library.builtins is not None:
            vars(module)["__builtins__"] = self.library.builtins
        replacement = self._reference_module(path)
        try:
            code = _code(self.library.layout.name, path, self.library.sources[path])
            self.library.run(module, lambda: exec(code, module.__dict__))
        except Exception:
            if "" not in self.library.replaced.get(path, ()):
                raise
        if replacement is not None:
            _overlay(module, replacement, self.library.replaced[path])

    def _file(self, path: str) -> str:
        return f"{self.library.layout.name}/{path}"

    def _reference_module(self, path: str) -> ModuleType | None:
        reference = self.library.reference
        if reference is None or path not in self.library.replaced:
            return None
        return importlib.import_module(dotted(reference.alias, path))


def _overlay(module: ModuleType, replacement: ModuleType, functions: set[str]) -> None:
    for name, value in vars(replacement).items():
        own = callable(value) and getattr(value, "__module__", None) == replacement.__name__
        if own and not functions.isdisjoint({name, ""}):
            setattr(module, name, value)


@lru_cache(maxsize=1024)
def _compiled(package: str, path: str, text: str) -> CodeType:
    """The code of a text, compiled once: most modules of a mutant are the reference's."""
    return compile_source(package, path, text)


def _code(package: str, path: str, source: Source) -> CodeType:
    if isinstance(source, str):
        return _compiled(package, path, source)
    if isinstance(source, bytes):
        code: CodeType = marshal.loads(source)
        return code
    return source
