"""From an unpacked bundle to the first function that works."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from autograder.feedback.finding_text import sentence_of
from autograder.model.failure import UNWRITTEN
from autograder.model.finding import Kind
from autograder.selfcheck.public import GIVEN
from autograder.selfcheck.shares import State
from autograder.selfcheck.view import lines_of
from tests.judging import SOURCES
from tests.selfcheck.public import CHECKS, TEMPLATE, WORK, callers, results_of, solved, unsolved

PARTS = 7  # in each some functions are left out at the same time


def with_functions(path: str, names: Iterable[str]) -> dict[str, str]:
    """The template with some functions, and helpers, of a module as they are in the solution."""
    solved, text = SOURCES[path], TEMPLATE[path]
    for name in names:
        new = ast.get_source_segment(solved, named(ast.parse(solved), name))
        old = ast.get_source_segment(text, named(ast.parse(text), name))
        text = text.replace(old, new)
    return {**TEMPLATE, path: text}


def named(scope: ast.AST, name: str) -> ast.AST:
    first, _, rest = name.partition(".")
    node = next(n for n in ast.iter_child_nodes(scope) if getattr(n, "name", None) == first)
    return named(node, rest) if rest else node


def test_nothing_passes_at_first_and_every_message_says_that_it_is_not_written():
    results = unsolved()
    for number, result in results.items():
        if GIVEN in result.check.tags:
            assert result.state is State.PASSED, number
        elif result.state is not State.GRADER_ONLY:
            assert result.state in {State.UNWRITTEN, State.WAITS}, number
            if result.state is State.UNWRITTEN:
                lines = lines_of(result)
                assert lines, number
                assert all(re.fullmatch(r"[\w.]+( \(\w+\))?" + UNWRITTEN, line) for line in lines), lines
    assert len(results) == len(CHECKS)


@pytest.mark.parametrize(
    ("path", "functions", "turned"),
    [
        ("layers.py", ["affine_forward"], {"1.1"}),
        ("layers.py", ["affine_forward", "affine_backward"], {"1.1", "1.2"}),
        ("layers.py", ["relu_forward"], {"1.3"}),
        ("layers.py", ["relu_forward", "relu_backward"], {"1.3", "1.4"}),
        ("layers.py", ["layernorm_forward"], {"2.11"}),
        ("layers.py", ["conv_forward_naive"], {"4.1"}),
        ("layers.py", ["conv_forward_naive", "conv_backward_naive"], {"4.1", "4.2", "4.3"}),
        ("layers.py", ["max_pool_forward_naive"], {"4.4"}),
        ("layers.py", ["max_pool_forward_naive", "max_pool_backward_naive"], {"4.4", "4.5", "4.6"}),
        ("layers.py", ["spatial_groupnorm_forward"], {"4.19"}),
        ("optim.py", ["sgd_momentum"], {"1.11"}),
        ("optim.py", ["rmsprop"], {"1.12"}),
        ("optim.py", ["adam"], {"1.13"}),
        ("classifiers/fc_net.py", ["TwoLayerNet.__init__"], {"1.14"}),
        ("classifiers/fc_net.py", ["FullyConnectedNet.__init__"], {"1.18", "2.16"}),
        ("classifiers/cnn.py", ["ThreeLayerConvNet.__init__"], {"4.22", "4.27"}),
    ],
)
def test_a_function_turns_exactly_its_own_checks(path, functions, turned):
    results = results_of(with_functions(path, functions), *callers(unsolved(), path, functions)).values()
    passing = {r.check.number for r in results if r.state is State.PASSED and GIVEN not in r.check.tags}
    assert passing == turned


def unwritten() -> list[tuple[str, str]]:
    """Every function that students write, by its module's path and name; methods are told apart above."""
    return [
        (path, node.name)
        for path, text in TEMPLATE.items()
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and UNWRITTEN in ast.get_source_segment(text, node)
    ]


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(PARTS))
def test_without_some_functions_only_the_checks_that_call_them_wait_for_them(part):
    """The other way round, with all the rest written: for every function, and for all that is built on it."""
    left_out = unwritten()[part::PARTS]
    assert len(left_out) > 2
    sources = dict(SOURCES)
    for path, name in left_out:
        old, new = (
            ast.get_source_segment(text, named(ast.parse(text), name))
            for text in (sources[path], TEMPLATE[path])
        )
        sources[path] = sources[path].replace(old, new)
    waiting = [r for r in results_of(sources).values() if r.state not in {State.PASSED, State.GRADER_ONLY}]
    assert all(r.waits_for for r in waiting if r.state is State.WAITS)
    assert {r.state for r in waiting} <= {State.UNWRITTEN, State.WAITS}
    assert {r.check.number for r in waiting} <= {n for n, r in solved().items() if r.called & set(left_out)}
    told = {sentence_of(f) for r in waiting for f in r.findings if f.kind is Kind.UNWRITTEN}
    names = {re.fullmatch(rf"(\w+)( \(\w+\))?{UNWRITTEN}", sentence)[1] for sentence in told}
    assert names
    assert names <= {name for _, name in left_out}


def test_a_part_of_a_method_counts_before_the_rest_is_written():
    """Scores without labels need no backward pass."""
    text = SOURCES["classifiers/fc_net.py"]
    start = text.index("# BEGIN SOLUTION (backward)")
    end = text.index("# END SOLUTION", start)
    unwritten = 'raise NotImplementedError("TwoLayerNet.loss (backward) is not implemented yet")\n        '
    sources = {**SOURCES, "classifiers/fc_net.py": text[:start] + unwritten + text[end:]}
    results = results_of(sources, "1.15", "1.16")
    assert results["1.15"].state is State.PASSED
    assert sentence_of(results["1.16"].findings[0]) == "TwoLayerNet.loss (backward) is not implemented yet"


@pytest.mark.nightly(days=7)
def test_in_a_fresh_environment_with_the_command_of_the_readme(assignment, tmp_path):
    """Only numpy, and pytest as students have it, are installed."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = next(path for name in ("bin", "Scripts") for path in (environment / name).glob("python*"))
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "numpy", "pytest"]
    subprocess.run(install, check=True)
    readme = (assignment.folder / "README.md").read_text()
    command = re.findall(r"```\n(python \S+)\n```", readme)[0].split()
    assert command[0] == "python"
    done = subprocess.run(
        [python, *command[1:]], cwd=assignment.folder, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.count("  to do\n") == len(WORK.functions)
    assert "Traceback" not in done.stdout


def test_it_runs_from_anywhere_and_as_a_module(assignment, tmp_path):
    from_elsewhere = subprocess.run(
        [sys.executable, assignment.folder / "selfcheck", "1.5"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    as_module = assignment.run("-m", "selfcheck", "1.5")
    assert from_elsewhere.stdout == as_module.stdout
    assert str(Path("assignment", "cs231n")) in as_module.stdout
    assert as_module.returncode == 0
