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


def draw_batchnorm_graph():
    """Draw batch normalisation as a graph: what forward computes, and in which direction gradients come back."""
    import matplotlib.pyplot as plt

    # Place and text of each value; an arrow for each operation, from what it takes to what it gives.
    values = {
        "x": (0, 1, "$x$"),
        "mu": (1.4, -0.2, r"$\mu$"),
        "centred": (2.8, 1, r"$x - \mu$"),
        "squared": (4.3, -0.2, r"$(x - \mu)^2$"),
        "var": (6, -0.2, r"$\sigma^2$"),
        "std": (7.4, -0.2, r"$\sqrt{\sigma^2 + \epsilon}$"),
        "x_hat": (8.8, 1, r"$\hat{x}$"),
        "scaled": (10.4, 1, r"$\gamma\,\hat{x}$"),
        "out": (12, 1, r"$\mathrm{out}$"),
        "gamma": (9.6, 2.1, r"$\gamma$"),
        "beta": (11.2, 2.1, r"$\beta$"),
    }
    operations = {
        ("x", "mu"): "mean over\nthe batch",
        ("x", "centred"): "subtract",
        ("mu", "centred"): "",
        ("centred", "squared"): "square",
        ("squared", "var"): "mean over\nthe batch",
        ("var", "std"): "root",
        ("centred", "x_hat"): "divide",
        ("std", "x_hat"): "",
        ("x_hat", "scaled"): "multiply",
        ("gamma", "scaled"): "",
        ("scaled", "out"): "add",
        ("beta", "out"): "",
    }
    _, ax = plt.subplots(figsize=(11, 3.2))
    ax.set(xlim=(-0.6, 12.6), ylim=(-0.8, 2.5))
    ax.axis("off")
    for (start, end), operation in operations.items():
        (x0, y0, _), (x1, y1, _) = values[start], values[end]
        _arrow(ax, (x0, y0), (x1, y1), "black", 0.06)
        _arrow(ax, (x1, y1), (x0, y0), WRONG, 0.06, dashed=True)
        style = {"fontsize": 8, "color": "0.35"}
        if y1 < y0:
            ax.text((x0 + x1) / 2 - 0.3, (y0 + y1) / 2 - 0.1, operation, ha="right", va="top", **style)
        else:
            ax.text((x0 + x1) / 2, (y0 + y1) / 2 + 0.16, operation, ha="center", va="bottom", **style)
    for x, y, text in values.values():
        ax.text(x, y, text, ha="center", va="center", bbox={"boxstyle": "round", "fc": "white", "ec": "0.4"})
    _legend(ax, {"forward": ("black", "-"), "gradients, backward": (WRONG, "--")})
    plt.show()


def draw_windows(size=5, field=3, pad=1, stride=2):
    """Draw the windows of a convolution: on a padded image of size x size pixels, and the output that each gives."""
    import matplotlib.pyplot as plt

    padded = size + 2 * pad
    out = 1 + (padded - field) // stride
    _, (image, result) = plt.subplots(1, 2, figsize=(7, 3.6), width_ratios=(padded, out))
    inner = np.zeros((padded, padded))
    inner[pad : pad + size, pad : pad + size] = 0.35
    _grid(image, inner, f"{size} x {size} pixels, pad {pad}, stride {stride}")
    _grid(result, np.zeros((out, out)), f"out: {out} x {out}")
    for row, column in np.ndindex(out, out):
        colour = PALETTE[(row * out + column) % len(PALETTE)]
        inset = 0.05 + 0.05 * (
            (row * out + column) % len(PALETTE)
        )  # so that frames that overlap can be told apart
        _frame(image, (row * stride, column * stride), field, colour, inset)
        _frame(result, (row, column), 1, colour, 0.1)
    plt.show()


def draw_columns(size=3, field=2):
    """Draw the windows of an image as the columns of a matrix, each in its colour (im2col)."""
    import matplotlib.pyplot as plt

    out = size - field + 1
    pixels = np.arange(size * size).reshape(size, size)
    windows = [pixels[r : r + field, c : c + field].ravel() for r, c in np.ndindex(out, out)]
    _, (image, matrix) = plt.subplots(1, 2, figsize=(7, 3.2))
    _grid(image, np.zeros((size, size)), "the image and its windows", pixels)
    _grid(matrix, np.zeros((field * field, out * out)), "each window as a column", np.array(windows).T)
    for number, (row, column) in enumerate(np.ndindex(out, out)):
        colour = PALETTE[number % len(PALETTE)]
        _frame(image, (row, column), field, colour, 0.05 + 0.05 * number)
        for entry in range(field * field):
            _frame(matrix, (entry, number), 1, colour, 0.06)
    plt.show()


def _arrow(ax, start, end, colour, aside, dashed=False):
    """An arrow from near one place to near another, a little to its right, so that two can go both ways."""
    start, end = np.array(start, float), np.array(end, float)
    length = np.hypot(*(end - start))
    along = (end - start) / length
    right = np.array([along[1], -along[0]]) * aside
    ax.annotate(
        "",
        xy=end - 0.45 * along + right,
        xytext=start + 0.45 * along + right,
        arrowprops={"arrowstyle": "->", "color": colour, "linestyle": "--" if dashed else "-", "lw": 1.3},
    )


def _legend(ax, kinds):
    for label, (colour, style) in kinds.items():
        ax.plot([], [], color=colour, linestyle=style, label=label)
    ax.legend(loc="upper left")


def _grid(ax, shades, title, numbers=None):
    """Squares in shades of grey, with numbers on them."""
    ax.imshow(shades, cmap="Greys", vmin=0, vmax=1)
    rows, columns = shades.shape
    ax.set(title=title, xticks=np.arange(columns + 1) - 0.5, yticks=np.arange(rows + 1) - 0.5)
    ax.tick_params(length=0, labelbottom=False, labelleft=False)
    ax.spines[:].set_visible(False)
    if numbers is not None:
        for (row, column), number in np.ndenumerate(numbers):
            ax.text(column, row, number, ha="center", va="center")


def _frame(ax, place, side, colour, inset):
    """The outline of a square of so many pixels, with its upper left corner in a row and a column."""
    from matplotlib.patches import Rectangle

    row, column = place
    corner = (column - 0.5 + inset, row - 0.5 + inset)
    width = side - 2 * inset
    ax.add_patch(Rectangle(corner, width, width, fill=False, edgecolor=colour, linewidth=2))
