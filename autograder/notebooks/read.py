"""Bytes of a notebook to its cells; all its other data are dropped."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode, v4

MAX_CELLS = 1000
SKIPPED = "skip-grading"  # the tag of cells that are not executed
_BROKEN = "(a cell that is not one of a notebook)"
_PICTURES = ("image/png", "image/jpeg", "image/gif")

for _name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
    codecs.lookup(_name)  # json picks one, and it could not be imported where nothing can be read any more


class NotebookError(Exception):
    """The bytes are not a notebook; the text is a sentence that says why."""


def read(data: bytes) -> NotebookNode:
    """A new notebook with the cells of this one: their kinds, sources, pictures and stored outputs.

    A cell that cannot be understood is a raw cell that says so.
    """
    try:
        content = nbformat.from_dict(json.loads(data))
        content.nbformat = 3 if "worksheets" in content else 4  # whatever format it claims
        notebook = nbformat.convert(content, 4)
        cells = [_cell(cell) for cell in notebook.cells[:MAX_CELLS]]
        if cells and all(map(_is_broken, cells)):
            raise TypeError("no cell is one")
    except RecursionError as error:
        raise NotebookError("It is nested too deeply to be a notebook.") from error
    except ValueError as error:
        raise NotebookError(
            f"It is not valid JSON ({str(error)[:100]}): save it again in Jupyter."
        ) from error
    except Exception as error:  # nbformat converts without checking first: whatever is not there
        raise NotebookError("It is JSON, but not a notebook: save it again in Jupyter.") from error
    return v4.new_notebook(cells=cells)


def reading_notes(notebook: NotebookNode) -> Iterator[str]:
    """A sentence for each kind of cell that is not executed."""
    if broken := sum(map(_is_broken, notebook.cells)):
        yield f"Invalid cells were ignored: {broken}."
    if skipped := sum(map(is_skipped, notebook.cells)):
        yield f"Cells with the tag {SKIPPED} were not run: {skipped}."


def is_skipped(cell: NotebookNode) -> bool:
    """Return whether a student asks that a cell is not executed."""
    return SKIPPED in cell.metadata.get("tags", [])


def _is_broken(cell: NotebookNode) -> bool:
    return cell.cell_type == "raw" and cell.source == _BROKEN


def _cell(cell: Any) -> NotebookNode:
    if not isinstance(cell, NotebookNode) or "cell_type" not in cell:
        return v4.new_raw_cell(_BROKEN)
    source = _text(cell.get("source"))
    if cell.cell_type == "code":
        return v4.new_code_cell(source, outputs=_outputs(cell.get("outputs")), metadata=_tags(cell))
    if cell.cell_type == "markdown":
        return v4.new_markdown_cell(source, attachments=_pictures(cell.get("attachments")))
    return v4.new_raw_cell(source)


def _text(source: Any) -> str:
    if isinstance(source, list):
        return "".join(map(str, source))
    return "" if source is None else str(source)


def _tags(cell: NotebookNode) -> dict[str, list[str]]:
    """Return the tag in a cell's metadata that counts."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return {"tags": [SKIPPED]} if isinstance(tags, list) and SKIPPED in tags else {}


def _outputs(stored: Any) -> list[NotebookNode]:
    outputs = stored if isinstance(stored, list) else []
    return [output for output in outputs if isinstance(output, NotebookNode) and "output_type" in output]


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    bundles = attachments.items() if isinstance(attachments, dict) else ()
    return {
        name: {kind: data for kind, data in bundle.items() if kind in _PICTURES and isinstance(data, str)}
        for name, bundle in bundles
        if isinstance(bundle, dict)
    }


def first_line(cell: NotebookNode | None) -> str:
    """Return a cell's name in sentences: its first line that is neither empty nor a comment."""
    lines = [line.strip() for line in cell.source.splitlines()] if cell else []
    code = [line for line in lines if line and not line.startswith("#")]
    return (code or lines or [""])[0][:80]
