"""Mistakes in how nets start, and right variants of it."""

from autograder.model.mutants import Mutant

TWO_LAYER = "classifiers/fc_net.py:TwoLayerNet.__init__"
FULLY_CONNECTED = "classifiers/fc_net.py:FullyConnectedNet.__init__"
DRAW = "weight_scale * np.random.randn(fan_in, fan_out)"

TWO_LAYER_START = [
    Mutant(
        id="TwoLayerNet.uniform_weights",
        target=TWO_LAYER,
        swaps=(
            ("np.random.randn(input_dim, hidden_dim)", "np.random.rand(input_dim, hidden_dim)"),
            ("np.random.randn(hidden_dim, num_classes)", "np.random.rand(hidden_dim, num_classes)"),
        ),
        hint="the weights of TwoLayerNet are drawn uniformly; draw them with np.random.randn",
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.own_scale",
        target=TWO_LAYER,
        swaps=(
            (
                "weight_scale * np.random.randn(input_dim, hidden_dim)",
                "np.random.randn(input_dim, hidden_dim) / np.sqrt(input_dim / 2)",
            ),
        ),
        hint=(
            "TwoLayerNet scales its weights by their number of inputs; "
            "their standard deviation should be weight_scale"
        ),
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.variance",
        target=TWO_LAYER,
        swaps=(
            (
                "weight_scale * np.random.randn(input_dim, hidden_dim)",
                "np.random.normal(0, np.sqrt(weight_scale), (input_dim, hidden_dim))",
            ),
        ),
        hint=(
            "TwoLayerNet uses weight_scale as the variance of its weights; "
            "it should be their standard deviation"
        ),
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.fixed_scale",
        target=TWO_LAYER,
        swaps=(
            (
                "weight_scale * np.random.randn(input_dim, hidden_dim)",
                "1e-3 * np.random.randn(input_dim, hidden_dim)",
            ),
            (
                "weight_scale * np.random.randn(hidden_dim, num_classes)",
                "1e-3 * np.random.randn(hidden_dim, num_classes)",
            ),
        ),
        hint="TwoLayerNet uses a standard deviation of its own; take weight_scale",
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.zero_weights",
        target=TWO_LAYER,
        swaps=(
            (
                "weight_scale * np.random.randn(hidden_dim, num_classes)",
                "np.zeros((hidden_dim, num_classes))",
            ),
        ),
        hint="TwoLayerNet initialises its weights to 0; draw them with np.random.randn",
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.random_biases",
        target=TWO_LAYER,
        swaps=(("np.zeros(hidden_dim)", "weight_scale * np.random.randn(hidden_dim)"),),
        hint="TwoLayerNet draws its biases at random; they should be initialised to 0",
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.bias_rows",
        target=TWO_LAYER,
        swaps=(("np.zeros(num_classes)", "np.zeros((1, num_classes))"),),
        hint="a bias with two axes, (1, C), broadcasts as one of shape (C,) does",
    ),
    Mutant(
        id="TwoLayerNet.transposed_weights",
        target=TWO_LAYER,
        swaps=(("np.random.randn(input_dim, hidden_dim)", "np.random.randn(hidden_dim, input_dim)"),),
        hint="W1 of TwoLayerNet is transposed; its shape should be (D, H)",
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.same_draws",
        target=TWO_LAYER,
        swaps=(
            ('self.params["W1"] =', 'np.random.seed(0)\n        self.params["W1"] ='),
            ('self.params["W2"] =', 'np.random.seed(0)\n        self.params["W2"] ='),
        ),
        hint="W1 and W2 of TwoLayerNet repeat the same numbers; do not seed the generator before each",
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.more_params",
        target=TWO_LAYER,
        swaps=(('self.params["W1"] =', 'self.params["reg"] = reg\n        self.params["W1"] ='),),
        hint=(
            "TwoLayerNet keeps something in params that is not a parameter; "
            "params should hold only W1, b1, W2 and b2"
        ),
        costs=("1.14",),
    ),
    Mutant(
        id="TwoLayerNet.generator",
        target=TWO_LAYER,
        swaps=(
            (
                "weight_scale * np.random.randn(hidden_dim, num_classes)",
                "rng.normal(0, weight_scale, (num_classes, hidden_dim)).T",
            ),
            ("self.reg = reg", "self.reg = reg\n        rng = np.random.default_rng()"),
        ),
        hint="TwoLayerNet that draws from a generator of its own",
    ),
]

