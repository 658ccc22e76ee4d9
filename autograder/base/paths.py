"""Where things are in the project, and the secret that hidden fixtures are drawn with."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "reference" / "cs231n"
TEMPLATE = ROOT / "student_template"
ORACLE = ROOT / "reference" / "oracle"
STAND_INS = ROOT / "autograder" / "compat" / "package"
MISTAKES = ROOT / "reference" / "mistakes"
FIXTURES = ROOT / "fixtures"
# What no submission may read.
PRIVATE = tuple(ROOT / name for name in ("autograder", "fixtures", "graders", "reference", "tests"))
PROBES = ("graders",)  # modules that workers need
CIFAR10 = FIXTURES / "cifar10.npz"  # a subset for notebooks, where a teaching assistant has made one
POLICIES = ROOT / "policies.toml"
SECRET_FILE = FIXTURES / "secret"
DEVELOPMENT_SECRET = "development"
_NOT_GRADING = {"class_run", "handout", "selfcheck"}


def secret() -> str:
    """The term's secret: AUTOGRADER_SECRET, else the file fixtures/secret, else the one for development."""
    if value := os.environ.get("AUTOGRADER_SECRET", "").strip():
        return value
    if SECRET_FILE.is_file() and (value := SECRET_FILE.read_text(encoding="utf-8").strip()):
        return value
    return DEVELOPMENT_SECRET


def secret_id(value: str) -> str:
    """A name for a secret that does not tell it."""
    if value == DEVELOPMENT_SECRET:
        return DEVELOPMENT_SECRET
    return hashlib.sha256(f"secret id {value}".encode()).hexdigest()[:12]


@cache
def graders_id() -> str:
    """A short name of the checks, and of the solution that some of them run."""
    return hash_files([*(ROOT / "graders").rglob("*.py"), *REFERENCE.rglob("*.py")])[:12]


@cache
def engine_id() -> str:
    """A short name of the code that grades; what students get, or what is drawn from results, has no part in it."""
    modules = (ROOT / "autograder").rglob("*.py")
    return hash_files(
        path for path in modules if not _NOT_GRADING.intersection(path.relative_to(ROOT).parts)
    )[:12]


def hash_files(paths: Iterable[Path]) -> str:
    """One hash over the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
