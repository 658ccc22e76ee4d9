"""Synthetic CIFAR: ten classes of drawn images, to work with where CIFAR-10 is not at hand.

A class is a shape, anywhere in the image, in one of four pairs of colours. A colour by itself may belong to several
classes and only the pairs tell them apart, so a linear classifier sees little of it and a net with hidden units
more; the shape is what convolutions are good at. As on photographs, a better net scores better.

The images depend on SEED and on nothing else.
"""

import pickle

import numpy as np

NAME = "synthetic CIFAR"
FOLDER = "synthetic-cifar-1"  # the number changes with the images, so that no old ones are read
SEED = 231
BATCHES = {**{f"data_batch_{number}": 1200 for number in range(1, 6)}, "test_batch": 1000}

# How often a look occurs, and the hues, in tenths of the colour circle, that the ten classes have in it.
LOOKS = (0.35, 0.3, 0.2, 0.15)
FIGURE_HUES = np.array(
    [
        [5, 4, 1, 2, 9, 6, 7, 0, 3, 8],
        [3, 8, 2, 1, 9, 4, 0, 6, 7, 5],
        [0, 5, 8, 3, 9, 4, 7, 2, 6, 1],
        [4, 9, 7, 6, 3, 0, 2, 5, 1, 8],
    ]
)
GROUND_HUES = np.array(
    [
        [7, 3, 2, 8, 6, 9, 4, 5, 0, 1],
        [7, 8, 1, 3, 6, 9, 5, 4, 2, 0],
        [7, 4, 0, 3, 2, 6, 5, 8, 9, 1],
        [4, 1, 9, 2, 5, 6, 8, 7, 0, 3],
    ]
)


def write_batches(folder):
    """Write the set into a folder, in the files and the format of CIFAR-10's batches for Python."""
    rng = np.random.RandomState(SEED)  # a generator whose numbers are the same in every version of numpy
    for name, count in BATCHES.items():
        labels = rng.permutation(np.arange(count) % len(SHAPES))
        images = draw_images(labels, rng)
        write_pickle(folder / name, {"labels": labels.tolist(), "data": images.reshape(count, -1)})
    write_pickle(folder / "batches.meta", {"label_names": list(SHAPES)})


def write_pickle(path, content):
    """Write a batch so that ArrayUnpickler reads it: later protocols name more functions than it allows."""
    path.write_bytes(pickle.dumps(content, protocol=4))


def draw_images(labels, rng):
    """Draw an image of each of the given classes: (n, 3, 32, 32), uint8."""
    n = len(labels)
    cover = draw_shapes(labels, rng)
    figure, ground = draw_colours(labels, rng)
    images = ground + (figure - ground) * cover
    images *= draw_light(n, rng)
    images += 0.05 * rng.randn(n, 3, 8, 8).repeat(4, axis=2).repeat(4, axis=3)
    images += 0.08 * rng.randn(n, 3, 32, 32)
    return (255 * images.clip(0, 1)).round().astype(np.uint8)


def draw_shapes(labels, rng):
    """How much of each pixel the shape covers, from 0 to 1: (n, 1, 32, 32)."""
    n = len(labels)
    radius = planes(rng.uniform(6, 11, n))
    right, down = planes(rng.uniform(-5, 5, (2, n)))
    angle = planes(0.2 * rng.randn(n))
    wave = planes(2 * np.pi / rng.uniform(5, 8, n))
    phase = planes(rng.uniform(0, 2 * np.pi, n))

    y, x = pixel_positions()
    u = np.cos(angle) * (x - right) + np.sin(angle) * (y - down)
    v = np.cos(angle) * (y - down) - np.sin(angle) * (x - right)
    cover = np.empty(u.shape)
    for label, shape in enumerate(SHAPES.values()):
        own = labels == label
        cover[own] = shape(u[own], v[own], radius[own], wave[own], phase[own])
    return cover[:, None]


