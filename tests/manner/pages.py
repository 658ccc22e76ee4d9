"""The project's pages, as their readers see them: text, code, links and commands."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

from tests.grading import PROJECT

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")


@cache
def tracked(*patterns: str) -> list[Path]:
    """The project's files that match; what a checkout has beside them is nobody's text."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return [PROJECT / name for name in listed.stdout.splitlines() if (PROJECT / name).is_file()]


@cache
def pages() -> list[Path]:
    """All pages but the one that is filled in for students."""
    return [path for path in tracked("*.md") if "for_students" not in path.parts]


def prose(text: str) -> str:
    """The text without code."""
    return _CODE.sub("", _FENCE.sub("", text))


def blocks(text: str) -> list[str]:
    """The fenced code, without the fences."""
    return [match[0].partition("\n")[2].removesuffix("```") for match in _FENCE.finditer(text)]


def code(text: str) -> list[str]:
    """All lines of fenced code, and all code in sentences."""
    lines = [line for block in blocks(text) for line in block.splitlines()]
    return lines + [match[1] for match in _CODE.finditer(_FENCE.sub("", text))]


def anchors(text: str) -> set[str]:
    """The names of a page's headings, as a link writes them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
