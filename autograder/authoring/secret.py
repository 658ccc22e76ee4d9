"""The term's secret, which hidden fixtures are drawn with."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from autograder.store.fixture_set import DEVELOPMENT


def read_secret(file: Path) -> str:
    """The term's secret: AUTOGRADER_SECRET, else the text in the file, else the secret for development."""
    if value := os.environ.get("AUTOGRADER_SECRET", "").strip():
        return value
    if file.is_file() and (value := file.read_text(encoding="utf-8").strip()):
        return value
    return DEVELOPMENT


def secret_id(value: str) -> str:
    """Return a name for a secret that does not reveal it."""
    if value == DEVELOPMENT:
        return DEVELOPMENT
    return hashlib.sha256(f"secret id {value}".encode()).hexdigest()[:12]
