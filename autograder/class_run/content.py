"""The content of a submission, for people and programs that read it later: sources, and the cells of notebooks."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath

from autograder.notebooks.read import NotebookError, read
from autograder.submission import Submission


@dataclass(frozen=True)
class Content:
    """sources: texts by their path below the package; notebooks: kinds and texts of cells, by the notebook's name."""

    sources: Mapping[str, str] = field(default_factory=dict)
    notebooks: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)

    def packed(self) -> bytes:
        """Return the content as bytes to be kept."""
        return zlib.compress(json.dumps(asdict(self)).encode())


def unpacked(packed: bytes) -> Content:
    """Return the content that `packed` wrote."""
    return Content(**json.loads(zlib.decompress(packed)))


def content_of(submission: Submission) -> Content:
    """The readable part of a submission; unreadable notebooks are left out."""
    return Content(dict(submission.sources), dict(_notebooks(submission)))


def _notebooks(submission: Submission) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for path, data in submission.notebooks.items():
        try:
            cells = read(data).cells
        except NotebookError:
            continue
        yield PurePosixPath(path).stem, [(cell.cell_type, cell.source) for cell in cells]
