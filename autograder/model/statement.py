"""A sentence to be: a template, and the values that go into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Statement:
    """A template of `str.format`, and its fields; `autograder.feedback` makes the sentence."""

    template: str
    fields: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)
