"""A short run of every fuzz target: its corpus, then what hypothesis makes of that and of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import CORPUS, TARGETS


def corpus(name: str) -> list[Path]:
    return sorted((CORPUS / name).iterdir())


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus(name: str) -> None:
    for path in corpus(name):
        TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
@given(st.binary(max_size=2000))
def test_any_bytes(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
@given(st.data())
@settings(max_examples=200)
def test_damaged_samples(name: str, data: st.DataObject) -> None:
    sample = bytearray(data.draw(st.sampled_from(corpus(name))).read_bytes())
    places = st.integers(0, max(0, len(sample) - 1))
    for place, value in data.draw(st.dictionaries(places, st.integers(0, 255), max_size=8)).items():
        sample[place : place + 1] = bytes([value])
    TARGETS[name](bytes(sample))
