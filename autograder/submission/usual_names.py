"""Modules under names that editors, browsers and platforms made of the usual ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from autograder.model.package_layout import PackageLayout
from autograder.submission.find_package import base_of, folder_of, join
from autograder.submission.listing import Listing

_MADE = re.compile(r"(?:copy of )?(?P<stem>.+?)(?:[ _-]*\(\d+\)|[ _-]*copy(?: \d+)?|[_-]\d{1,2})?")


def with_usual_names(layout: PackageLayout, listing: Listing) -> tuple[Listing, Mapping[str, str]]:
    """The listing, with a module that is missing under its name taken from the only file that has one like it.

    Returns the names that were given, each with the one that the file has.
    """
    usual = {base_of(path).casefold(): base_of(path) for path in layout.modules.values()}
    candidates: dict[str, list[str]] = defaultdict(list)
    for name in listing.names:
        base = usual.get(_usual(base_of(name)))
        if base is not None:
            candidates[join(folder_of(name), base)].append(name)
    given = {
        name: found[0] for name, found in candidates.items() if len(found) == 1 and name not in listing.names
    }
    names = (listing.names - set(given.values())) | given.keys()

    def read(path: str, limit: int) -> bytes:
        return listing.read(given.get(path, path), limit)

    return replace(listing, names=names, read=read), given


def _usual(base: str) -> str:
    """The name that a file probably had: "layers.py" of "Layers (1).py", "layers.py.txt" and "Copy of layers.py"."""
    stem = base.casefold().removesuffix(".txt")
    if not stem.endswith(".py"):
        return ""
    found = _MADE.fullmatch(stem.removesuffix(".py"))
    return f"{found['stem']}.py" if found else ""
