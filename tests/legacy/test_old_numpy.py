"""What numpy has ended since 1.16 behaves as it did, for the submission only."""

from __future__ import annotations

import numpy as np
import pytest

from tests.legacy.importing import imported

# An expression, and what it came to when it was written.
ONE_NUMBER = {
    "an item": ("out[0, 1] = np.ones((1, 1))", "out", [[0, 1], [0, 0]]),
    "an item of a row": ("out[1][0] = np.full(1, 3.0)", "out", [[0, 0], [3, 0]]),
    "an item by names": (
        "i, j = 1, 1\nout[i, j] = out.sum(axis=(0, 1), keepdims=True) + 2",
        "out",
        [[0, 0], [0, 2]],
    ),
    "an item added to": ("out[0, 0] += np.array([2.0])", "out", [[2, 0], [0, 0]]),
    "an item divided": ("out[0, 0] = 4\nout[0, 0] /= np.array([[2.0]])", "out", [[2, 0], [0, 0]]),
    "two at once": ("out[0, 0] = other = out[1, 1] = np.array([5.0])", "out", [[5, 0], [0, 5]]),
    "a float": ("a = float(np.array([2.5]))", "a", 2.5),
    "an int": ("a = int(np.array([[7]]))", "a", 7),
    "an int by numpy's name": ("a = np.int(np.array([7.0]))", "a", 7),
    "a format": ("a = 'loss %.2f after %d' % (np.array([0.5]), np.array([[3]]))", "a", "loss 0.50 after 3"),
    "a format of one": ("a = '%.1f' % np.array([[0.5]])", "a", "0.5"),
    "a root": ("import math\na = math.sqrt(np.array([4.0]))", "a", 2.0),
    "a whole part": ("from math import floor\na = floor(np.array([4.5]))", "a", 4),
}
ENDED = {
    "newshape": ("a = np.reshape(np.arange(4), newshape=(2, 2))", [[0, 1], [2, 3]]),
    "newshape, half": ("a = np.reshape(np.arange(4), newshape=(4 / 2, -1))", [[0, 1], [2, 3]]),
    "trapz": ("a = np.trapz([1, 2, 3])", 4.0),
    "in1d": ("a = np.in1d([[1, 2], [3, 4]], [2, 3])", [False, True, True, False]),
    "in1d, imported": ("from numpy import in1d\na = in1d([1, 2], 2)", [False, True]),
    "ptp": ("a = np.array([[1, 5], [2, 9]]).ptp(axis=1)", [4, 7]),
    "ptp of all": ("a = np.arange(5).ptp()", 4),
    "itemset": ("a = np.zeros((2, 2))\na.itemset((0, 1), 5)\na.itemset(3, 2)", [[0, 5], [0, 2]]),
    "tostring": ("a = np.zeros(1).tostring()", bytes(8)),
    "newbyteorder": ("a = np.ones(2).newbyteorder().dtype.itemsize", 8),
    "sum of a generator": ("a = np.sum(n * n for n in range(4))", 14),
    "sum of a map": ("a = np.sum(map(float, '123'))", 6.0),
    "stack of a generator": ("a = np.vstack(np.full(2, n) for n in range(2))", [[0, 0], [1, 1]]),
    "stack of a map": ("a = np.hstack(map(np.ones, (1, 2)))", [1, 1, 1]),
    "interpolation": ("a = np.percentile([1, 2, 3, 4], 50, interpolation='lower')", 2),
    "interpolation of a quantile": ("a = np.quantile([1, 2, 3, 4], 0.5, interpolation='higher')", 3),
    "ragged rows": ("a = [len(row) for row in np.array([[1], [1, 2]])]", [1, 2]),
    "arrays and numbers": ("a = np.asarray([np.zeros(3), 1.0]).shape", (2,)),
    "pad by half": ("a = np.pad(np.ones(2), (2 - 1) / 1, 'constant')", [0, 1, 1, 0]),
    "pad by floats": ("a = np.pad(np.ones((1, 1)), ((0, 0), (2 / 2, 1.0)), 'constant')", [[0, 1, 0]]),
    "linspace of a float": ("a = np.linspace(0, 1, 6 / 2)", [0, 0.5, 1]),
    "linspace, num": ("a = np.linspace(0, 1, num=np.float64(2))", [0, 1]),
    "expand_dims beyond": ("a = np.expand_dims(np.ones(3), 4).shape", (3, 1)),
    "expand_dims below": ("a = np.expand_dims(np.ones(3), -5).shape", (1, 3)),
    "inverse of unique": ("a = np.unique([[3, 1], [1, 3]], return_inverse=True)[1]", [1, 0, 0, 1]),
    "all three of unique": ("a = np.unique([[3, 1]], True, True, True)[2]", [1, 0]),
    "private modules": ("from numpy.lib.function_base import diff\na = diff([1, 3])", [2]),
    "private modules of old": ("from numpy.core.fromnumeric import prod\na = prod([2, 3])", 6),
    "a part that is gone": ("from numpy.core.umath_tests import inner1d\na = 1", 1),
    "a name that is gone": (
        "from numpy.testing.utils import nothing\nfrom numpy.random import nobody\na = 1",
        1,
    ),
    "exceptions": (
        "a = issubclass(np.AxisError, ValueError) and issubclass(np.ComplexWarning, Warning)",
        True,
    ),
    "names of types": (
        "a = [np.dtype(t).itemsize for t in (np.float_, np.int0, np.cfloat, np.bool8)]",
        [8, 8, 16, 1],
    ),
}


