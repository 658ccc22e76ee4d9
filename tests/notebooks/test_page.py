"""Executed notebooks as pages: whatever a notebook holds, nothing of it is more than text and pictures."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import pytest
from nbformat import v4

from autograder.notebooks import formulas
from autograder.notebooks.page import page

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()


class Parsed(HTMLParser):
    """The elements of a page and their attributes, which of them are open at its end, and ends of none."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.astray: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"br", "hr", "img", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.astray.append(tag)


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
    '<a href="java&#x09;script:alert(1)">x</a> <a href=" &#1;javascript:alert(1)">y</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a> <a href="vbscript:x">y</a> <a href="//127.0.0.1">z</a>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4="><img src="data:text/html;base64,PHN2Zz4=">',
    '<img src=x onerror=alert(1)//<img/src="x"/onerror="alert(1)"><IMG SRC=x ONERROR=alert(1)>',
    '<p style="background:url(http://127.0.0.1)" class="cell" id="x" onmouseover="alert(1)">x</p>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg><style><img src="</style><img src=x onerror=alert(1)>"></style></svg>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a><animate onbegin="alert(1)"/></svg>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<textarea><img src=x onerror=alert(1)></textarea><title><img src=x onerror=alert(1)></title>",
    '<template><img src=x onerror="alert(1)"></template><xmp><img src=x onerror="alert(1)"></xmp>',
    "<!--><img src=x onerror=alert(1)>--> <![CDATA[<img src=x onerror=alert(1)>]]>",
    "<scr<script>ipt>alert(1)</scr</script>ipt> <<script>alert(1)//<</script>",
    "<b><i>x</b></i></div></div><table><td><p>y</table></li><ul><li>z",
    '<a href="https://x" onclick=alert(1)<img src=x onerror=alert(1)>',
    '![x](x ""onerror=alert(1) x="") [x](<javascript:alert(1)> ""onclick=alert(1) x="")',
    '```"><img src=x onerror=alert(1)>\n</code></pre><script>alert(1)</script>\n```',
    "```mermaid\n</pre><img src=x onerror=alert(1)>\n```",
    "<plaintext>",
    "$\\text{<script>alert(1)</script>} \\verb|<img src=x onerror=alert(1)>|$ $$\\mbox{</math><script>1</script>}$$",
    "$\\href{javascript:alert(1)}{x} \\class{cell}{x} \\style{background:url(http://127.0.0.1)}{x} \\unicode{x3c}b>$",
    "$\\color{url(http://127.0.0.1)}{x} \\rule{9999em}{9999em} \\kern{9999em} \\genfrac(){9999em}{1}{a}{b}$",
    "\\begin{align}</math></p></section><script>alert(1)</script>\\end{align} \\begin{x}<b>\\end{x}",
    '<math href="javascript:alert(1)" xlink:href="javascript:alert(1)" onclick="alert(1)"><mi style="x:y" id="x">x',
    '<math><mspace width="9999em" mathbackground="red"></mspace><annotation-xml encoding="text/html"><script>1',
]


FORMATTING = {
    "h1",
    "section",
    "div",
    "span",
    "pre",
    "p",
    "code",
    "b",
    "i",
    "a",
    "img",
    "table",
    "tbody",
    "tr",
    "td",
    "ul",
    "li",
    *formulas.TAGS,
}


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


def text_page(text: str, **attachments: dict[str, str]) -> str:
    return page("", v4.new_notebook(cells=[v4.new_markdown_cell(text, attachments=attachments)]))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    own = Parsed(page("", v4.new_notebook())).found
    for tag, attributes in Parsed(hostile_page(text)).found:
        if (tag, attributes) in own:
            continue
        assert tag in FORMATTING
        assert not [name for name in attributes if name.startswith("on")]
        assert re.match(r"data:image/\w+;base64,", attributes.get("src") or "data:image/png;base64,")
        assert (attributes.get("href") or "#").startswith(("#", "http"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_the_section_it_stands_in(text: str) -> None:
    parsed = Parsed(hostile_page(text))
    assert (parsed.open, parsed.astray) == ([], [])


@pytest.mark.parametrize("text", HOSTILE)
def test_formatting_keeps_no_attributes_but_those_of_links_pictures_and_formulas(text: str) -> None:
    own = Parsed(page("", v4.new_notebook())).found
    for tag, attributes in Parsed(text_page(text)).found:
        if (tag, attributes) not in own:
            allowed = formulas.ATTRIBUTES if tag in formulas.TAGS else {"href", "rel", "alt", "src"}
            assert set(attributes) <= allowed
            assert tag not in formulas.TAGS or not re.search(
                r"\d\d|[:;(]", "".join(map(str, attributes.values()))
            )


@pytest.mark.parametrize(
    "bundle",
    [
        {'image/png" onerror="alert(1)': PNG},
        {"image/png": PNG + '" onerror="alert(1)'},
        {"image/png": PNG + ")<script>alert(1)</script>"},
        {"image/svg+xml": PNG},
        {"text/html": PNG},
    ],
)
@pytest.mark.parametrize("text", ["![x](attachment:p)", '<img alt="x" src="attachment:p">'])
def test_what_is_attached_is_a_picture_or_nothing(bundle: dict[str, str], text: str) -> None:
    found = Parsed(text_page(text, p=bundle)).found
    assert not [tag for tag, _ in found if tag == "script"]
    for attributes in (attributes for tag, attributes in found if tag == "img"):
        assert attributes in ({"alt": "x"}, {"alt": "x", "src": f"data:image/png;base64,{PNG}"})


def test_markup_that_is_not_kept_leaves_its_text() -> None:
    text = text_page(
        "<font color=red>red</font> <blink>on</blink> <u>under</u> $a<b$ <https://x.test/> [m](mailto:a@x)"
    )
    assert re.search(
        r"red on <u>under</u> <math [^>]*><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>", text
    )
    links = [attributes["href"] for tag, attributes in Parsed(text).found if tag == "a"]
    assert links == ["https://x.test/", "mailto:a@x"]


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
    assert "<msub><mi>a</mi><mn>1</mn></msub>" in text
    assert [a["src"] for tag, a in Parsed(text).found if tag == "img"] == [f"data:image/png;base64,{PNG}"] * 2


def test_tables_are_shown_as_tables_without_what_they_bring_along() -> None:
    table = (
        "<style>td { color: url(http://127.0.0.1) }</style><table onclick=x border=1><thead><tr><th>a</th></tr></thead>"
        "<tbody><tr><td style='x'>1</td></tr></tbody></table><script>alert(1)</script>"
    )
    shown = v4.new_output("display_data", {"text/html": table, "text/plain": "a\n0 1"})
    empty = v4.new_output("display_data", {"text/html": "<script>alert(1)</script>", "text/plain": "plain"})
    text = page("", v4.new_notebook(cells=[v4.new_code_cell("", outputs=[shown, empty])]))
    assert "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>" in text
    assert ("<pre>plain</pre>" in text, "alert" in text) == (True, False)
