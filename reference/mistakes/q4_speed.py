"""Fast layers that are right but slow: loops over pixels in Python."""

from autograder.model.mutants import Mutant

MISTAKES = [
    Mutant(
        id="conv_forward_fast.loops",
        target="fast_layers.py:conv_forward_fast",
        code="""
            def conv_forward_fast(x, w, b, conv_param):
                stride, pad = conv_param["stride"], conv_param["pad"]
                windows = _Windows(x.shape[2:], w.shape[2:], stride, pad)
                padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
                HH, WW = w.shape[2:]
                out = np.zeros((len(x), len(w), *windows.out))
                for n in range(len(x)):
                    for f in range(len(w)):
                        for i in range(windows.out[0]):
                            for j in range(windows.out[1]):
                                r, s = i * stride, j * stride
                                out[n, f, i, j] = np.sum(padded[n, :, r : r + HH, s : s + WW] * w[f]) + b[f]
                return out, (x, w, windows)
        """,
        hint=(
            "conv_forward_fast loops over images, filters and pixels in Python; let one matrix product do it"
        ),
        costs=("4.29",),
    ),
    Mutant(
        id="conv_backward_fast.loops",
        target="fast_layers.py:conv_backward_fast",
        code="""
            def conv_backward_fast(dout, cache):
                x, w, windows = cache
                stride, pad = windows.stride, windows.pad
                padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
                HH, WW = w.shape[2:]
                dpadded = np.zeros_like(padded)
                dw = np.zeros_like(w)
                for n in range(len(x)):
                    for f in range(len(w)):
                        for i in range(dout.shape[2]):
                            for j in range(dout.shape[3]):
                                r, s = i * stride, j * stride
                                dw[f] += dout[n, f, i, j] * padded[n, :, r : r + HH, s : s + WW]
                                dpadded[n, :, r : r + HH, s : s + WW] += dout[n, f, i, j] * w[f]
                H, W = x.shape[2:]
                return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))
        """,
        hint=(
            "conv_backward_fast loops over images, filters and pixels in Python; let matrix products do it"
        ),
        costs=("4.29",),
    ),
    Mutant(
        id="max_pool_backward_fast.loops",
        target="fast_layers.py:max_pool_backward_fast",
        code="""
            def max_pool_backward_fast(dout, cache):
                x_shape, windows, winners = cache
                won = np.concatenate([w.reshape(len(w), -1, *windows.grid) for w in winners], axis=1)
                planes = dout.reshape(-1, *dout.shape[2:])
                dx = np.zeros((len(planes), *x_shape[2:]))
                for n in range(len(planes)):
                    for i in range(dout.shape[2]):
                        for j in range(dout.shape[3]):
                            tap = int(np.argmax(won[:, n, i, j]))
                            r, s = divmod(tap, windows.kernel[1])
                            dx[n, i * windows.stride + r, j * windows.stride + s] += planes[n, i, j]
                return dx.reshape(x_shape)
        """,
        hint=(
            "max_pool_backward_fast loops over all pixels in Python; "
            "loop over the places in a window and work on whole arrays"
        ),
        costs=("4.30",),
    ),
]
