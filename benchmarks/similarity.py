"""Measures how similar code is found: disguised copies in synthetic classes, independent pairs, seconds.

Usage: python -m benchmarks.similarity [SEED ...]
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time

from assignment import ASSIGNMENT
from autograder.review.features import features_of
from autograder.review.pairs import STRONG, VIEWS, Code, similar_pairs
from tests.similarity.synthetic import class_with_copies

HANDS = Path(__file__).resolve().parents[1] / "tests" / "legacy" / "hands"
FILES = ("layers.py", "optim.py")
STUDENTS, COPIES = 200, 20


def main(seeds: Sequence[int]) -> None:
    authors = all_authors()
    for seed in seeds:
        written, copied = class_with_copies(authors, seed, STUDENTS, COPIES)
        before = process_time()
        code, given = code_of(written)
        pairs = {(pair.one, pair.other): pair.evidence for pair in similar_pairs(code, given, 0.0)}
        seconds = process_time() - before
        found = sum(pairs[pair] >= STRONG for pair in copied)
        others = sorted((pairs[pair] for pair in set(pairs) - copied), reverse=True)
        wrong = sum(evidence >= STRONG for evidence in others)
        print(
            f"seed {seed}: {found} of {COPIES} found, {wrong} false pairs of {len(others)} "
            f"(the strongest {others[:4]}), {seconds:.1f} s of CPU time"
        )


def all_authors() -> list[dict[str, str]]:
    """Return the same modules by several authors."""
    authors = [_read(ASSIGNMENT.reference), *map(_read, sorted(HANDS.iterdir()))]
    return [author for author in authors if "layers.py" in author]


def code_of(written: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, Code], Code]:
    """The features of a class, and of the template."""
    template = _read(ASSIGNMENT.template / ASSIGNMENT.package.name)
    known = frozenset(features_of(_read(ASSIGNMENT.reference), {}, next(iter(VIEWS))))
    code = {
        name: {view: features_of(sources, {}, view, known) for view in VIEWS}
        for name, sources in written.items()
    }
    return code, {view: features_of(template, {}, view, known) for view in VIEWS}


def _read(folder: Path) -> dict[str, str]:
    return {file: (folder / file).read_text() for file in FILES if (folder / file).is_file()}


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or [1, 2, 3])
