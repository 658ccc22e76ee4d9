"""A judge in a process of its own, which grades one submission after another.

A Dask worker has threads, so it must not fork. Its judge forks, in the environment of `run_autograder`.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder.base import paths
from autograder.base.sanitise import sanitise
from autograder.base.scratch import Scratch
from autograder.grading.evidence_file import EVIDENCE
from autograder.grading.pipeline import Order
from autograder.isolation.process_env import ENVIRONMENT

GRACE = 60.0  # seconds past its own deadline after which a judge is held to be stuck
_START_SECONDS = 120.0
_IDLE_SECONDS = 1_800.0  # after which nobody is expected to ask again
_BOOT = (
    "import sys; sys.path.append(sys.argv.pop(1)); from autograder.class_run.judge_process import serve; "
    "serve(sys.argv.pop(1))"
)
_ENVIRONMENT = {**ENVIRONMENT, "LC_ALL": "C.UTF-8"}
_PASSED_ON = ("PATH", "TMPDIR", "LD_LIBRARY_PATH")


class JudgeError(Exception):
    """A judge cannot grade, because it did not start or has ended."""


class JudgeProcess:
    """One judge of the assignment in `folder`; `versions` are those of the fixtures and graders that it grades with."""

    def __init__(self, folder: Path) -> None:
        ours, theirs = socket.socketpair()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-I",
                    "-B",
                    "-X",
                    "utf8",
                    "-c",
                    _BOOT,
                    str(paths.ENGINE.parent),
                    str(folder),
                ],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=passed_on | _ENVIRONMENT,
                cwd="/",
            )
        self._channel = Connection(ours.detach())
        try:
            self.versions: dict[str, str] = self._receive(_START_SECONDS)
        except JudgeError:
            self.close()
            raise

    def grade(self, order: Order) -> tuple[dict[str, Any], dict[str, bytes]]:
        """The document of a submission's results, and its artefacts by their names.

        Raises JudgeError if there are none: close this judge.
        """
        try:
            self._channel.send(order)
        except OSError as error:
            raise JudgeError(self._why()) from error
        document, artefacts = self._receive(order.seconds + GRACE)
        return document, artefacts

    def kill(self) -> None:
        """End the judge with its zygote and workers; a waiting call raises JudgeError."""
        self._process.kill()

    def close(self) -> None:
        """End the judge and forget it."""
        self.kill()
        self._process.wait()
        self._channel.close()
        self._errors.close()

    def _receive(self, seconds: float) -> Any:
        try:
            if not self._channel.poll(seconds):
                raise JudgeError(f"the judge did not answer within {seconds:g} seconds")
            return self._channel.recv()
        except (EOFError, OSError) as error:
            raise JudgeError(self._why()) from error

    def _why(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        self._errors.seek(0)
        told = sanitise(self._errors.read().decode("utf-8", "replace").strip(), 1_000)
        return told.rpartition("\n")[2] or f"the judge ended with status {self._process.returncode}"


def serve(folder: str) -> None:
    """Be the judge: send the versions, then answer every order with a document."""
    from autograder.grading import pipeline
    from autograder.grading.results_file import for_class
    from autograder.model.assignment import load_assignment
    from autograder.model.results import Results, Status

    channel, parent = Connection(os.dup(sys.stdin.fileno())), os.getppid()

    def publish(_: Results) -> None:
        if os.getppid() != parent:
            raise SystemExit("nobody waits for these results")

    assignment = load_assignment(Path(folder))
    channel.send(pipeline.versions(assignment))
    zygote = pipeline.start_zygote(assignment)
    with contextlib.suppress(EOFError, ConnectionError):
        while channel.poll(_IDLE_SECONDS):
            with Scratch("artefacts") as kept:
                order = replace(channel.recv(), artefacts=kept, evidence=kept / EVIDENCE)
                results = pipeline.grade(assignment, order, publish, zygote)
                artefacts = {path.name: path.read_bytes() for path in kept.iterdir()}
                channel.send((for_class(results), artefacts))
            if any(check.status is Status.GRADER_FAULT for check in results.checks):
                zygote.close()  # it may be the zygote that failed
                zygote = pipeline.start_zygote(assignment)
    zygote.close()
