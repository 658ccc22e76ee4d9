"""What the cases of both frameworks ask with."""

from __future__ import annotations

import numpy as np


def log_probabilities(outputs: np.ndarray) -> np.ndarray:
    """Logarithms of softmax, of a net's scores, or of its probabilities where it ends in softmax: outputs (N, C)."""
    outputs = np.asarray(outputs, np.float64)
    if np.all(outputs >= 0) and np.allclose(outputs.sum(axis=1), 1, atol=1e-5):
        return np.log(np.maximum(outputs, np.finfo(np.float64).tiny))
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def asked_for(notebook, name):
    """What the notebook defines under this name."""
    if not hasattr(notebook, name):
        raise NameError(f"the notebook does not define {name}")
    return getattr(notebook, name)
