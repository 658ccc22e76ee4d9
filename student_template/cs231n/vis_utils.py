"""Pictures of filters and images."""

import numpy as np


def visualize_grid(Xs, ubound=255.0, padding=1):
    """Arrange images in a square grid, each stretched to the full range of brightness.

    Xs (N, H, W, C)    images
    ubound             the brightest value of the result; each image runs from 0 to this
    padding            black pixels between two images

    Returns the grid, one image of C channels; places that are left over stay black.
    """
    N, H, W, C = Xs.shape
    side = int(np.ceil(np.sqrt(N)))
    grid_height = side * H + (side - 1) * padding
    grid_width = side * W + (side - 1) * padding
    grid = np.zeros((grid_height, grid_width, C))
    for n in range(N):
        row, column = divmod(n, side)
        top = row * (H + padding)
        left = column * (W + padding)
        low = Xs[n].min()
        high = Xs[n].max()
        if high > low:  # an image of one colour has no range to stretch and stays black
            grid[top : top + H, left : left + W] = ubound * (Xs[n] - low) / (high - low)
    return grid
