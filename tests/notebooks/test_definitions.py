"""A notebook's definitions are those statements that define, and a history of what its names were bound to."""

from __future__ import annotations

import json
from types import ModuleType

from assignment import ASSIGNMENT, PACKAGE
from autograder.authoring.notebook_module import definitions
from autograder.model.library import Library
from graders.hooks.bindings import bindings, note_bindings


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


def test_functions_and_plain_values_are_kept_and_trainings_are_not():
    text = definitions(
        ASSIGNMENT,
        notebook(
            "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport math",
            "rate = 0.5\ndef train(rate=rate):\n    return math.pi",
            "result = train()\nprint(result)\nplt.plot([result])",
            "doubled = 2 * result",
        ),
    )
    assert "def train" in text
    assert "rate = 0.5" in text
    assert not any(word in text for word in ("result", "plt", "matplotlib", "doubled"))


def test_a_name_that_a_training_rebinds_is_gone():
    text = definitions(
        ASSIGNMENT, notebook("import math\nx = math.pi", "def f():\n    return 1\nx = f()", "y = math.sin(x)")
    )
    assert "y = " not in text


def test_imports_from_the_package_follow_it_to_another_name():
    text = definitions(
        ASSIGNMENT, notebook("from cs231n.layers import three", "def two():\n    return three - 1")
    )
    with Library(PACKAGE, {"layers.py": "three = 3", "PyTorch.ipynb": text}, "elsewhere") as library:
        assert library["pytorch"].two() == 2


def test_a_rebound_name_keeps_its_history():
    text = definitions(ASSIGNMENT, notebook("def model():\n    return 1", "def model():\n    return 2"))
    with Library(PACKAGE, {"PyTorch.ipynb": text}, "elsewhere") as library:
        history = [value() for name, value in bindings(library["pytorch"]) if name == "model"]
    assert history == [1, 2]


def test_only_what_matters_is_kept_and_once():
    def net():
        return 0

    namespace = {"net": net, "x": [1, 2], "_hidden": net}
    note_bindings(namespace)
    note_bindings(namespace)
    assert namespace["__bindings__"] == [("net", net)]


def test_without_a_history_names_tell_what_they_are_bound_to():
    module = ModuleType("notebook")
    module.answer = 42
    assert ("answer", 42) in list(bindings(module))
