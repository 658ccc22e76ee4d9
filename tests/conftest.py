"""Fixtures for all tests, and what none may leave to the next."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from assignment import ASSIGNMENT
from autograder.grading.pipeline import start_zygote
from autograder.isolation import linux
from autograder.isolation.zygote import Zygote
from autograder.model.check import load_checks
from tests.grading import Graded, grade_here

pytest_plugins = ["pytester", "tests.nightly", "tests.coverage_of_workers"]

_UMASK = os.umask(0o022)
os.umask(_UMASK)

# How long an example takes depends on what else the machine does.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
load_checks(ASSIGNMENT)  # defines the cases, whichever test comes first


@pytest.fixture(autouse=True)
def _no_judge_afterwards() -> Iterator[None]:
    """Whoever grades in this process hardens it, as a judge's: files closed to others, orphans adopted."""
    yield
    os.umask(_UMASK)
    if linux.LINUX:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 0)


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """The zygote of submissions that all tests of this process share.

    It holds one package at a time, the last that was compiled: compile and run within one test.
    """
    with start_zygote(ASSIGNMENT) as zygote:
        yield zygote


@pytest.fixture(scope="session")
def reference_results(zygote: Zygote) -> Graded:
    """The reference's code, graded on all questions."""
    return grade_here(zygote, ASSIGNMENT.root / "reference")
