"""Writing the pages of a run: index.html for the class, students/ for each submission."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.base.counts import number_of
from autograder.class_run.changes import Change
from autograder.class_run.explained import explained
from autograder.class_run.marked import overrides_of
from autograder.class_run.pages.anomalies import find_anomalies
from autograder.class_run.pages.plots import histogram, strips
from autograder.class_run.pages.summary import ClassSummary, summarise
from autograder.class_run.record import ARTEFACTS, Row
from autograder.feedback.heatmap_svg import draw
from autograder.feedback.terminal_report import describe_isolation
from autograder.model.finding import Kind
from autograder.model.heatmap import Heatmap
from autograder.model.speed import FULL, HALF
from autograder.notebooks.keep import INLINE
from autograder.policies.config import Hints

INDEX, STUDENTS = "index.html", "students"
_FILES = Path(__file__).with_name("files")
_POLICY = "default-src 'none'; style-src '{}'; script-src {}; base-uri 'none'; form-action 'none'"
_COST = re.compile(r" \(-[\d.]+\)$", re.MULTILINE)
_GENERAL = {Kind.IMPORT.value, Kind.UNWRITTEN.value, Kind.NOTEBOOK.value}


@dataclass(frozen=True)
class Comparison:
    """The changes since an earlier run. facts: name, earlier value and present value of each fact that differs."""

    changes: Sequence[Change]
    facts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Question:
    """A submission's results in one question."""

    name: str
    tests: list[Mapping[str, Any]]

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(test["score"] for test in self.tests)

    @property
    def maximum(self) -> float:
        """Points there are."""
        return sum(test["max_score"] for test in self.tests)

    @property
    def lost(self) -> list[Mapping[str, Any]]:
        """Checks without all of their points."""
        return [test for test in self.tests if test["score"] < test["max_score"]]

    @property
    def groups(self) -> list[list[Mapping[str, Any]]]:
        """Lost checks, grouped by their messages."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for test in self.lost:
            said = _COST.sub("", test["output"])
            found.setdefault(said if _same_for_all(test) else test["number"], []).append(test)
        return list(found.values())

    @property
    def passed(self) -> int:
        """The number of checks with all of their points."""
        return len(self.tests) - len(self.lost)


def _same_for_all(test: Mapping[str, Any]) -> bool:
    """Return whether the checks are lost for a common reason outside of them."""
    kinds = {finding.get("kind") for finding in test["extra_data"].get("findings", ())}
    return bool(kinds) and kinds <= _GENERAL


def write_pages(
    rows: Sequence[Row],
    folder: Path,
    facts: Mapping[str, str],
    hints: Mapping[str, str],
    comparison: Comparison | None = None,
    depths: Hints | None = None,
) -> None:
    """Write all pages below `folder`. hints: those of known mistakes, by id; depths: how far students' pages go."""
    environment = page_environment(facts)
    pages = {row.name: f"{STUDENTS}/{_file_name(number, row.name)}" for number, row in enumerate(rows, 1)}
    (folder / STUDENTS).mkdir(parents=True, exist_ok=True)
    for row in rows:
        page = student_page(environment, explained(row, depths), folder / ARTEFACTS / row.digest, _executed)
        (folder / pages[row.name]).write_text(page, encoding="utf-8")
    (folder / INDEX).write_text(
        class_page(environment, rows, pages, float(facts["seconds"]), hints, comparison), encoding="utf-8"
    )


def page_environment(facts: Mapping[str, str], *others: Path) -> Environment:
    """Everything but our own style, script and drawings is escaped; the policy allows no other script or style.

    others: folders whose templates take precedence over those here. A server of the pages may replace the globals
    `home` and `linked`; the latter turns the name of a check or a mistake into a link.
    """
    environment = Environment(
        loader=FileSystemLoader([*others, _FILES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = read_file("style.css")
    environment.globals |= {
        "facts": facts,
        "style": Markup(style),
        "policy": _POLICY.format(_hash(style), "'none'"),
        "home": f"../{INDEX}",
        "linked": lambda kind, name: name,
        "number_of": number_of,
        "drawn": lambda picture: Markup(draw(Heatmap.from_json(picture))),
    }
    return environment


def student_page(
    environment: Environment,
    row: Row,
    artefacts: Path,
    executed: Callable[[Path], list[tuple[str, str]]],
    template: str = "student.html",
    **more: object,
) -> str:
    """The page of a submission; executed: names and addresses of its executed notebooks; more: for the template."""
    questions = _questions(row)
    extra = (row.document or {}).get("extra_data", {})
    return environment.get_template(template).render(
        row=row,
        questions=questions,
        full=[test for question in questions for test in question.tests if test not in question.lost],
        override=list(overrides_of(row)),
        isolation=describe_isolation(extra.get("isolation")),
        notebooks=_inline(artefacts / INLINE),
        artefacts=executed(artefacts),
        **more,
    )


def _inline(file: Path) -> list[dict[str, Any]]:
    """Notebooks with their inline questions and answers, if they were kept."""
    return list(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else []


def _executed(folder: Path) -> list[tuple[str, str]]:
    """Executed notebooks of a submission, if any were kept: names, and addresses relative to a student's page."""
    files = sorted(folder.glob("*.html")) if folder.is_dir() else []
    return [(file.stem, f"../{ARTEFACTS}/{folder.name}/{quote(file.name)}") for file in files]


def _questions(row: Row) -> list[Question]:
    names = dict.fromkeys(test["extra_data"]["question"] for test in row.tests)
    return [Question(name, [t for t in row.tests if t["extra_data"]["question"] == name]) for name in names]


def class_page(
    environment: Environment,
    rows: Sequence[Row],
    pages: Mapping[str, str],
    seconds: float,
    hints: Mapping[str, str],
    comparison: Comparison | None = None,
    **more: object,
) -> str:
    """The page of the class; pages: addresses of the submissions' own, by name; more: for the template."""
    summary = summarise(rows)
    script = read_file("table.js")
    return environment.get_template("class.html").render(
        policy=_POLICY.format(_hash(read_file("style.css")), f"'{_hash(script)}'"),
        script=Markup(script),
        rows=rows,
        pages=pages,
        contents=len({row.digest for row in rows if row.document}),
        summary=summary,
        histogram=histogram(summary.totals, summary.maximum, summary.median) if summary.totals else "",
        strips=_speeds(summary),
        anomalies=find_anomalies(rows, seconds),
        hints=hints,
        earlier=any(row.earlier_score is not None for row in rows),
        decided=any(row.notes for row in rows),
        changes=comparison.changes if comparison else None,
        other_facts=comparison.facts if comparison else (),
        **more,
    )


def _speeds(summary: ClassSummary) -> Markup | None:
    timed = [(f"check {check.number}", check.speeds) for check in summary.checks if check.speeds]
    return (
        strips(timed, [(FULL, f"all points up to {FULL:g}"), (HALF, f"half up to {HALF:g}")])
        if timed
        else None
    )


def read_file(name: str) -> str:
    """A style sheet or a script of the pages."""
    return (_FILES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _file_name(number: int, name: str) -> str:
    """A name that any file system and any link can hold."""
    return f"{number:04d}-{re.sub('[^A-Za-z0-9_-]+', '-', name)[:60]}.html"
