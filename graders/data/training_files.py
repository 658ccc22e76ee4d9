"""The images that notebooks train with, as files where the given modules look for them.

Beside them lie the results of `get_CIFAR10_data`, made once for all kernels.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np

from assignment import ASSIGNMENT
from autograder.model.library import Library, read_package
from graders.data.data_subset import read_subset
from graders.hooks.shared_images import CENTRED, PREPARED, WITH_MEAN

_CIFAR10 = "cifar-10-batches-py"
_BATCHES = 5
_BLOCK = 500  # images that are converted at a time
TRAINING, VALIDATION, TEST = 49_000, 1_000, 1_000  # images, as far as there are so many


def write_data(folder: Path) -> None:
    """Write the bundled part of CIFAR-10, or else the synthetic set, below the package's folder of data sets."""
    subset = read_subset()
    with Library(ASSIGNMENT.package, read_package(ASSIGNMENT.reference), "drawing") as package:
        batches = (
            _write_synthetic(folder, package) if subset is None else _write_batches(folder / _CIFAR10, subset)
        )
        load: Any = package["data_utils"].load_cifar10
        prepare(folder / PREPARED, *load(batches))


def prepare(
    target: Path, X_train: np.ndarray, y_train: np.ndarray, X_test: np.ndarray, y_test: np.ndarray
) -> None:
    """Write images and classes in the parts of `get_CIFAR10_data`, in float32: with their mean, and without it."""
    training = min(TRAINING, len(X_train) - VALIDATION)
    parts = {
        "train": (X_train[:training], y_train[:training]),
        "val": (X_train[training:][:VALIDATION], y_train[training:][:VALIDATION]),
        "test": (X_test[:TEST], y_test[:TEST]),
    }
    means = {WITH_MEAN: np.zeros(X_train.shape[1:]), CENTRED: X_train[:training].mean(axis=0)}
    for folder, mean in means.items():
        (target / folder).mkdir(parents=True)
        for name, (images, labels) in parts.items():
            np.save(target / folder / f"y_{name}.npy", labels)
            path = target / folder / f"X_{name}.npy"
            file = np.lib.format.open_memmap(path, "w+", np.float32, images.shape)
            for start in range(0, len(images), _BLOCK):
                block = slice(start, start + _BLOCK)
                file[block] = images[block] - mean


def _write_synthetic(folder: Path, package: Library) -> Path:
    synthetic: Any = package["synthetic"]
    target: Path = folder / synthetic.FOLDER
    target.mkdir(parents=True)
    synthetic.write_batches(target)
    return target


def _write_batches(target: Path, subset: dict[str, np.ndarray]) -> Path:
    """CIFAR-10's own files; the images to validate with follow those to train with."""
    target.mkdir(parents=True)
    images = np.concatenate([subset["train_images"], subset["val_images"]])
    labels = np.concatenate([subset["train_labels"], subset["val_labels"]])
    for number, index in enumerate(np.array_split(np.arange(len(labels)), _BATCHES), 1):
        _write_batch(target / f"data_batch_{number}", images[index], labels[index])
    _write_batch(target / "test_batch", subset["test_images"], subset["test_labels"])
    return target


def _write_batch(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    content = {"data": images.reshape(len(images), -1), "labels": labels.tolist()}
    path.write_bytes(pickle.dumps(content, protocol=4))
