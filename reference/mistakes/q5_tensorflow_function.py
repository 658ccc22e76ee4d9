"""Mistakes in TensorFlow's three_layer_convnet, and right variants of it."""

from autograder.model.mutants import Mutant

FIRST = 'tf.nn.relu(tf.nn.conv2d(x, conv_w1, strides=1, padding="SAME") + conv_b1)'
SECOND = 'tf.nn.relu(tf.nn.conv2d(x, conv_w2, strides=1, padding="SAME") + conv_b2)'
SCORES = "flatten(x) @ fc_w + fc_b"


def mistake(name, hint, *swaps, costs=("5.1",)):
    return Mutant(
        id=f"tensorflow_convnet.{name}",
        target="TensorFlow.ipynb:three_layer_convnet",
        swaps=swaps,
        hint=f"three_layer_convnet {hint}",
        costs=costs,
    )


def variant(name, hint, *swaps):
    return mistake(name, hint, *swaps, costs=())


def padded(by, w):
    return f'tf.nn.conv2d(tf.pad(x, [[0, 0], [{by}, {by}], [{by}, {by}], [0, 0]]), {w}, strides=1, padding="VALID")'


MISTAKES = [
    mistake(
        "no_padding",
        "does not pad; it should, so that images keep their size",
        (FIRST, FIRST.replace("SAME", "VALID")),
    ),
    mistake(
        "paddings_exchanged",
        "pads by 1 and then by 2; the first convolution should pad by 2, the second by 1",
        (FIRST, f"tf.nn.relu({padded(1, 'conv_w1')} + conv_b1)"),
        (SECOND, f"tf.nn.relu({padded(2, 'conv_w2')} + conv_b2)"),
    ),
    mistake(
        "padded_twice",
        "pads by itself and lets the convolution pad again; pad once",
        (FIRST, f"tf.nn.relu({padded(2, 'conv_w1')} + conv_b1)".replace("VALID", "SAME")),
    ),
    mistake(
        "reflected",
        "pads with reflected pixels; pad with zeros",
        (FIRST, f"tf.nn.relu({padded(2, 'conv_w1')} + conv_b1)".replace("[0, 0]])", '[0, 0]], "REFLECT")')),
    ),
    mistake(
        "stride",
        "moves its filters by 2; the stride should be 1",
        (SECOND, SECOND.replace("strides=1", "strides=2")),
    ),
    mistake(
        "flipped_filters",
        "flips its filters; use them as they are",
        ("conv2d(x, conv_w1,", "conv2d(x, conv_w1[::-1, ::-1],"),
    ),
    mistake(
        "filters_transposed",
        "swaps rows and columns of its filters; use them as they are",
        ("conv2d(x, conv_w2,", "conv2d(x, tf.transpose(conv_w2, (1, 0, 2, 3)),"),
    ),
    mistake("no_first_bias", "leaves out the bias of the first convolution; add conv_b1", (" + conv_b1", "")),
    mistake(
        "no_second_bias", "leaves out the bias of the second convolution; add conv_b2", (" + conv_b2", "")
    ),
    mistake("no_last_bias", "leaves out the bias of the affine layer; add fc_b", (" + fc_b", "")),
    mistake(
        "bias_after_relu",
        "adds the first convolution's bias after the ReLU; add it before",
        (FIRST, 'tf.nn.relu(tf.nn.conv2d(x, conv_w1, strides=1, padding="SAME")) + conv_b1'),
    ),
    mistake(
        "no_first_relu",
        "lacks the ReLU after the first convolution; add it",
        (FIRST, FIRST.replace("tf.nn.relu", "")),
    ),
    mistake(
        "no_second_relu",
        "lacks the ReLU after the second convolution; add it",
        (SECOND, SECOND.replace("tf.nn.relu", "")),
    ),
    mistake(
        "relu_on_scores",
        "ends in a ReLU; leave it out, as scores may be negative",
        (SCORES, f"tf.nn.relu({SCORES})"),
    ),
    mistake(
        "relu_first",
        "applies the ReLU before a convolution; apply it after the convolution",
        (FIRST, 'tf.nn.conv2d(tf.nn.relu(x), conv_w1, strides=1, padding="SAME") + conv_b1'),
    ),
    mistake(
        "sigmoid", "has a sigmoid between its layers; use a ReLU", (FIRST, FIRST.replace("relu", "sigmoid"))
    ),
    mistake("tanh", "has a tanh between its layers; use a ReLU", (SECOND, SECOND.replace("relu", "tanh"))),
    mistake(
        "leaky_relu",
        "has a leaky ReLU between its layers; use a ReLU",
        (SECOND, SECOND.replace("relu", "leaky_relu")),
    ),
    mistake("elu", "has an ELU between its layers; use a ReLU", (FIRST, FIRST.replace("relu", "elu"))),
    mistake(
        "softmax",
        "ends in softmax; it should return scores, as the loss function applies softmax",
        (SCORES, f"tf.nn.softmax({SCORES})"),
    ),
    mistake(
        "log_softmax",
        "ends in the logarithm of softmax; it should return scores",
        (SCORES, f"tf.nn.log_softmax({SCORES})"),
    ),
    mistake(
        "average_pool",
        "averages over neighbouring pixels; leave this out, as no pooling is asked for",
        ("flatten(x)", 'flatten(tf.nn.avg_pool2d(x, 3, 1, "SAME"))'),
    ),
    mistake(
        "max_pool",
        "takes maxima over neighbouring pixels; leave this out, as no pooling is asked for",
        ("flatten(x)", 'flatten(tf.nn.max_pool2d(x, 3, 1, "SAME"))'),
    ),
    mistake(
        "dropout",
        "drops out units; leave this out, as no dropout is asked for",
        ("flatten(x)", "tf.nn.dropout(flatten(x), 0.5)"),
    ),
    mistake(
        "batch_norm",
        "normalises over the batch; leave this out, as no normalisation is asked for",
        ("flatten(x)", "flatten((x - tf.reduce_mean(x, (0, 1, 2))) / tf.math.reduce_std(x, (0, 1, 2)))"),
    ),
    mistake(
        "channels_first",
        "flattens with the channels first; in TensorFlow they should come last",
        ("flatten(x)", "flatten(tf.transpose(x, (0, 3, 1, 2)))"),
    ),
    mistake(
        "rows_and_columns",
        "swaps rows and columns before it flattens; flatten without a transpose",
        ("flatten(x)", "flatten(tf.transpose(x, (0, 2, 1, 3)))"),
    ),
    mistake(
        "samples_mixed",
        "flattens across images; each row should hold one image",
        ("flatten(x)", "tf.reshape(tf.transpose(x, (1, 0, 2, 3)), (tf.shape(x)[0], -1))"),
    ),
    mistake(
        "weights_turned",
        "reads fc_w by columns; use it as it is",
        ("@ fc_w", "@ tf.transpose(tf.reshape(fc_w, fc_w.shape[::-1]))"),
    ),
    mistake(
        "fixed_size",
        "assumes images of 32 x 32; it should take the size from x",
        ("flatten(x)", "tf.reshape(x, (-1, 32 * 32 * conv_w2.shape[3]))"),
    ),
    mistake(
        "one_layer_short", "returns the input of the affine layer; return its output", (SCORES, "flatten(x)")
    ),
    mistake(
        "nothing_returned", "returns nothing; return the scores", (f"return {SCORES}", f"scores = {SCORES}")
    ),
    variant(
        "by_hand",
        "with zeros put around by hand, bias_add, matmul",
        (FIRST, f"tf.nn.relu(tf.nn.bias_add({padded(2, 'conv_w1')}, conv_b1))"),
        (SCORES, "tf.matmul(tf.reshape(x, [x.shape[0], -1]), fc_w) + fc_b"),
    ),
    variant(
        "layers_of_keras",
        "with Flatten and the ReLU of keras, paddings as lists",
        (
            FIRST,
            "keras.layers.ReLU()(tf.nn.conv2d(x, conv_w1, 1, [[0, 0], [2, 2], [2, 2], [0, 0]]) + conv_b1)",
        ),
        ("flatten(x)", "keras.layers.Flatten()(x)"),
    ),
    variant(
        "float32",
        "with numbers turned into float32",
        (
            FIRST,
            "tf.nn.relu(tf.nn.conv2d(*[tf.cast(a, tf.float32) for a in (x, conv_w1)], 1, 'SAME')"
            " + tf.cast(conv_b1, tf.float32))",
        ),
    ),
]
