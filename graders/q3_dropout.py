"""Question 3: dropout and fully-connected nets with it. 9 points for code, 1 for the notebook.

A right mask is any that chance may give, so rules judge what is random: first what holds exactly for every mask,
then statistics at a level that fails a right submission with a probability below 1e-9 (autograder/model/statistics.py).
"""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model import rules
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from autograder.model.decorators import notebooks
from graders.computing import computes
from graders.q3 import dropout_draw_rules, dropout_rules, nets
from graders.q3.trained import DROPOUT

# ---- the layer: exact ----------------------------------------------------------------------------------------


def train(p, **more):
    return {"mode": "train", "p": p, **more}


@case(inputs=drawn_by("graders.q3.inputs:values"), frozen=False)
def dropout_values(layers, x, line, box, low, high):
    yield {"out for a low p": layers.dropout_forward(x.copy(), train(low))[0]}
    yield {"out for a high p": layers.dropout_forward(x.copy(), train(high))[0]}


@case(inputs=drawn_by("graders.q3.inputs:values"), frozen=False)
def dropout_shapes(layers, x, line, box, low, high):
    yield {"out for x with 1 dimension": layers.dropout_forward(line.copy(), train(low))[0]}
    yield {"out for x with 4 dimensions": layers.dropout_forward(box.copy(), train(high))[0]}


def call(inputs, answers, name, x, p):
    """The call of dropout_forward that made the answer `name`."""
    return dropout_rules.Call(name, x, rules.array(answers, name, x.shape), float(inputs[p]))


def values_scaled(inputs, answers):
    x = inputs["x"]
    names = ("out for a low p", "low"), ("out for a high p", "high")
    dropout_rules.scaled([call(inputs, answers, name, x, p) for name, p in names])


def shapes_scaled(inputs, answers):
    line = call(inputs, answers, "out for x with 1 dimension", inputs["line"], "low")
    box = call(inputs, answers, "out for x with 4 dimensions", inputs["box"], "high")
    dropout_rules.scaled([line, box])


@number("3.1")
def test_dropout_values(judge):
    """dropout_forward in training: dropped entries are 0, kept ones are x/p, for x of any shape."""
    judge.meets("dropout_values", 1, values_scaled)
    judge.meets("dropout_shapes", 0.5, shapes_scaled)


# ---- the layer: statistics -----------------------------------------------------------------------------------


def entries(rows, columns):
    """An x of numbers of either sign, small and large ones: no draw may depend on them."""
    x = np.random.default_rng(rows * columns).standard_normal((rows, columns))
    return x + 0.1 * np.sign(x)


@case(inputs=drawn_by("graders.q3.inputs:mask"), frozen=False)
def dropout_masks(layers, rows, columns, few_rows, few_columns, low, high):
    yield {"out for a high p": layers.dropout_forward(entries(rows, columns), train(high))[0]}
    yield {"out for a low p": layers.dropout_forward(entries(few_rows, few_columns), train(low))[0]}


def large_mask(inputs, answers):
    x = entries(int(inputs["rows"]), int(inputs["columns"]))
    return call(inputs, answers, "out for a high p", x, "high")


def small_mask(inputs, answers):
    x = entries(int(inputs["few_rows"]), int(inputs["few_columns"]))
    return call(inputs, answers, "out for a low p", x, "low")


def kept_with_probability_p(inputs, answers):
    dropout_rules.keep_probability([large_mask(inputs, answers), small_mask(inputs, answers)])


@number("3.2")
def test_dropout_keep_probability(judge):
    """dropout_forward in training keeps an entry with probability p."""
    judge.meets("dropout_masks", 1, kept_with_probability_p)


CALLS = 40


@case(inputs=drawn_by("graders.q3.inputs:calls"), frozen=False)
def dropout_calls(layers, rows, columns, p):
    param = train(p)
    for n in range(CALLS):
        yield {f"out of call {n}": layers.dropout_forward(np.ones((rows, columns)), param)[0]}


def counts_vary(inputs, answers):
    ones = np.ones((int(inputs["rows"]), int(inputs["columns"])))
    calls = [call(inputs, answers, f"out of call {n}", ones, "p") for n in range(CALLS)]
    dropout_draw_rules.varying_counts([one.kept for one in calls])


