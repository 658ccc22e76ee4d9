"""The sandbox and the permissions of a zygote's workers, as the judge orders them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.isolation.frames import Message
from autograder.isolation.profile import PROBE, PROFILES, Profile

_MEMORY = 1 << 30
_CPU_SECONDS = 600  # a backstop for when the judge is gone; its own deadlines are far shorter


@dataclass(frozen=True)
class WorkerPolicy:
    """The limits and the rights of all workers of one zygote.

    private: paths that workers must not be able to read.
    uid: the user id of the workers; None for one of their own if the judge is root, else the judge's.
    profile: what workers may do besides computing; shared: folders that they may read; scratch: the one they may
        write to.
    memory_bytes, cpu_seconds: limits of each worker.
    without: layers to leave out, of "uid", "landlock", "seccomp" and "pids", as on a machine without them: for tests.
    """

    private: tuple[Path, ...] = ()
    uid: int | None = None
    profile: Profile = PROBE
    shared: tuple[Path, ...] = ()
    scratch: Path | None = None
    memory_bytes: int = _MEMORY
    cpu_seconds: int = _CPU_SECONDS
    without: frozenset[str] = frozenset()

    def to_message(self) -> Message:
        """The policy as a message."""
        return {
            "private": _joined(self.private),
            "uid": self.uid,
            "profile": self.profile.name,
            "shared": _joined(self.shared),
            "scratch": str(self.scratch or ""),
            "memory_bytes": self.memory_bytes,
            "cpu_seconds": self.cpu_seconds,
            "without": " ".join(self.without),
        }

    @classmethod
    def from_message(cls, message: Message) -> WorkerPolicy:
        """The policy in a message of the judge's."""
        uid, memory, cpu = (message[name] for name in ("uid", "memory_bytes", "cpu_seconds"))
        assert uid is None or isinstance(uid, int)
        assert isinstance(memory, int)
        assert isinstance(cpu, int)
        return cls(
            private=_paths(message["private"]),
            uid=uid,
            profile=PROFILES[str(message["profile"])],
            shared=_paths(message["shared"]),
            scratch=next(iter(_paths(message["scratch"])), None),
            memory_bytes=memory,
            cpu_seconds=cpu,
            without=frozenset(str(message["without"]).split()),
        )


def _joined(paths: tuple[Path, ...]) -> str:
    return "\n".join(str(path.absolute()) for path in paths)


def _paths(lines: object) -> tuple[Path, ...]:
    return tuple(Path(line) for line in str(lines).split("\n") if line)
