"""Copies are found however they are disguised; independent work is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from assignment import ASSIGNMENT
from autograder.review.features import features_of
from autograder.review.pairs import Pair, clusters, similar_pairs
from tests.similarity.synthetic import DISGUISES, independent

HANDS = Path(__file__).resolve().parents[1] / "legacy" / "hands"
STUDENTS, COPIES = 24, 4


def read(folder: Path) -> dict[str, str]:
    return {p: (folder / p).read_text() for p in ("layers.py", "optim.py") if (folder / p).is_file()}


@pytest.fixture(scope="module")
def given() -> dict:
    return features_of(read(ASSIGNMENT.template / "cs231n"), {})


def test_disguised_copies_are_found_and_nobody_else(given):
    authors = [read(ASSIGNMENT.reference), *map(read, sorted(HANDS.iterdir()))]
    authors = [author for author in authors if "layers.py" in author]
    written = {f"s{n}": independent(authors, n) for n in range(STUDENTS)}
    for number in range(COPIES):
        disguise = DISGUISES[number % len(DISGUISES)]
        written[f"copy of s{number}"] = disguise(written[f"s{number}"], number)
    known = frozenset(features_of(authors[0], {}))
    pairs = similar_pairs({name: features_of(s, {}, known) for name, s in written.items()}, given)
    assert {(pair.one, pair.other) for pair in pairs} == {(f"s{n}", f"copy of s{n}") for n in range(COPIES)}


def test_names_comments_and_docstrings_are_no_features():
    one = 'def f(x, y):\n    """About."""\n    total = x * y + 2  # why\n    return total ** 2 + x[0]\n'
    other = "def f(a, b):\n    t = a * b + 2\n    return t ** 2 + a[0]\n"
    assert features_of({"m.py": one}, {}) == features_of({"m.py": other}, {})
    changed = other.replace("t ** 2", "t ** 3")
    assert features_of({"m.py": changed}, {}) != features_of({"m.py": other}, {})


def test_notebooks_are_compared_without_commands():
    cell = "%matplotlib inline\n!ls\nfor lr in [1e-3, 1e-4]:\n    model.fit(lr * 2 + 1, data[lr])\n"
    other = "for rate in [1e-3, 1e-4]:\n    model.fit(rate * 2 + 1, data[rate])\n"
    assert features_of({}, {"N": [cell]}) == features_of({}, {"N": [other]})


@pytest.mark.parametrize("text", ["print 'old'", "(" * 5000, "\0", "x = " + "-" * 3000 + "1"])
def test_what_cannot_be_parsed_has_no_features(text):
    assert features_of({"m.py": text}, {"N": [text]}).get("m.py: f", set()) == set()


def test_those_connected_by_pairs_are_one_cluster():
    pairs = [Pair(*names, 20.0, ()) for names in (("a", "b"), ("c", "d"), ("b", "e"))]
    assert clusters(pairs) == [("a", "b", "e"), ("c", "d")]
