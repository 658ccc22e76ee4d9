"""Question 1's cases for update rules."""

from __future__ import annotations

from autograder.model.case import case, drawn_by

STEPS = 4
FIRST, LAST = "w after step 1", f"w after step {STEPS}"


def updates(rule, w, dws, config=None, state=()):
    """Answers: w after the first and the last step, then what the last config remembers."""
    for step, dw in enumerate(dws, start=1):
        w, config = rule(w.copy(), dw.copy(), config)
        if step in (1, STEPS):
            yield {f"w after step {step}": w}
    yield {name: config.get(name) for name in state}


@case(inputs=drawn_by("graders.q1.inputs:large_steps"))
def sgd(optim, w, dws):
    yield from updates(optim.sgd, w, dws)


@case(inputs=drawn_by("graders.q1.inputs:given", state={}, learning_rate=0.03))
def sgd_given(optim, w, dws, **config):
    yield from updates(optim.sgd, w, dws, config)


@case(inputs=drawn_by("graders.q1.inputs:large_steps"))
def momentum_from_rest(optim, w, dws):
    yield from updates(optim.sgd_momentum, w, dws, state=["velocity"])


@case(inputs=drawn_by("graders.q1.inputs:given", state={"velocity": 1.0}, learning_rate=0.03, momentum=0.6))
def momentum_given(optim, w, dws, **config):
    yield from updates(optim.sgd_momentum, w, dws, config)


@case(inputs=drawn_by("graders.q1.inputs:large_steps"))
def rmsprop_from_rest(optim, w, dws):
    yield from updates(optim.rmsprop, w, dws, state=["cache"])


@case(inputs=drawn_by("graders.q1.inputs:given", state={"cache": 2500.0}, learning_rate=0.03, decay_rate=0.8))
def rmsprop_given(optim, w, dws, **config):
    yield from updates(optim.rmsprop, w, dws, config)


@case(inputs=drawn_by("graders.q1.inputs:small_steps", learning_rate=0.03, epsilon=0.05))
def rmsprop_epsilon(optim, w, dws, **config):
    yield from updates(optim.rmsprop, w, dws, config)


@case(inputs=drawn_by("graders.q1.inputs:rests"))
def rmsprop_rests(optim, w, dws):
    yield from updates(optim.rmsprop, w, dws)


@case(inputs=drawn_by("graders.q1.inputs:large_steps"))
def adam_from_rest(optim, w, dws):
    yield from updates(optim.adam, w, dws, state=["m", "v", "t"])


@case(
    inputs=drawn_by(
        "graders.q1.inputs:given",
        state={"m": 50.0, "v": 2500.0},
        t=3,
        learning_rate=0.03,
        beta1=0.7,
        beta2=0.9,
    )
)
def adam_given(optim, w, dws, **config):
    yield from updates(optim.adam, w, dws, config)


@case(inputs=drawn_by("graders.q1.inputs:small_steps", learning_rate=0.03, epsilon=0.05))
def adam_epsilon(optim, w, dws, **config):
    yield from updates(optim.adam, w, dws, config)


@case(inputs=drawn_by("graders.q1.inputs:rests"))
def adam_rests(optim, w, dws):
    yield from updates(optim.adam, w, dws)
