"""What kernels and clients tell of a notebook, which may be anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.isolation.frames import Message, Value
from autograder.isolation.reply import Outcome, Reply
from autograder.model.executed_notebook import CellError
from autograder.notebooks.notebook_messages import ClientReply, NotebookRequest

REPLY = ClientReply(
    ended="it hung",
    left_out=2,
    killer=3,
    errors=(CellError("1 / 0", "ZeroDivisionError", "division by zero"), CellError("f()", "E", "")),
    notes=("one", "two"),
    ipynb=b"{}",
    html=b"<p>",
    inline=(("Why?", "Because:\nof this"), ("How?", "")),
)


def test_a_request_survives_its_message() -> None:
    request = NotebookRequest("PyTorch", "pytorch", Path("/scratch/x"), "key", 60.0, 36.0, b"{}", "x = 1", 2)
    assert NotebookRequest.from_message(request.to_message()) == request


@pytest.mark.parametrize("told", [ClientReply(), REPLY], ids=["nothing", "all"])
def test_a_reply_survives_its_message(told: ClientReply) -> None:
    assert ClientReply.from_reply(Reply(Outcome.OK, told.to_message())) == told


@pytest.mark.parametrize("value", [None, 3, np.zeros(2), b"\xff", "x"])
def test_a_reply_may_say_anything(value: Value) -> None:
    names = ("left_out", "errors", "notes", "ipynb", "html", "question:0", "answer:1")
    told: Message = dict.fromkeys(names, value)
    reply = ClientReply.from_reply(Reply(Outcome.OK, told))
    assert reply.ended is None
    assert isinstance(reply.left_out, int)
    assert reply.errors == ()
    assert isinstance(reply.ipynb, bytes)
    assert reply.inline == ((str(value), ""),)
