"""The order of all tests."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow ones come first, so that at the end no process waits long for the others."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
