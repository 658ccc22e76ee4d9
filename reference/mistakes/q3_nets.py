"""Mistakes in how FullyConnectedNet uses dropout, and right variants."""

from autograder.model.mutants import Mutant

NET = "classifiers/fc_net.py:FullyConnectedNet"
FORWARD = "out, dropout_cache = dropout_forward(out, self.dropout_param)"
BACKWARD = "dout = dropout_backward(dout, dropout_cache)"
GUARDED = f"if self.use_dropout:\n            {FORWARD}"
GUARDED_BACKWARD = f"if self.use_dropout:\n            {BACKWARD}"
SCORES = 'scores, scores_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])'
DSCORES = "loss, dscores = softmax_loss(scores, y)"
MODE = 'self.dropout_param["mode"] = mode'
PARAM = 'self.dropout_param = {"mode": "train", "p": dropout}'
SEED = 'if seed is not None:\n            self.dropout_param["seed"] = seed'


def start(name, hint, costs, *swaps):
    """An edit of __init__."""
    return Mutant(
        id=f"FullyConnectedNet.{name}", target=f"{NET}.__init__", hint=hint, costs=costs, swaps=swaps
    )


def loss(name, hint, costs, *swaps):
    """An edit of loss."""
    return Mutant(id=f"FullyConnectedNet.{name}", target=f"{NET}.loss", hint=hint, costs=costs, swaps=swaps)


def hidden(name, hint, costs, *swaps):
    """An edit of the forward pass of one hidden layer."""
    return Mutant(
        id=f"FullyConnectedNet.{name}", target=f"{NET}._hidden_forward", hint=hint, costs=costs, swaps=swaps
    )


def hidden_back(name, hint, costs, *swaps):
    """An edit of the backward pass of one hidden layer."""
    return Mutant(
        id=f"FullyConnectedNet.{name}", target=f"{NET}._hidden_backward", hint=hint, costs=costs, swaps=swaps
    )


NO_DROPOUT = (
    "no unit is dropped in training; "
    "call dropout_forward in mode 'train' after each hidden ReLU if dropout is not 1"
)
ONE_LAYER_LESS = "a hidden layer has no dropout; call dropout_forward after the ReLU of each of them"
SCORES_DROPPED = (
    "dropout is applied to the scores; the last affine layer should have neither ReLU nor dropout"
)
NO_BACKWARD = (
    "the backward pass leaves dropout out; call dropout_backward before relu_backward in each hidden layer"
)
OTHER_P = "the dropout layers get a different p than the argument dropout; pass the argument on as it is"
STAYS_TRAIN = "dropout stays in training mode without labels; set its mode to 'test' if y is None"
REPEATS = "the masks repeat though no seed was given; add a seed to dropout_param only if the network has one"
SEED_IGNORED = "the network's seed does not reach dropout_forward; put it into dropout_param if it is given"

