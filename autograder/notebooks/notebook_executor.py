"""Where the notebooks of one submission are run, each once, in a kernel of its own."""

from __future__ import annotations

import math
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from autograder.base import paths
from autograder.base.sanitise import sanitise
from autograder.execution.package import Package
from autograder.execution.remote_runner import RemoteRunner
from autograder.execution.time_budget import ORDINARY_SECONDS, TimeBudget
from autograder.feedback.notebook_notes import sentences
from autograder.isolation.launch import Launch
from autograder.isolation.profile import CLIENT, KERNEL
from autograder.isolation.reply import IsolationError
from autograder.isolation.worker_policy import WorkerPolicy
from autograder.isolation.zygote import Zygote, spare_uid
from autograder.model.executed_notebook import ExecutedNotebook
from autograder.model.library import NOTEBOOKS, read_package
from autograder.notebooks.execute import execute
from autograder.notebooks.notebook_messages import NotebookRequest
from autograder.notebooks.notebook_run import NotebookRun
from autograder.notebooks.workspace import Place

_KERNEL_SERVICE, _CLIENT_SERVICE = "autograder.notebooks.kernel", "autograder.notebooks.client"
_KERNEL = (
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "stack_data",  # IPython imports it at the first traceback
)
# What a notebook works with besides numpy: it is imported in a zygote of its own, and with it what its optimisers
# would import when they are first used.
_FRAMEWORKS = {
    "pytorch": ("torch", "torch.utils.data", "torch._dynamo"),
    "tensorflow": ("tensorflow", "autograder.notebooks.tensorflow_start"),
}
_MEMORY = 3 << 30

MOST_SECONDS, LEAST_SECONDS = 600.0, 20.0  # of a notebook
START_SECONDS = 10.0  # of a notebook's share: for the kernel to start, and to be given up on at the end
CELL_SHARE = 0.6  # of its notebook's time that a cell may take


def slots() -> int:
    """How many notebooks run at a time: one for each processor that this process may use, two at most."""
    allowed = float(len(os.sched_getaffinity(0)))
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        allowed = min(allowed, float(quota) / float(period))
    except (OSError, ValueError):
        pass  # no limit
    return 2 if allowed >= 1.9 else 1


def _missing_framework(short_name: str) -> str:
    """The package that a notebook works with, where it is not installed."""
    return next((name for name in _FRAMEWORKS.get(short_name, ())[:1] if find_spec(name) is None), "")


def find_notebook(paths: Iterable[str], name: str) -> str:
    """The path of the notebook of this name, or else of one whose name has it: "Copy of PyTorch (1)"; "" if none."""
    found = [path for path in paths if _letters(name) in _letters(PurePosixPath(path).stem)]
    return min(found, key=lambda path: (not _is_named(path, name), len(path)), default="")


def _is_named(path: str, name: str) -> bool:
    return PurePosixPath(path).stem.casefold() == name.casefold()


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


