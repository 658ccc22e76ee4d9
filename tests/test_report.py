"""The terminal report: totals as they are, a reason for every lost point, and nothing that a student could style."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from autograder.feedback.terminal_report import describe_isolation, print_report
from autograder.model.results import CheckResult, Results, Status

FULL = {"holds": True, "uid_dropped": True, "landlock_abi": 7, "seccomp": True, "limits": True, "exposed": 0}
PROJECT = Path(__file__).resolve().parent.parent


def passed(number: str = "1.1", points: float = 2.0) -> CheckResult:
    return CheckResult(number, "affine forward", f"Q{number[0]}", points, points, Status.PASSED)


def failed(number: str = "1.2", output: str = "dx is wrong", **changes) -> CheckResult:
    values = {"score": 0.5, "status": Status.FAILED, "output": output}
    return CheckResult(number, "affine backward", f"Q{number[0]}", 2.0, **(values | changes))


def report(*checks: CheckResult, code_only: bool = False, **values) -> str:
    file = io.StringIO()
    print_report(Results(checks, **values), code_only=code_only, file=file)
    return file.getvalue()


def rows(text: str) -> list[list[str]]:
    """Lines as their cells."""
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.splitlines()]


def test_points_by_question_and_together():
    text = report(passed("1.1"), failed("1.2"), passed("2.1", points=3.25))

    assert ["Q1", "1 of 2", "2.5 of 4"] in rows(text)
    assert ["Q2", "1 of 1", "3.25 of 3.25"] in rows(text)
    assert ["Total", "2 of 3", "5.75 of 7.25"] in rows(text)


def test_says_when_notebooks_are_not_included():
    assert ["Total, without notebooks", "1 of 1", "2 of 2"] in rows(report(passed(), code_only=True))


def test_every_lost_point_has_its_reason_and_no_other_check_is_listed():
    text = report(
        passed("1.1"), failed("1.2", output="dx[0, 1] is 3, but should be 6\nlook at the sum over N")
    )

    lines = text.splitlines()
    heading = lines.index("1.2 affine backward: 0.5 of 2 points")
    assert lines[heading + 1 : heading + 3] == [
        "    dx[0, 1] is 3, but should be 6",
        "    look at the sum over N",
    ]
    assert "affine forward" not in text


@pytest.mark.parametrize("status", [Status.GRADER_FAULT, Status.NOT_RUN, Status.NOT_GRADED_YET])
def test_a_check_that_was_not_judged_says_so(status):
    text = report(failed(status=status, score=0.0, output=""))

    assert f"0 of 2 points ({status.value})" in text
    assert "No reason" not in text


def test_checks_that_were_not_run_for_one_reason_take_two_lines():
    checks = [failed(f"1.{i}", output="", score=0.0, status=Status.NOT_RUN) for i in range(1, 23)]

    lines = report(*checks, notes=("The zip is empty.",)).splitlines()

    assert lines[-2:] == ["1.1 to 1.22, 22 checks not run: 0 of 44 points", "    Not run."]
    assert "Note: The zip is empty." in lines


def test_notes_are_shown():
    assert "Note: cs231n/cnn.py is missing." in report(passed(), notes=("cs231n/cnn.py is missing.",))


def test_text_is_neither_markup_nor_control_sequence():
    text = report(
        failed(output="[bold]b[/bold] [/oops] \x1b[31mred :smile: [link=x]y"), notes=("[red]r[/red]",)
    )

    assert "[bold]b[/bold] [/oops] red :smile: [link=x]y" in text
    assert "[red]r[/red]" in text


def test_is_plain_and_at_most_100_wide_where_there_is_no_terminal(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    text = report(failed(output="word " * 200))

    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= 100
    assert text.count("word") == 200


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_is_coloured_on_a_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal()

    print_report(Results((passed(),)), code_only=False, file=terminal)

    assert "\x1b[32m2 of 2" in terminal.getvalue()


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (
            FULL,
            "verified. The submission was held by a user id of its own, Landlock (version 7), seccomp, res",
        ),
        (
            {"holds": False, "seccomp": True},
            "UNVERIFIED, good for self-checks only. The submission was held by seccomp.",
        ),
        (
            {"holds": False},
            "UNVERIFIED, good for self-checks only. The submission was held by nothing but a process of",
        ),
        (FULL | {"holds": False, "exposed": 2}, "UNVERIFIED"),
        (None, "no code of the submission was run"),
    ],
)
def test_isolation_is_told_in_words(report, words):
    assert f"Isolation: {words}" in describe_isolation(report)


def test_the_fixtures_are_named():
    told = report(passed(), extra={"fixtures": {"public": "12ab", "hidden": "development 34cd"}})
    assert "Fixtures: public, hidden development." in told


def test_the_isolation_report_of_the_results_is_told():
    assert "Isolation: verified." in report(passed(), extra={"isolation": FULL})
    assert "could read the grader's own files" in report(
        passed(), extra={"isolation": {"holds": False, "exposed": 1}}
    )
