"""Lines outside of functions that cannot do where code is graded what they did elsewhere, and modules that stop."""

from __future__ import annotations

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
from autograder.submission import Submission
from tests.judging import SOURCES, frozen_sets
from tests.legacy.importing import imported

HARMLESS = """
    import os; print(os.listdir('.'))
    import os; files = os.listdir('/home')
    import os; text = os.popen('nvidia-smi').read()
    import os; os.umask(0o22)
    import os; os.nice(5)
    import os; width = os.get_terminal_size().columns
    import os; os.makedirs('/content/drive/out')
    import os; os.environ['CUDA_VISIBLE_DEVICES'] = '0'; os.system('clear')
    import getpass; user = getpass.getuser()
    import getpass; token = getpass.getpass()
    import locale; locale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')
    import tempfile; folder = tempfile.gettempdir()
    import tempfile; scratch = tempfile.mkdtemp()
    import inspect; source = inspect.getsource(sgd)
    source = open(__file__).read()
    import multiprocessing; queue = multiprocessing.Queue()
    import multiprocessing as mp; pool = mp.Pool(2)
    import subprocess; subprocess.run(['nvidia-smi'])
    import subprocess; names = subprocess.check_output('ls', shell=True)
    import socket; host = socket.gethostbyname('example.org')
    from urllib.request import urlopen; page = urlopen('http://127.0.0.1:9/')
    import numpy as np; weights = np.load('best_model.npy')
    import pickle; cifar = pickle.load(open('cs231n/datasets/cifar-10-batches-py/data_batch_1', 'rb'))
    from cs231n.data_utils import get_CIFAR10_data; data = get_CIFAR10_data()
    answer = input('go on?')
    import sys; sys.stdout = open('/tmp/log.txt', 'w')
    import os; os.remove('old.log')
    import signal, time; time.sleep(0)
""".strip().splitlines()
# What a module ends with that goes no further, and a sentence about it.
STOPS = {
    "exit": "import sys\nsys.exit()",
    "quit": "raise SystemExit(0)",
    "interrupted": "raise KeyboardInterrupt",
    "a test of one's own": "assert sgd(1, 2) == 3, 'no'",
    "a draft": "print(undefined_name)",
    "a draft below": "def late():\n    pass\nnew = old\ndef later():\n    pass",
}


class Patient(NoLimits):
    """Drawing the synthetic set data takes seconds of computing, and of a busy machine more than a call may have."""

    def allow(self, seconds: float) -> float:
        return 60 * seconds


def fared(zygote: Zygote, text: str) -> tuple[object, str]:
    """How a right sgd fares in a module of this text, and what the results say of it."""
    compiled = compile_submission(ASSIGNMENT, Submission({**SOURCES, "optim.py": text}, {}), zygote)
    case, transport = CASES["sgd"], WorkerTransport(ASSIGNMENT, zygote, compiled.package)
    with Processes(transport) as processes:
        run = RemoteRunner(processes, FailureMemory(), Patient()).run(case, frozen_sets()[0].inputs(case))
    return run.failure, " ".join(sentences(transport.met_at_import()))


@pytest.mark.parametrize("line", [line.strip() for line in HARMLESS])
def test_a_harmless_line_costs_nothing(zygote: Zygote, line: str) -> None:
    before = f"{SOURCES['optim.py']}\n{line}\n\n\ndef after():\n    pass\n"
    failure, told = fared(zygote, before)
    assert failure is None
    assert "stopped" not in told


@pytest.mark.parametrize("line", ["while True: count = 1", "total = sum(i for i in range(10 ** 12))"])
def test_a_line_that_computes_without_end_is_passed_over(line: str) -> None:
    namespace, met = imported(f"def early():\n    return 1\n{line}\n{line}\ndef late():\n    return 2\n")
    assert namespace["late"]() == 2
    assert met == {"passed layers.py:3", "passed layers.py:4"}


@pytest.mark.parametrize("line", ["import os; os.nice(5)", "user = open('/home/me/name').read()"])
def test_it_is_told(zygote: Zygote, line: str) -> None:
    failure, told = fared(zygote, f"{line}\n{SOURCES['optim.py']}")
    assert failure is None
    assert "ignored: optim.py:1." in told


@pytest.mark.parametrize("end", STOPS.values(), ids=STOPS)
def test_what_was_defined_before_a_module_stopped_counts(zygote: Zygote, end: str) -> None:
    failure, told = fared(zygote, f"{SOURCES['optim.py']}\n{end}\n")
    assert failure is None
    assert "stopped before its end" in told


def test_what_came_after_it_does_not() -> None:
    namespace, met = imported("def early():\n    return 1\nx = y\ndef late():\n    return 2\n")
    assert namespace["early"]() == 1
    assert "late" not in namespace
    with pytest.raises(AttributeError, match=r"layers\.py stopped at line 3 .*NameError.* define late"):
        namespace["__getattr__"]("late")
    assert met == {"stopped layers.py:3 NameError"}


@pytest.mark.parametrize("text", ["x = y\ndef late():\n    pass\n", "import sys\nsys.exit(1)\n"])
def test_a_module_that_has_defined_nothing_cannot_be_imported(text: str) -> None:
    with pytest.raises((NameError, SystemExit)):
        imported(text)


def test_something_stands_for_what_a_line_should_have_assigned() -> None:
    namespace, _ = imported(
        "kept = 1\nkept, width = 2, open('nowhere.txt')\ndef f():\n    return width + 1\n"
    )
    assert namespace["kept"] == 1
    with pytest.raises(ModuleNotFoundError, match="width is used"):
        namespace["f"]()


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("from broken_one import forward", "raise OSError('no display')"),
        ("import broken_one as b\nb.start()", "import nothing_like_it"),
        ("from broken_one import a, b", "1 / 0"),
        ("from math import no_such_function", ""),
        ("from collections import no_such_class, OrderedDict\nOrderedDict()", ""),
    ],
)
def test_packages_that_are_there_and_cannot_be_imported(tmp_path, monkeypatch, line: str, other: str) -> None:
    (tmp_path / "broken_one.py").write_text(other)
    monkeypatch.syspath_prepend(str(tmp_path))
    namespace, _ = imported(f"{line}\ndef early():\n    return 1\n")
    assert namespace["early"]() == 1


def test_turtle_of_an_editor() -> None:
    namespace, _ = imported("from turtle import forward, shape\ndef early():\n    return 1\n")
    assert namespace["early"]() == 1


def test_what_is_foreseen_stays_as_it_is() -> None:
    text = "try:\n    from math import no_such\nexcept ImportError:\n    no_such = None\n"
    namespace, met = imported(text, optional=["cs231n.layers:math"])
    assert namespace["no_such"] is None
    assert not met
