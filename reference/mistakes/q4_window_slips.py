"""More mistakes of real students in naive convolution and pooling: windows, sizes, padding that is 0 or fixed."""

from autograder.model.mutants import Mutant

PADDED = "x_padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))"
BY_SLICE = (
    "x_padded = np.zeros((x.shape[0], x.shape[1], H + 2 * pad, W + 2 * pad))\n"
    "    x_padded[:, :, pad:-pad, pad:-pad] = x"
)
WINDOW = "window = x_padded[:, :, top : top + HH, left : left + WW]"
H_OUT = "H_out = 1 + (H + 2 * pad - HH) // stride"
W_OUT = "W_out = 1 + (W + 2 * pad - WW) // stride"
CROP = "dx = dx_padded[:, :, pad : pad + H, pad : pad + W]"
ADD_DX = "dx_padded[:, :, top : top + HH, left : left + WW] += dwindow"
POOL_WINDOW = "window = x[:, :, top : top + pool_height, left : left + pool_width]"
WRONG_AXES = "pads the wrong axes; it should put pad zeros around rows and columns, and none around samples or channels"
LOOPS = ("for i in range(H_out)", "for j in range(W_out)")


def edit(function, name, hint, costs, *swaps):
    return Mutant(f"{function}.{name}", f"layers.py:{function}", f"{function} {hint}", costs, swaps)


def conv(name, hint, *swaps, costs=("4.1",)):
    return edit("conv_forward_naive", name, hint, costs, *swaps)


def conv_back(name, hint, *swaps, costs=("4.2",)):
    return edit("conv_backward_naive", name, hint, costs, *swaps)


def pool(name, hint, *swaps, costs=("4.4",)):
    return edit("max_pool_forward_naive", name, hint, costs, *swaps)


def pool_back(name, hint, *swaps, costs=("4.5", "4.6")):
    return edit("max_pool_backward_naive", name, hint, costs, *swaps)


CONV = [
    conv(
        "fails_without_padding",
        "writes x into [pad:-pad], which is empty for pad = 0; it should write to [pad:pad + H]",
        (PADDED, BY_SLICE),
    ),
    conv(
        "height_from_width",
        "computes the output's height from the width; it should use H and HH",
        (H_OUT, "H_out = 1 + (W + 2 * pad - WW) // stride"),
    ),
    conv(
        "height_of_width_and_filter",
        "computes the output's height from W; it should use H",
        (H_OUT, "H_out = 1 + (W + 2 * pad - HH) // stride"),
    ),
    conv(
        "width_of_height_and_filter",
        "computes the output's width from H; it should use W",
        (W_OUT, "W_out = 1 + (H + 2 * pad - WW) // stride"),
    ),
    conv(
        "width_of_filter_height",
        "takes the filter's height for the output's width; it should take WW",
        (W_OUT, "W_out = 1 + (W + 2 * pad - HH) // stride"),
    ),
    conv(
        "windows_exchanged",
        "swaps rows and columns of its windows; rows should come first",
        (WINDOW, "window = x_padded[:, :, left : left + HH, top : top + WW]"),
    ),
    conv(
        "loops_exchanged",
        "loops over W_out rows and H_out columns; it should loop over H_out rows and W_out columns",
        (LOOPS[0], "for i in range(W_out)"),
        (LOOPS[1], "for j in range(H_out)"),
    ),
    conv(
        "windows_of_stride",
        "cuts windows as large as the stride; they should be as large as the filter",
        (WINDOW, "window = x_padded[:, :, top : top + stride, left : left + stride]"),
        costs=("4.1", "4.28"),
    ),
    conv(
        "pads_channels",
        WRONG_AXES,
        (PADDED, "x_padded = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (pad, pad)))"),
        costs=("4.1", "4.28"),
    ),
    conv(
        "pads_rows_only",
        WRONG_AXES,
        (PADDED, "x_padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (0, 0)))"),
        costs=("4.1", "4.28"),
    ),
    conv(
        "pads_by_stride",
        "pads by the stride; it should pad by conv_param['pad']",
        ('pad = conv_param["pad"]', 'pad = conv_param["stride"]'),
    ),
    conv(
        "pads_by_filter",
        "pads by half the filter, whatever pad is; it should pad by conv_param['pad']",
        ('pad = conv_param["pad"]', "pad = (w.shape[2] - 1) // 2"),
    ),
    conv(
        "fixed_stride",
        "always has a stride of 1; it should take conv_param['stride']",
        ('stride = conv_param["stride"]', "stride = 1"),
    ),
    conv(
        "summed_over_filters",
        "adds up the outputs of all filters; each filter should give its own map",
        ("= products + b", "= products.sum(axis=1, keepdims=True) + b"),
    ),
    conv(
        "bias_subtracted",
        "subtracts the bias; it should add b[f] to every value of filter f",
        ("products + b", "products - b"),
    ),
]

