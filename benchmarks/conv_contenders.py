"""Convolution and max pooling, forward and backward, in several ways: what benchmarks/conv.py compares."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch

REFERENCE = Path(__file__).resolve().parent.parent / "reference"

Array = np.ndarray
Arrays = tuple[Array, ...]  # out, dx and, of a convolution, dw, db


@dataclass(frozen=True)
class Contender:
    """One implementation.

    conv, pool: functions of (x, w, b, dout, stride, pad) and of (x, dout, size, stride).
    images, rounds: what is slow runs on so many images only, and in so many rounds.
    exact: whether the answers are the right ones.
    """

    name: str
    conv: Callable[..., Arrays]
    pool: Callable[..., Arrays] | None
    images: int | None = None
    rounds: int | None = None
    exact: bool = True


def contenders() -> list[Contender]:
    """All of them. The first is what the others are measured against."""
    sys.path.insert(0, str(REFERENCE))
    fast, naive = (importlib.import_module(f"cs231n.{name}") for name in ("fast_layers", "layers"))
    return [
        Contender("torch", torch_conv, torch_pool),
        Contender("fast", package_conv(fast, "fast"), package_pool(fast, "fast")),
        Contender("bound", matrix_products, None, exact=False),
        Contender("im2col", im2col_conv, im2col_pool, rounds=5),
        Contender("naive", package_conv(naive, "naive"), package_pool(naive, "naive"), rounds=2),
        Contender("loops", loops_conv, loops_pool, images=1, rounds=3),
    ]


def package_conv(module: ModuleType, suffix: str) -> Callable[..., Arrays]:
    """conv_forward_... and conv_backward_... of the reference's package."""
    forward, backward = (getattr(module, f"conv_{way}_{suffix}") for way in ("forward", "backward"))

    def conv(x: Array, w: Array, b: Array, dout: Array, stride: int, pad: int) -> Arrays:
        out, cache = forward(x, w, b, {"stride": stride, "pad": pad})
        return out, *backward(dout, cache)

    return conv


def package_pool(module: ModuleType, suffix: str) -> Callable[..., Arrays]:
    """max_pool_forward_... and max_pool_backward_... of the reference's package."""
    forward, backward = (getattr(module, f"max_pool_{way}_{suffix}") for way in ("forward", "backward"))

    def pool(x: Array, dout: Array, size: int, stride: int) -> Arrays:
        out, cache = forward(x, {"pool_height": size, "pool_width": size, "stride": stride})
        return out, backward(dout, cache)

    return pool


def torch_conv(x: Array, w: Array, b: Array, dout: Array, stride: int, pad: int) -> Arrays:
    tx, tw, tb = (torch.from_numpy(array).requires_grad_() for array in (x, w, b))
    out = torch.nn.functional.conv2d(tx, tw, tb, stride=stride, padding=pad)
    grads = torch.autograd.grad(out, (tx, tw, tb), torch.from_numpy(dout))
    return out.detach().numpy(), *(grad.numpy() for grad in grads)


def torch_pool(x: Array, dout: Array, size: int, stride: int) -> Arrays:
    leaf = torch.from_numpy(x).requires_grad_()
    out = torch.nn.functional.max_pool2d(leaf, size, stride)
    (grad,) = torch.autograd.grad(out, leaf, torch.from_numpy(dout))
    return out.detach().numpy(), grad.numpy()


