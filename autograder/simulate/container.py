"""Containers of Gradescope's sizes: processes with limited memory and CPU time, ended if they remain."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CGROUPS = Path("/sys/fs/cgroup")
PERIOD = 100_000  # microseconds in which the CPU quota is counted, the kernel's own default


@dataclass(frozen=True)
class Size:
    """A container size: CPUs, and memory in bytes."""

    cpus: float
    memory: int


SIZES = {
    "0.5": Size(0.5, 768 << 20),
    "1": Size(1, 1536 << 20),
    "2": Size(2, 3 << 30),
    "4": Size(4, 6 << 30),
}


@dataclass(frozen=True)
class Ended:
    """The end of a command. peak: bytes of memory that all its processes used at once, None if it was not counted."""

    status: int
    seconds: float
    timed_out: bool
    peak: int | None


class Container:
    """Runs commands under the limits of a size; `limited_by` is a sentence on what holds them."""

    def __init__(self, size: Size, name: str = "") -> None:
        self._made_of = size, name or f"autograder-simulate-{os.getpid()}"
        self.groups = _made(*self._made_of)
        memory = f"{size.memory / (1 << 30):g} GiB"
        if self.groups:
            join = " && ".join(f"echo $$ >{group}/cgroup.procs" for group in self.groups)
            self.limited_by = f"Limits: {size.cpus:g} CPU and {memory} for all processes together, by cgroup."
        else:
            cpus = sorted(os.sched_getaffinity(0))[: max(1, round(size.cpus))]
            join = f"ulimit -d {size.memory >> 10} && taskset -p -c {','.join(map(str, cpus))} $$ >/dev/null"
            self.limited_by = (
                f"Limits: {memory} for each process by rlimit, {len(cpus)} CPU by affinity; there is no cgroup to use, "
                "so all processes together may take more than at Gradescope."
            )
        self._prefix = ("sh", "-c", f'{join} && exec "$@"', "sh")

    def __enter__(self) -> Container:
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    def run(self, command: Sequence[str], output: BinaryIO, seconds: float) -> Ended:
        """Run a command, with both its outputs into a file; after `seconds`, kill it alone, as Gradescope does.

        Each command finds the container as new: earlier processes are ended, and their memory is not counted.
        """
        if self.groups:
            self._remove()
            self.groups = _made(*self._made_of)
        started = time.monotonic()
        process = subprocess.Popen([*self._prefix, *command], stdout=output, stderr=subprocess.STDOUT)
        try:
            status = process.wait(seconds)
            timed_out = False
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
            timed_out = True
        return Ended(status, time.monotonic() - started, timed_out, self._peak())

    def kill(self) -> None:
        """End processes that still run, as when the container ends; only a cgroup knows all of them."""
        for group in self.groups:
            while processes := (group / "cgroup.procs").read_text().split():
                for process in processes:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(int(process), signal.SIGKILL)
                time.sleep(0.01)

    def _remove(self) -> None:
        self.kill()
        for group in self.groups:
            group.rmdir()

    def _peak(self) -> int | None:
        counters = (g / name for g in self.groups for name in ("memory.peak", "memory.max_usage_in_bytes"))
        return next((int(counter.read_text()) for counter in counters if counter.is_file()), None)


def _made(size: Size, name: str) -> list[Path]:
    """Make the cgroups of a size; none if this user or this kernel cannot have them."""
    made: list[Path] = []
    try:
        for folder, settings in _settings(size):
            group = folder / name
            group.mkdir()
            made.append(group)
            for file, value in settings.items():
                (group / file).write_text(str(value))
    except OSError:
        for group in made:
            group.rmdir()
        return []
    return made


def _settings(size: Size) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """The hierarchies to make a group in, and what to write there: one of version 2, or two of version 1."""
    quota = round(size.cpus * PERIOD)
    controllers = CGROUPS / "cgroup.controllers"
    if controllers.is_file() and {"cpu", "memory"} <= set(controllers.read_text().split()):
        yield CGROUPS, {"memory.max": size.memory, "memory.swap.max": 0, "cpu.max": f"{quota} {PERIOD}"}
    else:
        yield CGROUPS / "memory", {"memory.limit_in_bytes": size.memory}
        yield CGROUPS / "cpu", {"cpu.cfs_period_us": PERIOD, "cpu.cfs_quota_us": quota}
