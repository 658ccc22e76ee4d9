"""A process that answers one line of JSON for each that it is asked, and what becomes of its descendants."""

from __future__ import annotations

import json
import os
import select
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from autograder.isolation import linux


class Resident:
    """The process, which ends when there is nothing more to ask; what it writes to standard error goes to `errors`.

    last_line: what it answered when it was told to end.
    """

    def __init__(
        self, command: Sequence[str], user: int | None, environment: Mapping[str, str], errors: BinaryIO
    ) -> None:
        self.last_line: Any = None
        self._errors = errors
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            cwd="/",
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )

    def ask(self, what: object, seconds: float) -> Any:
        """Its answer, which has to come within these seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")
        self._process.stdin.flush()
        assert select.select([self._process.stdout], [], [], seconds)[0], "it does not answer"
        line = self._process.stdout.readline()
        assert line, self._printed()
        return json.loads(line)

    def descendants(self) -> list[str]:
        """The command lines of all living processes that come from it."""
        return [line for line in map(_what, _descendants(self._process.pid)) if line]

    def close(self) -> None:
        """End it, and see that it ends well and leaves no process behind."""
        with leaving_nobody(), self._process:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.close()
            self._process.wait(600)
            said = self._process.stdout.read()
        assert self._process.returncode == 0, self._printed()
        self.last_line = json.loads(said)

    def _printed(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace")


@contextmanager
def leaving_nobody() -> Iterator[None]:
    """See that no process outlives what is done within: all that are left behind become children of this one."""
    own = _children(os.getpid())  # what other tests keep running
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
        left = [_what(pid) for pid in _children(os.getpid()) - own]
    finally:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 0)
    assert not any(left), left


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _children(pid: int) -> set[int]:
    """Process ids of a process's children, of all its threads."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


def _what(pid: int) -> str:
    """What a process runs; "" where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
