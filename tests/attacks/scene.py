"""Where attacks are made: a project, its neighbours, a server to talk to, and what is left of all that afterwards."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema

from autograder.isolation.process_env import ENVIRONMENT
from autograder.simulate.receive import SCHEMA
from tests.attacks.attack import Posture
from tests.attacks.postures import command_in, user_in
from tests.attacks.resident import Resident, leaving_nobody
from tests.grading import PROJECT, Graded, run_as

_PARTS = ("autograder", "graders", "fixtures", "reference")
_FILES = (
    "run_autograder",
    "setup.sh",
    "requirements.lock",
    "requirements-torch.lock",
    "requirements-test.lock",
    "assignment.py",
)
_SHARED = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))
_SECONDS, _BYTES = 300, 3 << 30  # for one grading, far above what any takes


@dataclass(frozen=True)
class Scene:
    """A copy of the project in one posture, a judge that grades in it, and a folder that everybody may write into.

    Root's project is closed to others, as at Gradescope; an ordinary user's is open, being theirs.
    """

    posture: Posture
    folder: Path
    servers: tuple[socket.socket, socket.socket]
    python: Path
    judge: Resident

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
            "PORT": self.servers[0].getsockname()[1],
        }

    def grade(
        self,
        submission: Path,
        results: Path,
        questions: Sequence[str],
        artefacts: Path | None = None,
        *,
        hasty: bool = False,
    ) -> Graded:
        """Have the scene's judge grade a submission: its notebooks too where their artefacts are kept.

        hasty: with a fifth of the time for every call.
        """
        order = {
            "submission": str(submission),
            "results": str(results),
            "questions": questions,
            "artefacts": artefacts and str(artefacts),
            "hasty": hasty,
        }
        with self._unharmed(results):
            printed = self.judge.ask(order, _SECONDS)
            assert len(self.judge.descendants()) == 1  # its zygote
        return Graded(_valid(results), printed, 0)

    def run_autograder(self, submission: Path, results: Path, *options: str) -> Graded:
        """Grade a submission in a process of its own, as Gradescope does."""
        grading = [self.project / "run_autograder", submission, "--results", results, *options]
        environment = {"PATH": os.environ["PATH"], "AUTOGRADER_VENV": str(self.python.parent.parent)}
        with self._unharmed(results), leaving_nobody():
            command = command_in(self.posture, map(str, grading))
            done = run_as(user_in(self.posture), command, environment, _SECONDS)
            assert results.is_file(), done.stderr
        return Graded(_valid(results), done.stdout + done.stderr, done.returncode)

    @contextmanager
    def _unharmed(self, results: Path) -> Iterator[None]:
        """See that what is done leaves nothing behind but results, and talks to nobody."""
        before = self._seen()
        yield
        assert self._seen() == before
        assert [path.name for path in results.parent.iterdir()] == [results.name]
        assert not any(map(_spoken_to, self.servers))

    def _seen(self) -> dict[str, tuple[int, int, int]]:
        """Everything that an attack could have changed: modes, sizes and times of files."""
        ours = [path for part in ("project", "commons") for path in (self.folder / part).rglob("*")]
        left = [path for folder in _SHARED for path in folder.glob(f"*{self.token}*")]
        left += [path for path in (Path("/tmp/poisoned"),) if path.exists()]
        stats = {str(path): path.lstat() for path in [*ours, *left]}
        return {name: (stat.st_mode, stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}


@contextmanager
def scene(posture: Posture) -> Iterator[Scene]:
    """Set one up; at its end see that its judge has left no process behind, and that none took too much memory."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # pytest's own folders are closed to other users
        project = folder / "project"
        _copy(project)
        if user_in(posture) is None and os.geteuid() == 0:
            project.chmod(0o700)
        commons = folder / "commons"
        commons.mkdir()
        commons.chmod(0o777)
        (commons / "file").write_text("precious")
        (commons / "file").chmod(0o666)
        python = _python()
        servers = stack.enter_context(_listening())
        serving = [python, "-I", "-B", "-X", "utf8", "-c", _SERVE, project]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **ENVIRONMENT}
        command = command_in(posture, map(str, serving))
        errors = stack.enter_context(tempfile.TemporaryFile())
        with closing(Resident(command, user_in(posture), environment, errors)) as judge:
            yield Scene(posture, folder, servers, python, judge)
        assert judge.last_line <= _BYTES


_SERVE = "import sys; sys.path.append(sys.argv.pop(1)); from serve import serve; serve(sys.stdin)"


@contextmanager
def _listening() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A TCP and a UDP server on one port of the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(tcp.getsockname())
        for server in (tcp, udp):
            server.setblocking(False)
        yield tcp, udp


def _spoken_to(server: socket.socket) -> bool:
    try:
        server.accept() if server.type is socket.SOCK_STREAM else server.recv(1)
    except BlockingIOError:
        return False
    return True


def _python() -> Path:
    """The environment that is there, for copies of the project too."""
    told = subprocess.run(["sh", PROJECT / "setup.sh"], capture_output=True, text=True, check=True)
    return Path(told.stdout.strip())


def _copy(project: Path) -> None:
    """Copy the project with what Python has compiled of it; what others are writing just now is left out."""
    for part in _PARTS:
        shutil.copytree(PROJECT / part, project / part, ignore=shutil.ignore_patterns("*.pyc.*"))
    for part in _FILES:
        shutil.copy(PROJECT / part, project / part)
    shutil.copy(Path(__file__).with_name("serve.py"), project)
    (project / "submission_metadata.json").write_text('{"users": [{"email": "someone@example.org"}]}')
    for path in (project, *project.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def _valid(results: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(results.read_bytes().decode("ascii"))
    jsonschema.validate(document, SCHEMA)
    return document
