"""The platform: one image for all, one run for each submission."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.base.scratch import Scratch
from autograder.simulate.container import Container, Ended, Size
from autograder.simulate.image import Image, folder_image
from autograder.simulate.played_metadata import metadata
from autograder.simulate.receive import Received, receive
from autograder.simulate.root import root_image


@dataclass(frozen=True)
class Platform:
    """The way of running: platform, size and limits.

    seconds: the time limit of a run; hours_late: when submissions came, after their due date.
    title, points: the assignment's, for the metadata. told: metadata to use instead of all of these.
    """

    size: Size
    seconds: int = 600
    hours_late: float = -1.0
    rootfs: bool = False
    title: str = "Assignment"
    points: float = 100.0
    told: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Graded:
    """The platform's view of a run. printed: the output of run_autograder, which staff can read."""

    submission: Path
    ended: Ended
    received: Received
    printed: str


@contextmanager
def built(bundle: Path, platform: Platform, told: Callable[[str], None]) -> Iterator[tuple[Image, Container]]:
    """An image built from the zip, and the container to run it in; both are gone afterwards."""
    with Scratch("simulate") as scratch:
        top = scratch / "root"
        scratch.chmod(0o755)
        top.mkdir()
        if platform.rootfs:
            told("making a Debian root")
        image = root_image(top) if platform.rootfs else folder_image(top)
        told("building the image: setup.sh")
        image.build(bundle)
        with Container(platform.size) as container:
            yield image, container


def grade_all(
    submissions: Sequence[Path],
    image: Image,
    container: Container,
    platform: Platform,
    told: Callable[[str], None],
) -> Iterator[Graded]:
    """Grade each submission in turn, as a run of its own."""
    for submission in submissions:
        told(f"grading {submission}")
        played = metadata(platform.hours_late, platform.points, platform.title)
        image.prepare(submission, dict(platform.told) if platform.told is not None else played)
        yield _graded(submission, image, container, platform)


def _graded(submission: Path, image: Image, container: Container, platform: Platform) -> Graded:
    results = image.root / "results"
    command = image.command(["./run_autograder"], {"TIMEOUT_SECONDS": str(platform.seconds)})
    with open(results / "stdout", "wb") as output:
        ended = container.run(command, output, platform.seconds)
    received = receive(results / "results.json", timed_out=ended.timed_out)
    if ended.status and not ended.timed_out:
        status = f"run_autograder ended with status {ended.status}, not 0."
        received = replace(received, problems=(*received.problems, status))
    container.kill()
    return Graded(submission, ended, received, (results / "stdout").read_text(errors="replace"))
