"""The work of a zygote's workers: a module, chosen by whoever launches it, that answers workers' requests.

Isolation knows nothing of the requests; it carries them, and starts one `Answer` in each worker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from autograder.isolation.frames import Message

Answer = Callable[[Message], Message]
Ask = Callable[[Message], Message]
Start = Callable[[Message, Ask], Answer]


class Service(Protocol):
    """A module with a function `prepare`."""

    def prepare(self) -> Start:
        """Prepare everything that all workers share, once, in the zygote, so that it costs no worker any time.

        Each worker calls the result with the message that the zygote holds, {} if it holds none, and a function that
        asks the judge something in the middle of a request; and then the result of that with every request.
        """
        ...
