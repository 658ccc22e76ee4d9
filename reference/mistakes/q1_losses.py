"""Mistakes in question 1's losses, and right variants of them."""

from autograder.model.mutants import Mutant

SOFTMAX = [
    Mutant(
        id="softmax_loss.no_shift",
        target="layers.py:softmax_loss",
        swaps=(("x - x.max(axis=1, keepdims=True)", "x"),),
        hint="softmax_loss overflows for large scores; subtract each row's maximum before exp",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.global_shift",
        target="layers.py:softmax_loss",
        swaps=(("x.max(axis=1, keepdims=True)", "x.max()"),),
        hint=(
            "softmax_loss subtracts one maximum from all rows, so rows far below it underflow; "
            "take each row's own"
        ),
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.log_of_probs",
        target="layers.py:softmax_loss",
        swaps=(("log_probs = shifted - np.log(exp_sums)", "log_probs = np.log(np.exp(shifted) / exp_sums)"),),
        hint=(
            "softmax_loss takes the log of probabilities that underflow to 0; "
            "use shifted - log(sum(exp(shifted)))"
        ),
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.clipped",
        target="layers.py:softmax_loss",
        swaps=(
            (
                "loss = -log_probs[rows, y].sum() / N",
                "loss = -np.log(np.maximum(np.exp(log_probs[rows, y]), 1e-12)).mean()",
            ),
        ),
        hint=(
            "softmax_loss clips small probabilities before the log; "
            "use shifted - log(sum(exp(shifted))), which needs no clip"
        ),
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.added_epsilon",
        target="layers.py:softmax_loss",
        swaps=(("keepdims=True)\n    log_probs", "keepdims=True) + 1e-5\n    log_probs"),),
        hint=(
            "softmax_loss adds a number to the sum of exponentials; "
            "leave it out, as this sum is at least 1 after the shift"
        ),
        costs=("1.5",),
        credit=0.5,
    ),
    Mutant(
        id="softmax_loss.sum_over_samples",
        target="layers.py:softmax_loss",
        swaps=(("np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum(axis=0, keepdims=True)"),),
        hint=(
            "softmax_loss normalises over the samples; "
            "sum over axis 1, so that the probabilities of each row sum to 1"
        ),
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.loss_not_averaged",
        target="layers.py:softmax_loss",
        swaps=((".sum() / N", ".sum()"),),
        hint="softmax_loss adds up the samples' losses; divide the sum by N",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.loss_over_classes",
        target="layers.py:softmax_loss",
        swaps=((".sum() / N", ".sum() / x.shape[1]"),),
        hint="softmax_loss divides the loss by the number of classes; divide by the number of samples N",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.loss_negative",
        target="layers.py:softmax_loss",
        swaps=(("-log_probs[rows, y]", "log_probs[rows, y]"),),
        hint=(
            "the loss of softmax_loss has the wrong sign; "
            "it should be minus the log of the right class's probability"
        ),
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.loss_by_sample",
        target="layers.py:softmax_loss",
        swaps=(("-log_probs[rows, y].sum() / N", "-log_probs[rows, y]"),),
        hint="softmax_loss returns a loss for each sample; return their mean, one number",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.dx_not_averaged",
        target="layers.py:softmax_loss",
        swaps=(("dx /= N", "dx /= 1"),),
        hint="dx of softmax_loss is not divided by N, though the loss is; divide it by N too",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.dx_without_label",
        target="layers.py:softmax_loss",
        swaps=(("dx[rows, y] -= 1", "dx[rows, y] -= 0"),),
        hint="dx of softmax_loss is the probabilities alone; subtract 1 at each sample's right class",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.dx_indexing",
        target="layers.py:softmax_loss",
        swaps=(("dx[rows, y] -= 1", "dx[:, y] -= 1"),),
        hint=(
            "softmax_loss subtracts 1 in whole columns, dx[:, y]; "
            "it should use each row's own label, dx[np.arange(N), y]"
        ),
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.dx_negative",
        target="layers.py:softmax_loss",
        swaps=(("dx /= N", "dx /= -N"),),
        hint=(
            "dx of softmax_loss has the wrong sign; "
            "it should be the probabilities minus the one-hot labels, over N"
        ),
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.label_after_division",
        target="layers.py:softmax_loss",
        swaps=(("dx[rows, y] -= 1\n    dx /= N", "dx /= N\n    dx[rows, y] -= 1"),),
        hint="softmax_loss subtracts 1 from dx after the division by N; subtract first, then divide",
        costs=("1.5",),
    ),
    Mutant(
        id="softmax_loss.in_place",
        target="layers.py:softmax_loss",
        swaps=(
            (
                "shifted = x - x.max(axis=1, keepdims=True)",
                "x -= x.max(axis=1, keepdims=True)\n    shifted = x",
            ),
        ),
        hint="softmax_loss subtracts the maximum from its input x; make a new array",
        costs=("1.8",),
    ),
    Mutant(
        id="softmax_loss.loops",
        target="layers.py:softmax_loss",
        code="""
def softmax_loss(x, y):
    from math import exp, log

    N, C = x.shape
    loss = 0.0
    dx = np.empty((C, N)).T
    for n in range(N):
        top = max(x[n])
        total = sum(exp(x[n, c] - top) for c in reversed(range(C)))
        loss += log(total) - (x[n, y[n]] - top)
        for c in range(C):
            dx[n, c] = (exp(x[n, c] - top) / total - (c == y[n])) / N
    return loss / N, dx
""",
        hint="softmax_loss in explicit loops, with a result in Fortran order",
    ),
    Mutant(
        id="softmax_loss.one_hot",
        target="layers.py:softmax_loss",
        swaps=(
            ("-log_probs[rows, y].sum() / N", "-np.mean((np.eye(x.shape[1])[y] * log_probs).sum(axis=1))"),
            ("dx[rows, y] -= 1\n    dx /= N", "dx = (dx - np.eye(x.shape[1])[y]) / N"),
        ),
        hint="softmax_loss with one-hot labels",
    ),
]

