"""The results of earlier runs: a small JSON file beside the student's work, for `--failed` and `--history`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.selfcheck.public import Result
from autograder.selfcheck.rows import passed_functions
from autograder.selfcheck.self_check import SelfCheck
from autograder.selfcheck.shares import State
from autograder.selfcheck.worklist import Worklist, name_of

FILE = ".selfcheck.json"


@dataclass(frozen=True)
class Record:
    """states: how each check ended when it last ran, by number; passed: when each function first passed."""

    states: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> list[str]:
        """Numbers of the checks that failed when they last ran."""
        return [number for number, state in self.states.items() if state == State.FAILED.value]

    def and_(self, results: Sequence[Result], passed: Iterable[str], now: datetime) -> Record:
        """Return the record after a run; functions that passed before keep their dates."""
        new = dict.fromkeys(passed, now.isoformat(" ", "minutes"))
        states = {result.check.number: result.state.value for result in results}
        return Record({**self.states, **states}, {**new, **self.passed})


def remember(this: SelfCheck, sources: Mapping[str, str], results: Sequence[Result]) -> None:
    """Add a run to the record. A folder that cannot be written to has none."""
    passed = passed_functions(this.work, results, sources)
    record = read_record(this.folder).and_(results, passed, datetime.now())
    with suppress(OSError):
        text = json.dumps({"states": record.states, "passed": record.passed}, indent=1)
        (this.folder / FILE).write_text(text + "\n", encoding="utf-8")


def read_record(folder: Path) -> Record:
    """The record in a student's folder; an empty one if there is none, or it cannot be read."""
    with suppress(OSError, ValueError, TypeError):
        return Record(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    return Record()


def history(record: Record, work: Worklist) -> Iterator[str]:
    """List when each function first passed, the earliest first, then those that never did."""
    for function, when in sorted(record.passed.items(), key=lambda item: item[1]):
        yield f"{when}  {name_of(function)}"
    for function in work.functions:
        if function not in record.passed:
            yield f"{'not yet':<16}  {name_of(function)}"
