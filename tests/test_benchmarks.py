"""Benchmarks are run seldom, so that nobody else would notice when a name that they import is gone."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.mark.parametrize("name", sorted(path.stem for path in BENCHMARKS.glob("*.py")))
def test_a_benchmark_can_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name.startswith("conv"):
        pytest.importorskip("torch")
    monkeypatch.syspath_prepend(BENCHMARKS)  # as where it is started by its path
    importlib.import_module(f"benchmarks.{name}")
