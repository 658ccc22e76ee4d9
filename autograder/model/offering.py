"""Editions of the assignment: which one a submission was written for, and what it is not asked there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from autograder.base.named_function import resolve
from autograder.model.check import Check


@dataclass(frozen=True)
class Offering:
    """An offering of the course.

    checks: functions of checks that it does not ask; their points go to the others of the question.
    cases: what it does not ask of the checks that it does.
    """

    name: str = ""
    checks: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offerings:
    """The offerings whose submissions can be graded; an assignment without a past has one without a name.

    known: all of them; default: the name of the one to assume if nothing tells.
    detect: the function ("module:function") that tells which one a submission was written for; it is called with a
        line for each function and method, such as "Net.__init__ self hidden_dims", and returns a name and a few words
        on why. Raises TooOld.
    """

    known: tuple[Offering, ...] = (Offering(),)
    default: str = ""
    detect: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names that can be asked for."""
        return tuple(offering.name for offering in self.known if offering.name)

    def __getitem__(self, name: str) -> Offering:
        """The offering of this name."""
        return next(offering for offering in self.known if offering.name == name)

    def of(self, signatures: Iterable[str], ordered: str | None = None) -> tuple[Offering, str]:
        """The offering to grade by, and a sentence that says why, "" if there is only one.

        signatures: a line for each function and method of the submission; ordered: the name of the offering that was
            asked for. Raises TooOld, even then.
        """
        if not self.detect:
            return self[ordered or self.default], ""
        name, why = resolve(self.detect)(signatures)
        if ordered is None:
            return self[name], f"Offering of the assignment: {name} ({why})."
        return self[ordered], f"Offering of the assignment: {ordered}, as ordered (the code: {why})."


_TWO_LAYER_NET = (f"test_two_layer_{what}" for what in ("start", "scores", "gradients", "penalty", "trained"))
OFFERINGS = {name: Offering(name) for name in ("2018", "2019", "2020")}
OFFERINGS["2021"] = Offering(
    "2021", frozenset({*_TWO_LAYER_NET, "test_svm_loss"}), frozenset({"svm_untouched"})
)
DEFAULT = OFFERINGS["2020"]
_TELLING = frozenset({"use_batchnorm", "dropout", "dropout_keep_ratio"})


class TooOld(Exception):
    """The submission is of an edition that other rules held for; the text says so."""


def offering_of(signatures: Iterable[str], ordered: str | None = None) -> tuple[Offering, str]:
    """The edition to grade by, and a sentence that says why.

    signatures: a line for each method, see static_analysis.py.
    ordered: the edition that was asked for; without it, the signatures tell.

    Raises TooOld for the editions up to 2017.
    """
    starts = [line.split() for line in signatures if line]
    own = [words[2:] for words in starts if words[0] == "FullyConnectedNet.__init__"]
    inherited = [words[2:] for words in starts if words[0].endswith(".__init__")]
    arguments = next((words for words in own or inherited if _TELLING.intersection(words)), [])
    if "use_batchnorm" in arguments:
        raise TooOld(_TOO_OLD)
    found, why = DEFAULT, "taken for granted, as FullyConnectedNet does not tell"
    if "dropout_keep_ratio" in arguments:
        found, why = OFFERINGS["2021"], "2021 or later, as FullyConnectedNet takes dropout_keep_ratio"
    elif "dropout" in arguments:
        why = "2018 to 2020, as FullyConnectedNet takes dropout"
    if ordered is None:
        return found, f"Edition of the assignment: {found.name} ({why})."
    return OFFERINGS[ordered], f"Edition of the assignment: {ordered}, as ordered (the code: {why})."


_TOO_OLD = (
    "Not graded: FullyConnectedNet takes use_batchnorm, so this is the assignment as it was up to 2017, where p "
    "was the probability to drop a unit. Since 2018 it is the probability to keep it, and normalization takes the "
    "place of use_batchnorm: bring the code to an edition from 2018 on, or ask the course staff."
)


def asked(checks: Sequence[Check], edition: Offering) -> list[Check]:
    """The checks of one question that an edition asks, for the same points together."""
    left = [check for check in checks if check.function.__name__ not in edition.checks]
    points = sum(check.points for check in checks)
    factor = points / sum(check.points for check in left)
    scaled = [replace(check, scale=factor * check.scale) for check in left]
    rest = points - sum(check.points for check in scaled[:-1])  # no rounding shows in the sum
    return [*scaled[:-1], replace(scaled[-1], scale=rest / scaled[-1].weight)]
