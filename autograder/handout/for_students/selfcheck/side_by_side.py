"""A picture of a result in a notebook: yours, the expected one, and the difference."""

import numpy as np


def draw(name, actual, expected, index=()):
    """Draw two arrays of a shape and their difference, in the same colours.

    index   which slice of an array with more than two axes; by default the one with the largest difference
    """
    import matplotlib.pyplot as plt

    if actual.shape != expected.shape:
        raise ValueError(f"{name} has shape {actual.shape}, but should have {expected.shape}")
    actual, expected = np.asarray(actual, dtype=float), np.asarray(expected, dtype=float)
    difference = actual - expected
    if not index and difference.ndim > 2:
        worst = np.nanargmax(np.abs(difference)) if np.isfinite(difference).any() else 0
        index = np.unravel_index(worst, difference.shape)[:-2]
    place = tuple(int(i) for i in index)
    arrays = [np.atleast_2d(array[place]) for array in (actual, expected, difference)]
    if arrays[0].ndim > 2:
        raise ValueError(f"{name} has {difference.ndim} axes: name {difference.ndim - 2} indices")
    limits = [max(map(_largest, arrays[:2]))] * 2 + [_largest(arrays[2])]
    _, axes = plt.subplots(1, 3, figsize=(10, 3), constrained_layout=True)
    where = f"{name}[{', '.join([*map(str, place), *':' * (difference.ndim - len(place))])}]"
    for ax, title, array, limit in zip(
        axes, ("actual", "expected", "difference"), arrays, limits, strict=True
    ):
        picture = ax.imshow(array, cmap="RdBu_r", vmin=-limit, vmax=limit, aspect="auto")
        ax.set_title(f"{title} {where}")
        ax.grid(False)
        for axis in (ax.xaxis, ax.yaxis):
            axis.get_major_locator().set_params(integer=True)
        plt.colorbar(picture, ax=ax)
    plt.show()


def _largest(array):
    finite = np.abs(array[np.isfinite(array)])
    return finite.max(initial=0.0) or 1.0
