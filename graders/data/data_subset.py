"""A part of CIFAR-10 for grading notebooks: images to train with, and images held back that nobody trains with."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from assignment import ASSIGNMENT
from autograder.model.library import Library, read_package
from autograder.store.fixture_set import npz_bytes

CLASSES = 10
_PURPOSES = {"train": "to train with", "val": "to validate", "test": "to test", "held_back": "held back"}
_SHARE = 5  # one image to validate, to test and to hold back for this many to train with


class SubsetError(ValueError):
    """The batches cannot be read or do not suffice; the text says why."""


def draw_subset(folder: Path, per_class: int, secret: str) -> tuple[bytes, dict[str, int]]:
    """Return the subset of the batches in `folder` as a numeric .npz file, and the numbers of images by purpose.

    Raises SubsetError.
    """
    parts = _parts(_read_batches(folder), per_class, secret)
    arrays = {f"{part}_images": images for part, (images, _) in parts.items()}
    arrays |= {f"{part}_labels": labels for part, (_, labels) in parts.items()}
    return npz_bytes(arrays), {_PURPOSES[part]: len(labels) for part, (_, labels) in parts.items()}


def read_subset() -> dict[str, np.ndarray] | None:
    """The subset, None if there is none: train_images, train_labels, and the same for val, test and held_back.

    Images are (n, 3, 32, 32), uint8; classes (n,), int64. The held-back part is the judge's.
    """
    source = ASSIGNMENT.data_file
    if source is None:
        return None
    with np.load(source, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


Images = tuple[np.ndarray, np.ndarray]


def _read_batches(folder: Path) -> tuple[Images, Images]:
    """CIFAR-10's training and test images, by the assignment's own reader, which runs no code of a pickle."""
    with Library(ASSIGNMENT.package, read_package(ASSIGNMENT.reference), "reference") as reference:
        load: Any = reference["data_utils"].load_cifar10
        try:
            X_train, y_train, X_test, y_test = load(folder)
        except Exception as error:  # foreign files can fail in any way
            raise SubsetError(
                f"{folder} does not hold CIFAR-10's batches for Python (data_batch_1 to 5 and test_batch): {error}"
            ) from error
    return (X_train, y_train), (X_test, y_test)


def _parts(batches: tuple[Images, Images], per_class: int, secret: str) -> dict[str, Images]:
    """Return parts that have no image in common. The secret decides which images are held back."""
    rng = np.random.default_rng(list(hashlib.sha256(f"cifar10 {secret}".encode()).digest()))
    few = max(1, per_class // _SHARE)
    training, testing = batches
    train, val = _drawn(training, (per_class, few), rng)
    test, held = _drawn(testing, (few, few), rng)
    return {"train": train, "val": val, "test": test, "held_back": held}


def _drawn(images: Images, counts: tuple[int, ...], rng: np.random.Generator) -> list[Images]:
    """For each count, that many images of each class, in random order; no image twice."""
    X, y = images
    orders = [rng.permutation(np.flatnonzero(y == label)) for label in range(CLASSES)]
    fewest = min(map(len, orders))
    if fewest < sum(counts):
        raise SubsetError(
            f"a class has {fewest} images, fewer than the {sum(counts)} asked for: ask for fewer"
        )
    parts, start = [], 0
    for count in counts:
        index = rng.permutation(np.concatenate([order[start : start + count] for order in orders]))
        parts.append((np.ascontiguousarray(X[index], dtype=np.uint8), y[index].astype(np.int64)))
        start += count
    return parts
