"""Copies are found however they are disguised; independent work is left alone."""

from __future__ import annotations

import pytest

from autograder.review.features import features_of, names, structure
from autograder.review.pairs import Pair, clusters, similar_pairs
from benchmarks.similarity import all_authors, code_of
from tests.similarity.synthetic import class_with_copies


def test_whole_copies_in_disguise_are_found_and_nobody_else():
    written, copied = class_with_copies(all_authors(), 0, 28, 4)
    assert found_in(written) == copied


@pytest.mark.nightly(sampled=False)
def test_18_of_20_copies_in_a_class_of_200_are_found_and_at_most_2_others():
    written, copied = class_with_copies(all_authors(), 101, 200, 20)
    found = found_in(written)
    assert len(found & copied) >= 18
    assert len(found - copied) <= 2


def found_in(written) -> set[tuple[str, str]]:
    return {(pair.one, pair.other) for pair in similar_pairs(*code_of(written))}


ONE = 'def f(x, y):\n    """About."""\n    total = x * y + 2  # why\n    return total ** 2 + x[0]\n'
RENAMED = "def f(a, b):\n    t = a * b + 2\n    return t ** 2 + a[0]\n"


def test_names_comments_and_docstrings_are_no_structure():
    assert structure_of(ONE) == structure_of(RENAMED)
    assert structure_of(RENAMED.replace("t ** 2", "t ** 3")) != structure_of(RENAMED)
    assert structure_of(RENAMED.replace("a[0]", "b[0]")) != structure_of(RENAMED)


def test_comments_and_docstrings_are_no_names():
    assert features_of({"m.py": ONE}, {}, names) != features_of({"m.py": RENAMED}, {}, names)
    bare = ONE.replace('    """About."""\n', "").replace("  # why", "")
    assert features_of({"m.py": ONE}, {}, names) == features_of({"m.py": bare}, {}, names)


def structure_of(text: str):
    return features_of({"m.py": text}, {}, structure)


def test_notebooks_are_compared_without_commands():
    cell = "%matplotlib inline\n!ls\nfor lr in [1e-3, 1e-4]:\n    model.fit(lr * 2 + 1, data[lr])\n"
    other = "for rate in [1e-3, 1e-4]:\n    model.fit(rate * 2 + 1, data[rate])\n"
    assert features_of({}, {"N": [cell]}, structure) == features_of({}, {"N": [other]}, structure)


@pytest.mark.parametrize("text", ["print 'old'", "(" * 5000, "\0", "x = " + "-" * 3000 + "1"])
def test_what_cannot_be_parsed_has_no_features(text):
    assert features_of({"m.py": text}, {"N": [text]}, structure).get("m.py: f", set()) == set()


def test_those_connected_by_pairs_are_one_cluster():
    pairs = [Pair(*names, 20.0, ()) for names in (("a", "b"), ("c", "d"), ("b", "e"))]
    assert clusters(pairs) == [("a", "b", "e"), ("c", "d")]
