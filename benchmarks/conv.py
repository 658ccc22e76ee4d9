"""Measure the reference's convolution and pooling, forward plus backward, against torch and loops.

    python benchmarks/conv.py [--plot FILE] [--rounds N]

All contenders run in one process on one core, by turns, on inputs that are fresh in each round, and are billed
CPU time: ratios are medians of paired ratios to torch. Every contender's answers are checked first.
"""

from __future__ import annotations

import importlib.util
import operator
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from conv_contenders import Contender, contenders
from rich import box
from rich.console import Console
from rich.table import Table

from autograder.isolation.process_env import pin

DTYPES = ("float64", "float32")
# What the contenders' names stand for, and the colours of the plot (Okabe and Ito's, safe for the colour-blind).
LEGEND = {
    "torch": ("torch, one thread", "#000000"),
    "fast": ("reference/cs231n/fast_layers.py", "#D55E00"),
    "bound": ("numpy's matrix products alone, a bound", "#0072B2"),
    "im2col": ("classic im2col: index arrays, np.add.at", "#009E73"),
    "naive": ("reference/cs231n/layers.py, a loop over windows", "#CC79A7"),
    "loops": ("four nested loops (one image, scaled)", "#E69F00"),
}


@dataclass(frozen=True)
class Task:
    """One shape. `kernel` is the filters' (F, C, HH, WW), or the height and width of a pooling's windows."""

    name: str
    x: tuple[int, int, int, int]
    kernel: tuple[int, int, int, int] | int
    stride: int
    pad: int = 0

    @property
    def kind(self) -> str:
        return "pool" if isinstance(self.kernel, int) else "conv"

    def __str__(self) -> str:
        kernel = f"w {self.kernel}, pad {self.pad}" if self.kind == "conv" else f"window {self.kernel}"
        return f"{self.name}: x {self.x}, {kernel}, stride {self.stride}"

    def draw(self, rng: np.random.Generator, dtype: str) -> dict[str, Any]:
        """Fresh arguments for a contender's `conv` or `pool`."""
        if isinstance(self.kernel, int):
            shapes: dict[str, tuple[int, ...]] = {
                "x": self.x,
                "dout": (*self.x[:2], *self._out(self.kernel, self.kernel)),
            }
            rest = {"size": self.kernel, "stride": self.stride}
        else:
            filters, _, *size = self.kernel
            dout = (self.x[0], filters, *self._out(*size))
            shapes = {"x": self.x, "w": self.kernel, "b": (filters,), "dout": dout}
            rest = {"stride": self.stride, "pad": self.pad}
        return {name: rng.standard_normal(shape).astype(dtype) for name, shape in shapes.items()} | rest

    def _out(self, height: int, width: int) -> tuple[int, int]:
        _, _, H, W = self.x
        return 1 + (H + 2 * self.pad - height) // self.stride, 1 + (W + 2 * self.pad - width) // self.stride


TASKS = [
    Task("conv A", (100, 3, 31, 31), (25, 3, 3, 3), 2, 1),
    Task("conv B", (100, 3, 32, 32), (32, 3, 7, 7), 1, 3),
    Task("conv C", (50, 32, 16, 16), (32, 32, 3, 3), 1, 1),
    Task("pool D", (100, 3, 32, 32), 2, 2),
    Task("pool E", (50, 32, 32, 32), 2, 2),
    Task("pool F", (50, 32, 32, 32), 3, 2),
]


@dataclass(frozen=True)
class Result:
    """Torch's CPU milliseconds for one task, and how many times as long each contender took."""

    task: Task
    dtype: str
    torch_ms: float
    ratios: dict[str, float]


def measure(task: Task, dtype: str, everyone: list[Contender], rounds: int) -> Result:
    """Run the contenders by turns, in changing order."""
    rng = np.random.default_rng()
    field = [contender for contender in everyone if getattr(contender, task.kind) is not None]
    check(task, field, task.draw(rng, dtype))
    seconds: dict[str, list[float]] = {contender.name: [] for contender in field}
    for turn in range(rounds):
        arguments = task.draw(rng, dtype)
        for contender in field[:: 1 if turn % 2 else -1]:
            if contender.rounds is None or turn < contender.rounds:
                seconds[contender.name].append(cpu_seconds(task, contender, arguments))
    baseline = seconds[field[0].name]
    ratios = {name: statistics.median(map(operator.truediv, own, baseline)) for name, own in seconds.items()}
    return Result(task, dtype, 1e3 * statistics.median(baseline), ratios)


