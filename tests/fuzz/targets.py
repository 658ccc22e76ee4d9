"""What holds of each parser for any bytes at all: shared by hypothesis, by the corpus and by the fuzzer.

A target returns where its parser refuses the bytes in the way it says it does, and raises where a promise is broken.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import jsonschema
import numpy as np

from assignment import PACKAGE
from autograder.grading.results_file import TOTAL_BYTES, write
from autograder.isolation.frames import ENVELOPE, FrameError, decode, encode, sizes
from autograder.model.results import CheckResult, Leader, Results, Status
from autograder.notebooks.read import MAX_CELLS, NotebookError, read
from autograder.simulate.receive import SCHEMA
from autograder.submission import IntakeError, Submission, take_in

CORPUS = Path(__file__).with_name("corpus")
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # where writing for good costs nothing


def frames(data: bytes) -> None:
    """A frame is refused, or is a message that another frame can carry."""
    try:
        header, _ = sizes(data[: ENVELOPE.size].ljust(ENVELOPE.size, b"\0"))
        rest = data[ENVELOPE.size :]
        message = decode(rest[:header], np.frombuffer(rest[header:], np.uint8))
    except FrameError:
        return
    again = b"".join(encode(message))
    header, body = sizes(again[: ENVELOPE.size])
    assert len(again) == ENVELOPE.size + header + body


def intake(data: bytes) -> None:
    """A submission is refused with a sentence, or is texts and notebooks under plain names."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder, "submission")
        path.write_bytes(data)
        try:
            submission = take_in(PACKAGE, path)
        except IntakeError as error:
            submission = Submission({}, {}, (str(error),))
    for name in (*submission.sources, *submission.notebooks):
        assert name.isprintable()
        assert not name.startswith("/")
        assert ".." not in name.split("/")
    assert all(note.isprintable() for note in submission.notes)


def results(data: bytes) -> None:
    """Whatever text and numbers a submission brings about, the document is valid and bounded."""
    text = _text(data)
    number = float(np.frombuffer(data[:8].ljust(8, b"\0"), np.float64)[0])
    check = CheckResult(
        number=text,
        name=text,
        question=text,
        max_score=2.0,
        score=number,
        status=list(Status)[len(data) % len(Status)],
        output=text,
        tags=(text,),
        seconds=number,
        extra={text: [number, text, data]},
    )
    given = Results((check,), (text,), number, {"fault": text}, (Leader(text, number), Leader(text, text)))
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        write(given, Path(folder, "results.json"))
        written = Path(folder, "results.json").read_bytes()
    assert len(written) <= TOTAL_BYTES
    document = json.loads(written.decode("ascii"), parse_constant=_refuse)
    VALIDATOR.validate(document)
    assert 0 <= document["tests"][0]["score"] <= 2.0


def notebooks(data: bytes) -> None:
    """A notebook is refused with a sentence, or has cells of text in bounded number."""
    try:
        notebook = read(data)
    except NotebookError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert len(notebook.cells) <= MAX_CELLS
        assert all(isinstance(cell.source, str) for cell in notebook.cells)
        json.dumps(notebook)
    assert refusal.isprintable()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "frames": frames,
    "intake": intake,
    "notebooks": notebooks,
    "results": results,
}


def _text(data: bytes) -> str:
    """Any text, lone surrogates included."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _refuse(constant: str) -> float:
    raise AssertionError(f"{constant} in results.json")
