"""Mistakes in scores and gradients of ThreeLayerConvNet."""

from autograder.model.mutants import Mutant

LOSS = "classifiers/cnn.py:ThreeLayerConvNet.loss"
INIT = "classifiers/cnn.py:ThreeLayerConvNet.__init__"
HIDDEN = "hidden, hidden_cache = affine_relu_forward(pooled, W2, b2)"
DHIDDEN = "dpooled, dW2, db2 = affine_relu_backward(dhidden, hidden_cache)"
SOFTMAX = "loss, dscores = softmax_loss(scores, y)"
RETURN = "return loss, grads"

MISTAKES = [
    Mutant(
        id="ThreeLayerConvNet.no_second_relu",
        target=LOSS,
        swaps=(
            (HIDDEN, HIDDEN.replace("affine_relu", "affine")),
            (DHIDDEN, DHIDDEN.replace("affine_relu", "affine")),
        ),
        hint=(
            "there is no ReLU after the first affine layer; use affine_relu_forward and affine_relu_backward"
        ),
        costs=("4.23",),
    ),
    Mutant(
        id="ThreeLayerConvNet.relu_on_scores",
        target=LOSS,
        swaps=(
            (
                "scores, scores_cache = affine_forward(hidden, W3, b3)",
                "scores, scores_cache = affine_relu_forward(hidden, W3, b3)",
            ),
            ("affine_backward(dscores, scores_cache)", "affine_relu_backward(dscores, scores_cache)"),
        ),
        hint=(
            "there is a ReLU after the last layer; the scores should come straight from the last affine layer"
        ),
        costs=("4.23",),
    ),
    Mutant(
        id="ThreeLayerConvNet.probabilities",
        target=LOSS,
        swaps=(
            (
                "            return scores",
                "            e = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
                "            return e / e.sum(axis=1, keepdims=True)",
            ),
        ),
        hint="without labels, probabilities are returned; return the scores themselves",
        costs=("4.23",),
    ),
    Mutant(
        id="ThreeLayerConvNet.classes_predicted",
        target=LOSS,
        swaps=(("            return scores", "            return scores.argmax(axis=1)"),),
        hint="without labels, predicted classes are returned; return the scores themselves",
        costs=("4.23",),
    ),
    Mutant(
        id="ThreeLayerConvNet.no_bias_in_scores",
        target=LOSS,
        swaps=(("affine_forward(hidden, W3, b3)", "affine_forward(hidden, W3, 0 * b3)"),),
        hint="b3 is missing in the scores; add it in the last affine layer",
        costs=("4.23",),
    ),
    Mutant(
        id="ThreeLayerConvNet.pool_of_stride_one",
        target=INIT,
        swaps=(('"pool_width": 2, "stride": 2}', '"pool_width": 2, "stride": 1}'),),
        hint="the max pool has stride 1; use stride 2, so that the 2x2 windows lie side by side",
        costs=("4.23", "4.24", "4.25", "4.26"),
    ),
    Mutant(
        id="ThreeLayerConvNet.no_padding",
        target=INIT,
        swaps=(('"pad": (filter_size - 1) // 2}', '"pad": 0}'),),
        hint="the convolution does not pad, so images shrink; pad by (filter_size - 1) // 2",
        costs=("4.23", "4.24", "4.25", "4.26"),
    ),
    Mutant(
        id="ThreeLayerConvNet.conv_relu_omitted_in_backward",
        target="classifiers/cnn.py",
        swaps=(
            (
                "import numpy as np\n\n",
                "import numpy as np\n\n"
                "from ..fast_layers import conv_backward_fast, max_pool_backward_fast\n",
            ),
            (
                "ThreeLayerConvNet.loss",
                "_, dW1, db1 = conv_relu_pool_backward(dpooled, pooled_cache)",
                "_, dW1, db1 = conv_backward_fast(max_pool_backward_fast(dpooled, pooled_cache[2]), pooled_cache[0])",
            ),
        ),
        hint="the gradient bypasses the ReLU after the convolution; use conv_relu_pool_backward",
        costs=("4.24",),
    ),
    Mutant(
        id="ThreeLayerConvNet.hidden_relu_omitted_in_backward",
        target=LOSS,
        swaps=((DHIDDEN, "dpooled, dW2, db2 = affine_backward(dhidden, hidden_cache[0])"),),
        hint="the gradient bypasses the ReLU after the first affine layer; use affine_relu_backward",
        costs=("4.24",),
    ),
    Mutant(
        id="ThreeLayerConvNet.gradient_of_b1_missing",
        target=LOSS,
        swaps=(('"b1": db1, ', ""),),
        hint="grads has no b1; it should have the same keys as params",
        costs=("4.24",),
    ),
    Mutant(
        id="ThreeLayerConvNet.gradients_of_biases_missing",
        target=LOSS,
        swaps=(
            (
                '{"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}',
                '{"W1": dW1, "W2": dW2, "W3": dW3}',
            ),
        ),
        hint="grads has no biases; it should have the same keys as params",
        costs=("4.24",),
    ),
    Mutant(
        id="ThreeLayerConvNet.gradients_exchanged",
        target=LOSS,
        swaps=(('"b2": db2', '"b2": db3'), ('"b3": db3', '"b3": db2')),
        hint="the gradients of b2 and b3 are exchanged; store each under its own key",
        costs=("4.24",),
    ),
    Mutant(
        id="ThreeLayerConvNet.gradients_divided_again",
        target=LOSS,
        swaps=((SOFTMAX, SOFTMAX + "\n        dscores /= len(X)"),),
        hint=(
            "the gradients are divided by the number of samples again; "
            "leave this out, as softmax_loss has already done it"
        ),
        costs=("4.24",),
    ),
    Mutant(
        id="ThreeLayerConvNet.svm",
        target="classifiers/cnn.py",
        swaps=(
            (
                "from ..layers import affine_backward, affine_forward, softmax_loss",
                "from ..layers import affine_backward, affine_forward, svm_loss",
            ),
            ("ThreeLayerConvNet.loss", SOFTMAX, SOFTMAX.replace("softmax", "svm")),
        ),
        hint="the loss is that of an SVM; use softmax_loss",
        costs=("4.24",),
    ),
    Mutant(
        id="ThreeLayerConvNet.parameters_updated_in_loss",
        target=LOSS,
        swaps=(
            (
                RETURN,
                "for name in self.params:\n"
                "            self.params[name] = self.params[name] - 1e-2 * grads[name]\n"
                "        return loss, grads",
            ),
        ),
        hint="loss changes the parameters; leave updates to the update rule",
        costs=("4.24",),
    ),
    Mutant(
        id="ThreeLayerConvNet.scores_with_labels",
        target=LOSS,
        swaps=(("        if y is None:\n            return scores\n", "        return scores\n"),),
        hint="loss always returns the scores; return loss and grads if labels are given",
        costs=("4.24", "4.25", "4.26"),
    ),
    Mutant(
        id="ThreeLayerConvNet.only_loss",
        target=LOSS,
        swaps=((RETURN, "return loss, {}"),),
        hint="grads is empty; put the gradient of each parameter under its name",
        costs=("4.24", "4.25", "4.26"),
    ),
    Mutant(
        id="ThreeLayerConvNet.pool_before_relu",
        target="classifiers/cnn.py",
        swaps=(
            (
                "import numpy as np\n\n",
                "import numpy as np\n\nfrom .. import fast_layers as f, layers as l\n",
            ),
            (
                "ThreeLayerConvNet.loss",
                "pooled, pooled_cache = conv_relu_pool_forward(X, W1, b1, self.conv_param, self.pool_param)",
                "maps, c1 = f.conv_forward_fast(X, W1, b1, self.conv_param)\n"
                "        peaks, c2 = f.max_pool_forward_fast(maps, self.pool_param)\n"
                "        pooled, c3 = l.relu_forward(peaks)",
            ),
            (
                "ThreeLayerConvNet.loss",
                "_, dW1, db1 = conv_relu_pool_backward(dpooled, pooled_cache)",
                "dpeaks = f.max_pool_backward_fast(l.relu_backward(dpooled, c3), c2)\n"
                "        _, dW1, db1 = f.conv_backward_fast(dpeaks, c1)",
            ),
        ),
        hint="Pools before the ReLU, which gives the same.",
    ),
    Mutant(
        id="ThreeLayerConvNet.param_built_in_loss",
        target=LOSS,
        swaps=(
            (
                "X = X.astype(self.dtype)",
                'self.conv_param = {"stride": 1, "pad": (self.params["W1"].shape[2] - 1) // 2}',
            ),
            (
                "conv_relu_pool_forward(X, W1, b1, self.conv_param, self.pool_param)",
                'conv_relu_pool_forward(X, W1, b1, self.conv_param, {"pool_height": 2, "pool_width": 2, "stride": 2})',
            ),
            ("loss += 0.5 * self.reg * np.sum(W1 * W1)", "loss += self.reg / 2 * np.linalg.norm(W1) ** 2"),
        ),
        hint="Builds conv_param in loss and does not cast X.",
    ),
    Mutant(
        id="ThreeLayerConvNet.naive_layers",
        target="classifiers/cnn.py",
        swaps=(
            ("import numpy as np\n\n", "import numpy as np\n\nfrom .. import layers as l\n"),
            (
                "ThreeLayerConvNet.loss",
                "pooled, pooled_cache = conv_relu_pool_forward(X, W1, b1, self.conv_param, self.pool_param)",
                "maps, c1 = l.conv_forward_naive(X, W1, b1, self.conv_param)\n"
                "        positive, c2 = l.relu_forward(maps)\n"
                "        pooled, c3 = l.max_pool_forward_naive(positive, self.pool_param)",
            ),
            (
                "ThreeLayerConvNet.loss",
                "_, dW1, db1 = conv_relu_pool_backward(dpooled, pooled_cache)",
                "dpositive = l.max_pool_backward_naive(dpooled, c3)\n"
                "        _, dW1, db1 = l.conv_backward_naive(l.relu_backward(dpositive, c2), c1)",
            ),
            (
                "ThreeLayerConvNet.__init__",
                "np.random.randn(num_filters, C, filter_size, filter_size)",
                "np.random.standard_normal((num_filters, C, filter_size, filter_size))",
            ),
            (
                "ThreeLayerConvNet.__init__",
                "weight_scale * np.random.randn(hidden_dim, num_classes)",
                "np.random.normal(0, weight_scale, (hidden_dim, num_classes))",
            ),
        ),
        hint="Naive layers, and weights drawn by other functions.",
    ),
    Mutant(
        id="ThreeLayerConvNet.first_cache_kept",
        target="classifiers/cnn.py:ThreeLayerConvNet.loss",
        swaps=(
            (
                "X, W1, b1, self.conv_param, self.pool_param)",
                "X, W1, b1, self.conv_param, self.pool_param)\n"
                '        pooled_cache = self.__dict__.setdefault("cache", pooled_cache)',
            ),
        ),
        hint="the cache of the first call is kept for all later ones; each call should use its own cache",
        costs=("4.24",),
    ),
]
