"""Mistakes in question 2's part of FullyConnectedNet: parameters, and normalisation between affine and relu."""

from autograder.model.mutants import Mutant

GAMMA = 'self.params[f"gamma{layer}"] = np.ones(dims[layer])'
BETA = 'self.params[f"beta{layer}"] = np.zeros(dims[layer])'
LAYERS = "for layer in range(1, self.num_layers):"
STATES = 'self.bn_params = [{"mode": "train"} for _ in hidden_dims]'
SCORES = 'scores, scores_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])'
DSCORES = 'dhidden, grads[f"W{last}"], grads[f"b{last}"] = affine_backward(dscores, scores_cache)'
AFFINE = 'out, affine_cache = affine_forward(x, self.params[f"W{layer}"], self.params[f"b{layer}"])'
GET_GAMMA = 'gamma = self.params[f"gamma{layer}"]'
GET_BETA = 'beta = self.params[f"beta{layer}"]'
IS_LAYERNORM = 'if self.normalization == "layernorm":'
BATCHNORM = "out, norm_cache = batchnorm_forward(out, gamma, beta, bn_param)"
LAYERNORM = "out, norm_cache = layernorm_forward(out, gamma, beta, bn_param)"
RELU = "out, relu_cache = relu_forward(out)"
RELU_BACK = "dout = relu_backward(dout, relu_cache)"
BATCHNORM_BACK = "dout, dgamma, dbeta = batchnorm_backward_alt(dout, norm_cache)"
LAYERNORM_BACK = "dout, dgamma, dbeta = layernorm_backward(dout, norm_cache)"
PUT_GAMMA = 'grads[f"gamma{layer}"] = dgamma'
PUT_BETA = 'grads[f"beta{layer}"] = dbeta'
AFFINE_BACK = "dx, dW, db = affine_backward(dout, affine_cache)"
BOTH = ("2.17", "2.19")


def edit(function, name, hint, *swaps, costs=()):
    target = f"classifiers/fc_net.py:FullyConnectedNet.{function}"
    return Mutant(f"FullyConnectedNet.{name}", target, hint, costs, swaps)


def edits(name, hint, *swaps, costs=()):
    """Edits in several functions."""
    return Mutant(f"FullyConnectedNet.{name}", "classifiers/fc_net.py", hint, costs, swaps)


def start(name, hint, *swaps):
    return edit("__init__", name, hint, *swaps, costs=("2.16",))


START = [
    start(
        "gamma_for_last_layer",
        "the last layer has gamma and beta too; stop at layer L - 1, as the scores are not normalised",
        ("FullyConnectedNet.__init__", LAYERS, "for layer in range(1, self.num_layers + 1):"),
    ),
    start(
        "gamma_scalar",
        "gamma is one number for a whole layer; make it an array with one for each of the layer's outputs",
        (GAMMA, 'self.params[f"gamma{layer}"] = np.ones(1)'),
    ),
    start(
        "gamma_of_inputs",
        "gamma and beta have the length of a layer's input; make them as long as its output",
        (GAMMA, GAMMA.replace("dims[layer]", "dims[layer - 1]")),
        (BETA, BETA.replace("dims[layer]", "dims[layer - 1]")),
    ),
    start(
        "gamma_zero",
        "gamma is initialised to 0, which stops all gradients; initialise it to 1",
        (GAMMA, GAMMA.replace("ones", "zeros")),
    ),
    start("beta_one", "beta is initialised to 1; initialise it to 0", (BETA, BETA.replace("zeros", "ones"))),
    start(
        "gamma_beta_swapped_at_start",
        "gamma is initialised to 0 and beta to 1; initialise gamma to 1 and beta to 0",
        (GAMMA, GAMMA.replace("ones", "zeros")),
        (BETA, BETA.replace("zeros", "ones")),
    ),
    start(
        "gamma_random",
        "gamma is initialised to random numbers, as the weights are; initialise it to 1",
        (GAMMA, 'self.params[f"gamma{layer}"] = weight_scale * np.random.randn(dims[layer])'),
    ),
    start(
        "gamma_scaled",
        "gamma is initialised to weight_scale; initialise it to 1",
        (GAMMA, GAMMA.replace("np.ones", "weight_scale * np.ones")),
    ),
    start(
        "beta_random",
        "beta is initialised to random numbers; initialise it to 0",
        (BETA, 'self.params[f"beta{layer}"] = weight_scale * np.random.randn(dims[layer])'),
    ),
    start(
        "gamma_for_first_layer_only",
        "only the first layer has gamma and beta; every hidden layer should have its own",
        (LAYERS, "for layer in range(1, 2):"),
    ),
    start(
        "gamma_not_for_last_hidden_layer",
        "the last hidden layer has no gamma and beta; every hidden layer should have its own",
        (LAYERS, "for layer in range(1, self.num_layers - 1):"),
    ),
    start(
        "gamma_counted_from_zero",
        "gammas and betas are counted from 0; count them from 1, as W and b are",
        (LAYERS, "for layer in range(self.num_layers - 1):"),
        (GAMMA, GAMMA.replace("dims[layer]", "dims[layer + 1]")),
        (BETA, BETA.replace("dims[layer]", "dims[layer + 1]")),
    ),
    start(
        "gamma_for_batchnorm_only",
        "gamma and beta exist for 'batchnorm' only; 'layernorm' should have them as well",
        ("if self.normalization is not None:", 'if self.normalization == "batchnorm":'),
    ),
    start(
        "no_beta_at_start", "there is no beta in params; every hidden layer should have one", (BETA, "pass")
    ),
    start(
        "statistics_in_params",
        "params holds running averages, so the optimiser would change them; keep them in bn_params",
        (BETA, BETA + '\n                self.params[f"running_mean{layer}"] = np.zeros(dims[layer])'),
    ),
]

