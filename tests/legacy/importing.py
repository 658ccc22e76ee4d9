"""Modules in the environment of submissions, within this process."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from assignment import ASSIGNMENT
from autograder.compat.environment import Environment
from autograder.execution.package import Package
from autograder.execution.protocol import LoadRequest
from autograder.execution.session import Session
from autograder.execution.static_analysis import analyse


def imported(text: str, *, optional: Sequence[str] = (), **modules: str) -> tuple[dict[str, Any], set[str]]:
    """The module layers.py of this text in an environment of its own; its namespace and what it met."""
    environment = Environment(ASSIGNMENT)
    session = Session(ASSIGNMENT, environment=environment)
    texts = {f"{name}.py": textwrap.dedent(code) for name, code in {"layers": text, **modules}.items()}
    sources = {path: analyse(ASSIGNMENT, path, code).code or code for path, code in texts.items()}
    session.answer(LoadRequest(Package(sources, tuple(optional))).to_message())
    try:
        return vars(session.library["layers"]), environment.met
    finally:
        session.close()
