"""Cases for the notebook tests: their module is preloaded into the kernels' zygote, as the graders are."""

from autograder.model.case import case


@case(inputs=lambda draw: {"x": draw.normal(3, 4)}, timed=True)  # so that no fixture of it is missed
def ask_dropout(dropout_notebook, x):
    """Whatever the notebook's `f` returns, then its `y`."""
    yield {"out": dropout_notebook.f(x)}
    yield {"y": dropout_notebook.y}