WIRING = [
    edits(
        "norm_after_relu",
        "the normalisation comes after relu; the order should be affine, normalisation, relu",
        ("FullyConnectedNet._hidden_forward", "        " + RELU + "\n", ""),
        ("FullyConnectedNet._hidden_forward", AFFINE, AFFINE + "\n        " + RELU),
        ("FullyConnectedNet._hidden_backward", "        " + RELU_BACK + "\n", ""),
        ("FullyConnectedNet._hidden_backward", AFFINE_BACK, RELU_BACK + "\n        " + AFFINE_BACK),
        costs=BOTH,
    ),
    edit(
        "_hidden_forward",
        "batchnorm_not_wired",
        (
            "normalization='batchnorm' changes nothing in the forward pass; "
            "call batchnorm_forward between affine and relu"
        ),
        (BATCHNORM, "norm_cache = batchnorm_forward(out, gamma, beta, dict(bn_param))[1]"),
        costs=("2.17", "2.18"),
    ),
    edits(
        "batchnorm_ignored",
        (
            "normalization='batchnorm' is ignored; "
            "call batchnorm_forward and its backward pass in every hidden layer"
        ),
        ("FullyConnectedNet._hidden_forward", BATCHNORM, "pass"),
        ("FullyConnectedNet._hidden_backward", BATCHNORM_BACK, "dgamma, dbeta = None, None"),
        costs=("2.17", "2.18"),
    ),
    edits(
        "layernorm_ignored",
        (
            "normalization='layernorm' is ignored; "
            "call layernorm_forward and its backward pass in every hidden layer"
        ),
        ("FullyConnectedNet._hidden_forward", LAYERNORM, "pass"),
        ("FullyConnectedNet._hidden_backward", LAYERNORM_BACK, "dgamma, dbeta = None, None"),
        costs=("2.19", "2.20"),
    ),
    edits(
        "layernorm_is_batchnorm",
        (
            "normalization='layernorm' calls the batchnorm functions; "
            "call layernorm_forward and layernorm_backward"
        ),
        ("FullyConnectedNet._hidden_forward", LAYERNORM, BATCHNORM),
        ("FullyConnectedNet._hidden_backward", LAYERNORM_BACK, BATCHNORM_BACK),
        costs=("2.19",),
    ),
    edits(
        "batchnorm_is_layernorm",
        "normalization='batchnorm' calls the layernorm functions; call those of batchnorm",
        ("FullyConnectedNet._hidden_forward", BATCHNORM, LAYERNORM),
        ("FullyConnectedNet._hidden_backward", BATCHNORM_BACK, LAYERNORM_BACK),
        costs=("2.17",),
    ),
    edits(
        "kinds_swapped",
        "'batchnorm' and 'layernorm' are exchanged; call the functions that the option names",
        ("FullyConnectedNet._hidden_forward", BATCHNORM, LAYERNORM.replace("(", "( ")),
        ("FullyConnectedNet._hidden_forward", LAYERNORM, BATCHNORM),
        ("FullyConnectedNet._hidden_backward", BATCHNORM_BACK, LAYERNORM_BACK.replace("(", "( ")),
        ("FullyConnectedNet._hidden_backward", LAYERNORM_BACK, BATCHNORM_BACK),
        costs=BOTH,
    ),
    edits(
        "first_layer_only",
        "only the first hidden layer is normalised; normalise every hidden layer",
        ("FullyConnectedNet._hidden_forward", BATCHNORM, BATCHNORM + " if layer == 1 else (out, None)"),
        ("FullyConnectedNet._hidden_forward", LAYERNORM, LAYERNORM + " if layer == 1 else (out, None)"),
        (
            "FullyConnectedNet._hidden_backward",
            BATCHNORM_BACK,
            BATCHNORM_BACK + " if layer == 1 else (dout, 0 * dout[0], 0 * dout[0])",
        ),
        (
            "FullyConnectedNet._hidden_backward",
            LAYERNORM_BACK,
            LAYERNORM_BACK + " if layer == 1 else (dout, 0 * dout[0], 0 * dout[0])",
        ),
        costs=BOTH,
    ),
    edits(
        "scores_normalised",
        "the scores are normalised too; the last layer should be affine alone",
        ("FullyConnectedNet.__init__", LAYERS, "for layer in range(1, self.num_layers + 1):"),
        ("FullyConnectedNet.__init__", STATES, 'self.bn_params = [{"mode": "train"} for _ in dims[1:]]'),
        (
            "FullyConnectedNet.loss",
            SCORES,
            SCORES
            + """
        if self.normalization is not None:
            forward = batchnorm_forward if self.normalization == "batchnorm" else layernorm_forward
            gamma, beta = self.params[f"gamma{last}"], self.params[f"beta{last}"]
            scores, last_cache = forward(scores, gamma, beta, self.bn_params[-1])""",
        ),
        (
            "FullyConnectedNet.loss",
            DSCORES,
            """if self.normalization is not None:
            backward = batchnorm_backward_alt if self.normalization == "batchnorm" else layernorm_backward
            dscores, grads[f"gamma{last}"], grads[f"beta{last}"] = backward(dscores, last_cache)
        """
            + DSCORES,
        ),
        costs=("2.16", "2.17", "2.18", "2.19", "2.21"),
    ),
    edit(
        "_hidden_forward",
        "gamma_beta_swapped_in_call",
        "gamma and beta are passed in the wrong order; pass x, then gamma, then beta",
        (GET_GAMMA, GET_GAMMA.replace("gamma =", "beta =")),
        (GET_BETA, GET_BETA.replace("beta =", "gamma =")),
        costs=BOTH,
    ),
    edit(
        "_hidden_forward",
        "gamma_ignored",
        "the layers are normalised with a gamma of 1; pass the one in params",
        (GET_GAMMA, 'gamma = np.ones_like(self.params[f"gamma{layer}"])'),
        costs=BOTH,
    ),
    edit(
        "_hidden_forward",
        "beta_ignored",
        "the layers are normalised with a beta of 0; pass the one in params",
        (GET_BETA, 'beta = np.zeros_like(self.params[f"beta{layer}"])'),
        costs=(*BOTH, "2.21"),
    ),
    edit(
        "_hidden_forward",
        "layernorm_in_training_only",
        (
            "layer normalisation is left out if there are no labels; "
            "it should be the same in training and testing"
        ),
        (IS_LAYERNORM, 'if self.normalization == "layernorm" and bn_param["mode"] == "train":'),
        costs=("2.19",),
    ),
    edit(
        "_hidden_backward",
        "no_norm_gradients",
        "the gradients of gamma and beta are missing; put them into grads",
        (PUT_GAMMA, "pass"),
        (PUT_BETA, "pass"),
        costs=(*BOTH, "2.20"),
    ),
    edit(
        "_hidden_backward",
        "norm_gradients_swapped",
        "the gradients of gamma and beta are exchanged; unpack the backward pass as dx, dgamma, dbeta",
        (PUT_GAMMA, PUT_GAMMA.replace("dgamma", "dbeta")),
        (PUT_BETA, PUT_BETA.replace("dbeta", "dgamma")),
        costs=BOTH,
    ),
    edit(
        "_hidden_backward",
        "norm_gradients_of_other_layer",
        (
            "the gradients of gamma and beta are stored one layer too high; "
            "store them under their own layer's number"
        ),
        (PUT_GAMMA, PUT_GAMMA.replace("{layer}", "{layer + 1}")),
        (PUT_BETA, PUT_BETA.replace("{layer}", "{layer + 1}")),
        costs=(*BOTH, "2.20"),
    ),
    edit(
        "_hidden_backward",
        "norm_not_passed_back",
        "the backward pass skips the normalisation; pass the normalisation's dx on to the affine layer",
        (BATCHNORM_BACK, BATCHNORM_BACK.replace("dout, dgamma, dbeta =", "_, dgamma, dbeta =")),
        (LAYERNORM_BACK, LAYERNORM_BACK.replace("dout, dgamma, dbeta =", "_, dgamma, dbeta =")),
        costs=BOTH,
    ),
    edit(
        "_hidden_backward",
        "relu_after_norm_backward",
        "the backward pass goes through the normalisation first; go back through relu, then normalisation",
        ("FullyConnectedNet._hidden_backward", "        " + RELU_BACK + "\n", ""),
        ("FullyConnectedNet._hidden_backward", AFFINE_BACK, RELU_BACK + "\n        " + AFFINE_BACK),
        costs=BOTH,
    ),
    edit(
        "_hidden_backward",
        "relu_not_passed_back",
        "with normalisation, the backward pass leaves out relu; go back through relu, then normalisation",
        (RELU_BACK, "dout = relu_backward(dout, relu_cache) if self.normalization is None else dout"),
        costs=BOTH,
    ),
    edit(
        "_hidden_backward",
        "layernorm_backward_is_batchnorms",
        "the backward pass of layer normalisation is that of batchnorm; call layernorm_backward",
        (
            LAYERNORM_BACK,
            "dout, dgamma, dbeta = batchnorm_backward_alt(dout, (norm_cache[0], norm_cache[0], *norm_cache[1:]))",
        ),
        costs=("2.19",),
    ),
]

