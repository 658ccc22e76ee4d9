"""The application: addresses to pages, and forms to the journal."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from autograder.review.access import Gate
from autograder.review.decisions import Refused, decide
from autograder.review.pages import Pages
from autograder.review.state import Review

_MOST_BYTES = 200_000  # of a form
_MOST_NAME = 60


def application(review: Review, token: str) -> Gate:
    """The application behind its gate."""
    pages = Pages(review)

    def page(make: Callable[..., str | Response | None]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            made = await run_in_threadpool(
                make, _grader(request), request.query_params, **request.path_params
            )
            if made is None:
                return PlainTextResponse("There is no such page.\n", 404)
            return HTMLResponse(made) if isinstance(made, str) else made

        return answer

    routes = [
        Route("/", page(pages.overview)),
        Route("/inline", page(pages.inline)),
        Route("/inline/{question}", page(pages.first_answer)),
        Route("/inline/{question}/{answer}", page(pages.answer)),
        Route("/submissions", page(pages.submissions)),
        Route("/submission/{page}", page(pages.submission)),
        Route("/notebook/{page}/{name}", page(pages.notebook)),
        Route("/who", page(pages.who)),
        Route("/similar", page(pages.similar)),
        Route("/similar/{one}/{other}", page(pages.side_by_side)),
        Route("/overrides", page(pages.overrides)),
        Route("/requests", page(pages.requests)),
        Route("/journal", page(pages.journal)),
        Route("/static/{name}", page(pages.static)),
        Route("/me", _name_grader, methods=["POST"]),
        Route("/do/{action}", partial(_act, review, pages), methods=["POST"]),
    ]
    return Gate(Starlette(routes=routes), token)


def _grader(request: Request) -> str:
    """Return the grader's chosen name, else the name of the user who started this."""
    return unquote(request.cookies.get(_cookie(request), ""))[:_MOST_NAME] or getpass.getuser()


def _cookie(request: Request) -> str:
    return f"grader-{request.url.port}"


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise Refused("That is too long.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


async def _name_grader(request: Request) -> Response:
    form = await _form(request)
    response = RedirectResponse(_back(form), 303)
    name = " ".join(form.get("name", "").split())[:_MOST_NAME]
    response.set_cookie(_cookie(request), quote(name), httponly=True, samesite="strict")
    return response


async def _act(review: Review, pages: Pages, request: Request) -> Response:
    who = _grader(request)
    form: dict[str, str] = {}
    try:
        form = await _form(request)
        address = await run_in_threadpool(decide, review, request.path_params["action"], who, form)
    except Refused as error:
        return HTMLResponse(pages.refusal(who, str(error), _back(form)), 400)
    return RedirectResponse(quote(address) if address else _back(form), 303)


def _back(form: dict[str, str]) -> str:
    """Return the address of the form, on this server."""
    back = form.get("back", "/")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
