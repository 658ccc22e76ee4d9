"""Grading on a Dask cluster: one task for each submission, results as they come."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import uuid4

import dask
from distributed import (
    Client,
    Future,
    KilledWorker,
    LocalCluster,
    Worker,
    WorkerPlugin,
    as_completed,
    get_worker,
)

from autograder.base import paths
from autograder.base.scratch import Scratch
from autograder.class_run.judge_process import JudgeError, JudgeProcess
from autograder.class_run.record import GradingOutcome
from autograder.grading.pipeline import Order

AHEAD = 64  # submissions at a time: enough for a cluster that grows with its work, and few enough for memory
_CONNECT_SECONDS = 20
# Dask's schedulers and workers always have a web server, by default for the whole network.
_LOOPBACK = "127.0.0.1:0"
_NO_PAGES: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


class ClusterError(Exception):
    """There is no cluster, or it cannot grade; the text says why."""


@dataclass(frozen=True)
class Job:
    """A submission to be graded, under the digest of its content."""

    digest: str
    order: Order


class Judges(WorkerPlugin):
    """A worker's judges for one run, one for each of its threads, each started when it is first needed.

    folder: the assignment's; versions: of everything that decides scores; judges must have the same.
    """

    def __init__(self, folder: Path, versions: dict[str, str]) -> None:
        self.name = f"judges-{uuid4().hex}"
        self.folder = paths.beside_engine(folder)
        self.versions = versions

    def setup(self, worker: Worker) -> None:
        """On the worker, before the run's first task."""
        self._address = str(worker.address)
        self._idle: list[JudgeProcess] = []
        self._busy: list[JudgeProcess] = []
        self._over = False

    def teardown(self, worker: Worker) -> None:
        """On the worker, when the run or the worker ends."""
        self._over = True
        for judge in self._busy:
            judge.kill()
        while self._idle:
            self._idle.pop().close()

    def grade(self, order: Order) -> GradingOutcome:
        """Grade a submission. If the judge dies, for example out of memory, try once more in a new process.

        Raises JudgeError if judges cannot start, or have other versions of fixtures and graders.
        """
        started = time.monotonic()
        fault = ""
        for _ in range(2):
            judge = self._idle.pop() if self._idle else self._start()
            self._busy.append(judge)
            try:
                document, artefacts = judge.grade(order)
                self._idle.append(judge)
                return GradingOutcome(document, "", time.monotonic() - started, self._address, artefacts)
            except JudgeError as error:
                judge.close()
                fault = str(error)
            finally:
                self._busy.remove(judge)
        return GradingOutcome(None, fault, time.monotonic() - started, self._address)

    def _start(self) -> JudgeProcess:
        if self._over:
            raise JudgeError("this run is over")
        judge = JudgeProcess(paths.ENGINE.parent / self.folder)
        for name, version in self.versions.items():
            if judge.versions[name] != version:
                judge.close()
                raise JudgeError(f"{name}: {judge.versions[name]} there, {version} here")
        return judge


@contextmanager
def connected(address: str | None, workers: int) -> Iterator[Client]:
    """A client of the cluster at `address`; without one, of a cluster of so many workers inside this process. The
    latter passes its messages in memory: its workers only wait for their judges, which are processes anyway.
    """
    if address is None:
        with (
            Scratch("dask") as folder,
            dask.config.set({**_NO_PAGES, "temporary-directory": str(folder)}),
            _local_cluster(workers) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(address, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(f"there is no Dask scheduler at {address}: {error}.") from error
    with client:
        yield client


def _local_cluster(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        dashboard_address=_LOOPBACK,
        worker_dashboard_address=_LOOPBACK,
        silence_logs=logging.CRITICAL,  # cancelled tasks need no mention, and others raise here
    )


def grade_all(client: Client, jobs: Iterator[Job], judges: Judges) -> Iterator[tuple[str, GradingOutcome]]:
    """Digests and outcomes, in the order in which they come. Raises ClusterError if a worker cannot grade."""
    with _reasons():
        client.register_plugin(judges)
    coming = as_completed()
    digests: dict[str, str] = {}

    def submit(number: int) -> None:
        for job in islice(jobs, number):
            # Another run may grade the same bytes in another way, so no two tasks have the same key.
            future = client.submit(_grade, judges.name, job.order, pure=False, retries=1)
            digests[str(future.key)] = job.digest
            coming.add(future)

    try:
        submit(AHEAD)
        for future in coming:
            yield digests.pop(str(future.key)), _outcome(future)
            submit(1)
    finally:
        client.unregister_worker_plugin(judges.name)


def local_workers() -> int:
    """One worker for each core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _grade(judges: str, order: Order) -> GradingOutcome:
    """The task, on a worker."""
    plugin = get_worker().plugins[judges]
    assert isinstance(plugin, Judges)
    return plugin.grade(order)


def _outcome(future: Future) -> GradingOutcome:
    try:
        with _reasons():
            outcome: GradingOutcome = future.result()
            return outcome
    except KilledWorker as error:
        return GradingOutcome(fault=f"every worker that graded it died: {error}")


@contextmanager
def _reasons() -> Iterator[None]:
    try:
        yield
    except JudgeError as error:
        raise ClusterError(f"a worker cannot grade: {error}. {_NEEDED}") from error
    except (
        ImportError,
        RuntimeError,
    ) as error:  # the latter from a scheduler that cannot import what it is sent
        raise ClusterError(f"the cluster cannot import what grades: {error}. {_NEEDED}") from error


_NEEDED = (
    "Scheduler and workers need a copy of this project as it is here, with fixtures/hidden, on their PYTHONPATH, "
    "and the same environment; start them anew after a change."
)
