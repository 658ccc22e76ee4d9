"""Results for a notebook: one table, with inline styles only, since not every viewer keeps a style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from autograder.feedback.heatmap_svg import draw
from autograder.model.depth import Depth
from autograder.model.finding import Finding
from autograder.selfcheck.public import Result
from autograder.selfcheck.shares import State
from autograder.selfcheck.view import lines_of, offer_of, points_of, printed_by, summary_of

# White text on these has a contrast of at least 4.5; all other text has the page's own colours.
_BADGES = {
    State.PASSED: "#1a7f37",
    State.FAILED: "#cf222e",
    State.UNWRITTEN: "#6e7781",
    State.WAITS: "#9a6700",
    State.GRADER_ONLY: "#57606a",
    State.FAULT: "#8250df",
}
_PICTURES = 3  # of one check, at most
_CELL = "text-align:left;vertical-align:top;padding:4px 8px;max-width:60em;white-space:normal"
_PRE = "margin:4px 0;padding:0;background:transparent;color:inherit;font-size:inherit"
_PRE += ";white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"
_PICTURE = "display:inline-block;margin:6px 8px 6px 0;vertical-align:top"


def page(results: Sequence[Result], depth: Depth = Depth.WHERE) -> str:
    """Return the table and the summary as HTML; a single check is explained in full."""
    brief = len(results) > 1
    rows = "".join(_row(result, brief, depth) for result in results)
    summary = "".join(f"<div>{escape(sentence)}</div>" for sentence in summary_of(results))
    return (
        f'<div><table style="border-collapse:collapse;margin:4px 0"><tbody>{rows}</tbody></table>'
        f'<div style="padding:0 8px">{summary}</div></div>'
    )


def lines_as_html(text: str) -> str:
    """Return lines as HTML, as they are."""
    return f'<pre style="{_PRE}">{escape(text)}</pre>'


def _row(result: Result, brief: bool, depth: Depth) -> str:
    badge = (
        f'<span style="background:{_BADGES[result.state]};color:#ffffff;padding:1px 6px;border-radius:4px;'
        f'white-space:nowrap">{escape(result.state.value)}</span>'
    )
    cells = (
        escape(result.check.number),
        badge,
        "".join(_about(result, brief, depth)),
        escape(points_of(result)),
    )
    styles = (_CELL, _CELL, _CELL, f"{_CELL};white-space:nowrap")
    return "<tr>" + "".join(f'<td style="{s}">{c}</td>' for s, c in zip(styles, cells, strict=True)) + "</tr>"


def _about(result: Result, brief: bool, depth: Depth) -> Iterator[str]:
    """The title, then all that is wrong, with pictures of arrays that differ."""
    yield f"<div>{escape(result.check.title)}</div>"
    if lines := lines_of(result, brief, depth):
        yield lines_as_html("\n".join(lines))
    if offer := offer_of(result, depth):
        yield f'<div>{offer}: <code>check("{escape(result.check.number)}", hint={depth + 1})</code></div>'
    pictures = [picture for finding in result.findings if (picture := _picture(finding))]
    yield from pictures[: 1 if brief else _PICTURES]
    if result.state is not State.PASSED and (printed := printed_by(result)):
        yield f"<div>your code printed:</div>{lines_as_html(chr(10).join(printed))}"


def _picture(finding: Finding) -> str:
    """Return a picture of where an array is wrong, below the name of the case; "" if there is nothing to draw."""
    if finding.picture is None:
        return ""
    return f'<div style="{_PICTURE}"><div>{escape(finding.case)}</div>{draw(finding.picture)}</div>'
