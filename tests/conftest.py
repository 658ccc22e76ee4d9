"""The order of all tests, and what none may leave to the next."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from autograder.isolation import kernel

_UMASK = os.umask(0o022)
os.umask(_UMASK)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow ones come first, so that at the end no process waits long for the others."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def _no_judge_afterwards() -> Iterator[None]:
    """Whoever grades in this process hardens it, as a judge's: files closed to others, orphans adopted."""
    yield
    os.umask(_UMASK)
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 0)
