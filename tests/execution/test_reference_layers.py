"""Reference layers, computed by another process than the submission's: they act as if they were there, and are not."""

from __future__ import annotations

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.execution.compiled_submission import compile_submission
from autograder.execution.failure_memory import FailureMemory
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import CheckLimits, TimeBudget
from autograder.execution.worker_transport import WorkerTransport
from autograder.isolation.zygote import Zygote
from autograder.model.case import CASES
from autograder.model.library import Library
from autograder.model.run import LocalRunner, Run
from autograder.submission import Submission
from tests.judging import SOURCES, frozen_sets, made

ALL = ("layers", "layer_utils", "fast_layers")
NET = """
import gc
from ..fast_layers import *
from ..layers import *

class TwoLayerNet:
    def __init__(self, *args, **kwargs):
        self.params = dict.fromkeys(["W1", "b1", "W2", "b2"])

    def loss(self, X, y=None):
        raise RuntimeError(str(told(X.reshape(len(X), -1))))

def told(X):
{body}
"""


def run(
    zygote: Zygote,
    sources: dict[str, str],
    case: str,
    named: tuple[str, ...] = ALL,
) -> Run:
    """Run a case on a submission with these layers from the reference."""
    package = compile_submission(ASSIGNMENT, Submission(sources, {}), zygote).package
    transport = WorkerTransport.holding(ASSIGNMENT, zygote, package)
    with Processes(transport) as processes:
        runner = RemoteRunner(processes, FailureMemory(), CheckLimits(TimeBudget(60), checks_left=1))
        return runner.run(CASES[case], frozen_sets()[1].inputs(CASES[case]), layers=named)


def message(zygote: Zygote, body: str, named: tuple[str, ...] = ALL) -> str:
    """The message of a net that runs this code on reference layers."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    sources = {**SOURCES, "classifiers/fc_net.py": NET.format(body=lines)}
    failure = run(zygote, sources, "two_layer_scores", named).failure
    assert failure is not None
    return failure.message


@pytest.mark.parametrize(
    "case",
    [
        "two_layer_gradients",
        "batchnorm_net",
        "layernorm_net",
        "dropout_net_scores",
        "conv_net_plain",
        "training",
    ],
)
def test_a_net_on_them_answers_as_it_would_in_their_process(zygote: Zygote, case: str) -> None:
    sources = made("affine_forward.no_bias", "relu_backward.no_mask")
    there = run(zygote, sources, case)
    with (
        Library(PACKAGE, sources, "submission") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        here = LocalRunner(library, reference).run(
            CASES[case], frozen_sets()[1].inputs(CASES[case]), layers=ALL
        )
    assert there.failure is here.failure is None
    assert there.answers.keys() == here.answers.keys()
    for name, answer in here.answers.items():
        assert np.allclose(there.answers[name], answer, rtol=1e-12, atol=1e-12), name


def test_only_what_is_named_comes_from_the_reference(zygote: Zygote) -> None:
    body = "return affine_forward.__code__.co_filename, relu_forward.__code__.co_filename"
    assert message(zygote, body, ("layers.affine_forward",)) == str(
        ("reference/layers.py", "cs231n/layers.py")
    )


def test_no_code_of_the_reference_is_in_the_process(zygote: Zygote) -> None:
    body = """
found = [one for one in gc.get_objects() if hasattr(one, '__code__')]
codes = [one.__code__ for one in found if one.__code__.co_filename.startswith('reference/')]
return len(codes) > 20, {name for code in codes for name in code.co_names}
"""
    assert message(zygote, body) == str((True, {"__reference_layer__"}))


def test_a_layer_that_is_not_named_is_refused(zygote: Zygote) -> None:
    body = """
ask = affine_forward.__globals__['__builtins__']['__reference_layer__']
found = []
for name in 'layers.relu_forward', 'layers.affine_forward', 'optim.sgd', 'os.getpid', 'layers.np.zeros', '':
    try:
        found.append(type(ask(name, X, X.T, 0)).__name__)
    except Exception as error:
        found.append(str(error))
