"""Data sets: CIFAR-10 as it is published, and the synthetic set that is drawn where it is absent."""

from __future__ import annotations

import importlib
import pickle
import shutil
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "reference" / "cs231n"
# Of the synthetic set that every stated threshold was measured on.
TRAIN_MEAN, TEST_STD, FIRST_LABELS = 109.8194, 51.2803, [6, 8, 0, 2, 8, 2, 7, 4, 3, 9]
BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")


def copied(folder: Path) -> Path:
    """A copy of the students' package without data sets."""
    shutil.copytree(PACKAGE, folder / "cs231n", ignore=shutil.ignore_patterns("datasets", "__pycache__"))
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package whose synthetic set has been drawn once for all tests."""
    return copied(tmp_path_factory.mktemp("home"))


@pytest.fixture
def data_utils(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    yield from imported(home, monkeypatch)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """data_utils of a package of its own."""
    yield from imported(copied(tmp_path), monkeypatch)


def imported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(folder)
    yield importlib.import_module("cs231n.data_utils")
    for name in [name for name in sys.modules if name.partition(".")[0] == "cs231n"]:
        del sys.modules[name]


def text(value: bytes) -> bytes:
    return b"U" + bytes([len(value)]) + value


def number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def pickled_by_python_2(labels: list[int], data: np.ndarray) -> bytes:
    """A batch as CIFAR-10's are published: protocol 2, texts of Python 2, the names of numpy 1."""
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00t" + text(b"b") + b"tR"
        b"(K\x01(" + number(data.shape[0]) + number(data.shape[1]) + b"t"
        b"cnumpy\ndtype\n("
        + text(b"u1")
        + b"K\x00K\x01tR(K\x03"
        + text(b"|")
        + b"NNN"
        + 2 * number(-1)
        + b"K\x00tb"
        b"\x89T" + struct.pack("<i", data.size) + data.tobytes() + b"tb"
    )
    listed = b"(" + b"".join(number(label) for label in labels) + b"l"
    return b"\x80\x02}(" + text(b"data") + array + text(b"labels") + listed + b"u."


