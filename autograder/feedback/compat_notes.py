"""Notes on an environment that differs from the one that a submission was written for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_MET = re.compile(
    r"(?:(name|module|absent) ([\w.]{1,60})|(passed|stopped) ([\w./]{1,100}:\d{1,6}(?: \w{1,60})?)|shape|file|gpu"
    r"|scalar|ragged)",
    re.ASCII,
)
_NAMED = 6

_SENTENCES = {
    "name": "Environment: removed names still work here: {}.",
    "module": "Environment: replaced by shims, as the originals are gone: {}.",
    "absent": "Environment: imported, but not installed for grading: {}. "
    "This costs nothing unless a function uses it.",
    "passed": "Environment: these lines outside functions cannot run here and are ignored: {}.",
    "stopped": "A module stopped before its end; its definitions above that line count: {}.",
}
_SCALAR = "Environment: an array with one number is accepted as that number, as numpy did up to 2.3."
_RAGGED = "Environment: np.array makes an array of objects if rows differ in length, as numpy did up to 1.23."
_GPU = "Environment: there is no GPU here, so code that asks for one runs on the CPU."
_FILE = "Environment: files that the code writes are kept in memory during grading, and nowhere else."
_SHAPE = "Environment: floats with whole values, such as 6 / 2, are accepted as shapes of arrays."
_OTHERS = {"shape": _SHAPE, "scalar": _SCALAR, "ragged": _RAGGED, "file": _FILE, "gpu": _GPU}


def sentences(met: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each kind of difference. The words come from a worker, so unexpected ones are left out."""
    words = [match for match in map(_MET.fullmatch, sorted(met)) if match]
    for kind, sentence in _SENTENCES.items():
        if names := [match[2] or match[4] for match in words if kind in (match[1], match[3])]:
            more = [f"{len(names) - _NAMED} more"] * (len(names) > _NAMED)
            yield sentence.format(", ".join(names[:_NAMED] + more))
    for word, sentence in _OTHERS.items():
        if any(match[0] == word for match in words):
            yield sentence
