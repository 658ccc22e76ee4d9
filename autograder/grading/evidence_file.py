"""Evidence on disk, from which a verdict can be made again without running any submitted code.

A file is a line of JSON, with everything but the answers of runs and the verdicts, and a frame for the answers of each
run. Right answers are only named, as they equal the frozen ones.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.base.sanitise import plain
from autograder.grading.examine import examine
from autograder.isolation.frames import ENVELOPE, FrameError, Message, Value, decode, encode, sizes
from autograder.model.accuracy_score import AccuracyScore
from autograder.model.case import CASES
from autograder.model.compare import Fault, Mismatch
from autograder.model.evidence import Evidence, RunKey, Scoring, Slopes, Timing
from autograder.model.failure import Cause, CodeCall, CodePlace, Failure
from autograder.model.intermediates import Intermediates
from autograder.model.results import CheckResult, Leader, Results, Status
from autograder.model.run import Run
from autograder.model.speed import Speed
from autograder.model.statement import Statement
from autograder.store.fixture_set import FixtureSet

EVIDENCE = "evidence"  # the file's name among the artefacts
FORMAT = 4


class EvidenceError(Exception):
    """A file without evidence that can be judged here; the text says why."""


@dataclass(frozen=True)
class KeptEvidence:
    """The evidence on a submission, and everything else that its results need.

    offering: the name of its offering; questions, code_only: what was graded.
    results: without verdicts; tracks: the notebook that counts, for each check that several notebooks can earn.
    """

    evidence: Evidence
    results: Results
    offering: str
    questions: tuple[str, ...] = ()
    code_only: bool = False
    tracks: Mapping[str, str] | None = None


def save(record: KeptEvidence, fixture_sets: Sequence[FixtureSet], path: Path) -> None:
    """Write the record atomically: a reader sees all of it, or the previous file."""
    sets = {fixtures.name: fixtures for fixtures in fixture_sets}
    head = {
        "format": FORMAT,
        "fixtures": {name: fixtures.id for name, fixtures in sets.items()},
        "offering": record.offering,
        "questions": record.questions,
        "code_only": record.code_only,
        "tracks": record.tracks,
        "results": _results_to_json(record.results),
        "runs": [_run_to_json(key, run, sets[key.fixtures]) for key, run in record.evidence.runs.items()],
        "slopes": list(_slopes_to_json(record.evidence.slopes)),
        "intermediates": list(_intermediates_to_json(record.evidence.intermediates)),
        "timings": {case: _timing_to_json(timing) for case, timing in record.evidence.timings.items()},
        "scorings": {case: _scoring_to_json(one) for case, one in record.evidence.scorings.items()},
    }
    temporary = path.with_name(f".{path.name}.partial")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(json.dumps(head).encode("ascii") + b"\n")
        for key, run in record.evidence.runs.items():
            for part in encode(_wrong_answers(key, run, sets[key.fixtures])):
                file.write(part)
    os.replace(temporary, path)


def load(path: Path, fixture_sets: Sequence[FixtureSet]) -> KeptEvidence:
    """Read a record. Raises EvidenceError if the file is not one, or was gathered with other fixtures."""
    sets = {fixtures.name: fixtures for fixtures in fixture_sets}
    try:
        content = path.read_bytes()
        line, _, frames = content.partition(b"\n")
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise EvidenceError(
                f"{path} has format {head['format']}, and this engine reads {FORMAT}: grade again"
            )
        if head["fixtures"] != {name: fixtures.id for name, fixtures in sets.items()}:
            raise EvidenceError(f"{path} was gathered with other fixtures: grade again")
        runs = dict(
            _run_from_json(about, wrong, sets)
            for about, wrong in zip(head["runs"], _messages(frames), strict=True)
        )
        return KeptEvidence(
            Evidence(
                runs,
                _slopes_from_json(head["slopes"]),
                _intermediates_from_json(head["intermediates"]),
                {case: _timing_from_json(timing) for case, timing in head["timings"].items()},
                {case: _scoring_from_json(one) for case, one in head["scorings"].items()},
            ),
            _results_from_json(head["results"]),
            head["offering"],
            tuple(head["questions"]),
            head["code_only"],
            head["tracks"],
        )
    except (OSError, ValueError, KeyError, TypeError, FrameError) as error:
        raise EvidenceError(f"{path} holds no evidence: {error}") from error


def _messages(frames: bytes) -> Iterator[Message]:
    start = 0
    while start < len(frames):
        envelope = frames[start : start + ENVELOPE.size]
        header, body = sizes(envelope)
        middle = start + ENVELOPE.size + header
        start, data = middle + body, np.frombuffer(frames, np.uint8, body, middle)
        yield decode(frames[middle - header : middle], data)


def _run_to_json(key: RunKey, run: Run, fixtures: FixtureSet) -> list[Any]:
    """A run, but for its wrong answers."""
    failure = _failure_to_json(run.failure) if run.failure else None
    return [*_key_to_json(key), sorted(_right_answers(key, run, fixtures)), failure]


def _wrong_answers(key: RunKey, run: Run, fixtures: FixtureSet) -> Message:
    """The answers that are not right, and those that nothing frozen says it of."""
    right = _right_answers(key, run, fixtures)
    return {name: value for name, value in run.answers.items() if name not in right}


def _right_answers(key: RunKey, run: Run, fixtures: FixtureSet) -> set[str]:
    wrong = examine(key.case, fixtures, run).mismatches
    return {name for name in run.answers if name not in wrong} & fixtures.expected(CASES[key.case]).keys()


def _run_from_json(
    about: Sequence[Any], wrong: Message, sets: Mapping[str, FixtureSet]
) -> tuple[RunKey, Run]:
    case, fixtures, layers, right, failure = about
    frozen = sets[fixtures].expected(CASES[case])
    answers: dict[str, Value] = {name: frozen[name].value for name in right}
    run = Run(answers | wrong, _failure_from_json(failure) if failure else None)
    return RunKey(case, fixtures, tuple(layers)), run


def _key_to_json(key: RunKey) -> list[Any]:
    return [key.case, key.fixtures, list(key.layers)]


def _failure_to_json(failure: Failure) -> dict[str, Any]:
    return {**asdict(failure), "cause": failure.cause.name}


def _failure_from_json(data: dict[str, Any]) -> Failure:
    place = CodePlace(**data["place"]) if data["place"] else None
    call = CodeCall(**{**data["call"], "place": CodePlace(**data["call"]["place"])}) if data["call"] else None
    return Failure(**{**data, "cause": Cause[data["cause"]], "place": place, "call": call})


def _slopes_to_json(tests: Mapping[RunKey, Mapping[str, Slopes]]) -> Iterator[list[Any]]:
    for key, by_answer in tests.items():
        for name, slopes in by_answer.items():
            yield [*_key_to_json(key), name, asdict(slopes)]


def _slopes_from_json(rows: list[list[Any]]) -> dict[RunKey, dict[str, Slopes]]:
    found: dict[RunKey, dict[str, Slopes]] = {}
    for case, fixtures, layers, name, about in rows:
        slopes = Slopes(tuple(about["answered"]), tuple(about["measured"]), about["length"])
        found.setdefault(RunKey(case, fixtures, tuple(layers)), {})[name] = slopes
    return found


def _intermediates_to_json(found: Mapping[RunKey, Mapping[str, Intermediates]]) -> Iterator[list[Any]]:
    for key, by_function in found.items():
        for function, values in by_function.items():
            yield [*_key_to_json(key), function, values.names, sorted(values.right)]


def _intermediates_from_json(rows: list[list[Any]]) -> dict[RunKey, dict[str, Intermediates]]:
    found: dict[RunKey, dict[str, Intermediates]] = {}
    for case, fixtures, layers, function, names, right in rows:
        values = Intermediates(tuple(names), frozenset(right))
        found.setdefault(RunKey(case, fixtures, tuple(layers)), {})[function] = values
    return found


def _timing_to_json(timing: Timing) -> dict[str, Any]:
    unfit = timing.unfit
    return {
        "speed": asdict(timing.speed) if timing.speed else None,
        "share": timing.share,
        "mismatch": {**asdict(unfit), "fault": unfit.fault.name} if isinstance(unfit, Mismatch) else None,
        "failure": _failure_to_json(unfit) if isinstance(unfit, Failure) else None,
    }


def _timing_from_json(data: dict[str, Any]) -> Timing:
    unfit: Mismatch | Failure | None = None
    if told := data["mismatch"]:
        indices = {name: tuple(told[name]) for name in ("wanted", "shape", "where")}
        unfit = Mismatch(**{**told, **indices, "fault": Fault[told["fault"]]})
    elif data["failure"]:
        unfit = _failure_from_json(data["failure"])
    return Timing(Speed(**data["speed"]) if data["speed"] else None, data["share"], unfit)


def _scoring_to_json(scoring: Scoring) -> dict[str, Any]:
    outcome = scoring.outcome
    return {
        "failure": _failure_to_json(outcome) if isinstance(outcome, Failure) else None,
        "score": asdict(outcome) if isinstance(outcome, AccuracyScore) else None,
        "remarks": scoring.remarks,
        "limited": scoring.limited,
    }


def _scoring_from_json(data: dict[str, Any]) -> Scoring:
    if data["failure"]:
        return Scoring(_failure_from_json(data["failure"]), tuple(data["remarks"]), data["limited"])
    score = data["score"]
    outcome = AccuracyScore(**{**score, "statement": Statement(**score["statement"])})
    return Scoring(outcome, tuple(data["remarks"]), data["limited"])


def _results_to_json(results: Results) -> dict[str, Any]:
    return {
        "notes": results.notes,
        "execution_time": results.execution_time,
        "extra": plain(results.extra),
        "leaderboard": [asdict(leader) for leader in results.leaderboard],
        "checks": [_check_to_json(check) for check in results.checks],
    }


def _check_to_json(check: CheckResult) -> dict[str, Any]:
    kept = ("number", "name", "question", "max_score", "score", "output", "tags", "visibility", "seconds")
    return {
        **{name: getattr(check, name) for name in kept},
        "status": check.status.name,
        "extra": plain(check.extra),
    }


def _results_from_json(data: dict[str, Any]) -> Results:
    return Results(
        tuple(
            CheckResult(**{**check, "status": Status[check["status"]], "tags": tuple(check["tags"])})
            for check in data["checks"]
        ),
        tuple(data["notes"]),
        data["execution_time"],
        data["extra"],
        tuple(Leader(**leader) for leader in data["leaderboard"]),
    )
