"""From a submission to results.json, as a student and Gradescope see it."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from autograder.feedback.heatmap_svg import draw
from autograder.model.heatmap import Heatmap
from autograder.model.library import read_package
from autograder.model.mutants import Mutant
from autograder.submission import Submission
from tests.grading import REFERENCE, grade_here, run_autograder, write_package

SOURCES = read_package(REFERENCE / "cs231n")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results.json"


def submission(*mistakes: Mutant) -> Submission:
    sources = SOURCES
    for mistake in mistakes:
        sources = mistake.applied(sources)
    return Submission(sources, {})


def test_the_solution_gets_every_point(results):
    graded = run_autograder(REFERENCE, results, "--questions", "Q1")
    assert (graded.score, graded.maximum, graded.exit_status) == (16, 16, 0)
    assert "16 of 16" in graded.printed


@pytest.mark.nightly(days=3)
def test_a_second_run_gives_the_same(zygote):
    first, second = (grade_here(zygote, submission(NO_BIAS, ABSOLUTE), "Q1") for _ in range(2))
    assert first.scores == second.scores
    assert [t["output"] for t in first.document["tests"]] == [t["output"] for t in second.document["tests"]]


def empty_folder(tmp_path):
    (tmp_path / "submission").mkdir()
    return tmp_path / "submission"


def empty_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "a2.zip", "w"):
        pass
    return tmp_path / "a2.zip"


def text_called_zip(tmp_path):
    (tmp_path / "a2.zip").write_text("my homework is attached\n")
    return tmp_path / "a2.zip"


def zip_bomb(tmp_path):
    with zipfile.ZipFile(tmp_path / "a2.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"cs231n/part{number}.py", b"\0" * 30_000_000)
    return tmp_path / "a2.zip"


def zip_of_links(tmp_path):
    with zipfile.ZipFile(tmp_path / "a2.zip", "w") as archive:
        for name in ("layers.py", "optim.py"):
            link = zipfile.ZipInfo(f"cs231n/{name}")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
    return tmp_path / "a2.zip"


@pytest.mark.parametrize("make", [empty_folder, empty_zip, text_called_zip, zip_bomb, zip_of_links])
def test_what_cannot_be_graded_gets_nothing_and_a_sentence(zygote, make, tmp_path):
    check_refused(grade_here(zygote, make(tmp_path), "Q1"))


def test_the_command_says_so_and_ends_well(tmp_path, results):
    graded = run_autograder(zip_of_links(tmp_path), results, "--questions", "Q1")
    check_refused(graded)
    assert graded.exit_status == 0


def check_refused(graded):
    assert (graded.score, graded.maximum) == (0, 16)
    sentences = graded.document["output"].strip()
    assert sentences
    assert sentences in " ".join(graded.printed.split()) or len(sentences.splitlines()) > 1


NO_BIAS = Mutant(
    id="no bias",
    target="layers.py:affine_forward",
    swaps=(("out = x_flat @ w + b", "out = x_flat @ w"),),
    hint="",
)
ABSOLUTE = Mutant(
    id="absolute",
    target="layers.py:relu_forward",
    swaps=(("np.maximum(0, x)", "np.abs(x)"),),
    hint="",
)
BROKEN_OPTIM = Mutant(
    id="syntax", target="optim.py:sgd", code="def sgd(w, dw config=None:\n    pass", hint=""
)


def titles(graded, lost):
    """Names of the checks whose points are lost, or kept."""
    return {
        t["name"].split(":")[0] for t in graded.document["tests"] if (t["score"] < t["max_score"]) == lost
    }


def test_a_wrong_layer_costs_no_network(zygote):
    graded = grade_here(zygote, submission(NO_BIAS, ABSOLUTE), "Q1")
    assert titles(graded, lost=True) == {"affine_forward", "relu_forward"}


def test_the_message_names_the_mistake_and_shows_public_numbers(zygote):
    graded = grade_here(zygote, submission(NO_BIAS), "Q1")
    assert "bias" in graded.output("1.1")
    assert "but should be" in graded.output("1.1")


def test_staff_find_the_mistake_and_a_picture_of_the_public_array(zygote):
    document = grade_here(zygote, submission(NO_BIAS), "Q1").document
    extra = next(t["extra_data"] for t in document["tests"] if t["number"] == "1.1")
    assert extra["mistakes"] == ["affine_forward.no_bias"]
    assert "out" in draw(Heatmap.from_json(extra["pictures"][0]))
    assert set(document["extra_data"]["versions"]) == {"autograder", "graders", "numpy"}


def test_a_syntax_error_costs_its_module_only(zygote):
    graded = grade_here(zygote, submission(BROKEN_OPTIM), "Q1")
    assert {"affine_forward", "softmax_loss", "TwoLayerNet.loss with labels"} <= titles(graded, lost=False)
    assert {"sgd", "adam"} <= titles(graded, lost=True)
    told = next(t["output"] for t in graded.document["tests"] if t["name"].startswith("sgd:"))
    assert "SyntaxError" in told
    assert "optim.py" in told


def test_a_missing_module_is_said_and_the_rest_is_graded(zygote, tmp_path):
    without = {path: text for path, text in SOURCES.items() if path != "optim.py"}
    graded = grade_here(zygote, write_package(tmp_path / "submission", without), "Q1")
    assert "optim.py" in graded.document["output"]
    assert 0 < graded.score < graded.maximum


def test_a_submission_that_is_not_there_is_an_error_of_the_caller(tmp_path, results):
    with pytest.raises(AssertionError, match="does not exist"):
        run_autograder(tmp_path / "nothing", results)
