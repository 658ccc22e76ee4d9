"""A shim for torchvision, on the grader's images: the data set CIFAR10, the usual transforms, grids.

Indices up to 50,000 are valid, as in CIFAR-10, however few images there are: those up to 49,000 go round the images
to train with, the others round as many to validate with, and no image is among both.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable, Sequence
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from autograder.compat.absent import AbsentPackage

TRAINING, VALIDATION, TEST = 49_000, 1_000, 10_000
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
Transform = Callable[[Any], Any]


def places(indices: Any, images: int) -> np.ndarray:
    """Return which of `images` images stand at these indices of CIFAR-10's training part."""
    held_back = min(VALIDATION, images // 5)
    indices = np.asarray(indices)
    training = images - held_back
    return np.where(indices < TRAINING, indices % training, training + (indices - TRAINING) % held_back)


@cache
def load_images() -> tuple[np.ndarray, ...]:
    """X_train, y_train, X_test, y_test, as the given data_utils reads them."""
    images: tuple[np.ndarray, ...] = importlib.import_module("cs231n.data_utils").load_images()
    return images


class CIFAR10:
    """A data set of pairs (image, class); an image is an array (32, 32, 3) of uint8 where nothing transforms it."""

    classes = CLASSES

    def __init__(
        self,
        root: Any = "",
        train: bool = True,
        transform: Transform | None = None,
        target_transform: Transform | None = None,
        download: bool = False,
    ) -> None:
        self.root = root
        self.train = train  # notebooks tell validation from testing by `loader.dataset.train`
        X_train, y_train, X_test, y_test = load_images()
        self.images, labels = (X_train, y_train) if train else (X_test, y_test)
        count = TRAINING + VALIDATION if train else TEST
        place = places(np.arange(count), len(labels)) if train else np.arange(count) % len(labels)
        self._place = place
        self.targets: list[int] = labels[place].tolist()
        self.transform, self.target_transform = transform, target_transform
        self.class_to_idx = {name: number for number, name in enumerate(CLASSES)}

    @property
    def data(self) -> np.ndarray:
        """All images, (n, 32, 32, 3)."""
        return self.images[self._place].transpose(0, 2, 3, 1)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: Any) -> tuple[Any, Any]:
        image: Any = self.images[self._place[index]].transpose(1, 2, 0)
        target: Any = self.targets[index]
        if self.transform is not None:
            image = self.transform(image)
        return image, self.target_transform(target) if self.target_transform else target


class Compose:
    """One transform after the other."""

    def __init__(self, transforms: Sequence[Transform]) -> None:
        self.transforms = transforms

    def __call__(self, image: Any) -> Any:
        for transform in self.transforms:
            image = transform(image)
        return image


class ToTensor:
    """An image (H, W, C) of uint8 becomes a tensor (C, H, W) from 0 to 1."""

    def __call__(self, image: Any) -> Any:
        import torch

        return torch.from_numpy(np.array(image).transpose(2, 0, 1)).float() / 255


class Normalize:
    """(image - mean) / std, channel by channel."""

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        self.mean, self.std = mean, std

    def __call__(self, image: Any) -> Any:
        mean, std = (image.new_tensor(values).reshape(-1, 1, 1) for values in (self.mean, self.std))
        return (image - mean) / std


class RandomHorizontalFlip:
    """Left and right change places with probability p."""

    def __init__(self, p: float = 0.5) -> None:
        self.p = p

    def __call__(self, image: Any) -> Any:
        if random.random() >= self.p:
            return image
        return image[:, ::-1] if isinstance(image, np.ndarray) else image.flip(-1)


class RandomCrop:
    """A window of the image, after `padding` zeros on each side."""

    def __init__(self, size: int | Sequence[int], padding: int = 0, **_: Any) -> None:
        self.height, self.width = (size, size) if isinstance(size, int) else size
        self.padding = padding

    def __call__(self, image: Any) -> Any:
        import torch

        pad = self.padding
        if isinstance(image, np.ndarray):
            image = np.pad(image, ((pad, pad), (pad, pad), (0, 0)))
            top, left = self._corner(*image.shape[:2])
            return image[top : top + self.height, left : left + self.width]
        image = torch.nn.functional.pad(image, (pad, pad, pad, pad))
        top, left = self._corner(*image.shape[-2:])
        return image[..., top : top + self.height, left : left + self.width]

    def _corner(self, height: int, width: int) -> tuple[int, int]:
        return random.randint(0, height - self.height), random.randint(0, width - self.width)


class Lambda:
    """Any function of an image."""

    def __init__(self, function: Transform) -> None:
        self.function = function

    def __call__(self, image: Any) -> Any:
        return self.function(image)


class Unchanged:
    """Stands for transforms whose effect no grade depends on: colours, rotations, other sizes."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, image: Any) -> Any:
        return image


def make_grid(images: Any, nrow: int = 8, padding: int = 2, **_: Any) -> Any:
    """Images (N, C, H, W) side by side as one, `nrow` in a row."""
    import torch

    images = torch.nn.functional.pad(torch.as_tensor(images), (padding, 0, padding, 0))
    rows = [torch.cat(list(images[i : i + nrow]), dim=2) for i in range(0, len(images) - nrow + 1, nrow)]
    return torch.cat(rows or [torch.cat(list(images), dim=2)], dim=1)


def _other_transform(name: str) -> type[Unchanged]:
    """Return the shim for a name that the module lacks: every other transform leaves images as they are."""
    if not name[0].isupper():
        raise AttributeError(name)
    return Unchanged


def modules() -> dict[str, ModuleType]:
    """The modules by name; none if there is no torch to use them with."""
    if "torch" not in sys.modules:
        return {}
    transforms = (Compose, ToTensor, Normalize, RandomHorizontalFlip, RandomCrop, Lambda)
    contents: dict[str, dict[str, Any]] = {
        "torchvision.datasets": {"CIFAR10": CIFAR10},
        "torchvision.transforms": {"__getattr__": _other_transform} | {t.__name__: t for t in transforms},
        "torchvision.utils": {"make_grid": make_grid},
    }
    top = ModuleType("torchvision", "Stands in for a package that is not installed.")
    vars(top).update(__version__=AbsentPackage.__version__, models=AbsentPackage("torchvision.models"))
    found = {"torchvision": top}
    for name, content in contents.items():
        found[name] = ModuleType(name)
        vars(found[name]).update(content)
        setattr(top, name.partition(".")[2], found[name])
    return found


def keras_load_data() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return, as tf.keras's load_data does, 50,000 and 10,000 images (n, 32, 32, 3) and labels (n, 1)."""
    train, test = CIFAR10(train=True), CIFAR10(train=False)
    return (train.data, _column(train)), (test.data, _column(test))


def serve_keras(tensorflow: Any) -> None:
    """Have tf.keras load these images."""
    tensorflow.keras.datasets.cifar10.load_data = keras_load_data


def _column(data: CIFAR10) -> np.ndarray:
    return np.array(data.targets, dtype=np.uint8)[:, None]