CONV_BACK = [
    conv_back(
        "crop_by_image",
        "crops each image by [pad:-pad], which is empty for pad = 0; it should crop by [pad:pad + H]",
        (
            CROP,
            "dx = np.zeros_like(x)\n"
            "    for n in range(len(x)):\n"
            "        dx[n] = dx_padded[n, :, pad:-pad, pad:-pad]",
        ),
        costs=("4.3",),
    ),
    conv_back(
        "fails_to_pad_without_padding",
        "writes x into [pad:-pad], which is empty for pad = 0; it should write to [pad:pad + H]",
        (PADDED, BY_SLICE),
        costs=("4.3",),
    ),
    conv_back(
        "crop_from_one",
        "crops dx by [1:H + 1] whatever pad is; it should crop by [pad:pad + H]",
        (CROP, "dx = dx_padded[:, :, 1 : H + 1, 1 : W + 1]"),
        costs=("4.2", "4.3"),
    ),
    conv_back(
        "pad_always_one",
        "always has a padding of 1; it should take conv_param['pad']",
        ('pad = conv_param["pad"]', "pad = 1"),
        costs=("4.2", "4.3"),
    ),
    conv_back(
        "fixed_stride",
        "always has a stride of 1; it should take conv_param['stride']",
        ('stride = conv_param["stride"]', "stride = 1"),
    ),
    conv_back(
        "windows_exchanged",
        "swaps rows and columns of the windows that make dw; rows should come first",
        (WINDOW, "window = x_padded[:, :, left : left + HH, top : top + WW]"),
        costs=("4.2", "4.3"),
    ),
    conv_back(
        "crop_exchanged",
        "swaps height and width where it crops dx; it should have H rows and W columns",
        (CROP, "dx = dx_padded[:, :, pad : pad + W, pad : pad + H]"),
        costs=("4.2", "4.3"),
    ),
    conv_back(
        "db_one_number",
        "adds up all of dout for db; it should sum over samples, rows and columns of each filter",
        ("db = dout.sum(axis=(0, 2, 3))", "db = dout.sum()"),
    ),
    conv_back(
        "db_last_position",
        "takes db from one position; it should sum dout over samples, rows and columns",
        ("db = dout.sum(axis=(0, 2, 3))", "db = dout[:, :, -1, -1].sum(axis=0)"),
    ),
    conv_back(
        "dx_subtracted",
        "subtracts the windows' gradients from dx; it should add them up",
        (ADD_DX, ADD_DX.replace("+=", "-=")),
        costs=("4.2", "4.3"),
    ),
    conv_back(
        "dx_of_windows",
        "spreads x instead of the filters for dx; it should multiply dout by w",
        (ADD_DX, ADD_DX.replace("dwindow", "window")),
        costs=("4.2", "4.3"),
    ),
    conv_back(
        "dw_averaged_over_positions",
        "averages dw over the positions; it should add up all windows",
        ("return dx, dw, db", "return dx, dw / (H_out * W_out), db"),
    ),
]