def drawn_for_each_entry(inputs, answers):
    drawn = large_mask(inputs, answers)
    dropout_draw_rules.own_draws(drawn.kept, drawn.x)


@number("3.3")
def test_dropout_draws(judge):
    """dropout_forward in training draws for each entry separately: no shared masks, no fixed number of kept entries."""
    judge.meets("dropout_masks", 0.7, drawn_for_each_entry)
    judge.meets("dropout_calls", 0.3, counts_vary)


@case(inputs=drawn_by("graders.q3.inputs:seeds"), frozen=False)
def dropout_seeds(layers, x, p, seed, other):
    def forward(param):
        return layers.dropout_forward(x.copy(), param)[0]

    seeded, unseeded = train(p, seed=seed), train(p)
    yield {"with a seed": forward(seeded), "with that seed again": forward(seeded)}
    yield {
        "with that seed anew": forward(train(p, seed=seed)),
        "with another seed": forward(train(p, seed=other)),
    }
    yield {"with seed 0": forward(train(p, seed=0)), "with seed 0 again": forward(train(p, seed=0))}
    yield {"without a seed": forward(unseeded), "without a seed again": forward(unseeded)}


def compared(rule, *names):
    """A rule for outputs of `dropout_seeds`."""

    def judged(inputs, answers):
        rule(*(rules.array(answers, name, inputs["x"].shape) for name in names))

    return judged


SAME_SEED = compared(
    dropout_draw_rules.same_with_seed, "with a seed", "with that seed again", "with that seed anew"
)
SEED_ZERO = compared(
    dropout_draw_rules.same_with_seed_zero,
    "with seed 0",
    "with seed 0 again",
    "with a seed",
    "with that seed anew",
)
OTHER_SEED = compared(dropout_draw_rules.differing_seeds, "with a seed", "with another seed")
NO_SEED = compared(dropout_draw_rules.differing_calls, "without a seed", "without a seed again")


@number("3.4")
def test_dropout_seed(judge):
    """dropout_forward: the same seed gives the same mask; another seed, or a call without one, gives another."""
    judge.meets("dropout_seeds", 0.25, SAME_SEED)
    judge.meets("dropout_seeds", 0.05, SEED_ZERO)
    judge.meets("dropout_seeds", 0.2, OTHER_SEED)
    judge.meets("dropout_seeds", 0.25, NO_SEED)


# ---- the layer: test mode, backward, style -------------------------------------------------------------------


@case(inputs=drawn_by("graders.q3.inputs:backward"))
def dropout_test(layers, x, dout, x2, low, high):
    out, cache = layers.dropout_forward(x.copy(), {"mode": "test", "p": low})
    yield {"out": out}
    yield {"dx": layers.dropout_backward(dout.copy(), cache)}


@number("3.5")
def test_dropout_test_mode(judge):
    """dropout_forward and _backward in test mode change nothing."""
    judge.same("dropout_test", out=0.6, dx=0.4)


@case(inputs=drawn_by("graders.q3.inputs:backward"), frozen=False)
def dropout_train(layers, x, dout, x2, low, high):
    param = train(high)
    out, cache = layers.dropout_forward(x.copy(), param)
    yield {"out": out, "dx": layers.dropout_backward(dout.copy(), cache)}
    yield from by_a_given_mask(layers, dout, high)


@case(inputs=drawn_by("graders.q3.inputs:backward"), frozen=False)
def dropout_two_layers(layers, x, dout, x2, low, high):
    param = train(low)
    out, cache = layers.dropout_forward(x.copy(), param)
    out2, _ = layers.dropout_forward(x2.copy(), param)
    yield {"out": out, "out of a second layer": out2, "dx": layers.dropout_backward(dout.copy(), cache)}
    yield from by_a_given_mask(layers, dout, low)


def by_a_given_mask(layers, dout, p):
    """A backward pass by the cache of the given code: it may be right though forward drops nothing."""
    with suppress(Exception):
        cache = (train(p), dropout_rules.given_mask(dout, p))
        yield {"dx of a given mask": layers.dropout_backward(dout.copy(), cache)}


