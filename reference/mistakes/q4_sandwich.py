"""Mistakes in the convolutional sandwich layers of layer_utils.py."""

from autograder.model.mutants import Mutant

MISTAKES = [
    Mutant(
        id="conv_relu_forward.fixed_settings",
        target="layer_utils.py:conv_relu_forward",
        swaps=(("w, b, conv_param)", 'w, b, {"stride": 1, "pad": (w.shape[2] - 1) // 2})'),),
        hint="conv_relu_forward uses a fixed stride and padding; use those of conv_param",
        costs=("4.13",),
    ),
    Mutant(
        id="conv_relu_forward.no_relu",
        target="layer_utils.py:conv_relu_forward",
        swaps=(("out, relu_cache = relu_forward(maps)", "out, relu_cache = maps, relu_forward(maps)[1]"),),
        hint=(
            "conv_relu_forward returns the convolution without its ReLU; return the result of relu_forward"
        ),
        costs=("4.13",),
    ),
    Mutant(
        id="conv_relu_backward.no_relu",
        target="layer_utils.py:conv_relu_backward",
        swaps=(("conv_backward_fast(dmaps, conv_cache)", "conv_backward_fast(dout, conv_cache)"),),
        hint="conv_relu_backward passes dout around the ReLU; pass on the result of relu_backward",
        costs=("4.13",),
    ),
    Mutant(
        id="conv_relu_backward.order_of_caches",
        target="layer_utils.py:conv_relu_backward",
        swaps=(("conv_cache, relu_cache = cache", "relu_cache, conv_cache = cache"),),
        hint="conv_relu_backward confuses its two caches; unpack them in the order of the forward pass",
        costs=("4.13",),
    ),
    Mutant(
        id="conv_bn_relu_forward.relu_first",
        target="layer_utils.py:conv_bn_relu_forward",
        swaps=(
            (
                "    normalised, bn_cache = spatial_batchnorm_forward(maps, gamma, beta, bn_param)\n"
                "    out, relu_cache = relu_forward(normalised)\n",
                "    positive, relu_cache = relu_forward(maps)\n"
                "    out, bn_cache = spatial_batchnorm_forward(positive, gamma, beta, bn_param)\n",
            ),
        ),
        hint=(
            "conv_bn_relu_forward normalises after the ReLU; "
            "the order should be convolution, normalisation, ReLU"
        ),
        costs=("4.14",),
    ),
    Mutant(
        id="conv_bn_relu_forward.not_normalised",
        target="layer_utils.py:conv_bn_relu_forward",
        swaps=(("relu_forward(normalised)", "relu_forward(maps)"),),
        hint=(
            "conv_bn_relu_forward passes the convolution to the ReLU; pass on the result of the normalisation"
        ),
        costs=("4.14",),
    ),
    Mutant(
        id="conv_bn_relu_forward.no_bias",
        target="layer_utils.py:conv_bn_relu_forward",
        swaps=(("conv_forward_fast(x, w, b, conv_param)", "conv_forward_fast(x, w, 0 * b, conv_param)"),),
        hint=(
            "conv_bn_relu_forward leaves b out; "
            "add it, as testing needs it in running_mean even if training subtracts it again"
        ),
        costs=("4.14",),
    ),
    Mutant(
        id="conv_bn_relu_backward.beta_for_bias",
        target="layer_utils.py:conv_bn_relu_backward",
        swaps=(("return dx, dw, db, dgamma, dbeta", "return dx, dw, dbeta, dgamma, dbeta"),),
        hint="conv_bn_relu_backward returns dbeta instead of db; return dx, dw, db, dgamma, dbeta",
        costs=("4.14",),
    ),
    Mutant(
        id="conv_bn_relu_backward.gradients_swapped",
        target="layer_utils.py:conv_bn_relu_backward",
        swaps=(("return dx, dw, db, dgamma, dbeta", "return dx, dw, db, dbeta, dgamma"),),
        hint="conv_bn_relu_backward swaps dgamma and dbeta; return dx, dw, db, dgamma, dbeta",
        costs=("4.14",),
    ),
    Mutant(
        id="conv_bn_relu_backward.past_the_normalisation",
        target="layer_utils.py:conv_bn_relu_backward",
        swaps=(("conv_backward_fast(dmaps, conv_cache)", "conv_backward_fast(dnormalised, conv_cache)"),),
        hint=(
            "conv_bn_relu_backward passes the gradient around the normalisation; "
            "pass on the normalisation's dx"
        ),
        costs=("4.14",),
    ),
    Mutant(
        id="conv_bn_relu_backward.no_relu",
        target="layer_utils.py:conv_bn_relu_backward",
        swaps=(
            (
                "spatial_batchnorm_backward(dnormalised, bn_cache)",
                "spatial_batchnorm_backward(dout, bn_cache)",
            ),
        ),
        hint="conv_bn_relu_backward passes dout around the ReLU; pass on the result of relu_backward",
        costs=("4.14",),
    ),
    Mutant(
        id="conv_relu_pool_forward.no_relu",
        target="layer_utils.py:conv_relu_pool_forward",
        swaps=(
            ("max_pool_forward_fast(activations, pool_param)", "max_pool_forward_fast(maps, pool_param)"),
        ),
        hint="conv_relu_pool_forward pools the convolution itself; pool the output of the ReLU",
        costs=("4.15",),
    ),
    Mutant(
        id="conv_relu_pool_backward.no_relu",
        target="layer_utils.py:conv_relu_pool_backward",
        swaps=(("conv_backward_fast(dmaps, conv_cache)", "conv_backward_fast(dactivations, conv_cache)"),),
        hint=(
            "conv_relu_pool_backward passes the gradient around the ReLU; pass on the result of relu_backward"
        ),
        costs=("4.15",),
    ),
    Mutant(
        id="conv_relu_pool_backward.order_of_results",
        target="layer_utils.py:conv_relu_pool_backward",
        swaps=(("return dx, dw, db", "return dw, db, dx"),),
        hint="conv_relu_pool_backward returns its gradients in another order; return dx, dw, db",
        costs=("4.15",),
    ),
    Mutant(
        id="conv_relu_pool.relu_after_pool",
        target="layer_utils.py:conv_relu_pool_backward",
        code="""
        def conv_relu_pool_forward(x, w, b, conv_param, pool_param):
            maps, conv_cache = conv_forward_fast(x, w, b, conv_param)
            pooled, pool_cache = max_pool_forward_fast(maps, pool_param)
            out, relu_cache = relu_forward(pooled)
            return out, (conv_cache, pool_cache, relu_cache)


        def conv_relu_pool_backward(dout, cache):
            conv_cache, pool_cache, relu_cache = cache
            dpooled = relu_backward(dout, relu_cache)
            return conv_backward_fast(max_pool_backward_fast(dpooled, pool_cache), conv_cache)
        """,
        hint="Pools first: the ReLU of a maximum is the maximum of the ReLUs.",
    ),
    Mutant(
        id="conv_relu.naive_layers",
        target="layer_utils.py:conv_relu_backward",
        code="""
        def conv_relu_forward(x, w, b, conv_param):
            from .layers import conv_forward_naive
            maps, cache = conv_forward_naive(x, w, b, conv_param)
            return np.maximum(maps, 0), (cache, maps > 0)


        def conv_relu_backward(dout, cache):
            from .layers import conv_backward_naive
            return conv_backward_naive(np.where(cache[1], dout, 0.0), cache[0])


        import numpy as np
        """,
        hint="Naive layers, and a ReLU written in place.",
    ),
]
