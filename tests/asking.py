"""Requests to processes that run a submission's code, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from assignment import ASSIGNMENT
from autograder.execution.failure_memory import SLOW_SECONDS, FailureMemory
from autograder.execution.package import Package
from autograder.execution.protocol import CallRequest, ImportRequest, LoadRequest, answers_of
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import CheckLimits, TimeBudget
from autograder.execution.worker_transport import WorkerTransport
from autograder.isolation.frames import Message, Value
from autograder.isolation.reply import Reply
from autograder.isolation.zygote import Zygote


def package(layers: str, **modules: str) -> Package:
    """A package of a module layers.py and others."""
    return Package({"layers.py": layers, **{f"{name}.py": text for name, text in modules.items()}})


def load(layers: str, **modules: str) -> Message:
    """A request to load such a package."""
    return LoadRequest(package(layers, **modules)).to_message()


def load_held() -> Message:
    """A request to load what the zygote holds."""
    return LoadRequest(None).to_message()


def import_of(*modules: str) -> Message:
    """A request to import modules."""
    return ImportRequest(modules).to_message()


def call(case: str = "answer", **inputs: np.ndarray) -> Message:
    """A request to run a case's probe."""
    return CallRequest(case, inputs).to_message()


def answer(reply: Reply, name: str = "out") -> Value:
    """One of the answers in a reply."""
    return answers_of(reply)[name]


@contextmanager
def worker_runner(
    zygote: Zygote, package: Package, budget: TimeBudget | None = None
) -> Iterator[RemoteRunner]:
    """A runner as checks have it when they are graded in a worker of their own."""
    limits = CheckLimits(budget or TimeBudget(60), checks_left=1)
    with Processes(WorkerTransport.holding(ASSIGNMENT, zygote, package)) as processes:
        yield RemoteRunner(processes, FailureMemory(SLOW_SECONDS), limits)
