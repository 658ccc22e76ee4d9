"""The environment in which ratios of CPU times can be compared: one thread, and an allocator that keeps its memory."""

from __future__ import annotations

import os
import sys

# Else each large temporary is mapped anew, and the page faults decide the ratios.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "MALLOC_TOP_PAD_": "268435456",
}


def pin() -> None:
    """Restart in the environment that makes ratios comparable, as libraries read it when they load."""
    if sys.platform == "linux" and any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        os.environ.update(ENVIRONMENT)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
