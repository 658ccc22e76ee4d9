"""Mistakes in PyTorch's ThreeLayerConvNet, and right variants of it."""

from autograder.model.mutants import Mutant

CLASS = "PyTorch.ipynb:ThreeLayerConvNet"
FIRST, SECOND, SCORES = "F.relu(self.conv1(x))", "F.relu(self.conv2(x))", "self.fc(flatten(x))"
KAIMING = "nn.init.kaiming_normal_(layer.weight)"
NO_BIAS = "            nn.init.zeros_(layer.bias)\n"


def mistake(name, hint, *swaps, costs=("5.2",), target=f"{CLASS}.forward", code=""):
    return Mutant(id=f"pytorch_class.{name}", target=target, swaps=swaps, code=code, hint=hint, costs=costs)


def layers(name, hint, *swaps):
    """A mistake in what the class is made of."""
    return mistake(name, hint, *swaps, target=f"{CLASS}.__init__")


def start(name, hint, *swaps):
    """A mistake in how it starts."""
    return mistake(name, hint, *swaps, target=f"{CLASS}.__init__", costs=("5.3",))


def variant(name, hint, *swaps, target=CLASS, code=""):
    return mistake(name, hint, *swaps, costs=(), target=target, code=code)


MISTAKES = [
    # ---- layers
    layers(
        "no_padding",
        (
            "the first convolution of ThreeLayerConvNet does not pad by 2; "
            "it should, so that images keep their size"
        ),
        (", padding=2", ""),
    ),
    layers(
        "paddings_exchanged",
        "ThreeLayerConvNet pads by 1 and then by 2; the first convolution should pad by 2, the second by 1",
        ("5, padding=2", "5, padding=1"),
        ("3, padding=1", "3, padding=2"),
    ),
    layers(
        "reflected",
        "ThreeLayerConvNet pads with reflected pixels; pad with zeros",
        ("padding=2", "padding=2, padding_mode='reflect'"),
    ),
    layers(
        "stride",
        "ThreeLayerConvNet moves its filters by 2; the stride should be 1",
        ("padding=1", "padding=1, stride=2"),
    ),
    layers(
        "small_filters",
        "the first filters of ThreeLayerConvNet are 3 x 3; they should be 5 x 5",
        ("channel_1, 5, padding=2", "channel_1, 3, padding=1"),
    ),
    layers(
        "no_conv_bias",
        "a convolution of ThreeLayerConvNet has no bias; every convolution should have one",
        ("padding=2)", "padding=2, bias=False)"),
        (NO_BIAS, ""),
    ),
    layers(
        "no_affine_bias",
        "the affine layer of ThreeLayerConvNet has no bias; it should have one",
        ("32 * 32, num_classes)", "32 * 32, num_classes, bias=False)"),
        (NO_BIAS, ""),
    ),
    layers(
        "channels_exchanged",
        (
            "ThreeLayerConvNet swaps its channels; "
            "use channel_1 for the first convolution and channel_2 for the second"
        ),
        ("in_channel, channel_1, 5", "in_channel, channel_2, 5"),
        ("channel_1, channel_2, 3", "channel_2, channel_1, 3"),
        ("channel_2 * 32", "channel_1 * 32"),
    ),
    layers(
        "three_channels",
        "ThreeLayerConvNet always takes images with 3 channels; use in_channel",
        ("Conv2d(in_channel", "Conv2d(3"),
    ),
    layers(
        "ten_classes",
        "ThreeLayerConvNet always has 10 classes; use num_classes",
        ("32 * 32, num_classes)", "32 * 32, 10)"),
    ),
    layers(
        "batch_norm",
        "ThreeLayerConvNet has a normalisation; leave it out, as none is asked for",
        ("super().__init__()", "super().__init__()\n        self.bn = nn.BatchNorm2d(channel_1)"),
    ),
    layers(
        "pooled_size",
        (
            "the affine layer of ThreeLayerConvNet is made for halved images; "
            "use their full size, as nothing makes them smaller"
        ),
        ("32 * 32", "16 * 16"),
    ),
    layers(
        "dilation",
        "ThreeLayerConvNet spreads its filters (dilation); they should cover neighbouring pixels",
        ("3, padding=1", "3, padding=2, dilation=2"),
    ),
    # ---- forward
    mistake(
        "no_first_relu",
        "ThreeLayerConvNet lacks the ReLU after the first convolution; add it",
        (FIRST, "self.conv1(x)"),
    ),
    mistake(
        "no_second_relu",
        "ThreeLayerConvNet lacks the ReLU after the second convolution; add it",
        (SECOND, "self.conv2(x)"),
    ),
    mistake(
        "relu_on_scores",
        "ThreeLayerConvNet ends in a ReLU; leave it out, as scores may be negative",
        (SCORES, f"F.relu({SCORES})"),
    ),
    mistake(
        "relu_first",
        "ThreeLayerConvNet applies the ReLU before a convolution; apply it after the convolution",
        (FIRST, "self.conv1(F.relu(x))"),
    ),
    mistake(
        "sigmoid",
        "ThreeLayerConvNet has a sigmoid between its layers; use a ReLU",
        (FIRST, "torch.sigmoid(self.conv1(x))"),
    ),
    mistake(
        "tanh",
        "ThreeLayerConvNet has a tanh between its layers; use a ReLU",
        (SECOND, "torch.tanh(self.conv2(x))"),
    ),
    mistake(
        "leaky_relu",
        "ThreeLayerConvNet has a leaky ReLU between its layers; use a ReLU",
        (FIRST, "F.leaky_relu(self.conv1(x), 0.1)"),
    ),
    mistake(
        "softmax",
        "ThreeLayerConvNet ends in softmax; it should return scores",
        (SCORES, f"F.softmax({SCORES}, dim=1)"),
    ),
    mistake(
        "log_softmax",
        "ThreeLayerConvNet ends in the logarithm of softmax; it should return scores",
        (SCORES, f"F.log_softmax({SCORES}, dim=1)"),
    ),
    mistake(
        "average_pool",
        "ThreeLayerConvNet averages over neighbouring pixels; leave this out, as no pooling is asked for",
        (SECOND, f"F.avg_pool2d({SECOND}, 3, stride=1, padding=1)"),
    ),
    mistake(
        "max_pool",
        (
            "ThreeLayerConvNet takes maxima over neighbouring pixels; "
            "leave this out, as no pooling is asked for"
        ),
        (FIRST, f"F.max_pool2d({FIRST}, 3, stride=1, padding=1)"),
    ),
    mistake(
        "dropout",
        "ThreeLayerConvNet drops out units; leave this out, as no dropout is asked for",
        (SCORES, "self.fc(F.dropout(flatten(x), 0.5))"),
    ),
    mistake(
        "dropout_in_training",
        "ThreeLayerConvNet drops out units while it trains; leave this out, as no dropout is asked for",
        (SECOND, f"F.dropout({SECOND}, 0.2, training=self.training)"),
    ),
    mistake(
        "normalised",
        "ThreeLayerConvNet normalises over the batch; leave this out, as no normalisation is asked for",
        (SECOND, f"F.batch_norm({SECOND}, None, None, training=True)"),
    ),
    mistake(
        "channels_last",
        "ThreeLayerConvNet flattens with the channels last; leave the axes in their order",
        ("flatten(x)", "x.permute(0, 2, 3, 1).flatten(1)"),
    ),
    mistake(
        "takes_channels_last",
        "ThreeLayerConvNet takes images with the channels last; in PyTorch they should come first",
        (FIRST, "F.relu(self.conv1(x.permute(0, 3, 1, 2)))"),
    ),
    mistake(
        "rows_and_columns",
        "ThreeLayerConvNet swaps rows and columns before it flattens; flatten without a transpose",
        ("flatten(x)", "x.transpose(2, 3).flatten(1)"),
    ),
    mistake(
        "samples_mixed",
        "ThreeLayerConvNet flattens across images; each row should hold one image",
        ("flatten(x)", "x.transpose(0, 1).reshape(x.shape[0], -1)"),
    ),
    mistake(
        "one_layer_short",
        "ThreeLayerConvNet returns the input of the affine layer; return its output",
        (SCORES, "flatten(x)"),
    ),
    mistake(
        "nothing_returned",
        "ThreeLayerConvNet.forward returns nothing; return the scores",
        (f"return {SCORES}", f"scores = {SCORES}"),
    ),
    mistake(
        "mean_taken_away",
        "ThreeLayerConvNet changes the images before the first convolution; use them as they are",
        (FIRST, "F.relu(self.conv1(x - x.mean()))"),
    ),
    # ---- start
    start(
        "default_start",
        "the weights keep PyTorch's default initialisation; use Kaiming's normal initialisation",
        (KAIMING, "pass"),
    ),
    start(
        "fan_out",
        "the weights are scaled by fan-out; use the standard deviation sqrt(2 / fan-in)",
        (KAIMING, "nn.init.kaiming_normal_(layer.weight, mode='fan_out')"),
    ),
    start(
        "uniform",
        "the weights are drawn uniformly; draw them from a normal distribution",
        (KAIMING, "nn.init.kaiming_uniform_(layer.weight)"),
    ),
    start(
        "xavier",
        "the weights have Xavier's initialisation; use Kaiming's",
        (KAIMING, "nn.init.xavier_normal_(layer.weight)"),
    ),
    start(
        "gain",
        "the weights are scaled for a layer without ReLU; use the standard deviation sqrt(2 / fan-in)",
        (KAIMING, "nn.init.kaiming_normal_(layer.weight, nonlinearity='linear')"),
    ),
    start(
        "fixed_scale",
        "all weights have the same scale; it should depend on fan-in",
        (KAIMING, "nn.init.normal_(layer.weight, std=1e-2)"),
    ),
    start(
        "zeros",
        "the weights are initialised to 0; draw them at random",
        (KAIMING, "nn.init.zeros_(layer.weight)"),
    ),
    start(
        "variance",
        "the variance is used as the standard deviation; the standard deviation should be sqrt(2 / fan-in)",
        (KAIMING, "nn.init.normal_(layer.weight, std=2 / layer.weight[0].numel())"),
    ),
    start(
        "affine_forgotten",
        "the affine layer keeps its default initialisation; use Kaiming's normal initialisation for it too",
        ("self.conv2, self.fc)", "self.conv2)"),
    ),
    start(
        "convolution_forgotten",
        "a convolution keeps its default initialisation; use Kaiming's normal initialisation for it too",
        ("(self.conv1, self.conv2,", "(self.conv1,"),
    ),
    start(
        "random_biases",
        "the biases are initialised to large random numbers; initialise them to 0",
        ("nn.init.zeros_(layer.bias)", "nn.init.normal_(layer.bias)"),
    ),
    start(
        "biases_of_one",
        "the biases are initialised to 1; initialise them to 0",
        ("nn.init.zeros_(layer.bias)", "nn.init.ones_(layer.bias)"),
    ),
    # ---- right as well
    variant(
        "sequence_inside",
        "other names, all layers in one sequence",
        code="""
        class ThreeLayerConvNet(nn.Module):
            def __init__(self, in_channel, channel_1, channel_2, num_classes):
                super(ThreeLayerConvNet, self).__init__()
                self.net = nn.Sequential(
                    nn.Conv2d(in_channel, channel_1, kernel_size=5, stride=1, padding="same"),
                    nn.ReLU(inplace=True),
                    nn.Conv2d(channel_1, channel_2, kernel_size=(3, 3), padding=1),
                    nn.ReLU(),
                    nn.Flatten(),
                    nn.Linear(channel_2 * 1024, num_classes),
                )
                for part in self.net.modules():
                    if hasattr(part, "weight"):
                        nn.init.kaiming_normal_(part.weight, nonlinearity="relu")

            def forward(self, x):
                return self.net(x)
        """,
    ),
    variant(
        "other_order",
        "the affine layer is made first, the weights are drawn by hand, cut off, and biases keep their default",
        code="""
        class ThreeLayerConvNet(nn.Module):
            def __init__(self, in_channel, channel_1, channel_2, num_classes):
                super().__init__()
                self.scores = nn.Linear(32 * 32 * channel_2, num_classes)
                self.second = nn.Conv2d(channel_1, channel_2, 3, padding=1)
                self.first = nn.Conv2d(in_channel, channel_1, 5, padding=2)
                self.relu = nn.ReLU()
                for layer in self.children():
                    if hasattr(layer, "weight"):
                        std = (2 / layer.weight[0].numel()) ** 0.5 / 0.8796256610342398
                        nn.init.trunc_normal_(layer.weight, std=std, a=-2 * std, b=2 * std)

            def forward(self, x):
                x = self.relu(self.first(x))
                x = self.relu(self.second(x)).reshape(x.shape[0], -1)
                return self.scores(x)
        """,
    ),
    variant(
        "own_parameters",
        "parameters without layers",
        code="""
        class ThreeLayerConvNet(nn.Module):
            def __init__(self, in_channel, channel_1, channel_2, num_classes):
                super().__init__()
                self.w1 = nn.Parameter(torch.randn(channel_1, in_channel, 5, 5) * (2 / in_channel / 25) ** 0.5)
                self.w2 = nn.Parameter(torch.randn(channel_2, channel_1, 3, 3) * (2 / channel_1 / 9) ** 0.5)
                self.w3 = nn.Parameter(torch.randn(num_classes, channel_2 * 1024) * (2 / channel_2 / 1024) ** 0.5)
                self.b1 = nn.Parameter(torch.zeros(channel_1))
                self.b2 = nn.Parameter(torch.zeros(channel_2))
                self.b3 = nn.Parameter(torch.zeros(num_classes))

            def forward(self, x):
                return three_layer_convnet(x, [self.w1, self.b1, self.w2, self.b2, self.w3.t(), self.b3])
        """,
    ),
    variant(
        "float32",
        "images turned into float32",
        (FIRST, "F.relu(self.conv1(x.to(dtype=dtype)))"),
        target=f"{CLASS}.forward",
    ),
    variant(
        "constant_biases",
        "biases that start at 0.01",
        ("nn.init.zeros_(layer.bias)", "nn.init.constant_(layer.bias, 0.01)"),
        target=f"{CLASS}.__init__",
    ),
]
