"""Submissions in the style of 2018 to 2024 that combine what costs nothing: each is a row of a table of edits."""

from __future__ import annotations

from collections.abc import Mapping

from tests.legacy.corpus import CNN, FC_NET, Edit, Entry, Layout, as_zipped
from tests.legacy.layouts import (
    below,
    beside_other_case,
    beside_starter,
    beside_unread,
    from_mac,
    from_windows,
    renamed,
    with_marks,
)

LAYERS, OPTIM, FAST = "layers.py", "optim.py", "fast_layers.py"

# What newer numpy took away, in the layers that loop.
NUMPY: Mapping[str, Edit] = {
    "conv item": (
        LAYERS,
        "out[n, f, i, j] = total + b[f]",
        "out[n, f, i, j] = np.full((1, 1), total) + b[f]",
    ),
    "conv scalar": (
        LAYERS,
        "out[n, f, i, j] = total + b[f]",
        "out[n, f, i, j] = np.asscalar(np.array([total])) + b[f]",
    ),
    "conv told": (
        LAYERS,
        "    for n in range(N):\n        for f in range(F):\n            for i in range(Hn):\n                for j in range(Wn):\n                    total",
        "    for n in range(N):\n        print('image %d of %d' % (np.array([[n]]), N))\n        for f in range(F):\n            for i in range(Hn):\n                for j in range(Wn):\n                    total",
    ),
    "conv rows": (
        LAYERS,
        "Hn = int(1 + (H + 2 * pad - HH) / stride)",
        "Hn = int(np.array([1 + (H + 2 * pad - HH) / stride]))",
    ),
    "bias item": (LAYERS, "db[f] += g\n", "db[f] += dout[n:n + 1, f, i, j]\n"),
    "pool item": (LAYERS, "j * s:j * s + pw].max()", "j * s:j * s + pw].max(axis=(0, 1), keepdims=True)"),
    "pool added": (
        LAYERS,
        "dx[n, c, where[0], where[1]] += dout[n, c, i, j]",
        "dx[n, c, where[0], where[1]] += dout[n, c, i:i + 1, j:j + 1]",
    ),
    "pool itemset": (
        LAYERS,
        "out[n, c, i, j] = x[n, c, i * s:i * s + ph, j * s:j * s + pw].max()",
        "out.itemset((n, c, i, j), x[n, c, i * s:i * s + ph, j * s:j * s + pw].max())",
    ),
    "newshape": (LAYERS, "x2 = np.reshape(x, (N, D))", "x2 = np.reshape(x, newshape=(N, D))"),
    "generator": (
        LAYERS,
        "loss = -np.sum(logp[np.arange(N), y]) / N",
        "loss = -np.sum(logp[i, y[i]] for i in range(N)) / N",
    ),
    "stack": (LAYERS, "flat = np.array(rows)", "flat = np.vstack(row for row in rows)"),
    "ptp": (
        LAYERS,
        "z = x - np.max(x, axis=1, keepdims=True)",
        "z = x - x.min(axis=1, keepdims=True) - x.ptp(axis=1).reshape(-1, 1)",
    ),
    "group item": (
        LAYERS,
        "stds[n, g] = np.sqrt(np.var(block) + eps)",
        "stds[n, g] = np.sqrt(np.var(block, keepdims=True) + eps)",
    ),
    "pad by floats": (
        LAYERS,
        "np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), 'constant')",
        "np.pad(x, ((0, 0), (0, 0), (pad / 1, pad / 1), (pad / 1, pad / 1)), 'constant')",
    ),
    "axis beyond": (LAYERS, "correct[:, np.newaxis] + 1.0", "np.expand_dims(correct, 3) + 1.0"),
    "old names": (
        LAYERS,
        "    xn = np.zeros(x.shape)\n    stds = []\n",
        "    xn = np.zeros(x.shape, dtype=np.float_)\n    assert not np.in1d([np.Inf], x)[0] and np.alltrue(xn == 0)\n    stds = []\n",
    ),
    "math": (
        OPTIM,
        "mt = m / (1 - config['beta1'] ** config['t'])",
        "import math\n    mt = m / (1 - math.pow(config['beta1'], np.array([config['t']])))",
    ),
    "given pool": (FAST, "cols = im2col_cython(split, ph", "cols = im2col(split, ph"),
    # Mistakes, which cost what they cost.
    "pool assigns": (
        LAYERS,
        "dx[n, c, where[0], where[1]] += dout[n, c, i, j]",
        "dx[n, c, where[0], where[1]] = dout[n, c, i:i + 1, j]",
    ),
    "square only": (
        LAYERS,
        "    Wn = int(1 + (W + 2 * pad - WW) / stride)\n",
        "    Wn = int(np.array([Hn]))\n",
    ),
    "randn": (LAYERS, "(np.random.rand(*x.shape) < p) / p", "(np.random.randn(*x.shape) < p) / p"),
    "no half": (CNN, "loss += 0.5 * self.reg *", "loss += self.reg *"),
}
# Lines that editors and laboratories left behind, for any hand.
LINES: Mapping[str, str] = {
    "turtle": "from turtle import forward",
    "display": "import tkinter as tk; from tkinter import messagebox",
    "private numpy": "from numpy.core.umath_tests import inner1d\nfrom numpy.lib.function_base import angle",
    "scipy": "from scipy.misc import imread, imresize\nimport scipy.signal",
    "lost names": "from collections import Mapping, OrderedDict\nfrom math import inf, square_root",
    "listing": "import os\nprint(os.listdir('.'))\nFOLDER = os.path.exists('cs231n')",
    "shell": "import os, subprocess\nos.popen('ls')\nos.system('clear')\nsubprocess.call(['ls'])",
    "user": "import getpass, os\nUSER = getpass.getuser()\nos.umask(0o22); os.nice(1)",
    "terminal": "import os, locale\nWIDTH = os.get_terminal_size().columns\nlocale.setlocale(locale.LC_ALL, 'de_DE')",
    "scratch": "import tempfile, multiprocessing\nSCRATCH = tempfile.gettempdir()\nQUEUE = multiprocessing.Queue()",
    "data": "import pickle\nwith open('cs231n/datasets/cifar-10-batches-py/data_batch_1', 'rb') as f:\n    batch = pickle.load(f)",
    "source": "import inspect\nprint(len(open(__file__).read()))",
    "weights": "best = np.load('best_model.npy')\nmean_image = best.mean(axis=0)",
}
ENDS: Mapping[str, str] = {
    "exit": "import sys\nsys.exit()",
    "quit": "if True:\n    quit()",
    "interrupted": "raise KeyboardInterrupt()",
    "own test": "assert affine_forward(np.ones((1, 2)), np.ones((2, 1)), np.ones(1))[0] == 4, 'mine'",
    "draft": "print(old_loss)",
    "a net": "net = undefined_class()\nsolver = None",
}


