"""Inputs for question 4: images, filters and windows whose sizes divide exactly, as the contract says."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.model.draw import Draw
from graders.q4.speed_cases import signed_bytes

Inputs = dict[str, Any]

STD = 1e5  # images vary so much that eps = 1e-5 makes no visible difference


def convolution(draw: Draw, *, stride: int, pad: int, form: str = "wide", kernel: int = 0) -> Inputs:
    """x, w, b, dout for a convolution.

    form: "wide" or "tall" images, whose filters are not square either, or "square" ones with filters of 3x3.
        The form is fixed, because with swapped sizes it decides whether code fails or gives wrong results.
    kernel: rows and columns of the filters; by default 3 or drawn at random.
    """
    n, c, f = draw.sizes(3, 2, 4)
    h_out, w_out = _sides(draw, form)
    ww, hh = (kernel or 3,) * 2 if kernel or form == "square" else _sides(draw, form, low=2, more=1)
    return {
        "x": draw.normal(n, c, _length(h_out, stride, hh, pad), _length(w_out, stride, ww, pad), mean=0.2),
        "w": draw.normal(f, c, hh, ww, mean=0.2),
        "b": draw.normal(f, mean=0.5),
        "dout": draw.gradient(n, f, h_out, w_out),
        "stride": stride,
        "pad": pad,
    }


def pooling(draw: Draw, *, height: int, width: int, stride: int, form: str = "wide") -> Inputs:
    """x and dout for a max pool, whose windows have no ties; for `form` see `convolution`.

    If windows do not overlap, the first and the last one of a plane have equal maxima.
    """
    n, c = draw.sizes(2, 2, 4)
    h_out, w_out = _sides(draw, form)
    x = draw.spread(n, c, _length(h_out, stride, height), _length(w_out, stride, width))
    if stride >= max(height, width):
        corners = x[..., :height, :width], x[..., -height:, -width:]
        highest = np.maximum(*(corner.max(axis=(2, 3), keepdims=True) for corner in corners))
        for corner in corners:
            corner[:] = np.where(corner == corner.max(axis=(2, 3), keepdims=True), highest, corner)
    return {
        "x": x,
        "dout": draw.gradient(n, c, h_out, w_out),
        "pool_height": height,
        "pool_width": width,
        "stride": stride,
    }


def conv_step(draw: Draw) -> Inputs:
    """One image of nine pixels for `convolution`, and one filter of four weights."""
    arrays = {"x": (1, 1, 3, 3), "w": (1, 1, 2, 2), "b": (1,), "dout": (1, 1, 2, 2)}
    return {**{name: draw.normal(*shape) for name, shape in arrays.items()}, "stride": 1, "pad": 0}


def pool_step(draw: Draw) -> Inputs:
    """One image of four pixels for `pooling`, and one window."""
    window = {"pool_height": 2, "pool_width": 2, "stride": 2}
    return {"x": draw.normal(1, 1, 2, 2), "dout": draw.normal(1, 1, 1, 1), **window}


def _sides(draw: Draw, form: str, low: int = 3, more: int = 2) -> tuple[int, int]:
    """Rows and columns of the given form, the longer side by `more` longer."""
    side = draw.integer(low, low + 1)
    return {"square": (side, side), "wide": (side, side + more), "tall": (side + more, side)}[form]


def _length(count: int, stride: int, window: int, pad: int = 0) -> int:
    """Return the length of an image side that `count` windows fill exactly."""
    return (count - 1) * stride + window - 2 * pad


def many_images(draw: Draw) -> Inputs:
    """More windows than a processor's cache holds, so that code that takes images in parts needs several parts."""
    n, c, h = 7, 3, draw.integer(39, 41)
    return {
        "x": _integers(draw, n, c, h, h + 1),
        "w": _integers(draw, 2, c, 3, 3),
        "b": _integers(draw, 2),
        "dout": _integers(draw, n, 2, h, h + 1),
    }


