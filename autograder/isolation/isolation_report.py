"""The isolation report: which layers hold a worker, reported by the worker and checked by the judge."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from autograder.isolation.frames import FrameError, Message


@dataclass(frozen=True)
class IsolationReport:
    """The layers that hold a worker.

    uid: the user id it was dropped to, None if it runs as the judge's user.
    landlock_abi: the version of Landlock in force, 0 for none.
    limits: whether all resource limits took hold.
    own_pids: whether it is process 1 of a namespace, so that process and thread ids tell it nothing. exposed: private
    paths that it could read nevertheless.
    """

    uid: int | None = None
    landlock_abi: int = 0
    seccomp: bool = False
    limits: bool = False
    own_pids: bool = False
    exposed: tuple[str, ...] = ()

    @property
    def uid_dropped(self) -> bool:
        """True if the worker has a user id of its own, without any capability."""
        return self.uid is not None

    @property
    def hidden(self) -> bool:
        """True if no private path can be read."""
        return not self.exposed

    @property
    def holds(self) -> bool:
        """True if one of the two boundaries stands: a user id of its own, or Landlock with seccomp."""
        return self.hidden and (self.uid_dropped or (self.landlock_abi > 0 and self.seccomp))

    def to_message(self) -> Message:
        """The report as a message."""
        return asdict(self) | {"exposed": "\n".join(self.exposed)}

    @classmethod
    def from_message(cls, message: Message) -> IsolationReport:
        """The report that a worker sends before it runs any code of a submission."""
        try:
            report = cls(**message)  # type: ignore[arg-type]
            return replace(report, exposed=tuple(str(report.exposed).split("\n")) if report.exposed else ())
        except TypeError as error:
            raise FrameError("not an isolation report") from error

    def checked(self, pid: int) -> IsolationReport:
        """Return the report without layers that the kernel does not confirm to the judge. If /proc is not mounted, the
        report stands: the worker has tried every layer before it ran any other code.
        """
        if not Path("/proc/self").exists():
            return self
        state = _kernel_state(pid)
        ids = state.get("Uid", "").split() + state.get("Gid", "").split()
        no_power = not int(state.get("CapEff", "1"), 16) and not state.get("Groups", "?").strip()
        own = self.uid is not None and ids == [str(self.uid)] * 8 and no_power
        confined = state.get("NoNewPrivs", "").strip() == "1"
        return replace(
            self,
            uid=self.uid if own else None,
            landlock_abi=self.landlock_abi if confined else 0,
            seccomp=self.seccomp and confined and state.get("Seccomp", "").strip() == "2",
            own_pids=self.own_pids and state.get("NSpid", "").split()[1:] == ["1"],
        )


def _kernel_state(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return dict(line.split(":", 1) for line in lines)
