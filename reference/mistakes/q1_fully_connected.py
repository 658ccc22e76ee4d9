"""Mistakes in what FullyConnectedNet computes, and right variants of it."""

from autograder.model.mutants import Mutant

MODULE = "classifiers/fc_net.py"
LOSS = f"{MODULE}:FullyConnectedNet.loss"
FORWARD = f"{MODULE}:FullyConnectedNet._hidden_forward"
BACKWARD = f"{MODULE}:FullyConnectedNet._hidden_backward"
IMPORT_END = "    softmax_loss,\n)\n"

SCORES = [
    Mutant(
        id="FullyConnectedNet.relu_on_scores",
        target=LOSS,
        swaps=(
            (
                "        if y is None:\n            return",
                "        scores = np.maximum(0, scores)\n        if y is None:\n            return",
            ),
        ),
        hint="FullyConnectedNet applies ReLU to its scores; the last affine layer should have no ReLU",
        costs=("1.19",),
    ),
    Mutant(
        id="FullyConnectedNet.no_relu",
        target=FORWARD,
        swaps=(("out, relu_cache = relu_forward(out)", "relu_cache = np.ones_like(out)"),),
        hint=(
            "FullyConnectedNet has no ReLU between its layers; "
            "every affine layer but the last should be followed by one"
        ),
        costs=("1.19",),
    ),
    Mutant(
        id="FullyConnectedNet.probabilities",
        target=LOSS,
        swaps=(
            (
                "            return scores\n",
                "            scores = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
                "            return scores / scores.sum(axis=1, keepdims=True)\n",
            ),
        ),
        hint=(
            "FullyConnectedNet returns probabilities when y is None; return the scores, before any softmax"
        ),
        costs=("1.19",),
    ),
    Mutant(
        id="FullyConnectedNet.no_hidden_bias",
        target=FORWARD,
        swaps=(
            (
                'affine_forward(x, self.params[f"W{layer}"], self.params[f"b{layer}"])',
                'affine_forward(x, self.params[f"W{layer}"], 0)',
            ),
        ),
        hint=(
            "FullyConnectedNet leaves out the biases of its hidden layers; "
            "each layer should compute x @ W + b"
        ),
        costs=("1.19",),
    ),
    Mutant(
        id="FullyConnectedNet.first_bias_everywhere",
        target=FORWARD,
        swaps=(
            ('self.params[f"b{layer}"])', 'np.resize(self.params["b1"], self.params[f"b{layer}"].shape))'),
        ),
        hint="FullyConnectedNet adds b1 in every hidden layer; each layer should add its own b",
        costs=("1.19",),
    ),
    Mutant(
        id="FullyConnectedNet.three_layers",
        target=LOSS,
        swaps=(("last = self.num_layers", "last = 3"),),
        hint="FullyConnectedNet always has three layers; it should have len(hidden_dims) + 1",
        costs=("1.19", "1.21", "1.22", "2.21", "2.22"),
    ),
    Mutant(
        id="FullyConnectedNet.x_not_cast",
        target=LOSS,
        swaps=(("        X = X.astype(self.dtype)\n", ""),),
        hint=(
            "FullyConnectedNet does not cast X to its dtype; it should begin with X = X.astype(self.dtype)"
        ),
        costs=("1.22",),
    ),
    Mutant(
        id="FullyConnectedNet.cast_after_copy",
        target=LOSS,
        swaps=(("X = X.astype(self.dtype)", "X = X.astype(self.dtype).astype(np.float64)"),),
        hint="FullyConnectedNet that computes in float64 once X is cast to its dtype",
    ),
]

