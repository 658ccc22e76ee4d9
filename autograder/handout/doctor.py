"""Facts about this machine that grading depends on, with a sentence each."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions, version

from autograder.authoring.consistency import inconsistencies
from autograder.authoring.secret import read_secret, secret_id
from autograder.base.paths import STAFF_COMMAND
from autograder.grading.pipeline import start_zygote
from autograder.handout.imports import imported_names
from autograder.isolation.reply import IsolationError
from autograder.model.assignment import Assignment
from autograder.model.check import load_checks
from autograder.model.library import read_package
from autograder.simulate.container import CGROUPS
from autograder.store.fixture_set import DEVELOPMENT, FixtureError, FixtureSet, set_folders


@dataclass(frozen=True)
class Fact:
    """Something that grading needs or can use. fine: whether it is available; text: the finding, and what to do."""

    name: str
    fine: bool
    text: str


def examine(assignment: Assignment) -> Iterator[Fact]:
    """Find out what this machine has; fork a worker to see what really holds it."""
    load_checks(assignment)
    yield Fact("Python", True, platform.python_version())
    yield from map(_package, _packages(assignment))
    yield from _isolation(assignment)
    limited = (CGROUPS / "cgroup.controllers").is_file()
    yield Fact("cgroups", limited, "limits of containers can be simulated" if limited else "not mounted here")
    yield from _data(assignment)
    yield from _fixtures(assignment)


def _packages(assignment: Assignment) -> list[str]:
    """The packages that notebooks and the oracle need, by the names under which they are imported."""
    notebooks = {
        notebook.framework for notebook in assignment.package.notebooks.values() if notebook.framework
    }
    texts = read_package(assignment.oracle).values()
    oracle = {name.partition(".")[0] for text in texts for name in imported_names(text.encode())}
    return sorted({"numpy"} | notebooks | oracle - sys.stdlib_module_names)


def _package(name: str) -> Fact:
    installed = packages_distributions().get(name)
    found = version(installed[0]) if installed else "not installed: everything that needs it is skipped"
    return Fact(name, bool(installed), found)


def _isolation(assignment: Assignment) -> Iterator[Fact]:
    try:
        with start_zygote(assignment) as zygote, zygote.worker() as worker:
            report = worker.isolation_report
    except (IsolationError, OSError) as error:
        yield Fact("isolation", False, f"no worker could be started: {error}")
        return
    uid = report.uid_dropped
    yield Fact(
        "user id",
        uid,
        "workers have a user id of their own" if uid else "workers have your user id: run as root",
    )
    abi = report.landlock_abi
    yield Fact("Landlock", abi > 0, f"version {abi}" if abi else "this kernel lacks it or does not enable it")
    yield Fact("seccomp", report.seccomp, "filters system calls" if report.seccomp else "cannot be used here")
    yield Fact(
        "isolation", report.holds, "submissions can be graded" if report.holds else "nothing is graded"
    )


def _data(assignment: Assignment) -> Iterator[Fact]:
    if assignment.data is not None:
        file = assignment.data_file
        drawn = (
            f"{file.name} is drawn"
            if file
            else f"notebooks use synthetic images instead: see {STAFF_COMMAND} bundle"
        )
        yield Fact("data", file is not None, drawn)


def _fixtures(assignment: Assignment) -> Iterator[Fact]:
    try:
        sets = [FixtureSet(folder) for folder in set_folders(assignment.fixtures)]
        wrong = [sentence for fixtures in sets for sentence in inconsistencies(fixtures)]
    except FixtureError as error:
        wrong, sets = [str(error)], []
    yield Fact("fixtures", not wrong, wrong[0] if wrong else "complete and unedited")
    if sets:
        yield _secret(assignment, sets[-1].manifest["secret"])


def _secret(assignment: Assignment, drawn_with: str) -> Fact:
    now = secret_id(read_secret(assignment.secret_file))
    if now == DEVELOPMENT:
        return Fact(
            "secret", False, "the one for development: set one for your term and generate the fixtures again"
        )
    if drawn_with != now:
        return Fact(
            "secret",
            False,
            f"hidden fixtures were drawn with another secret: run {STAFF_COMMAND} fixtures generate",
        )
    return Fact("secret", True, "set for this term, and the hidden fixtures are drawn with it")
