"""The worker with the reference, which computes layers for workers with a submission: they hold none of its code."""

from __future__ import annotations

from functools import cache

from autograder.execution.compiled_submission import COMPILE_SECONDS, stripped
from autograder.execution.package import Package
from autograder.execution.protocol import LAYER, LoadRequest, operation_of
from autograder.isolation.frames import FrameError, Message, Parts, RawFrame, encode
from autograder.isolation.reply import Raised
from autograder.isolation.worker import Worker
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment
from autograder.model.library import read_package


class ReferenceLayers:
    """Computes layers of an assignment's reference for one worker with a submission.

    They have a worker to themselves, which begins with the first layer: what it has seen must not reach another worker,
    as only some have seen hidden inputs. functions: the layers that may be asked for, "layers.forward".
    """

    def __init__(self, assignment: Assignment, zygote: Zygote, functions: frozenset[str]) -> None:
        self._assignment = assignment
        self._zygote = zygote
        self._functions = functions
        self._worker: Worker | None = None

    def respond(self, frame: RawFrame, question: Message, deadline: float) -> Parts:
        """The result of one of these functions, as a submission's worker asks for it, or an exception."""
        if operation_of(question) != LAYER or question.get("function") not in self._functions:
            return _refusal("no such reference layer")
        if self._worker is None:
            self._worker = self._zygote.worker()
            load = LoadRequest(reference_package(self._assignment))
            self._worker.call(load.to_message(), COMPILE_SECONDS)
        try:
            return self._worker.relay(frame, deadline).parts
        except (TimeoutError, EOFError, OSError, FrameError):
            self.close()
            return _refusal("the reference layer gave no result")

    def close(self) -> None:
        """End the worker, if it has begun; the next layer begins another."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def _refusal(why: str) -> Parts:
    return encode(Raised("RuntimeError", why, builtin=True).to_message())


@cache
def reference_package(assignment: Assignment) -> Package:
    """The reference as code, for a worker that runs nothing else."""
    texts = read_package(assignment.reference)
    return Package({path: stripped(path, text) for path, text in texts.items()})
