"""Notebooks through the whole grading: the reference, unfilled ones, and those that are broken in every way.

A grading takes minutes, so there are few of them; what is broken in different notebooks is broken in one submission.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.grading import PROJECT, REFERENCE, Graded

pytestmark = pytest.mark.nightly(days=7)

TEMPLATE = PROJECT / "student_template"
SECONDS = 240  # of which a grading takes eight tenths at most
Cells = list[dict[str, Any]]


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """The reference, handed in."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "submission"))


def grade(folder: Path, *options: str, seconds: int = 2400) -> Graded:
    """`autograder grade FOLDER OPTIONS` with notebooks, which may take so many seconds."""
    results = folder.parent / "results.json"
    command = [sys.executable, "-m", "autograder", "grade", folder, "--results", results]
    done = subprocess.run(
        [*map(str, command), *options],
        env={**os.environ, "TIMEOUT_SECONDS": str(seconds)},
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    assert results.is_file(), done.stderr
    return Graded(json.loads(results.read_text()), " ".join(done.stdout.split()), done.returncode)


def lost(graded: Graded) -> dict[str, float]:
    """Points that are missing, by check number."""
    missing = {t["number"]: t["max_score"] - t["score"] for t in graded.document["tests"]}
    return {number: round(points, 6) for number, points in missing.items() if points > 1e-9}


def code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}


def change(path: Path, how: Callable[[Cells], None], **metadata: Any) -> None:
    """Have a notebook's cells changed."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    how(notebook["cells"])
    notebook["metadata"] |= metadata
    path.write_text(json.dumps(notebook), encoding="utf-8")


def find(cells: Cells, text: str) -> dict[str, Any]:
    """The cell with this text."""
    return next(cell for cell in cells if text in "".join(cell["source"]))


def replace(cells: Cells, old: str, new: str) -> None:
    cell = find(cells, old)
    cell["source"] = "".join(cell["source"]).replace(old, new)


# ---- all done, one framework done, nothing done -----------------------------------------------------------------


@pytest.mark.nightly(sampled=False)
@pytest.mark.torch
def test_the_reference_earns_every_point(submission: Path) -> None:
    pytest.importorskip("torch")
    graded = grade(submission)
    assert (graded.score, graded.maximum, lost(graded)) == (100, 100, {})


@pytest.mark.nightly(sampled=False)
@pytest.mark.torch
@pytest.mark.tensorflow
def test_tensorflow_earns_every_point_where_pytorch_is_not_done(submission: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("tensorflow")
    shutil.copy(TEMPLATE / "PyTorch.ipynb", submission)
    graded = grade(submission, "--questions", "Q5")
    assert (graded.score, graded.maximum, lost(graded)) == (10, 10, {})


@pytest.mark.torch
def test_unfilled_notebooks_earn_nothing_and_are_not_run(submission: Path) -> None:
    pytest.importorskip("torch")
    for name in ("PyTorch.ipynb", "TensorFlow.ipynb"):
        shutil.copy(TEMPLATE / name, submission)
    graded = grade(submission, "--questions", "Q5")
    assert (graded.score, graded.maximum) == (0, 10)
    for number in ("5.1", "5.2", "5.3", "5.4", "5.5", "5.6"):
        assert "PyTorch.ipynb is as it was handed out, so it was not run" in graded.output(number)


# ---- broken -----------------------------------------------------------------------------------------------------


def disturb(cells: Cells) -> None:
    """Much that must not matter, between cells that train."""
    cells[2:2] = [
        code("1 / 0"),
        code("!curl http://127.0.0.1 -o data"),
        code("%%bash\nrm -r cs231n"),
        code("for _ in range(100_000):\n    print('x' * 99)"),
        code("from IPython.display import Javascript, display\ndisplay(Javascript('alert(1)'))"),
        code("display({'application/vnd.jupyter.widget-view+json': {'model_id': '1'}}, raw=True)"),
    ]


def merge_and_delete(cells: Cells) -> None:
    """The first two cells of code in one, the second after all others, and no layer normalisation trained."""
    first, second = [cell for cell in cells if cell["cell_type"] == "code"][:2]
    first["source"] = ["".join(first["source"]), "\n", "".join(second["source"])]
    cells.remove(second)
    cells.append(second)
    cells.remove(find(cells, "ln_runs = {"))


def test_broken_notebooks_lose_their_own_points_only(submission: Path) -> None:
    other = {"name": "ir", "display_name": "R", "language": "R"}
    change(submission / "BatchNormalization.ipynb", merge_and_delete)
    change(submission / "BatchNormalization.ipynb", disturb, kernelspec=other)
    change(submission / "Dropout.ipynb", lambda cells: cells.insert(2, code("import os\nos._exit(1)")))
    (submission / "ConvolutionalNetworks.ipynb").write_text('{"cells": [{')
    kept = submission.parent / "artefacts"
    graded = grade(submission, "--questions", "Q2,Q3,Q4", "--artefacts", str(kept))
    assert lost(graded) == {"2.24": 1, "4.31": 1, "4.32": 2}
    assert "Dropout.ipynb ended its kernel in the cell 'import os'" in graded.printed
    assert "ConvolutionalNetworks.ipynb cannot be read: It is not valid JSON" in graded.output("4.31")
    for told in ("'1 / 0' raised ZeroDivisionError", "!curl http://127.0.0.1", "%%bash rm -r cs231n"):
        assert told in graded.printed
    page = (kept / "BatchNormalization.html").read_text()
    assert "cut by the grader" in page
    assert "<script" not in page


class Bomb:
    """Unpickled, it leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return open, (str(self.path), "w")


