"""torch for notebooks that were written with a GPU, and with an older torch: the CPU takes the place of the first."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from functools import wraps
from types import ModuleType
from typing import Any

from autograder.compat.old_code import Note


def patch(torch: Any, note: Note) -> None:
    """All of it."""
    use_cpu(torch, note)
    use_old_behaviour(torch)


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
            if function in (torch.Tensor.cuda, torch.Tensor.pin_memory):
                note("gpu")
                return args[0]
            here = {name: present(value) for name, value in (options or {}).items()}
            return function(*map(present, args), **here)

    OnCPU().__enter__()
    _stand_in_for_gpu(torch, note)


# What is called for its effect on a GPU, and types of tensors that live on one.
_IDLE = ("synchronize", "set_device", "reset_peak_memory_stats", "reset_max_memory_allocated")
_TYPES = ("FloatTensor", "DoubleTensor", "HalfTensor", "LongTensor", "IntTensor", "ByteTensor", "BoolTensor")


def _stand_in_for_gpu(torch: Any, note: Note) -> None:
    """torch.cuda, as far as notebooks ask for it without asking first whether there is a GPU."""
    for name in _IDLE:
        setattr(torch.cuda, name, lambda *_, **__: note("gpu"))
    for name in _TYPES:
        setattr(torch.cuda, name, getattr(torch, name))
    torch.cuda.device = lambda *_: nullcontext()
    torch.cuda.current_device = lambda: 0
    torch.cuda.get_device_name = lambda *_: "CPU"
    choose = torch.set_default_tensor_type
    torch.set_default_tensor_type = lambda kind: choose(
        kind.replace("cuda.", "") if isinstance(kind, str) else kind
    )


def use_old_behaviour(torch: Any) -> None:
    """Restore what torch of 2020 had: files of whole models, schedulers that print what they do, and no compiler."""
    load = torch.load

    @wraps(load)
    def load_all(file: Any, *_: object, **options: Any) -> Any:
        return load(file, **{"weights_only": False, **options, "map_location": "cpu"})

    torch.load = load_all
    torch.compile = lambda model=None, **_: _same if model is None else model
    schedulers = torch.optim.lr_scheduler
    for name in [name for name, value in vars(schedulers).items() if isinstance(value, type)]:
        scheduler = getattr(schedulers, name)
        if issubclass(scheduler, schedulers.LRScheduler):
            scheduler.__init__ = _without("verbose", scheduler.__init__)


def _same(model: Any) -> Any:
    return model


def _without(option: str, function: Any) -> Any:
    """The function, which once had this option."""

    @wraps(function)
    def called(*arguments: Any, **options: Any) -> Any:
        options.pop(option, None)
        return function(*arguments, **options)

    return called
