"""Files that a submission writes beside its code are nowhere on disk, and cost nothing."""

from __future__ import annotations

import textwrap

import pytest

from assignment import ASSIGNMENT
from autograder.execution.compiled_submission import compile_submission
from autograder.execution.failure_memory import FailureMemory
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import NoLimits
from autograder.execution.worker_transport import WorkerTransport
from autograder.feedback.compat_notes import sentences
from autograder.isolation.zygote import Zygote
from autograder.model.case import CASES
from autograder.model.failure import Failure
from autograder.submission import Submission
from tests.judging import SOURCES, frozen_sets

OWN = {
    "a log, from the import on": "import logging\nlogging.basicConfig(filename='debug.log')\nlogging.error('begins')",
    "arrays, read again": """
        os.makedirs('out/arrays', exist_ok=True)
        np.save('out/arrays/w.npy', np.arange(3))
        np.savez('out/all.npz', a=np.eye(2))
        assert np.load('./out/arrays/w.npy').tolist() == [0, 1, 2]
        assert np.load('out/all.npz')['a'][1, 1] == 1
    """,
    "text, line by line": """
        for line in ('one', 'two'):
            with open('lines.txt', 'a') as file:
                print(line, file=file)
        with open('lines.txt') as file:
            assert file.readlines() == ['one\\n', 'two\\n']
        pathlib.Path('lines.txt').write_text('new')
        assert pathlib.Path('lines.txt').read_text() == 'new'
    """,
    "an object": """
        with open('config.pkl', 'wb') as file:
            pickle.dump({'rate': 0.1}, file)
        with open('config.pkl', 'rb') as file:
            assert pickle.load(file) == {'rate': 0.1}
    """,
}
OWN |= {
    "what is there": """
        os.makedirs('out', exist_ok=True)
        open('out/a.txt', 'w').write('12')
        assert os.path.exists('out/a.txt') and os.path.isfile('out/a.txt') and os.path.isdir('out')
        assert os.listdir('out') == ['a.txt'] and 'out' in os.listdir()
        assert os.stat('out/a.txt').st_size == 2 and not os.path.exists('out/b.txt')
        os.remove('out/a.txt')
        assert not os.path.exists('out/a.txt') and os.listdir('out') == []
    """,
    "a table of numbers": """
        np.savetxt('losses.txt', np.eye(2))
        assert np.loadtxt('losses.txt').tolist() == [[1, 0], [0, 1]]
        pathlib.Path('losses.txt').unlink()
        assert not pathlib.Path('losses.txt').exists()
    """,
}
REFUSED = {
    "a file elsewhere": ("open('/var/tmp/x', 'w')", "PermissionError"),
    "a file that nobody wrote": ("open('never_written.txt')", "FileNotFoundError"),
    "a folder elsewhere": ("os.mkdir('/var/tmp/x')", "PermissionError"),
}


def tried(zygote: Zygote, code: str, within: str = "") -> tuple[Failure | None, list[str]]:
    """How a right sgd fares in a module that does this too, and what the results say of its environment."""
    code = textwrap.indent(textwrap.dedent(code), "    ") if within else textwrap.dedent(code)
    text = f"import os, pathlib, pickle\nimport numpy as np\n{within}\n{code}\n" + SOURCES["optim.py"]
    compiled = compile_submission(ASSIGNMENT, Submission({**SOURCES, "optim.py": text}, {}), zygote)
    case, transport = CASES["sgd"], WorkerTransport(ASSIGNMENT, zygote, compiled.package)
    with Processes(transport) as processes:
        run = RemoteRunner(processes, FailureMemory(), NoLimits()).run(case, frozen_sets()[0].inputs(case))
    return run.failure, list(sentences(transport.met_at_import()))


@pytest.mark.parametrize("code", OWN.values(), ids=OWN)
def test_what_it_writes_beside_its_code_costs_nothing_and_is_told(zygote: Zygote, code: str) -> None:
    failure, told = tried(zygote, code)
    assert failure is None
    assert any("files that the code writes" in sentence for sentence in told)


@pytest.mark.parametrize(("code", "error"), REFUSED.values(), ids=REFUSED)
def test_all_else_is_refused_as_ever(zygote: Zygote, code: str, error: str) -> None:
    failure, told = tried(zygote, code, within="class Early:")  # no line of its own that could be passed over
    assert failure is not None
    assert failure.error == error
    assert not told
