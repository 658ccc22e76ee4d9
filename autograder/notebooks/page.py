"""An executed notebook as a page to read: pictures and text, no script, nothing from elsewhere.

Text, pictures and tables of outputs are shown. Markup is cut down to formatting, and in text cells to formulas as well.
A content policy in the page forbids the browser whatever slipped through.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
import nh3
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

from autograder.base.sanitise import sanitise
from autograder.notebooks import formulas

_TEMPLATE = jinja2.Environment(
    autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
).from_string(Path(__file__).with_name("page.html.j2").read_text(encoding="utf-8"))
_FORMATTER = HtmlFormatter(style="default", wrapcode=False)
_PICTURE = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}
_EMBEDDED = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
_ATTACHED = re.compile(r"attachment:([^)\s\"'>]+)")
_TAGS = """
    a abbr acronym b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s span strong
    sub sup table tbody td tfoot th thead tr tt u ul
"""
_ATTRIBUTES = {"a": {"href"}, "img": {"alt", "src"}, **dict.fromkeys(formulas.TAGS, formulas.ATTRIBUTES)}
_SCHEMES = {"http", "https", "mailto", "data"}


@dataclass(frozen=True)
class _Output:
    kind: str
    content: str


@dataclass(frozen=True)
class _Cell:
    kind: str
    source: Markup
    count: int | None = None
    outputs: tuple[_Output, ...] = ()


def page(name: str, notebook: NotebookNode) -> str:
    """The page, as HTML."""
    renderer = formulas.FormulaRenderer()
    return _TEMPLATE.render(
        name=name,
        cells=[_cell(cell, renderer) for cell in notebook.cells],
        highlighting=Markup(_FORMATTER.get_style_defs(".source")),
    )


def _cell(cell: NotebookNode, renderer: formulas.FormulaRenderer) -> _Cell:
    if cell.cell_type == "code":
        source = Markup(highlight(cell.source, PythonLexer(), _FORMATTER))
        return _Cell("code", source, cell.execution_count, tuple(map(_output, cell.outputs)))
    if cell.cell_type == "markdown":
        return _Cell("text", _formatted(cell, renderer))
    return _Cell("text", Markup("<pre>{}</pre>").format(cell.source))


def _formatted(cell: NotebookNode, renderer: formulas.FormulaRenderer) -> Markup:
    """Return a text cell's formatting, or its text if the formatting cannot be understood."""
    attachments = cell.get("attachments", {})
    text = _ATTACHED.sub(lambda match: _attached(attachments.get(match[1], {})), cell.source)
    try:
        html = MarkdownWithMath(renderer).render(text)
    except Exception:  # of a library, at whatever a cell may hold
        return Markup("<pre>{}</pre>").format(text)
    return Markup(cleaned(html))


def cleaned(html: str) -> str:
    """Markup cut down to formatting: nothing in it runs, and nothing is fetched."""
    return _CLEANER.clean(html)


def _attached(bundle: NotebookNode) -> str:
    return next((f"data:{kind};base64,{''.join(data.split())}" for kind, data in bundle.items()), "#")


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value if it may stay: links may lead to other pages, pictures may not come from any."""
    if (tag, attribute) == ("img", "src"):
        return value if _EMBEDDED.fullmatch(value) else None
    if (tag, attribute) == ("a", "href"):
        return value if value.startswith(("#", "http://", "https://", "mailto:")) else None
    return value if tag not in formulas.TAGS or formulas.is_plain(value) else None


_CLEANER = nh3.Cleaner(
    tags={*_TAGS.split(), *formulas.TAGS},
    attributes=_ATTRIBUTES,
    attribute_filter=_kept,
    url_schemes=_SCHEMES,
)


def _output(output: NotebookNode) -> _Output:
    if output.output_type == "stream":
        return _Output(output.name, _plain(output.text))
    if output.output_type == "error":
        return _Output("error", _plain("\n".join(output.traceback) or f"{output.ename}: {output.evalue}"))
    data = output.get("data", {})
    if html := cleaned(str(data.get("text/html", ""))).strip():
        return _Output("formatted", Markup(html))
    if picture := next(_pictures(data), ""):
        return _Output("picture", picture)
    if "text/plain" in data:
        return _Output("plain", _plain(data["text/plain"]))
    return _Output("left-out", f"An output is left out: {', '.join(data) or 'empty'}.")


def _plain(text: str) -> str:
    return sanitise(text, len(text))


def _pictures(data: NotebookNode) -> Iterator[str]:
    for kind, start in _PICTURE.items():
        try:
            content = base64.b64decode(data.get(kind, ""))
        except (binascii.Error, TypeError, ValueError):
            continue
        if content.startswith(start):
            yield f"data:{kind};base64,{base64.b64encode(content).decode()}"
