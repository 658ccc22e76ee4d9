"""What the entries of a journal come to."""

from __future__ import annotations

import pytest

from autograder.policies.journal import Entry
from autograder.policies.marks import Marks, last_of, marks_of

Q, A = "Dropout 1", "submission_1"


def entries(*told: tuple[str, str, dict]) -> list[Entry]:
    return [Entry(n, "2026-10-20", who, kind, data) for n, (who, kind, data) in enumerate(told, 1)]


def about(**more: object) -> dict:
    return {"question": Q, "submission": A, **more}


RUBRIC = (
    ("ann", "maximum", {"question": Q, "points": 4.0}),
    ("ann", "item", {"question": Q, "text": "scale", "points": 3.0}),
    ("bob", "item", {"question": Q, "text": "why", "points": 2.0}),
    ("bob", "item", {"question": Q, "text": "wrong formula", "points": -1.5}),
)


def points(*told: tuple[str, str, dict]) -> tuple[float, bool]:
    marks: Marks = marks_of(entries(*RUBRIC, *told))
    return marks.points(Q, A), marks.mark(Q, A).graded


def test_points_are_those_of_the_items_between_none_and_all():
    assert points() == (0.0, False)
    assert points(("ann", "apply", about(item=2, on=True))) == (3.0, True)
    assert points(("ann", "apply", about(item=4, on=True))) == (0.0, True)
    assert points(*(("ann", "apply", about(item=item, on=True)) for item in (2, 3))) == (4.0, True)
    assert points(*(("ann", "apply", about(item=item, on=True)) for item in (2, 3, 4))) == (3.5, True)


def test_an_item_that_no_more_holds_counts_no_more():
    on, off = (("ann", "apply", about(item=2, on=on)) for on in (True, False))
    assert points(on, off) == (0.0, True)
    assert points(on, ("bob", "read", about())) == (0.0, True)


def test_points_by_hand_count_until_an_item_is_applied():
    by_hand = ("ann", "points", about(points=1.25))
    assert points(by_hand) == (1.25, True)
    assert points(by_hand, ("ann", "apply", about(item=2, on=True))) == (3.0, True)


def test_what_is_undone_counts_as_if_it_had_never_been():
    apply = ("ann", "apply", about(item=2, on=True))
    assert points(apply, ("ann", "undo", {"entry": 5})) == (0.0, False)
    assert points(apply, ("bob", "apply", about(item=3, on=True)), ("ann", "undo", {"entry": 5})) == (
        2.0,
        True,
    )
    assert points(apply, ("bob", "undo", {"entry": 2})) == (0.0, True)


def test_an_undo_takes_back_the_graders_own_last_act_at_the_question():
    told = entries(
        *RUBRIC,
        ("ann", "apply", about(item=2, on=True)),
        ("bob", "apply", about(item=3, on=True)),
        ("ann", "read", {"question": "Dropout 2", "submission": A}),
        ("ann", "override", {"submission": A, "check": "1.1", "points": 1, "reason": "r"}),
    )
    last = last_of(told, "ann", Q)
    assert last is not None
    assert last.id == 5
    undone = [*told, Entry(9, "", "ann", "undo", {"entry": 5})]
    last = last_of(undone, "ann", Q)
    assert last is not None
    assert last.id == 2
    assert last_of(undone, "eve", Q) is None


def test_the_last_override_counts_and_can_be_withdrawn():
    first = ("ann", "override", {"submission": A, "check": "1.1", "points": 1.0, "reason": "unclear"})
    second = ("bob", "override", {"submission": A, "check": "1.1", "points": 2.0, "reason": "right"})
    withdrawn = ("bob", "override", {"submission": A, "check": "1.1", "points": None, "reason": "no"})
    marks = marks_of(entries(first, second))
    assert marks.overrides[A, "1.1"].points == 2.0
    assert marks.overrides[A, "1.1"].reason == "right"
    assert not marks_of(entries(first, second, withdrawn)).overrides
    assert marks_of(entries(first, second, ("ann", "undo", {"entry": 2}))).overrides[A, "1.1"].points == 1.0


@pytest.mark.parametrize("state", ["accepted", "declined"])
def test_a_request_has_the_state_of_its_last_reply(state):
    asked = ("ann", "request", {"submission": A, "about": "1.1", "text": "please look"})
    marks = marks_of(entries(asked, ("bob", "reply", {"request": 1, "state": state, "text": "I did"})))
    assert (marks.requests[1].state, marks.requests[1].reply, marks.requests[1].by) == (state, "I did", "bob")
