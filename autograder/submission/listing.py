"""The values of intake: a listing, a submission, and the two ways to fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Submission:
    """A submission, read.

    sources: module texts by their path below the package ("layers.py", "nets/deep.py").
    notebooks: raw notebooks by their path in the assignment folder.
    notes: sentences on what is missing, was left out or had to be guessed.
    checkpoint: a file of weights trained elsewhere, as it is; empty if there is none.
    """

    sources: dict[str, str]
    notebooks: dict[str, bytes]
    notes: tuple[str, ...] = ()
    checkpoint: bytes = b""


@dataclass(frozen=True)
class Listing:
    """The content of a folder or zip, before anything of it is read.

    names: safe posix paths of files that may matter.
    links: paths of symbolic links; never followed.
    notes: sentences on what was left out.
    read: the first bytes of a named file, one more than the limit where it is longer.
    """

    names: frozenset[str]
    read: Callable[[str, int], bytes]
    links: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


class IntakeError(Exception):
    """The submission cannot be graded; the text is one sentence for the student."""


class NoSubmission(Exception):
    """There is nothing to read at `path`: a matter for the person at the command line."""

    def __init__(self, path: Path, error: Exception) -> None:
        reason = getattr(error, "strerror", None) or str(error)
        super().__init__(f"cannot read the submission {shown(str(path))}: {reason}")
        self.path = path


def shown(name: str, limit: int = 80) -> str:
    """A file name as it may be printed: escaped, quoted and of bounded length."""
    return ascii(name if len(name) <= limit else name[: limit // 2] + "..." + name[-limit // 2 :])
