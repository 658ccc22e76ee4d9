"""Images that no notebook was given, to measure what nets have learnt; their classes stay with the judge."""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assignment import ASSIGNMENT
from autograder.model.library import Library, read_package
from graders.data.data_subset import read_subset

CIFAR10, SYNTHETIC = "CIFAR-10", "synthetic CIFAR"  # as data_utils.data_set_name calls them


@dataclass(frozen=True)
class HeldBack:
    """images (n, 3, 32, 32), uint8, as they are in the data set called `name`, and their classes (n,)."""

    name: str
    images: np.ndarray
    labels: np.ndarray


@lru_cache(maxsize=4)
def held_back(count: int, salt: str) -> HeldBack:
    """Return `count` images of the bundled CIFAR-10, or drawn like the synthetic set; fewer if there are not as many.

    salt: decides which images are drawn, so that nobody can know them in advance.
    """
    rng = np.random.RandomState(int(hashlib.sha256(f"held back {salt}".encode()).hexdigest()[:8], 16))
    subset = read_subset()
    if subset is not None:
        some = rng.permutation(len(subset["held_back_labels"]))[:count]
        images = varied(subset["held_back_images"][some], rng)
        return HeldBack(CIFAR10, images, subset["held_back_labels"][some])
    labels = rng.permutation(np.arange(count) % 10)
    with Library(ASSIGNMENT.package, read_package(ASSIGNMENT.reference), "held_back"):
        images = importlib.import_module("held_back.synthetic").draw_images(labels, rng)
    return HeldBack(SYNTHETIC, images, labels)


def varied(images: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """Images moved by at most a pixel, half of them mirrored: the data set is public, but does not hold these."""
    framed = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge")
    height, width = images.shape[2:]
    corners = rng.randint(0, 3, size=(len(images), 2))
    moved = [f[:, y : y + height, x : x + width] for f, (y, x) in zip(framed, corners, strict=True)]
    mirrored = rng.rand(len(images)) < 0.5
    return np.stack(
        [image[:, :, ::-1] if flip else image for image, flip in zip(moved, mirrored, strict=True)]
    )
