"""Make a class of any size, as Gradescope exports one: python -m benchmarks.synthetic_class FOLDER --students 500

Most submissions are the solution with none to five mistakes of the catalogue; some are unfinished, copied, broken or
hostile. The same seed gives the same class.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from assignment import ASSIGNMENT
from autograder.model.library import read_package
from autograder.model.mutants import CatalogueError, Mutant, load_catalogue

Sources = dict[str, str]

_FIRST = (
    "Ada",
    "Alan",
    "Barbara",
    "Claude",
    "Donald",
    "Edsger",
    "Frances",
    "Grace",
    "Katherine",
    "Ken",
    "Radia",
)
_LAST = (
    "Abel",
    "Bayes",
    "Cauchy",
    "Dirac",
    "Euler",
    "Fourier",
    "Gauss",
    "Hilbert",
    "Klein",
    "Lagrange",
    "Noether",
)
_LOOP = "while True:\n    try:\n        pass\n    except BaseException:\n        pass\n"
# What is put in front of a module, by what it stands for.
_BROKEN = {
    "does not compile": ("optim.py", "def sgd(w, dw, config=None)\n    return w\n"),
    "imports what is not there": ("classifiers/cnn.py", "import keras\n"),
    "hangs when it is imported": ("layers.py", _LOOP),
    "ends its process": ("layer_utils.py", "import os\nos._exit(0)\n"),
    "kills everything": ("optim.py", "import os\nos.kill(-1, 9)\n"),
    "takes all memory": ("optim.py", "x = [b'1' * (1 << 28) for _ in range(1 << 20)]\n"),
    "prints without end": ("layers.py", "import os\nwhile True:\n    os.write(1, b'100 of 100 ' * 9999)\n"),
    "forks without end": ("optim.py", "import os\nwhile True:\n    os.fork()\n"),
    "writes markup": (
        "layers.py",
        "raise ValueError('<script>alert(1)</script><img src=x onerror=alert(2)>')\n",
    ),
}
_HANGING = "    while True:\n        pass\n"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--students", default=500, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(folder: Path, students: int, seed: int) -> None:
    """Write an export with so many submissions to FOLDER."""
    write_class(folder, students, seed)
    click.echo(f"wrote {students} submissions to {folder}")


def write_class(folder: Path, students: int, seed: int = 1) -> None:
    """Write submissions and their metadata, as in an unpacked export."""
    rng = random.Random(seed)
    catalogue = load_catalogue(ASSIGNMENT.mistakes)
    reference = read_package(ASSIGNMENT.reference)
    earlier: list[Sources] = []
    lines = []
    for number in range(students):
        name = f"submission_{10_000 + number}"
        sources = _submission(rng, reference, catalogue, earlier)
        earlier.append(sources)
        _write(folder / name, sources)
        lines += _metadata(rng, name, number)
    folder.joinpath("submission_metadata.yml").write_text("---\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _submission(
    rng: random.Random, reference: Sources, catalogue: list[Mutant], earlier: list[Sources]
) -> Sources:
    made = _with_mistakes(rng, reference, catalogue)
    kinds: list[tuple[float, Callable[[], Sources]]] = [
        (0.04, lambda: dict(reference)),
        (0.03, lambda: dict(rng.choice(earlier)) if earlier else dict(reference)),
        (0.03, lambda: _copied(rng, earlier) if earlier else made),
        (0.12, lambda: _unfinished(rng, made)),
        (0.06, lambda: _broken(rng, made)),
        (0.01, lambda: {}),
        (0.71, lambda: made),
    ]
    weights = [weight for weight, _ in kinds]
    return rng.choices([kind for _, kind in kinds], weights)[0]()


def _with_mistakes(rng: random.Random, reference: Sources, catalogue: list[Mutant]) -> Sources:
    """Few mistakes or many, by how well the student understood: the marks spread as those of a class do."""
    sources = dict(reference)
    for mistake in rng.sample(catalogue, min(8, int(rng.expovariate(0.5)))):
        if mistake.function:
            try:
                sources = mistake.applied(sources)
            except CatalogueError:
                continue  # an earlier one has edited the same lines
    return sources


def _copied(rng: random.Random, earlier: list[Sources]) -> Sources:
    """Somebody else's work under other names of variables."""
    text = dict(rng.choice(earlier))
    return {path: f"# my own work {rng.random()}\n{content}" for path, content in text.items()}


def _unfinished(rng: random.Random, sources: Sources) -> Sources:
    """Some modules as they were handed out."""
    blank = read_package(ASSIGNMENT.template / "cs231n")
    left = rng.sample(
        ["optim.py", "layers.py", "classifiers/fc_net.py", "classifiers/cnn.py"], rng.randint(1, 2)
    )
    return {path: blank[path] if path in left else text for path, text in sources.items()}


def _broken(rng: random.Random, sources: Sources) -> Sources:
    if not sources:
        return sources
    if rng.random() < 0.2:
        head, mark, rest = sources["layers.py"].partition("    x, w, conv_param = cache\n")
        return {**sources, "layers.py": head + _HANGING + mark + rest}
    path, text = _BROKEN[rng.choice(sorted(_BROKEN))]
    return {**sources, path: text + sources[path]}


def _write(folder: Path, sources: Mapping[str, str]) -> None:
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("handed in\n", encoding="utf-8")
    for path, text in sources.items():
        target = folder / "cs231n" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _metadata(rng: random.Random, name: str, number: int) -> list[str]:
    """A submission as the export describes it; every tenth is a pair's."""
    lines = [f"{name}:", "  :submitters:"]
    for person in range(2 if number % 10 == 9 else 1):
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        lines += [
            f"  - :name: {first} {last}",
            f"    :sid: {json.dumps(f'{1000 + number}{person}')}",
            f"    :email: {first}.{last}.{number}@example.org".lower(),
        ]
    day, hour = rng.randint(1, 9), rng.randint(0, 23)
    return [*lines, f"  :created_at: 2026-10-0{day} {hour:02d}:{rng.randint(0, 59):02d}:07.000000000 -07:00"]


if __name__ == "__main__":
    main()
