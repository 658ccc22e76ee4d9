"""The choice of tests: all of them, or those for every change with a sample of the nightly ones.

Of each kind of nightly tests one runs for every change too, another one every day. A kind is a parametrised function,
or what other nightly tests a module has; one that takes long has its turn after some days only: nightly(days=7).
A test that takes minutes is in no sample: nightly(sampled=False).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import pytest
from xdist.workermanage import WorkerController

NIGHTLY = "nightly"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --all and --sample-seed."""
    group = parser.getgroup("nightly tests")
    group.addoption("--all", action="store_true", help="run every nightly test, not a sample of each kind")
    group.addoption(
        "--sample-seed",
        type=int,
        metavar="N",
        help="take the N-th test of each kind; by default the day's number",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker and settle the seed, which is that of the process that started this one."""
    config.addinivalue_line(
        "markers",
        f"{NIGHTLY}(days=1, sampled=True): slow and seldom broken by an ordinary change; see tests/README.md",
    )
    if config.option.sample_seed is None:
        told = getattr(config, "workerinput", {}).get(NIGHTLY)
        config.option.sample_seed = told or date.today().toordinal()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell a process that shares the tests the seed: it may start after midnight."""
    node.workerinput[NIGHTLY] = node.config.option.sample_seed


def pytest_report_header(config: pytest.Config) -> str:
    """Say what is chosen, and how to choose the same again."""
    return f"nightly tests: {'all' if _all_wanted(config) else f'--sample-seed={config.option.sample_seed}'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave nightly tests out but for the sample, and begin with those that take long; the others stay in groups."""
    if not _all_wanted(config):
        nightly = [item for item in items if item.get_closest_marker(NIGHTLY)]
        left_out = set(nightly) - set(sample(nightly, config.option.sample_seed))
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: _days(item) == 1 and _is_sampled(item))


def sample(items: Iterable[pytest.Item], seed: int) -> Iterator[pytest.Item]:
    """The next test of each kind whose day it is; kinds that take long share the days among them."""
    places: Counter[int] = Counter()
    for _, tests in sorted(_kinds(filter(_is_sampled, items)).items()):
        days = max(map(_days, tests))
        turn, since = divmod(seed + places[days] % days, days)
        places[days] += 1
        if since == 0:
            yield sorted(tests, key=lambda item: item.nodeid)[turn % len(tests)]


def _all_wanted(config: pytest.Config) -> bool:
    """Whether all were asked for, or one by its name."""
    return config.option.all or any("::" in argument for argument in config.args)


def _days(item: pytest.Item) -> int:
    marker = item.get_closest_marker(NIGHTLY)
    return int(marker.kwargs.get("days", 1)) if marker else 1


def _is_sampled(item: pytest.Item) -> bool:
    marker = item.get_closest_marker(NIGHTLY)
    return bool(marker.kwargs.get("sampled", True)) if marker else True


def _kinds(items: Iterable[pytest.Item]) -> dict[str, list[pytest.Item]]:
    """Tests of one function, if there are several, by its name; the others by their module's."""
    by_function: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        by_function[item.nodeid.partition("[")[0]].append(item)
    kinds: dict[str, list[pytest.Item]] = defaultdict(list)
    for function, tests in by_function.items():
        kinds[function if len(tests) > 1 else function.partition("::")[0]] += tests
    return kinds
