"""Serving a review on this machine, until it is interrupted."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable

import uvicorn

from autograder.review.app import application
from autograder.review.state import Review


class ServeError(Exception):
    """The server cannot start; the text says why."""


def serve(review: Review, port: int, tell: Callable[[str], None]) -> None:
    """Serve on this machine only; `tell` is called with the address once it can be opened. port: 0 for any."""
    token = secrets.token_urlsafe(24)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServeError(f"port {port} cannot be had: {error.strerror}; name another --port.") from error
        listener.listen()
        config = uvicorn.Config(
            application(review, token),
            log_level="warning",
            access_log=False,  # addresses hold the token
            server_header=False,
            lifespan="off",
            ws="none",
        )
        tell(f"http://127.0.0.1:{listener.getsockname()[1]}/?token={token}")
        uvicorn.Server(config).run(sockets=[listener])
