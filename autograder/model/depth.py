"""Steps of help for a student."""

from __future__ import annotations

from enum import IntEnum


class Depth(IntEnum):
    """Steps of help: where it is wrong, what is wrong there, how to correct it."""

    WHERE = 0
    WHAT = 1
    HOW = 2
