"""The judge: points for what is right on both sets, reasons for the rest, and no points without evidence."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograder.feedback.finding_text import hint_of, sentence_of
from autograder.model import rules
from tests.toy import (
    HALVED,
    LOOPS,
    LOST,
    NOT_A_NUMBER,
    REFERENCE,
    SCALED,
    UNFINISHED,
    edited,
    first_number,
    make_toy,
)


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield make_toy(tmp_path_factory.mktemp("toy"), monkeypatch)


def forward(judge):
    judge.same("square", out=2)


def backward(judge):
    judge.same("square", dx=3)


def both(judge):
    judge.same("square", out=2, dx=3)


def network(judge):
    judge.same("net", scores=4)


def starts_at_zero(judge):
    judge.meets("start", 1, lambda inputs, answers: rules.constant(answers, "b", (3,), 0.0))


def test_right_answers_earn_everything_and_nothing_is_said(toy):
    verdict = toy.judged("1.1", both, REFERENCE)
    assert (verdict.earned, verdict.at_stake, verdict.findings) == (5, 5, ())


def test_a_right_variant_earns_everything(toy):
    assert toy.judged("1.1", both, LOOPS.applied(REFERENCE)).earned == 5


def test_each_answer_earns_its_own_points(toy):
    verdict = toy.judged("1.1", both, edited(("2 * cache * dout", "7 * cache * dout")))
    assert verdict.earned == 2
    assert [(f.answers, f.lost) for f in verdict.findings] == [(("dx",), 3)]


def test_public_findings_show_numbers_and_hidden_ones_none(toy):
    public, hidden = (first_number(toy.sets, name) for name in ("public", "hidden"))
    wrong_where = "out = x * x if x[0, 0] != {!r} else 0.5 * x * x"
    shown, kept = (
        toy.judged("1.1", forward, edited(("out = x * x", wrong_where.format(number)))).findings[0]
        for number in (public, hidden)
    )
    assert "but should be" in sentence_of(shown)
    assert shown.picture is not None
    assert "hidden" in sentence_of(kept)
    assert not re.search(r"\d", sentence_of(kept))
    assert kept.picture is None


def test_code_that_knows_the_public_answers_earns_nothing(toy):
    knows = f"out = x * x if x[0, 0] == {first_number(toy.sets)!r} else x"
    assert toy.judged("1.1", forward, edited(("out = x * x", knows))).earned == 0


def test_a_known_mistake_is_named(toy):
    finding = toy.judged("1.1", forward, SCALED.applied(REFERENCE)).findings[0]
    assert (finding.mistake, hint_of(finding)) == (SCALED.id, SCALED.hint)


def test_what_no_mistake_explains_is_described_by_its_relation(toy):
    verdict = toy.judged("1.1", forward, edited(("out = x * x", "out = -x * x")))
    assert verdict.findings[0].mistake == ""
    assert "opposite sign" in hint_of(verdict.findings[0])


def test_a_mistake_costs_nothing_in_a_check_that_does_not_own_it(toy):
    verdict = toy.judged("1.2", backward, SCALED.applied(REFERENCE))
    assert verdict.earned == 3
    assert "square_forward" in sentence_of(verdict.findings[0])
    assert verdict.findings[0].lost == 0


def test_another_wrong_answer_beside_a_known_mistake_is_not_excused(toy):
    both_wrong = {**SCALED.applied(REFERENCE)}
    both_wrong["layers.py"] = both_wrong["layers.py"].replace("2 * cache * dout", "5 * cache * dout")
    assert toy.judged("1.2", backward, both_wrong).earned == 0


def test_an_answer_like_a_known_mistakes_without_the_rest_of_what_it_changes_is_not_excused(toy):
    """SCALED makes out wrong as well; here the backward pass alone is wrong, and happens to give the same dx."""
    verdict = toy.judged("1.2", backward, edited(("2 * cache * dout", "18 * cache * dout / 3")))
    assert verdict.earned == 0


@pytest.mark.parametrize("mistake", [UNFINISHED, NOT_A_NUMBER], ids=lambda mistake: mistake.id)
def test_answers_that_take_no_work_are_not_excused(toy, mistake):
    """Anybody can leave an answer out, or answer NaN, as a known mistake of another check does."""
    lazy = mistake.applied(
        edited(("return 2 * cache * dout", "return None if cache is None else cache * np.nan"))
    )
    assert toy.judged("1.2", backward, lazy).earned == 0


def test_the_same_answers_missing_for_another_reason_are_another_mistake(toy):
    verdict = toy.judged("1.1", forward, edited(("return out, cache", "return out[99], cache")))
    assert "IndexError" in sentence_of(verdict.findings[0])
    assert verdict.findings[0].mistake == ""


def test_credit_is_kept_where_the_catalogue_says_so(toy):
    verdict = toy.judged("1.2", backward, HALVED.applied(REFERENCE))
    assert verdict.earned == pytest.approx(1.5)
    assert verdict.findings[0].lost == pytest.approx(1.5)


def test_credit_is_for_the_check_that_the_catalogue_charges(toy):
    assert [toy.judged(number, backward, LOST.applied(REFERENCE)).earned for number in ("1.1", "1.2")] == [
        0,
        1.5,
    ]


def test_a_network_on_wrong_layers_keeps_its_points(toy):
    verdict = toy.judged("1.3", network, edited(("out = x * x", "out = x")))
    assert verdict.earned == 4
    assert "square_forward" in sentence_of(verdict.findings[0])


def test_a_network_on_layers_that_cannot_be_imported_keeps_its_points(toy):
    assert toy.judged("1.3", network, REFERENCE | {"layers.py": "def square_forward(x"}).earned == 4


def test_a_network_that_is_wrong_itself_loses_them(toy):
    verdict = toy.judged("1.3", network, edited(("out = x * x", "out = x"), ("axis=1", "axis=1) * (2")))
    assert verdict.earned == 0
    assert verdict.findings[0].lost == 4


def test_a_network_that_makes_up_for_a_wrong_layer_is_right_in_what_it_answers(toy):
    """With right layers it would be wrong, but that is not asked."""
    made_up = edited(("out = x * x", "out = 4 * x * x"), ("out.sum(axis=1)", "out.sum(axis=1) / 4"))
    verdict = toy.judged("1.3", lambda judge: judge.same("net", scores=4, mean=1), made_up)
    assert verdict.earned == 5
    assert [(finding.answers, finding.lost) for finding in verdict.findings] == [(("mean",), 0)]


@pytest.mark.parametrize(
    "answer", ["x * np.nan", "x * np.inf", "None", "[1, 2]", "x[:1]", "x * 1j", "'x'", "x > 0"]
)
def test_what_is_no_array_of_numbers_never_passes(toy, answer):
    assert toy.judged("1.1", forward, edited(("out = x * x", f"out = {answer}"))).earned == 0


def test_what_came_before_an_exception_counts(toy):
    verdict = toy.judged("1.2", both, edited(("return 2 * cache * dout", "return undefined")))
    assert verdict.earned == 2
    assert "NameError" in sentence_of(verdict.findings[0])


def test_a_rule_earns_its_points_or_complains(toy):
    assert toy.judged("1.4", starts_at_zero, REFERENCE).earned == 1
    verdict = toy.judged("1.4", starts_at_zero, edited(("np.zeros(3)", "np.ones(3)")))
    assert verdict.earned == 0
    assert "b should be 0 everywhere" in sentence_of(verdict.findings[0])


def test_a_rule_does_not_mind_a_layer_that_cannot_be_imported(toy):
    assert (
        toy.judged("1.4", starts_at_zero, REFERENCE | {"layers.py": "import nothing_like_this"}).earned == 1
    )


def test_points_at_stake_do_not_depend_on_the_submission(toy):
    for sources in (REFERENCE, SCALED.applied(REFERENCE), {"layers.py": "("}, {}):
        verdict = toy.judged(
            "1.1", lambda judge: (both(judge), network(judge), starts_at_zero(judge)), sources
        )
        assert verdict.at_stake == 10
        lost = sum(finding.lost for finding in verdict.findings)
        assert verdict.earned + lost == pytest.approx(10)
        assert np.isfinite(verdict.earned)
