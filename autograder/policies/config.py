"""The policies of a course, read from one TOML file."""

from __future__ import annotations

import difflib
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.model.check import Check
from autograder.model.depth import Depth
from autograder.model.results import VISIBILITIES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CENT = 1e-6  # points that rounding may add or take


class PolicyError(ValueError):
    """The file has a setting that makes no sense; the text says where, and which values are valid."""


@dataclass(frozen=True)
class Late:
    """A penalty of so many per cent of the earned points for each day begun after the due date."""

    percent_per_day: float
    at_most_percent: float = 100.0
    grace_minutes: float = 0.0


@dataclass(frozen=True)
class Due:
    """Due dates for `regrade`, as Gradescope's exports tell none. extensions: later ones, by email or SID."""

    date: datetime
    extensions: Mapping[str, datetime] = field(default_factory=dict)

    def of(self, names: Iterable[str]) -> datetime:
        """The latest of those with these emails and SIDs: an extension of one counts for the whole group."""
        asked = set(map(plain_name, names))
        return max([self.date, *(due for name, due in self.extensions.items() if plain_name(name) in asked)])

    def unmatched(self, names: Iterable[str]) -> list[str]:
        """The emails and SIDs with an extension that are none of these names: most likely mistyped."""
        known = set(map(plain_name, names))
        return [name for name in self.extensions if plain_name(name) not in known]


def plain_name(name: str) -> str:
    """Return an email or SID in lower case and without blanks, which people type differently."""
    return "".join(name.split()).casefold()


@dataclass(frozen=True)
class LateDays:
    """Days late that cost nothing, from a budget over all assignments; for `regrade`, which can add them up.

    at_most: on one assignment. spent: files in which gradebooks of earlier assignments have written who used how many.
    """

    budget: int
    at_most: int | None = None
    spent: tuple[Path, ...] = ()


@dataclass(frozen=True)
class RateLimit:
    """At most so many submissions are graded within so many hours."""

    submissions: int
    hours: float


@dataclass(frozen=True)
class Hints:
    """The help in the results of a submission made before the due date, and of one made after it."""

    before_due: Depth = Depth.HOW
    after_due: Depth = Depth.HOW

    def at(self, lateness: timedelta | None) -> Depth:
        """Return how far mistakes are explained; if the lateness is unknown, the submission counts as in time."""
        return self.after_due if lateness is not None and lateness > timedelta() else self.before_due


@dataclass(frozen=True)
class CheckOverride:
    """Another number of points, or another visibility, of a check; None leaves it as it is."""

    points: float | None = None
    visibility: str | None = None


@dataclass(frozen=True)
class Policies:
    """All policies; those that a course does not have are None, False and empty."""

    late: Late | None = None
    due: Due | None = None
    late_days: LateDays | None = None
    best_of: bool = False
    rate_limit: RateLimit | None = None
    hints: Hints | None = None
    checks: Mapping[str, CheckOverride] = field(default_factory=dict)

    def applied_to(self, checks: Sequence[Check]) -> list[Check]:
        """The checks with the points and the visibility that they have in this course."""
        overrides = self.checks
        return [_overridden(c, overrides[c.number]) if c.number in overrides else c for c in checks]


def load(path: Path, checks: Sequence[Check]) -> Policies:
    """The policies in a file, none if there is no file. Raises PolicyError.

    checks: all checks; the sum of their points must stay the same.
    """
    if not path.is_file():
        return Policies()
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise PolicyError(f"{path.name} is not TOML: {error}") from error
    if not read:
        return Policies()
    _check_schema(read, path.name)
    policies = Policies(
        late=Late(**read["late"]) if "late" in read else None,
        due=Due(**read["due"]) if "due" in read else None,
        late_days=_late_days(read, path) if "late_days" in read else None,
        best_of=read.get("best_of", False),
        rate_limit=RateLimit(**read["rate_limit"]) if "rate_limit" in read else None,
        hints=Hints(**{when: _DEPTHS[name] for when, name in read["hints"].items()})
        if "hints" in read
        else None,
        checks={number: CheckOverride(**override) for number, override in read.get("checks", {}).items()},
    )
    _check_points(policies, checks, path.name)
    return policies


