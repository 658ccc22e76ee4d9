"""Pictures: images, filters, predictions, curves of trainings; and the look that they share.

matplotlib is imported where something is drawn, so that this module loads without it.
"""

import numpy as np

# Colours that remain distinct for colour-blind readers (Okabe & Ito 2008), in the order in which curves take them.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("o", "s", "^", "D", "v", "P")
RIGHT, WRONG = PALETTE[2], PALETTE[1]


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


def use_style():
    """Give all plots that follow the same look."""
    import matplotlib.pyplot as plt

    plt.rcParams.update(
        {
            "axes.prop_cycle": plt.cycler(color=PALETTE),
            "axes.grid": True,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlesize": 11,
            "figure.constrained_layout.use": True,
            "figure.dpi": 90,
            "figure.figsize": (9, 3.4),
            "font.size": 10,
            "grid.alpha": 0.3,
            "image.cmap": "gray",
            "image.interpolation": "nearest",
            "legend.frameon": False,
            "lines.linewidth": 1.8,
            "lines.markersize": 4.5,
        }
    )


def show_images(images, titles=None, columns=10, colours=None):
    """Show images in rows.

    images     (n, 3, H, W), values from 0 to 255
    titles     a text for each image
    columns    images in a row
    colours    colour of each title
    """
    import matplotlib.pyplot as plt

    rows = -(-len(images) // columns)
    _, axes = plt.subplots(rows, columns, figsize=(columns, 1.25 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for n, image in enumerate(images):
        ax = axes.flat[n]
        ax.imshow(image.transpose(1, 2, 0).clip(0, 255).astype(np.uint8))
        if titles is not None:
            ax.set_title(titles[n], fontsize=8, color="black" if colours is None else colours[n], pad=3)
    plt.show()


def show_predictions(images, y, predictions, names, columns=10):
    """Show images under the names of their predicted classes: green if right, else red, the right one in brackets.

    images (n, 3, H, W) as for show_images, y and predictions (n,), names of the classes.
    """
    titles = []
    colours = []
    for label, predicted in zip(y, predictions, strict=True):
        if predicted == label:
            titles.append(names[predicted])
            colours.append(RIGHT)
        else:
            titles.append(f"{names[predicted]}\n({names[label]})")
            colours.append(WRONG)
    show_images(images, titles, columns, colours)


def plot_training(solvers, smooth=1):
    """Loss by step and accuracies by epoch, of one or several trainings.

    solvers    a dictionary from labels to Solvers
    smooth     how many losses in a row to draw the mean of
    """
    import matplotlib.pyplot as plt

    _, (loss, train, val) = plt.subplots(1, 3, figsize=(11, 3.3))
    for n, (label, solver) in enumerate(solvers.items()):
        losses = np.convolve(solver.loss_history, np.ones(smooth) / smooth, mode="valid")
        marker = MARKERS[n % len(MARKERS)]
        loss.plot(np.arange(len(losses)) + smooth, losses, label=label)
        train.plot(solver.train_acc_history, marker=marker)
        val.plot(solver.val_acc_history, marker=marker)
    loss.set(title="training loss", xlabel="step", ylabel="loss")
    loss.legend()
    for ax, name in ((train, "training"), (val, "validation")):
        ax.set(title=f"{name} accuracy", xlabel="epoch", ylabel="accuracy", ylim=train.get_ylim())
        ax.xaxis.get_major_locator().set_params(integer=True)
    plt.show()
