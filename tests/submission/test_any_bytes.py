"""Whatever is handed in, it is taken in or refused with a sentence."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignment import ASSIGNMENT
from autograder.submission import IntakeError, Submission, take_in
from tests.submission.making import at, zip_bytes


def _outcome(path: Path, data: bytes) -> str | Submission:
    path.write_bytes(data)
    try:
        return take_in(ASSIGNMENT.package, path)
    except IntakeError as error:
        return str(error)


def _is_sound(outcome: str | Submission) -> bool:
    if isinstance(outcome, str):
        return outcome.isascii() and outcome.isprintable() and outcome.endswith(".")
    return all(isinstance(text, str) for text in outcome.sources.values())


_MANY = settings(max_examples=300, suppress_health_check=[*HealthCheck])
_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
_SOUND = zip_bytes(at("a2/cs231n/") | {"a2/Dropout.ipynb": b"{}"})


class TestAnyBytes:
    @_MANY
    @given(data=st.binary(max_size=2000))
    def test_give_a_submission_or_a_sentence(self, tmp_path, data):
        assert _is_sound(_outcome(tmp_path / "any.zip", data))

    @_MANY
    @given(
        damage=st.dictionaries(st.integers(0, len(_SOUND) - 1), st.integers(0, 255), max_size=12),
        cut=st.integers(0, 60),
    )
    def test_in_place_of_those_of_a_sound_zip(self, tmp_path, damage, cut):
        data = bytearray(_SOUND)
        for where, value in damage.items():
            data[where] = value
        assert _is_sound(_outcome(tmp_path / "any.zip", bytes(data[: len(data) - cut])))

    @_MANY
    @given(names=st.sets(_NAMES, max_size=8), data=st.binary(max_size=200))
    def test_as_names_and_modules(self, tmp_path, names, data):
        files = dict.fromkeys(names, data)
        _outcome(
            tmp_path / "any.zip", zip_bytes(files | {"cs231n/layers.py": data, "cs231n/optim.py": data[::-1]})
        )