def leave_half_undone(cells: Cells) -> None:
    """No function, a class under another name, a sequence for a GPU, and a net of NaN."""
    replace(
        cells,
        "    x = F.relu(F.conv2d(x, conv_w1",
        "    raise NotImplementedError\n    F.relu(F.conv2d(x, conv_w1",
    )
    replace(cells, "class ThreeLayerConvNet", "class ConvNet")
    replace(
        cells,
        "    nn.Linear(channel_2 * 32 * 32, 10),\n)",
        "    nn.Linear(channel_2 * 32 * 32, 10),\n).cuda()",
    )
    replace(
        cells,
        "optimizer = optim.Adam",
        "nn.init.constant_(model[0].weight, float('nan'))\noptimizer = optim.Adam",
    )
    replace(cells, "history = train_part34(model, optimizer, epochs=epochs)", "model.to('cuda')")


@pytest.mark.nightly(sampled=False)
@pytest.mark.torch
def test_half_a_framework_and_a_loop_without_end_cost_what_they_are_worth(submission: Path) -> None:
    pytest.importorskip("torch")
    change(
        submission / "Dropout.ipynb",
        lambda cells: cells.append(code("import time\nwhile True: time.sleep(0.1)")),
    )
    change(submission / "PyTorch.ipynb", leave_half_undone)
    (submission / "TensorFlow.ipynb").unlink()
    exploded = submission.parent / "exploded"
    (submission / "model.pt").write_bytes(pickle.dumps({"0.weight": Bomb(exploded)}))
    graded = grade(submission, "--questions", "Q3,Q5", seconds=SECONDS)
    assert lost(graded) == {"5.1": 2, "5.2": 1.5, "5.3": 1, "5.5": 1, "5.6": 2.5}
    said = {
        "5.1": "NotImplementedError",
        "5.2": "does not define ThreeLayerConvNet",
        "5.6": "its scores are NaN or infinite",
    }
    assert [number for number, sentence in said.items() if sentence not in graded.output(number)] == []
    assert "the checkpoint was not used: it holds more than tensors" in graded.output("5.6")
    assert "CellTimeout: its time was up" in graded.printed
    assert graded.document["execution_time"] <= 0.8 * SECONDS
    assert not exploded.exists()
