"""Evidence that was kept: judged again it comes to the same results, and to others where the weights changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assignment import ASSIGNMENT
from autograder.commands.ta import main
from autograder.grading.pipeline import Order, grade
from autograder.grading.results_file import write
from autograder.isolation.zygote import Zygote
from autograder.submission import Submission
from tests.judging import SOURCES, made

SUBMISSIONS = {
    "right": SOURCES,
    "wrong layers and a wrong net": made("affine_forward.no_bias", "TwoLayerNet.relu_on_scores"),
    "one that does not answer": made("conv_forward_naive.no_cache", "layers.print_left_in"),
}


def kept(zygote: Zygote, sources: dict[str, str], folder: Path) -> tuple[Path, Path]:
    """The evidence on a submission and its results."""
    evidence, results = folder / "evidence", folder / "results.json"
    order = Order(Submission(dict(sources), {}), ("Q1", "Q4"), code_only=True, evidence=evidence)
    grade(ASSIGNMENT, order, lambda so_far: write(so_far, results), zygote)
    return evidence, results


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_evidence_judged_again_gives_the_same_results(name, zygote, tmp_path):
    evidence, results = kept(zygote, SUBMISSIONS[name], tmp_path)
    again = tmp_path / "again.json"
    done = CliRunner().invoke(main, ["verdict", str(evidence), "--results", str(again)])
    assert done.exit_code == 0, done.output
    assert again.read_bytes() == results.read_bytes()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda content: b"no evidence", "holds no evidence"),
        (lambda content: content[: len(content) // 2], "holds no evidence"),
        (lambda content: content.replace(b'"format": 4', b'"format": 0', 1), "grade again"),
        (lambda content: content.replace(b'"public": "', b'"public": "0', 1), "other fixtures"),
    ],
)
def test_what_is_no_evidence_is_said_in_one_sentence(change, sentence, zygote, tmp_path):
    evidence, _ = kept(zygote, SOURCES, tmp_path)
    evidence.write_bytes(change(evidence.read_bytes()))
    done = CliRunner().invoke(main, ["verdict", str(evidence), "--results", str(tmp_path / "again.json")])
    assert done.exit_code == 1
    assert sentence in done.output
    assert len(done.output.splitlines()) == 1
