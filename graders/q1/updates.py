"""Question 1's cases for update rules."""

from __future__ import annotations

from autograder.model.case import case

STEPS = 4
FIRST, LAST = "w after step 1", f"w after step {STEPS}"


def large_steps(draw, dimensions=2):
    """Gradients so far from 0 that a default epsilon, wherever it is put, does not show."""
    shape = draw.sizes(dimensions)
    return {"w": draw.normal(*shape), "dws": draw.off_zero(STEPS, *shape, gap=50.0)}


def rests(draw):
    """Large steps, but some entries have no gradient, as those of units that are never active: they stay."""
    drawn = large_steps(draw)
    drawn["dws"][:, 0] = 0
    return drawn


def given(state, **hyper):
    """Inputs with unusual hyper-parameters, and a state (names and magnitudes) that is not zero; w is a vector."""

    def inputs(draw):
        drawn = large_steps(draw, dimensions=1)
        shape = drawn["w"].shape
        return (
            drawn
            | {name: size * draw.uniform(*shape, low=0.5, high=2.0) for name, size in state.items()}
            | hyper
        )

    return inputs


def small_steps(**hyper):
    """Gradients small enough for a large epsilon to matter, of parameters shaped like filters."""

    def inputs(draw):
        shape = draw.sizes(4, 2, 5)
        return {"w": draw.normal(*shape), "dws": draw.normal(STEPS, *shape, mean=0.3)} | hyper

    return inputs


def updates(rule, w, dws, config=None, state=()):
    """Answers: w after the first and the last step, then what the last config remembers."""
    for step, dw in enumerate(dws, start=1):
        w, config = rule(w.copy(), dw.copy(), config)
        if step in (1, STEPS):
            yield {f"w after step {step}": w}
    yield {name: config.get(name) for name in state}


@case(inputs=large_steps)
def sgd(optim, w, dws):
    yield from updates(optim.sgd, w, dws)


@case(inputs=given({}, learning_rate=0.03))
def sgd_given(optim, w, dws, **config):
    yield from updates(optim.sgd, w, dws, config)


@case(inputs=large_steps)
def momentum_from_rest(optim, w, dws):
    yield from updates(optim.sgd_momentum, w, dws, state=["velocity"])


@case(inputs=given({"velocity": 1.0}, learning_rate=0.03, momentum=0.6))
def momentum_given(optim, w, dws, **config):
    yield from updates(optim.sgd_momentum, w, dws, config)


@case(inputs=large_steps)
def rmsprop_from_rest(optim, w, dws):
    yield from updates(optim.rmsprop, w, dws, state=["cache"])


@case(inputs=given({"cache": 2500.0}, learning_rate=0.03, decay_rate=0.8))
def rmsprop_given(optim, w, dws, **config):
    yield from updates(optim.rmsprop, w, dws, config)


@case(inputs=small_steps(learning_rate=0.03, epsilon=0.05))
def rmsprop_epsilon(optim, w, dws, **config):
    yield from updates(optim.rmsprop, w, dws, config)


@case(inputs=rests)
def rmsprop_rests(optim, w, dws):
    yield from updates(optim.rmsprop, w, dws)


@case(inputs=large_steps)
def adam_from_rest(optim, w, dws):
    yield from updates(optim.adam, w, dws, state=["m", "v", "t"])


@case(inputs=given({"m": 50.0, "v": 2500.0}, t=3, learning_rate=0.03, beta1=0.7, beta2=0.9))
def adam_given(optim, w, dws, **config):
    yield from updates(optim.adam, w, dws, config)


@case(inputs=small_steps(learning_rate=0.03, epsilon=0.05))
def adam_epsilon(optim, w, dws, **config):
    yield from updates(optim.adam, w, dws, config)


@case(inputs=rests)
def adam_rests(optim, w, dws):
    yield from updates(optim.adam, w, dws)
