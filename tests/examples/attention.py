"""The second assignment, examples/attention: its commands, submissions, and names that it must not use."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.model.library import read_package
from autograder.model.mutants import load_catalogue
from tests.grading import PROJECT

FOLDER = PROJECT / "examples" / "attention"
POINTS = 20
OF_CODE = 19

# Names of the first assignment's course, modules, functions, notebooks and data.
FOREIGN = re.compile(
    r"cs231n|layernorm|batchnorm|groupnorm|dropout|conv_(forward|backward)|max_pool|fc_net|TwoLayer|FullyConnected"
    r"|ThreeLayer|cifar|keras|torchvision|im2col|(PyTorch|TensorFlow)\.ipynb|assignment ?2",
    re.IGNORECASE,
)

_COMMAND = """
import sys
from pathlib import Path
from autograder.commands.ta import main
from autograder.model.assignment import load_assignment
main(sys.argv[2:], obj=load_assignment(Path(sys.argv[1])))
"""


def ta(*words: str | Path) -> str:
    """Run a staff command on the assignment, and return what it printed; fails unless it succeeds."""
    command = [sys.executable, "-c", _COMMAND, FOLDER, *words]
    environment = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Flawed:
    """A submission with mistakes of the catalogue, and with lines added to a module; what it has of all points."""

    mistakes: tuple[str, ...]
    score: float
    added: tuple[str, str] = ("__init__.py", "")

    def write(self, folder: Path) -> Path:
        """The submission as a folder: the package and the notebook."""
        sources = read_package(FOLDER / "reference" / "attention")
        catalogue = {mistake.id: mistake for mistake in load_catalogue(FOLDER / "reference" / "mistakes")}
        for mistake in self.mistakes:
            sources = catalogue[mistake].applied(sources)
        module, text = self.added
        sources[module] += text
        for path, source in sources.items():
            target = folder / "attention" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source)
        notebook = FOLDER / "reference" / "Attention.ipynb"
        (folder / notebook.name).write_bytes(notebook.read_bytes())
        return folder


FLAWED = {
    "scale": Flawed(("attention_forward.no_scale",), 16.5),
    "softmax": Flawed(("softmax_forward.no_maximum", "softmax_backward.diagonal"), 17.5),
    "heads": Flawed(("split_heads.interleaved", "multi_head_backward.overwritten"), 18.65),
    "globals": Flawed(("softmax_backward.last_call", "attention_backward.last_call"), 15.5),
    "broken": Flawed((), 13.5, added=("multi_head.py", "\ndef unfinished(:\n")),
}
SCORES = {
    "reference": POINTS,
    "student_template": 0,
    **{name: flawed.score for name, flawed in FLAWED.items()},
}


def submission(name: str, folder: Path) -> Path:
    """One of the submissions named in SCORES; written below `folder` if it is flawed."""
    return FLAWED[name].write(folder / name) if name in FLAWED else FOLDER / name
