"""Access control: a request needs the token or its cookie, this machine's name, and a page of this server."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autograder.base.paths import STAFF_COMMAND

_HOSTS = ("127.0.0.1", "localhost")
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Students' content may show pictures and its own style, and do nothing else.
NOTEBOOK_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Answer = Callable[[Request], Awaitable[Response]]


class Gate:
    """Lets requests through to an application, or answers 403."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; anything but HTTP gets no answer."""
        if scope["type"] != "http":
            return
        request = Request(scope)
        refused = self._refused(request)
        await (refused or self._app)(scope, receive, _protected(send))

    def _refused(self, request: Request) -> Response | None:
        """Return a response instead of the application's: 403, or a redirect that turns the token into a cookie."""
        if request.url.hostname not in _HOSTS:
            return _forbidden()
        cookie = f"review-{request.url.port}"
        if self._is_token(request.query_params.get("token", "")) and request.method == "GET":
            return self._admitted(request, cookie)
        if not self._is_token(request.cookies.get(cookie, "")):
            return _forbidden()
        origin = f"{request.url.scheme}://{request.url.netloc}"
        if request.method not in {"GET", "HEAD"} and request.headers.get("origin") != origin:
            return _forbidden()
        return None

    def _is_token(self, text: str) -> bool:
        return secrets.compare_digest(text.encode(), self._token.encode())

    def _admitted(self, request: Request, cookie: str) -> Response:
        """Redirect to the same page without the token, so that no browser history contains it."""
        others = [(name, value) for name, value in request.query_params.multi_items() if name != "token"]
        path = "/" + request.url.path.lstrip("/")
        response = RedirectResponse(f"{path}?{urlencode(others)}" if others else path, 303)
        response.set_cookie(cookie, self._token, httponly=True, samesite="strict")
        return response


def _forbidden() -> Response:
    return PlainTextResponse(
        f"Open the address that {STAFF_COMMAND} review has printed: it has the token.\n", 403
    )


def _protected(send: Send) -> Send:
    """Add these headers to every response that has not set its own."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            set_already = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *(
                    (n.encode(), v.encode())
                    for n, v in _HEADERS.items()
                    if n.lower().encode() not in set_already
                ),
            ]
        await send(message)

    return with_headers
