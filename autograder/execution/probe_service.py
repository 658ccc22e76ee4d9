"""The service of the workers that run a submission's modules: a session, in the environment made for submissions."""

from __future__ import annotations

from autograder.compat.environment import Environment
from autograder.execution.protocol import package_of
from autograder.execution.session import Session
from autograder.isolation.frames import Message
from autograder.isolation.service import Answer, Start


def prepare() -> Start:
    """As in `isolation.service.Service`: the environment costs once what copying its pages would cost each worker."""
    environment = Environment()

    def start(held: Message) -> Answer:
        environment.files.install()
        return Session(package_of(held), environment).answer

    return start
