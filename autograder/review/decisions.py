"""The forms of graders, checked and turned into entries of the journal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from autograder.base.counts import number_of
from autograder.policies.journal import Entry
from autograder.policies.marks import STATES, last_of, undone_of
from autograder.review.state import Review, answer_id

_MOST_POINTS = 1000.0
_MOST_TEXT = 5_000
Form = Mapping[str, str]


class Refused(Exception):
    """A form makes no sense; the text is a sentence for its sender."""


def decide(review: Review, action: str, who: str, form: Form) -> str:
    """Record a form's decision; return the address of what has changed, "" if it is the form's own page."""
    if action not in _ACTIONS:
        raise Refused(f"There is no action {action!a}.")
    return _ACTIONS[action](review, who, form) or ""


def _maximum(review: Review, who: str, form: Form) -> None:
    points = _points(form, lowest=0.0)
    review.journal.add(who, "maximum", {"question": _question(review, form), "points": points})


def _item(review: Review, who: str, form: Form) -> None:
    """A new rubric item, which holds for the answer that the grader was at."""
    question, name = _question(review, form), _answer(review, form)
    text = _text(form, "text", "Say what the rubric item is about.")
    item = review.journal.add(
        who, "item", {"question": question, "text": text, "points": _points(form, lowest=-_MOST_POINTS)}
    )
    review.journal.add(who, "apply", {"question": question, "submission": name, "item": item, "on": True})


def _apply(review: Review, who: str, form: Form) -> None:
    question, name = _question(review, form), _answer(review, form)
    item = _whole(form, "item")
    if item not in {known.id for known in review.marks().rubric(question)}:
        raise Refused("There is no such rubric item any more.")
    about = {"question": question, "submission": name, "item": item, "on": form.get("on") == "1"}
    review.journal.add(who, "apply", about)


def _set_points(review: Review, who: str, form: Form) -> None:
    question, name = _question(review, form), _answer(review, form)
    maximum = review.marks().maxima.get(question, 0.0)
    points = _points(form, lowest=0.0)
    if points > maximum:
        raise Refused(f"{points:g} is more than the question's {number_of(maximum, 'point')}.")
    review.journal.add(who, "points", {"question": question, "submission": name, "points": points})


def _read(review: Review, who: str, form: Form) -> None:
    review.journal.add(
        who, "read", {"question": _question(review, form), "submission": _answer(review, form)}
    )


def _comment(review: Review, who: str, form: Form) -> None:
    about = {"question": _question(review, form), "submission": _answer(review, form)}
    review.journal.add(who, "comment", {**about, "text": form.get("text", "").strip()[:_MOST_TEXT]})


def _undo_last(review: Review, who: str, form: Form) -> str:
    """Undo the grader's last action at this question, and go to its place."""
    question, taken_back = _question(review, form), []

    def choose(entries: list[Entry]) -> list[tuple[str, str, Mapping[str, object]]]:
        last = last_of(entries, who, question)
        if last is None:
            raise Refused("You have nothing to undo in this question.")
        taken_back.append(last)
        return [(who, "undo", {"entry": last.id})]

    review.journal.decide(choose)
    name = taken_back[0].data.get("submission")
    return f"/inline/{question}/{answer_id(question, name)}" if name else ""


def _undo(review: Review, who: str, form: Form) -> None:
    entry = _whole(form, "entry")

    def choose(entries: list[Entry]) -> list[tuple[str, str, Mapping[str, object]]]:
        known = {known.id for known in entries if known.kind != "undo"}
        if entry not in known - undone_of(entries):
            raise Refused("There is no such entry, or it has been undone already.")
        return [(who, "undo", {"entry": entry})]

    review.journal.decide(choose)


def _override(review: Review, who: str, form: Form) -> None:
    name, check = _submission(review, form), form.get("check", "")
    reason = _text(form, "reason", "An override needs a reason.")
    tests = {test["number"]: test for row in review.run.rows if row.name == name for test in row.tests}
    if check not in tests:
        raise Refused(f"This submission has no check {check!a}.")
    points = None if form.get("withdraw") else _points(form, lowest=0.0)
    if points is not None and points > tests[check]["max_score"]:
        raise Refused(
            f"{points:g} is more than the {number_of(tests[check]['max_score'], 'point')} of check {check}."
        )
    about = {"submission": name, "check": check, "points": points, "reason": reason}
    review.journal.add(who, "override", about)


def _request(review: Review, who: str, form: Form) -> None:
    text = _text(form, "text", "The request is empty.")
    about = {"submission": _submission(review, form), "about": form.get("about", "")[:200], "text": text}
    review.journal.add(who, "request", about)


def _reply(review: Review, who: str, form: Form) -> None:
    request, state = _whole(form, "request"), form.get("state", "")
    if request not in review.marks().requests or state not in STATES:
        raise Refused("There is no such request, or no such state.")
    text = form.get("text", "").strip()[:_MOST_TEXT]
    review.journal.add(who, "reply", {"request": request, "state": state, "text": text})


_ACTIONS: dict[str, Callable[[Review, str, Form], str | None]] = {
    "maximum": _maximum,
    "item": _item,
    "apply": _apply,
    "points": _set_points,
    "read": _read,
    "comment": _comment,
    "undo-last": _undo_last,
    "undo": _undo,
    "override": _override,
    "request": _request,
    "reply": _reply,
}


def _question(review: Review, form: Form) -> str:
    question = form.get("question", "")
    if question not in review.questions:
        raise Refused(f"There is no inline question {question!a}.")
    return question


def _answer(review: Review, form: Form) -> str:
    """The submission whose answer it is."""
    question = _question(review, form)
    if not review.marks().maxima.get(question):
        raise Refused("Say first how many points the question carries.")
    for name in review.order(question):
        if answer_id(question, name) == form.get("answer"):
            return name
    raise Refused("There is no such answer.")


def _submission(review: Review, form: Form) -> str:
    name = review.names.get(form.get("page", ""))
    if name is None:
        raise Refused("There is no such submission.")
    return name


def _text(form: Form, field: str, missing: str) -> str:
    text = form.get(field, "").strip()[:_MOST_TEXT]
    if not text:
        raise Refused(missing)
    return text


def _points(form: Form, lowest: float) -> float:
    text = form.get("points", "").strip().replace(",", ".")
    try:
        points = float(text)
    except ValueError:
        raise Refused(f"{text!a} is not a number of points.") from None
    if not math.isfinite(points) or not lowest <= points <= _MOST_POINTS:
        raise Refused(f"{text} is not between {lowest:g} and {_MOST_POINTS:g} points.")
    return round(points, 6)


def _whole(form: Form, field: str) -> int:
    try:
        return int(form.get(field, ""))
    except ValueError:
        raise Refused(f"{field} is not a number.") from None
