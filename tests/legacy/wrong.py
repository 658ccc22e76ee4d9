"""Submissions with mistakes, gaps and breakages of those years: what each loses, and what its author reads."""

from __future__ import annotations

from tests.legacy.corpus import CNN, FC_NET, Entry
from tests.legacy.layouts import below, from_mac

PYTHON_2 = """import numpy as np

def sgd(w, dw, config=None):
    if config is None: config = {}
    print "learning rate", config.get('learning_rate')
    return w, config
"""
EMPTY_LAYERS = "\n\n".join(
    f"def {name}({arguments}):\n    out, cache = None, None\n    pass\n    return out, cache"
    for name, arguments in {
        "batchnorm_forward": "x, gamma, beta, bn_param",
        "layernorm_forward": "x, gamma, beta, ln_param",
        "spatial_groupnorm_forward": "x, gamma, beta, G, gn_param",
    }.items()
)

WRONG = [
    # ---- missing, unfinished, broken --------------------------------------------------------------------------
    Entry(
        "no_optim",
        "loops",
        texts={"optim.py": None},
        notes=("cs231n/optim.py is missing",),
        lost={"1.10": 0.25, "1.11": 1.0, "1.12": 1.0, "1.13": 1.5},
        says={"1.11": "No module named"},
    ),
    Entry(
        "no_cnn",
        "staged",
        texts={CNN: None},
        notes=("cs231n/classifiers/cnn.py is missing",),
        lost={"4.22": 0.75, "4.23": 1.0, "4.24": 1.25, "4.25": 0.5, "4.26": 0.25, "4.27": 0.25},
    ),
    Entry(
        "no_helpers",
        "loops",
        texts={"fast_layers.py": None, "layer_utils.py": None},
        layout=below("a2"),
        lost={
            "4.7": 1.25,
            "4.8": 1.25,
            "4.9": 0.25,
            "4.10": 0.5,
            "4.11": 0.5,
            "4.12": 0.25,
            "4.29": 2.0,
            "4.30": 1.0,
        },
    ),
    Entry(
        "python_2_optim",
        "compact",
        texts={"optim.py": PYTHON_2},
        lost={"1.10": 0.25, "1.11": 1.0, "1.12": 1.0, "1.13": 1.5},
        says={"1.10": "Python 2"},
    ),
    Entry(
        "syntax_error_in_cnn",
        "loops",
        edits=((CNN, "    def loss(self, X, y=None):", "    def loss(self, X, y=None)"),),
        lost={"4.22": 0.75, "4.23": 1.0, "4.24": 1.25, "4.25": 0.5, "4.26": 0.25, "4.27": 0.25},
        says={"4.22": "SyntaxError"},
    ),
    Entry(
        "mixed_tabs",
        "staged",
        edits=(
            (
                "optim.py",
                "    if not 'velocity' in config:\n        config",
                "    if not 'velocity' in config:\n\tconfig",
            ),
        ),
        lost={"1.10": 0.25, "1.11": 1.0, "1.12": 1.0, "1.13": 1.5},
        says={"1.10": "TabError"},
    ),
    Entry(
        "unfinished_norms",
        "loops",
        edits=(("layers.py", "def svm_loss(x, y):", EMPTY_LAYERS + "\n\n\ndef svm_loss(x, y):"),),
        score=58.75,
    ),
    Entry("only_question_1", "staged", texts={"layers.py": None}, score=30.75),
    # ---- normalisation ----------------------------------------------------------------------------------------
    Entry(
        "test_mode_without_gamma_beta",
        "loops",
        edits=(
            (
                "layers.py",
                "out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta",
                "out = (x - running_mean) / np.sqrt(running_var + eps)",
            ),
        ),
        lost={"2.4": 2.0},
        says={"2.4": "gamma and beta are never used"},
    ),
    Entry(
        "test_mode_without_beta",
        "staged",
        edits=(("layers.py", "        out = xhat * gamma + beta\n", "        out = xhat * gamma\n"),),
        lost={"2.4": 2.0},
        says={"2.4": "beta is never added"},
    ),
    Entry(
        "test_mode_minus_beta",
        "compact",
        edits=(("layers.py", "np.sqrt(run_var + eps) + beta, None", "np.sqrt(run_var + eps) - beta, None"),),
        lost={"2.4": 2.0},
        says={"2.4": "beta is subtracted"},
    ),
    Entry(
        "eps_outside_the_root",
        "loops",
        edits=(
            ("layers.py", "        std = np.sqrt(var + eps)\n", "        std = np.sqrt(var) + eps\n"),
            ("layers.py", "np.sqrt(running_var + eps) + beta", "(np.sqrt(running_var) + eps) + beta"),
        ),
        lost={"2.6": 0.8, "2.9": 0.25},
        says={"2.6": "eps is added after the square root"},
    ),
    Entry(
        "eps_fixed",
        "staged",
        edits=(("layers.py", "    eps = bn_param.get('eps', 1e-5)\n", "    eps = 1e-5\n"),),
        lost={"2.6": 0.75},
    ),
    Entry(
        "unbiased_running_variance",
        "helpers",
        edits=(("layers.py", '("running_var", bn.var))', '("running_var", bn.var * bn.N / (bn.N - 1)))'),),
        lost={"2.2": 1.0},
        says={"2.2": "over N - 1"},
    ),
    Entry(
        "no_running_statistics",
        "loops",
        edits=(
            (
                "layers.py",
                "        running_mean = momentum * running_mean + (1 - momentum) * mu\n        running_var = momentum * running_var + (1 - momentum) * var\n",
                "",
            ),
        ),
        lost={"2.2": 2.0},
    ),
    Entry(
        "momentum_swapped",
        "staged",
        edits=(
            (
                "layers.py",
                "momentum * running_mean + (1 - momentum) * mu",
                "(1 - momentum) * running_mean + momentum * mu",
            ),
            (
                "layers.py",
                "momentum * running_var + (1 - momentum) * var",
                "(1 - momentum) * running_var + momentum * var",
            ),
        ),
        lost={"2.2": 2.0},
        says={"2.2": "weights the new statistics"},
    ),
    Entry(
        "backward_forgets_the_mean",
        "staged",
        edits=(("layers.py", "    return dx1 + dx2, dgamma, dbeta", "    return dx1, dgamma, dbeta"),),
        lost={"2.7": 2.5},
        says={"2.7": "path through the mean"},
    ),
    Entry(
        "layernorm_over_the_batch",
        "loops",
        edits=(
            (
                "layers.py",
                "        m = x[i].mean()\n        s = np.sqrt(x[i].var() + eps)\n",
                "        m = x.mean(axis=0)\n        s = np.sqrt(x.var(axis=0) + eps)\n",
            ),
        ),
        lost={"2.11": 2.5},
        says={"2.11": "over the batch"},
    ),
    Entry(
        "layernorm_with_an_odd_centre",
        "compact",
        edits=(
            (
                "layers.py",
                "    out, cache = batchnorm_forward(x.T, gamma[:, None], beta[:, None], ln_param)\n    return out.T, cache\n",
                "    out, cache = batchnorm_forward(x.T, gamma[:, None], beta[:, None], ln_param)\n    return out.T + 0.1 * x.mean(), cache\n",
            ),
        ),
        lost={"2.11": 2.5, "2.13": 0.1},
        says={"2.11": "plus a constant"},
    ),
    Entry(
        "groupnorm_per_pixel",
        "staged",
        edits=(
            (
                "layers.py",
                "    mean = np.mean(x_group, axis=(2, 3, 4), keepdims=True)\n    var = np.var(x_group, axis=(2, 3, 4), keepdims=True)\n",
                "    mean = np.mean(x_group, axis=2, keepdims=True)\n    var = np.var(x_group, axis=2, keepdims=True)\n",
            ),
        ),
        lost={"4.19": 1.5, "4.20": 0.95, "4.21": 0.1},
        says={"4.19": "takes its statistics over the channels"},
    ),
    Entry(
        "groupnorm_flat_gradients",
        "helpers",
        edits=(
            (
                "layers.py",
                "(dout * xhat).sum(axis=(0, 2, 3)).reshape(1, C, 1, 1)",
                "(dout * xhat).sum(axis=(0, 2, 3))",
            ),
            ("layers.py", "dout.sum(axis=(0, 2, 3)).reshape(1, C, 1, 1)", "dout.sum(axis=(0, 2, 3))"),
        ),
        lost={"4.20": 0.15},
        says={"4.20": "keep the axes"},
    ),
    Entry(
        "groupnorm_over_the_batch",
        "staged",
        edits=(
            (
                "layers.py",
                "np.mean(x_group, axis=(2, 3, 4), keepdims=True)",
                "np.mean(x_group, axis=(0, 2, 3, 4), keepdims=True)",
            ),
            (
                "layers.py",
                "np.var(x_group, axis=(2, 3, 4), keepdims=True)",
                "np.var(x_group, axis=(0, 2, 3, 4), keepdims=True)",
            ),
        ),
        lost={"4.19": 1.5, "4.20": 1.15, "4.21": 0.1},
        says={"4.19": "over the batch"},
    ),
    Entry(
        "spatial_reshape_only",
        "compact",
        edits=(
            (
                "layers.py",
                "batchnorm_forward(np.swapaxes(x, 0, 1).reshape(C, -1).T, gamma, beta, bn_param)",
                "batchnorm_forward(x.reshape(-1, C), gamma, beta, bn_param)",
            ),
            (
                "layers.py",
                "return np.swapaxes(out.T.reshape(C, N, H, W), 0, 1), cache",
                "return out.reshape(N, C, H, W), cache",
            ),
        ),
        lost={"4.16": 1.0},
        says={"4.16": "transpose"},
    ),
    Entry(
        "norm_not_wired_in",
        "loops",
        edits=(
            (
                FC_NET,
                "            if self.normalization == 'batchnorm':\n                h, c2",
                "            if False:\n                h, c2",
            ),
            (
                FC_NET,
                "            elif self.normalization == 'layernorm':\n                h, c2",
                "            elif False:\n                h, c2",
            ),
            (
                FC_NET,
                "            if self.normalization == 'batchnorm':\n                dout",
                "            if False:\n                dout",
            ),
            (
                FC_NET,
                "            if self.normalization == 'layernorm':\n                dout",
                "            if False:\n                dout",
            ),
        ),
        lost={"2.17": 1.45, "2.18": 1.0, "2.19": 1.0, "2.20": 0.16},
        says={"2.17": "is ignored"},
    ),
    # ---- dropout ----------------------------------------------------------------------------------------------
    Entry(
        "dropout_randn",
        "loops",
        edits=(("layers.py", "(np.random.rand(*x.shape) < p) / p", "(np.random.randn(*x.shape) < p) / p"),),
        lost={"3.2": 1.0},
        says={"3.2": "randn"},
    ),
    Entry(
        "dropout_drops_with_p",
        "compact",
        edits=(
            (
                "layers.py",
                "(np.random.uniform(size=x.shape) < p).astype(x.dtype) / p",
                "(np.random.uniform(size=x.shape) > p).astype(x.dtype) / (1 - p)",
            ),
        ),
        lost={"3.1": 1.5},
        says={"3.1": "probability of dropping"},
    ),
    Entry(
        "dropout_not_scaled",
        "staged",
        edits=(
            (
                "layers.py",
                "np.random.binomial(1, p, size=x.shape) / p",
                "np.random.binomial(1, p, size=x.shape)",
            ),
        ),
        lost={"3.1": 1.5},
        says={"3.1": "not divided by p"},
    ),
    Entry(
        "dropout_not_in_the_net",
        "helpers",
        edits=(
            (
                FC_NET,
                "            if self.use_dropout:\n                current",
                "            if False:\n                current",
            ),
        ),
        lost={"3.9": 0.75, "3.10": 0.5},
        says={"3.9": "no unit is dropped"},
    ),
    # ---- convolution ------------------------------------------------------------------------------------------
    Entry(
        "pool_assigns",
        "loops",
        edits=(
            (
                "layers.py",
                "dx[n, c, where[0], where[1]] += dout[n, c, i, j]",
                "dx[n, c, where[0], where[1]] = dout[n, c, i, j]",
            ),
        ),
        lost={"4.6": 0.5},
        says={"4.6": "add with +="},
    ),
    Entry(
        "conv_crops_with_minus_pad",
        "staged",
        edits=(("layers.py", "dx_pad[:, :, pad:pad + H, pad:pad + W]", "dx_pad[:, :, pad:-pad, pad:-pad]"),),
        layout=from_mac,
        lost={"4.3": 0.5},
        says={"4.3": "with pad = 0"},
    ),
    Entry(
        "conv_square_only",
        "loops",
        edits=(("layers.py", "    Wn = int(1 + (W + 2 * pad - WW) / stride)\n", "    Wn = Hn\n"),),
        lost={"4.1": 1.1},
        says={"4.1": "should have (2, 3, 4, 6)"},
    ),
    Entry(
        "conv_without_bias",
        "compact",
        edits=(
            (
                "layers.py",
                "return out + b[None, :, None, None], (x, w, b, conv_param)",
                "return out, (x, w, b, conv_param)",
            ),
        ),
        lost={"4.1": 2.25},
        says={"4.1": "bias is never added"},
    ),
    Entry(
        "cnn_penalty_without_half",
        "loops",
        edits=((CNN, "loss += 0.5 * self.reg *", "loss += self.reg *"),),
        lost={"4.25": 0.125},
        says={"4.25": "factor 0.5"},
    ),
    Entry(
        "cnn_penalty_forgets_w1",
        "staged",
        edits=((CNN, "        dW1 += self.reg * W1\n", ""),),
        lost={"4.25": 0.1},
        says={"4.25": "W1"},
    ),
    Entry(
        "cnn_penalty_doubled",
        "compact",
        edits=(
            (CNN, "loss += self.reg / 2 * np.linalg.norm", "loss += self.reg / 2 * np.linalg.norm"),
            (CNN, "g['W' + i] += self.reg * p['W' + i]", "g['W' + i] += 2 * self.reg * p['W' + i]"),
        ),
        lost={"4.25": 0.3},
        says={"4.25": "adds 2 reg W to its gradients"},
    ),
    # ---- updates and nets -------------------------------------------------------------------------------------
    Entry(
        "adam_uncorrected",
        "loops",
        edits=(
            (
                "optim.py",
                "    mt = m / (1 - config['beta1'] ** config['t'])\n    vt = v / (1 - config['beta2'] ** config['t'])\n",
                "    mt, vt = m, v\n",
            ),
        ),
        lost={"1.13": 1.2},
        says={"1.13": "does not correct the bias"},
    ),
    Entry(
        "adam_old_t",
        "compact",
        edits=(
            (
                "optim.py",
                "m=np.zeros_like(w), v=np.zeros_like(w), t=0)",
                "m=np.zeros_like(w), v=np.zeros_like(w), t=1)",
            ),
        ),
        lost={"1.13": 0.85},
        says={"1.13": "start at 0"},
    ),
    Entry(
        "rmsprop_eps_inside",
        "staged",
        edits=(("optim.py", "(np.sqrt(c) + eps), config", "np.sqrt(c + eps), config"),),
        lost={"1.12": 0.1},
    ),
    Entry(
        "momentum_of_torch",
        "helpers",
        edits=(
            (
                "optim.py",
                "    v = mu * v - lr * dw\n    next_w = w + v\n",
                "    v = mu * v + dw\n    next_w = w - lr * v\n",
            ),
        ),
        lost={"1.11": 0.725},
    ),
    Entry(
        "parameters_elsewhere",
        "loops",
        edits=(
            (
                FC_NET,
                "        self.params = {}\n        self.reg = reg\n        self.params['W1'] = weight_scale * np.random.randn(input_dim, hidden_dim)\n        self.params['b1'] = np.zeros(hidden_dim)\n        self.params['W2'] = weight_scale * np.random.randn(hidden_dim, num_classes)\n        self.params['b2'] = np.zeros(num_classes)\n",
                "        self.reg = reg\n        self.W1 = weight_scale * np.random.randn(input_dim, hidden_dim)\n        self.b1 = np.zeros(hidden_dim)\n        self.W2 = weight_scale * np.random.randn(hidden_dim, num_classes)\n        self.b2 = np.zeros(num_classes)\n",
            ),
            (
                FC_NET,
                "        W1, b1, W2, b2 = self.params['W1'], self.params['b1'], self.params['W2'], self.params['b2']\n",
                "        W1, b1, W2, b2 = self.W1, self.b1, self.W2, self.b2\n",
            ),
        ),
        lost={"1.14": 0.5, "1.15": 0.5, "1.16": 1.0, "1.17": 0.5},
        says={"1.15": "self.params"},
    ),
    Entry(
        "parameters_under_other_names",
        "compact",
        edits=(
            (
                FC_NET,
                "self.params[f'b{i}'] = np.zeros((1, b), dtype)",
                "self.params[f'bias{i}'] = np.zeros((1, b), dtype)",
            ),
            (
                FC_NET,
                "h, c = L.affine_forward(h, p[f'W{i}'], p[f'b{i}'])",
                "h, c = L.affine_forward(h, p[f'W{i}'], p[f'bias{i}'])",
            ),
            (FC_NET, "(f'W{i}', f'b{i}')))", "(f'W{i}', f'bias{i}')))"),
            (
                FC_NET,
                "scores, c = L.affine_forward(h, p[f'W{n}'], p[f'b{n}'])",
                "scores, c = L.affine_forward(h, p[f'W{n}'], p[f'bias{n}'])",
            ),
            (FC_NET, "(f'W{n}', f'b{n}')))", "(f'W{n}', f'bias{n}')))"),
        ),
        score=76.9,
        says={"1.18": "params should hold"},
    ),
    Entry(
        "of_2017",
        "loops",
        edits=(
            (FC_NET, "dropout=1, normalization=None,", "dropout=0, use_batchnorm=False, normalization=None,"),
        ),
        score=0,
        notes=("probability of dropping",),
    ),
    Entry(
        "uses_scipy",
        "loops",
        edits=(
            (
                "layers.py",
                "    out = x.copy()\n    out[out < 0] = 0\n",
                "    from scipy.special import expit\n    out = x * np.round(expit(1e6 * x))\n",
            ),
        ),
        lost={"1.3": 0.5, "1.8": 0.1, "1.9": 0.125},
        says={"1.3": "scipy is not installed"},
    ),
    Entry(
        "uses_torch",
        "staged",
        edits=(
            ("layers.py", "import numpy as np\n", "import numpy as np\nimport torch\n"),
            (
                "layers.py",
                "    return dx.T, dgamma, dbeta\n",
                "    return torch.from_numpy(dx.T).numpy(), dgamma, dbeta\n",
            ),
        ),
        lost={"2.12": 3.0, "2.13": 0.2, "2.14": 0.05},
        says={"2.12": "torch is not installed"},
    ),
    Entry(
        "affine_adds_in_place",
        "helpers",
        edits=(("layers.py", "        out += b\n", "        out += b\n        x *= 1.0000001\n"),),
        lost={"1.8": 0.0671},
        says={"1.8": "change a copy"},
    ),
]
