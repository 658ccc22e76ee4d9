"""What the kernels of this assignment's notebooks do besides running cells: caps on training, shims, bindings."""
