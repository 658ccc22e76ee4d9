"""Results as a notebook shows them: a table, or text if there is none."""

from __future__ import annotations

import io
from collections.abc import Sequence

from autograder.model.depth import Depth
from autograder.selfcheck.html_table import page
from autograder.selfcheck.public import Result
from autograder.selfcheck.terminal import Terminal


def shown(results: Sequence[Result], depth: Depth) -> dict[str, str]:
    """The results by MIME type."""
    text = io.StringIO()
    terminal = Terminal(text, len(results) > 1, depth)
    terminal.show_all(results)
    terminal.summarise(results)
    return {"text/html": page(results, depth), "text/plain": text.getvalue()}
