"""What the self-check prints at a terminal."""

from __future__ import annotations

import io

import pytest

from autograder.feedback.finding_text import sentence_of
from autograder.selfcheck.terminal import Terminal
from tests.judging import SOURCES, made
from tests.selfcheck.public import results_of


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def wrong(swapped):
    return swapped("layers.py", "    out = x_flat @ w + b\n", "    out = x_flat @ w\n")


def printed(results, file: io.StringIO, brief: bool = False) -> str:
    terminal = Terminal(file, brief)
    for result in results.values():
        terminal.show(result)
    terminal.summarise(list(results.values()))
    return file.getvalue()


def test_colours_only_where_somebody_sees_them(monkeypatch):
    results = results_of(SOURCES, "1.1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\033[32mpass\033[0m" in printed(results, Screen())
    assert "\033" not in printed(results, io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033" not in printed(results, Screen())


def test_lines_fit_the_screen(monkeypatch, wrong):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    assert max(map(len, printed(results_of(wrong, "1"), Screen()).splitlines())) <= 60


def test_many_checks_are_told_about_in_brief_and_one_in_full():
    results = results_of(made("FullyConnectedNet.loss_summed", "FullyConnectedNet.no_relu"), "1.20")
    count = len(results["1.20"].findings)
    assert count > 3
    brief, full = printed(results, io.StringIO(), brief=True), printed(results, io.StringIO())
    assert f"... and {count - 3} more: check 1.20 alone to see all" in brief
    assert all(sentence_of(finding)[:40] in full for finding in results["1.20"].findings)


def test_a_sequence_of_controls_in_what_code_prints_does_not_reach_the_terminal(swapped):
    sources = swapped(
        "layers.py", "    out = np.maximum(0, x)\n", "    print('\\x1b[2J\\x07gone')\n    out = -x\n"
    )
    text = printed(results_of(sources, "1.3"), io.StringIO())
    assert "gone" in text
    assert "\x1b" not in text
    assert "\x07" not in text


def test_given_functions_are_counted_apart():
    text = printed(results_of(SOURCES, "1.5", "1.1", "4.29"), io.StringIO())
    assert (
        "Public checks: 1 of 1 pass, 1 of 1 points. Checks of functions that you were given: 1 of 1 pass."
        in text
    )
    assert "not the grade" in text
