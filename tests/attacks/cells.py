"""Hostile cells of a notebook that is honest otherwise, graded and kept like any other."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.attacks.attack import SOURCES
from tests.attacks.outcome import REFUSED, Outcomes
from tests.attacks.scene import Scene
from tests.grading import Graded, write_package

KIND = "notebooks"
NOTEBOOK = "Dropout.ipynb"
SHARED = "writes where everybody may"
WON = "got it: removed"

# PROJECT, RESULTS, METADATA, COMMONS, TOKEN and PORT are as in other attacks. A cell wins where it raises nothing.
CELLS = {
    "reads the fixtures in a cell": "open(f'{PROJECT}/fixtures/hidden/manifest.json').read()",
    "reads the reference in a cell": "open(f'{PROJECT}/reference/cs231n/layers.py').read()",
    "reads the metadata in a cell": "open(METADATA).read()",
    "reads the zygote's environment in a cell": "open(f'/proc/{os.getppid()}/environ').read()",
    "writes the results in a cell": "open(RESULTS, 'w').write('{}')",
    SHARED: "open(f'/var/tmp/{TOKEN}', 'w').write('x')",
    "changes the data that all notebooks read": "open('cs231n/datasets/left-behind', 'w').write('x')",
    "fills the disk in a cell": "open('large', 'wb').write(bytes(1 << 28))",
    "takes 50 GB in a cell": "bytearray(50 << 30)",
    "forks in a cell": "os.fork() or os._exit(0)",
    "runs a shell in a cell": "subprocess.run(['/bin/sh', '-c', 'exit 0'], check=True)",
    "runs a shell as IPython does": "assert get_ipython().system_raw('exit 0') == 0",
    "runs a shell as a magic": "%%bash\necho W''ON",
    "runs a program by an exclamation mark": "found = !echo yes\nassert found == ['yes']",
    "starts a kernel of its own": "from jupyter_client import KernelManager\nKernelManager().start_kernel()",
    "kills the zygote in a cell": "os.kill(os.getppid(), 9)",
    "signals all there is": "os.kill(-1, 15)",
    "connects by TCP in a cell": "socket.create_connection(('127.0.0.1', PORT), 5)",
    "sends by UDP in a cell": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
    "becomes root in a cell": "os.setuid(0)",
    "waits for a key": "input('your answer?')",
}
# What these try is seen in what is kept: whether it runs where somebody looks at it.
SHOWN = {
    "shows a script": "from IPython.display import HTML, display\ndisplay(HTML('<script>alert(1)</script>'))",
    "shows a picture from elsewhere": "display(HTML(f'<img src=\"http://127.0.0.1:{PORT}/x\" onerror=alert(1)>'))",
    "shows JavaScript": "from IPython.display import Javascript\ndisplay(Javascript('alert(2)'))",
    "prints what terminals obey": "print('\\x1b[2J\\u202e')",
    "prints a million lines": "for _ in range(200): print('x\\n' * 5000)",
}
KEYS = [(KIND, name) for name in (*CELLS, *SHOWN)]
_HEAD = "import os, signal, socket, subprocess\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
_TRAINING = """
import numpy as np
from cs231n.classifiers.fc_net import FullyConnectedNet
from cs231n.data_utils import get_CIFAR10_data
from cs231n.solver import Solver
np.random.seed(0)
model = FullyConnectedNet([100], weight_scale=2e-2, dropout=0.8)
data = get_CIFAR10_data(num_training=1000)
solver = Solver(model, data, update_rule='adam', num_epochs=8, batch_size=100, verbose=False)
solver.train()
"""


def grade(scene: Scene) -> tuple[Graded, Outcomes]:
    """Grade question 3 of an honest package with the hostile notebook; what became of each cell."""
    with tempfile.TemporaryDirectory(dir=scene.folder) as name:
        folder = Path(name)
        folder.chmod(0o755)
        results, kept = folder / "out" / "results.json", folder / "kept"
        for made in (results.parent, kept):
            made.mkdir()
            made.chmod(0o777)
        path = write_package(folder / "submission", SOURCES)
        (path / NOTEBOOK).write_text(json.dumps(_notebook(scene.places(results))))
        graded = scene.grade(path, results, ["Q3"], kept)
        return graded, _outcomes(kept)


def _notebook(places: Mapping[str, object]) -> dict[str, object]:
    head = _HEAD + "\n".join(f"{name} = {place!r}" for name, place in places.items())
    tried = [f"{code}\nprint('W' + 'ON')" if "%%" not in code else code for code in CELLS.values()]
    sources = [head, *tried, *SHOWN.values(), _TRAINING]
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [cell | {"source": source} for source in sources]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def _outcomes(kept: Path) -> Outcomes:
    executed, page = kept / NOTEBOOK, kept / NOTEBOOK.replace(".ipynb", ".html")
    if not executed.is_file():
        return dict.fromkeys(KEYS, REFUSED)
    cells = json.loads(executed.read_text())["cells"]
    outcomes = {(KIND, name): _outcome(cell["outputs"]) for name, cell in zip(CELLS, cells[1:], strict=False)}
    seen = "harmless" if _is_harmless(page.read_text()) else "shown as it is"
    return outcomes | {(KIND, name): seen for name in SHOWN}


def _is_harmless(page: str) -> bool:
    """Whether a page is short, and shows without running or fetching anything."""
    return len(page) < 5_000_000 and not any(
        tag in page for tag in ("<script", '<img src="http', "\x1b", "\u202e")
    )


def _outcome(outputs: list[dict[str, object]]) -> str:
    errors = [str(output["ename"]) for output in outputs if output["output_type"] == "error"]
    if errors:
        return errors[0]
    return WON if "WON" in json.dumps(outputs) else "left out"
