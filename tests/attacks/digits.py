"""Digits of hidden inputs: none of them may be in anything that a student reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np

SIZE = 8  # digits that no results of one question have by chance


@cache
def hidden_digits(fixtures: Path, questions: tuple[str, ...], size: int = SIZE) -> frozenset[str]:
    """Every run of so many digits in the hidden inputs of these questions, and in no public one."""
    return digits_of(fixtures / "hidden", questions, size) - digits_of(fixtures / "public", questions, size)


def digits_of(folder: Path, questions: tuple[str, ...], size: int) -> frozenset[str]:
    """The runs of digits in a set's inputs: decimals, and bytes in hexadecimal."""
    found: set[str] = set()
    for question in questions:
        with np.load(folder / f"{question.lower()}.npz", allow_pickle=False) as arrays:
            inputs = [arrays[name] for name in arrays.files if "/in/" in name]
        for array in inputs:
            if array.dtype.kind == "f":
                found.update(_runs((_decimals(value) for value in array.ravel().tolist()), size))
                found.update(_runs([array.astype("<f8").tobytes().hex()], size))
    return frozenset(found)


def told(text: str, secret: frozenset[str], size: int = SIZE) -> frozenset[str]:
    """What of the secret is in a text."""
    words = re.findall(rf"[0-9a-f]{{{size},}}", re.sub(r"(?<=\d)\.(?=\d)", "", text))
    return secret.intersection(_runs(words, size))


def _decimals(value: float) -> str:
    return f"{value:.16e}".lstrip("-").partition("e")[0].replace(".", "")


def _runs(words: Iterable[str], size: int) -> Iterator[str]:
    """Runs with several kinds of digit: 0 and 1 are full of others."""
    for word in words:
        for start in range(len(word) - size + 1):
            run = word[start : start + size]
            if len(set(run)) > size // 4:
                yield run
