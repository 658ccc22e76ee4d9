"""The order of all tests, and what none may leave to the next."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from autograder.grading.pipeline import start_zygote
from autograder.isolation import linux
from autograder.isolation.zygote import Zygote

_UMASK = os.umask(0o022)
os.umask(_UMASK)

# How long an example takes depends on what else the machine does.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow ones come first, so that at the end no process waits long for the others."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def _no_judge_afterwards() -> Iterator[None]:
    """Whoever grades in this process hardens it, as a judge's: files closed to others, orphans adopted."""
    yield
    os.umask(_UMASK)
    if linux.LINUX:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 0)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """What workers of submissions are forked from, as when one is graded."""
    with start_zygote() as zygote:
        yield zygote