def mixed(
    name: str,
    *what: str,
    hand: str = "loops",
    module: str = LAYERS,
    end_of: str = LAYERS,
    layout: Layout = as_zipped,
    lost: Mapping[str, float] | None = None,
    notes: tuple[str, ...] = (),
) -> Entry:
    """An entry with all of these; lines stand at the top of `module`, ends in `end_of`."""
    lines = "\n".join(LINES[key] for key in what if key in LINES)
    ends = "\n".join(ENDS[key] for key in what if key in ENDS)
    return Entry(
        name,
        hand,
        edits=tuple(NUMPY[key] for key in what if key in NUMPY),
        tops={module: lines} if lines else {},
        ends={end_of: ends} if ends else {},
        layout=layout,
        lost=lost or {},
        notes=notes,
    )


MIXED = [
    mixed("m_items", "conv item", "pool item", "bias item", "group item", "given pool"),
    mixed("m_items_and_turtle", "conv item", "turtle", "exit", notes=("stopped before its end",)),
    mixed("m_items_from_mac", "conv rows", "pool added", "listing", layout=from_mac),
    mixed("m_scalar", "conv scalar", "stack", "user", "quit"),
    mixed("m_told", "conv told", "newshape", "terminal", notes=("are ignored",)),
    mixed("m_generators", "generator", "stack", "ptp", "given pool"),
    mixed("m_itemset", "pool itemset", "axis beyond", "private numpy"),
    mixed("m_names", "old names", "ptp", "lost names"),
    mixed("m_pads", "pad by floats", "bias item", "scratch", layout=from_windows),
    mixed("m_math", "math", "newshape", "scipy", module=OPTIM),
    mixed(
        "m_everything",
        *(
            k
            for k in NUMPY
            if k
            in {
                "conv item",
                "conv rows",
                "bias item",
                "pool item",
                "newshape",
                "generator",
                "stack",
                "ptp",
                "group item",
                "pad by floats",
                "axis beyond",
                "old names",
                "math",
                "given pool",
            }
        ),
        *LINES,
        "draft",
    ),
    mixed(
        "m_starter_beside", "conv item", "turtle", layout=beside_starter, notes=("fewer of its functions",)
    ),
    mixed("m_starter_and_exit", "pool item", "exit", layout=beside_starter),
    mixed("m_other_case", "conv rows", "data", layout=beside_other_case),
    mixed(
        "m_layers_1",
        "newshape",
        "own test",
        layout=renamed("layers.py", "layers (1).py"),
        notes=("graded as layers.py",),
    ),
    mixed(
        "m_layers_txt",
        "stack",
        "weights",
        layout=renamed("layers.py", "layers.py.txt"),
        notes=("graded as layers.py",),
    ),
    mixed(
        "m_layers_upper",
        "generator",
        "shell",
        layout=renamed("layers.py", "Layers.py"),
        notes=("graded as layers.py",),
    ),
    mixed(
        "m_optim_copy",
        "math",
        "display",
        layout=renamed("optim.py", "optim copy.py"),
        notes=("graded as optim.py",),
    ),
    mixed("m_own_net", "conv item", "a net", notes=("stopped before its end",)),
    mixed("m_unread", "ptp", "source", layout=beside_unread),
    mixed("m_deep", "old names", "user", "interrupted", layout=below("cs231n-master/2019/assignment2")),
    mixed("m_marks", "axis beyond", "terminal", layout=with_marks),
    mixed("m_staged_lines", "turtle", "listing", "user", "terminal", hand="staged", notes=("are ignored",)),
    mixed("m_staged_exit", "scratch", "exit", hand="staged", end_of=OPTIM),
    mixed("m_staged_starter", "scipy", "draft", hand="staged", layout=beside_starter),
    mixed("m_staged_net", "weights", "quit", hand="staged", module=FC_NET, end_of=CNN),
    mixed("m_compact_lines", *LINES, hand="compact"),
    mixed("m_compact_stop", "display", "own test", hand="compact", layout=from_mac),
    mixed("m_compact_optim", "data", "interrupted", hand="compact", module=OPTIM, end_of=OPTIM),
    mixed("m_compact_upper", "shell", hand="compact", layout=renamed("optim.py", "Optim.py")),
    mixed(
        "m_compact_nets", "lost names", "private numpy", "draft", hand="compact", module=CNN, end_of=FC_NET
    ),
    mixed("m_helpers_2021", "turtle", "data", "exit", hand="helpers", notes=("2021 or later",)),
    mixed("m_helpers_beside", "source", hand="helpers", layout=beside_starter),
    mixed("m_helpers_own_net", "scratch", "a net", hand="helpers", end_of=FC_NET),
    mixed("m_helpers_net", "user", "weights", hand="helpers", module=FC_NET, layout=from_windows),
    # Mistakes keep their price, whatever is around them.
    mixed("m_wrong_pool", "pool assigns", "conv item", "turtle", "exit", lost={"4.6": 0.5}),
    mixed("m_wrong_square", "square only", "pool item", "listing", lost={"4.1": 1.1}),
    mixed("m_wrong_dropout", "randn", "conv rows", "draft", layout=beside_starter, lost={"3.2": 1.0}),
    mixed("m_wrong_penalty", "no half", "newshape", "user", "given pool", lost={"4.25": 0.125}),
    mixed("m_wrong_two", "randn", "pool assigns", "math", "a net", lost={"3.2": 1.0, "4.6": 0.5}),
]
