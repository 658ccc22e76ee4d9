"""Relations between a wrong answer and the right one, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Likeness(Enum):
    """The relation of a wrong output to the right one, or the place where it is wrong."""

    ZERO = "zero"
    NEARLY = "nearly"
    NEGATED = "negated"
    TIMES = "times"
    DIVIDED = "divided"
    REVERSED = "reversed"
    SWAPPED = "swapped"
    SQUARED = "squared"
    ROOTED = "rooted"
    SCALED = "scaled"
    SHIFTED = "shifted"
    AT_INDEX = "at index"
    AT_BORDER = "at border"


@dataclass(frozen=True)
class Relation:
    """A likeness with its details: the words for a factor, an axis, an index along it."""

    likeness: Likeness
    factor: str = ""
    axis: int = 0
    index: int = 0
