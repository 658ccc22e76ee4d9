"""The notebook executor: runs the notebooks of one submission, each once, in a kernel of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from autograder.base.named_function import module_of
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
from autograder.model.assignment import Assignment
from autograder.model.executed_notebook import ExecutedNotebook
from autograder.model.library import read_package
from autograder.notebooks.disk_quota import DiskQuota
from autograder.notebooks.execute import execute
from autograder.notebooks.kernel_memory import LIMIT, RESERVE
from autograder.notebooks.notebook_messages import NotebookRequest
from autograder.notebooks.notebook_run import NotebookRun
from autograder.notebooks.untouched import given_lines
from autograder.notebooks.workspace import Workspace

_KERNEL_SERVICE, _CLIENT_SERVICE = "autograder.notebooks.kernel", "autograder.notebooks.client"
_KERNEL = (
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "stack_data",  # IPython imports it at the first traceback
)

LEAST_SECONDS = 20.0  # of a notebook
START_SECONDS = 10.0  # part of a notebook's share: to start the kernel, and to give it up at the end


def slots() -> int:
    """Return how many notebooks run at a time: one for each processor that this process may use, two at most."""
    allowed = float(len(os.sched_getaffinity(0)))
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        allowed = min(allowed, float(quota) / float(period))
    except (OSError, ValueError):
        pass  # no limit
    return 2 if allowed >= 1.9 else 1


def find_notebook(paths: Iterable[str], name: str) -> str:
    """The path of the notebook of this name, or else of one whose name has it: "Copy of Attention (1)"; "" if none."""
    found = [path for path in paths if _letters(name) in _letters(PurePosixPath(path).stem)]
    return min(found, key=lambda path: (not _is_named(path, name), len(path)), default="")


def _is_named(path: str, name: str) -> bool:
    return PurePosixPath(path).stem.casefold() == name.casefold()


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


class NotebookExecutor:
    """Runs notebooks, each once, as many at a time as `slots` allows.

    submitted: raw, by their path in the assignment folder.
    """

    def __init__(
        self,
        assignment: Assignment,
        submitted: Mapping[str, bytes],
        package: Package,
        budget: TimeBudget,
    ) -> None:
        self.assignment = assignment
        self.notebooks = assignment.package.notebooks
        self.submitted = submitted
        self.package = package
        self.budget = budget
        self._uid = spare_uid()
        self._workspace = Workspace(assignment, self._uid)
        self._runs: dict[str, Future[NotebookRun]] = {}
        self._zygotes: dict[str, Zygote] = {}
        client = WorkerPolicy(private=assignment.private, uid=self._uid, profile=CLIENT)
        self._client = Zygote(Launch(_CLIENT_SERVICE), client)
        self._pool = ThreadPoolExecutor(slots())
        self._filled = self._pool.submit(self._workspace.fill)
        for name in filter(self.has, self.notebooks):
            if not any(name in group[1:] for group in assignment.alternatives):  # those may not be needed
                self._zygote(name)

    def __enter__(self) -> NotebookExecutor:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for run in self._done():
            run.close()
        for zygote in (self._client, *self._zygotes.values()):
            zygote.close()
        self._workspace.remove()

    def has(self, short_name: str) -> bool:
        """Return whether there is such a notebook with all that it needs."""
        return self._find(short_name) is not None and self._missing_framework(short_name) == ""

    def run_all(self, short_names: Collection[str], checks_left: int) -> None:
        """Start running these notebooks; each gets its share of the time, less that for so many remaining checks."""
        wanted = [name for name in self.notebooks if name in short_names and name not in self._runs]
        new = {name: self._find(name) for name in wanted if self.has(name)}
        wall = self._wall_seconds(new, checks_left)
        for name, source in new.items():
            seconds = self.notebooks[name].seconds
            self._runs[name] = self._pool.submit(self.run, name, source or b"", seconds, wall[name])

    def runner(self, short_name: str, checks_left: int) -> RemoteRunner:
        """A runner for probes of a notebook, once that was run."""
        name = self.notebooks[short_name].file
        if self._find(short_name) is None:
            missing = NotebookRun(ExecutedNotebook(name, ended=f"{name}.ipynb is missing"))
            return missing.runner(self.budget, checks_left)
        if framework := self._missing_framework(short_name):
            raise IsolationError(f"{framework} is not installed here")
        self.run_all([short_name], checks_left)
        return self._runs[short_name].result().runner(self.budget, checks_left)

    def is_limited(self, short_name: str) -> bool:
        """Return whether a limit on time or memory has ended, or may have ended, a notebook's training."""
        return short_name in self._runs and self._runs[short_name].result().executed.limited

    def run(
        self, short_name: str, source: bytes, cpu_seconds: float = 120.0, wall_seconds: float = 600.0
    ) -> NotebookRun:
        """Run a notebook; its kernel lives until the run is closed.

        If a cell ends the kernel, all other cells are run again in another one.
        """
        run = self._run(short_name, source, cpu_seconds, wall_seconds)
        if run.executed.killer < 0:
            return run
        run.close()
        left = max(LEAST_SECONDS, wall_seconds - run.executed.seconds)
        again = self._run(short_name, source, cpu_seconds, left, without=run.executed.killer)
        why = f"{run.executed.ended}, so it was run again without that cell."
        again.executed = replace(again.executed, limited=True, notes=(why, *again.executed.notes))
        return again

    def _run(
        self, short_name: str, source: bytes, cpu_seconds: float, wall_seconds: float, without: int = -1
    ) -> NotebookRun:
        name = self.notebooks[short_name].file
        zygote = self._zygote(short_name)
        self._filled.result()
        folder = self._workspace.folder(name)
        request = NotebookRequest(
            name,
            short_name,
            folder,
            secrets.token_hex(16),
            cpu_seconds,
            wall_seconds,
            given=self._given_lines(short_name),
            without=without,
        )
        kernel = zygote.worker()
        quota = DiskQuota(folder, kernel.pid)
        with self._client.worker() as client:
            executed = execute(request, self._package(), source, kernel, client)
        if quota.exceeded:
            executed = replace(
                executed, ended=f"{name}.ipynb wrote more than {quota.exceeded}, and was ended"
            )
        return NotebookRun(executed, kernel, quota)

    def _given_lines(self, short_name: str) -> str:
        """The lines of given code in a notebook that students may leave out in favour of another."""
        if not any(short_name in group for group in self.assignment.alternatives):
            return ""
        return given_lines(self.assignment.solution / f"{self.notebooks[short_name].file}.ipynb")

    def keep_only(self, short_names: Collection[str]) -> None:
        """End the kernels of all other notebooks that were run; no check needs them any more."""
        for name, run in self._runs.items():
            if name not in short_names and run.done() and run.exception() is None:
                run.result().close()

    def finish(self, short_names: Collection[str]) -> None:
        """Run those of these notebooks that no check has used, for people to read."""
        self.run_all(short_names, checks_left=0)
        wait(self._runs.values())

    def executed(self) -> list[ExecutedNotebook]:
        """Return the outcomes of the notebooks that were run."""
        return [run.executed for run in self._done()]

    def notes(self) -> list[str]:
        """Return sentences on the notebooks that were run, and on those that cannot be run."""
        missing = {name: self._missing_framework(name) for name in self.notebooks if self._find(name)}
        cannot = [
            f"{self.notebooks[name].file}.ipynb was not run: {framework} is not installed here."
            for name, framework in missing.items()
            if framework
        ]
        return [*self._renamed(), *(s for executed in self.executed() for s in sentences(executed)), *cannot]

    def _renamed(self) -> Iterator[str]:
        """Sentences on notebooks whose names differ slightly from the expected ones."""
        for notebook in self.notebooks.values():
            path = find_notebook(self.submitted, notebook.file)
            if path and not _is_named(path, notebook.file):
                yield f"{sanitise(path, 100)} was taken for {notebook.file}.ipynb."

    def _done(self) -> list[NotebookRun]:
        done = [run for run in self._runs.values() if run.done() and not run.cancelled()]
        return [run.result() for run in done if run.exception() is None]

    def _wall_seconds(self, names: Collection[str], checks_left: int) -> dict[str, float]:
        """Seconds of wall time for each notebook, in proportion to its CPU time; some are reserved for probes."""
        left = self.budget.seconds_left - ORDINARY_SECONDS * checks_left - START_SECONDS * len(names)
        together = sum(self.notebooks[name].seconds for name in names)
        shares = {name: slots() * self.notebooks[name].seconds / together for name in names}
        return {name: max(LEAST_SECONDS, min(1.0, share) * left) for name, share in shares.items()}

    def _find(self, short_name: str) -> bytes | None:
        path = find_notebook(self.submitted, self.notebooks[short_name].file)
        return self.submitted[path] if path else None

    def _missing_framework(self, short_name: str) -> str:
        """The package that a notebook works with, if it is not installed."""
        framework = self.notebooks[short_name].framework
        return framework if framework and find_spec(framework) is None else ""

    def _package(self) -> Package:
        """The submission's package, with everything that its given modules need."""
        reference = read_package(self.assignment.reference)
        more = {path: reference[path] for path in self.assignment.package.for_notebooks}
        return replace(self.package, sources={**self.package.sources, **more})

    def _zygote(self, short_name: str) -> Zygote:
        """Return the process that a notebook's kernel is forked from: notebooks that preload nothing share one."""
        preload = self.notebooks[short_name].preload
        key = short_name if preload else ""
        if key not in self._zygotes:
            hooks = (self.assignment.hooks.before_notebook, self.assignment.hooks.after_cell)
            modules = (*self.assignment.preload, *map(module_of, filter(None, hooks)))
            policy = WorkerPolicy(
                private=self.assignment.private,
                uid=self._uid,
                profile=KERNEL,
                shared=(self._workspace.data,),
                scratch=self._workspace.work,
                memory_bytes=LIMIT + RESERVE,
            )
            launch = Launch(_KERNEL_SERVICE, modules + _KERNEL + preload, self.assignment.root)
            self._zygotes[key] = Zygote(launch, policy)
        return self._zygotes[key]
