"""Mistakes in question 2's part of FullyConnectedNet: state, penalty, normalisation together with dropout."""

from autograder.model.mutants import Mutant

STATES = 'self.bn_params = [{"mode": "train"} for _ in hidden_dims]'
MODE = 'bn_param["mode"] = mode'
STATES_LOOP = "for bn_param in self.bn_params:"
DROPOUT_MODE = 'self.dropout_param["mode"] = mode'
PENALTY = 'grads[f"W{layer}"] += self.reg * W'
WEIGHT = 'W = self.params[f"W{layer}"]'
SCORES = 'scores, scores_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])'
AFFINE = 'out, affine_cache = affine_forward(x, self.params[f"W{layer}"], self.params[f"b{layer}"])'
GET_STATE = "bn_param = self.bn_params[layer - 1]"
RELU = "out, relu_cache = relu_forward(out)"
IF_DROPOUT = "if self.use_dropout:"
DROPOUT = "out, dropout_cache = dropout_forward(out, self.dropout_param)"
DROPOUT_BACK = "dout = dropout_backward(dout, dropout_cache)"
RELU_BACK = "dout = relu_backward(dout, relu_cache)"
AFFINE_BACK = "dx, dW, db = affine_backward(dout, affine_cache)"


def edit(function, name, hint, *swaps, costs=()):
    target = f"classifiers/fc_net.py:FullyConnectedNet.{function}"
    return Mutant(f"FullyConnectedNet.{name}", target, hint, costs, swaps)


def edits(name, hint, *swaps, costs=()):
    """Edits in several functions."""
    return Mutant(f"FullyConnectedNet.{name}", "classifiers/fc_net.py", hint, costs, swaps)


STATE = [
    edit(
        "__init__",
        "shared_state",
        (
            "all layers share one bn_param, so that each overwrites the others' running averages; "
            "give every layer its own"
        ),
        (STATES, 'self.bn_params = [{"mode": "train"}] * len(hidden_dims)'),
        costs=("2.18",),
    ),
    edit(
        "_hidden_forward",
        "state_of_first_layer",
        (
            "all layers share one bn_param, so that each overwrites the others' running averages; "
            "give every layer its own"
        ),
        (GET_STATE, "bn_param = self.bn_params[0]"),
        costs=("2.18",),
    ),
    edit(
        "_hidden_forward",
        "state_in_a_copy",
        "the running averages go into a copy of bn_param and are lost; pass the dictionary itself",
        (GET_STATE, "bn_param = dict(self.bn_params[layer - 1])"),
        costs=("2.18",),
    ),
    edit(
        "loss",
        "state_reset",
        "every call of loss makes new bn_params, so the running averages are lost; make them in __init__",
        (STATES_LOOP, 'self.bn_params = [{"mode": mode} for _ in self.bn_params]\n        ' + STATES_LOOP),
        costs=("2.18",),
    ),
    edit(
        "loss",
        "state_cleared_in_training",
        "each call with labels starts new running averages; carry them on from call to call",
        (MODE, 'bn_param.clear() if y is not None else None\n            bn_param["mode"] = mode'),
        costs=("2.18",),
    ),
    edit(
        "loss",
        "batchnorm_mode_never_set",
        "batch normalisation stays in train mode without labels; set every bn_param's mode to 'test' then",
        (MODE, "pass"),
        costs=("2.18",),
    ),
    edit(
        "loss",
        "batchnorm_mode_of_first_layer_only",
        "only the first layer's mode is set; set the mode of every bn_param",
        (STATES_LOOP, "for bn_param in self.bn_params[:1]:"),
        costs=("2.18",),
    ),
    edit(
        "loss",
        "batchnorm_mode_of_last_layer_only",
        "only the last layer's mode is set; set the mode of every bn_param",
        (STATES_LOOP, "for bn_param in self.bn_params[-1:]:"),
        costs=("2.18",),
    ),
    edit(
        "loss",
        "batchnorm_mode_stays_test",
        (
            "after scoring once, batch normalisation stays in test mode; "
            "set the mode to 'train' if there are labels"
        ),
        (MODE, 'bn_param["mode"] = "test" if y is None else bn_param["mode"]'),
        costs=("2.18",),
    ),
    edit(
        "loss",
        "batchnorm_mode_inverted",
        "batch normalisation is in test mode with labels; it should train if there are labels, and test if not",
        (MODE, 'bn_param["mode"] = "train" if y is None else "test"'),
        costs=("2.17", "2.18", "2.20", "2.21"),
    ),
    edit(
        "loss",
        "batchnorm_mode_set_too_late",
        "the mode is set for the next call only; set it before the layers run",
        (MODE, "pass"),
        (SCORES, SCORES + '\n        for bn_param in self.bn_params:\n            bn_param["mode"] = mode'),
        costs=("2.18",),
    ),
]

