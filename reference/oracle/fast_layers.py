"""fast_layers.py of the contract: the oracle has only one convolution and one pooling."""

from . import layers

conv_forward_fast = layers.conv_forward_naive
conv_backward_fast = layers.conv_backward_naive
max_pool_forward_fast = layers.max_pool_forward_naive
max_pool_backward_fast = layers.max_pool_backward_naive
