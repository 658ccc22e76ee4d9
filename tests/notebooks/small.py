"""A Dropout notebook that trains for a second, and still earns every point."""

from __future__ import annotations

import nbformat
from nbformat import v4

QUESTION, ANSWER = "Inline question 1", "So that all units learn."
TRAINING = """
import numpy as np
from cs231n.classifiers.fc_net import FullyConnectedNet
from cs231n.data_utils import get_CIFAR10_data
from cs231n.solver import Solver

data = get_CIFAR10_data(num_training=2000)
np.random.seed(231)
model = FullyConnectedNet([100], weight_scale=2e-2, dropout=0.7)
solver = Solver(model, data, update_rule="adam", optim_config={"learning_rate": 1e-3}, num_epochs=4, verbose=False)
solver.train()
print(f"validation accuracy {solver.best_val_acc:.1%}")
"""


def dropout_notebook(*cells: str) -> bytes:
    """The notebook; cells of code of one's own come before the training."""
    content = [
        v4.new_markdown_cell(f"### {QUESTION}\n\nWhy?"),
        v4.new_markdown_cell(f"**Your answer:**\n\n{ANSWER}"),
        *map(v4.new_code_cell, (*cells, TRAINING.strip())),
    ]
    return nbformat.writes(v4.new_notebook(cells=content)).encode()
