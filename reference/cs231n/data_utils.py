"""CIFAR-10 (Krizhevsky 2009), read from its batches for Python, or a synthetic set instead."""

import os
import pickle
import shutil
import tempfile
from pathlib import Path

import numpy as np

CIFAR10_CLASSES = ("plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")

# What a pickled array is made of. Its rebuilding function moved within numpy 2, so it is asked of an array.
REBUILD_ARRAY = np.empty(0).__reduce__()[0]
ARRAY_PARTS = {
    ("numpy.core.multiarray", "_reconstruct"): REBUILD_ARRAY,
    ("numpy._core.multiarray", "_reconstruct"): REBUILD_ARRAY,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}


def get_CIFAR10_data(num_training=49000, num_validation=1000, num_test=1000, subtract_mean=True):
    """Training, validation and test data, ready for a network.

    Where CIFAR-10 has not been fetched (python -m cs231n.download), they are those of a smaller synthetic set, and a
    line is printed that says so. Where there are not as many images to train with as asked for, all are taken.

    The validation images are those that follow the training images in the five training batches.

    subtract_mean takes the mean training image away from all images, validation and test included: a network
    may know nothing about those in advance, not even their mean.

    Returns a dictionary of X_train, y_train, X_val, y_val, X_test, y_test: images (n, 3, 32, 32) in float64,
    classes (n,) from 0 to 9.
    """
    X_train, y_train, X_test, y_test = load_images()
    if num_validation >= len(X_train) or num_test > len(X_test):
        raise ValueError(
            f"asked for {num_validation} images to validate and {num_test} to test with, but {data_set_name()} "
            f"has {len(X_train)} for training and validation together, and {len(X_test)} to test with"
        )
    num_training = min(num_training, len(X_train) - num_validation)
    if not has_cifar10():
        state = "only half here" if cifar10_folder().is_dir() else "not here"
        print(
            f"CIFAR-10 is {state}: {num_training} images of {data_set_name()} stand in for it "
            "(to fetch CIFAR-10: python -m cs231n.download)"
        )

    train = slice(0, num_training)
    val = slice(num_training, num_training + num_validation)
    test = slice(0, num_test)
    data = {
        "X_train": X_train[train].astype(np.float64),
        "y_train": y_train[train],
        "X_val": X_train[val].astype(np.float64),
        "y_val": y_train[val],
        "X_test": X_test[test].astype(np.float64),
        "y_test": y_test[test],
    }
    if subtract_mean:
        mean_image = data["X_train"].mean(axis=0)
        for name in ("X_train", "X_val", "X_test"):
            data[name] -= mean_image
    return data


def data_set_name():
    """Which images get_CIFAR10_data gives: "CIFAR-10" or "synthetic CIFAR"."""
    return "CIFAR-10" if has_cifar10() else synthetic_set().NAME


def class_names():
    """What the classes 0 to 9 show."""
    return CIFAR10_CLASSES if has_cifar10() else tuple(synthetic_set().SHAPES)


def has_cifar10():
    """Whether CIFAR-10 has been fetched as a whole."""
    return is_whole(cifar10_folder())


def is_whole(folder):
    """Whether all batches are in a folder."""
    return all((folder / name).is_file() for name in BATCHES)


def datasets_folder():
    """Where data sets are kept."""
    return Path(__file__).parent / "datasets"


def cifar10_folder():
    """Where CIFAR-10's batches are, if they have been fetched."""
    return datasets_folder() / "cifar-10-batches-py"


def synthetic_set():
    """The module that draws the synthetic set."""
    from . import synthetic  # only here: submissions of other years are graded without it

    return synthetic


def load_images():
    """All there is of the data set in use: X_train, y_train, X_test, y_test as from load_cifar10."""
    if has_cifar10():
        return load_cifar10(cifar10_folder())
    folder = datasets_folder() / synthetic_set().FOLDER
    try:
        if not folder.is_dir():
            draw_stand_in(folder)
        return load_cifar10(folder)
    except OSError:  # where nothing may be written here, the images are drawn anew each time
        with tempfile.TemporaryDirectory() as scratch:
            synthetic_set().write_batches(Path(scratch))
            return load_cifar10(scratch)


def draw_stand_in(folder):
    """Make the folder of the synthetic set: whole or not at all, as two notebooks may be at it at once."""
    folder.parent.mkdir(exist_ok=True)
    unfinished = folder.with_name(f"{folder.name}-{os.getpid()}")
    unfinished.mkdir()
    try:
        synthetic_set().write_batches(unfinished)
        unfinished.rename(folder)
    except OSError:
        shutil.rmtree(unfinished)
        if not folder.is_dir():
            raise


def load_cifar10(folder):
    """All images and labels: X_train, y_train from the five training batches, X_test, y_test."""
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"no CIFAR-10 data at {folder}: python -m cs231n.download fetches it")
    *batches, (X_test, y_test) = [load_cifar10_batch(folder / name) for name in BATCHES]
    X_train = np.concatenate([X for X, _ in batches])
    y_train = np.concatenate([y for _, y in batches])
    return X_train, y_train, X_test, y_test


def load_cifar10_batch(path):
    """One batch file: its images (n, 3, 32, 32), uint8, and labels (n,)."""
    with open(path, "rb") as file:
        try:
            batch = ArrayUnpickler(file, encoding="latin1").load()
        except (EOFError, pickle.UnpicklingError) as error:
            raise pickle.UnpicklingError(
                f"{path} cannot be read ({error}); remove it, then run python -m cs231n.download if it is CIFAR-10's"
            ) from error
    X = batch["data"].reshape(-1, 3, 32, 32)
    y = np.array(batch["labels"])
    return X, y


class ArrayUnpickler(pickle.Unpickler):
    """Reads pickles of numbers, strings, lists, dictionaries and numpy arrays, and refuses all others.

    A pickle is a small program: it may name any function of any module and have it called, so to open a
    stranger's pickle with pickle.load is to run their code. Here only the names that an array needs mean
    anything.
    """

    def find_class(self, module, name):
        """What the pickle calls module.name, if that is part of an array."""
        if (module, name) not in ARRAY_PARTS:
            raise pickle.UnpicklingError(f"a CIFAR-10 batch has no use for {module}.{name}: file refused")
        return ARRAY_PARTS[module, name]
