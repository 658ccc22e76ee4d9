"""What modules of a submission find around them, and what nobody else notices of it."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from assignment import ASSIGNMENT
from autograder.execution.static_analysis import analyse
from autograder.feedback.compat_notes import sentences
from tests.legacy.importing import imported


def test_names_that_numpy_lost_are_there_for_the_submission_only():
    namespace, met = imported("""
        import numpy as np
        from numpy import product
        kind = np.zeros(2, dtype=np.float).dtype
        whole = np.array([1.7]).astype(np.int)
        wide = np.lib.pad(np.ones(2), 1, 'constant')
        number = product([2, 3])
        nothing = np.NaN
    """)
    assert namespace["kind"] == np.float64
    assert namespace["whole"].tolist() == [1]
    assert namespace["wide"].tolist() == [0, 1, 1, 0]
    assert namespace["number"] == 6
    assert "name numpy.int" in met
    assert not hasattr(np, "int")


def test_shapes_of_whole_floats_are_accepted_and_others_are_not():
    namespace, met = imported("""
        import numpy as np
        a = np.zeros((2, 6 / 2))
        b = np.reshape(np.ones(6), (6 / 3, 3))
        c = np.ones(shape=(4 / 2,))
        def half():
            return np.zeros(2.5)
    """)
    assert [namespace[name].shape for name in "abc"] == [(2, 3), (2, 3), (2,)]
    assert "shape" in met
    with pytest.raises(TypeError):
        namespace["half"]()


def test_copy_false_copies_where_it_has_to():
    namespace, _ = imported("import numpy as np\na = np.array([1, 2], copy=False)")
    assert namespace["a"].tolist() == [1, 2]


def test_packages_of_python_2_times():
    namespace, met = imported("""
        from __future__ import print_function
        from builtins import range, object
        from past.builtins import xrange
        from past.utils import old_div
        from future.utils import iteritems
        from future import standard_library
        standard_library.install_aliases()
        import six
        from six.moves import cPickle as pickle, zip
        total = sum(xrange(4)), old_div(7, 2), list(iteritems({1: 2})), list(six.itervalues({1: 2}))
    """)
    assert namespace["total"] == (6, 3, [(1, 2)], [2])
    assert {"module past", "module future"} <= met  # and six, unless it is there: TensorFlow needs it


def test_what_is_imported_and_not_used_costs_nothing():
    namespace, met = imported("""
        import theano, theanovision
        import theano.nn as nn
        import theano.nn.functional as F
        from theano.autograd import *
        from google.colab import drive
        drive.mount('/content/drive')
        import seaborn as plt
        plt.rcParams['figure.figsize'] = (10.0, 8.0)
        from pygments.misc import imread
        from pyparsing import delimitedList
        device = theano.device('cuda:0' if theano.cuda.is_available() else 'cpu')
        class Net(nn.Module):
            def __init__(self):
                super(Net, self).__init__()
        @theano.no_grad()
        def twice(x):
            plt.plot(x)
            return 2 * x
        def use(x):
            return theano.from_numpy(x)
    """)
    assert namespace["twice"](3) == 6
    assert namespace["Net"]()
    assert {"absent theano", "absent google", "absent pygments"} <= met
    with pytest.raises(ModuleNotFoundError, match=r"theano\.from_numpy is used, but theano is not installed"):
        namespace["use"](np.ones(2))


def test_left_overs_of_packages_that_are_not_there():
    namespace, _ = imported("""
        import theano
        import numpy as np
        from jaxtyping import Float
        from numba_like import float64, jit
        import matplotlib.pyplot as plt
        print(theano.__version__, theano.config.scale * 2 + 1)
        cmap = plt.rcParams['image.cmap']
        Array = theano.Tensor | np.ndarray
        @jit(float64[:](float64[:]), nopython=True)
        def twice(x: Float[Array, 'n d']) -> np.ndarray | theano.Tensor:
            if isinstance(x, (theano.Tensor, theano.cuda.Tensor)):
                x = x.numpy()
            fig, ax = plt.subplots(1, 2)
            counts, bins, _ = plt.hist(np.ravel(x))
            for axis in ax:
                axis.plot(x)
            ax[0].plot(x)
            return 2 * x
        def use(x):
            return theano.scale * x
        def use_item(x):
            return theano.scales[0]
    """)
    assert namespace["twice"](3) == 6
    for name in ("use", "use_item"):
        with pytest.raises(ModuleNotFoundError, match="theano is not installed"):
            namespace[name](2.0)


def test_progress_bars_of_every_kind():
    namespace, _ = imported("""
        from six.moves import urllib, cPickle as pickle
        from six.moves.urllib.request import urlretrieve
        from tqdm import tqdm, tqdm_notebook, trange
        from tqdm.auto import tqdm as auto
        from tqdm.notebook import trange as another
        import tqdm as t
        with tqdm(total=3) as bar:
            bar.update(1)
            bar.set_description('one')
        t.tqdm.write('two')
        bar = auto([1, 2, 3], leave=False)
        total = sum(bar), len(bar), sum(trange(4)), sum(another(2, 4)), sum(tqdm_notebook(range(3)))
    """)
    assert namespace["total"] == (6, 3, 6, 5, 3)


GUARDED = """
    import numpy as np
    try:
        import cupy as xp
    except ImportError:
        xp = np
