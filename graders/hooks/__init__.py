"""Hooks of this assignment's notebook kernels: caps on training, shims, bindings."""
