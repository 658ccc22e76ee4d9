"""Requests and replies arrive as they were meant, and what comes from a submission may be anything."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.execution import protocol
from autograder.execution.package import Package
from autograder.execution.protocol import CallRequest, CompileRequest, ImportRequest, LoadRequest
from autograder.execution.static_analysis import ModuleAnalysis
from autograder.isolation.frames import Message, Opaque
from autograder.isolation.reply import Outcome, Reply

PACKAGE = Package(
    {"layers.py": b"code", "nets/deep.py": "x = 1"}, ("cs231n.layers:cupy", "cs231n.optim:numba")
)


@pytest.mark.parametrize(
    "request_",
    [
        CompileRequest({"layers.py": "x = 1", "optim.py": b"# coding: latin-1"}),
        LoadRequest(None),
        LoadRequest(PACKAGE),
        LoadRequest(None, ("layers.relu_forward", "optim"), {"layers.py": b"code", "optim.py": b"more"}),
        ImportRequest(("layers", "optim")),
    ],
    ids=lambda request: type(request).__name__,
)
def test_a_request_survives_its_message(request_: LoadRequest) -> None:
    assert type(request_).from_message(request_.to_message()) == request_


def test_inputs_survive_their_message() -> None:
    request = CallRequest.from_message(CallRequest("affine", {"x": np.arange(3.0)}).to_message())
    assert request.case == "affine"
    assert request.inputs["x"].tolist() == [0, 1, 2]


def test_analyses_survive_their_message() -> None:
    analyses = {
        "layers.py": ModuleAnalysis(
            b"code",
            "",
            None,
            ("numpy", "cupy"),
            ("cs231n.layers:cupy",),
            ("f x", "Net.loss self"),
            ("a", "b"),
        ),
        "optim.py": ModuleAnalysis(error="SyntaxError: no", line=3),
    }
    values: Message = {}
    for path, analysis in analyses.items():
        values |= protocol.analysis_message(path, analysis)
    assert protocol.analyses_of(Reply(Outcome.OK, values)) == analyses
    assert protocol.analyses_of(Reply(Outcome.TIMED_OUT, values)) == {}


ODD: tuple[Message, ...] = (
    {},
    dict.fromkeys(("met", "called", "error", "message", "where", "builtin"), np.zeros(2)),
    dict.fromkeys(("met", "called", "error", "message", "where", "builtin"), Opaque("type")),
    {"met": None, "called": "no colon\n:\n", "error": 3, "builtin": "yes"},
)


@pytest.mark.parametrize("values", ODD)
def test_a_reply_may_say_anything(values: Message) -> None:
    reply = Reply(Outcome.RAISED, values)
    failure = protocol.failure_of(reply)
    assert failure is not None
    assert not failure.builtin
    assert protocol.answers_of(reply) == {}
    assert all(len(place) == 2 for place in protocol.calls_of(reply))
    assert all(isinstance(word, str) for word in protocol.met_of(reply))
