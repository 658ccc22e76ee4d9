"""Mistakes in TensorFlow's ThreeLayerConvNet, and right variants of it."""

from autograder.model.mutants import Mutant

CLASS = "TensorFlow.ipynb:ThreeLayerConvNet"
FIRST = 'channel_1, 5, padding="same", activation="relu"'
SECOND = 'channel_2, 3, padding="same", activation="relu"'
LAST = 'num_classes, activation="softmax"'
CALL = "self.fc(self.flatten(self.conv2(self.conv1(x))))"
START = "normal = keras.initializers.HeNormal"
HIDDEN = "self.conv2(self.conv1(x))"


def layers(name, hint, *swaps):
    """A mistake in what the class is made of."""
    return mistake(name, hint, *swaps, target=f"{CLASS}.__init__")


def start(name, hint, initializer):
    """A mistake in how it starts."""
    return mistake(name, hint, (START, f"normal = {initializer}"), target=f"{CLASS}.__init__", costs=("5.3",))


def mistake(name, hint, *swaps, costs=("5.2",), target=f"{CLASS}.call", code=""):
    return Mutant(
        id=f"tensorflow_class.{name}",
        target=target,
        swaps=swaps,
        code=code,
        hint=f"ThreeLayerConvNet {hint}",
        costs=costs,
    )


def variant(name, hint, *swaps, target=CLASS, code=""):
    return mistake(name, hint, *swaps, costs=(), target=target, code=code)


