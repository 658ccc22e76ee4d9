"""Question 5's cases, for PyTorch and for TensorFlow: the same nets, asked of either notebook's namespace."""
