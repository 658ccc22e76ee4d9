"""The part of CIFAR-10 that notebooks are graded with, made from batches in CIFAR-10's own format."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from assignment import ASSIGNMENT, PACKAGE
from autograder.commands.ta import main
from autograder.model.library import Library, read_package
from graders.data.data_subset import SubsetError, draw_subset

PARTS = ("train", "val", "test", "held_back")


@pytest.fixture(scope="module")
def batches(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cifar-10-batches-py")
    with Library(PACKAGE, read_package(ASSIGNMENT.reference), "reference") as reference:
        reference["data_utils"].synthetic_set().write_batches(folder)
    return folder


def test_each_class_comes_as_often_and_no_image_twice(batches):
    content, told = draw_subset(batches, 20, "secret")
    subset = np.load(io.BytesIO(content))

    counts = dict(zip(PARTS, told.values(), strict=True))
    assert counts == {"train": 200, "val": 40, "test": 40, "held_back": 40}
    for part in PARTS:
        assert len(set(np.bincount(subset[f"{part}_labels"], minlength=10))) == 1
        assert subset[f"{part}_images"].shape == (counts[part], 3, 32, 32)
        assert (subset[f"{part}_images"].dtype, subset[f"{part}_labels"].dtype) == (np.uint8, np.int64)
    images = [image.tobytes() for part in PARTS for image in subset[f"{part}_images"]]
    assert len(set(images)) == len(images)


def test_labels_stay_with_their_images(batches):
    with Library(PACKAGE, read_package(ASSIGNMENT.reference), "reference") as reference:
        X, y, X_test, y_test = reference["data_utils"].load_cifar10(batches)
    known = {x.tobytes(): label for x, label in zip([*X, *X_test], [*y, *y_test], strict=True)}
    subset = np.load(io.BytesIO(draw_subset(batches, 5, "secret")[0]))
    for part in PARTS:
        assert [known[x.tobytes()] for x in subset[f"{part}_images"]] == list(subset[f"{part}_labels"])


def test_the_secret_alone_decides_what_is_held_back(batches):
    contents = [draw_subset(batches, 5, secret)[0] for secret in ("one", "one", "two")]
    assert contents[0] == contents[1] != contents[2]


def test_more_than_there_is_and_other_folders_are_refused(batches, tmp_path):
    with pytest.raises(SubsetError, match="ask for fewer"):
        draw_subset(batches, 4000, "secret")
    with pytest.raises(SubsetError, match="data_batch_1"):
        draw_subset(tmp_path, 10, "secret")


def test_the_command_says_what_it_drew(batches, tmp_path):
    elsewhere = replace(ASSIGNMENT, root=tmp_path)
    elsewhere.fixtures.mkdir()
    assert elsewhere.data_file is None
    command = ["bundle", "--data", str(batches), "--per-class", "10"]
    result = CliRunner().invoke(main, command, obj=elsewhere)
    assert elsewhere.data_file.is_file()
    assert "100 to train with, 20 to validate, 20 to test, 20 held back" in result.output
    assert CliRunner().invoke(main, ["bundle"]).exit_code == 2
