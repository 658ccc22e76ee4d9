"""With --cov, lines that zygotes and workers run count too."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from autograder.isolation import launch
from tests import worker_lines


def pytest_configure(config: pytest.Config) -> None:
    """Have every zygote that a test starts note its lines."""
    if not config.pluginmanager.has_plugin("_cov"):
        return
    if not hasattr(config, "workerinput"):  # this process starts the others
        worker_lines.FILE.write_bytes(bytes(worker_lines.size()))
        config.pluginmanager.register(_Report())
    patch = pytest.MonkeyPatch()
    patch.setattr(launch, "BOOT", _tracing(launch.BOOT))
    config.add_cleanup(patch.undo)


def _tracing(boot: str) -> str:
    """The code that a zygote begins with, tracing from its first import of the project on."""
    before, first, after = boot.partition("from autograder")
    return f"{before}from tests.worker_lines import trace; trace(); {first}{after}"


class _Report:
    """Hands the lines to pytest-cov, which takes in what lies beside its own file."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Do so as soon as all tests have run."""
        result = yield
        from coverage import CoverageData

        data = CoverageData(suffix="workers")
        data.add_lines(worker_lines.lines(worker_lines.FILE.read_bytes()))
        data.write()
        worker_lines.FILE.unlink()
        return result
