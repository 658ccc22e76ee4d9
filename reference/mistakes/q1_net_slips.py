"""More mistakes of real students in what the nets of question 1 compute."""

from autograder.model.mutants import Mutant

NET = "classifiers/fc_net.py"
TWO_LAYER_SCORES = "scores, scores_cache = affine_forward(hidden, W2, b2)"
FULL_SCORES = (
    'scores, scores_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])'
)
RETURNED = "        if y is None:\n            return scores\n"
# All checks whose nets compute a loss.
EVERYWHERE = ("1.20", "1.21", "1.23", "2.17", "2.18", "2.19", "2.20", "2.21", "2.22", "3.9", "3.10", "3.11")
SVM = "from ..layers import svm_loss\n\n        loss, dscores = svm_loss(scores, y)"


def two_layer(name, hint, *swaps, costs=("1.16",)):
    return Mutant(f"TwoLayerNet.{name}", f"{NET}:TwoLayerNet.loss", hint, costs, swaps)


def full(name, hint, *swaps, costs=("1.20",), function="loss"):
    return Mutant(f"FullyConnectedNet.{name}", f"{NET}:FullyConnectedNet.{function}", hint, costs, swaps)


TWO_LAYER = [
    two_layer(
        "relu_on_scores_both_ways",
        "TwoLayerNet puts a ReLU after its last layer, forward and backward; its scores should be affine",
        (TWO_LAYER_SCORES, "scores, scores_cache = affine_relu_forward(hidden, W2, b2)"),
        ("affine_backward(dscores, scores_cache)", "affine_relu_backward(dscores, scores_cache)"),
        costs=("1.15",),
    ),
    two_layer(
        "relu_on_scores_in_training",
        "TwoLayerNet puts a ReLU on its scores before the loss; the loss should be that of the affine scores",
        (RETURNED, f"{RETURNED}        scores = np.maximum(0, scores)\n"),
    ),
    two_layer(
        "no_relu_in_training",
        "TwoLayerNet has no ReLU when labels are given; both calls should have the same scores",
        (
            "affine_relu_forward(X, W1, b1)",
            "affine_relu_forward(X, W1, b1) if y is None else affine_forward(X, W1, b1)",
        ),
        ("affine_relu_backward(dhidden, hidden_cache)", "affine_backward(dhidden, hidden_cache)"),
    ),
    two_layer(
        "no_relu_in_testing",
        "TwoLayerNet has no ReLU when no labels are given; both calls should have the same scores",
        (
            "affine_relu_forward(X, W1, b1)",
            "affine_relu_forward(X, W1, b1) if y is not None else affine_forward(X, W1, b1)",
        ),
        costs=("1.15",),
    ),
    two_layer(
        "relu_twice_backward",
        "TwoLayerNet masks the gradient by the scores as well; it should pass dscores to affine_backward as it is",
        ("affine_backward(dscores, scores_cache)", "affine_backward(dscores * (scores > 0), scores_cache)"),
    ),
    two_layer(
        "svm",
        "TwoLayerNet has the hinge loss of an SVM; it should use softmax_loss",
        ("loss, dscores = softmax_loss(scores, y)", SVM),
    ),
    two_layer(
        "weights_swapped",
        "TwoLayerNet exchanges the gradients of W1 and W2; each should be stored under its own key",
        ('"W1": dW1', '"W1": dW2'),
        ('"W2": dW2', '"W2": dW1'),
    ),
    two_layer(
        "loss_negative",
        "TwoLayerNet flips the sign of the loss; it should return the result of softmax_loss",
        ("return loss, grads", "return -loss, grads"),
    ),
    two_layer(
        "loss_times_samples",
        "TwoLayerNet multiplies the loss by the number of samples; it should return the mean, as softmax_loss gives it",
        ("softmax_loss(scores, y)", "softmax_loss(scores, y)\n        loss *= len(y)"),
    ),
    two_layer(
        "order_of_results",
        "TwoLayerNet returns grads before the loss; it should return the pair loss, grads",
        ("return loss, grads", "return grads, loss"),
        costs=("1.16", "1.17"),
    ),
    two_layer(
        "zero_labels_as_none",
        "TwoLayerNet takes labels that are all 0 for none; it should return the scores only if y is None",
        (RETURNED, RETURNED.replace("y is None", "not np.any(y)")),
    ),
    two_layer(
        "nothing_returned",
        "TwoLayerNet returns nothing when labels are given; it should return the pair loss, grads",
        ("        return loss, grads", ""),
        costs=("1.16", "1.17"),
    ),
    two_layer(
        "update_in_loss",
        "TwoLayerNet updates its weights while it computes the loss; it should leave self.params as they are",
        ("return loss, grads", "self.params['W1'] -= 0.1 * dW1\n        return loss, grads"),
    ),
]

