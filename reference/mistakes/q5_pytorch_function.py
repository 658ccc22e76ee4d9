"""Mistakes in PyTorch's three_layer_convnet, and right variants of it."""

from autograder.model.mutants import Mutant

FIRST = "F.relu(F.conv2d(x, conv_w1, conv_b1, padding=2))"
SECOND = "F.relu(F.conv2d(x, conv_w2, conv_b2, padding=1))"
SCORES = "flatten(x).mm(fc_w) + fc_b"


def mistake(name, hint, *swaps, costs=("5.1",)):
    return Mutant(
        id=f"pytorch_convnet.{name}",
        target="PyTorch.ipynb:three_layer_convnet",
        swaps=swaps,
        hint=hint,
        costs=costs,
    )


def variant(name, hint, *swaps):
    return mistake(name, hint, *swaps, costs=())


MISTAKES = [
    # ---- padding, stride, filters
    mistake(
        "no_padding",
        (
            "three_layer_convnet does not pad; "
            "pad the convolutions by 2 and by 1, so that images keep their size"
        ),
        ("padding=2", "padding=0"),
        ("padding=1", "padding=0"),
    ),
    mistake(
        "paddings_exchanged",
        (
            "three_layer_convnet pads by 1 and then by 2; "
            "the first convolution should pad by 2, the second by 1"
        ),
        ("padding=2", "padding=1 "),
        ("padding=1)", "padding=2)"),
    ),
    mistake(
        "same_padding",
        "three_layer_convnet pads both convolutions by 2; the second one should pad by 1",
        ("padding=1", "padding=2"),
    ),
    mistake(
        "border_repeated",
        "three_layer_convnet pads with the pixels at the border; pad with zeros",
        (
            "F.conv2d(x, conv_w1, conv_b1, padding=2)",
            "F.conv2d(F.pad(x, (2,) * 4, mode='replicate'), conv_w1, conv_b1)",
        ),
    ),
    mistake(
        "stride",
        "three_layer_convnet moves its filters by 2; the stride should be 1",
        ("padding=1", "padding=1, stride=2"),
    ),
    mistake(
        "flipped_filters",
        "three_layer_convnet flips its filters; use them as they are",
        ("F.conv2d(x, conv_w1,", "F.conv2d(x, conv_w1.flip(2, 3),"),
    ),
    mistake(
        "filters_transposed",
        "three_layer_convnet swaps rows and columns of its filters; use them as they are",
        ("F.conv2d(x, conv_w2,", "F.conv2d(x, conv_w2.transpose(2, 3),"),
    ),
    # ---- biases
    mistake(
        "no_first_bias",
        "three_layer_convnet leaves out the bias of the first convolution; add conv_b1",
        ("conv_w1, conv_b1, padding", "conv_w1, padding"),
    ),
    mistake(
        "no_second_bias",
        "three_layer_convnet leaves out the bias of the second convolution; add conv_b2",
        ("conv_w2, conv_b2, padding", "conv_w2, padding"),
    ),
    mistake(
        "no_last_bias",
        "three_layer_convnet leaves out the bias of the affine layer; add fc_b",
        (SCORES, "flatten(x).mm(fc_w)"),
    ),
    mistake(
        "bias_after_relu",
        "three_layer_convnet adds the first convolution's bias after the ReLU; add it before",
        (FIRST, "F.relu(F.conv2d(x, conv_w1, padding=2)) + conv_b1[:, None, None]"),
    ),
    # ---- nonlinearities
    mistake(
        "no_first_relu",
        "three_layer_convnet lacks the ReLU after the first convolution; add it",
        (FIRST, "F.conv2d(x, conv_w1, conv_b1, padding=2)"),
    ),
    mistake(
        "no_second_relu",
        "three_layer_convnet lacks the ReLU after the second convolution; add it",
        (SECOND, "F.conv2d(x, conv_w2, conv_b2, padding=1)"),
    ),
    mistake(
        "relu_on_scores",
        "three_layer_convnet ends in a ReLU; leave it out, as scores may be negative",
        (SCORES, f"F.relu({SCORES})"),
    ),
    mistake(
        "relu_first",
        "three_layer_convnet applies the ReLU before a convolution; apply it after the convolution",
        (FIRST, "F.conv2d(F.relu(x), conv_w1, conv_b1, padding=2)"),
    ),
    mistake(
        "sigmoid",
        "three_layer_convnet has a sigmoid between its layers; use a ReLU",
        (FIRST, FIRST.replace("F.relu", "torch.sigmoid")),
    ),
    mistake(
        "tanh",
        "three_layer_convnet has a tanh between its layers; use a ReLU",
        (SECOND, SECOND.replace("F.relu", "torch.tanh")),
    ),
    mistake(
        "leaky_relu",
        "three_layer_convnet has a leaky ReLU between its layers; use a ReLU",
        (SECOND, SECOND.replace("F.relu", "F.leaky_relu")),
    ),
    mistake(
        "elu",
        "three_layer_convnet has an ELU between its layers; use a ReLU",
        (FIRST, FIRST.replace("F.relu", "F.elu")),
    ),
    mistake(
        "softmax",
        (
            "three_layer_convnet ends in softmax; "
            "it should return scores, as the loss function applies softmax"
        ),
        (SCORES, f"F.softmax({SCORES}, dim=1)"),
    ),
    mistake(
        "log_softmax",
        "three_layer_convnet ends in the logarithm of softmax; it should return scores",
        (SCORES, f"F.log_softmax({SCORES}, dim=1)"),
    ),
    # ---- what was not asked for
    mistake(
        "average_pool",
        "three_layer_convnet averages over neighbouring pixels; leave this out, as no pooling is asked for",
        (SCORES, "flatten(F.avg_pool2d(x, 3, stride=1, padding=1)).mm(fc_w) + fc_b"),
    ),
    mistake(
        "max_pool",
        (
            "three_layer_convnet takes maxima over neighbouring pixels; "
            "leave this out, as no pooling is asked for"
        ),
        (SCORES, "flatten(F.max_pool2d(x, 3, stride=1, padding=1)).mm(fc_w) + fc_b"),
    ),
    mistake(
        "dropout",
        "three_layer_convnet drops out units, in test mode too; leave this out, as no dropout is asked for",
        (SCORES, "flatten(F.dropout(x, 0.5)).mm(fc_w) + fc_b"),
    ),
    mistake(
        "batch_norm",
        "three_layer_convnet normalises over the batch; leave this out, as no normalisation is asked for",
        (SCORES, "flatten(F.batch_norm(x, None, None, training=True)).mm(fc_w) + fc_b"),
    ),
    # ---- flattening, order of axes
    mistake(
        "channels_last",
        (
            "three_layer_convnet flattens with the channels last; "
            "use the order of the rows of fc_w, (channel, row, column)"
        ),
        ("flatten(x)", "x.permute(0, 2, 3, 1).reshape(x.shape[0], -1)"),
    ),
    mistake(
        "rows_and_columns",
        "three_layer_convnet swaps rows and columns before it flattens; flatten without a transpose",
        ("flatten(x)", "x.transpose(2, 3).reshape(x.shape[0], -1)"),
    ),
    mistake(
        "samples_mixed",
        "three_layer_convnet flattens across images; each row should hold one image",
        ("flatten(x)", "x.permute(1, 0, 2, 3).reshape(x.shape[0], -1)"),
    ),
    mistake(
        "weights_turned",
        "three_layer_convnet reads fc_w by columns; use it as it is, flatten(x).mm(fc_w)",
        ("mm(fc_w)", "mm(fc_w.reshape(fc_w.shape[1], -1).t())"),
    ),
    mistake(
        "fixed_size",
        "three_layer_convnet assumes images of 32 x 32; it should take the size from x",
        ("flatten(x)", "x.view(-1, conv_w2.shape[0] * 32 * 32)"),
    ),
    mistake(
        "one_layer_short",
        "three_layer_convnet returns the input of the affine layer; return its output",
        (f"return {SCORES}", "return flatten(x)"),
    ),
    mistake(
        "nothing_returned",
        "three_layer_convnet returns nothing; return the scores",
        (f"return {SCORES}", f"scores = {SCORES}"),
    ),
    # ---- right as well
    variant(
        "modules",
        "the ReLU as a module, view instead of flatten",
        (FIRST, "nn.ReLU()(F.conv2d(x, conv_w1, conv_b1, stride=1, padding=(2, 2)))"),
        (SCORES, "x.view(x.size(0), -1).matmul(fc_w).add(fc_b)"),
    ),
    variant(
        "clamped",
        "ReLU as a lower bound, flatten of torch, affine by addmm",
        (SECOND, "F.conv2d(x, conv_w2, padding='same').add(conv_b2.view(1, -1, 1, 1)).clamp(min=0)"),
        (SCORES, "torch.addmm(fc_b, torch.flatten(x, start_dim=1), fc_w)"),
    ),
    variant(
        "linear",
        "the affine layer by F.linear",
        (SCORES, "F.linear(x.reshape(len(x), -1), fc_w.t(), fc_b)"),
    ),
    variant(
        "float32",
        "numbers turned into float32",
        (FIRST, "F.relu(F.conv2d(x.to(dtype), conv_w1.to(dtype), conv_b1.to(dtype), padding=2))"),
        (SECOND, "F.relu(F.conv2d(x, conv_w2.to(dtype), conv_b2.to(dtype), padding=1))"),
        (SCORES, "flatten(x).mm(fc_w.to(dtype)) + fc_b.to(dtype)"),
    ),
]