GRADIENTS = [
    Mutant(
        id="FullyConnectedNet.relu_not_in_backward",
        target=BACKWARD,
        swaps=(("        dout = relu_backward(dout, relu_cache)\n", ""),),
        hint="FullyConnectedNet passes gradients through the ReLUs unchanged; call relu_backward",
        costs=("1.20",),
    ),
    Mutant(
        id="FullyConnectedNet.first_bias_gradient_zero",
        target=LOSS,
        swaps=(
            (
                "        return loss, grads",
                '        grads["b1"] = np.zeros_like(grads["b1"])\n        return loss, grads',
            ),
        ),
        hint="the gradient of b1 in FullyConnectedNet is 0; every layer's bias should have its gradient",
        costs=("1.20",),
    ),
    Mutant(
        id="FullyConnectedNet.last_bias_gradient_missing",
        target=LOSS,
        swaps=(('dhidden, grads[f"W{last}"], grads[f"b{last}"] =', 'dhidden, grads[f"W{last}"], _ ='),),
        hint=(
            "FullyConnectedNet leaves the gradient of its last bias out of grads; "
            "grads should have the same keys as params"
        ),
        costs=("1.20", "1.21", "1.23", "2.21", "2.22"),
    ),
    Mutant(
        id="FullyConnectedNet.gradients_divided_again",
        target=LOSS,
        swaps=(("softmax_loss(scores, y)", "softmax_loss(scores, y)\n        dscores = dscores / len(y)"),),
        hint=(
            "FullyConnectedNet divides the gradient of the scores by N; "
            "it should not, as softmax_loss has already done so"
        ),
        costs=("1.20",),
    ),
    Mutant(
        id="FullyConnectedNet.loss_summed",
        target=LOSS,
        swaps=(
            (
                "        for layer in range(1, last + 1)",
                "        loss = loss * len(y)\n        for layer in range(1, last + 1)",
            ),
        ),
        hint="FullyConnectedNet multiplies the loss by N; it should return the mean over the samples",
        costs=("1.20",),
    ),
    Mutant(
        id="FullyConnectedNet.gradient_not_passed_on",
        target=LOSS,
        swaps=(("            dhidden = self._hidden_backward", "            self._hidden_backward"),),
        hint=(
            "FullyConnectedNet gives every hidden layer the gradient of the scores' layer; "
            "pass each layer's dx on"
        ),
        costs=("1.20", "1.21", "1.23"),
    ),
    Mutant(
        id="FullyConnectedNet.loss_changes_params",
        target=LOSS,
        swaps=(
            (
                "        return loss, grads",
                "        for name, grad in grads.items():\n"
                "            self.params[name] -= 1e-2 * grad\n"
                "        return loss, grads",
            ),
        ),
        hint=(
            "FullyConnectedNet.loss changes the parameters; "
            "it should only compute, and leave updates to the update rules"
        ),
        costs=("1.20",),
    ),
    Mutant(
        id="FullyConnectedNet.named_d",
        target=LOSS,
        swaps=(("return loss, grads", 'return loss, {f"d{name}": grad for name, grad in grads.items()}'),),
        hint=(
            "grads of FullyConnectedNet uses keys like dW1; "
            "it should use the same keys as params (W1, b1, ...)"
        ),
        costs=("1.20", "1.21", "1.23", "2.17", "2.19", "2.20", "2.21", "2.22", "3.9", "3.10"),
    ),
    Mutant(
        id="FullyConnectedNet.only_loss",
        target=LOSS,
        swaps=(("return loss, grads", "return loss"),),
        hint="FullyConnectedNet returns the loss alone when y is given; return the pair loss, grads",
        costs=("1.20", "1.21", "1.23", "2.17", "2.18", "2.19", "2.20", "2.21", "2.22", "3.9", "3.10", "3.11"),
    ),
    Mutant(
        id="FullyConnectedNet.unfinished",
        target=LOSS,
        swaps=(
            (
                "        X = X.astype(self.dtype)\n",
                "        return None if y is None else (0.0, {})\n        X = X.astype(self.dtype)\n",
            ),
        ),
        hint=(
            "FullyConnectedNet.loss returns no scores, or a loss of 0 without gradients; "
            "write its forward and backward pass"
        ),
        costs=(
            "1.19",
            "1.20",
            "1.21",
            "1.22",
            "1.23",
            "2.17",
            "2.18",
            "2.19",
            "2.20",
            "2.21",
            "2.22",
            "3.8",
            "3.9",
            "3.10",
            "3.11",
        ),
    ),
    Mutant(
        id="FullyConnectedNet.gradients_pile_up",
        target=LOSS,
        swaps=(
            (
                "        return loss, grads",
                """        self.piled = getattr(self, "piled", {})
        for name, grad in grads.items():
            self.piled[name] = self.piled.get(name, 0) + grad
        return loss, dict(self.piled)""",
            ),
        ),
        hint=(
            "FullyConnectedNet adds the gradients of all calls so far; begin each call with an empty grads"
        ),
        costs=("1.23",),
    ),
    Mutant(
        id="FullyConnectedNet.params_remembered",
        target=LOSS,
        swaps=(
            (
                "        X = X.astype(self.dtype)\n",
                """        X = X.astype(self.dtype)
        self.first = getattr(self, "first", None) or dict(self.params)
        self.params = dict(self.first)
""",
            ),
        ),
        hint=(
            "FullyConnectedNet keeps using the parameters of its first call; read self.params at every call"
        ),
        costs=("1.23",),
    ),
    Mutant(
        id="FullyConnectedNet.caches_pile_up",
        target="classifiers/fc_net.py:FullyConnectedNet.loss",
        swaps=(
            (
                "hidden_caches[layer] = self._hidden_forward(hidden, layer)",
                "cache = self._hidden_forward(hidden, layer)\n"
                '            self.__dict__.setdefault("caches", []).append(cache)',
            ),
            ("hidden_caches[layer], layer, grads", "self.caches[layer - 1], layer, grads"),
        ),
        hint=(
            "FullyConnectedNet never empties its list of caches, so later calls use those of the first; "
            "begin a new list in loss"
        ),
        costs=("1.20", "1.23", "2.21", "2.22", "3.8", "3.9", "3.10"),
    ),
]

