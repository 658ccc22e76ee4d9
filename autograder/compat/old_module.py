"""A module with what it has, and what it has lost since."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from autograder.compat.old_code import Note


class OldModule(ModuleType):
    """A module with all that it has, and what it has lost; the module itself stays as it is.

    lost: found only where the module has no such name; each use is noted.
    changed: takes the place of what the module has.
    """

    def __init__(
        self, module: ModuleType, note: Note, lost: Mapping[str, Any], changed: Mapping[str, Any]
    ) -> None:
        super().__init__(module.__name__)
        vars(self).update(vars(module))
        vars(self).update(changed)
        vars(self).pop("__getattr__", None)  # the module's own would come before ours
        self.__lost = {name: value for name, value in lost.items() if name not in vars(module)}
        self.__module, self.__note = module, note

    def __getattr__(self, name: str) -> Any:
        if name in self.__lost:
            self.__note(f"name {self.__name__}.{name}")
            return self.__lost[name]
        value = getattr(self.__module, name)
        if isinstance(value, ModuleType):
            setattr(self, name, value)
        return value
