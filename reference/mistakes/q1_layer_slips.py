"""More mistakes of real students in affine layers, rectifiers and the softmax loss."""

from autograder.model.mutants import Mutant

AFFINE = "layers.py:affine_forward"
AFFINE_BACK = "layers.py:affine_backward"
RELU = "layers.py:relu_forward"
RELU_BACK = "layers.py:relu_backward"
SOFTMAX = "layers.py:softmax_loss"
FLAT = "x_flat = x.reshape(x.shape[0], -1)"
OUT = "out = x_flat @ w + b"
RECTIFIED = "out = np.maximum(0, x)"
STOPPED = "return dout * (x > 0)"
SHIFTED = "shifted = x - x.max(axis=1, keepdims=True)"

MISTAKES = [
    Mutant(
        id="affine_forward.flattened_and_transposed",
        target=AFFINE,
        swaps=((FLAT, "x_flat = x.reshape(-1, x.shape[0]).T"),),
        hint="affine_forward mixes samples, as it reshapes x to (D, N) and transposes; it should reshape x to (N, D)",
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.bias_of_first_sample",
        target=AFFINE,
        swaps=((OUT, "out = x_flat @ w\n    out[0] += b"),),
        hint="affine_forward adds the bias to the first sample only; it should add b to every row",
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.bias_of_last_sample",
        target=AFFINE,
        swaps=((OUT, "out = x_flat @ w\n    out[-1] += b"),),
        hint="affine_forward adds the bias to the last sample only; it should add b to every row",
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.bias_as_column",
        target=AFFINE,
        swaps=((OUT, "out = x_flat @ w + b[:, None]"),),
        hint="affine_forward turns b into a column, which does not fit; it should add b, of shape (M,), to every row",
        costs=("1.1", "1.8", "1.9"),
    ),
    Mutant(
        id="affine_forward.weights_transposed",
        target=AFFINE,
        swaps=((OUT, "out = x_flat @ w.T + b"),),
        hint="affine_forward transposes w, which is (D, M) already; it should compute x_flat @ w + b",
        costs=("1.1", "1.8", "1.9"),
    ),
    Mutant(
        id="affine_forward.bias_times_samples",
        target=AFFINE,
        swaps=((OUT, "out = x_flat @ w + len(x) * b"),),
        hint="affine_forward adds the bias once for each sample of the batch; it should add b once to every row",
        costs=("1.1",),
    ),
    Mutant(
        id="affine_backward.dw_of_images",
        target=AFFINE_BACK,
        swaps=(("dw = x_flat.T @ dout", "dw = x.T @ dout"),),
        hint="affine_backward computes dw from x as it is; it should flatten each sample of x to a row first",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.dx_of_untransposed_weights",
        target=AFFINE_BACK,
        swaps=(("dx_flat = dout @ w.T", "dx_flat = dout @ w"),),
        hint="affine_backward multiplies dout by w for dx; it should multiply dout by w.T",
        costs=("1.2", "1.8"),
    ),
    Mutant(
        id="affine_backward.dx_in_columns",
        target=AFFINE_BACK,
        swaps=(("dx_flat.reshape(x.shape)", 'dx_flat.reshape(x.shape, order="F")'),),
        hint="affine_backward mixes the samples when it reshapes dx; it should reshape row by row, as x was flattened",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.db_mean_of_columns",
        target=AFFINE_BACK,
        swaps=(("db = dout.sum(axis=0)", "db = dout.max(axis=0)"),),
        hint="affine_backward takes the largest dout of each column for db; it should take the sum over the samples",
        costs=("1.2",),
    ),
    Mutant(
        id="relu_forward.softplus",
        target=RELU,
        swaps=((RECTIFIED, "out = np.log1p(np.exp(x))"),),
        hint="relu_forward is a softplus, log(1 + exp(x)); it should be max(0, x)",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.elu",
        target=RELU,
        swaps=((RECTIFIED, "out = np.where(x > 0, x, np.exp(x) - 1)"),),
        hint="relu_forward is an ELU, exp(x) - 1 for negative x; it should be 0 there",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.leaky_by_a_tenth",
        target=RELU,
        swaps=((RECTIFIED, "out = np.maximum(0.1 * x, x)"),),
        hint="relu_forward lets a tenth of negative values through; it should turn them into 0",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.floor",
        target=RELU,
        swaps=((RECTIFIED, "out = np.floor(np.maximum(0, x))"),),
        hint="relu_forward rounds to whole numbers; it should pass positive values as they are",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.integers",
        target=RELU,
        swaps=((RECTIFIED, "out = np.maximum(0, x.astype(int))"),),
        hint="relu_forward converts x to integers; it should keep the dtype of x",
        costs=("1.3", "1.9"),
    ),
    Mutant(
        id="relu_forward.sigmoid",
        target=RELU,
        swaps=((RECTIFIED, "out = 1 / (1 + np.exp(-x))"),),
        hint="relu_forward is a sigmoid; it should be max(0, x)",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.threshold_one",
        target=RELU,
        swaps=((RECTIFIED, "out = np.where(x > 1, x, 0)"),),
        hint="relu_forward cuts off at 1; it should pass everything above 0",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.threshold_tenth",
        target=RELU,
        swaps=((RECTIFIED, "out = np.where(x > 0.1, x, 0)"),),
        hint="relu_forward cuts off at 0.1; it should pass everything above 0",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.threshold_below_zero",
        target=RELU,
        swaps=((RECTIFIED, "out = np.where(x > -0.1, x, 0)"),),
        hint="relu_forward passes values down to -0.1; it should turn everything below 0 into 0",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.at_least_tenth",
        target=RELU,
        swaps=((RECTIFIED, "out = np.maximum(0.1, x)"),),
        hint="relu_forward gives at least 0.1; it should give 0 for negative values",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_backward.threshold_tenth",
        target=RELU_BACK,
        swaps=((STOPPED, "return dout * (x > 0.1)"),),
        hint="relu_backward stops the gradient below 0.1; it should pass dout wherever x was above 0",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.threshold_below_zero",
        target=RELU_BACK,
        swaps=((STOPPED, "return dout * (x > -0.1)"),),
        hint="relu_backward passes the gradient down to x of -0.1; it should stop dout wherever x was below 0",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.threshold_one",
        target=RELU_BACK,
        swaps=((STOPPED, "return dout * (x > 1)"),),
        hint="relu_backward stops the gradient below 1; it should pass dout wherever x was above 0",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.times_x",
        target=RELU_BACK,
        swaps=((STOPPED, "return dout * np.maximum(0, x)"),),
        hint="relu_backward multiplies the gradient by x; it should pass dout unchanged where x was above 0",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.signs",
        target=RELU_BACK,
        swaps=((STOPPED, "return dout * np.sign(x)"),),
        hint="relu_backward flips the gradient's sign where x was negative; it should stop dout there",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.leaky",
        target=RELU_BACK,
        swaps=((STOPPED, "return np.where(x > 0, dout, 0.01 * dout)"),),
        hint="relu_backward lets a hundredth of the gradient through where x was negative; it should stop dout there",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.largest",
        target=RELU_BACK,
        swaps=((STOPPED, "return np.maximum(0, dout) * (x > 0)"),),
        hint="relu_backward drops negative gradients as well; it should look at x alone",
        costs=("1.4",),
    ),
    Mutant(
        id="softmax_loss.shifted_by_columns",
        target=SOFTMAX,
        swaps=((SHIFTED, "shifted = x - x.max(axis=0)"),),
        hint="softmax_loss subtracts the largest score of each class; it should subtract that of each sample, axis 1",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.shifted_by_mean",
        target=SOFTMAX,
        swaps=((SHIFTED, "shifted = x - x.mean(axis=1, keepdims=True)"),),
        hint="softmax_loss overflows, as it subtracts the mean score; it should subtract the largest of each sample",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.probabilities_without_shift",
        target=SOFTMAX,
        swaps=(
            (SHIFTED, "shifted = x"),
            ("log_probs = shifted - np.log(exp_sums)", "log_probs = np.log(np.exp(shifted) / exp_sums)"),
        ),
        hint="softmax_loss overflows for large scores; it should subtract each row's maximum before exp",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.sums_over_samples",
        target=SOFTMAX,
        swaps=(("np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum()"),),
        hint="softmax_loss divides by the sum of all samples; it should divide by the sum of each sample, axis 1",
        costs=("1.5",),
    ),
]