FULL = [
    full(
        "relu_on_scores_both_ways",
        "FullyConnectedNet puts a ReLU after its last layer, forward and backward; its scores should be affine",
        (FULL_SCORES, FULL_SCORES.replace("affine_forward", "affine_relu_forward")),
        ("affine_backward(dscores, scores_cache)", "affine_relu_backward(dscores, scores_cache)"),
        costs=("1.19",),
    ),
    full(
        "relu_on_scores_masked_by_hand",
        "FullyConnectedNet cuts its scores off at 0, forward and backward; it should leave the scores as they are",
        (RETURNED, f"        scores, mask = np.maximum(0, scores), scores > 0\n{RETURNED}"),
        ("affine_backward(dscores, scores_cache)", "affine_backward(dscores * mask, scores_cache)"),
        costs=("1.19",),
    ),
    full(
        "relu_on_scores_in_training",
        "FullyConnectedNet puts a ReLU on its scores before the loss; the loss should be that of the affine scores",
        (RETURNED, f"{RETURNED}        scores = np.maximum(0, scores)\n"),
    ),
    full(
        "svm",
        "FullyConnectedNet has the hinge loss of an SVM; it should use softmax_loss",
        ("loss, dscores = softmax_loss(scores, y)", SVM),
    ),
    full(
        "loss_negative",
        "FullyConnectedNet flips the sign of the loss; it should return the result of softmax_loss",
        ("return loss, grads", "return -loss, grads"),
    ),
    full(
        "dscores_negative",
        (
            "FullyConnectedNet flips the sign of its gradients; "
            "it should start from the dscores that softmax_loss returns"
        ),
        ("softmax_loss(scores, y)", "softmax_loss(scores, y)\n        dscores = -dscores"),
    ),
    full(
        "biases_in_other_order",
        "FullyConnectedNet stores the gradients of biases in reverse order; b1 should have the first layer's gradient",
        (
            "return loss, grads",
            'biases = [grads[f"b{i}"] for i in range(1, last + 1)]\n'
            '        grads.update({f"b{last - i}": b for i, b in enumerate(biases)})\n'
            "        return loss, grads",
        ),
        costs=("1.20", "1.23", "2.21", "2.22"),
    ),
    full(
        "nothing_returned",
        "FullyConnectedNet returns nothing when labels are given; it should return the pair loss, grads",
        ("        return loss, grads", ""),
        costs=EVERYWHERE,
    ),
    full(
        "relu_of_inputs",
        "FullyConnectedNet applies the ReLU to its inputs as well; it should start with an affine layer",
        ("hidden = X\n", "hidden = np.maximum(0, X)\n"),
        costs=("1.19",),
    ),
    full(
        "weights_at_start_divided",
        "FullyConnectedNet divides its weights by the number of inputs; their deviation should be weight_scale",
        (
            "weight_scale * np.random.randn(fan_in, fan_out)",
            "weight_scale * np.random.randn(fan_in, fan_out) / fan_in",
        ),
        function="__init__",
        costs=("1.18",),
    ),
    full(
        "weights_at_start_transposed",
        "FullyConnectedNet makes its weights in the shape (outputs, inputs); it should be (inputs, outputs)",
        ("np.random.randn(fan_in, fan_out)", "np.random.randn(fan_out, fan_in)"),
        function="__init__",
        costs=("1.18",),
    ),
    full(
        "weights_at_start_zero",
        "FullyConnectedNet initialises its weights to 0; they should be normal numbers times weight_scale",
        ("weight_scale * np.random.randn(fan_in, fan_out)", "np.zeros((fan_in, fan_out))"),
        function="__init__",
        costs=("1.18",),
    ),
    full(
        "biases_at_start_of_inputs",
        "FullyConnectedNet makes biases as long as a layer's inputs; each should have the length of its outputs",
        ("np.zeros(fan_out)", "np.zeros(fan_in)"),
        function="__init__",
        costs=("1.18",),
    ),
    full(
        "zero_labels_as_none",
        "FullyConnectedNet takes labels that are all 0 for none; it should return the scores only if y is None",
        (RETURNED, RETURNED.replace("y is None", "not np.any(y)")),
    ),
]
MISTAKES = [*TWO_LAYER, *FULL]
