"""Whatever a student's folder holds: a clear message, and the rest is still checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.execution import remote_runner
from autograder.feedback.finding_text import sentence_of
from autograder.model.case import CASES
from autograder.selfcheck.shares import State
from tests.judging import SOURCES
from tests.selfcheck.public import results_of

ANY = "raise ImportError('this is the student\\'s own')\n"


def test_own_modules_take_nobodys_place(solved):
    for name in ("random.py", "numpy.py", "test_x.py", "conftest.py", "json.py", "autograder.py"):
        (solved.folder / name).write_text(ANY)
        solved.write({name: ANY})
    assert "Public checks: 4 of 4 pass" in solved.check("1.1", "1.11", "3.1", "4.1")


def test_a_syntax_error_is_told_with_its_line_and_the_rest_is_checked(solved, swapped):
    solved.write(swapped("layers.py", "def relu_forward(x):", "def relu_forward(x)"))
    line = (solved.folder / "cs231n" / "layers.py").read_text().splitlines().index("def relu_forward(x)") + 1
    done = solved.run("selfcheck", "1.1", "1.3", "1.11", "1.13")
    assert done.returncode == 1
    assert f"SyntaxError: expected ':' (layers.py, line {line})" in done.stdout
    assert "as in 1.1" in done.stdout
    assert "Public checks: 2 of 4 pass" in done.stdout


def test_a_module_that_is_missing_is_told(solved):
    (solved.folder / "cs231n" / "fast_layers.py").unlink()
    printed = solved.check("4.7", "4.1")
    assert "No module named 'cs231n.fast_layers'" in printed
    assert "1 of 2 pass" in printed


def test_a_half_finished_function_is_told(swapped):
    sources = swapped("layers.py", "    out = np.maximum(0, x)\n", "    out = None\n")
    result = results_of(sources, "1.3")["1.3"]
    assert result.state is State.FAILED
    assert "out is None" in sentence_of(result.findings[0])


def test_a_forgotten_return_is_called_that(swapped):
    no_return = "    out = x_flat @ w + b\n    return None\n"
    layer = results_of(swapped("layers.py", "    out = x_flat @ w + b\n", no_return), "1.1")["1.1"]
    assert sentence_of(layer.findings[0]).endswith(
        "affine_forward returned None; is a return statement missing?"
    )
    net = "        return loss, grads\n        # END SOLUTION\n\n\nclass"
    sources = swapped("classifiers/fc_net.py", net, "\n\nclass")
    told = [sentence_of(finding) for finding in results_of(sources, "1.16")["1.16"].findings]
    assert any("TwoLayerNet.loss returned None; is a return statement missing?" in line for line in told), (
        told
    )


def test_what_the_code_prints_is_shown_beside_what_fails(solved, swapped):
    """Also characters that the output has no place for, as where Windows writes to a file."""
    noisy = "    print('x is', x.shape)\n    print('\u03b3 = 1')\n    out = -x\n"
    solved.write(swapped("layers.py", "    out = np.maximum(0, x)\n", noisy))
    done = solved.run("selfcheck", "1.3", "1.1", PYTHONIOENCODING="ascii")
    assert done.stderr == ""
    assert "your code printed:" in done.stdout
    assert "| x is (" in done.stdout
    assert "| \\u03b3 = 1" in done.stdout


def test_printing_without_end_stops_nothing(swapped):
    noisy = "    for _ in range(2000):\n        print('x' * 1000)\n    out = np.maximum(0, x)\n"
    result = results_of(swapped("layers.py", "    out = np.maximum(0, x)\n", noisy), "1.3")["1.3"]
    assert result.state is State.PASSED
    assert 1000 < len(result.printed) < 20_000


@pytest.mark.nightly
def test_a_function_that_never_ends_is_stopped_once_and_what_calls_it_is_skipped(swapped, monkeypatch):
    monkeypatch.setitem(CASES, "relu", replace(CASES["relu"], seconds=0.5))
    endless = "    print('before')\n    while True:\n        pass\n"
    sources = swapped("layers.py", "    out = np.maximum(0, x)\n", endless)
    line = sources["layers.py"].splitlines().index("    while True:") + 1
    results = results_of(sources, "1.3", "1.4", "1.5", "1.9", "1.11", "1.16")
    sentence = sentence_of(results["1.3"].findings[0])
    assert "stopped after" in sentence
    assert f"cs231n/layers.py:{line}" in sentence or f"cs231n/layers.py:{line + 1}" in sentence
    assert results["1.3"].state is State.FAILED
    assert results["1.3"].printed == "before\n"
    for number in ("1.9", "1.16"):  # cases of their own, that may take 10 seconds each
        assert results[number].state is State.WAITS, number
        assert results[number].notes == ("skipped: relu_forward did not end in 1.3",)
        assert results[number].printed == ""
    assert [s.earned > 0 for s in results["1.9"].shares] == [True, False]  # affine_forward's part was run
    assert results["1.5"].state is results["1.11"].state is State.PASSED


@pytest.mark.nightly
def test_a_layer_that_may_be_slow_and_right_is_told_the_graders_limit(swapped, monkeypatch):
    monkeypatch.setitem(CASES, "relu", replace(CASES["relu"], seconds=120.0))
    sources = swapped("layers.py", "    out = np.maximum(0, x)\n", "    while True:\n        pass\n")
    result = results_of(sources, "1.3", limit=0.5)["1.3"]
    assert result.state is State.FAILED
    assert result.notes == (
        "it may be right but slow, or never end; the grader allows it 120 seconds for each input",
    )


@pytest.mark.nightly
def test_a_module_that_never_ends_is_waited_for_once(monkeypatch):
    monkeypatch.setattr(remote_runner, "_IMPORT_SECONDS", 1.0)
    results = results_of({**SOURCES, "layers.py": "while True:\n    pass\n"}, "1.1", "2.1", "1.14", "1.11")
    assert results["1.1"].state is State.FAILED
    for number in ("2.1", "1.14"):
        assert results[number].notes == ("skipped: layers.py did not end in 1.1",)
    assert results["1.11"].state is State.PASSED


def test_code_that_ends_its_process_is_told_and_the_rest_is_checked(swapped):
    sources = swapped("layers.py", "    out = np.maximum(0, x)\n", "    import os\n    os._exit(3)\n")
    results = results_of(sources, "1.3", "1.5")
    assert "exit status 3" in sentence_of(results["1.3"].findings[0])
    assert results["1.5"].state is State.PASSED


def test_a_module_that_exits_when_imported_is_told():
    results = results_of({**SOURCES, "optim.py": "import sys\nsys.exit(1)\n"}, "1.11", "1.1")
    assert "SystemExit" in sentence_of(results["1.11"].findings[0])
    assert results["1.1"].state is State.PASSED


def test_what_one_check_does_to_a_module_is_gone_in_the_next(swapped):
    sources = swapped(
        "layers.py",
        "    out = np.maximum(0, x)\n",
        "    global softmax_loss\n    softmax_loss = None\n    out = np.maximum(0, x)\n",
    )
    results = results_of(sources, "1.3", "1.5")
    assert results["1.5"].state is State.PASSED


def test_a_net_on_wrong_layers_waits_for_them(swapped):
    """And a net that is wrong on its own account does not blame them."""
    sources = swapped("layers.py", "    out = x_flat @ w + b\n", "    out = x_flat @ w\n")
    results = results_of(sources, "1.15", "4.23", "1.1")
    assert results["1.15"].waits_for == results["4.23"].waits_for == ("1.1",)
    assert results["1.15"].state is results["4.23"].state is State.WAITS
    assert results["1.1"].waits_for == ()
    wrong_net = swapped(
        "classifiers/fc_net.py", "affine_forward(hidden, W2, b2)", "affine_forward(hidden, W2, 2 * b2)"
    )
    assert results_of(wrong_net, "1.15")["1.15"].state is State.FAILED


def test_speed_is_left_to_the_grader(solved):
    done = solved.run("selfcheck", "4.29")
    assert "measured by the grader only" in done.stdout
    assert done.returncode == 0


def test_without_a_package_it_says_where_to_run(assignment, tmp_path):
    (assignment.folder / "cs231n").rename(tmp_path / "elsewhere")
    done = assignment.run("selfcheck")
    assert done.returncode == 2
    assert "run this in your assignment folder" in done.stderr


def test_an_unknown_check_is_told(assignment):
    done = assignment.run("selfcheck", "2.99")
    assert done.returncode == 2
    assert "there is no check 2.99; Q2 has 2.1 to 2.22" in done.stderr
