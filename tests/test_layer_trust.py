"""Which reference layers a wrong net is run on: those that may be to blame, and none if it is wrong by itself."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.grading.court import Court
from autograder.grading.examine import judged_on_reference
from autograder.grading.gather import Source, gather
from autograder.grading.layer_trust import LayerTrust, layers_needed
from autograder.model.case import CASES
from autograder.model.check import load_checks
from autograder.model.evidence import Evidence
from autograder.model.failure import Cause, Failure
from autograder.model.library import Library
from autograder.model.run import LocalRunner, Run
from tests.judging import SOURCES, frozen_sets, made

AFFINE = {"layers.py:affine_forward", "layers.py:affine_backward"}
RIGHT = frozenset(
    f"layers.py:{name}_{way}"
    for name in ("affine", "relu", "batchnorm", "layernorm")
    for way in ("forward", "backward")
) | {
    "layers.py:softmax_loss",
    "layers.py:batchnorm_backward_alt",
    "layer_utils.py:affine_relu_forward",
    "layer_utils.py:affine_relu_backward",
}
CASE = CASES["gradients_2"]
FAST_CASE = next(
    case for case in CASES.values() if case.reference_layers == ("layers",)
)  # calls no other layer
ALONE = [Run(), Run()]
COURT = Court(frozen_sets(), PACKAGE)


def needed(trust: LayerTrust, case: str = "gradients_2") -> set[str]:
    """The functions that a wrong case has from the reference."""
    return set(layers_needed(trust, CASES[case], ALONE, COURT))


def test_where_all_layers_are_right_none_is_needed() -> None:
    assert needed(LayerTrust(RIGHT, innocent=RIGHT)) == set()


def test_a_wrong_layer_comes_with_what_shares_its_cache_and_with_nothing_else() -> None:
    wrong = frozenset({"layers.py:affine_backward"})
    assert needed(LayerTrust(RIGHT - wrong, wrong)) == {"layers.affine_forward", "layers.affine_backward"}
    wrong = frozenset({"layers.py:batchnorm_forward"})
    assert needed(LayerTrust(RIGHT - wrong, wrong), "batchnorm_net") >= {
        "layers.batchnorm_forward",
        "layers.batchnorm_backward",
        "layers.spatial_batchnorm_backward",
    }


def test_a_layer_that_no_check_has_asked_about_is_needed() -> None:
    assert "layers.affine_forward" in needed(LayerTrust(RIGHT - AFFINE))


def test_where_nothing_is_known_or_nothing_can_be_imported_all_are_needed() -> None:
    assert needed(LayerTrust(), FAST_CASE.name) == set(FAST_CASE.reference_layers)
    stopped = [Run(failure=Failure(Cause.IMPORT)), Run()]
    assert layers_needed(LayerTrust(RIGHT), CASE, stopped, COURT) == CASE.reference_layers


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        ("FullyConnectedNet.dscores_negative", set()),
        ("affine_backward.db_averaged", {"layers.affine_backward"}),
    ],
)
def test_a_wrong_net_shows_whether_layers_that_were_right_are_right_in_nets(
    mistake: str, expected: set[str]
) -> None:
    trust = LayerTrust(RIGHT)
    assert needed(trust) == set(CASE.reference_layers)
    check = next(check for check in load_checks(ASSIGNMENT)["Q1"] if check.number == "1.20")
    with (
        Library(PACKAGE, made(mistake), "submission") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        source = Source(COURT, LocalRunner(library, reference), trust=trust)
        trust = trust.after(check, gather(check.demands, source, Evidence()), COURT)
    assert needed(trust) >= expected
    assert bool(needed(trust)) is bool(expected)


@pytest.mark.parametrize(
    ("mistake", "wrong"),
    [("affine_backward.db_averaged", {"layers.py:affine_backward"}), ("FullyConnectedNet.bias_ones", set())],
)
def test_checks_show_which_layers_are_wrong(mistake: str, wrong: set[str]) -> None:
    trust, evidence = LayerTrust(), Evidence()
    with (
        Library(PACKAGE, made(mistake), "submission") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        source = Source(COURT, LocalRunner(library, reference))
        for check in load_checks(ASSIGNMENT)["Q1"][:12]:
            evidence = evidence.and_(gather(check.demands, source, evidence))
            trust = trust.after(check, evidence, COURT)
    assert {f for f in trust.wrong if f.startswith("layers.py")} == wrong
    assert {"layers.py:relu_forward", "layers.py:relu_backward"} <= trust.right


def test_a_net_that_is_wrong_by_itself_is_judged_by_its_own_runs() -> None:
    for mistake, expected in (
        ("FullyConnectedNet.counted_from_zero", False),
        ("affine_backward.db_averaged", True),
    ):
        with (
            Library(PACKAGE, made(mistake), "submission") as library,
            Library(PACKAGE, SOURCES, "reference") as reference,
        ):
            runner = LocalRunner(library, reference)
            own, patched = (
                [runner.run(CASE, fixtures.inputs(CASE), layers=layers) for fixtures in COURT.sets]
                for layers in ((), CASE.reference_layers)
            )
        assert judged_on_reference(CASE, COURT.sets, own, patched) is expected
