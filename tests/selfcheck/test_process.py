"""The process that student code runs in."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from assignment import ASSIGNMENT
from autograder.isolation.reply import Outcome, Raised
from autograder.selfcheck.process import Process
from tests.asking import answer, call, load

ECHO = "def relu_forward(x):\n    return x, x\n\ndef relu_backward(d, c):\n    return d\n"


def loaded(process: Process, text: str) -> None:
    assert process.call(load(text), 60).outcome is Outcome.OK


def relu(process: Process, x: np.ndarray, seconds: float = 60.0):
    return process.call(call("relu", x=x, dout=x), seconds)


def test_large_arrays_cross_in_both_directions():
    """More than any pipe holds."""
    x = np.arange(1_000_000.0)
    with Process(ASSIGNMENT.root) as process:
        loaded(process, ECHO)
        reply = relu(process, x)
    assert np.array_equal(answer(reply), x)


def test_a_message_of_any_length_is_told():
    with Process(ASSIGNMENT.root) as process:
        loaded(process, "def relu_forward(x):\n    raise ValueError('\\x00' * 10**7)\n")
        values = relu(process, np.zeros(2)).values
    raised = Raised.from_message(values)
    assert raised.error == "ValueError"
    assert len(raised.message) < 10_000


def test_a_call_that_takes_too_long_ends_the_process():
    with Process(ASSIGNMENT.root) as process:
        loaded(process, "def relu_forward(x):\n    print('so far')\n    while True:\n        pass\n")
        assert relu(process, np.zeros(2), 0.5).outcome is Outcome.TIMED_OUT
        assert not process.alive
        assert process.printed() == "so far\n"


def test_a_process_that_reads_no_requests_is_not_waited_for():
    """Stopped as by a debugger, with a request larger than the pipe."""
    with Process(ASSIGNMENT.root) as process:
        loaded(process, ECHO)
        os.kill(process.pid, signal.SIGSTOP)
        assert relu(process, np.zeros(1_000_000), 0.5).outcome is Outcome.TIMED_OUT


def test_output_to_the_descriptors_does_not_disturb_the_replies():
    noisy = "import os\n\ndef relu_forward(x):\n    os.write(1, b'one ')\n    os.write(2, b'two')\n    return x, x\n"
    with Process(ASSIGNMENT.root) as process:
        loaded(process, noisy + "\ndef relu_backward(d, c):\n    return d\n")
        assert relu(process, np.zeros(2)).outcome is Outcome.OK
        assert process.printed() == 2 * "one two"  # the case calls it twice


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs a descriptor of another process: Linux only")
def test_code_that_never_ends_ends_with_whoever_started_it():
    starter = f"""
        import sys
        sys.path.insert(0, {str(ASSIGNMENT.root)!r})
        from pathlib import Path
        from autograder.selfcheck.process import Process
        from tests.asking import import_of, load
        process = Process(Path({str(ASSIGNMENT.root)!r}))
        process.call(load("while True:\\n    pass\\n"), 60)
        print(process.pid, flush=True)
        process.call(import_of("layers"), 600)
        """
    command = [sys.executable, "-c", textwrap.dedent(starter)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    try:
        assert select.select([child], [], [], 600)[0], "the child still runs"
    finally:
        os.close(child)
