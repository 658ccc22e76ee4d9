"""Pictures of where an array is wrong."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import numpy as np

from autograder.feedback.heatmap_svg import RIGHT, WRONG, draw
from autograder.model.compare import Difference
from autograder.model.heatmap import DECADES, LEVELS, Heatmap, heatmap, level, shrunk, worst_slice

SVG = "{http://www.w3.org/2000/svg}"


def mapped(got: np.ndarray, want: np.ndarray) -> Heatmap:
    found = heatmap("dx", Difference(got, want, limit=1e-6))
    assert found is not None
    return found


def drawn(got: np.ndarray, want: np.ndarray) -> str:
    return draw(mapped(got, want))


def cells(picture: str) -> list[str]:
    """Colours of the cells, in reading order."""
    rects = [r for r in ET.fromstring(picture).iter(f"{SVG}rect") if r.get("stroke") == "#ffffff"]
    return [str(r.get("fill")) for r in sorted(rects, key=lambda r: (float(r.get("y")), float(r.get("x"))))]


def test_the_slice_with_the_largest_error_is_shown():
    want = np.zeros((2, 3, 4, 5))
    got = want.copy()
    got[0, 0] = 0.5
    got[1, 2, 3, 4] = 2.0
    part = worst_slice("dx", Difference(got, want, limit=1e-6))
    assert part.title == "dx[1, 2, :, :]"
    assert part.axes == (2, 3)
    assert part.errors.shape == (4, 5)
    picture = drawn(got, want)
    assert [c != RIGHT for c in cells(picture)] == [False] * 19 + [True]
    assert "dx[1, 2, :, :]" in picture
    assert "axis 2 down, axis 3 to the right" in picture


def test_a_cell_says_its_numbers():
    want = np.zeros((2, 2))
    got = np.array([[0.0, 0.25], [0.0, 0.0]])
    assert "[0, 1] is 0.25, should be 0" in drawn(got, want)


def test_a_vector_is_one_row():
    want = np.zeros(3)
    picture = drawn(np.array([0.0, 0.0, 1.0]), want)
    assert cells(picture) == [RIGHT, RIGHT, WRONG[-1]]


def test_levels_tell_orders_of_magnitude_apart():
    limit, largest = 1e-9, 1.0
    levels = [level(largest / 10**d, limit, largest) for d in np.linspace(DECADES, 0, LEVELS)]
    assert levels == sorted(levels)
    assert levels[0] == 1 == level(1e-8, limit, largest)
    assert levels[-1] == LEVELS == len(WRONG)
    assert level(1e-9, limit, largest) == 0


def test_a_picture_drawn_from_data_is_the_same_but_for_the_numbers():
    want = np.zeros((3, 4, 5))
    got = want.copy()
    got[1, 2] = [1e-5, 1e-3, 1e-2, 0.1, 1.0]
    data = json.loads(json.dumps(mapped(got, want).to_json()))
    assert draw(Heatmap.from_json(data)) == re.sub("<title>.[0-9], .*?</title>", "", drawn(got, want))


def test_data_of_a_large_array_are_small():
    data = mapped(np.ones((1000, 77)), np.zeros((1000, 77))).to_json()
    assert len(json.dumps(data)) < 1_200
    assert "76" in draw(Heatmap.from_json(data))


def test_large_slices_shrink_and_lose_no_error():
    errors = np.zeros((1000, 77))
    errors[999, 76] = 1.0
    small = shrunk(errors)
    assert small.shape[0] <= 24
    assert small.shape[1] <= 32
    assert small[-1, -1] == small.max() == 1.0
    assert len(drawn(errors, np.zeros_like(errors))) < 500_000


def test_overflowing_errors_are_drawn():
    want = np.zeros((2, 2))
    picture = drawn(np.array([[1e308, 0.0], [-1e308, 1.0]]), want)
    assert not re.search("nan|inf", picture)


def test_there_is_no_picture_of_a_number():
    assert heatmap("loss", Difference(np.array(1.0), np.array(0.0), limit=1e-6)) is None
