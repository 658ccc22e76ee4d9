"""Mistakes in how ThreeLayerConvNet starts."""

from autograder.model.mutants import Mutant

TARGET = "classifiers/cnn.py:ThreeLayerConvNet.__init__"
WEIGHTS = ("W1", "W2", "W3")

MISTAKES = [
    Mutant(
        id="ThreeLayerConvNet.pad_of_one",
        target=TARGET,
        swaps=(('"pad": (filter_size - 1) // 2}', '"pad": 1}'),),
        hint="the padding is always 1; it should depend on the filter, (filter_size - 1) // 2",
        costs=("4.26",),
    ),
    Mutant(
        id="ThreeLayerConvNet.square_images",
        target=TARGET,
        swaps=(("(H // 2) * (W // 2)", "(H // 2) ** 2"),),
        hint="W2 is made for square images; use H / 2 rows and W / 2 columns, which pooling leaves",
        costs=("4.26",),
    ),
    Mutant(
        id="ThreeLayerConvNet.pooling_forgotten_in_W2",
        target=TARGET,
        swaps=(("(H // 2) * (W // 2)", "H * W"),),
        hint="W2 has rows for unpooled images; use half the height and half the width, as after pooling",
        costs=("4.22", "4.26"),
    ),
    Mutant(
        id="ThreeLayerConvNet.pooling_halves_once_in_W2",
        target=TARGET,
        swaps=(("(H // 2) * (W // 2)", "H * W // 2"),),
        hint="W2 has rows for half the pixels; use a quarter, as pooling halves both height and width",
        costs=("4.22", "4.26"),
    ),
    Mutant(
        id="ThreeLayerConvNet.three_channels",
        target=TARGET,
        swaps=(
            ("np.random.randn(num_filters, C, filter_size", "np.random.randn(num_filters, 3, filter_size"),
        ),
        hint="W1 has three channels whatever the images have; take their number from input_dim",
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.scale_ignored_for_W3",
        target=TARGET,
        swaps=(("weight_scale * np.random.randn(hidden_dim", "1e-3 * np.random.randn(hidden_dim"),),
        hint="weight_scale is not used for W3; multiply its random numbers by weight_scale",
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.he_initialisation",
        target=TARGET,
        swaps=(
            (
                "weight_scale * np.random.randn(pooled_dim",
                "np.sqrt(2 / pooled_dim) * np.random.randn(pooled_dim",
            ),
        ),
        hint="the scale of W2 depends on its size; it should be weight_scale",
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.scale_squared",
        target=TARGET,
        swaps=tuple(
            (f'self.params["{n}"] = weight_scale *', f'self.params["{n}"] = weight_scale**2 *')
            for n in WEIGHTS
        ),
        hint="weight_scale is used as a variance; it should be the standard deviation",
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.uniform_weights",
        target=TARGET,
        swaps=(("np.random.randn(num_filters", "np.random.rand(num_filters"),),
        hint="W1 is uniform; draw weights from a normal distribution, np.random.randn",
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.random_biases",
        target=TARGET,
        swaps=(
            (
                'self.params["b1"] = np.zeros(num_filters)',
                'self.params["b1"] = weight_scale * np.random.randn(num_filters)',
            ),
        ),
        hint="b1 is drawn at random; biases should be initialised to 0",
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.bias_per_channel",
        target=TARGET,
        swaps=(("np.zeros(num_filters)", "np.zeros(C)"),),
        hint="b1 has an entry per input channel; it should have one per filter",
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.filters_and_channels_swapped",
        target=TARGET,
        swaps=(("randn(num_filters, C, filter_size", "randn(C, num_filters, filter_size"),),
        hint="W1 has channels before filters; its shape should be (F, C, filter_size, filter_size)",
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.reseeded",
        target=TARGET,
        swaps=tuple(
            (f'self.params["{n}"] =', f'np.random.seed(0)\n        self.params["{n}"] =') for n in WEIGHTS
        ),
        hint=(
            "the generator is seeded before each weight, so all of them start with the same numbers; "
            "do not seed it"
        ),
        costs=("4.22",),
    ),
    Mutant(
        id="ThreeLayerConvNet.dtype_ignored",
        target=TARGET,
        swaps=(("self.params[name] = value.astype(dtype)", "self.params[name] = value"),),
        hint="the parameters stay float64; cast them to dtype",
        costs=("4.27",),
    ),
]
