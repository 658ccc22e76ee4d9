"""The package that students write in: its name, its modules and its notebooks, as an assignment states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Notebook:
    """A notebook that students work through.

    file: its name without the suffix, "Attention".
    framework: the package that it needs; "" if numpy is enough.
    preload: modules to import before its kernel is forked, as nothing can be imported from disk afterwards.
    seconds: the most CPU time that it may take.
    """

    file: str
    framework: str = ""
    preload: tuple[str, ...] = ()
    seconds: float = 180.0


@dataclass(frozen=True, eq=False)
class PackageLayout:
    """The modules and notebooks of a package. Paths are posix paths below its folder.

    name: as it is imported, which is also the name of its folder.
    modules: paths by the short names that probes ask for.
    notebooks: by the short names under which probes ask for their namespaces.
    written: paths of the modules that students write; they tell where in a submission the package is.
    called: paths of other modules that checks call, whoever has written them.
    given: paths of modules that take the place of a submission's own.
    extensible: paths of given modules that students may extend, so that their own is kept; a submission that lacks
        one gets it if it has the module that this one is built on, its value.
    handed_out: digests of the texts that the course has handed out so far, by the names of their files; such a file is
        nobody's work, and a module of ours takes its place if there is one.
    for_notebooks: paths of modules of the reference that the given ones need in notebooks only.
    parts: short names of modules whose functions networks are built of.
    """

    name: str
    modules: Mapping[str, str]
    written: tuple[str, ...]
    notebooks: Mapping[str, Notebook] = field(default_factory=dict)
    called: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    extensible: Mapping[str, str] = field(default_factory=dict)
    handed_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    for_notebooks: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()

    @property
    def inner_folders(self) -> frozenset[str]:
        """The names of folders in the package that hold modules which students write."""
        return frozenset(part for path in self.written for part in path.split("/")[:-1])

    def path(self, short_name: str) -> str:
        """The path of a module, or the file name of a notebook, by its short name."""
        if short_name in self.notebooks:
            return f"{self.notebooks[short_name].file}.ipynb"
        return self.modules[short_name]
