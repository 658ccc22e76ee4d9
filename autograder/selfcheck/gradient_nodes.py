"""The gradients of a backward function, compared with numerical ones, as values and as a message."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import Enum

from autograder.isolation.frames import Message

EXPLAIN = "explain"  # a request like a call's; the function to note is the backward function
_FORWARD, _NODES = "forward", "nodes"


class Standing(str, Enum):
    """The result of comparing a gradient with the numerical one."""

    RIGHT = "right"
    WRONG = "wrong"
    FOLLOWS = "follows"  # wrong only because an earlier one is
    OTHER = "other"  # differs, but nothing shows that it is wrong
    SHAPE = "shape"
    LOOP = "loop"  # its variable is assigned in a loop
    UNUSED = "unused"  # the output does not depend on its variable
    PART = "part"  # may be one of several that are to be added


@dataclass(frozen=True)
class Node:
    """A gradient, the variable of the forward function that it belongs to, and the last line that changes it.

    at, value, wanted: where it is farthest off, its entry there and the right one.
    shape, wanted_shape: its own, and its variable's.
    is_output: it is returned.
    """

    name: str
    variable: str
    line: int
    standing: Standing
    at: tuple[int, ...] = ()
    value: float = 0.0
    wanted: float = 0.0
    shape: tuple[int, ...] = ()
    wanted_shape: tuple[int, ...] = ()
    is_output: bool = False

    @property
    def is_blamed(self) -> bool:
        """True if the mistake is here, or a gradient that is returned has the wrong shape."""
        return self.standing is Standing.WRONG or (self.is_output and self.standing is Standing.SHAPE)


@dataclass(frozen=True)
class Nodes:
    """The gradients of a backward function in the order in which they got their values.

    forward: the name of the forward function. None: one of the two functions does not give the same result again.
    """

    forward: str
    nodes: tuple[Node, ...] | None

    @property
    def blamed(self) -> tuple[Node, ...]:
        """The gradients where the mistakes are."""
        return tuple(node for node in self.nodes or () if node.is_blamed)

    def to_message(self) -> Message:
        """The gradients as a message."""
        nodes = None if self.nodes is None else [asdict(node) for node in self.nodes]
        return {_FORWARD: self.forward, _NODES: json.dumps(nodes)}

    @classmethod
    def from_message(cls, message: Message) -> Nodes | None:
        """The gradients in a message; None if it names no forward function."""
        if _FORWARD not in message:
            return None
        nodes = json.loads(str(message[_NODES]))
        return cls(
            str(message[_FORWARD]),
            None
            if nodes is None
            else tuple(Node(**{**node, "standing": Standing(node["standing"])}) for node in nodes),
        )