@pytest.mark.parametrize(("text", "name", "value"), ONE_NUMBER.values(), ids=ONE_NUMBER)
def test_an_array_with_one_number_is_that_number(text: str, name: str, value: object) -> None:
    namespace, _ = imported(f"import numpy as np\nout = np.zeros((2, 2))\n{text}\n")
    assert np.all(namespace[name] == np.array(value))
    assert not isinstance(value, (int, float)) or type(namespace[name]) is type(value)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of numpy.core, which is still there
@pytest.mark.parametrize(("text", "value"), ENDED.values(), ids=ENDED)
def test_what_has_ended_is_there(text: str, value: object) -> None:
    namespace, _ = imported(f"import numpy as np\n{text}\n")
    assert np.array_equal(namespace["a"], value)


@pytest.mark.parametrize(
    "text",
    [
        "def f(): x = np.zeros(2); x[0] = np.ones(2)",
        "def f(): x = np.zeros(2); x[0] += np.ones((1, 2))",
        "def f(): x = (1, 2); x[0] = 3",
        "def f(): x = np.zeros(2); x[5] = 1",
        "def f(): return int(np.ones(2))",
        "def f(): return '%f' % np.ones(2)",
        "def f(): return np.ones(2).pt()",
        "def f(): return [].ptp()",
        "def f(): return np.pad(np.ones(2), 0.5)",
        "def f(): return np.array([[1], [1, 2]], dtype=float)",
        "def f(): return np.reshape(np.ones(4), newshape=(3, 2))",
    ],
)
def test_what_was_wrong_is_wrong(text: str) -> None:
    namespace, met = imported(f"import numpy as np\n{text}\n")
    with pytest.raises((TypeError, ValueError, IndexError, AttributeError)) as caught:
        namespace["f"]()
    assert caught.traceback[-1].lineno == 1 or caught.traceback[1].lineno == 1
    assert not met


def test_what_is_stored_stays_as_it_was_written() -> None:
    namespace, met = imported("""
        order = []
        def told(value):
            order.append(value)
            return value
        class Odd(dict):
            def __setitem__(self, key, value):
                order.append((key, value))
                super().__setitem__(key, value)
        odd = Odd()
        odd[told(1)] = told(2)
        odd[told(1)] += told(3)
        names = {}
        names['a'], (names['b'], c) = 1, (2, 3)
        held = sorted(name for name in globals() if name.startswith('<'))
    """)
    assert namespace["order"] == [2, 1, (1, 2), 1, 3, (1, 5)]
    assert namespace["names"] == {"a": 1, "b": 2}
    assert not namespace["held"]
    assert not met
