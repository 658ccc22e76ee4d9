"""Findings: what is wrong with a submission's answers and what it costs, as values without words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from autograder.model.accuracy_score import AccuracyScore
from autograder.model.compare import Fault, Mismatch
from autograder.model.complaint import Violation
from autograder.model.failure import Cause, Failure
from autograder.model.fingerprints import Note
from autograder.model.heatmap import Heatmap
from autograder.model.intermediates import Intermediates
from autograder.model.relation import Relation


class Kind(Enum):
    """The subject of a finding."""

    MISSING = "missing"
    NONE = "none"
    NOT_ARRAY = "not an array"
    DTYPE = "dtype"
    SHAPE = "shape"
    NOT_FINITE = "not finite"
    VALUE = "value"
    ALSO_WRONG = "also wrong"
    UNWRITTEN = "unwritten"
    RAISED = "raised"
    IMPORT = "not importable"
    TIMED_OUT = "timed out"
    DIED = "died"
    MALFORMED = "malformed"
    NOTEBOOK = "no notebook"
    RULE = "rule"
    ACCURACY = "accuracy"
    TOO_SLOW = "too slow"
    NOT_TIMED = "not timed"
    FOLLOWS = "follows"
    ELSEWHERE = "charged elsewhere"
    OWN_GRADIENT = "own gradient"
    BEYOND = "right beyond another check"
    SAME_SLIP = "same slip"
    BUILT_ON = "built on wrong code"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class AlsoWrong:
    """Further wrong outputs, which are not explained one by one."""


@dataclass(frozen=True)
class TooSlow:
    """The code takes too much CPU time."""


@dataclass(frozen=True)
class NotTimed:
    """The CPU time was not measured, as the answers are wrong or missing."""

    why: Mismatch | Failure


@dataclass(frozen=True)
class Follows:
    """The answers build on these functions, "layers.py:forward", which lost points.

    tested: whether they are right with the reference in place of those functions.
    """

    functions: tuple[str, ...]
    tested: bool = True


@dataclass(frozen=True)
class Elsewhere:
    """The answers are those of a mistake that other checks charge."""

    note: Note


@dataclass(frozen=True)
class OwnGradient:
    """The answers are the gradient of the submission's own forward pass, which has lost points."""


@dataclass(frozen=True)
class RightBeyond:
    """The answers are wrong through mistakes that these checks have charged; what their own check adds is right."""

    numbers: tuple[str, ...]


@dataclass(frozen=True)
class SameSlip:
    """The answers have a needless axis of length 1, for which this check has taken points."""

    number: str


@dataclass(frozen=True)
class BuiltOn:
    """The code that trained a net has lost this share of its points, and the net loses the same share."""

    lost: float


@dataclass(frozen=True)
class NotMeasured:
    """A trained net that might have earned so many more points without the grader's limits on time and memory."""

    points: float


Reason = (
    Mismatch
    | Failure
    | Violation
    | AccuracyScore
    | AlsoWrong
    | TooSlow
    | NotTimed
    | Follows
    | Elsewhere
    | OwnGradient
    | RightBeyond
    | SameSlip
    | BuiltOn
    | NotMeasured
)


@dataclass(frozen=True)
class Finding:
    """Points lost, or kept in spite of a wrong answer, and the reason.

    case: the case, or the speed test's; answers: the names of the answers that this is about.
    lost: the points.
    public: whether the numbers may be shown.
    note: the known mistake that gives these answers; relation: else how they relate to the right ones.
    intermediates: which values before them are right.
    picture: where a public array is wrong.
    """

    case: str
    answers: tuple[str, ...]
    lost: float
    reason: Reason
    public: bool = True
    note: Note | None = None
    relation: Relation | None = None
    intermediates: Intermediates | None = None
    picture: Heatmap | None = None

    @property
    def kind(self) -> Kind:
        """The kind that the reason belongs to."""
        return kind_of(self.reason)

    @property
    def mistake(self) -> str:
        """The id of the known mistake; "" if there is none."""
        return self.note.id if self.note else ""


def kind_of(reason: Reason) -> Kind:
    """The kind of findings with this reason."""
    if isinstance(reason, Failure):
        return Kind.UNWRITTEN if reason.unwritten else _CAUSES[reason.cause]
    return _FAULTS[reason.fault] if isinstance(reason, Mismatch) else _KINDS[type(reason)]


_FAULTS = {fault: Kind[fault.name] for fault in Fault}
_CAUSES = {cause: Kind[cause.name] for cause in Cause}
_KINDS: dict[type[Reason], Kind] = {
    Violation: Kind.RULE,
    AccuracyScore: Kind.ACCURACY,
    AlsoWrong: Kind.ALSO_WRONG,
    TooSlow: Kind.TOO_SLOW,
    NotTimed: Kind.NOT_TIMED,
    Follows: Kind.FOLLOWS,
    Elsewhere: Kind.ELSEWHERE,
    OwnGradient: Kind.OWN_GRADIENT,
    RightBeyond: Kind.BEYOND,
    SameSlip: Kind.SAME_SLIP,
    BuiltOn: Kind.BUILT_ON,
    NotMeasured: Kind.NOT_MEASURED,
}
