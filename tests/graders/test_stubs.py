"""Stubs gain nothing: no wrong answer of theirs is excused, and what they leave alone is no merit of theirs."""

from __future__ import annotations

import re

import pytest

from assignment import ASSIGNMENT
from autograder.model.check import load_code_checks
from tests.judging import SOURCES, frozen_sets, judged

NET = "classifiers/fc_net.py"
SETS = frozen_sets()
ASKED = {"1.19", "1.20", "1.23", "2.17", "2.18", "2.19", "3.8"}
CHECKS = [check for check in load_code_checks(ASSIGNMENT) if check.number in ASKED]

SIZES = "N, C = len(X), len(self.params[f'b{self.num_layers}'])"
ANSWERS = {
    "zeros": ("np.zeros((N, C))", "0.0", "np.zeros_like(w)"),
    "ones": ("np.ones((N, C))", "1.0", "np.ones_like(w)"),
    "chance": ("np.random.randn(N, C)", "np.log(C)", "np.random.randn(*w.shape)"),
    "parameters": ("np.zeros((N, C)) + self.params[f'b{self.num_layers}']", "np.log(C)", "w"),
    "penalty": ("X.reshape(N, -1)[:, :C]", "sum(np.sum(w * w) for w in self.params.values())", "2 * w"),
}


def answering(scores: str, loss: str, gradient: str) -> dict[str, str]:
    """The reference with a FullyConnectedNet.loss that only answers these."""
    text = SOURCES[NET]
    start = text.index("    def loss", text.index("class FullyConnectedNet"))
    body = (
        f"    def loss(self, X, y=None):\n        {SIZES}\n        if y is None:\n            return {scores}\n"
        f"        return {loss}, {{name: {gradient} for name, w in self.params.items()}}\n"
    )
    return {**SOURCES, NET: text[:start] + body}


@pytest.mark.nightly(days=3)
@pytest.mark.parametrize("stub", ANSWERS)
def test_a_stub_gains_nothing_by_excuses(stub):
    verdicts = judged(answering(*ANSWERS[stub]), SETS, CHECKS)
    lost = {(f.case, f.kind.value) for v in verdicts.values() for f in v.findings if not f.lost}
    assert not lost
    earned = sum(verdict.earned for verdict in verdicts.values())
    assert earned <= 0.05  # a count that is 0 without any gradient, too


def test_a_net_that_ignores_normalisation_loses_it_beside_another_mistake():
    text = SOURCES[NET]
    halved = text.replace('self.params[f"b{last}"])', 'self.params[f"b{last}"] / 2)')
    ignoring = halved.replace("self.normalization = normalization", "self.normalization = None")
    checks = [check for check in CHECKS if check.number in {"1.19", "2.17", "2.18", "2.19"}]
    verdicts = judged({**SOURCES, NET: ignoring}, SETS, checks)
    assert {number: verdict.earned for number, verdict in verdicts.items()} == pytest.approx(
        {"1.19": 0, "2.17": 0.05, "2.18": 0, "2.19": 0}
    )


STYLE = {"1.8", "1.9", "2.5", "2.10", "2.14", "2.15", "3.3", "3.4", "3.6", "3.7", "4.28"}
LAYERS = {  # what each stub answers to x, and to dout
    "zeros": ("np.zeros_like(x)", "np.zeros_like(dout)"),
    "constant": ("np.full_like(x, 0.5)", "np.full_like(dout, 0.5)"),
    "identity": ("x", "dout"),
    "texts": ("'later'", "'later'"),
}


@pytest.mark.parametrize("stub", LAYERS)
def test_a_layer_that_computes_nothing_earns_nothing_for_what_it_leaves_alone(stub):
    forward, backward = LAYERS[stub]
    pairs = re.findall(r"^def ((?:\w+?)_(?:forward|backward)\w*)\(", SOURCES["layers.py"], re.MULTILINE)
    lines = []
    for name in pairs:
        single = "relu" in name or "dropout" in name or "pool" in name
        result = f"{forward}, args" if "forward" in name else backward if single else f"{backward}, 0, 0"
        lines.append(f"def {name}({'x' if 'forward' in name else 'dout'}, *args):\n    return {result}\n")
    stubs = {**SOURCES, "layers.py": SOURCES["layers.py"] + "\n\n" + "\n\n".join(lines)}
    checks = [check for check in load_code_checks(ASSIGNMENT) if check.number in STYLE]
    verdicts = judged(stubs, SETS, checks)
    given = 0.05  # of 1.8: softmax_loss and svm_loss
    assert sum(verdict.earned for verdict in verdicts.values()) == pytest.approx(given)


def test_dropout_that_counts_draws_nothing():
    """A single 0 among many numbers is no mask."""
    stub = "\n\ndef dropout_forward(x, dropout_param):\n    return np.arange(float(x.size)).reshape(x.shape), x\n"
    checks = [check for check in load_code_checks(ASSIGNMENT) if check.number in {"3.1", "3.2", "3.3"}]
    verdicts = judged({**SOURCES, "layers.py": SOURCES["layers.py"] + stub}, SETS, checks)
    same_at_each_call = 0.3  # which costs points in 3.4
    assert [verdict.earned for verdict in verdicts.values()] == [0, 0, same_at_each_call]
