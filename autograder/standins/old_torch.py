"""torch for notebooks that were written on a machine with a GPU: there is none here, and the CPU takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from autograder.standins.old_modules import Note


def use_cpu(torch: ModuleType, note: Note) -> None:
    """From now on, the device "cuda" is the CPU for torch, wherever one is named."""
    from torch.overrides import TorchFunctionMode

    def present(value: Any) -> Any:
        """The CPU for a GPU, by name or as a device; anything else as it is."""
        if not isinstance(value, (str, torch.device)) or not str(value).startswith("cuda"):
            return value
        note("gpu")
        return torch.device("cpu")

    class OnCPU(TorchFunctionMode):
        """Sees every call of torch's functions and of tensors' methods, those within modules too."""

        def __torch_function__(
            self,
            function: Any,
            _: object,
            args: tuple[Any, ...] = (),
            options: Mapping[str, Any] | None = None,
        ) -> Any:
            if function is torch.Tensor.cuda:
                note("gpu")
                return args[0]
            here = {name: present(value) for name, value in (options or {}).items()}
            return function(*map(present, args), **here)

    OnCPU().__enter__()