OWN_LAYERS = [
    Mutant(
        id="FullyConnectedNet.loops",
        target=MODULE,
        swaps=(
            ("    affine_backward,\n    affine_forward,\n", ""),
            (
                IMPORT_END,
                IMPORT_END
                + """

def affine_forward(x, w, b):
    rows = x.reshape(len(x), -1)
    out = np.zeros((len(rows), w.shape[1]), dtype=x.dtype)
    for n in range(out.shape[0]):
        for m in range(out.shape[1]):
            for d in range(rows.shape[1]):
                out[n, m] += rows[n, d] * w[d, m]
            out[n, m] += b[m]
    return out, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    rows = x.reshape(len(x), -1)
    dx, dw, db = np.zeros_like(rows), np.zeros_like(w), np.zeros_like(w[0])
    for n in range(dout.shape[0]):
        for m in range(dout.shape[1]):
            db[m] += dout[n, m]
            for d in range(rows.shape[1]):
                dx[n, d] += dout[n, m] * w[d, m]
                dw[d, m] += dout[n, m] * rows[n, d]
    return dx.reshape(x.shape), dw, db
""",
            ),
        ),
        hint="nets with affine layers of their own, in explicit loops",
    ),
    Mutant(
        id="FullyConnectedNet.einsum",
        target=MODULE,
        swaps=(
            ("    affine_backward,\n    affine_forward,\n", ""),
            (
                IMPORT_END,
                IMPORT_END
                + """

def affine_forward(x, w, b):
    rows = x.reshape(len(x), -1)
    return np.einsum("dm,nd->mn", w[::-1], rows[:, ::-1]).T + b, {"rows": rows, "w": w, "shape": x.shape}


def affine_backward(dout, cache):
    dx = np.einsum("nm,dm->dn", dout, cache["w"]).T.reshape(cache["shape"])
    return dx, np.einsum("nm,nd->md", dout, cache["rows"]).T, np.einsum("nm->m", dout)
""",
            ),
        ),
        hint="nets with affine layers by einsum, in another order of summation and with results not contiguous",
    ),
    Mutant(
        id="FullyConnectedNet.helpers_of_their_own",
        target=MODULE,
        swaps=(
            ("    relu_backward,\n    relu_forward,\n", ""),
            (
                IMPORT_END,
                IMPORT_END
                + """

def relu_forward(x):
    return np.where(x > 0, x, 0 * x), x > 0


def relu_backward(dout, mask):
    return np.where(mask, dout, 0 * dout)
""",
            ),
        ),
        hint="nets with ReLUs of their own",
    ),
    Mutant(
        id="FullyConnectedNet.loss_in_python",
        target=LOSS,
        swaps=(
            (
                "        return loss, grads",
                "        grads = {name: np.asfortranarray(grads[name]) for name in reversed(sorted(grads))}\n"
                "        return float(loss), grads",
            ),
        ),
        hint="FullyConnectedNet that returns a Python number, and gradients in another order and layout",
    ),
]

MISTAKES = [*SCORES, *GRADIENTS, *OWN_LAYERS]
