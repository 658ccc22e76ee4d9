"""check() in a notebook."""

from __future__ import annotations

import textwrap
from html.parser import HTMLParser

from autograder.selfcheck.html_table import page
from tests.selfcheck.public import results_of

DISPLAY = """
    shown = []
    def display(*objects, **options):
        shown.append((objects, options))
"""


class Tags(HTMLParser):
    """Checks that tags are balanced, and collects their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def in_notebook(assignment, code: str, ipython: str = "") -> str:
    """What a cell prints, in a Python whose working folder is the student's."""
    if ipython:
        (assignment.folder / "IPython").mkdir()
        (assignment.folder / "IPython" / "__init__.py").touch()
        (assignment.folder / "IPython" / "display.py").write_text(textwrap.dedent(ipython))
    done = assignment.run("-c", textwrap.dedent(code))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_shows_a_table_with_message_diagnosis_and_picture(assignment, swapped):
    assignment.write(swapped("layers.py", "    out = x_flat @ w + b\n", "    out = x_flat @ w\n"))
    code = """
        from selfcheck import check
        check("1.1", hint=2)
        check("1.1")
        from IPython.display import shown
        (objects, options), (bare, _) = shown
        assert options == {"raw": True}
        assert "hint: " not in bare[0]["text/html"]
        assert 'check("1.1", hint=1)' in bare[0]["text/html"]
        print(objects[0]["text/html"])
        """
    html = in_notebook(assignment, code, DISPLAY)
    for part in (
        "1.1",
        ">fail<",
        "but should be",
        "hint: affine_forward never adds the bias b",
        "<div>affine_rows</div><svg",
        "0 of 1",
    ):
        assert part in html
    assert "not the grade" in html


def test_without_a_notebook_it_prints_and_own_modules_called_like_pythons_do_no_harm(solved):
    (solved.folder / "random.py").write_text("raise ImportError\n")
    (solved.folder / "tempfile.py").write_text("raise ImportError\n")
    printed = in_notebook(solved, "from selfcheck import check; check('1.1')", "raise ImportError")
    assert "Public checks: 1 of 1 pass" in printed


def test_an_unknown_check_is_told_and_a_number_without_quotes_refused(assignment):
    code = """
        from selfcheck import check
        check("7.7")
        try:
            check(1.10)
        except TypeError as error:
            print(error)
        from cs231n.layers import affine_forward
        check(affine_forward)
        """
    printed = in_notebook(assignment, code)
    assert "1.1   to do  affine_forward is not implemented yet" in printed
    assert "there is no check 7.7" in printed
    assert 'check("2.1")' in printed


def test_the_page_is_well_formed_and_what_code_says_is_text(swapped):
    evil = "    raise ValueError('<script>alert(1)</script>')\n    out = np.maximum(0, x)\n"
    html = page(
        list(
            results_of(
                swapped("layers.py", "    out = np.maximum(0, x)\n", evil), "1.3", "1.4", "4.29"
            ).values()
        )
    )
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert "script" not in {tag for tag, _ in tags.seen}
    assert "&lt;script&gt;" in html


def test_it_needs_no_style_sheet_and_no_address(swapped):
    """Notebooks that are opened again keep inline styles at best."""
    wrong = swapped("layers.py", "    out = x_flat @ w + b\n", "    out = x_flat @ w\n")
    tags = Tags()
    tags.feed(page(list(results_of(wrong, "1.1").values())))
    assert not {"style", "link", "script", "img"} & {tag for tag, _ in tags.seen}
    assert not [
        attributes for _, attributes in tags.seen if {"class", "href", "src", "onclick"} & set(attributes)
    ]