def same_mask_back(inputs, answers, p, first, later=None):
    dout = inputs["dout"]
    if first.kept.all():  # then dx can't show that mask
        dx = rules.array(answers, "dx of a given mask", dout.shape)
        dropout_rules.given_mask_back(dout, dx, float(inputs[p]))
    else:
        dropout_rules.same_mask_back(first, dout, rules.array(answers, "dx", dout.shape), later=later)


def masked_back(inputs, answers):
    same_mask_back(inputs, answers, "high", call(inputs, answers, "out", inputs["x"], "high"))


def masked_back_by_own_mask(inputs, answers):
    first = call(inputs, answers, "out", inputs["x"], "low")
    second = call(inputs, answers, "out of a second layer", inputs["x2"], "low")
    same_mask_back(inputs, answers, "low", first, later=second)


@number("3.6")
def test_dropout_backward(judge):
    """dropout_backward in training: dout times the mask that forward applied, also with two layers in a row."""
    judge.meets("dropout_train", 0.8, masked_back)
    judge.meets("dropout_two_layers", 0.2, masked_back_by_own_mask)


@case(inputs=drawn_by("graders.q3.inputs:backward"))
def dropout_untouched(layers, x, dout, x2, low, high):
    given = x.copy()
    out, cache = layers.dropout_forward(x, train(high))
    if computes(out, given):
        yield {"x after dropout_forward": x}
    given = dout.copy()
    if computes(layers.dropout_backward(dout, cache), given):
        yield {"dout after dropout_backward": dout}


@case(inputs=drawn_by("graders.q3.inputs:backward"), frozen=False)
def dropout_float32(layers, x, dout, x2, low, high):
    yield {"out": layers.dropout_forward(x.astype(np.float32), train(high))[0]}


def stays_float32(inputs, answers):
    rules.dtype(answers, ["out"], "float32", mistake="dropout_forward.float64")
    out = rules.array(answers, "out", inputs["x"].shape)
    dropout_rules.some_kept([out])
    if not computes(out, inputs["x"].astype(np.float32)):
        raise Complaint("dropout_forward computes no out")


@number("3.7")
@tags("style")
def test_dropout_style(judge):
    """dropout_forward and _backward do not change their inputs; float32 stays float32 in forward."""
    judge.same("dropout_untouched", **{"x after dropout_forward": 0.15, "dout after dropout_backward": 0.1})
    judge.meets("dropout_float32", 0.25, stays_float32)


# ---- FullyConnectedNet with dropout --------------------------------------------------------------------------


@number("3.8")
def test_dropout_net_scores(judge):
    """FullyConnectedNet with dropout: scores without labels are those of the whole network."""
    judge.same(
        "dropout_net_scores",
        nets.AS_WITHOUT,
        nets.AS_WITHOUT_EVEN,
        **{"scores": 0.3, "scores after training": 0.2},
    )


@number("3.9")
def test_dropout_net_layers(judge):
    """FullyConnectedNet with dropout drops units of every hidden layer in training, no inputs and no scores."""
    judge.meets("dropout_net_thinned", 0.75, nets.where_due, nets.WHERE_DUE)


@number("3.10")
def test_dropout_net_gradients(judge):
    """FullyConnectedNet with dropout: loss and gradients are those of the network without the dropped units."""
    judge.meets("dropout_net_thinned", 0.5, nets.as_thinned, nets.AS_THINNED)
    judge.same("dropout_net_penalty", **{"more loss": 0.1, "more dW1": 0.075, "more dW2": 0.075})


@number("3.11")
def test_dropout_net_seed(judge):
    """FullyConnectedNet with dropout: with a seed each call draws the same masks, without one different masks."""
    judge.meets(
        "dropout_net_seed",
        0.25,
        nets.repeats_only_with_seed,
        nets.REPEATS,
    )


# ---- what the notebook has trained ---------------------------------------------------------------------------


@number("3.12")
@tags("trained")
@notebooks("dropout_notebook")
def test_dropout_trained(judge):
    """Notebook: a net with dropout learns to classify images."""
    judge.values("dropout_trained", 1, DROPOUT, built_on="dropout_net_scores")
