"""Mistakes in TensorFlow's keras.Sequential and in its functional net, and right variants of them."""

from autograder.model.mutants import Mutant

FIRST = '            keras.layers.Conv2D(32, 5, padding="same", activation="relu"),\n'
SECOND = '            keras.layers.Conv2D(16, 3, padding="same", activation="relu"),\n'
LAST = '            keras.layers.Dense(10, activation="softmax"),\n'
FUNCTIONAL_FIRST = 'keras.layers.Conv2D(32, 5, padding="same", activation="relu")(images)'
FUNCTIONAL_SECOND = 'keras.layers.Conv2D(16, 3, padding="same", activation="relu")(x)'
FUNCTIONAL_LAST = 'keras.layers.Dense(10, activation="softmax")(x)'


def mistake(name, hint, *swaps, costs=("5.4",)):
    return Mutant(
        id=f"tensorflow_sequence.{name}", target="TensorFlow.ipynb", swaps=swaps, hint=hint, costs=costs
    )


def variant(name, hint, *swaps):
    return mistake(name, hint, *swaps, costs=())


def layer(text):
    return f"            keras.layers.{text},\n"


MISTAKES = [
    mistake(
        "no_padding",
        "the sequence does not pad; it should, so that images keep their size",
        ("model_init_fn", FIRST, FIRST.replace("same", "valid")),
    ),
    mistake(
        "no_first_relu",
        "the sequence lacks the ReLU after the first convolution; add it",
        ("model_init_fn", FIRST, FIRST.replace(', activation="relu"', "")),
    ),
    mistake(
        "no_second_relu",
        "the sequence lacks the ReLU after the second convolution; add it",
        ("model_init_fn", SECOND, SECOND.replace(', activation="relu"', "")),
    ),
    mistake(
        "sigmoid",
        "the sequence has a sigmoid between its layers; use a ReLU",
        ("model_init_fn", FIRST, FIRST.replace("relu", "sigmoid")),
    ),
    mistake(
        "tanh",
        "the sequence has a tanh between its layers; use a ReLU",
        ("model_init_fn", SECOND, SECOND.replace("relu", "tanh")),
    ),
    mistake(
        "sigmoid_last",
        "the sequence ends in a sigmoid; it should end in softmax",
        ("model_init_fn", LAST, LAST.replace("softmax", "sigmoid")),
    ),
    mistake(
        "softmax_twice",
        "the sequence applies softmax twice; apply it once",
        ("model_init_fn", LAST, LAST + layer("Softmax()")),
    ),
    mistake(
        "batch_norm",
        "the sequence has a normalisation; leave it out, as none is asked for",
        ("model_init_fn", FIRST, FIRST + layer("BatchNormalization()")),
    ),
    mistake(
        "dropout",
        "the sequence drops out units; leave this out, as no dropout is asked for",
        ("model_init_fn", LAST, layer("Dropout(0.5)") + LAST),
    ),
    mistake(
        "max_pool",
        "the sequence takes maxima over neighbouring pixels; leave this out, as no pooling is asked for",
        ("model_init_fn", FIRST, FIRST + layer("MaxPooling2D(3, 1, 'same')")),
    ),
    mistake(
        "average_pool",
        "the sequence averages over neighbouring pixels; leave this out, as no pooling is asked for",
        ("model_init_fn", FIRST, FIRST + layer("AveragePooling2D(3, 1, 'same')")),
    ),
    mistake(
        "no_conv_bias",
        "a convolution of the sequence has no bias; every convolution should have one",
        ("model_init_fn", FIRST, FIRST.replace('"same"', '"same", use_bias=False')),
    ),
    mistake(
        "small_filters",
        "the first filters of the sequence are 3 x 3; they should be 5 x 5",
        ("model_init_fn", FIRST, FIRST.replace("5", "3")),
    ),
    mistake(
        "channels_first",
        "the sequence flattens with the channels first; in TensorFlow they should come last",
        ("model_init_fn", SECOND, SECOND + layer("Permute((3, 1, 2))")),
    ),
    mistake(
        "rows_and_columns",
        "the sequence swaps rows and columns before it flattens; flatten without a transpose",
        ("model_init_fn", SECOND, SECOND + layer("Permute((2, 1, 3))")),
    ),
    mistake(
        "functional_no_relu",
        "the functional net lacks the ReLU after the second convolution; add it",
        ("model_init_fn", FUNCTIONAL_SECOND, FUNCTIONAL_SECOND.replace(', activation="relu"', "")),
    ),
    mistake(
        "functional_no_padding",
        "the functional net does not pad; it should, so that images keep their size",
        ("model_init_fn", FUNCTIONAL_FIRST, FUNCTIONAL_FIRST.replace("same", "valid")),
    ),
    mistake(
        "functional_sigmoid",
        "the functional net has a sigmoid between its layers; use a ReLU",
        ("model_init_fn", FUNCTIONAL_FIRST, FUNCTIONAL_FIRST.replace("relu", "sigmoid")),
    ),
    mistake(
        "functional_softmax_twice",
        "the functional net applies softmax twice; apply it once",
        ("model_init_fn", FUNCTIONAL_LAST, f"keras.layers.Softmax()({FUNCTIONAL_LAST})"),
    ),
    mistake(
        "functional_layer_skipped",
        "the functional net passes the images around the first convolution; pass them through it",
        ("model_init_fn", FUNCTIONAL_SECOND, FUNCTIONAL_SECOND.replace("(x)", "(images)")),
    ),
    variant(
        "activations",
        "activations as layers, scores instead of probabilities",
        ("model_init_fn", FIRST, layer("Conv2D(32, (5, 5), padding='same')") + layer("Activation('relu')")),
        ("model_init_fn", LAST, layer("Dense(10, kernel_initializer='he_normal')")),
    ),
    variant(
        "no_functional_net",
        "no functional net, as in the notebook of 2020",
        (
            "model_init_fn",
            f"probabilities = {FUNCTIONAL_LAST}\n    return keras.Model(inputs=images, outputs=probabilities)",
            "return None",
        ),
    ),
]
