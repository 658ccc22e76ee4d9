"""The images that notebooks train with, as files where the given modules look for them."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np

from assignment import ASSIGNMENT
from autograder.model.library import Library, read_package
from graders.data.data_subset import read_subset

_CIFAR10 = "cifar-10-batches-py"
_BATCHES = 5


def write_data(folder: Path) -> None:
    """Write the bundled part of CIFAR-10, or else the synthetic set, below the package's folder of data sets."""
    subset = read_subset()
    if subset is None:
        _write_synthetic(folder)
    else:
        _write_batches(folder / _CIFAR10, subset)


def _write_synthetic(folder: Path) -> None:
    with Library(ASSIGNMENT.package, read_package(ASSIGNMENT.reference), "drawing") as package:
        synthetic = package["synthetic"]
        target = folder / synthetic.FOLDER
        target.mkdir(parents=True)
        synthetic.write_batches(target)


def _write_batches(target: Path, subset: dict[str, np.ndarray]) -> None:
    """CIFAR-10's own files; the images to validate with follow those to train with."""
    target.mkdir(parents=True)
    images = np.concatenate([subset["train_images"], subset["val_images"]])
    labels = np.concatenate([subset["train_labels"], subset["val_labels"]])
    for number, index in enumerate(np.array_split(np.arange(len(labels)), _BATCHES), 1):
        _write_batch(target / f"data_batch_{number}", images[index], labels[index])
    _write_batch(target / "test_batch", subset["test_images"], subset["test_labels"])


def _write_batch(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    content = {"data": images.reshape(len(images), -1), "labels": labels.tolist()}
    path.write_bytes(pickle.dumps(content, protocol=4))
