"""The student bundle holds what students need, and nothing that they must not see."""

from __future__ import annotations

import ast
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner

from assignment import ASSIGNMENT
from autograder.base.reproducible_zip import zip_bytes
from autograder.commands.ta import main
from autograder.model.check import load_checks
from autograder.model.mutants import load_catalogue
from tests import bundle


def text_of(name: str, data: bytes) -> str:
    """A file's text; of a notebook what its cells say, which JSON would escape."""
    if name.endswith(".ipynb"):
        return "\n".join("".join(cell["source"]) for cell in json.loads(data)["cells"])
    return data.decode()


@cache
def texts() -> dict[str, str]:
    """The bundle's texts by their names."""
    files = bundle.for_students()
    return {name: text_of(name, data) for name, data in files.items() if not name.endswith(".npz")}


TELLING = 25  # characters; anything shorter may stand anywhere
# Padding an image, finding an index and what Python has for statistics are no solutions of anything.
IDIOMS = {
    "padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))",
    "row, column = np.unravel_index",
    "from statistics import NormalDist",
}


def holders(text: str) -> list[str]:
    return [name for name, content in texts().items() if text in content]


def between_markers(text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if "END SOLUTION" in line:
            inside = False
        if inside:
            yield line.strip()
        if "BEGIN SOLUTION" in line:
            inside = True


def solved_texts() -> Iterator[str]:
    """The texts of the reference's modules and of its notebooks' cells."""
    for path in ASSIGNMENT.reference.rglob("*.py"):
        yield path.read_text(encoding="utf-8")
    for path in ASSIGNMENT.solution.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            yield "".join(cell["source"])


def telling(lines: Iterable[str]) -> set[str]:
    given = "\n".join(texts()[name] for name in bundle.template())
    return {line for line in lines if len(line) > TELLING and line not in given} - IDIOMS


@pytest.mark.nightly
def test_no_line_of_a_solution_is_in_it():
    lines = telling(line for text in solved_texts() for line in between_markers(text))
    assert len(lines) > 200
    assert {line: found for line in lines if (found := holders(line))} == {}


def test_no_edit_of_a_known_mistake_is_in_it():
    catalogue = load_catalogue(ASSIGNMENT.mistakes)
    edits = {text.strip() for m in catalogue for swap in m.swaps for text in swap} | {
        m.code for m in catalogue
    }
    lines = telling(line.strip() for edit in edits for line in edit.splitlines())
    assert len(lines) > 300
    assert {line: found for line in lines if (found := holders(line))} == {}


def test_no_hidden_array_is_in_it():
    public = b"".join(array.tobytes() for array in arrays(bundle.for_students()).values())
    hidden = arrays({path.name: path.read_bytes() for path in (ASSIGNMENT.fixtures / "hidden").glob("*.npz")})
    # A few labels or sizes may be the same by chance.
    drawn = {name: a for name, a in hidden.items() if a.dtype.kind == "f" and np.unique(a).size > 3}
    assert len(drawn) > 300
    assert [name for name, array in drawn.items() if array.tobytes() in public] == []


def arrays(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    found = {}
    for file, data in files.items():
        if file.endswith(".npz"):
            with np.load(io.BytesIO(data)) as archive:
                found |= {f"{file}/{name}": archive[name] for name in archive.files}
    return found


def test_only_public_fixtures_and_no_tools_of_the_course_staff_are_in_it():
    names = bundle.for_students()
    assert not [name for name in names if "hidden" in name or "secret" in name]
    named = ("mistakes", "diagnosis", "prove", "workflow", "generate", "oracle", "handout", "cli.py")
    assert not [name for name in names for word in named if word in name]


def test_no_hint_can_be_read_in_it():
    """Neither in the zip's own bytes nor in what they unpack to; not even which mistakes are known."""
    content = [zip_bytes(bundle.for_students()), *bundle.for_students().values()]
    content += [array.tobytes() for array in arrays(bundle.for_students()).values()]
    catalogue = load_catalogue(ASSIGNMENT.mistakes)
    hints = {mutant.hint for mutant in catalogue if mutant.costs}
    assert len(hints) > 800
    whole = b"\0".join(content)
    assert [
        hint for hint in hints if hint.encode() in whole or json.dumps(hint)[1:-1].encode() in whole
    ] == []
    by_rules = "".join(text for name, text in texts().items() if name.startswith("selfcheck/graders/"))
    told = [m.id for m in catalogue if m.id.encode() in whole and m.id.rpartition(".")[2] not in by_rules]
    assert told == []


def test_nothing_that_draws_inputs_is_in_it():
    """Inputs come frozen; what makes them has to compute layers, to keep away from kinks."""
    drawing = {
        f"{name}: {node.name}"
        for name, text in texts().items()
        if name.startswith("selfcheck/graders/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and "draw" in {argument.arg for argument in node.args.args}
    }
    assert drawing == set()
    assert not [name for name in texts() if name.endswith("inputs.py")]


def test_it_imports_nothing_but_numpy_and_what_python_brings():
    own = {
        "assignment",
        "autograder",
        "graders",
        "gradescope_utils",
        "numpy",
    }
    in_notebooks = {"IPython", "matplotlib", "torch", "tensorflow", "safetensors"}  # where there is one
    foreign = {
        (name, top)
        for name, text in texts().items()
        if name.endswith(".py") and not name.startswith("cs231n/")
        for top in imported(text)
        if top not in own | in_notebooks and top not in sys.stdlib_module_names
    }
    assert foreign == set()


def test_it_has_what_it_imports_of_gradescope_utils_and_its_licence():
    names = set().union(*(modules_of(text) for name, text in texts().items() if name.endswith(".py")))
    needed = {name for name in names if name.startswith("gradescope_utils")}
    assert needed
    assert {f"selfcheck/{name.replace('.', '/')}.py" for name in needed} <= bundle.for_students().keys()
    assert "MIT License" in texts()["selfcheck/gradescope_utils/LICENSE"]


def imported(text: str) -> set[str]:
    return {name.partition(".")[0] for name in modules_of(text)}


def modules_of(text: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(text)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {
        node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level
    }


def test_every_module_can_be_read_by_the_oldest_python_that_is_supported():
    for name, text in texts().items():
        if name.endswith(".py"):
            ast.parse(text, feature_version=(3, 10))


@pytest.mark.nightly
def test_the_same_project_gives_the_same_bytes(tmp_path):
    for name in ("a.zip", "b.zip"):
        result = CliRunner().invoke(main, ["bundle", "student", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {f"assignment2/{name}" for name in bundle.for_students()} == set(archive.namelist())


def test_the_readme_has_the_points_of_each_question():
    for question, checks in load_checks(ASSIGNMENT).items():
        together = sum(check.points for check in checks)
        assert re.search(rf"^\| {question} \|.* {together:g} \|$", texts()["README.md"], re.MULTILINE)


@pytest.mark.parametrize("command", ["python selfcheck", "python handin.py"])
def test_the_readme_names_the_commands(command):
    assert f"```\n{command}\n```" in texts()["README.md"]


def test_the_guide_comes_along_and_the_readme_names_it():
    assert texts()["GUIDE.md"] == ASSIGNMENT.student_page.read_text(encoding="utf-8")
    assert "`GUIDE.md`" in texts()["README.md"]
