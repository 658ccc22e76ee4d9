"""Write fixtures: both sets, or nothing if anything could not be certified."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.authoring.generate import FrozenCase, Workshop, parts_of, versions
from autograder.authoring.notebook_module import notebook_definitions
from autograder.authoring.secret import secret_id
from autograder.base.paths import ENGINE
from autograder.base.versions import hash_files
from autograder.model.assignment import Assignment
from autograder.model.case import CASES, Case, fixed_cases, seed_for
from autograder.model.fingerprints import Catalogue, Fingerprint
from autograder.model.library import read_package
from autograder.model.mutants import load_catalogue
from autograder.model.trace import is_public
from autograder.store.fixture_set import DEVELOPMENT, DIAGNOSIS, INTERMEDIATES, MANIFEST, TERM, npz_bytes


def workshop(assignment: Assignment) -> Workshop:
    """The assignment's own implementations."""
    oracle = read_package(assignment.oracle)
    for notebook in assignment.package.notebooks.values():
        if text := oracle.pop(f"{notebook.file}.py", ""):
            oracle[f"{notebook.file}.ipynb"] = text
    catalogue = load_catalogue(assignment.mistakes)
    return Workshop(assignment.package, reference_sources(assignment), oracle, catalogue)


def reference_sources(assignment: Assignment) -> dict[str, str]:
    """The reference's modules, and what its notebooks define."""
    return read_package(assignment.reference) | notebook_definitions(assignment)


def generate(
    assignment: Assignment,
    secret: str,
    cases: Iterable[Case],
    progress: Callable[[str], None] = lambda name: None,
) -> None:
    """Make the fixtures of `cases` and write them; each file depends on its content alone.

    progress: called with the name of each case when it is frozen.
    """
    cases, folders = list(cases), _folders(assignment.fixtures, secret)
    made: dict[Path, bytes] = {}
    with workshop(assignment) as shop:
        for name, folder in folders.items():
            frozen = []
            for case in cases:
                progress(f"{name} {case.name}")
                frozen.append(shop.freeze(case, secret if name == "hidden" else None))
            files = _files(frozen)
            manifest = _manifest(assignment, name, secret, frozen, files, _traces(shop, frozen))
            made |= {folder / file: content for file, content in files.items()}
            made[folder / MANIFEST] = _json(manifest)
            made[folder / DIAGNOSIS] = _compact(shop.catalogue(frozen))
            if name == "public":
                made[folder / INTERMEDIATES] = _by_line(shop.intermediates(frozen))
    for path, content in made.items():
        _replace(path, content)
    _remove_orphans(folders.values(), made)


def _folders(fixtures: Path, secret: str) -> dict[str, Path]:
    """Return the folder of each set; git ignores a set drawn with a term's secret."""
    if secret_id(secret) != DEVELOPMENT:
        return {"public": fixtures / "public", "hidden": fixtures / TERM}
    if (fixtures / TERM).exists():
        raise ValueError(
            f"{fixtures / TERM} is a term's set, and no secret is set: set it, or remove the folder"
        )
    return {"public": fixtures / "public", "hidden": fixtures / "hidden"}


def file_of(question: str) -> str:
    """The file with a question's arrays."""
    return f"{question.lower()}.npz"


def provenance(assignment: Assignment, question: str) -> dict[str, str]:
    """Return hashes of the code that makes a question's fixtures: its cases, the engine's part, and the reference."""
    layout, root, graders = assignment.package, assignment.root, assignment.graders
    cases = [p for p in graders.rglob("*.py") if _serves(p.relative_to(graders), question)]
    asked = {n for c in fixed_cases() if c.question == question for n in c.arguments if n in layout.notebooks}
    notebooks = [assignment.solution / layout.path(name) for name in asked]
    return {
        "generator": hash_files(cases, root),
        "authoring": hash_files((ENGINE / "authoring").glob("*.py"), ENGINE),
        "reference": hash_files([*assignment.reference.rglob("*.py"), *notebooks], root),
    }


def _serves(path: Path, question: str) -> bool:
    """Return whether a module below graders/ belongs to this question, or to every question."""
    first = path.parts[0].removesuffix(".py").partition("_")[0].upper()
    return first == question or not (first[:1] == "Q" and first[1:2].isdigit())


def _files(frozen: Iterable[FrozenCase]) -> dict[str, bytes]:
    arrays: dict[str, dict[str, Any]] = {}
    for case in frozen:
        arrays.setdefault(file_of(case.case.question), {}).update(case.arrays())
    return {file: npz_bytes(content) for file, content in arrays.items()}


def _manifest(
    assignment: Assignment,
    name: str,
    secret: str,
    frozen: Iterable[FrozenCase],
    files: Mapping[str, bytes],
    traces: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "set": name,
        "secret": secret_id(secret) if name == "hidden" else None,
        "versions": versions(),
        "files": {
            file: {
                "sha256": hashlib.sha256(content).hexdigest(),
                **provenance(assignment, file.removesuffix(".npz").upper()),
            }
            for file, content in files.items()
        },
        "cases": {case.case.name: case.manifest(file_of(case.case.question)) for case in frozen},
        "traces": traces,
    }


def _traces(shop: Workshop, frozen: Iterable[FrozenCase]) -> dict[str, Any]:
    """Return the functions that the reference calls for the outputs of each case, timed cases included."""
    drawn = {f.case.name: f.inputs for f in frozen}
    questions = {f.case.question for f in frozen}
    timed = [case for case in CASES.values() if case.timed and case.question in questions]
    drawn |= {case.name: case.draw_inputs(seed_for(case.name, None)) for case in timed}
    return {
        name: [
            {"answers": part.answers, "functions": [f for f in part.functions if is_public(f)]}
            for part in parts_of(CASES[name], shop.reference, inputs)
        ]
        for name, inputs in drawn.items()
    }


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def _compact(catalogue: Catalogue) -> bytes:
    """One mistake a line: a changed fingerprint is a changed line, and the file stays small."""
    data = catalogue.to_json()
    notes = ",\n".join(f"{json.dumps(i)}: {json.dumps(n)}" for i, n in sorted(data["notes"].items()))
    cases = ",\n".join(f"{json.dumps(c)}: {_lines(by_mistake)}" for c, by_mistake in data["cases"].items())
    return f'{{"notes": {{\n{notes}}},\n"cases": {{\n{cases}}}}}\n'.encode()


def _lines(by_mistake: dict[str, Any]) -> str:
    return "{" + ",\n".join(f"{json.dumps(i)}: {json.dumps(c)}" for i, c in by_mistake.items()) + "}"


def _by_line(intermediates: Mapping[str, Mapping[str, Mapping[str, Fingerprint]]]) -> bytes:
    """One function of a case a line."""
    lines = (
        f"{json.dumps(case)}: {_lines({f: {n: v.to_json() for n, v in of.items()} for f, of in by.items()})}"
        for case, by in intermediates.items()
    )
    return ("{" + ",\n".join(lines) + "}\n").encode()


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def _remove_orphans(folders: Iterable[Path], made: dict[Path, bytes]) -> None:
    for folder in folders:
        for path in folder.iterdir():
            if path not in made:
                path.unlink()
