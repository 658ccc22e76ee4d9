"""The functions that kernels call before a notebook and after each of its cells."""

from __future__ import annotations

import os
import sys
from typing import Any

from autograder.model.library import Library
from autograder.notebooks.notebook_budget import NotebookBudget
from graders.hooks import tensorflow_shims
from graders.hooks.bindings import note_bindings
from graders.hooks.keras_caps import cap_keras
from graders.hooks.shared_images import share_images
from graders.hooks.training_caps import cap_dataset, cap_trainings
from graders.shims.vision import serve_keras

os.environ["HDF5_USE_FILE_LOCKING"] = "FALSE"  # Keras saves with it, and no worker may lock a file


def before_notebook(library: Library, budget: NotebookBudget) -> None:
    """Cap trainings, share the images, and give TensorFlow its old names and the grader's images."""
    cap_trainings(library, budget)
    share_images(library["data_utils"])
    if "tensorflow" in sys.modules:
        tensorflow_shims.install()
        cap_keras(budget)
        serve_keras(sys.modules["tensorflow"])


def after_cell(namespace: dict[str, Any], budget: NotebookBudget | None) -> None:
    """Keep the values of the cell's names, and cap a data set that it may have defined."""
    note_bindings(namespace)
    tensorflow_shims.keep_models(namespace)
    if budget is not None:
        cap_dataset(namespace, budget)