FULLY_CONNECTED_START = [
    Mutant(
        id="FullyConnectedNet.uniform_weights",
        target=FULLY_CONNECTED,
        swaps=(("np.random.randn(fan_in, fan_out)", "np.random.rand(fan_in, fan_out)"),),
        hint="the weights of FullyConnectedNet are drawn uniformly; draw them with np.random.randn",
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.matched_uniform",
        target=FULLY_CONNECTED,
        swaps=((DRAW, "weight_scale * np.sqrt(12) * (np.random.rand(fan_in, fan_out) - 0.5)"),),
        hint=(
            "the weights of FullyConnectedNet have the right scale, but are uniform; they should be normal"
        ),
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.own_scale",
        target=FULLY_CONNECTED,
        swaps=((DRAW, "np.sqrt(2 / fan_in) * np.random.randn(fan_in, fan_out)"),),
        hint=(
            "FullyConnectedNet scales its weights by their number of inputs; "
            "their standard deviation should be weight_scale"
        ),
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.first_width_throughout",
        target=FULLY_CONNECTED,
        swaps=(
            (
                "fan_in = dims[layer - 1]",
                "fan_in = hidden_dims[0] if 1 < layer < self.num_layers else dims[layer - 1]",
            ),
        ),
        hint=(
            "FullyConnectedNet uses the first hidden size as the input size of later layers; "
            "use the width of the layer before it"
        ),
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.three_layers_written_out",
        target=FULLY_CONNECTED,
        swaps=(("range(1, self.num_layers + 1)", "range(1, min(self.num_layers, 3) + 1)"),),
        hint=(
            "FullyConnectedNet makes weights for exactly three layers; "
            "it should make them for num_layers layers"
        ),
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.deep_layers_scaled",
        target=FULLY_CONNECTED,
        swaps=((DRAW, "weight_scale / max(1, layer - 2) * np.random.randn(fan_in, fan_out)"),),
        hint=(
            "FullyConnectedNet scales deep layers by their number; "
            "their standard deviation should be weight_scale"
        ),
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.hidden_dims_changed",
        target=FULLY_CONNECTED,
        swaps=(
            (
                "dims = [input_dim, *hidden_dims, num_classes]",
                "dims = hidden_dims\n        dims.insert(0, input_dim)\n        dims.append(num_classes)",
            ),
        ),
        hint="FullyConnectedNet that adds sizes to the list it was given, which is allowed",
    ),
    Mutant(
        id="FullyConnectedNet.random_biases",
        target=FULLY_CONNECTED,
        swaps=(("np.zeros(fan_out)", "weight_scale * np.random.randn(fan_out)"),),
        hint="FullyConnectedNet draws its biases at random; they should be initialised to 0",
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.bias_ones",
        target=FULLY_CONNECTED,
        swaps=(("np.zeros(fan_out)", "np.ones(fan_out)"),),
        hint="FullyConnectedNet initialises its biases to 1; they should be initialised to 0",
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.same_draws",
        target=FULLY_CONNECTED,
        swaps=(("            fan_in = dims", "            np.random.seed(0)\n            fan_in = dims"),),
        hint=(
            "all weights of FullyConnectedNet repeat the same numbers; do not seed the generator in the loop"
        ),
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.last_layer_unscaled",
        target=FULLY_CONNECTED,
        swaps=(
            (DRAW, "(weight_scale if layer < self.num_layers else 1.0) * np.random.randn(fan_in, fan_out)"),
        ),
        hint=(
            "FullyConnectedNet does not scale the weights of its last layer; "
            "it should multiply them by weight_scale"
        ),
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.counted_from_zero",
        target=FULLY_CONNECTED,
        swaps=(
            ('self.params[f"W{layer}"]', 'self.params[f"W{layer - 1}"]'),
            ('self.params[f"b{layer}"]', 'self.params[f"b{layer - 1}"]'),
        ),
        hint="FullyConnectedNet counts its parameters from 0; the first ones should be W1 and b1",
        costs=("1.18",),
    ),
    Mutant(
        id="FullyConnectedNet.more_params",
        target=FULLY_CONNECTED,
        swaps=(
            (
                'self.params[f"b{layer}"] = np.zeros(fan_out)',
                'self.params[f"b{layer}"] = np.zeros(fan_out)\n'
                '            self.params[f"gamma{layer}"] = np.ones(fan_out)',
            ),
        ),
        hint=(
            "params of FullyConnectedNet has gammas without a normalisation; "
            "it should hold only W and b of each layer"
        ),
        costs=("1.18", "1.23"),
    ),
    Mutant(
        id="FullyConnectedNet.parameters_float64",
        target=FULLY_CONNECTED,
        swaps=(("value.astype(dtype)", "value"),),
        hint="FullyConnectedNet keeps its parameters in float64; cast every one of them to dtype",
        costs=("1.22",),
    ),
    Mutant(
        id="FullyConnectedNet.parameters_float32",
        target=FULLY_CONNECTED,
        swaps=(("value.astype(dtype)", "value.astype(np.float32)"),),
        hint=(
            "FullyConnectedNet keeps its parameters in float32 whatever dtype it is given; cast them to dtype"
        ),
        costs=("1.22",),
    ),
    Mutant(
        id="FullyConnectedNet.generator",
        target=FULLY_CONNECTED,
        swaps=(
            (DRAW, "rng.normal(scale=weight_scale, size=(fan_out, fan_in)).T"),
            ("range(1, self.num_layers + 1)", "reversed(range(1, self.num_layers + 1))"),
            ("self.params = {}", "self.params = {}\n        rng = np.random.default_rng()"),
        ),
        hint="FullyConnectedNet that draws from a generator of its own, from the last layer to the first",
    ),
    Mutant(
        id="FullyConnectedNet.large_draws",
        target=FULLY_CONNECTED,
        swaps=((DRAW, "np.random.normal(0, weight_scale, size=(fan_in, 2 * fan_out))[:, ::2]"),),
        hint="FullyConnectedNet that draws more than it needs, into weights that are not contiguous",
    ),
]

MISTAKES = [*TWO_LAYER_START, *FULLY_CONNECTED_START]
