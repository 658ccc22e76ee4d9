"""A worker's four operations, and that honest code notices nothing of the sandbox."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator, Mapping
from types import CodeType

import numpy as np
import pytest

from autograder.execution.protocol import CompileRequest, LoadRequest, analyses_of, answers_of
from autograder.execution.static_analysis import ModuleAnalysis
from autograder.isolation.reply import Outcome, Raised
from autograder.isolation.worker import Worker
from autograder.isolation.zygote import Zygote
from tests.asking import answer, call, import_of, load, package
from tests.isolation.conftest import PYTHON_IS_READABLE, Ask, ask_in, launched

X = np.arange(12.0).reshape(3, 4)


@pytest.fixture
def worker(zygote: Zygote) -> Iterator[Worker]:
    """A fresh worker."""
    with zygote.worker() as worker:
        yield worker


def compiled(worker: Worker, texts: Mapping[str, str | bytes]) -> dict[str, ModuleAnalysis]:
    """What a worker finds in these modules."""
    return analyses_of(worker.call(CompileRequest(texts).to_message(), 20))


def test_compiling_gives_code_and_runs_none(worker: Worker) -> None:
    found = compiled(worker, {"layers.py": "print('run')", "classifiers/cnn.py": b"a = 1"})
    assert found["classifiers/cnn.py"].code is not None
    code = marshal.loads(found["layers.py"].code)
    assert isinstance(code, CodeType)
    assert code.co_filename == "cs231n/layers.py"
    assert worker.output.total == 0


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a = 1\ndef f(:\n", "SyntaxError: invalid syntax"),
        ("if 1:\nx = 2", "IndentationError: "),
        ("a = '\0'", ""),
        ("(" * 5000 + ")" * 5000, ""),
        ("-" * 200_000 + "1", ""),
        (b"# coding: no-such-coding\n", "SyntaxError: "),
        (b"\xff\xfe", "SyntaxError: "),
    ],
)
def test_what_cannot_be_compiled_is_told_and_harms_no_other_module(
    worker: Worker, text: str | bytes, error: str
) -> None:
    found = compiled(worker, {"layers.py": text, "optim.py": "a = 1"})
    assert found["layers.py"].error.startswith(error)
    assert found["layers.py"].code is None
    assert found["optim.py"].code is not None


def test_compiling_prints_no_warnings(worker: Worker) -> None:
    assert compiled(worker, {"layers.py": "a = '\\d'\nb = 1 is 1"})
    assert worker.output.total == 0


def test_an_import_that_fails_is_told_with_its_module(worker: Worker) -> None:
    worker.call(load("", optim="\n1 / 0"), 20)
    assert worker.call(import_of("layers"), 20).outcome is Outcome.OK
    reply = worker.call(import_of("layers", "optim"), 20)
    assert reply.outcome is Outcome.RAISED
    raised = Raised.from_message(reply.values)
    assert raised.error == "ZeroDivisionError"
    assert (raised.file, raised.line, raised.function) == ("cs231n/optim.py", 2, "<module>")


def test_what_was_answered_before_an_exception_counts(ask: Ask) -> None:
    reply = ask("def f(x): return x + 1\ndef g(x):\n    raise KeyError('no')", case="two_steps").reply
    assert reply.outcome is Outcome.RAISED
    assert list(answers_of(reply)) == ["first"]
    assert np.array_equal(answer(reply, "first"), X + 1)
    assert Raised.from_message(reply.values) == Raised("KeyError", "'no'", "cs231n/layers.py", 3, "g", True)


def test_inputs_are_writable_and_each_call_gets_its_own(worker: Worker) -> None:
    source = "def f(x):\n    x += 1\n    return x"
    worker.call(load(source), 20)
    for _ in range(2):
        reply = worker.call(call(x=X), 20)
        assert np.array_equal(answer(reply), X + 1)


def test_reference_layers_take_the_place_of_the_submissions_own(worker: Worker) -> None:
    code = marshal.dumps(compile("def f(x): return x * 10", "reference/layers.py", "exec"))
    own = package("def f(x): return 0")
    for request, expected in (
        (LoadRequest(own), 0),
        (LoadRequest(own, ("layers",), {"layers.py": code}), 10 * X),
    ):
        worker.call(request.to_message(), 20)
        reply = worker.call(call(x=X), 20)
        assert np.array_equal(answer(reply), expected)


def test_workers_share_nothing(ask: Ask) -> None:
    source = "import math\ndef f(x):\n    math.count = getattr(math, 'count', 0) + 1\n    return math.count"
    assert answer(ask(source).reply) == 1
    assert answer(ask(source).reply) == 1


def test_unseeded_draws_and_hashes_are_alike_in_every_zygote() -> None:
    source = """
