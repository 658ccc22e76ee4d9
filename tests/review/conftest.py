"""A small run as a regrade leaves it, made by hand, and a browser's part of talking to its review."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from assignment import ASSIGNMENT
from autograder.class_run.content import Content
from autograder.class_run.export import ExportedSubmission, Person
from autograder.class_run.final import open_run
from autograder.class_run.record import GradingOutcome, RunRecord
from autograder.policies.config import Policies
from autograder.review.server import serve
from autograder.review.state import Review
from tests.class_run.rows import check

EVIL = "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>\"'`{{ 7 * 7 }}"
SOURCE = """def affine_forward(x, w, b):
    return x


def affine_backward(dout, cache):
    dx = dout
    db = dout.mean(axis=0)
    return dx, dout, db
"""


def make_run(folder: Path, students: int = 4) -> Path:
    """Students who lost one point of four each; the last has written no answer, the first one that is hostile."""
    with RunRecord(folder) as record:
        record.settle({"questions": "Q1", "seconds": "480", "graders": "abc"})
        names = [f"submission_{number}" for number in range(students)]
        people = [
            Person(EVIL if n == 0 else f"Ada {n}", f"0{n}", f"s{n}@example.edu") for n in range(students)
        ]
        record.enter(
            ExportedSubmission(name, folder, (person,), "2026-10-16 20:00:00.0 -07:00")
            for name, person in zip(names, people, strict=True)
        )
        for number, name in enumerate(names):
            lost = check(
                *("1.2", 1.0, 2.0, EVIL if number == 0 else "db is off"),
                mistakes=["affine_backward.db_mean"],
                findings=[{"kind": "value", "answers": ["db"], "case": "affine"}],
                fault=f"traceback {number}",
            )
            document = {
                "tests": [check("1.1", 2.0), lost],
                "output": "",
                "execution_time": 1.0,
                "extra_data": {},
            }
            record.read(name, f"digest {number}")
            record.keep(f"digest {number}", GradingOutcome(document))
            answer = "" if number == students - 1 else EVIL if number == 0 else f"answer {number}"
            cells = [
                ("markdown", "### Inline question 1\n\nWhy?"),
                ("markdown", f"**Your answer:**\n\n{answer}"),
            ]
            record.keep_content(f"digest {number}", Content({"layers.py": SOURCE}, {"Dropout": cells}))
    return folder


@dataclass
class Browser:
    """What a browser does: it keeps cookies and says which page a form comes from."""

    address: str
    grader: str = "ann"
    cookie: str = ""

    @property
    def netloc(self) -> str:
        return urlsplit(self.address).netloc

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, dict[str, str]]:
        """One request; the status, the text and the headers of its answer."""
        connection = http.client.HTTPConnection(self.netloc, timeout=60)
        sent = {"Cookie": self.cookie, "Origin": f"http://{self.netloc}", **headers}
        connection.request(method, path, body, {name: value for name, value in sent.items() if value})
        answer = connection.getresponse()
        found = answer.status, answer.read().decode(), {n.lower(): v for n, v in answer.getheaders()}
        connection.close()
        return found

    def sign_in(self) -> Browser:
        """Open the address that was printed."""
        parts = urlsplit(self.address)
        _, _, headers = self.ask("GET", f"{parts.path}?{parts.query}")
        port = parts.port
        self.cookie = f"{headers['set-cookie'].partition(';')[0]}; grader-{port}={self.grader}"
        return self

    def get(self, path: str) -> str:
        """The page, after redirections."""
        status, text, headers = self.ask("GET", quote(path, safe="/?=&%"))
        if status == 303:
            return self.get(headers["location"])
        assert status == 200, (path, status, text)
        return text

    def post(self, action: str, **form: object) -> tuple[int, str]:
        """Send a form; the status, and where the answer leads or what it says."""
        status, text, headers = self.ask("POST", f"/do/{action}", urlencode(form))
        return status, headers.get("location", text)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run's folder."""
    return make_run(tmp_path / "run")


@pytest.fixture
def address(run: Path) -> Iterator[str]:
    """The address of its review."""
    review = Review(ASSIGNMENT, open_run(run), Policies())
    told: list[str] = []
    ready = threading.Event()

    def tell(text: str) -> None:
        told.append(text)
        ready.set()

    threading.Thread(target=serve, args=(review, 0, tell), daemon=True).start()
    assert ready.wait(60)
    return told[0]


@pytest.fixture
def browser(address: str) -> Browser:
    """A grader who has opened the review."""
    return Browser(address).sign_in()
