"""`load("2.7")` in a notebook: the input on which a check fails, with the results that were expected and found."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from autograder.feedback.finding_text import sentence_of
from autograder.model.case import CASES
from autograder.model.check import Check
from autograder.selfcheck.debugging import failing_case
from autograder.selfcheck.self_check import SelfCheck
from autograder.store.fixture_set import npz_bytes

INPUTS, EXPECTED, ACTUAL = "inputs", "expected", "actual"


def loaded(this: SelfCheck, check: Check) -> dict[str, str]:
    """The arrays of the case in which a check fails, as the text of an .npz file, and how to look at them."""
    with this.opened(this.sources()) as public:
        result = public.result(check)
        name = failing_case(result)
        answers = public.run_of(name).answers if name else {}
    if not name:
        return {"arrays": "", "about": f"{check.number} has nothing that can be loaded."}
    case = CASES[name]
    expected = this.fixtures.expected(case)
    arrays = {f"{INPUTS}/{key}": value for key, value in this.fixtures.inputs(case).items()}
    arrays |= {f"{EXPECTED}/{key}": answer.value for key, answer in expected.items()}
    numbers = {key: np.asarray(value) for key, value in answers.items() if _is_number(value)}
    arrays |= {f"{ACTUAL}/{key}": value for key, value in numbers.items()}
    told = [sentence_of(finding) for finding in result.findings if finding.case == name]
    limits = {key: answer.limit for key, answer in expected.items() if key in numbers}
    wrong = [s.answer for s in result.shares if s.case == name and s.answer in limits and s.earned < s.points]
    about = "\n".join(_about(check, name, told, arrays, limits, wrong))
    return {"arrays": base64.b64encode(npz_bytes(arrays)).decode(), "about": about}


def _about(
    check: Check,
    case: str,
    told: Sequence[str],
    arrays: Mapping[str, np.ndarray],
    limits: Mapping[str, float],
    wrong: Sequence[str],
) -> Iterator[str]:
    """Return a text about the loaded case, with lines of code that look into it."""
    yield f"{check.number}, {case}"
    yield from told[:2]
    for part in (INPUTS, EXPECTED, ACTUAL):
        names = [
            f"{key.partition('/')[2]} {value.shape}" for key, value in arrays.items() if key.startswith(part)
        ]
        yield f"    case.{part}: {', '.join(names) or 'nothing'}"
    if name := next(iter([*wrong, *limits]), ""):
        yield "look at it, for example:"
        yield f'    case.actual["{name}"], case.expected["{name}"]'
        yield f'    abs(case.difference["{name}"]) > {limits[name]:.2g}   # where it is off'
        yield f'    case.show("{name}")   # all three side by side'


def _is_number(value: object) -> bool:
    return isinstance(value, (np.ndarray, float, int)) and np.asarray(value).dtype.kind in "biuf"