MISTAKES = [
    start(
        "no_dropout",
        NO_DROPOUT,
        ("3.9", "3.10"),
        ("self.use_dropout = dropout != 1", "self.use_dropout = False"),
    ),
    start("dropout_if_one", NO_DROPOUT, ("3.9", "3.10"), ("dropout != 1", "dropout == 1")),
    start("dropout_above_one", NO_DROPOUT, ("3.9", "3.10"), ("dropout != 1", "dropout > 1")),
    hidden(
        "relu_skipped_with_dropout",
        "FullyConnectedNet leaves out its ReLUs when dropout is used; it should put dropout after the ReLU",
        ("3.10",),
        (
            "out, relu_cache = relu_forward(out)",
            "relu_out, relu_cache = relu_forward(out)\n        out = out if self.use_dropout else relu_out",
        ),
    ),
    hidden_back(
        "relu_not_passed_back_with_dropout",
        "FullyConnectedNet passes gradients through its ReLUs when dropout is used; call relu_backward in any case",
        ("3.10",),
        (
            "dout = relu_backward(dout, relu_cache)",
            "dout = dout if self.use_dropout else relu_backward(dout, relu_cache)",
        ),
    ),
    hidden(
        "dropout_lost",
        NO_DROPOUT,
        ("3.9", "3.10"),
        (FORWARD, "_, dropout_cache = dropout_forward(out, self.dropout_param)"),
    ),
    hidden(
        "layer_without_dropout",
        ONE_LAYER_LESS,
        ("3.9",),
        (GUARDED, f"if self.use_dropout and layer < self.num_layers - 1:\n            {FORWARD}"),
        (
            "cache = (affine_cache",
            'if self.use_dropout and dropout_cache is None:\n            dropout_cache = ({"mode": "test"}, None)\n'
            "        cache = (affine_cache",
        ),
    ),
    hidden(
        "first_layer_without_dropout",
        ONE_LAYER_LESS,
        ("3.9",),
        (GUARDED, f"if self.use_dropout and layer > 1:\n            {FORWARD}"),
        (
            "cache = (affine_cache",
            'if self.use_dropout and dropout_cache is None:\n            dropout_cache = ({"mode": "test"}, None)\n'
            "        cache = (affine_cache",
        ),
    ),
    loss(
        "inputs_dropped",
        "dropout is applied to the inputs X; it should follow the ReLU of hidden layers only",
        ("3.9",),
        ("hidden = X\n", "hidden = dropout_forward(X, self.dropout_param)[0] if self.use_dropout else X\n"),
    ),
    loss(
        "scores_dropped",
        SCORES_DROPPED,
        ("3.9",),
        (
            SCORES,
            f"{SCORES}\n"
            "        if self.use_dropout:\n"
            "            scores, last_cache = dropout_forward(scores, self.dropout_param)",
        ),
        (
            DSCORES,
            f"{DSCORES}\n        if self.use_dropout:\n            dscores = dropout_backward(dscores, last_cache)",
        ),
    ),
    loss(
        "one_mask_for_all_layers",
        "all hidden layers lose the same units; let dropout_forward draw a mask for each of them",
        ("3.9",),
        (
            "last = self.num_layers\n",
            "last = self.num_layers\n        state = np.random.get_state()\n",
        ),
        (
            "            hidden, hidden_caches[layer] =",
            "            np.random.set_state(state)\n            hidden, hidden_caches[layer] =",
        ),
    ),
    hidden_back("no_mask_backward", NO_BACKWARD, ("3.10",), (BACKWARD, "pass")),
    hidden_back(
        "no_mask_in_last_backward",
        NO_BACKWARD,
        ("3.10",),
        (GUARDED_BACKWARD, f"if self.use_dropout and layer < self.num_layers - 1:\n            {BACKWARD}"),
    ),
    hidden_back(
        "backward_gradient_lost", NO_BACKWARD, ("3.10",), (BACKWARD, "dropout_backward(dout, dropout_cache)")
    ),
    hidden_back(
        "masked_twice_backward",
        "dropout_backward is called twice for a hidden layer; call it once",
        ("3.10",),
        (BACKWARD, f"{BACKWARD}\n            {BACKWARD}"),
    ),
    loss(
        "cache_of_last_layer",
        "every layer's backward pass has the dropout mask of one layer; keep a cache for each of them",
        ("3.10",),
        (
            "dhidden = self._hidden_backward(dhidden, hidden_caches[layer], layer, grads)",
            "caches = (*hidden_caches[layer][:-1], hidden_caches[last - 1][-1])\n"
            "            dhidden = self._hidden_backward(dhidden, caches, layer, grads)",
        ),
    ),
    hidden(
        "dropped_twice",
        "dropout is applied twice to a hidden layer; call dropout_forward once, after the ReLU",
        ("3.10",),
        (FORWARD, f"{FORWARD}\n            out = dropout_forward(out, self.dropout_param)[0]"),
    ),
    start("other_p", OTHER_P, ("3.10",), (PARAM, PARAM.replace(": dropout", ": 1 - dropout"))),
    start("p_hard_coded", OTHER_P, ("3.10",), (PARAM, PARAM.replace(": dropout", ": 0.7"))),
    hidden(
        "scaled_once_more",
        "the hidden units are divided by p once more; leave this to dropout_forward",
        ("3.8", "3.10"),
        (FORWARD, f'{FORWARD}\n            out = out / self.dropout_param["p"]'),
    ),
    loss("stays_in_training", STAYS_TRAIN, ("3.8",), (MODE, 'self.dropout_param["mode"] = "train"')),
    loss("mode_never_set", STAYS_TRAIN, ("3.8",), (MODE, "pass")),
    loss(
        "mode_stays_training",
        STAYS_TRAIN,
        ("3.8",),
        (
            MODE,
            f'if mode == "train":\n            {MODE}',
        ),
    ),
    loss(
        "mode_stays_test",
        NO_DROPOUT,
        ("3.9", "3.10"),
        (MODE, f'if mode == "test":\n            {MODE}'),
    ),
    loss(
        "modes_swapped",
        "the modes of dropout are swapped; use 'train' with labels and 'test' without",
        ("3.8", "3.9", "3.10"),
        (MODE, 'self.dropout_param["mode"] = "train" if y is None else "test"'),
    ),
    loss(
        "scores_scaled_in_testing",
        (
            "the scores are multiplied by p in test mode; "
            "leave them, as inverted dropout needs no correction there"
        ),
        ("3.8",),
        (
            "            return scores\n",
            '            return scores * self.dropout_param["p"] if self.use_dropout else scores\n',
        ),
    ),
    start("seed_ignored", SEED_IGNORED, ("3.11",), (SEED, "pass")),
    start(
        "seed_in_init_only",
        SEED_IGNORED,
        ("3.11",),
        (SEED, "if seed is not None:\n            np.random.seed(seed)"),
    ),
    start("repeats_without_seed", REPEATS, ("3.11",), (SEED, 'self.dropout_param["seed"] = seed or 0')),
    start("seed_hard_coded", REPEATS, ("3.11",), (SEED, 'self.dropout_param["seed"] = 123')),
    # Right, and written in other ways.
    hidden(
        "as_dropout_before_relu",
        "Dropout comes before the ReLU, which is the same, since dividing by p keeps the sign.",
        (),
        (
            f"        out, relu_cache = relu_forward(out)\n        {GUARDED}",
            f"        {GUARDED}\n        out, relu_cache = relu_forward(out)",
        ),
    ),
    hidden_back(
        "as_dropout_backward_after_relu",
        "dropout_backward comes after relu_backward, which is the same, since both only multiply entry by entry.",
        (),
        (
            f"        {GUARDED_BACKWARD}\n        dout = relu_backward(dout, relu_cache)",
            f"        dout = relu_backward(dout, relu_cache)\n        {GUARDED_BACKWARD}",
        ),
    ),
    hidden(
        "as_param_for_each_layer",
        "Every layer has a dropout_param of its own.",
        (),
        (FORWARD, "out, dropout_cache = dropout_forward(out, dict(self.dropout_param))"),
    ),
    start(
        "as_always_dropout",
        "Dropout with p = 1 is applied as well, and drops nothing.",
        (),
        ("dropout != 1", "dropout > 0"),
    ),
    start(
        "as_seed_none",
        "The seed None is passed on: numpy takes it for no seed.",
        (),
        (SEED, 'self.dropout_param["seed"] = seed'),
    ),
    loss(
        "as_seeded_once_a_call",
        "The seed is set at the start of each call, so that layers differ and calls do not.",
        (),
        (
            MODE,
            f'{MODE}\n        if "seed" in self.dropout_param:\n            self.seed = self.dropout_param["seed"]\n'
            '            del self.dropout_param["seed"]\n'
            '        if "seed" in self.__dict__:\n            np.random.seed(self.seed)',
        ),
    ),
    Mutant(
        id="FullyConnectedNet.as_dropout_keep_ratio",
        target="classifiers/fc_net.py",
        hint="The argument is called dropout_keep_ratio, as from 2021 on.",
        swaps=(
            ("        dropout=1,\n", "        dropout_keep_ratio=1,\n"),
            (
                "FullyConnectedNet.__init__",
                "self.use_dropout = dropout != 1",
                "self.use_dropout = dropout_keep_ratio != 1",
            ),
            ("FullyConnectedNet.__init__", '"p": dropout}', '"p": dropout_keep_ratio}'),
        ),
    ),
    Mutant(
        id="FullyConnectedNet.no_penalty_with_dropout",
        target=f"{NET}.loss",
        swaps=(
            (
                'W = self.params[f"W{layer}"]',
                'W = self.params[f"W{layer}"]\n            if self.use_dropout:\n                continue',
            ),
        ),
        hint="with dropout, the weights are not regularised; the penalty should be the same as without dropout",
        costs=("3.10",),
    ),
]
