"""Executed notebooks as pages: whatever a notebook holds, nothing of it is more than text and pictures."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import pytest
from nbformat import v4

from autograder.notebooks.page import page

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()


class Parsed(HTMLParser):
    """The elements of a page and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src="http://127.0.0.1/x.png" onerror="alert(1)">',
    '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe src="http://127.0.0.1"></iframe><object data="x"></object><embed src="x">',
    "<style>body { background: url(http://127.0.0.1) }</style><link rel=stylesheet href=http://127.0.0.1>",
    '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    '<meta http-equiv="refresh" content="0; url=http://127.0.0.1"><base href="http://127.0.0.1">',
    "![x](http://127.0.0.1/x.png) [y](javascript:alert(1))",
    '<form action="http://127.0.0.1"><input autofocus onfocus="alert(1)"></form>',
    "![x](attachment:missing.png)",
    "</pre></section><script>alert(1)</script>",
    "$x < y$ and $$<script>alert(1)</script>$$",
]


def hostile_page(text: str) -> str:
    data = {"text/html": text, "image/svg+xml": text, "application/javascript": text, "text/markdown": text}
    outputs = [
        v4.new_output("display_data", data),
        v4.new_output("display_data", {**data, "text/plain": text}),
        v4.new_output("display_data", {"image/png": f'"{text}'}),
        v4.new_output("stream", name="stdout", text=text),
        v4.new_output("error", ename=text, evalue=text, traceback=[text]),
    ]
    cells = [v4.new_markdown_cell(text), v4.new_raw_cell(text), v4.new_code_cell(text, outputs=outputs)]
    return page(text, v4.new_notebook(cells=cells))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    own = Parsed(page("", v4.new_notebook())).found
    for tag, attributes in Parsed(hostile_page(text)).found:
        if (tag, attributes) in own:
            continue
        assert tag in {"section", "div", "span", "pre", "p", "a", "img", "code", "h1"}
        assert not [name for name in attributes if name.startswith("on")]
        assert re.match(r"data:image/\w+;base64,", attributes.get("src") or "data:image/png;base64,")
        assert (attributes.get("href") or "#").startswith(("#", "http"))


def test_text_figures_and_attached_pictures_are_shown() -> None:
    cells = [
        v4.new_markdown_cell(
            "# Why?\n\n**bold** $a_1$ ![p](attachment:p.png)", attachments={"p.png": {"image/png": PNG}}
        ),
        v4.new_code_cell(
            "x = 1", execution_count=3, outputs=[v4.new_output("display_data", {"image/png": PNG})]
        ),
    ]
    text = page("Dropout", v4.new_notebook(cells=cells))
    assert "<h1>Why?</h1>" in text
    assert "<strong>bold</strong>" in text
    assert "$a_1$" in text
    assert [a["src"] for tag, a in Parsed(text).found if tag == "img"] == [f"data:image/png;base64,{PNG}"] * 2