POOL = [
    pool(
        "height_from_width",
        "computes the output's height from the width; it should use H and pool_height",
        ("H_out = 1 + (H - pool_height) // stride", "H_out = 1 + (W - pool_width) // stride"),
    ),
    pool(
        "width_of_pool_height",
        "takes pool_height for the output's width; it should take pool_width",
        ("W_out = 1 + (W - pool_width) // stride", "W_out = 1 + (W - pool_height) // stride"),
    ),
    pool(
        "width_of_height",
        "computes the output's width from H; it should use W",
        ("W_out = 1 + (W - pool_width) // stride", "W_out = 1 + (H - pool_width) // stride"),
    ),
    pool(
        "windows_exchanged",
        "swaps rows and columns of its windows; rows should come first",
        (POOL_WINDOW, "window = x[:, :, left : left + pool_height, top : top + pool_width]"),
    ),
    pool(
        "loops_exchanged",
        "loops over W_out rows and H_out columns; it should loop over H_out rows and W_out columns",
        (LOOPS[0], "for i in range(W_out)"),
        (LOOPS[1], "for j in range(H_out)"),
    ),
    pool(
        "windows_of_stride",
        "cuts windows as large as the stride; they should have pool_height rows and pool_width columns",
        (POOL_WINDOW, "window = x[:, :, top : top + stride, left : left + stride]"),
    ),
    pool(
        "windows_of_two",
        "always takes windows of 2 by 2; it should use pool_height and pool_width",
        ('pool_height = pool_param["pool_height"]', "pool_height = 2"),
        ('pool_width = pool_param["pool_width"]', "pool_width = 2"),
    ),
    pool(
        "stride_of_two",
        "always has a stride of 2; it should take pool_param['stride']",
        ('stride = pool_param["stride"]', "stride = 2"),
    ),
    pool(
        "sum",
        "adds up each window; it should take the largest entry",
        ("window.max(axis=(2, 3))", "window.sum(axis=(2, 3))"),
    ),
    pool(
        "first_entry",
        "takes the first entry of each window; it should take the largest",
        ("window.max(axis=(2, 3))", "window[:, :, 0, 0]"),
    ),
    pool(
        "rows_only",
        "takes the maximum over the rows of the first column only; it should look at the whole window",
        ("window.max(axis=(2, 3))", "window[:, :, :, 0].max(axis=2)"),
    ),
]

POOL_BACK = [
    pool_back(
        "windows_exchanged",
        "swaps rows and columns of its windows; rows should come first",
        (POOL_WINDOW, "window = x[:, :, left : left + pool_height, top : top + pool_width]"),
    ),
    pool_back(
        "stride_of_two",
        "always has a stride of 2; it should take pool_param['stride']",
        ('stride = pool_param["stride"]', "stride = 2"),
    ),
    pool_back(
        "windows_of_two",
        "always takes windows of 2 by 2; it should use pool_height and pool_width",
        ('pool_height = pool_param["pool_height"]', "pool_height = 2"),
        ('pool_width = pool_param["pool_width"]', "pool_width = 2"),
    ),
    pool_back(
        "subtracted",
        "subtracts the gradient at the maximum; it should add dout there",
        ("+= dout[:, :, i, j]", "-= dout[:, :, i, j]"),
    ),
    pool_back(
        "first_entry",
        "gives the gradient to the first entry of each window; it should give it to the largest",
        ("top + row, left + column", "top, left"),
    ),
    pool_back(
        "divided_by_window",
        "divides the gradient by the size of the window; the largest entry should get all of dout",
        ("+= dout[:, :, i, j]", "+= dout[:, :, i, j] / (pool_height * pool_width)"),
    ),
]

MISTAKES = [*CONV, *CONV_BACK, *POOL, *POOL_BACK]
