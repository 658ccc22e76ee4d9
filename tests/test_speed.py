"""The band of a ratio, and what noise can make of it."""

from __future__ import annotations

import pytest

from autograder.feedback.speed_text import figures
from autograder.model.speed import Band, estimate


@pytest.mark.parametrize(
    ("ratios", "band"),
    [
        ([1.0, 1.1, 0.9, 1.0], Band.FAST),
        ([10.0, 11.0, 9.0, 10.0], Band.MIDDLING),
        ([100.0, 110.0, 90.0, 100.0], Band.SLOW),
    ],
)
def test_what_is_measured_well_is_judged_by_its_mean(ratios: list[float], band: Band) -> None:
    assert estimate(ratios).band is band


def test_what_a_busy_machine_makes_uncertain_has_all_points() -> None:
    speed = estimate([1.5, 60.0] * 10)
    assert speed.band is Band.NOT_MEASURED
    assert speed.band.share == 1


@pytest.mark.parametrize(("least", "band"), [(28.0, Band.SLOW), (12.0, Band.MIDDLING)])
def test_nobody_becomes_fast_by_making_noise(least: float, band: Band) -> None:
    noisy = estimate([least, 30 * least] * 30)
    assert noisy.uncertainty > 2
    assert noisy.band is band


@pytest.mark.parametrize(("ratio", "figure"), [(0.954, "0.95"), (1.02, "1"), (2.84, "2.8"), (283.0, "280")])
def test_a_ratio_is_told_in_two_figures(ratio: float, figure: str) -> None:
    assert figures(ratio) == figure
