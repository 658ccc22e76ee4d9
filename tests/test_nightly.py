"""Which tests are chosen: of each kind of nightly ones one, another for every seed in a row."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT
from tests import nightly

FILES = {
    "test_a": """
        import pytest
        def test_quick(): pass
        @pytest.mark.nightly
        @pytest.mark.parametrize("n", range(3))
        def test_many(n): pass
        @pytest.mark.nightly
        def test_one(): pass
        @pytest.mark.nightly
        def test_other(): pass
        """,
    "test_b": """
        import pytest
        @pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.nightly)])
        def test_mixed(n): pass
        """,
}


def chosen(pytester: pytest.Pytester, *arguments: str, order: str = "no:randomly") -> list[str]:
    """Tests that run, in their order."""
    pytester.makepyfile(**FILES)
    return collected(pytester, "-p", order, *arguments)


def collected(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    """Tests that run of what is there."""
    result = pytester.runpytest("--collect-only", "-q", "--strict-markers", *arguments, plugins=[nightly])
    assert result.ret in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    return [line.partition("::")[2] for line in result.outlines if "::" in line]


MIXED = ["test_mixed[1]", "test_mixed[2]"]


@pytest.mark.parametrize(
    ("seed", "sample"),
    [
        (0, ["test_many[0]", "test_one"]),
        (1, ["test_many[1]", "test_other"]),
        (2, ["test_many[2]", "test_one"]),
        (3, ["test_many[0]", "test_other"]),
    ],
)
def test_a_seed_takes_one_of_each_kind_and_a_kinds_tests_take_turns(
    pytester: pytest.Pytester, seed: int, sample: list[str]
) -> None:
    assert chosen(pytester, f"--sample-seed={seed}") == ["test_quick", *sample, *MIXED]


def test_all_of_them_run_where_they_stand(pytester: pytest.Pytester) -> None:
    many = [f"test_many[{n}]" for n in range(3)]
    assert chosen(pytester, "--all") == ["test_quick", *many, "test_one", "test_other", *MIXED]


def test_one_that_is_named_runs_whatever_it_is(pytester: pytest.Pytester) -> None:
    assert chosen(pytester, "--sample-seed=0", "test_a.py::test_other") == ["test_other"]


LONG = """
import pytest
@pytest.mark.nightly(days=3)
@pytest.mark.parametrize("n", [0, 1])
def test_long(n): pass
@pytest.mark.nightly(days=3)
def test_longer(): pass
"""


def test_kinds_that_take_long_share_the_days(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(LONG)
    days = [collected(pytester, f"--sample-seed={seed}") for seed in range(2, 8)]
    assert days == [["test_long[1]"], ["test_longer"], [], ["test_long[0]"], ["test_longer"], []]


MINUTES = """
import pytest
def test_quick(): pass
@pytest.mark.parametrize("n", [pytest.param(n, marks=pytest.mark.nightly(sampled=n != 1)) for n in range(3)])
def test_many(n): pass
@pytest.mark.nightly(sampled=False)
def test_alone(): pass
"""


def test_what_takes_minutes_is_in_no_sample_and_begins_in_the_night(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(MINUTES)
    days = [collected(pytester, "-p", "no:randomly", f"--sample-seed={seed}") for seed in range(3)]
    assert days == [["test_quick", f"test_many[{n}]"] for n in (0, 2, 0)]
    whole = collected(pytester, "-p", "no:randomly", "--all")
    assert whole == ["test_many[1]", "test_alone", "test_quick", "test_many[0]", "test_many[2]"]


def test_what_takes_long_begins(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**FILES, test_z=LONG)
    assert collected(pytester, "-p", "no:randomly", "--sample-seed=2")[:2] == ["test_long[1]", "test_quick"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_has_no_say(pytester: pytest.Pytester, seed: int) -> None:
    shuffled = chosen(pytester, "--sample-seed=1", f"--randomly-seed={seed}", order="randomly")
    assert set(shuffled) == {"test_quick", "test_many[1]", "test_other", *MIXED}


def test_the_header_tells_the_seed_of_the_day(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**FILES)
    seed = pytester.parseconfigure("-p", nightly.__name__).option.sample_seed
    assert seed > 700_000
    pytester.runpytest(plugins=[nightly]).stdout.fnmatch_lines([f"nightly tests: --sample-seed={seed}"])


AFTER_MIDNIGHT = """
import datetime, os
from tests import nightly
class date(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromordinal(700_001 if "PYTEST_XDIST_WORKER" in os.environ else 700_000)
nightly.date = date
"""


def test_processes_that_share_the_tests_choose_the_same_even_at_midnight(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ASSIGNMENT.root))
    # The process that is started shares nothing with this one.
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makepyfile(**FILES)
    pytester.makeconftest(AFTER_MIDNIGHT)
    result = pytester.runpytest_subprocess("-p", nightly.__name__, "-n", "2", "-rA")
    result.stdout.fnmatch_lines(["nightly tests: --sample-seed=700000"])
    ran = {line.rpartition("::")[2] for line in result.outlines if line.startswith("PASSED")}
    assert ran == {"test_quick", "test_many[1]", "test_one", *MIXED}
