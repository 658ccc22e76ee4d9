"""Renders check() as a notebook shows it, light and dark, and takes pictures to be looked at.

    python tests/browser/look.py FOLDER

Needs nbconvert, ipykernel and numpy beside the project's own packages, and Chromium on the path. Not a test: whether a
picture is right is for somebody who looks at it to say.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assignment import ASSIGNMENT  # noqa: E402
from autograder.handout.bundle import student_files  # noqa: E402
from autograder.handout.template import write_files  # noqa: E402
from autograder.model.library import read_package  # noqa: E402
from autograder.model.mutants import load_catalogue  # noqa: E402

SHOWN = ("1.1", "1.3", "1.20", "4.6", "4.2", "2.1", "4.29")
MADE = ("affine_forward.no_bias", "max_pool_backward_naive.assigned", "conv_backward_naive.dw_batch_mean")
CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1000,4200",
)


def main() -> None:
    """Execute a notebook in a student's folder, render it twice, and take the pictures."""
    target = Path(sys.argv[1]).resolve()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "assignment"
        write_files(folder, student_files(ASSIGNMENT))
        for path, text in wrong_package().items():
            (folder / "cs231n" / path).write_text(text, encoding="utf-8")
        (folder / "look.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
        for theme in ("light", "dark"):
            page = render(folder, theme)
            picture = target / f"check-{theme}.png"
            take_picture(page, picture, Path(scratch) / "profile")
            shutil.copy(page, target)
            print(picture)


def wrong_package() -> dict[str, str]:
    """The solution with some known mistakes, one thing not written, and a print."""
    sources: dict[str, str] = read_package(ASSIGNMENT.reference)
    catalogue = {mistake.id: mistake for mistake in load_catalogue(ASSIGNMENT.mistakes)}
    for name in MADE:
        sources = catalogue[name].applied(sources)
    unwritten = (
        '    raise NotImplementedError("batchnorm_forward (train) is not implemented yet")\n    mode ='
    )
    sources["layers.py"] = sources["layers.py"].replace("    mode =", unwritten, 1)
    sources["layers.py"] = sources["layers.py"].replace(
        "    x, w, conv_param = cache\n",
        "    x, w, conv_param = cache\n    print('x has shape', x.shape)\n",
        1,
    )
    return sources


def notebook() -> dict[str, object]:
    """One cell for each check, and one for several together."""
    lines = [
        "from selfcheck import check\n",
        *(f'check("{number}")\n' for number in SHOWN),
        'check("1.1", "2", "4")',
    ]
    cells = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": line,
        }
        for n, line in enumerate(lines)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def render(folder: Path, theme: str) -> Path:
    """The executed notebook as JupyterLab would show it."""
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "--theme", theme, "look.ipynb"]
    subprocess.run([*command, "--output", f"look-{theme}"], cwd=folder, check=True)
    return folder / f"look-{theme}.html"


def take_picture(page: Path, picture: Path, profile: Path) -> None:
    """A screenshot of the page's top."""
    command = ["chromium", *CHROMIUM, f"--user-data-dir={profile}", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