def write_cifar10(folder: Path, images_per_batch: int = 4) -> np.ndarray:
    """Batches of random images in CIFAR-10's place; returns the images in their order."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    data = rng.integers(0, 256, (len(BATCHES), images_per_batch, 3072), dtype=np.uint8)
    for name, images in zip(BATCHES, data, strict=True):
        (folder / name).write_bytes(pickled_by_python_2(list(range(images_per_batch)), images))
    return data.reshape(-1, 3, 32, 32)


def test_stand_in_has_the_format_of_cifar10(data_utils, capsys):
    data = data_utils.get_CIFAR10_data()

    shapes = {name: array.shape for name, array in data.items()}
    assert shapes == {
        "X_train": (5000, 3, 32, 32),
        "y_train": (5000,),
        "X_val": (1000, 3, 32, 32),
        "y_val": (1000,),
        "X_test": (1000, 3, 32, 32),
        "y_test": (1000,),
    }
    assert data["X_train"].dtype == np.float64
    assert abs(data["X_train"].mean(axis=0)).max() < 1e-9
    assert np.bincount(data["y_test"]).tolist() == [100] * 10
    assert "5000 images of synthetic CIFAR" in capsys.readouterr().out


def test_stand_in_says_its_name(data_utils):
    assert data_utils.data_set_name() == "synthetic CIFAR"
    assert len(data_utils.class_names()) == 10
    assert "disc" in data_utils.class_names()


def test_cifar10_that_is_half_here_counts_as_not_here_and_that_is_said(fresh, capsys):
    fresh.cifar10_folder().mkdir(parents=True)
    fresh.get_CIFAR10_data()

    assert fresh.data_set_name() == "synthetic CIFAR"
    said = capsys.readouterr().out
    assert "CIFAR-10 is only half here" in said
    assert "python -m cs231n.download" in said


@pytest.mark.parametrize("kept", [0, 60, 3000])
def test_a_batch_that_is_cut_off_is_named_with_what_to_do(fresh, kept):
    write_cifar10(fresh.cifar10_folder())
    path = fresh.cifar10_folder() / "data_batch_3"
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(pickle.UnpicklingError, match=r"data_batch_3 cannot be read .* cs231n\.download"):
        fresh.get_CIFAR10_data(1, 1, 1)


def test_stand_in_is_drawn_once(data_utils):
    first = data_utils.get_CIFAR10_data(subtract_mean=False)
    folders = list(data_utils.datasets_folder().iterdir())
    times = [path.stat().st_mtime_ns for path in sorted(folders[0].iterdir())]
    second = data_utils.get_CIFAR10_data(subtract_mean=False)

    assert len(folders) == 1
    assert times == [path.stat().st_mtime_ns for path in sorted(folders[0].iterdir())]
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_stand_in_is_the_one_that_thresholds_were_measured_on(data_utils):
    data = data_utils.get_CIFAR10_data(subtract_mean=False)

    # To the digit, but for single pixels that another sin or cos rounds the other way.
    assert data["X_train"].mean() == pytest.approx(TRAIN_MEAN, abs=1e-3)
    assert data["X_test"].std() == pytest.approx(TEST_STD, abs=1e-3)
    assert data["y_train"][:10].tolist() == FIRST_LABELS


def test_same_seed_draws_same_images(data_utils):
    labels = np.arange(10)
    draw = data_utils.synthetic_set().draw_images

    first, second, other = (draw(labels, np.random.RandomState(seed)) for seed in (1, 1, 2))

    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_without_a_place_to_write_the_stand_in_is_drawn_anew(fresh):
    fresh.datasets_folder().write_text("a file where the folder should be")

    data = fresh.get_CIFAR10_data(num_training=50)

    assert data["X_train"].shape == (50, 3, 32, 32)
    assert fresh.datasets_folder().is_file()


def test_reads_cifar10_as_it_is_published(fresh, capsys):
    images = write_cifar10(fresh.cifar10_folder())

    data = fresh.get_CIFAR10_data(num_training=15, num_validation=5, num_test=3, subtract_mean=False)

    assert fresh.data_set_name() == "CIFAR-10"
    assert fresh.class_names()[0] == "plane"
    assert np.array_equal(data["X_train"], images[:15])
    assert np.array_equal(data["X_val"], images[15:20])
    assert np.array_equal(data["X_test"], images[20:23])
    assert data["y_train"].tolist() == [0, 1, 2, 3] * 3 + [0, 1, 2]
    assert capsys.readouterr().out == ""


def test_mean_image_is_that_of_the_training_images(fresh):
    images = write_cifar10(fresh.cifar10_folder())

    data = fresh.get_CIFAR10_data(num_training=15, num_validation=5, num_test=3)

    assert np.allclose(data["X_test"], images[20:23] - images[:15].mean(axis=0))


def test_takes_all_images_where_more_are_asked_for(fresh):
    write_cifar10(fresh.cifar10_folder())

    data = fresh.get_CIFAR10_data(num_validation=5, num_test=4)

    assert len(data["X_train"]) == 15


@pytest.mark.parametrize(
    "counts", [{"num_validation": 20, "num_test": 4}, {"num_validation": 5, "num_test": 5}]
)
def test_refuses_to_validate_or_test_on_fewer_images_than_asked_for(fresh, counts):
    write_cifar10(fresh.cifar10_folder())

    with pytest.raises(ValueError, match="20 for training and validation together, and 4 to test"):
        fresh.get_CIFAR10_data(**counts)


def test_refuses_a_batch_that_would_run_code(fresh, tmp_path):
    (tmp_path / "batch").write_bytes(pickle.dumps({"data": print, "labels": []}))

    with pytest.raises(pickle.UnpicklingError, match=r"no use for builtins\.print"):
        fresh.load_cifar10_batch(tmp_path / "batch")


@pytest.mark.nightly(days=7)
def test_stand_in_rewards_hidden_units(data_utils, monkeypatch):
    """A linear classifier gets far less than a net with one hidden layer: the notebooks' targets rest on it."""
    data = data_utils.get_CIFAR10_data()
    net = importlib.import_module("cs231n.classifiers.fc_net").FullyConnectedNet
    solver = importlib.import_module("cs231n.solver").Solver

    def best_accuracy(hidden_dims: list[int], learning_rate: float) -> float:
        np.random.seed(0)
        model = net(hidden_dims, weight_scale=1e-3, reg=0.3)
        training = solver(
            model,
            data,
            update_rule="sgd",
            optim_config={"learning_rate": learning_rate},
            num_epochs=8,
            lr_decay=0.95,
            verbose=False,
        )
        training.train()
        return training.best_val_acc

    assert 0.25 < best_accuracy([], 1e-5) < 0.42
    assert best_accuracy([100], 1e-3) > 0.48