SKIPPING = (
    (
        "FullyConnectedNet._hidden_forward",
        IF_DROPOUT + "\n            " + DROPOUT,
        "if self.use_dropout and self.normalization is None:\n            " + DROPOUT,
    ),
    (
        "FullyConnectedNet._hidden_backward",
        IF_DROPOUT + "\n            " + DROPOUT_BACK,
        "if self.use_dropout and self.normalization is None:\n            " + DROPOUT_BACK,
    ),
)
NORMALISING = "self.normalization is not None"

PENALTY_AND_DROPOUT = [
    edit(
        "loss",
        "norm_regularised",
        "gammas and betas are regularised; penalise the weights W alone",
        (
            PENALTY,
            PENALTY
            + """
            for name in (f"gamma{layer}", f"beta{layer}"):
                if name in grads:
                    loss += 0.5 * self.reg * np.sum(self.params[name] ** 2)
                    grads[name] += self.reg * self.params[name]""",
        ),
        costs=("2.20",),
    ),
    edit(
        "loss",
        "norm_regularised_in_loss",
        "the penalty in the loss includes gammas and betas; penalise the weights W alone",
        (
            PENALTY,
            PENALTY
            + """
            for name in (f"gamma{layer}", f"beta{layer}"):
                if name in grads:
                    loss += 0.5 * self.reg * np.sum(self.params[name] ** 2)""",
        ),
        costs=("2.20",),
    ),
    edit(
        "loss",
        "gamma_regularised",
        "gammas are regularised; penalise the weights W alone",
        (
            PENALTY,
            PENALTY
            + """
            if f"gamma{layer}" in grads:
                loss += 0.5 * self.reg * np.sum(self.params[f"gamma{layer}"] ** 2)
                grads[f"gamma{layer}"] += self.reg * self.params[f"gamma{layer}"]""",
        ),
        costs=("2.20",),
    ),
    edit(
        "loss",
        "beta_regularised",
        "betas are regularised; penalise the weights W alone",
        (
            PENALTY,
            PENALTY
            + """
            if f"beta{layer}" in grads:
                loss += 0.5 * self.reg * np.sum(self.params[f"beta{layer}"] ** 2)
                grads[f"beta{layer}"] += self.reg * self.params[f"beta{layer}"]""",
        ),
        costs=("2.20",),
    ),
    edit(
        "loss",
        "gamma_gradient_regularised",
        "the gradients of gammas have a penalty that the loss does not have; penalise the weights W alone",
        (
            PENALTY,
            PENALTY
            + """
            if f"gamma{layer}" in grads:
                grads[f"gamma{layer}"] += self.reg * self.params[f"gamma{layer}"]""",
        ),
        costs=("2.20",),
    ),
    edits(
        "dropout_skipped_with_norm",
        "with a normalisation there is no dropout; apply it after relu in every hidden layer",
        *SKIPPING,
        costs=("2.21", "2.22"),
    ),
    edit(
        "_hidden_forward",
        "norm_skipped_with_dropout",
        "with dropout there is no normalisation; apply both, normalisation before relu and dropout after",
        (
            RELU,
            f"if self.use_dropout and {NORMALISING}:\n            "
            "out = x @ affine_cache[1] + self.params[f'b{layer}']\n        " + RELU,
        ),
        costs=("2.21", "2.22"),
    ),
    edits(
        "dropout_before_norm",
        "dropout comes before the normalisation; the order should be affine, normalisation, relu, dropout",
        *SKIPPING,
        (
            "FullyConnectedNet._hidden_forward",
            AFFINE,
            AFFINE + f"\n        if self.use_dropout and {NORMALISING}:\n            " + DROPOUT,
        ),
        (
            "FullyConnectedNet._hidden_backward",
            AFFINE_BACK,
            f"if self.use_dropout and {NORMALISING}:\n            "
            + DROPOUT_BACK
            + "\n        "
            + AFFINE_BACK,
        ),
        costs=("2.21", "2.22"),
    ),
    edit(
        "_hidden_forward",
        "relu_skipped_with_norm_and_dropout",
        "with a normalisation and dropout there is no ReLU; put it between the two, whatever else is used",
        (
            RELU,
            "relu_out, relu_cache = relu_forward(out)\n        "
            f"out = out if self.use_dropout and {NORMALISING} else relu_out",
        ),
        costs=("2.21", "2.22"),
    ),
    edit(
        "_hidden_backward",
        "relu_not_passed_back_with_norm_and_dropout",
        "with a normalisation and dropout, the backward pass leaves the ReLU out; call relu_backward in any case",
        (
            RELU_BACK,
            f"dout = dout if self.use_dropout and {NORMALISING} else {RELU_BACK.partition(' = ')[2]}",
        ),
        costs=("2.21", "2.22"),
    ),
    edit(
        "_hidden_backward",
        "dropout_not_passed_back",
        (
            "with a normalisation, the backward pass leaves dropout out or goes through it last; "
            "call dropout_backward first"
        ),
        (DROPOUT_BACK, f"dout = dout if {NORMALISING} else dropout_backward(dout, dropout_cache)"),
        costs=("2.21", "2.22"),
    ),
    edit(
        "_hidden_backward",
        "dropout_passed_back_last",
        (
            "with a normalisation, the backward pass leaves dropout out or goes through it last; "
            "call dropout_backward first"
        ),
        (DROPOUT_BACK, f"dout = dout if {NORMALISING} else dropout_backward(dout, dropout_cache)"),
        (
            "FullyConnectedNet._hidden_backward",
            AFFINE_BACK,
            f"if self.use_dropout and {NORMALISING}:\n            "
            + DROPOUT_BACK
            + "\n        "
            + AFFINE_BACK,
        ),
        costs=("2.21", "2.22"),
    ),
    edit(
        "loss",
        "dropout_in_testing_with_norm",
        "with a normalisation, dropout stays in train mode without labels; set its mode to 'test' then",
        (DROPOUT_MODE, f'self.dropout_param["mode"] = "train" if {NORMALISING} else mode'),
        costs=("2.21", "2.22"),
    ),
    edit(
        "loss",
        "no_penalty_with_normalisation",
        "with normalisation, the weights are not regularised; the penalty should be the same as without normalisation",
        (WEIGHT, f"{WEIGHT}\n            if self.normalization is not None:\n                continue"),
        costs=("2.20",),
    ),
    edit(
        "loss",
        "no_penalty_with_batchnorm",
        (
            "with batch normalisation, the weights are not regularised; "
            "the penalty should be the same as without it"
        ),
        (WEIGHT, f'{WEIGHT}\n            if self.normalization == "batchnorm":\n                continue'),
        costs=("2.20",),
    ),
    edit(
        "loss",
        "no_penalty_in_gradients_with_normalisation",
        "with normalisation, the gradients lack the penalty that is in the loss; add reg W, as without normalisation",
        (PENALTY, f"if self.normalization is None:\n                {PENALTY}"),
        costs=("2.20",),
    ),
    edit(
        "loss",
        "no_bias_gradients_with_batchnorm",
        "with batch normalisation, grads lacks the biases; it should have their gradient too, which is 0",
        (
            "return loss, grads",
            """for layer in range(1, last):
            if self.normalization == "batchnorm":
                grads.pop(f"b{layer}")
        return loss, grads""",
        ),
        costs=("2.17",),
    ),
    edit(
        "__init__",
        "no_biases_with_batchnorm",
        (
            "with batch normalisation, params lacks the biases; "
            "it should have them, though they have no effect"
        ),
        (
            'self.params[f"gamma{layer}"] = np.ones(dims[layer])',
            'self.params[f"gamma{layer}"] = np.ones(dims[layer])\n                self.params.pop(f"b{layer}")',
        ),
        costs=("2.16",),
    ),
]

MISTAKES = STATE + PENALTY_AND_DROPOUT
