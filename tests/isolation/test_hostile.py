"""Submissions that misbehave: each ends as what it is, and the next worker knows nothing of it."""

from __future__ import annotations

import os
import platform

import numpy as np
import pytest

from autograder.execution.protocol import answers_of
from autograder.isolation.frames import Opaque
from autograder.isolation.reply import Outcome
from autograder.isolation.zygote import Zygote
from tests.asking import answer, call, import_of, load
from tests.isolation.conftest import Ask

HONEST = "def f(x):\n    return 2 * x\n"


def in_f(body: str) -> str:
    lines = ["import numpy as np", "def f(x):", *(f"    {line}" for line in body.strip().splitlines())]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True: pass
    except BaseException:
        pass
""",
        "import time\nwhile True:\n    try:\n        time.sleep(100)\n    except BaseException:\n        pass",
        "while True: print('x' * 10000)",
        "import os\nos.write(4, b'A2F1')\nimport time\ntime.sleep(100)",
        "import struct, os\nos.write(4, struct.pack('<4sIQ', b'A2F1', 2, 100))\nwhile True: pass",
    ],
    ids=["loop", "swallow", "sleep", "flood", "stub of a frame", "frame without body"],
)
def test_what_never_answers_is_ended_at_the_deadline(ask: Ask, body: str) -> None:
    heard = ask(in_f(body), seconds=0.3)
    assert heard.reply.outcome is Outcome.TIMED_OUT
    assert len(heard.text) <= 64 * 1024


def test_code_that_loops_while_it_is_imported_is_ended_too(ask: Ask) -> None:
    assert ask("while True: pass", seconds=0.3).reply.outcome is Outcome.TIMED_OUT


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("import os\nos._exit(0)", "exit status 0"),
        ("import ctypes\nctypes.string_at(0)", "killed by signal 11"),
        ("import os\nos.close(4)", "exit status 1"),
        ("import os\nos.write(4, b'A2F1')\nos._exit(3)", "exit status 3"),
        ("import os\nos.close(4)\nwhile True: pass", "closed its channel to the judge"),
        ("import os\nos.closerange(0, 100)", "exit status 1"),
    ],
)
def test_what_ends_its_process_is_told_how_it_ended(ask: Ask, body: str, detail: str) -> None:
    reply = ask(in_f(body)).reply
    assert reply.outcome is Outcome.DIED
    assert reply.detail == detail
    assert reply.values == {}


@pytest.mark.skipif(platform.machine() != "x86_64", reason="has no 32-bit calls to make")
def test_calls_of_another_architecture_end_the_process(ask: Ask) -> None:
    getpid_by_int_0x80 = "b8 14 00 00 00 cd 80 c3"
    body = f"""
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex('{getpid_by_int_0x80}'))
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
"""
    assert ask(in_f(body)).reply.detail == "killed by signal 31"


@pytest.mark.parametrize(
    "garbage",
    [
        "b'12345'",
        "struct.pack('<4sIQ', b'A2F1', 2**32 - 1, 0)",
        "struct.pack('<4sIQ', b'A2F1', 2, 2**62) + b'[]'",
        "struct.pack('<4sIQ', b'A2F1', 2, 0) + b'[]'",
        "struct.pack('<4sIQ', b'A2F1', 60000, 0) + b'[' * 60000",
        "frame([['status', 'int', 1]])",
        "frame([['status', 'array', ['|b1', 2]]], b'ab')",
        "frame([['status', 'text', 4]], b'died')",
        "frame([['status', 'text', 2], ['answer:out', 'array', ['|O', 1]]], b'ok' + bytes(8))",
    ],
)
def test_forged_frames_are_malformed(ask: Ask, garbage: str) -> None:
    assert ask(FORGER + in_f(f"os.write(4, {garbage})")).reply.outcome is Outcome.MALFORMED


FORGER = """
import json, os, struct
def frame(entries, body=b''):
    header = json.dumps(entries).encode()
    return struct.pack('<4sIQ', b'A2F1', len(header), len(body)) + header + body