SVM = [
    Mutant(
        id="svm_loss.right_class_counted",
        target="layers.py:svm_loss",
        swaps=(("    margins[rows, y] = 0\n", ""),),
        hint="svm_loss counts the right class among the wrong ones; set its margin to 0 before the sum",
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.no_margin",
        target="layers.py:svm_loss",
        swaps=(("x - correct_scores + 1", "x - correct_scores"),),
        hint="svm_loss leaves out the margin of 1; it should sum max(0, wrong score - right score + 1)",
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.scores_swapped",
        target="layers.py:svm_loss",
        swaps=(("x - correct_scores + 1", "correct_scores - x + 1"),),
        hint=(
            "svm_loss subtracts the wrong way round; "
            "a margin should be the wrong score minus the right one, plus 1"
        ),
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.squared",
        target="layers.py:svm_loss",
        swaps=(("margins.sum() / N", "(margins**2).sum() / N"),),
        hint="svm_loss squares the margins; sum them as they are",
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.worst_class_only",
        target="layers.py:svm_loss",
        swaps=(("margins.sum() / N", "margins.max(axis=1).mean()"),),
        hint="svm_loss keeps only each sample's largest margin; sum over all wrong classes",
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.loss_not_averaged",
        target="layers.py:svm_loss",
        swaps=(("margins.sum() / N", "margins.sum()"),),
        hint="svm_loss adds up the samples' losses; divide the sum by N",
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.dx_not_averaged",
        target="layers.py:svm_loss",
        swaps=(("    dx /= N\n", ""),),
        hint="dx of svm_loss is not divided by N, though the loss is; divide it by N too",
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.dx_without_label",
        target="layers.py:svm_loss",
        swaps=(("    dx[rows, y] -= dx.sum(axis=1)\n", ""),),
        hint=(
            "dx of svm_loss is 0 for the right class; "
            "it should be minus the number of that sample's positive margins"
        ),
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.dx_label_once",
        target="layers.py:svm_loss",
        swaps=(("dx[rows, y] -= dx.sum(axis=1)", "dx[rows, y] -= 1"),),
        hint=(
            "svm_loss subtracts 1 at the right class; subtract the number of that sample's positive margins"
        ),
        costs=("1.6",),
    ),
    Mutant(
        id="svm_loss.in_place",
        target="layers.py:svm_loss",
        swaps=(
            (
                "np.maximum(0, x - correct_scores + 1)",
                "np.maximum(0, np.subtract(x, correct_scores - 1, out=x))",
            ),
        ),
        hint="svm_loss writes the margins into its input x; make a new array",
        costs=("1.8",),
    ),
    Mutant(
        id="svm_loss.loops",
        target="layers.py:svm_loss",
        code="""
def svm_loss(x, y):
    N, C = x.shape
    loss = 0
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            margin = 1 + x[n, c] - x[n, y[n]]
            if c != y[n] and margin > 0:
                loss += margin / N
                dx[n, c] += 1 / N
                dx[n, y[n]] -= 1 / N
    return np.float64(loss), dx
""",
        hint="svm_loss in explicit loops",
    ),
]

MISTAKES = [*SOFTMAX, *SVM]
