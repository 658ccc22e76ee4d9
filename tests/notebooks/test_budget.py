"""However long a notebook wants to train, it ends within its budget, keeps what it has, and the report says so."""

from __future__ import annotations

import pytest

from autograder.notebooks.notebook_executor import NotebookExecutor
from tests.notebooks.conftest import Ran, notebook

SOLVER = """from cs231n.solver import Solver
import numpy as np

class Net:
    params = {"w": np.zeros(1)}
    def loss(self, X, y=None):
        return np.eye(10)[np.zeros(len(X), int)] if y is None else (0.0, {"w": np.ones(1)})

images = {f"X_{part}": np.zeros((50_000, 2)) for part in ("train", "val")}
labels = {f"y_{part}": np.zeros(50_000, int) for part in ("train", "val")}
solver = Solver(Net(), {**images, **labels}, num_epochs=40, batch_size=10_000, verbose=False)
solver.train()
print(len(solver.loss_history))"""
KERAS = """import numpy as np, tensorflow as tf
from tensorflow import keras
X, y = np.ones((5000, 4), np.float32), np.zeros((5000, 2))
model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(2)])
model.compile(optimizer="sgd", loss="mse")
print(len(model.fit(X, y, batch_size=10, epochs=100, verbose=0).history["loss"]))
print(len(model.predict(X, batch_size=10, verbose=0)))"""
DATA = """data = tf.data.Dataset.from_tensor_slices(X).batch(10)
print(sum(1 for _ in data), sum(1 for _ in data.repeat()))"""
ORIGINAL = """(X_train, y_train), _ = keras.datasets.cifar10.load_data()
X_train = np.asarray(X_train, dtype=np.float32)[range(49_000)]
X_train = (X_train - X_train.mean(axis=(0, 1, 2), keepdims=True)) / X_train.std(axis=(0, 1, 2), keepdims=True)
layers = [keras.layers.Flatten(input_shape=(32, 32, 3)), keras.layers.Dense(4000), keras.layers.Dense(10)]
model = keras.Sequential(layers)
rule = keras.optimizers.SGD(lr=1e-3, decay=1e-6)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(optimizer=rule, loss=loss)
keep = keras.callbacks.ModelCheckpoint("best.h5", monitor="loss", save_best_only=True)
model.fit(X_train, y_train[:49_000], batch_size=64, epochs=1, verbose=0, callbacks=[keep])
print(int(rule.iterations), round(float(rule.lr), 4))"""
DATASET = """class Dataset:
    def __iter__(self):
        return iter(range(1000))"""


def run(executor: NotebookExecutor, name: str, *cells: str) -> Ran:
    runner = executor.run(name, notebook(*cells))
    runner.close()
    return Ran(runner)


def test_a_solver_trains_for_its_share_of_epochs(executor: NotebookExecutor) -> None:
    ran = run(executor, "dropout_notebook", SOLVER)
    assert ran.printed(0) == "15\n"
    assert ran.executed.notes == ("Training was shortened from 40 epochs to 3.",)


@pytest.mark.nightly(days=7)
@pytest.mark.tensorflow
def test_the_given_training_of_2020_has_room(executor: NotebookExecutor) -> None:
    pytest.importorskip("tensorflow")
    runner = executor.run(
        "tensorflow", notebook(KERAS.splitlines()[0], KERAS.splitlines()[1], ORIGINAL), 300.0
    )
    runner.close()
    ran = Ran(runner)
    assert (ran.executed.ended, ran.executed.errors) == ("", ())
    assert ran.printed(2).split()[-2:] == ["250", "0.001"]


@pytest.mark.nightly(days=7)
@pytest.mark.tensorflow
def test_trainings_in_tensorflow_are_capped_and_predictions_are_not(executor: NotebookExecutor) -> None:
    pytest.importorskip("tensorflow")
    ran = run(executor, "tensorflow", KERAS, DATA, DATASET, "print(len(list(Dataset())))")
    assert ran.executed.errors == ()
    assert [ran.printed(cell) for cell in (0, 1, 3)] == ["5\n5000\n", "250 250\n", "250\n"]
    assert ran.executed.notes == (
        "A training by model.fit was shortened to 2400 batches.",
        "A pass through the data was shortened to 250 batches. (3 times)",
    )
