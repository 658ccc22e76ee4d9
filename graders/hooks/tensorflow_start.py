"""Imported by the zygote of TensorFlow's kernels, while it may still read about its own process.

TensorFlow ends a process in which it cannot read the command line (/proc/self/cmdline), which it needs once, to look
for more kernels beside the program. No worker may read that.
"""

from tensorflow.python.framework import kernels

kernels.get_registered_kernels_for_op("MatMul")
