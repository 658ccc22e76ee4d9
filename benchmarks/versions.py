"""Check that every supported Python and numpy give the same scores, on the reference and on tests/legacy.

    python benchmarks/versions.py --pythons DIR [--only NAME ...]

DIR holds a folder for each Python, as pyenv's versions do. Prints a line for each environment, and fails where
scores differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The newest numpy 2 that each Python has, and 1.26 where it exists.
NUMPY = {
    "3.10": ("1.26.4", "2.2.6"),
    "3.11": ("1.26.4", "2.4.6"),
    "3.12": ("1.26.4", "2.4.6"),
    "3.13": ("2.4.6",),
}
BESIDE = ("click", "gradescope-utils", "nbformat", "rich", "tomli")


def main() -> None:
    """Grade in every environment, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pythons", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)  # for workers with a user id of their own
        submissions = _submissions(Path(scratch), arguments.only)
        print(
            f"| Python | numpy | {len(submissions) - 1} of the corpus | reference |\n| --- | --- | --- | --- |"
        )
        all_alike = True
        first: dict[str, dict[str, float]] = {}
        for python, numpy in ((python, numpy) for python, versions in NUMPY.items() for numpy in versions):
            found = _scores(_environment(Path(scratch), arguments.pythons, python, numpy), submissions)
            first = first or found
            differing = [name for name in found if found[name] != first[name]]
            told = f"differ: {', '.join(differing)}" if differing else "same scores"
            print(f"| {python} | {numpy} | {told} | {sum(found['reference'].values()):g} |", flush=True)
            all_alike &= not differing
    sys.exit(not all_alike)


def _submissions(folder: Path, only: list[str]) -> dict[str, Path]:
    sys.path.insert(0, str(ROOT))
    from tests.legacy.mixed import MIXED
    from tests.legacy.right import RIGHT
    from tests.legacy.wrong import WRONG

    chosen = [entry for entry in (*RIGHT, *WRONG, *MIXED) if not only or entry.name in only]
    built = {"reference": ROOT / "reference"}
    for entry in chosen:
        (folder / entry.name).mkdir()
        built[entry.name] = entry.build(folder / entry.name)
    return built


def _environment(folder: Path, pythons: Path, version: str, numpy: str) -> Path:
    base = next(path for path in sorted(pythons.glob(f"{version}.*")) if (path / "bin/python").exists())
    target = folder / f"python{version}-numpy{numpy}"
    subprocess.run([base / "bin/python", "-m", "venv", target], check=True)
    pip = [target / "bin/python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, f"numpy=={numpy}", *BESIDE], check=True)
    return target / "bin/python"


def _scores(python: Path, submissions: dict[str, Path]) -> dict[str, dict[str, float]]:
    """Points by submission and check; speed is left out, as it depends on the machine's other work."""
    found = {}
    for name, submission in submissions.items():
        results = python.parent / f"{name}.json"
        command = [python, "-m", "autograder", "grade", submission, "--code-only", "--results", results]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        tests = json.loads(results.read_text())["tests"]
        found[name] = {t["number"]: t["score"] for t in tests if "speed" not in t["tags"]}
    return found


if __name__ == "__main__":
    main()