import random
import numpy as np
drawn = f'{np.random.randn()} {random.random()} {hash("a")}'
def f(x): return drawn
"""
    answers = set()
    for _ in range(2):
        with Zygote(launched()) as zygote:
            answers.add(answer(ask_in(zygote, source).reply))
    assert len(answers) == 1


COMPUTING = """
import sys
import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view
before = set(sys.modules)
def f(x):
    a = np.random.randn(40, 40)
    np.random.seed(1)
    np.random.default_rng(1).normal(size=3)
    np.random.choice(5, 3, replace=False), np.random.permutation(4), np.random.rand(2) < 0.5
    np.linalg.norm(a), np.linalg.svd(a), np.linalg.inv(a), np.linalg.solve(a, a), np.linalg.lstsq(a, a, rcond=None)
    np.einsum('ij,jk,kl->il', a, a, a, optimize=True), np.tensordot(a, a), a @ a
    np.pad(a, 1), np.pad(a, 1, mode='reflect'), np.fft.fft(a), np.cov(a), np.median(a), np.percentile(a, 5)
    as_strided(a, (2, 2), (8, 8)), sliding_window_view(a, (3, 3))
    np.isclose(a, a), np.allclose(a, a), np.argsort(a), np.unique(a), np.histogram(a), np.interp(1, [0, 2], [0, 2])
    np.set_printoptions(precision=3), np.array2string(a), repr(a), np.array(['a']), np.vectorize(abs)(a)
    np.ma.masked_array(a), np.logaddexp.reduce(a), np.add.at(a, 0, 1), np.apply_along_axis(sum, 0, a)
    with np.errstate(all='raise'):
        a.sum()
    return str(sorted(set(sys.modules) - before))
"""


def test_numpy_works_and_has_nothing_left_to_import(ask: Ask) -> None:
    heard = ask(COMPUTING)
    assert heard.reply.outcome is Outcome.OK, heard.reply.values
    assert answer(heard.reply) == "[]"


@pytest.mark.skipif(
    os.geteuid() == 0 and not PYTHON_IS_READABLE, reason="only root can read this interpreter's modules"
)
def test_what_was_not_preloaded_can_be_imported_all_the_same(ask: Ask) -> None:
    source = "import bz2, lzma, multiprocessing, numpy.testing, secrets, unittest, urllib.request, xml.dom.minidom\n"
    heard = ask(source + "def f(x): return x")
    assert heard.reply.outcome is Outcome.OK, heard.reply.values


EVERYDAY = """
import collections, copy, functools, gc, glob, io, itertools, os, pickle, platform, random, sys, tempfile, threading
import time, timeit, traceback, warnings
from concurrent.futures import ThreadPoolExecutor
"""


def test_everyday_python_works(ask: Ask) -> None:
    source = (
        EVERYDAY
        + """
def f(x):
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(abs, [-1, 2])) == [1, 2]
    with open(os.devnull, 'w') as null:
        print('unseen', file=null)
    print('seen', flush=True)
    print('seen too', file=sys.stderr)
    warnings.warn('seen as well')
    pickle.loads(pickle.dumps({'a': [x]})), copy.deepcopy(x), platform.platform(), os.getcwd(), os.cpu_count()
    assert gc.isenabled()
    time.sleep(0), time.time(), time.perf_counter(), time.strftime('%c'), timeit.timeit('1', number=1)
    os.path.exists('cs231n/datasets'), glob.glob('*'), traceback.format_exc(), sys.getrecursionlimit()
    try:
        open('cs231n/datasets/get_datasets.sh')
    except FileNotFoundError:
        return x
"""
    )
    heard = ask(source)
    assert heard.reply.outcome is Outcome.OK, heard.reply.values
    assert [word in heard.text for word in ("seen\n", "seen too", "seen as well", "unseen")] == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("package", ["torch", "scipy", "pytest", "click", "graders_of_nobody"])
def test_packages_other_than_numpy_are_as_if_not_installed(ask: Ask, package: str) -> None:
    reply = ask(f"import {package}\n\ndef f(x):\n    {package}.run()").reply
    assert Raised.from_message(reply.values).error == "ModuleNotFoundError"
