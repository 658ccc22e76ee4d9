"""Workers for a submission: what they cost one another, and what is believed of what they tell."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT
from autograder.execution import compiled_submission
from autograder.execution.compiled_submission import compile_submission
from autograder.execution.package import Package
from autograder.execution.time_budget import PATIENCE_SECONDS, TimeBudget
from autograder.feedback.failure_text import describe_failure
from autograder.isolation.zygote import Zygote
from autograder.model.case import CASES
from autograder.model.failure import Cause, Failure
from autograder.submission import Submission
from tests.asking import worker_runner
from tests.judging import SOURCES, frozen_sets

SLOW_TO_COMPILE = "f'" + "{x}" * 200_000 + "'"
LARGE_ONCE_COMPILED = "x = [" + ",".join(f"'{n:04}' * 1000" for n in range(6_000)) + "]"


def packaged(zygote: Zygote, **modules: str) -> Package:
    """The reference with other modules in place of its own."""
    changed = {f"{name}.py": text for name, text in modules.items()}
    return compile_submission(ASSIGNMENT, Submission({**SOURCES, **changed}, {}), zygote).package


def failure(zygote: Zygote, package: Package, case_name: str) -> Failure | None:
    """Why a case stops on a package, on its hidden inputs; None if it does not."""
    case = CASES[case_name]
    with worker_runner(zygote, package) as runner:
        return runner.run(case, frozen_sets()[1].inputs(case)).failure


@pytest.mark.nightly(days=7)
@pytest.mark.parametrize("text", [SLOW_TO_COMPILE, LARGE_ONCE_COMPILED], ids=["slow", "large"])
def test_a_module_that_cannot_be_compiled_costs_no_other(
    zygote: Zygote, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_submission, "COMPILE_SECONDS", 4.0)
    package = packaged(zygote, optim=text)
    assert failure(zygote, package, "relu") is None
    found = failure(zygote, package, "sgd")
    assert found is not None
    assert (found.cause, found.error) == (Cause.IMPORT, "ImportError")


@pytest.mark.nightly
def test_a_crowd_of_packages_to_do_without_is_no_fault_of_the_grader(zygote: Zygote) -> None:
    names = ", ".join("\u5b57" * 1_999 + letter for letter in "abcdefghij")
    crowd = {f"crowd{n}": f"try:\n    import {names}\nexcept ImportError:\n    pass\n" for n in range(75)}
    assert failure(zygote, packaged(zygote, **crowd), "relu") is None


def test_a_module_may_say_how_it_prints(zygote: Zygote) -> None:
    says = "import sys\nsys.stdout.reconfigure(encoding='utf-8')\nprint('ready')\n"
    assert failure(zygote, packaged(zygote, optim=says + SOURCES["optim.py"]), "sgd") is None


def hidden_words(zygote: Zygote, raising: str) -> str:
    """What a student reads of an exception that is raised on hidden inputs."""
    optim = SOURCES["optim.py"] + f"\ndef sgd(w, dw, config=None):\n{raising}\n"
    found = failure(zygote, packaged(zygote, optim=optim), "sgd")
    assert found is not None
    return describe_failure(found, reveal=False)


LEAKS = {
    "message": "    raise ValueError('leak')",
    "name": "    raise type('leak', (Exception,), {})",
    "name that claims to be builtin": "    raise type('leak', (Exception,), {'__module__': 'builtins'})",
    "function": "    def leak(): raise ValueError\n    leak()",
    "file": "    exec(compile('raise ValueError', 'cs231n/leak.py', 'exec'))",
    "line": "    exec((lambda: 1 / 0).__code__.replace(co_firstlineno=123456789))",
}


@pytest.mark.parametrize("raising", LEAKS.values(), ids=LEAKS)
def test_whatever_is_raised_on_hidden_inputs_reads_the_same(zygote: Zygote, raising: str) -> None:
    assert hidden_words(zygote, raising) == hidden_words(zygote, "    return 1 / 0")


DIES_AFTER_ITS_REPLY = """
import os
from autograder.isolation.frames import encode
def sgd(w, dw, config=None):
    os.write(4, b"".join(encode({"status": "ok"})))
    os._exit(0)
"""


def test_a_worker_that_a_call_ruined_costs_no_other_function(zygote: Zygote) -> None:
    package = packaged(zygote, optim=SOURCES["optim.py"] + DIES_AFTER_ITS_REPLY)
    inputs = {name: frozen_sets()[0].inputs(CASES[name]) for name in ("sgd", "adam_from_rest")}
    with worker_runner(zygote, package) as runner:
        first, second = (runner.run(CASES[name], array) for name, array in inputs.items())
    assert not first.answers
    assert second.failure is None


def test_once_patience_is_gone_what_hangs_is_stopped_early(zygote: Zygote) -> None:
    hangs = "\ndef conv_forward_naive(x, w, b, conv_param):\n    import time\n    time.sleep(1000)\n"
    package, budget = packaged(zygote, layers=SOURCES["layers.py"] + hangs), TimeBudget(480)
    for _ in range(3):
        budget.wasted(PATIENCE_SECONDS / 3)
    case = CASES["conv_plain"]
    with worker_runner(zygote, package, budget) as runner:
        stopped = runner.run(case, frozen_sets()[1].inputs(case))
        right = runner.run(CASES["relu"], frozen_sets()[1].inputs(CASES["relu"]))
    assert stopped.failure is not None
    assert describe_failure(stopped.failure, reveal=False) == "stopped after 2 seconds"
    assert right.failure is None
