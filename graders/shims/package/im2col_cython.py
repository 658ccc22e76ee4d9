"""In numpy, what the course builds from im2col_cython.pyx: the same functions, argument for argument.

Right for kernels that are not square, too. Workers find it as cs231n.im2col_cython where a submission has none.
"""

import numpy as np


def im2col_cython(x, field_height, field_width, padding, stride):
    """Windows of x (N, C, H, W) as columns (C * HH * WW, H_out * W_out * N), images varying fastest."""
    x_padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(x_padded, (field_height, field_width), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return windows.transpose(1, 4, 5, 2, 3, 0).reshape(x.shape[1] * field_height * field_width, -1)


def col2im_cython(cols, N, C, H, W, field_height, field_width, padding, stride):
    """Sum of columns, as im2col_cython lays them out, back into images (N, C, H, W)."""
    out_height = (H + 2 * padding - field_height) // stride + 1
    out_width = (W + 2 * padding - field_width) // stride + 1
    cols_6d = cols.reshape(C, field_height, field_width, out_height, out_width, N)
    cols_6d = cols_6d.transpose(0, 1, 2, 5, 3, 4)
    return col2im_6d_cython(cols_6d, N, C, H, W, field_height, field_width, padding, stride)


def col2im_6d_cython(cols, N, C, H, W, HH, WW, pad, stride):
    """Sum of columns (C, HH, WW, N, H_out, W_out) back into images (N, C, H, W)."""
    out_height, out_width = cols.shape[-2:]
    x_padded = np.zeros((C, N, H + 2 * pad, W + 2 * pad), dtype=cols.dtype)
    for i in range(HH):
        for j in range(WW):
            rows = slice(i, i + stride * out_height, stride)
            columns = slice(j, j + stride * out_width, stride)
            x_padded[:, :, rows, columns] += cols[:, i, j]
    return np.ascontiguousarray(x_padded[:, :, pad : pad + H, pad : pad + W].swapaxes(0, 1))
