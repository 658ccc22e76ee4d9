"""Coverage-guided fuzzing of one parser; needs atheris, which is an optional tool: pip install atheris

    PYTHONPATH=. python tests/fuzz/fuzz.py frames -max_total_time=1800

Further options are libFuzzer's. New inputs that reach new code go to a scratch folder, which is printed; what is worth
keeping belongs into tests/fuzz/corpus/, minimised: -merge=1 tests/fuzz/corpus/frames SCRATCH.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["autograder", "zipfile", "json", "nbformat"]):
    from tests.fuzz.targets import CORPUS, TARGETS


def main() -> None:
    """Fuzz the target that is named first, from its corpus."""
    name, *options = sys.argv[1:]
    if not any(not option.startswith("-") for option in options):
        scratch = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
        print(f"new inputs go to {scratch}")
        options = [*options, str(scratch), str(CORPUS / name)]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
