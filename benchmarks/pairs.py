"""Grades random pairs of catalogued mistakes, and prints those that lose more or less than they should.

Usage: python -m benchmarks.pairs [--pairs 300] [--seed 1]

Two mistakes in different functions should lose what both cost together, where a result that both make wrong counts
once; two in one function at least what the dearer one costs and at most the sum.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from time import process_time

import click

from autograder.model.mutants import CatalogueError, Mutant
from benchmarks.in_process import EPSILON, Losses, code_grader


def main_pairs(
    catalogue: Sequence[Mutant], sources: Mapping[str, str], same: bool, seed: int
) -> Iterator[tuple[Mutant, Mutant, dict[str, str]]]:
    """Random pairs whose edits do not overlap, in one function or in two."""
    random_pairs = random.Random(f"{seed} {same}")
    by_place: dict[str, list[Mutant]] = {}
    for mistake in catalogue:
        by_place.setdefault(mistake.place, []).append(mistake)
    seen: set[frozenset[str]] = set()
    while True:
        one = random_pairs.choice(catalogue)
        others = by_place[one.place] if same else catalogue
        other = random_pairs.choice(others)
        ids = frozenset({one.id, other.id})
        if (one.place == other.place) != same or len(ids) < 2 or ids in seen:
            continue
        seen.add(ids)
        if (both := _combined(one, other, sources)) is not None:
            yield one, other, both


def _combined(one: Mutant, other: Mutant, sources: Mapping[str, str]) -> dict[str, str] | None:
    """Both edits, if their order does not matter; a whole new text of a function is made first."""
    try:
        orders = [other.applied(one.applied(sources)), one.applied(other.applied(sources))]
    except CatalogueError:
        return None
    return orders[0] if orders[0] == orders[1] else None


def bounds(one: Losses, other: Losses, same: bool) -> tuple[float, float]:
    """The least and the most points that both mistakes should lose together."""
    if same:
        a, b = sum(one.values()), sum(other.values())
        return max(a, b), a + b
    union = sum(max(one.get(key, 0.0), other.get(key, 0.0)) for key in {*one, *other})
    return union, union


@click.command(help=__doc__)
@click.option("--pairs", default=300, show_default=True, help="Of either kind.")
@click.option("--seed", default=1, show_default=True)
def main(pairs: int, seed: int) -> None:
    """Grade, and print the exceptions."""
    with code_grader() as (grader, catalogue):
        for same in (False, True):
            start, exceptions = process_time(), 0
            for one, other, both in islice(main_pairs(catalogue, grader.sources, same, seed), pairs):
                alone = grader.cost(one), grader.cost(other)
                together = grader.graded([one, other], both)
                lost, (least, most) = sum(together.values()), bounds(*alone, same)
                if least - EPSILON <= lost <= most + EPSILON:
                    continue
                exceptions += 1
                costs = " and ".join(f"{sum(cost.values()):g}" for cost in alone)
                print(f"{one.id}, {other.id}: {costs} alone, {lost:g} together, not {least:g} to {most:g}")
                _print_differences(*alone, together)
            where = "in one function" if same else "in two functions"
            print(
                f"{exceptions} exceptions of {pairs} pairs {where}, {process_time() - start:.0f} s",
                flush=True,
            )


def _print_differences(one: Losses, other: Losses, together: Losses) -> None:
    """Print by check what each loses alone and both lose together, where a check's loss is not the larger."""
    numbers = {number for losses in (one, other, together) for number, _, _ in losses}
    for number in sorted(numbers, key=lambda n: [int(part) for part in n.split(".")]):
        a, b, c = (sum(p for k, p in losses.items() if k[0] == number) for losses in (one, other, together))
        if not max(a, b) - EPSILON <= c <= a + b + EPSILON:
            print(f"    {number}: {a:g} and {b:g} alone, {c:g} together", flush=True)


if __name__ == "__main__":
    main()