class NotebookExecutor:
    """Runs notebooks, each once, as many at a time as there are processors for.

    notebooks: raw, by their path in the assignment folder.
    cases: the modules that define the probes.
    """

    def __init__(
        self,
        notebooks: Mapping[str, bytes],
        package: Package,
        budget: TimeBudget,
        cases: tuple[str, ...] = ("graders",),
    ) -> None:
        self.notebooks = notebooks
        self.package = package
        self.budget = budget
        self.cases = cases
        self._uid = spare_uid()
        self._place = Place(self._uid)
        self._runs: dict[str, Future[NotebookRun]] = {}
        self._zygotes: dict[str, Zygote] = {}
        client = WorkerPolicy(private=paths.PRIVATE, uid=self._uid, profile=CLIENT)
        self._client = Zygote(Launch(_CLIENT_SERVICE), client)
        self._pool = ThreadPoolExecutor(1 + slots())
        self._filled = self._pool.submit(self._place.fill)
        for name in filter(self.has, NOTEBOOKS):
            self._zygote(name)

    def __enter__(self) -> NotebookExecutor:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for run in self._done():
            run.close()
        for zygote in (self._client, *self._zygotes.values()):
            zygote.close()
        self._place.remove()

    def has(self, short_name: str) -> bool:
        """Whether there is such a notebook, and what it works with."""
        return self._find(NOTEBOOKS[short_name]) is not None and _missing_framework(short_name) == ""

    def run_all(self, short_names: Collection[str], checks_left: int) -> None:
        """Begin to run these notebooks: each gets its share of what so many checks leave of the time."""
        new = [
            name for name in NOTEBOOKS if name in short_names and name not in self._runs and self.has(name)
        ]
        seconds = self._share(len(new), checks_left)
        for name in new:
            source = self._find(NOTEBOOKS[name])
            assert source is not None
            self._runs[name] = self._pool.submit(self.run, name, source, seconds)

    def runner(self, short_name: str, checks_left: int) -> RemoteRunner:
        """A runner for probes of a notebook, once that was run."""
        name = NOTEBOOKS[short_name]
        if self._find(name) is None:
            missing = NotebookRun(ExecutedNotebook(name, ended=f"{name}.ipynb is missing"))
            return missing.runner(self.budget, checks_left)
        if framework := _missing_framework(short_name):
            raise IsolationError(f"{framework} is not installed here")
        self.run_all([short_name], checks_left)
        return self._runs[short_name].result().runner(self.budget, checks_left)

    def run(self, short_name: str, source: bytes, seconds: float = 120.0) -> NotebookRun:
        """Run a notebook; its kernel lives until the run is closed."""
        name = NOTEBOOKS[short_name]
        zygote = self._zygote(short_name)
        self._filled.result()
        folder = self._place.folder(name)
        key = secrets.token_hex(16)
        request = NotebookRequest(name, short_name, folder, key, seconds, CELL_SHARE * seconds)
        kernel = zygote.worker()
        with self._client.worker() as client:
            executed = execute(request, self._package(), source, kernel, client)
        return NotebookRun(executed, kernel)

    def finish(self, short_names: Collection[str]) -> None:
        """Run those of these notebooks that nothing was asked of, for people to read."""
        self.run_all(short_names, checks_left=0)
        wait(self._runs.values())

    def executed(self) -> list[ExecutedNotebook]:
        """What came of the notebooks that were run."""
        return [run.executed for run in self._done()]

    def notes(self) -> list[str]:
        """Sentences on the notebooks that were run, and on those that cannot be."""
        left = [name for name in NOTEBOOKS if self._find(NOTEBOOKS[name]) and _missing_framework(name)]
        cannot = [
            f"{NOTEBOOKS[n]}.ipynb was not run: {_missing_framework(n)} is not installed here." for n in left
        ]
        return [*self._renamed(), *(s for executed in self.executed() for s in sentences(executed)), *cannot]

    def _renamed(self) -> Iterator[str]:
        """Sentences on notebooks that have not quite the names that they should."""
        for name in NOTEBOOKS.values():
            path = find_notebook(self.notebooks, name)
            if path and not _is_named(path, name):
                yield f"{sanitise(path, 100)} was taken for {name}.ipynb."

    def _done(self) -> list[NotebookRun]:
        done = [run for run in self._runs.values() if run.done() and not run.cancelled()]
        return [run.result() for run in done if run.exception() is None]

    def _share(self, count: int, checks_left: int) -> float:
        """Seconds for each of so many notebooks, if their probes are to have some as well."""
        rounds = max(1, math.ceil(count / slots()))
        left = self.budget.seconds_left - ORDINARY_SECONDS * checks_left
        return min(MOST_SECONDS, max(LEAST_SECONDS, left / rounds - START_SECONDS))

    def _find(self, name: str) -> bytes | None:
        path = find_notebook(self.notebooks, name)
        return self.notebooks[path] if path else None

    def _package(self) -> Package:
        """The submission's package, with what its given modules need."""
        synthetic = read_package(paths.REFERENCE)["synthetic.py"]
        return replace(self.package, sources={**self.package.sources, "synthetic.py": synthetic})

    def _zygote(self, short_name: str) -> Zygote:
        framework = _FRAMEWORKS.get(short_name, ())
        key = short_name if framework else ""
        if key not in self._zygotes:
            policy = WorkerPolicy(
                private=paths.PRIVATE,
                uid=self._uid,
                profile=KERNEL,
                shared=(self._place.data,),
                scratch=self._place.work,
                memory_bytes=_MEMORY,
            )
            self._zygotes[key] = Zygote(Launch(_KERNEL_SERVICE, self.cases + _KERNEL + framework), policy)
        return self._zygotes[key]