OK = frame([['status', 'text', 2], ['answer:out', 'int', 7]], b'ok')
"""


def test_a_forged_answer_is_an_answer_and_no_more(zygote: Zygote) -> None:
    source = FORGER + in_f("os.write(4, OK)\nreturn 8")
    request = call(x=np.zeros(1))
    with zygote.worker() as worker:
        worker.call(load(source), 20)
        assert answers_of(worker.call(request, 20)) == {"out": 7}
        second = worker.call(request, 20)
        assert second.outcome in {Outcome.MALFORMED, Outcome.OK}  # whether the second frame came in time
        assert second.outcome is Outcome.MALFORMED or answer(second) == 8


def test_an_answer_given_before_the_question_is_malformed(zygote: Zygote) -> None:
    source = FORGER + "os.write(4, OK + OK)"
    with zygote.worker() as worker:
        worker.call(load(source), 20)
        assert worker.call(import_of("layers"), 20).outcome is Outcome.OK
        late = worker.call(call(x=np.zeros(1)), 20)
        assert late.outcome is Outcome.MALFORMED
        assert late.detail == "answered before it was asked"


@pytest.mark.parametrize(
    ("body", "error", "builtin"),
    [
        ("raise ValueError('wrong')", "ValueError", True),
        ("raise SystemExit(0)", "SystemExit", True),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", True),
        ("return f(x)", "RecursionError", True),
        ("return input()", "EOFError", True),
        ("class Mine(BaseException): pass\nraise Mine('mine')", "Mine", False),
    ],
)
def test_what_raises_is_told_by_name(ask: Ask, body: str, error: str, builtin: bool) -> None:
    reply = ask(in_f(body)).reply
    assert reply.outcome is Outcome.RAISED
    assert reply.values["error"] == error
    assert reply.values["builtin"] is builtin
    assert reply.values["file"] == "cs231n/layers.py"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("return bytearray(50 << 30)", "MemoryError"),
        ("return np.ones(50 << 27)", "MemoryError"),
        ("return [np.empty(1 << 26) for _ in range(100)]", "MemoryError"),
        ("import mmap\nreturn mmap.mmap(-1, 50 << 30)", "OSError"),
    ],
)
def test_memory_is_limited_however_it_is_taken(ask: Ask, body: str, error: str) -> None:
    reply = ask(in_f(body)).reply
    assert reply.outcome is Outcome.RAISED
    assert str(reply.values["error"]).endswith(error)


@pytest.mark.parametrize(
    "definition",
    [
        "class E(Exception):\n    def __str__(self): raise SystemExit",
        "class E(Exception):\n    def __str__(self): return 5",
        "class M(type):\n    __name__ = property(lambda cls: 1 / 0)\nclass E(Exception, metaclass=M): pass",
        "class E(Exception):\n    def __str__(self): return '\\x1b[2J\\ud800' + 'x' * 10**6",
    ],
)
def test_exceptions_that_fight_back_are_still_exceptions(ask: Ask, definition: str) -> None:
    reply = ask(definition + "\ndef f(x): raise E").reply
    assert reply.outcome is Outcome.RAISED
    assert len(str(reply.values["message"])) < 3000


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("class A(np.ndarray):\n    def __eq__(self, other): return True\nreturn x.view(A)", "A"),
        ("return np.ma.masked_array(x, mask=True)", "MaskedArray"),
        ("return np.array([None])", "ndarray of object"),
        ("class F(float):\n    def __eq__(self, other): return True\nreturn F(1)", "F"),
        ("nested = []\nfor _ in range(100_000):\n    nested = [nested]\nreturn nested", "list"),
        ("class D:\n    def __array__(self): return np.ones(3)\nreturn D()", "D"),
    ],
)
def test_what_is_not_quite_an_array_arrives_as_a_name(ask: Ask, body: str, name: str) -> None:
    assert answer(ask(in_f(body)).reply) == Opaque(name)


def test_nan_is_an_answer_like_any_other(ask: Ask) -> None:
    value = answer(ask(in_f("return x * np.nan")).reply)
    assert isinstance(value, np.ndarray)
    assert np.isnan(value).all()


def test_answers_too_large_together_are_refused(ask: Ask) -> None:
    source = in_f("return np.zeros(1_000_000)")
    assert ask(source).reply.outcome is Outcome.OK
    reply = ask(source, case="five_answers").reply
    assert reply.outcome is Outcome.RAISED
    assert reply.values["error"] == "FrameError"


def test_changing_an_array_after_it_was_answered_changes_nothing(ask: Ask) -> None:
    source = "kept = []\ndef f(x):\n    kept.append(x + 0)\n    return kept[0]\n"
    source += "def g(x):\n    kept[0][:] = 99\n    raise ValueError\n"
    reply = ask(source, case="two_steps").reply
    assert reply.outcome is Outcome.RAISED
    assert np.array_equal(answer(reply, "first"), np.arange(12.0).reshape(3, 4))


@pytest.mark.parametrize(
    "sabotage",
    [
        "np.array = np.asarray = np.ascontiguousarray = lambda *a, **k: 0",
        "import sys\nsys.stdout = sys.stderr = None",
        "import sys\nsys.stdout.close()",
        "import os\nos.set_blocking(4, False)",
        "import gc\ngc.disable()",
        "import threading\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)], daemon=True).start()",
    ],
)
def test_sabotage_stays_in_its_worker(ask: Ask, sabotage: str) -> None:
    ask(in_f(f"{sabotage}\nreturn x"))
    reply = ask(HONEST).reply
    assert np.array_equal(answer(reply), 2 * np.arange(12.0).reshape(3, 4))


def test_all_that_is_printed_is_counted_and_its_beginning_kept(ask: Ask) -> None:
    heard = ask(in_f("for _ in range(2000): print('y' * 9999)\nreturn x"))
    assert heard.reply.outcome is Outcome.OK
    assert heard.printed == 2000 * 10_000
    assert heard.text.startswith("yyy")
    assert len(heard.text) == 64 * 1024


@pytest.mark.skipif(
    os.geteuid() != 0, reason="an ordinary user's threads are counted with all else of theirs"
)
def test_threads_are_bounded(ask: Ask) -> None:
    source = """
