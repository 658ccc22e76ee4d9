"""The images of notebooks, shared by all kernels.

`get_CIFAR10_data` takes them from files that were prepared once: they are mapped into memory, in float32, and a page of
them is only copied when a cell writes to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

NAMES = ("X_train", "y_train", "X_val", "y_val", "X_test", "y_test")
PREPARED, CENTRED, WITH_MEAN = "prepared", "centred", "with_mean"  # folders with a file for each array
Get = Callable[..., dict[str, np.ndarray]]


def share_images(data_utils: Any) -> None:
    """Make the given module return the shared images if all of them are requested."""
    get: Get = data_utils.get_CIFAR10_data
    prepared = data_utils.datasets_folder() / PREPARED

    def get_shared(*arguments: int, **options: int) -> dict[str, np.ndarray]:
        folder = prepared / (CENTRED if options.get("subtract_mean", True) else WITH_MEAN)
        if arguments or options.keys() - {"subtract_mean"} or not folder.is_dir():
            return get(*arguments, **options)
        return {name: np.load(folder / f"{name}.npy", mmap_mode="c").view(np.ndarray) for name in NAMES}

    data_utils.get_CIFAR10_data = get_shared
