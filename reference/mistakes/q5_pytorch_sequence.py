"""Mistakes in the sequence of layers of PyTorch's part IV, and right variants of it."""

from autograder.model.mutants import Mutant

FIRST = "    nn.Conv2d(3, channel_1, 5, padding=2),\n    nn.ReLU(),\n"
SECOND = "    nn.Conv2d(channel_1, channel_2, 3, padding=1),\n    nn.ReLU(),\n    Flatten(),\n"
LAST = "    nn.Linear(channel_2 * 32 * 32, 10),\n"


def mistake(name, hint, *swaps, costs=("5.4",)):
    return Mutant(id=f"pytorch_sequence.{name}", target="PyTorch.ipynb", swaps=swaps, hint=hint, costs=costs)


def variant(name, hint, *swaps):
    return mistake(name, hint, *swaps, costs=())


MISTAKES = [
    mistake(
        "no_padding",
        (
            "the first convolution of the sequence does not pad by 2; "
            "it should, so that images keep their size"
        ),
        (FIRST, FIRST.replace(", padding=2", "")),
    ),
    mistake(
        "paddings_exchanged",
        "the sequence pads by 1 and then by 2; the first convolution should pad by 2, the second by 1",
        (FIRST, FIRST.replace("padding=2", "padding=1")),
        (SECOND, SECOND.replace("padding=1", "padding=2")),
    ),
    mistake(
        "no_first_relu",
        "the sequence lacks the ReLU after the first convolution; add it",
        (FIRST, FIRST.replace("    nn.ReLU(),\n", "")),
    ),
    mistake(
        "no_second_relu",
        "the sequence lacks the ReLU after the second convolution; add it",
        (SECOND, SECOND.replace("    nn.ReLU(),\n", "")),
    ),
    mistake(
        "relu_on_scores",
        "the sequence ends in a ReLU; leave it out, as scores may be negative",
        (LAST, LAST + "    nn.ReLU(),\n"),
    ),
    mistake(
        "softmax",
        "the sequence ends in softmax; it should return scores",
        (LAST, LAST + "    nn.Softmax(dim=1),\n"),
    ),
    mistake(
        "log_softmax",
        "the sequence ends in the logarithm of softmax; it should return scores",
        (LAST, LAST + "    nn.LogSoftmax(dim=1),\n"),
    ),
    mistake(
        "sigmoid",
        "the sequence has a sigmoid between its layers; use a ReLU",
        (FIRST, FIRST.replace("ReLU", "Sigmoid")),
    ),
    mistake(
        "tanh",
        "the sequence has a tanh between its layers; use a ReLU",
        (SECOND, SECOND.replace("ReLU", "Tanh")),
    ),
    mistake(
        "leaky_relu",
        "the sequence has a leaky ReLU between its layers; use a ReLU",
        (SECOND, SECOND.replace("ReLU", "LeakyReLU")),
    ),
    mistake(
        "no_flatten",
        "the sequence does not flatten before the affine layer; add a flatten layer there",
        (SECOND, SECOND.replace("    Flatten(),\n", "")),
    ),
    mistake(
        "batch_norm",
        "the sequence has a normalisation; leave it out, as none is asked for",
        (FIRST, FIRST + "    nn.BatchNorm2d(channel_1, affine=False),\n"),
    ),
    mistake(
        "dropout",
        "the sequence drops out units; leave this out, as no dropout is asked for",
        (LAST, "    nn.Dropout(0.5),\n" + LAST),
    ),
    mistake(
        "max_pool",
        "the sequence takes maxima over neighbouring pixels; leave this out, as no pooling is asked for",
        (FIRST, FIRST + "    nn.MaxPool2d(3, stride=1, padding=1),\n"),
    ),
    mistake(
        "average_pool",
        "the sequence averages over neighbouring pixels; leave this out, as no pooling is asked for",
        (FIRST, FIRST + "    nn.AvgPool2d(3, stride=1, padding=1),\n"),
    ),
    mistake(
        "no_conv_bias",
        "a convolution of the sequence has no bias; every convolution should have one",
        (FIRST, FIRST.replace("padding=2", "padding=2, bias=False")),
    ),
    mistake(
        "no_affine_bias",
        "the affine layer of the sequence has no bias; it should have one",
        (LAST, LAST.replace("10)", "10, bias=False)")),
    ),
    mistake(
        "small_filters",
        "the first filters of the sequence are 3 x 3; they should be 5 x 5",
        (FIRST, FIRST.replace("5, padding=2", "3, padding=1")),
    ),
    mistake(
        "order",
        "the sequence has a ReLU in the wrong place; use convolution, then ReLU, twice",
        (FIRST, "    nn.ReLU(),\n    nn.Conv2d(3, channel_1, 5, padding=2),\n"),
    ),
    mistake(
        "two_layers",
        "the sequence has one convolution; it should have two",
        (FIRST + SECOND, FIRST + "    Flatten(),\n"),
        (LAST, LAST.replace("channel_2", "channel_1")),
    ),
    variant(
        "named",
        "named layers, nn.Flatten",
        (
            FIRST,
            '    __import__("collections").OrderedDict(\n'
            '    conv1=nn.Conv2d(3, 32, (5, 5), padding="same"), relu1=nn.ReLU(),\n',
        ),
        (
            SECOND,
            "    conv2=nn.Conv2d(32, 16, 3, 1, 1), relu2=nn.ReLU(inplace=True), flatten=nn.Flatten(),\n",
        ),
        (LAST, "    fc=nn.Linear(16384, 10)),\n"),
    ),
    variant("nested", "a sequence in a sequence", (FIRST, f"    nn.Sequential(\n{FIRST}    ),\n")),
]
