"""Images and weights for the nets that both frameworks are asked for, in PyTorch's layout."""

from __future__ import annotations

from typing import Any

from autograder.model.draw import Draw


def _net(
    draw: Draw, images: int, channels: tuple[int, int, int], size: tuple[int, int], classes: int
) -> dict[str, Any]:
    """x (N, C, H, W), and the weights of a net: convolution (5 x 5), ReLU, convolution (3 x 3), ReLU, affine.

    The affine layer's weights are products of factors for channel, row and column (see `weights_of`): large as
    they are, they need little room, and no two axes can be mistaken for each other.
    """
    into, first, second = channels
    height, width = size
    return {
        "x": draw.normal(images, into, height, width),
        "conv_w1": draw.normal(first, into, 5, 5, std=(2 / (25 * into)) ** 0.5),
        "conv_b1": draw.normal(first, mean=0.2, std=0.5),
        "conv_w2": draw.normal(second, first, 3, 3, std=(2 / (9 * first)) ** 0.5),
        "conv_b2": draw.normal(second, mean=0.2, std=0.5),
        "fc_channels": draw.normal(classes, second, mean=0.5, std=0.1),
        "fc_rows": draw.normal(classes, height, std=height**-0.5),
        "fc_columns": draw.normal(classes, width, std=width**-0.5),
        "fc_b": draw.normal(classes),
    }


def function(draw: Draw) -> dict[str, Any]:
    """Images of 32 x 32, as in the notebook, and other numbers of filters and classes."""
    first, second, classes = draw.sizes(3, 3, 8)
    return _net(draw, 2, (3, first, second), (32, 32), classes)


def sizes(draw: Draw) -> dict[str, Any]:
    """Small images that are not square."""
    first, second, classes, height, width = draw.sizes(5, 3, 10)
    return _net(draw, 3, (3, first, second), (height, width), classes)


def class_net(draw: Draw) -> dict[str, Any]:
    """Images with other than three channels; no two of the six weights have the same shape."""
    into, first, second, classes = draw.sizes(4, 3, 9)
    return _net(draw, 2, (into, first, second), (32, 32), classes)


def sequence(draw: Draw) -> dict[str, Any]:
    """The net of the notebook: 32 and 16 filters, 10 classes."""
    return _net(draw, 2, (3, 32, 16), (32, 32), 10)


def start(draw: Draw) -> dict[str, Any]:
    """Sizes large enough to tell one standard deviation from another."""
    return {
        "into": 3,
        "first": draw.integer(60, 70),
        "second": draw.integer(40, 50),
        "classes": draw.integer(11, 19),
    }
