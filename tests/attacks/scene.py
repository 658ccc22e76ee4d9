"""Where attacks are made: a project, its neighbours, a server to talk to, and what is left of all that afterwards."""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jsonschema

from autograder.isolation import linux
from autograder.simulate.receive import SCHEMA
from tests.attacks.attack import Posture
from tests.attacks.postures import command_in, user_in
from tests.grading import PROJECT, Graded, run_as

_PARTS = ("autograder", "graders", "fixtures", "reference")
_SCRIPTS = (
    "run_autograder",
    "setup.sh",
    "requirements.lock",
    "requirements-torch.lock",
    "requirements-test.lock",
)
_SHARED = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))
_SECONDS, _BYTES = 300, 3 << 30  # for one grading, far above what any takes


@dataclass(frozen=True)
class Scene:
    """A copy of the project in one posture, and a folder that everybody may write into.

    Root's project is closed to others, as at Gradescope; an ordinary user's is open, being theirs.
    """

    posture: Posture
    folder: Path
    server: socket.socket
    python: Path

    @property
    def token(self) -> str:
        """Part of the name of whatever an attack makes, here and in no other scene."""
        return f"left-behind-{self.folder.name}"

    @property
    def project(self) -> Path:
        """The autograder's own folder."""
        return self.folder / "project"

    def places(self, results: Path) -> dict[str, object]:
        """What attacks are told of where things are."""
        return {
            "PROJECT": str(self.project),
            "RESULTS": str(results),
            "METADATA": str(self.project / "submission_metadata.json"),
            "COMMONS": str(self.folder / "commons"),
            "TOKEN": self.token,
            "PORT": self.server.getsockname()[1],
        }

    def grade(self, hand_in: Path, results: Path, *options: str) -> Graded:
        """Grade a hand-in, and see that nothing is left behind and nobody was talked to."""
        before, largest = self._seen(), _largest_child()
        own = _children()  # what other tests keep running
        grading = [self.project / "run_autograder", hand_in, "--results", results, *options]
        environment = {"PATH": os.environ["PATH"], "AUTOGRADER_VENV": str(self.python.parent.parent)}
        with _heir():
            command = command_in(self.posture, map(str, grading))
            done = run_as(user_in(self.posture), command, environment, _SECONDS)
            left = [_what(pid) for pid in _children() - own]
        assert not any(left), left
        assert results.is_file(), done.stderr
        assert self._seen() == before
        assert [path.name for path in results.parent.iterdir()] == [results.name]
        assert not self._spoken_to()
        assert _largest_child() <= max(_BYTES, largest)
        document = json.loads(results.read_bytes().decode("ascii"))
        jsonschema.validate(document, SCHEMA)
        return Graded(document, done.stdout + done.stderr, done.returncode)

    def _seen(self) -> dict[str, tuple[int, int, int]]:
        """Everything that an attack could have changed: modes, sizes and times of files."""
        ours = [path for part in ("project", "commons") for path in (self.folder / part).rglob("*")]
        left = [path for folder in _SHARED for path in folder.glob(f"*{self.token}*")]
        left += [path for path in (Path("/tmp/poisoned"),) if path.exists()]
        stats = {str(path): path.lstat() for path in [*ours, *left]}
        return {name: (stat.st_mode, stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}

    def _spoken_to(self) -> bool:
        try:
            self.server.accept()
        except BlockingIOError:
            return False
        return True


@contextmanager
def scene(posture: Posture) -> Iterator[Scene]:
    """Set one up."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        folder = Path(name)
        folder.chmod(0o755)  # pytest's own folders are closed to other users
        project = folder / "project"
        python = _python()
        _copy(project, python)
        if user_in(posture) is None and os.geteuid() == 0:
            project.chmod(0o700)
        commons = folder / "commons"
        commons.mkdir()
        commons.chmod(0o777)
        (commons / "file").write_text("precious")
        (commons / "file").chmod(0o666)
        yield Scene(posture, folder, server, python)


def _python() -> Path:
    """The environment that is there, for copies of the project too."""
    told = subprocess.run(["sh", PROJECT / "setup.sh"], capture_output=True, text=True, check=True)
    return Path(told.stdout.strip())


def _copy(project: Path, python: Path) -> None:
    for part in _PARTS:
        shutil.copytree(PROJECT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in _SCRIPTS:
        shutil.copy(PROJECT / part, project / part)
    (project / "submission_metadata.json").write_text('{"users": [{"email": "someone@example.org"}]}')
    compiled = [python, "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*compiled, project / "autograder", project / "graders"], check=True)
    for path in (project, *project.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def _largest_child() -> int:
    """Bytes of memory of the largest of all processes that were waited for, other tests' included."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


@contextmanager
def _heir() -> Iterator[None]:
    """Processes that anybody leaves behind within become children of this one."""
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 0)


def _what(pid: int) -> str:
    """What a process runs; "" where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _children() -> set[int]:
    """Process ids of this process's children, of all its threads."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}
