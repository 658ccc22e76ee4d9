"""Offerings of the assignment: the one that a submission was written for, and the checks that it lacks."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.model.offering import Offering, Offerings, TooOld

_TWO_LAYER_NET = (f"test_two_layer_{what}" for what in ("start", "scores", "gradients", "penalty", "trained"))
_TELLING = frozenset({"use_batchnorm", "dropout", "dropout_keep_ratio"})

OFFERINGS = Offerings(
    known=(
        Offering("2018"),
        Offering("2019"),
        Offering("2020"),
        Offering("2021", frozenset({*_TWO_LAYER_NET, "test_svm_loss"}), frozenset({"svm_untouched"})),
    ),
    default="2020",
    detect="graders.offerings:detect",
)


def detect(signatures: Iterable[str]) -> tuple[str, str]:
    """Return the offering that FullyConnectedNet's arguments show, and the reason in a few words.

    signatures: a line for each function and method, "FullyConnectedNet.__init__ self hidden_dims ...".

    Raises TooOld for the offerings up to 2017.
    """
    starts = [line.split() for line in signatures if line]
    own = [words[2:] for words in starts if words[0] == "FullyConnectedNet.__init__"]
    inherited = [words[2:] for words in starts if words[0].endswith(".__init__")]
    arguments = next((words for words in own or inherited if _TELLING.intersection(words)), [])
    if "use_batchnorm" in arguments:
        raise TooOld(_TOO_OLD)
    if "dropout_keep_ratio" in arguments:
        return "2021", "2021 or later, as FullyConnectedNet takes dropout_keep_ratio"
    if "dropout" in arguments:
        return OFFERINGS.default, "2018 to 2020, as FullyConnectedNet takes dropout"
    return OFFERINGS.default, "assumed, as FullyConnectedNet does not show it"


_TOO_OLD = (
    "Not graded: FullyConnectedNet takes use_batchnorm, so this is the assignment as it was up to 2017, where p was "
    "the probability of dropping a unit. Since 2018 it is the probability of keeping it, and normalization takes the "
    "place of use_batchnorm: bring the code to an offering from 2018 on, or ask the course staff."
)
