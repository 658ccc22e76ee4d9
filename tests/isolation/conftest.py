"""Real zygotes and workers, and submissions of a few lines for them to run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from autograder.execution import SERVICE
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.launch import Launch
from autograder.isolation.reply import Reply
from autograder.isolation.zygote import Zygote
from tests.asking import call, load

SAMPLES = ("tests.isolation.q0_samples",)


def launched() -> Launch:
    """A process that workers with these cases can be forked from."""
    return Launch(SERVICE, ("assignment", *SAMPLES))


# Not so where root runs an interpreter below its own home: workers then have what was preloaded.
PYTHON_IS_READABLE = all(folder.stat().st_mode & 0o001 for folder in Path(os.__file__).resolve().parents)


@dataclass(frozen=True)
class Heard:
    """What came of one call to a submission, what it printed, and what held it."""

    reply: Reply
    text: str
    printed: int
    report: IsolationReport


Ask = Callable[..., Heard]


def ask_in(zygote: Zygote, source: str, case: str = "answer", seconds: float = 20.0) -> Heard:
    """Run a case on the submission `source` (its layers.py) in a fresh worker of the zygote."""
    with zygote.worker() as worker:
        worker.call(load(source), 20)
        x = np.arange(12.0).reshape(3, 4)
        reply = worker.call(call(case, x=x), seconds)
    return Heard(reply, worker.output.text, worker.output.total, worker.isolation_report)


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """A zygote with every layer that this machine has."""
    with Zygote(launched()) as zygote:
        yield zygote


@pytest.fixture
def ask(zygote: Zygote) -> Ask:
    """Runs a submission in that zygote's workers."""

    def ask(source: str, case: str = "answer", seconds: float = 20.0) -> Heard:
        return ask_in(zygote, source, case, seconds)

    return ask


@pytest.fixture(scope="session")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that only this user may read, in a folder that only this user may enter."""
    folder = tmp_path_factory.mktemp("private")
    folder.chmod(0o700)
    file = folder / "secret.txt"
    file.write_text("expected values")
    file.chmod(0o600)
    return file