import threading
threading.stack_size(1 << 16)
def f(x):
    stop = threading.Event()
    threads = []
    try:
        while len(threads) < 1000:
            threads.append(threading.Thread(target=stop.wait))
            threads[-1].start()
    except RuntimeError:
        pass
    finally:
        stop.set()
    return len(threads)
"""
    assert answer(ask(source).reply) in range(61, 65)  # one may be starting or ending


def test_descriptors_are_bounded(ask: Ask) -> None:
    reply = ask(in_f("import os\nwhile True: os.dup(1)")).reply
    assert reply.outcome is Outcome.RAISED
    assert reply.values["error"] == "OSError"


def test_a_worker_has_no_descriptors_but_its_five(ask: Ask) -> None:
    source = """
import fcntl
def f(x):
    found = []
    for number in range(1024):
        try:
            fcntl.fcntl(number, fcntl.F_GETFD)
            found.append(number)
        except OSError:
            pass
    return str(found)
"""
    assert answer(ask(source).reply) == "[0, 1, 2, 3, 4]"


def test_a_worker_sees_neither_environment_nor_project(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "import os, sys\ndef f(x): return str(sorted(os.environ)) + str(sys.path)"
    found = str(answer(ask(source).reply))
    assert "PYTHONPATH" not in found
    assert "site-packages" not in found
    assert set(eval(found.partition("]")[0] + "]")) <= {
        "HOME", "LANG", "LC_CTYPE", "PATH", "PYTHONHASHSEED", "MALLOC_MMAP_MAX_", "MALLOC_TOP_PAD_",
        "MALLOC_TRIM_THRESHOLD_", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
    }  # fmt: skip
