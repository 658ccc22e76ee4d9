"""The service of the workers that run a submission's modules: a session, in the environment made for submissions."""

from __future__ import annotations

from autograder.compat.environment import Environment
from autograder.execution.protocol import package_of
from autograder.execution.session import Session
from autograder.isolation.frames import Message
from autograder.isolation.service import Answer, Ask, Start
from autograder.model.assignment import loaded_assignment


def prepare() -> Start:
    """Make the environment once, before workers fork, as copying its pages would cost each of them.

    See `isolation.service.Service`.
    """
    assignment = loaded_assignment()
    environment = Environment(assignment)

    def start(held: Message, ask: Ask) -> Answer:
        environment.files.install()
        return Session(assignment, package_of(held), environment, ask=ask).answer

    return start
