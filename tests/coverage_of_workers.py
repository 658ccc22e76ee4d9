"""With --cov, lines that zygotes and workers run count too."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from xdist.workermanage import WorkerController

from autograder.isolation import launch
from tests import worker_lines

_NOTED = "lines of workers"


def pytest_configure(config: pytest.Config) -> None:
    """Have every zygote that a test starts note its lines."""
    if not config.pluginmanager.has_plugin("_cov"):
        return
    shared = getattr(config, "workerinput", {})
    if not shared:  # this process starts the others
        descriptor, shared[_NOTED] = tempfile.mkstemp()
        os.truncate(descriptor, worker_lines.size())
        os.close(descriptor)
        config.pluginmanager.register(_Report(shared[_NOTED]))
    patch = pytest.MonkeyPatch()
    patch.setattr(launch, "BOOT", _tracing(launch.BOOT, shared[_NOTED]))
    config.add_cleanup(patch.undo)


def _tracing(boot: str, path: str) -> str:
    """The code that a zygote begins with, tracing from its first import of the project on."""
    before, first, after = boot.partition("from autograder")
    assert first
    return f"{before}from tests.worker_lines import trace; trace({path!r}); {first}{after}"


class _Report:
    """Hands the lines to pytest-cov, which takes in what lies beside its own file."""

    def __init__(self, noted: str) -> None:
        self._noted = noted

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: WorkerController) -> None:
        """Tell another process where to note lines."""
        node.workerinput[_NOTED] = self._noted

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Do so as soon as all tests have run."""
        result = yield
        from coverage import CoverageData

        data = CoverageData(os.environ.get("COVERAGE_FILE"), suffix="workers")
        data.add_lines(worker_lines.lines(Path(self._noted).read_bytes()))
        data.write()
        os.unlink(self._noted)
        return result