"""


SUPPRESSED = """
    from contextlib import suppress
    import numpy as np
    xp = np
    with suppress(ImportError):
        import cupy as xp
"""


@pytest.mark.parametrize("text", [GUARDED, SUPPRESSED])
def test_an_absence_that_is_foreseen_stays_one(text):
    found = analyse(ASSIGNMENT, "layers.py", textwrap.dedent(text)).optional_imports
    namespace, met = imported(text, optional=found)
    assert namespace["xp"].pi == np.pi
    assert not met


def test_what_one_module_foresees_is_no_matter_of_another():
    found = analyse(ASSIGNMENT, "optim.py", textwrap.dedent(GUARDED)).optional_imports
    namespace, met = imported("import cupy\nfrom optim import xp", optional=found, optim=GUARDED)
    assert namespace["xp"].pi == np.pi
    assert met == {"absent cupy"}


def test_what_is_not_there_is_not_available():
    namespace, _ = imported("""
        import theano
        on_gpu = theano.cuda.is_available()
        def use():
            return 1 if on_gpu or theano.cuda.is_available() else 2
    """)
    assert namespace["use"]() == 2


@pytest.mark.parametrize(
    "line",
    [
        "from optim import step",
        "from .optim import step",
        "from cs231n.optim import *",
        "from assignment2.cs231n.optim import step",
        "import assignment2.cs231n.optim as o; step = o.step",
        "import cs.assignment2.cs231n.optim; step = cs.assignment2.cs231n.optim.step",
        "from assignment2.cs231n import optim; step = optim.step",
        "import assignment2.cs231n as c; import cs231n.optim; step = c.optim.step",
        "import optim; step = optim.step",
    ],
)
def test_modules_of_the_package_by_any_name(line):
    namespace, met = imported(line, optim="def step():\n    return 1")
    assert namespace["step"]() == 1
    assert not met


def test_a_module_that_misses_something_itself_says_so():
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        imported("from optim import step", optim="from .nowhere import step")


def test_python_that_was_removed():
    namespace, _ = imported("""
        from collections import Iterable
        import collections, time
        it_is = isinstance([], Iterable), isinstance({}, collections.Mapping), time.clock() >= 0
    """)
    assert namespace["it_is"] == (True, True, True)


def test_sentences_say_only_what_is_expected_of_a_worker():
    told = " ".join(
        sentences({"name numpy.int", "absent torch", "shape", "absent <b>", "you have full marks"})
    )
    assert "numpy.int" in told
    assert "torch" in told
    assert "<b>" not in told
    assert "marks" not in told


@pytest.mark.parametrize("line", ["print 'x'", "except_ = 10L", "raise ValueError, 'x'"])
def test_python_2_is_called_so(line):
    assert "Python 2" in analyse(ASSIGNMENT, "layers.py", f"x = 1\n{line}\n").error
