"""Draws for case inputs: generic numbers that let no mistake hide (sizes that differ, no ties, no kinks)."""

from __future__ import annotations

import numpy as np


class Draw:
    """A seeded source of case inputs; all arrays are float64 unless said otherwise."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def sizes(self, count: int, low: int = 3, high: int = 8) -> list[int]:
        """`count` sizes from low to high, no two alike, so that a swapped axis changes a shape."""
        return [int(n) for n in self.rng.permutation(np.arange(low, high + 1))[:count]]

    def integer(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return int(self.rng.integers(low, high + 1))

    def number(self, low: float, high: float) -> float:
        """A number between low and high."""
        return float(self.rng.uniform(low, high))

    def normal(self, *shape: int, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
        """Gaussian numbers."""
        return mean + std * self.rng.standard_normal(shape)

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> np.ndarray:
        """Uniform numbers."""
        return self.rng.uniform(low, high, shape)

    def gradient(self, *shape: int) -> np.ndarray:
        """An upstream gradient: of non-zero mean, since several backward passes erase a constant."""
        return self.normal(*shape, mean=0.4)

    def off_zero(self, *shape: int, gap: float = 0.1) -> np.ndarray:
        """Numbers of both signs, none closer to 0 than `gap`, for functions with a kink there."""
        signs = np.where(self.rng.random(shape) < 0.5, -1.0, 1.0)
        return signs * (gap + np.abs(self.rng.standard_normal(shape)))

    def spread(self, *shape: int, step: float = 0.1) -> np.ndarray:
        """Numbers around 0 in random order, `step` or more apart: a maximum without ties."""
        count = int(np.prod(shape))
        values = (np.arange(count) - count / 2 + 0.25) * step
        return self.rng.permutation(values).reshape(shape)

    def labels(self, count: int, classes: int) -> np.ndarray:
        """Class labels (int64), all classes present where `count` allows."""
        cycle = np.arange(count) % classes
        return self.rng.permutation(cycle).astype(np.int64)