def matrix_products(x: Array, w: Array, b: Array, dout: Array, stride: int, pad: int) -> Arrays:
    """A bound: the three products of a convolution and nothing else, in blocks that fit into the cache."""
    filters = w.reshape(len(w), -1)
    windows = dout.size // len(w)
    block = min(windows, 2**20 // filters[0].nbytes)
    columns = np.ones((filters.shape[1], block), x.dtype)
    outputs = np.ones((len(w), block), x.dtype)
    for _ in range(round(windows / block)):
        out = filters @ columns
        dw = columns @ outputs.T
        dcolumns = filters.T @ outputs
    return out, dcolumns, dw


def window_index(channels: int, kernel: Sequence[int], out: Sequence[int], stride: int) -> Arrays:
    """Channel, row and column of each number that a window sees (down), for each window (across)."""
    c, i, j = (axis.reshape(-1, 1) for axis in np.indices((channels, *kernel)))
    row, column = (axis.reshape(1, -1) for axis in np.indices(tuple(out)))
    return c, i + stride * row, j + stride * column


def im2col_conv(x: Array, w: Array, b: Array, dout: Array, stride: int, pad: int) -> Arrays:
    """The classic: gather the windows by index arrays, scatter their gradients by np.add.at."""
    H, W = x.shape[2:]
    index: Any = (slice(None), *window_index(x.shape[1], w.shape[2:], dout.shape[2:], stride))
    x_padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    columns = x_padded[index].transpose(1, 2, 0).reshape(w[0].size, -1)
    filters = w.reshape(len(w), -1)
    out = (filters @ columns + b[:, None]).reshape(len(w), *dout.shape[2:], len(x)).transpose(3, 0, 1, 2)

    dout_rows = dout.transpose(1, 2, 3, 0).reshape(len(w), -1)
    dw = (dout_rows @ columns.T).reshape(w.shape)
    dcolumns = (filters.T @ dout_rows).reshape(w[0].size, -1, len(x)).transpose(2, 0, 1)
    dx_padded = np.zeros_like(x_padded)
    np.add.at(dx_padded, index, dcolumns)
    return out, dx_padded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))


def im2col_pool(x: Array, dout: Array, size: int, stride: int) -> Arrays:
    """The classic: gather the windows by index arrays, argmax, scatter by np.add.at."""
    planes = x.reshape(-1, 1, *x.shape[2:])
    index: Any = (slice(None), *window_index(1, (size, size), dout.shape[2:], stride))
    columns = planes[index]
    winner = columns.argmax(axis=1)[:, None]
    out = np.take_along_axis(columns, winner, axis=1).reshape(dout.shape)

    dcolumns = np.zeros_like(columns)
    np.put_along_axis(dcolumns, winner, dout.reshape(winner.shape), axis=1)
    dplanes = np.zeros_like(planes)
    np.add.at(dplanes, index, dcolumns)
    return out, dplanes.reshape(x.shape)


def loops_conv(x: Array, w: Array, b: Array, dout: Array, stride: int, pad: int) -> Arrays:
    """Four nested loops, as one first writes it: over image, filter, row and column."""
    H, W = x.shape[2:]
    HH, WW = w.shape[2:]
    x_padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out, dx_padded, dw, db = np.zeros_like(dout), np.zeros_like(x_padded), np.zeros_like(w), np.zeros_like(b)
    for n, f, i, j in itertools.product(*map(range, dout.shape)):
        window = np.s_[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
        out[n, f, i, j] = np.sum(x_padded[window] * w[f]) + b[f]
    for n, f, i, j in itertools.product(*map(range, dout.shape)):
        window = np.s_[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
        dx_padded[window] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * x_padded[window]
        db[f] += dout[n, f, i, j]
    return out, dx_padded[:, :, pad : pad + H, pad : pad + W], dw, db


def loops_pool(x: Array, dout: Array, size: int, stride: int) -> Arrays:
    """Four nested loops, over image, channel, row and column."""
    out, dx = np.zeros_like(dout), np.zeros_like(x)
    for n, c, i, j in itertools.product(*map(range, dout.shape)):
        window = np.s_[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        out[n, c, i, j] = np.max(x[window])
    for n, c, i, j in itertools.product(*map(range, dout.shape)):
        window = np.s_[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        winner = np.unravel_index(np.argmax(x[window]), (size, size))
        dx[window][winner] += dout[n, c, i, j]
    return out, dx