def draw_colours(labels, rng):
    """Colours of the shapes and of what is behind them, each (n, 3, 1, 1)."""
    n = len(labels)
    look = rng.choice(len(LOOKS), n, p=LOOKS)
    figure_hue = FIGURE_HUES[look, labels] / 10 + 0.065 * rng.randn(n)
    ground_hue = GROUND_HUES[look, labels] / 10 + 0.065 * rng.randn(n)
    figure = rgb(figure_hue, rng.uniform(0.6, 1, n), rng.uniform(0.6, 1, n))
    ground = rgb(ground_hue, rng.uniform(0.4, 0.8, n), rng.uniform(0.4, 0.8, n))
    return planes(figure), planes(ground)


def draw_light(n, rng):
    """Light that falls in from one side: factors (n, 1, 32, 32)."""
    y, x = pixel_positions()
    angle = planes(rng.uniform(0, 2 * np.pi, n))
    strength = planes(rng.uniform(0, 0.4, n))
    light = 1 + strength * (np.cos(angle) * x + np.sin(angle) * y) / 22
    return light[:, None]


def rgb(hue, saturation, value):
    """Colours (n, 3) from three arrays (n,); hue goes once round the circle from 0 to 1."""
    away = 0.5 - 0.5 * np.cos(2 * np.pi * (hue[:, None] - np.array([0, 1 / 3, 2 / 3])))
    return value[:, None] * (1 - saturation[:, None] * away)


def planes(numbers):
    """Numbers of images as planes (..., 1, 1), to be combined with (..., 32, 32) pixels."""
    return numbers[..., None, None]


def pixel_positions():
    """Rows and columns (32, 32) of the pixels, counted from the middle of the image."""
    return np.mgrid[-15.5:16, -15.5:16]


def inside(distance):
    """How much of a pixel is covered, given how many pixels it lies outside (or, negative, inside) an edge."""
    return (0.5 - distance).clip(0, 1)


def box(u, v):
    """Distance from the middle that has squares, not circles, around it."""
    return np.maximum(abs(u), abs(v))


def stripes(angle):
    """Stripes with soft edges across the direction in which the angle grows."""
    return (0.5 + 1.5 * np.sin(angle)).clip(0, 1)


def disc(u, v, radius, wave, phase):
    return inside(np.hypot(u, v) - radius)


def ring(u, v, radius, wave, phase):
    return inside(abs(np.hypot(u, v) - 0.8 * radius) - 0.22 * radius)


def square(u, v, radius, wave, phase):
    return inside(box(u, v) - 0.88 * radius)


def frame(u, v, radius, wave, phase):
    return inside(abs(box(u, v) - 0.75 * radius) - 0.2 * radius)


def triangle(u, v, radius, wave, phase):
    return inside(np.maximum(v - 0.6 * radius, 0.87 * abs(u) - 0.5 * v - 0.55 * radius))


def plus(u, v, radius, wave, phase):
    arms = np.minimum(abs(u), abs(v)) - 0.3 * radius
    return inside(np.maximum(box(u, v) - radius, arms))


def rows(u, v, radius, wave, phase):
    return inside(box(u, v) - radius) * stripes(wave * v + phase)


def columns(u, v, radius, wave, phase):
    return inside(box(u, v) - radius) * stripes(wave * u + phase)


def checks(u, v, radius, wave, phase):
    product = np.sin(wave * u + phase) * np.sin(wave * v + phase)
    return inside(box(u, v) - radius) * (0.5 + 2 * product).clip(0, 1)


def diagonals(u, v, radius, wave, phase):
    return inside(box(u, v) - radius) * stripes(wave * (u + v) / np.sqrt(2) + phase)


# The classes, in the order of their labels. u and v are a pixel's place as seen from the shape.
SHAPES = {
    shape.__name__: shape
    for shape in (disc, ring, square, frame, triangle, plus, rows, columns, checks, diagonals)
}
