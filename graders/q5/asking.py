"""Helpers for the cases of both frameworks."""

from __future__ import annotations

import numpy as np

WEIGHTS = ("conv_w1", "conv_b1", "conv_w2", "conv_b2", "fc_w", "fc_b")
SIZES = sorted([32 * 3 * 25, 32, 16 * 32 * 9, 16, 10 * 16 * 1024, 10])  # of the notebook's own net


def weights_of(
    fc_channels: np.ndarray, fc_rows: np.ndarray, fc_columns: np.ndarray, **weights: np.ndarray
) -> dict[str, np.ndarray]:
    """The six weights by name, those of the affine layer as (classes, channels, rows, columns)."""
    fc_w = np.einsum("kc,kh,kw->kchw", fc_channels, fc_rows, fc_columns)
    return {name: fc_w if name == "fc_w" else weights[name] for name in WEIGHTS}


def log_probabilities(outputs: np.ndarray) -> np.ndarray:
    """Logarithms of softmax, of a net's scores, or of its probabilities where it ends in softmax: outputs (N, C)."""
    outputs = np.asarray(outputs, np.float64)
    if np.all(outputs >= 0) and np.allclose(outputs.sum(axis=1), 1, atol=1e-5):
        return np.log(np.maximum(outputs, np.finfo(np.float64).tiny))
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def asked_for(notebook, name):
    """Return what the notebook defines under this name."""
    if not hasattr(notebook, name):
        raise NameError(f"the notebook does not define {name}")
    return getattr(notebook, name)
