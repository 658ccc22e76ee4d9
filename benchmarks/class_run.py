"""Measure the time of a class beside grading: python -m benchmarks.class_run EXPORT --workers 2 --take 40

Grades the first submissions of an export into a folder that is thrown away. The engine's overhead is the share of the
workers' time in which none of them waited for its judge: reading, sending, writing down, and starting and ending.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click
from rich.console import Console

from assignment import ASSIGNMENT
from autograder.class_run.class_run import Plan, regrade
from autograder.class_run.cluster import local_workers
from autograder.class_run.progress import Progress
from autograder.class_run.record import RunRecord
from autograder.grading.pipeline import Order


@click.command()
@click.argument("export", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--workers", default=local_workers(), show_default=True)
@click.option("--take", default=40, show_default=True, help="How many submissions.")
def main(export: Path, workers: int, take: int) -> None:
    """Grade a part of EXPORT and print how long that took."""
    with tempfile.TemporaryDirectory() as scratch:
        part, out = Path(scratch) / "part", Path(scratch) / "run"
        part.mkdir()
        for folder in sorted(path for path in export.iterdir() if path.is_dir())[:take]:
            (part / folder.name).symlink_to(folder.resolve())
        started = time.monotonic()
        regrade(
            ASSIGNMENT,
            Plan(part, out, Order(part, code_only=True), workers=workers),
            Progress(Console(quiet=True)),
        )
        wall = time.monotonic() - started
        with RunRecord(out) as record:
            rows = list(record.rows())
    graded = {row.digest: row.seconds for row in rows if row.seconds}
    click.echo(
        f"{len(rows)} submissions, {len(graded)} different, {workers} workers: {wall:.1f} s, "
        f"{60 * len(graded) / wall:.0f} graded a minute, {sum(graded.values()) / len(graded):.2f} s each, "
        f"overhead {100 * (1 - sum(graded.values()) / (workers * wall)):.1f} %"
    )


if __name__ == "__main__":
    main()
