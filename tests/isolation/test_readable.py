"""What workers may read never includes installed packages other than numpy, nor anything of the project's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.isolation import landlock, readable
from autograder.isolation.launch import PROJECT


def test_packages_below_the_standard_library_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("os.py", "json/decoder.py", "site-packages/torch.py", "dist-packages/scipy.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(readable, "stdlib", lambda: {tmp_path})
    legible = {path for path, rights in readable.rules() if rights & landlock.READ_FILE}
    assert {path.name for path in legible if path.parent == tmp_path} == {"os.py", "json"}
    assert tmp_path not in legible


def test_nothing_readable_contains_the_project_or_all_installed_packages() -> None:
    installed = Path(np.__file__).parents[1]
    for path, rights in readable.rules():
        if rights & landlock.READ_FILE:
            assert path.resolve() not in (PROJECT, *PROJECT.parents)
            assert path.resolve() not in (installed, *installed.parents)
