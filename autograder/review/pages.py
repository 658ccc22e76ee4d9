"""The pages: templates filled with the review's data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from autograder.class_run.content import Content
from autograder.class_run.pages import site
from autograder.class_run.record import ARTEFACTS, Row
from autograder.policies.marks import STATES, undone_of
from autograder.review.access import NOTEBOOK_POLICY
from autograder.review.filters import by_check, by_flag, by_mistake, filter_of
from autograder.review.pairs import STRONG, clusters
from autograder.review.similar import code_of
from autograder.review.source_view import excerpts, style
from autograder.review.state import Review, answer_id, page_id

_FILES = Path(__file__).with_name("files")
_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
Query = Mapping[str, str]


class Pages:
    """Pages of a review; each is made for a grader, from an address's query and parts; None if there is none."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._environment = site.page_environment(review.run.facts, _FILES)
        self._environment.globals |= {
            "home": "/",
            "linked": _linked,
            "page_id": page_id,
        }
        self._static = {
            "pages.css": site.read_file("style.css"),
            "table.js": site.read_file("table.js"),
            "code.css": style(),
            **{name: (_FILES / name).read_text(encoding="utf-8") for name in ("review.css", "review.js")},
        }

    def overview(self, who: str, query: Query) -> str:
        """The class."""
        rows = self._review.rows()
        addresses = {row.name: f"/submission/{page_id(row.name)}" for row in rows}
        seconds = float(self._review.run.facts["seconds"])
        hints = self._review.hints
        return site.class_page(self._environment, rows, addresses, seconds, hints, who=who, here="/")

    def inline(self, who: str, query: Query) -> str:
        """All inline questions, and how far each is."""
        review, marks = self._review, self._review.marks()
        listed = [
            (question, review.progress(question.key), marks.maxima.get(question.key))
            for question in review.questions.values()
        ]
        return self._render("inline.html", who, "/inline", listed=listed)

    def first_answer(self, who: str, query: Query, question: str) -> Response | None:
        """Redirect to the next answer to grade; `after` in the query names the present one."""
        review = self._review
        order = review.order(question)
        at = next((name for name in order if answer_id(question, name) == query.get("after")), None)
        name = review.next_ungraded(question, at, who) or at or next(iter(order), None)
        if question not in review.questions:
            return None
        if name is None:
            return RedirectResponse("/inline", 303)
        return RedirectResponse(quote(f"/inline/{question}/{answer_id(question, name)}"), 303)

    def answer(self, who: str, query: Query, question: str, answer: str) -> str | None:
        """One answer, without the student's name, and the form to grade it."""
        review, order = self._review, self._review.order(question)
        ids = [answer_id(question, name) for name in order]
        if question not in review.questions or answer not in ids:
            return None
        at = ids.index(answer)
        name, marks = order[at], review.marks()
        review.look(question, name, who)
        return self._render(
            "answer.html",
            who,
            f"/inline/{question}/{answer}",
            question=review.questions[question],
            answer=answer,
            text=review.run.answers[name][question],
            position=at + 1,
            before=ids[at - 1] if at else None,
            after=ids[at + 1] if at + 1 < len(ids) else None,
            progress=review.progress(question),
            maximum=marks.maxima.get(question),
            rubric=marks.rubric(question),
            mark=marks.mark(question, name),
            given=marks.points(question, name),
        )

    def submissions(self, who: str, query: Query) -> str:
        """The submissions that pass a filter."""
        chosen, rows = filter_of(query), self._review.rows()
        found = chosen.of(rows)
        return self._render(
            "submissions.html",
            who,
            f"/submissions{chosen.query}",
            chosen=chosen,
            rows=found,
            total=len(rows),
            told=lambda row: [test for test in row.tests if chosen.shows(test)],
        )

    def submission(self, who: str, query: Query, page: str) -> str | None:
        """One submission, between those before and after it within the filter."""
        review, chosen = self._review, filter_of(query)
        row = next((row for row in review.rows() if page_id(row.name) == page), None)
        if row is None:
            return None
        names = [other.name for other in chosen.of(review.rows())]
        at = names.index(row.name) if row.name in names else -1
        sources = self._content(row).sources
        return site.student_page(
            self._environment,
            row,
            review.run.folder / ARTEFACTS / row.digest,
            lambda folder: _notebooks(folder, page),
            template="submission.html",
            who=who,
            here=f"/submission/{page}{chosen.query}",
            page=page,
            chosen=chosen,
            position=at + 1,
            count=len(names),
            before=page_id(names[at - 1]) if at > 0 else None,
            after=page_id(names[at + 1]) if 0 <= at < len(names) - 1 else None,
            requests=[r for r in review.marks().requests.values() if r.submission == row.name],
            code=lambda test: excerpts(test, sources),
        )

    def notebook(self, who: str, query: Query, page: str, name: str) -> Response | None:
        """An executed notebook, which may do nothing."""
        row = next((row for row in self._review.run.rows if page_id(row.name) == page), None)
        folder = self._review.run.folder / ARTEFACTS / row.digest if row and row.digest else None
        files = {file.stem: file for file in folder.glob("*.html")} if folder and folder.is_dir() else {}
        if name not in files:
            return None
        headers = {"Content-Security-Policy": NOTEBOOK_POLICY}
        return Response(files[name].read_bytes(), media_type="text/html", headers=headers)

    def who(self, who: str, query: Query) -> str:
        """The students for each check, mistake and flag."""
        rows = self._review.rows()
        kinds = [
            ("Checks", "check", by_check(rows)),
            ("Known mistakes", "mistake", by_mistake(rows, self._review.hints)),
            ("Review flags", "flag", by_flag(rows)),
        ]
        return self._render("who.html", who, "/who", kinds=kinds, address=_address)

    def similar(self, who: str, query: Query) -> str:
        """Pairs with code in common, and clusters of them."""
        pairs = self._review.similar
        strong = [pair for pair in pairs if pair.evidence >= STRONG]
        return self._render(
            "similar.html",
            who,
            "/similar",
            strong=strong,
            weak=[pair for pair in pairs if pair.evidence < STRONG],
            clusters=[group for group in clusters(strong) if len(group) > 2],
            names={row.name: row.who for row in self._review.run.rows},
        )

    def side_by_side(self, who: str, query: Query, one: str, other: str) -> str | None:
        """The functions that suggest a copy, side by side."""
        names = [self._review.names.get(page) for page in (one, other)]
        pair = next((p for p in self._review.similar if [p.one, p.other] == names), None)
        if pair is None:
            return None
        rows = {row.name: row for row in self._review.run.rows}
        contents = [self._content(rows[name]) for name in (pair.one, pair.other)]
        return self._render(
            "side_by_side.html",
            who,
            f"/similar/{one}/{other}",
            pair=pair,
            names=[rows[name].who for name in (pair.one, pair.other)],
            code=[(unit, share, [code_of(c, unit) for c in contents]) for unit, share in pair.functions],
        )

    def overrides(self, who: str, query: Query) -> str:
        """All overrides."""
        names = {row.name: row.who for row in self._review.run.rows}
        overrides = list(self._review.marks().overrides.values())
        return self._render("overrides.html", who, "/overrides", overrides=overrides, names=names)

    def requests(self, who: str, query: Query) -> str:
        """All regrade requests, open ones first."""
        names = {row.name: row.who for row in self._review.run.rows}
        found = sorted(self._review.marks().requests.values(), key=lambda r: (STATES.index(r.state), r.id))
        return self._render("requests.html", who, "/requests", requests=found, names=names, states=STATES)

    def journal(self, who: str, query: Query) -> str:
        """All decisions, the newest first."""
        entries = self._review.entries()
        shown = [entry for entry in reversed(entries) if entry.kind != "undo"][:500]
        return self._render("journal.html", who, "/journal", entries=shown, undone=undone_of(entries))

    def refusal(self, who: str, sentence: str, back: str) -> str:
        """Return the page for a form that makes no sense."""
        return self._render("refusal.html", who, back, sentence=sentence)

    def static(self, who: str, query: Query, name: str) -> Response | None:
        """Our own style and scripts."""
        if name not in self._static:
            return None
        kind = _KINDS[name.rpartition(".")[2]]
        return Response(self._static[name], headers={"Content-Type": kind, "Cache-Control": "max-age=60"})

    def _content(self, row: Row) -> Content:
        return self._review.run.contents.get(row.digest, Content())

    def _render(self, template: str, who: str, here: str, **values: object) -> str:
        return self._environment.get_template(template).render(who=who, here=here, **values)


def _linked(kind: str, value: str) -> Markup:
    """The name of a check, a mistake or a flag, as a link to those who have it."""
    return Markup('<a href="{}">{}</a>').format(_address(kind, value), value)


def _address(kind: str, value: str) -> str:
    return f"/submissions?{urlencode({kind: value})}"


def _notebooks(folder: Path, page: str) -> list[tuple[str, str]]:
    """Names and addresses of executed notebooks."""
    files = sorted(folder.glob("*.html")) if folder.is_dir() else []
    return [(file.stem, f"/notebook/{page}/{quote(file.stem)}") for file in files]
