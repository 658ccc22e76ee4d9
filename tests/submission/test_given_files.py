"""Files that the course handed out are recognised by their texts, and are nobody's work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.execution.compiled_submission import compile_submission
from autograder.execution.failure_memory import FailureMemory
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import NoLimits
from autograder.execution.worker_transport import WorkerTransport
from autograder.isolation.zygote import Zygote
from autograder.model.case import CASES
from autograder.submission import Submission
from autograder.submission.given_files import digest_of_text, is_given
from tests.judging import SOURCES, frozen_sets

GIVEN = "import torch\n\n\ndef pooled(x):\n    return im2col(x)\n"
LAYOUT = replace(PACKAGE, handed_out={"fast_layers.py": frozenset({digest_of_text(GIVEN)})})
OF_COURSE = replace(ASSIGNMENT, package=LAYOUT)


@pytest.mark.parametrize(
    "text",
    [
        GIVEN,
        GIVEN.replace("\n", "\r\n"),
        "\n\n" + GIVEN.replace(":\n", ":  \t\n").rstrip(),
        GIVEN.replace("\n", "\r"),
    ],
)
def test_line_ends_and_blanks_around_do_not_matter(text: str) -> None:
    assert is_given(LAYOUT, "fast_layers.py", text)
    assert is_given(LAYOUT, "deeper/fast_layers.py", text)


@pytest.mark.parametrize("text", ["", GIVEN.replace("x", "y"), GIVEN.replace("    return", "  return")])
def test_any_other_change_makes_it_the_students_own(text: str) -> None:
    assert not is_given(LAYOUT, "fast_layers.py", text)


def test_the_name_counts_too() -> None:
    assert not is_given(LAYOUT, "layers.py", GIVEN)


def test_the_course_gave_an_empty_init() -> None:
    assert is_given(PACKAGE, "classifiers/__init__.py", "\n")
    assert not is_given(PACKAGE, "layers.py", "")


def test_its_faults_are_not_the_students(zygote: Zygote) -> None:
    case = CASES["fast_pool_oblong"]
    inputs = frozen_sets()[0].inputs(case)
    submission = Submission({**SOURCES, "fast_layers.py": GIVEN}, {})
    for assignment, works in ((OF_COURSE, True), (ASSIGNMENT, False)):
        package = compile_submission(assignment, submission, zygote).package
        with Processes(WorkerTransport(assignment, zygote, package)) as processes:
            run = RemoteRunner(processes, FailureMemory(), NoLimits()).run(case, inputs)
        assert (run.failure is None) == works


@pytest.mark.parametrize(
    ("notebook", "extra", "flagged"),
    [
        (b"{}", {}, []),
        (b'"from cs231n import makepdf\\n"', {}, ["makepdf.py"]),
        (b"{}", {"layers.py": "from . import makepdf\n"}, ["makepdf.py"]),
        (b"{}", {"layers.py": "import torch\n"}, ["layers.py"]),
        (
            b"{}",
            {"layers.py": "import cs231n.more.steps\n", "more/steps.py": "from ..makepdf import x\n"},
            ["makepdf.py"],
        ),
        (b"{}", {"unused.py": "import makepdf\n"}, []),
    ],
)
def test_flags_are_for_the_students_own_code_that_is_used(
    zygote: Zygote, notebook: bytes, extra: dict[str, str], flagged: list[str]
) -> None:
    sources = {**SOURCES, "fast_layers.py": GIVEN, "makepdf.py": "import subprocess\nx = 1\n", **extra}
    flags = compile_submission(
        OF_COURSE, Submission(sources, {"Dropout.ipynb": notebook}), zygote
    ).review_flags
    assert [flag.partition(":")[0] for flag in flags] == flagged
