"""Cases for the isolation tests: their module is preloaded into the zygote, as the graders are."""

from autograder.model.case import case


@case(inputs=lambda draw: {"x": draw.normal(3, 4)})
def answer(layers, x):
    """Whatever the package's `f` returns, under one name."""
    yield {"out": layers.f(x)}


@case(inputs=lambda draw: {"x": draw.normal(3, 4)})
def two_steps(layers, x):
    """Two calls, of which the second may fail."""
    first = layers.f(x)
    yield {"first": first}
    yield {"second": layers.g(x)}


@case(inputs=lambda draw: {"x": draw.normal(3, 4)})
def five_answers(layers, x):
    """Five answers in one message."""
    yield {str(n): layers.f(x) for n in range(5)}