ACCEPTED = [
    edits(
        "stepwise_backward",
        "the stepwise backward pass of batch normalisation",
        ("    batchnorm_backward_alt,\n", "    batchnorm_backward,\n"),
        ("FullyConnectedNet._hidden_backward", BATCHNORM_BACK, BATCHNORM_BACK.replace("_alt", "")),
    ),
    edit(
        "_hidden_forward",
        "empty_ln_param",
        "layer normalisation with an empty dictionary",
        (LAYERNORM, LAYERNORM.replace("bn_param", "{}")),
    ),
    edit(
        "__init__",
        "zero_statistics",
        "running averages of 0 from the beginning",
        (
            STATES,
            'self.bn_params = [{"mode": "train", "running_mean": np.zeros(d), "running_var": np.zeros(d)}'
            " for d in hidden_dims]",
        ),
    ),
    edit(
        "__init__",
        "row_gamma",
        "gammas of shape (1, D)",
        (GAMMA, 'self.params[f"gamma{layer}"] = np.ones((1, dims[layer]))'),
    ),
    edits(
        "sandwich",
        "affine, normalisation and relu in a function of its own",
        (
            "FullyConnectedNet._hidden_forward",
            RELU,
            """norms = {"batchnorm": batchnorm_forward, "layernorm": layernorm_forward}
        w, b = self.params[f"W{layer}"], self.params[f"b{layer}"]
        gamma, beta = self.params.get(f"gamma{layer}"), self.params.get(f"beta{layer}")
        out, affine_cache, norm_cache, relu_cache = affine_norm_relu(
            x, w, b, norms.get(self.normalization), gamma, beta, self.bn_params[layer - 1]
        )""",
        ),
        (
            "class TwoLayerNet:",
            """def affine_norm_relu(x, w, b, norm, gamma, beta, param):
    out, affine_cache = affine_forward(x, w, b)
    norm_cache = None
    if norm is not None:
        out, norm_cache = norm(out, gamma, beta, param)
    out, relu_cache = relu_forward(out)
    return out, affine_cache, norm_cache, relu_cache


class TwoLayerNet:""",
        ),
        ("FullyConnectedNet._hidden_forward", BATCHNORM, "pass"),
        ("FullyConnectedNet._hidden_forward", LAYERNORM, "pass"),
    ),
]

MISTAKES = START + WIRING + ACCEPTED
