"""A module with its present names and those that it has lost."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from autograder.compat.old_code import Note


class OldModule(ModuleType):
    """A module with its present names and those that it has lost; the module itself stays as it is.

    lost: used only if the module lacks the name; each use is noted. changed: replaces the module's own.
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