return found
"""
    no = "no such reference layer"
    assert message(zygote, body, ("layers.affine_forward",)) == str([no, "tuple", no, no, no, no])


def test_what_a_layer_raises_is_raised_in_the_net(zygote: Zygote) -> None:
    body = """
found = []
for ask in (lambda: affine_forward(X, X[:1], 0), lambda: batchnorm_forward(X, 1, 0, {}), lambda: relu_forward(X, X)):
    try:
        ask()
    except (ValueError, LookupError, TypeError) as error:
        found.append((type(error).__name__, str(error)[:30]))
return found
"""
    told = message(zygote, body)
    assert told.startswith("[('ValueError', 'matmul: Input operand 1 has a '), ('KeyError', \"'mode'\"), ")
    assert "('TypeError', 'relu_forward() takes 1 positio" in told


def test_a_failure_tells_the_line_that_calls_the_layer(zygote: Zygote) -> None:
    net = NET.replace("raise RuntimeError(str(told(X.reshape(len(X), -1))))", "affine_forward(X, X[:1], 0)")
    sources = {**SOURCES, "classifiers/fc_net.py": net.format(body="    pass")}
    failure = run(zygote, sources, "two_layer_scores").failure
    assert failure is not None
    assert failure.error == "ValueError"
    assert failure.call is not None
    assert failure.call.function == "affine_forward"
    assert failure.call.shapes.startswith("x (")
    assert failure.place is not None
    assert failure.place.file == "cs231n/classifiers/fc_net.py"


def test_a_layer_changes_the_callers_dictionary(zygote: Zygote) -> None:
    body = """
param = {'mode': 'train'}
batchnorm_forward(X, X[0], X[0], param)
return sorted(param)
"""
    assert message(zygote, body) == str(["mode", "running_mean", "running_var"])


def test_threads_of_a_net_may_ask_at_once(zygote: Zygote) -> None:
    body = """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool:
    asked = [(n, pool.submit(relu_forward, X * 0 + n)) for n in range(40)]
    return all((done.result()[0] == n).all() for n, done in asked)
"""
    assert message(zygote, body) == "True"


def test_what_cannot_cross_or_be_computed_ends_nothing_but_the_call(zygote: Zygote) -> None:
    body = """
found = []
for x in (object(), lambda: 0, None, [X], np.zeros(2_000_000), {1: {2: {}}}):
    try:
        found.append(type(relu_forward(x)[0]).__name__)
    except Exception as error:
        found.append(type(error).__name__)
return found, type(relu_forward(X)[0]).__name__
"""
    told = message(zygote, "import numpy as np\n" + body.strip())
    assert told.endswith(", 'ndarray')"), told


def test_nothing_that_one_process_asks_shows_in_another(zygote: Zygote) -> None:
    """What students read of public inputs comes from processes that have seen no hidden ones."""
    draw = """
drawn = dropout_forward(np.ones(40), {'p': 0.5, 'mode': 'train'})[0].tolist()
try:
    kept = max_pool_backward_fast(np.ones((1, 1, 1, 1)), ((1, 1, 2, 2), Token(0), []))
except Exception as error:
    kept = str(error)
return drawn, kept
"""
    names = "import numpy as np\nfrom autograder.execution.packed_values import Token\n"
    told = set()
    for seed in (1, 2):
        asks = f"""
max_pool_forward_fast(X[None, None], {{'pool_height': 1, 'pool_width': 1, 'stride': {seed}}})
return dropout_forward(X, {{'p': 0.5, 'mode': 'train', 'seed': {seed}}})[0].shape
"""
        message(zygote, asks)
        told.add(message(zygote, names + draw.strip()))
    assert len(told) == 1
    assert "shape" not in told.pop()