MISTAKES = [
    layers(
        "no_padding",
        "does not pad; it should, so that images keep their size",
        (FIRST, FIRST.replace("same", "valid")),
    ),
    layers("stride", "moves its filters by 2; the stride should be 1", (SECOND, SECOND + ", strides=2")),
    layers(
        "small_filters", "has first filters of 3 x 3; they should be 5 x 5", (FIRST, FIRST.replace("5", "3"))
    ),
    layers(
        "no_conv_bias",
        "has a convolution without a bias; every convolution should have one",
        (FIRST, FIRST + ", use_bias=False"),
    ),
    layers(
        "no_affine_bias",
        "has an affine layer without a bias; it should have one",
        (LAST, LAST + ", use_bias=False"),
    ),
    layers(
        "channels_exchanged",
        "swaps its channels; use channel_1 for the first convolution and channel_2 for the second",
        (FIRST, FIRST.replace("channel_1", "channel_2")),
        (SECOND, SECOND.replace("channel_2", "channel_1")),
    ),
    layers(
        "ten_classes", "always has 10 classes; use num_classes", (LAST, LAST.replace("num_classes", "10"))
    ),
    layers(
        "no_first_relu",
        "lacks the ReLU after the first convolution; add it",
        (FIRST, FIRST.replace(', activation="relu"', "")),
    ),
    layers(
        "no_second_relu",
        "lacks the ReLU after the second convolution; add it",
        (SECOND, SECOND.replace(', activation="relu"', "")),
    ),
    layers(
        "sigmoid", "has a sigmoid between its layers; use a ReLU", (FIRST, FIRST.replace("relu", "sigmoid"))
    ),
    layers("tanh", "has a tanh between its layers; use a ReLU", (SECOND, SECOND.replace("relu", "tanh"))),
    layers("elu", "has an ELU between its layers; use a ReLU", (SECOND, SECOND.replace("relu", "elu"))),
    layers("gelu", "has a GELU between its layers; use a ReLU", (FIRST, FIRST.replace("relu", "gelu"))),
    layers(
        "sigmoid_last",
        "ends in a sigmoid; it should end in softmax",
        (LAST, LAST.replace("softmax", "sigmoid")),
    ),
    layers("relu_last", "ends in a ReLU; it should end in softmax", (LAST, LAST.replace("softmax", "relu"))),
    layers(
        "dilation",
        "spreads its filters (dilation); they should cover neighbouring pixels",
        (SECOND, SECOND + ", dilation_rate=2"),
    ),
    mistake("softmax_twice", "applies softmax twice; apply it once", (CALL, f"tf.nn.softmax({CALL})")),
    mistake(
        "average_pool",
        "averages over neighbouring pixels; leave this out, as no pooling is asked for",
        (HIDDEN, f"tf.nn.avg_pool2d({HIDDEN}, 3, 1, 'SAME')"),
    ),
    mistake(
        "max_pool",
        "takes maxima over neighbouring pixels; leave this out, as no pooling is asked for",
        (HIDDEN, f"tf.nn.max_pool2d({HIDDEN}, 3, 1, 'SAME')"),
    ),
    mistake(
        "dropout",
        "drops out units; leave this out, as no dropout is asked for",
        (HIDDEN, f"tf.nn.dropout({HIDDEN}, 0.5)"),
    ),
    mistake(
        "dropout_in_training",
        "drops out units while it trains; leave this out, as no dropout is asked for",
        (HIDDEN, f"keras.layers.Dropout(0.5)({HIDDEN}, training=training)"),
    ),
    mistake(
        "normalised",
        "normalises over the batch; leave this out, as no normalisation is asked for",
        (HIDDEN, f"tf.nn.l2_normalize({HIDDEN}, (0, 1, 2))"),
    ),
    mistake(
        "channels_first",
        "flattens with the channels first; in TensorFlow they should come last",
        (HIDDEN, f"tf.transpose({HIDDEN}, (0, 3, 1, 2))"),
    ),
    mistake(
        "rows_and_columns",
        "swaps rows and columns before it flattens; flatten without a transpose",
        (HIDDEN, f"tf.transpose({HIDDEN}, (0, 2, 1, 3))"),
    ),
    mistake(
        "takes_channels_first",
        "takes images with the channels first; here they should come last",
        ("self.conv1(x)", "self.conv1(tf.transpose(x, (0, 2, 3, 1)))"),
    ),
    mistake(
        "samples_mixed",
        "flattens across images; each row should hold one image",
        (
            f"self.flatten({HIDDEN})",
            f"tf.reshape(tf.transpose({HIDDEN}, (1, 0, 2, 3)), (-1, self.conv2.filters * 1024))",
        ),
    ),
    mistake(
        "relu_first",
        "applies the ReLU to the images; apply it after each convolution",
        ("self.conv1(x)", "self.conv1(tf.nn.relu(x))"),
    ),
    mistake(
        "mean_taken_away",
        "changes the images before the first convolution; pass them on unchanged",
        ("self.conv1(x)", "self.conv1(x - tf.reduce_mean(x))"),
    ),
    mistake(
        "not_flattened",
        "does not flatten before the affine layer; add a flatten layer there",
        (CALL, f"self.fc({HIDDEN})"),
    ),
    mistake(
        "one_layer_short",
        "returns the input of the affine layer; return its output",
        (CALL, f"self.flatten({HIDDEN})"),
    ),
    mistake(
        "nothing_returned",
        "returns nothing; return the scores",
        (f"return {CALL}", f"probabilities = {CALL}"),
    ),
    start(
        "default_start",
        "keeps keras' default initialisation; use Kaiming's normal initialisation",
        "keras.initializers.GlorotUniform",
    ),
    start("glorot", "has Glorot's initialisation; use Kaiming's", "keras.initializers.GlorotNormal"),
    start(
        "uniform",
        "draws its weights uniformly; draw them from a normal distribution",
        "keras.initializers.HeUniform",
    ),
    start(
        "lecun",
        "scales its weights for layers without ReLU; use the standard deviation sqrt(2 / fan-in)",
        "keras.initializers.LecunNormal",
    ),
    start(
        "fan_out",
        "scales its weights by fan-out; use the standard deviation sqrt(2 / fan-in)",
        "lambda: keras.initializers.VarianceScaling(2.0, mode='fan_out')",
    ),
    start(
        "fixed_scale",
        "gives all weights the same scale; it should depend on fan-in",
        "lambda: keras.initializers.RandomNormal(stddev=0.01)",
    ),
    start("zeros", "initialises its weights to 0; draw them at random", "keras.initializers.Zeros"),
    mistake(
        "affine_forgotten",
        (
            "keeps the default initialisation of its affine layer; "
            "use Kaiming's normal initialisation for it too"
        ),
        (LAST + ", kernel_initializer=normal()", LAST),
        target=f"{CLASS}.__init__",
        costs=("5.3",),
    ),
    mistake(
        "biases_of_one",
        "initialises its biases to 1; initialise them to 0",
        (LAST, LAST + ", bias_initializer='ones'"),
        target=f"{CLASS}.__init__",
        costs=("5.3",),
    ),
    # ---- right as well
    variant(
        "scores",
        "that returns scores without softmax, as in older offerings",
        (LAST, "num_classes"),
        target=f"{CLASS}.__init__",
    ),
    variant(
        "not_cut_off",
        "with a normal distribution that is not cut off",
        (
            START,
            "normal = lambda: keras.initializers.VarianceScaling(2.0, distribution='untruncated_normal')",
        ),
        target=f"{CLASS}.__init__",
    ),
    variant(
        "as_in_2020",
        "with tf.keras, VarianceScaling, activations as layers, other names and order",
        code="""
        class ThreeLayerConvNet(tf.keras.Model):
            def __init__(self, channel_1, channel_2, num_classes):
                super(ThreeLayerConvNet, self).__init__()
                initializer = tf.initializers.VarianceScaling(scale=2.0)
                self.out = tf.keras.layers.Dense(num_classes, kernel_initializer=initializer)
                self.a = tf.keras.layers.Conv2D(channel_1, (5, 5), (1, 1), "same", kernel_initializer=initializer)
                self.b = tf.keras.layers.Conv2D(channel_2, [3, 3], [1, 1], "valid", kernel_initializer=initializer)
                self.pad = tf.keras.layers.ZeroPadding2D(1)
                self.relu = tf.keras.layers.Activation("relu")
                self.softmax = tf.keras.layers.Softmax()

            def call(self, input_tensor, training=False):
                x = self.relu(self.a(input_tensor))
                x = self.relu(self.b(self.pad(x)))
                return self.softmax(self.out(tf.keras.layers.Flatten()(x)))
        """,
    ),
    variant(
        "sequence_inside",
        "with all layers in one sequence",
        code="""
        class ThreeLayerConvNet(keras.Model):
            def __init__(self, channel_1, channel_2, num_classes):
                super().__init__()
                options = dict(padding="same", activation="relu", kernel_initializer="he_normal")
                self.net = keras.Sequential([
                    keras.layers.Conv2D(channel_1, 5, **options),
                    keras.layers.Conv2D(channel_2, 3, **options),
                    keras.layers.Flatten(),
                    keras.layers.Dense(num_classes, activation="softmax", kernel_initializer="he_normal"),
                ])

            def call(self, x):
                return self.net(x)
        """,
    ),
]