def _late_days(read: Mapping[str, Any], path: Path) -> LateDays:
    """Files are named as seen from the folder of the policies."""
    if "late" not in read:
        raise PolicyError(
            f"{path.name}, late_days: without [late] being late costs nothing, so there is no budget"
        )
    about = read["late_days"]
    spent = tuple(path.parent / name for name in about.get("spent", ()))
    return LateDays(about["budget"], about.get("at_most"), spent)


def _check_schema(read: Mapping[str, Any], name: str) -> None:
    import jsonschema  # 0.1 s that courses without policies need not pay

    types = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many({_TIME: _is_time, _NUMBER: _is_finite})
    validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=types)
    error = jsonschema.exceptions.best_match(validator(SCHEMA).iter_errors(read))
    if error is not None:
        where = ".".join(map(str, error.absolute_path)) or "the whole file"
        raise PolicyError(f"{name}, {where}: {error.message}{_meant(error)}")


def _meant(error: Any) -> str:
    """The known name or value closest to one that is unknown: ' (did you mean best_of?)'."""
    match error.validator:
        case "additionalProperties" if error.validator_value is False:
            known = list(error.schema["properties"])
            unknown = [key for key in error.instance if key not in known]
        case "enum":
            known, unknown = error.validator_value, [str(error.instance)]
        case _:
            return ""
    close = [match for key in unknown for match in difflib.get_close_matches(key, known, 1)]
    return f" (did you mean {close[0]}?)" if close else ""


def _check_points(policies: Policies, checks: Sequence[Check], name: str) -> None:
    if unknown := sorted(set(policies.checks) - {check.number for check in checks}):
        raise PolicyError(f"{name}, checks: there is no check {', '.join(unknown)}")
    before = sum(check.points for check in checks)
    after = sum(check.points for check in policies.applied_to(checks))
    if abs(after - before) > CENT:
        raise PolicyError(
            f"{name}, checks: all points together are {after:g}, but should stay {before:g}: "
            f"{'take' if after > before else 'give'} {abs(after - before):g} elsewhere"
        )


def _overridden(check: Check, override: CheckOverride) -> Check:
    scale = check.scale if override.points is None else check.scale * override.points / check.weight
    return replace(check, scale=scale, visibility=override.visibility or check.visibility)


def _is_time(_: object, value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _is_finite(_: object, value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


_TIME = "time with an offset, such as 2026-10-16T23:59:00-07:00"
_NUMBER = "finite number"
_DEPTHS = {depth.name.lower(): depth for depth in Depth}
_DEPTH = {"enum": list(_DEPTHS)}
_POINTS = {"type": _NUMBER, "exclusiveMinimum": 0, "maximum": 100}
_PERCENT = {"type": _NUMBER, "minimum": 0, "maximum": 100}


def _table(required: Sequence[str] = (), **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


SCHEMA = _table(
    late=_table(
        ["percent_per_day"],
        percent_per_day=_PERCENT,
        at_most_percent=_PERCENT,
        grace_minutes={"type": _NUMBER, "minimum": 0},
    ),
    due=_table(
        ["date"],
        date={"type": _TIME},
        extensions={"type": "object", "additionalProperties": {"type": _TIME}},
    ),
    late_days=_table(
        ["budget"],
        budget={"type": "integer", "minimum": 0},
        at_most={"type": "integer", "minimum": 0},
        spent={"type": "array", "items": {"type": "string"}},
    ),
    best_of={"type": "boolean"},
    rate_limit=_table(
        ["submissions", "hours"],
        submissions={"type": "integer", "minimum": 1},
        hours={"type": _NUMBER, "exclusiveMinimum": 0},
    ),
    hints=_table(before_due=_DEPTH, after_due=_DEPTH),
    checks={
        "type": "object",
        "additionalProperties": _table(points=_POINTS, visibility={"enum": list(VISIBILITIES)}),
    },
)