def cpu_seconds(task: Task, contender: Contender, arguments: dict[str, Any]) -> float:
    """CPU time of one run, scaled to all images where it is on a few."""
    few = shorten(arguments, contender.images)
    run = getattr(contender, task.kind)
    start = time.process_time()
    run(**few)
    return (time.process_time() - start) * len(arguments["x"]) / len(few["x"])


def shorten(arguments: dict[str, Any], images: int | None) -> dict[str, Any]:
    """The arguments with the first so many images only."""
    return arguments | {name: arguments[name][:images] for name in ("x", "dout")}


def check(task: Task, field: list[Contender], arguments: dict[str, Any]) -> None:
    """Stop where a contender disagrees with the first; a warm-up for all of them too."""
    for contender in field:
        few = shorten(arguments, contender.images)
        right = getattr(field[0], task.kind)(**few)
        answers = getattr(contender, task.kind)(**few)
        for answer, want in zip(answers, right, strict=contender.exact):
            if contender.exact and np.max(np.abs(answer - want)) > 1e-3 * np.max(np.abs(want)):
                raise click.ClickException(f"{task}: {contender.name} is wrong")


def table(results: list[Result]) -> Table:
    names = [name for name in LEGEND if name != "torch"]
    shown = Table(title="CPU time of forward plus backward, as a multiple of torch's", box=box.SIMPLE_HEAD)
    for heading in ("task", "type"):
        shown.add_column(heading)
    for heading in ("torch ms", *names, "gain"):
        shown.add_column(heading, justify="right")
    for result in results:
        ratios = [number(result.ratios.get(name)) for name in names]
        gain = result.ratios["loops"] / result.ratios["fast"]
        shown.add_row(result.task.name, result.dtype, number(result.torch_ms), *ratios, number(gain))
    return shown


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def plot(results: list[Result], file: Path) -> None:
    """One line per task and type, one dot per contender, on a logarithmic scale."""
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.use("Agg")
    pyplot = importlib.import_module("matplotlib.pyplot")
    figure, axes = pyplot.subplots(figsize=(10, 1.5 + 0.4 * len(results)), layout="constrained")
    lines = range(len(results))
    for name, (meaning, colour) in LEGEND.items():
        at = [
            (result.ratios[name], line)
            for line, result in zip(lines, results, strict=True)
            if name in result.ratios
        ]
        axes.scatter(*zip(*at, strict=True), s=60, color=colour, label=meaning, zorder=2)
    axes.axvline(1, color=LEGEND["torch"][1], linewidth=1, zorder=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_yticks(lines, [f"{result.task}, {result.dtype}" for result in results])
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    axes.set_xlabel("CPU time of forward plus backward, as a multiple of torch's")
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    figure.savefig(file, dpi=150)


@click.command(help=__doc__)
@click.option(
    "--plot", "picture", type=click.Path(path_type=Path), help="Write a plot, for which matplotlib is needed."
)
@click.option("--rounds", default=21, show_default=True, help="How often each contender runs.")
def main(picture: Path | None, rounds: int) -> None:
    if picture is not None and importlib.util.find_spec("matplotlib") is None:
        raise click.UsageError("--plot needs matplotlib")
    pin()
    everyone = contenders()
    results = [measure(task, dtype, everyone, rounds) for dtype in DTYPES for task in TASKS]
    console = Console()
    console.print(table(results))
    meanings = [f"{name}: {meaning}" for name, (meaning, _) in LEGEND.items()]
    for line in (*map(str, TASKS), *meanings, "gain: loops / fast"):
        console.print(line, highlight=False)
    if picture is not None:
        plot(results, picture)


if __name__ == "__main__":
    main()