def conv_bn_relu(draw: Draw) -> Inputs:
    """Like `convolution`, with gamma and beta for its outputs."""
    inputs = convolution(draw, stride=1, pad=1)
    normalized = normalized_images(draw, len(inputs["w"]), std=1.0)
    return inputs | {name: normalized[name] for name in ("gamma", "beta")}


def conv_relu_pool(draw: Draw) -> Inputs:
    """Maps that a 2x2 pool of stride 2 halves exactly."""
    n, c, f = draw.sizes(3, 2, 4)
    h, w = 4, 6
    return {
        "x": draw.normal(n, c, h, w),
        "w": draw.normal(f, c, 3, 3, mean=0.2),
        "b": draw.normal(f, mean=0.5),
        "dout": draw.gradient(n, f, h // 2, w // 2),
    }


def normalized_images(draw: Draw, channels: int, *, std: float) -> Inputs:
    """x, dout, and gamma and beta per channel; no two of N, C, H, W are equal."""
    n, h, w = [size for size in draw.sizes(5, 2, 7) if size != channels][:3]
    return {
        "x": draw.normal(n, channels, h, w, mean=0.3 * std, std=std)
        + draw.normal(n, channels, 1, 1, std=std),
        "gamma": draw.uniform(channels, low=0.5, high=2.0),
        "beta": draw.normal(channels, mean=0.3),
        "dout": draw.gradient(n, channels, h, w),
    }


def images(draw: Draw, *, std: float = STD, **more: Any) -> Inputs:
    """Like `normalized_images`, with a few channels; and `more`."""
    return normalized_images(draw, draw.integer(3, 4), std=std) | more


def with_running_statistics(draw: Draw, *, std: float = STD) -> Inputs:
    """Like `images`, with running statistics."""
    inputs = images(draw, std=std)
    channels = len(inputs["gamma"])
    return inputs | {
        "running_mean": draw.normal(channels, std=std),
        "running_var": draw.uniform(channels, low=0.5, high=2.0) * std**2,
    }


def unusual_batchnorm(draw: Draw) -> Inputs:
    """Like `with_running_statistics`, of narrow images, with an eps and a momentum that are not the defaults."""
    return with_running_statistics(draw, std=1.0) | {"eps": 0.3, "momentum": 0.6}


def grouped_images(draw: Draw, *, std: float = STD, **more: Any) -> Inputs:
    """Like `normalized_images`, with G groups of another number of channels, and gamma and beta (1, C, 1, 1)."""
    groups = draw.integer(2, 3)
    channels = 6
    inputs = normalized_images(draw, channels, std=std)
    for name in ("gamma", "beta"):
        inputs[name] = inputs[name].reshape(1, channels, 1, 1)
    return inputs | {"G": groups} | more


def groups_of_unit_variance(draw: Draw) -> Inputs:
    """Like `grouped_images`, with a variance of 1 in each group of each image."""
    inputs = grouped_images(draw, std=1.0)
    x, groups = inputs["x"], int(inputs["G"])
    spread = x.reshape(len(x), groups, -1).std(axis=2).repeat(x.shape[1] // groups, axis=1)
    return inputs | {"x": x / spread[:, :, None, None]}


def conv_net(draw: Draw, *, filter_size: int = 3, square: bool = True, **more: Any) -> Inputs:
    """X, y and the parameters of a ThreeLayerConvNet, at a point where its loss is smooth; and `more`."""
    while True:
        inputs = _conv_net(draw, filter_size, square)
        if _is_smooth(**inputs):
            return inputs | more


def oblong_conv_net(draw: Draw) -> Inputs:
    """Like `conv_net`, with images that are not square and filters of 5x5."""
    return conv_net(draw, filter_size=5, square=False)


def conv_net_sizes(draw: Draw) -> Inputs:
    """Sizes large enough to notice a standard deviation that is off by a tenth."""
    drawn = {"f": draw.integer(38, 44), "h": draw.integer(45, 55), "c": draw.integer(60, 70)}
    return drawn | {"channels": draw.integer(4, 5), "image": 4, "filter": 5, "std": 0.03}


def _conv_net(draw: Draw, filter_size: int, square: bool) -> Inputs:
    n, c, f = draw.sizes(3, 2, 4)
    h, w = (4, 4) if square else (4, 6)
    hidden, classes = draw.sizes(2, 5, 7)
    pooled = f * (h // 2) * (w // 2)
    return {
        "X": draw.normal(n, c, h, w),
        "y": draw.labels(n, classes),
        "W1": draw.normal(f, c, filter_size, filter_size, std=1 / filter_size),
        "b1": draw.normal(f, std=0.5),
        "W2": draw.normal(pooled, hidden, std=1.2 / np.sqrt(pooled)),
        "b2": draw.normal(hidden, std=0.5),
        "W3": draw.normal(hidden, classes, std=1.2 / np.sqrt(hidden)),
        "b3": draw.normal(classes, std=0.5),
    }


GAP = 1e-3  # central differences with a step of 1e-5 do not reach a kink that far away


def _is_smooth(
    X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray, **_: Any
) -> bool:
    """Return whether no rectifier is near 0 and no max pool near a tie."""
    maps = _convolved(X, W1, b1, pad=W1.shape[2] // 2)
    n, f, h, w = maps.shape
    windows = np.maximum(0, maps).reshape(n, f, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5)
    second, first = np.moveaxis(np.sort(windows.reshape(n, -1, 4))[..., -2:], -1, 0)
    hidden = first @ W2 + b2
    clear = np.all((first - second > GAP) | (first == 0))
    return bool(clear and np.all(np.abs(maps) > GAP) and np.all(np.abs(hidden) > GAP))


def _convolved(x: np.ndarray, w: np.ndarray, b: np.ndarray, pad: int) -> np.ndarray:
    """A convolution of stride 1, to see whether inputs come near a kink."""
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return np.einsum("nchwrs,fcrs->nfhw", windows, w) + b[:, None, None]


def _integers(draw: Draw, *shape: int) -> np.ndarray:
    return draw.rng.integers(-100, 101, shape).astype(np.int8)


def seed(draw: Draw) -> Inputs:
    """Draw the seed of the random directions that are used after a timed call."""
    return {"seed": draw.rng.integers(1 << 62)}


def conv_speed(draw: Draw, *, images: int, sizes: tuple[int, int], filters: tuple[int, int]) -> Inputs:
    """Inputs of a timed convolution; `sizes` and `filters` from and to."""
    size, count = _between(draw, *sizes, 2), _between(draw, *filters)
    return {
        "x": signed_bytes(draw.rng, images, 3, size, size),
        "w": signed_bytes(draw.rng, count, 3, 3, 3),
        "b": signed_bytes(draw.rng, count),
        "dout": signed_bytes(draw.rng, images, count, (size + 1) // 2, (size + 1) // 2),
    }


def pool_speed(draw: Draw, *, images: int, sizes: tuple[int, int], channels: int) -> Inputs:
    """Inputs of a timed max pool; `sizes` from and to."""
    size = _between(draw, *sizes, 2)
    # Odd and even rows and columns leave different remainders: no window holds two equal pixels.
    x = 4 * draw.rng.integers(-8000, 8001, (images, channels, size, size))
    x[..., 1::2, :] += 2
    x[..., 1::2] += 1
    return {
        "x": x.astype(np.int16),
        "dout": signed_bytes(draw.rng, images, channels, size // 2, size // 2),
    }


def _between(draw: Draw, least: int, most: int, step: int = 1) -> int:
    """A size that a submission cannot know in advance."""
    return int(draw.rng.choice(range(least, most + 1, step)))
