"""Hostile cells: a kernel reaches nothing but its own folder, and whatever it does, the judge gets an account of it."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import project
from autograder.run import Cause
from tests.notebooks.conftest import RunCells, notebook

# SECRET: a file that is closed to others. COMMONS: a folder that all may write into. PORT: a server nearby.
REACHING = {
    "reads the fixtures": "open(f'{PROJECT}/fixtures/hidden/manifest.json').read()",
    "reads the reference": "open(f'{PROJECT}/reference/cs231n/layers.py').read()",
    "reads a file that is closed to others": "open(SECRET).read()",
    "reads the zygote's environment": "open(f'/proc/{os.getppid()}/environ').read()",
    "reads the judge's memory": "open(f'/proc/{JUDGE}/mem', 'rb')",
    "writes where everybody may": "open(f'{COMMONS}/left-behind', 'w').write('x')",
    "writes into shared memory": "open('/dev/shm/left-behind-by-a-notebook', 'w').write('x')",
    "changes the data that all notebooks read": "open('cs231n/datasets/left-behind', 'w').write('x')",
    "forks": "os.fork() or os._exit(0)",
    "runs a shell": "subprocess.run(['/bin/sh', '-c', 'exit 0'], check=True)",
    "runs a shell as IPython does": "assert get_ipython().system_raw('exit 0') == 0",
    "kills the zygote": "os.kill(os.getppid(), 9)",
    "signals the judge": "os.kill(JUDGE, 0)",
    "connects by TCP": "socket.create_connection(('127.0.0.1', PORT), 5)",
    "sends by UDP": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
    "becomes root": "os.setuid(0)",
    "waits for a key": "input('your answer?')",
    "fills the disk": "open('large', 'wb').write(bytes(1 << 28))",
}


@pytest.fixture
def commons() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.slow
def test_cells_reach_nothing_outside_their_folder(run_cells: RunCells, commons: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("expected values")
    secret.chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as server:
        places = {
            "PROJECT": str(project.ROOT),
            "SECRET": str(secret),
            "COMMONS": str(commons),
            "JUDGE": os.getpid(),
            "PORT": server.getsockname()[1],
        }
        head = "import os, signal, socket, subprocess\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        head += "\n".join(f"{name} = {place!r}" for name, place in places.items())
        cells = [f"{code}\nprint('W' + 'ON')" for code in REACHING.values()]
        ran = run_cells(head, *cells, "def f(x):\n    return x\ny = 1")
    won = [name for n, name in enumerate(REACHING, start=1) if "WON" in ran.printed(n)]
    assert won == []
    assert ran.executed.ended == ""
    assert ran.ask().failure is None
    assert os.listdir(commons) == []
    assert not Path("/dev/shm/left-behind-by-a-notebook").exists()


@pytest.mark.slow
def test_a_cell_that_ends_the_kernel_is_told(run_cells: RunCells) -> None:
    ran = run_cells("import os\nos._exit(0)", "def f(x):\n    return x")
    assert ran.executed.ended
    failure = ran.ask().failure
    assert failure is not None
    assert failure.cause is Cause.NOTEBOOK


@pytest.mark.slow
def test_what_cells_show_stays_bounded_and_runs_nowhere(run_cells: RunCells) -> None:
    ran = run_cells(
        "for _ in range(200):\n    print('x' * 100_000)",
        "from IPython.display import HTML, Javascript, display\n"
        "display(HTML('<script>alert(1)</script><img src=x onerror=alert(2)>'), Javascript('alert(3)'))",
        "print('\\x1b[2J\\u202e')",
    )
    page = ran.executed.html.decode()
    assert len(page) < 5_000_000
    assert len(ran.executed.ipynb) < 5_000_000
    assert not any(tag in page for tag in ("<script", "<img src=x", "\x1b", "\u202e"))


@pytest.mark.slow
def test_what_a_notebook_says_about_its_kernel_is_left_behind(run_cells: RunCells) -> None:
    kernel = {"name": "bash", "argv": ["/bin/sh", "-c", "exit 0"], "language": "bash"}
    data = json.loads(notebook("def f(x):\n    return x\ny = 1", kernelspec=kernel))
    ran = run_cells(data=json.dumps(data).encode())
    assert ran.ask().failure is None
