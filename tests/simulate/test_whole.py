"""The built zip, graded as Gradescope grades: the solution and five flawed submissions, against this project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from assignment import ASSIGNMENT
from autograder.base.reproducible_zip import zip_bytes
from autograder.commands.ta import main
from autograder.handout.gradescope import gradescope_files
from autograder.isolation.zygote import Zygote
from autograder.model.library import read_package
from autograder.model.mutants import load_catalogue
from autograder.simulate.container import SIZES
from autograder.simulate.platform import Platform, built, grade_all
from autograder.simulate.root import RootError
from tests.grading import grade_here, write_package

SOURCES = read_package(ASSIGNMENT.reference)
CATALOGUE = {mistake.id: mistake for mistake in load_catalogue(ASSIGNMENT.mistakes)}


@dataclass(frozen=True)
class Flawed:
    """A submission with mistakes of the catalogue, or without a module; what it has of the 80 points of the code."""

    mistakes: tuple[str, ...]
    score: float
    without: str = ""

    def sources(self) -> dict[str, str]:
        sources = {path: text for path, text in SOURCES.items() if path != self.without}
        for mistake in self.mistakes:
            sources = CATALOGUE[mistake].applied(sources)
        return sources


FLAWED = {
    "reference": Flawed((), 80),
    "layers": Flawed(("affine_backward.unfinished", "relu_forward.abs", "softmax_loss.added_epsilon"), 77.95),
    "averages": Flawed(("batchnorm_forward.momentum_swapped", "layernorm_forward.ddof"), 75.5),
    "updates": Flawed(("adam.no_correction", "sgd_momentum.ascent"), 77.8),
    "convolution": Flawed(("conv_backward_fast.db_batch_mean", "conv_forward_naive.edge_padding"), 77.618182),
    "no updates": Flawed((), 76.25, without="optim.py"),
}


@pytest.fixture(scope="module")
def submissions(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("submissions")
    return {name: write_package(folder / name, flawed.sources()) for name, flawed in FLAWED.items()}


def simulated(submissions: Mapping[str, Path], bundle: Path, *, rootfs: bool) -> dict[str, dict]:
    """Documents by the submission's name."""
    bundle.write_bytes(zip_bytes(gradescope_files(ASSIGNMENT)))
    platform = Platform(SIZES["1"], rootfs=rootfs)
    with built(bundle, platform, lambda told: None) as (image, container):
        runs = list(grade_all(list(submissions.values()), image, container, platform, lambda told: None))
    assert [run.received.problems for run in runs] == [()] * len(runs)
    return {name: run.received.document for name, run in zip(submissions, runs, strict=True)}


def code_scores(document: dict) -> dict[str, float]:
    return {test["number"]: test["score"] for test in document["tests"] if "notebook" not in test["tags"]}


def check_scores(documents: Mapping[str, dict], submissions: Mapping[str, Path], zygote: Zygote) -> None:
    scores = {name: code_scores(document) for name, document in documents.items()}
    assert {n: round(sum(s.values()), 6) for n, s in scores.items()} == {n: FLAWED[n].score for n in scores}
    for name, received in scores.items():
        assert grade_here(zygote, submissions[name]).scores == received, name


@pytest.mark.nightly(days=7)
def test_in_a_folder_scores_are_those_of_this_project(submissions, zygote, tmp_path):
    few = {name: submissions[name] for name in ("reference", "no updates")}
    check_scores(simulated(few, tmp_path / "a.zip", rootfs=False), submissions, zygote)


@pytest.mark.nightly(sampled=False)
def test_in_a_fresh_debian_root_scores_are_those_of_this_project(submissions, zygote, tmp_path):
    try:
        documents = simulated(submissions, tmp_path / "a.zip", rootfs=True)
    except RootError as error:  # this user may not make one, or no mirror is in reach
        pytest.skip(str(error))
    check_scores(documents, submissions, zygote)


@pytest.mark.nightly(days=7)
def test_the_command_shows_who_sees_what(submissions):
    result = CliRunner().invoke(main, ["simulate", str(submissions["layers"]), "--late", "3"])
    assert result.exit_code == 0, result.output
    for told in (
        "The student sees, before the due date",
        "Only staff see",
        "Limits: ",
        "takes results.json",
    ):
        assert told in result.output
