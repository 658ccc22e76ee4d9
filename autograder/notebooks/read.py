"""Bytes of a notebook to its cells; everything else that it says about itself is left behind."""

from __future__ import annotations

import codecs
import json
from typing import Any

import nbformat
from nbformat import NotebookNode, v4

MAX_CELLS = 1000
_PICTURES = ("image/png", "image/jpeg", "image/gif")


class NotebookError(Exception):
    """The bytes are no notebook; the text is a sentence that says why."""


def read(data: bytes) -> NotebookNode:
    """A new notebook with the cells of this one: their kinds, sources, pictures and stored outputs."""
    try:
        # Not by the codec utf-8-sig: it would have to be imported where nothing can be read any more.
        content = json.loads(data.removeprefix(codecs.BOM_UTF8).decode())
        notebook = nbformat.convert(nbformat.from_dict(content), 4)
        cells = [_cell(cell) for cell in notebook.cells[:MAX_CELLS]]
    except RecursionError as error:
        raise NotebookError("It is nested too deeply to be a notebook.") from error
    except ValueError as error:
        raise NotebookError(
            f"It is not valid JSON ({str(error)[:100]}): save it again in Jupyter."
        ) from error
    except Exception as error:  # nbformat converts without checking first: whatever is not there
        raise NotebookError("It is JSON, but not a notebook: save it again in Jupyter.") from error
    return v4.new_notebook(cells=cells)


def _cell(cell: NotebookNode) -> NotebookNode:
    source = _text(cell.source)
    if cell.cell_type == "code":
        return v4.new_code_cell(source, outputs=list(cell.get("outputs", [])))
    if cell.cell_type == "markdown":
        return v4.new_markdown_cell(source, attachments=_pictures(cell.get("attachments", {})))
    return v4.new_raw_cell(source)


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(map(str, source))


def _pictures(attachments: NotebookNode) -> dict[str, dict[str, str]]:
    return {
        name: {kind: data for kind, data in bundle.items() if kind in _PICTURES and isinstance(data, str)}
        for name, bundle in attachments.items()
    }


def first_line(cell: NotebookNode | None) -> str:
    """What a cell is called in sentences: its first line that is neither empty nor a comment."""
    lines = [line.strip() for line in cell.source.splitlines()] if cell else []
    code = [line for line in lines if line and not line.startswith("#")]
    return (code or lines or [""])[0][:80]
