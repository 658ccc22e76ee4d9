"""Submissions that are right: whatever the style, the layout and the environment, they lose nothing."""

from __future__ import annotations

from tests.legacy.corpus import CNN, FC_NET, Entry
from tests.legacy.layouts import (
    below,
    from_colab,
    from_mac,
    from_windows,
    in_latin_1,
    loose,
    named,
    with_helpers_beside,
    with_leftovers,
    with_marks,
    with_tabs,
)

RIGHT = [
    Entry("loops"),
    Entry("staged", "staged", notes=("past", "matplotlib")),
    Entry("compact", "compact", folder=True),
    Entry("helpers_2021", "helpers", notes=("2021 or later",)),
    Entry("mac", "staged", layout=from_mac),
    Entry("windows", "helpers", layout=from_windows),
    Entry("colab", "compact", layout=from_colab, folder=True),
    Entry("leftovers", "loops", layout=with_leftovers, folder=True),
    Entry("several_levels_down", "staged", layout=below("Übung 2/José Ñandú/hand in")),
    Entry("other_case", "loops", layout=named("CS231N")),
    Entry("misspelt", "compact", parts={FC_NET: "staged", CNN: "helpers"}, layout=named("cs321n")),
    Entry(
        "loose_files",
        "helpers",
        parts={FC_NET: "staged", CNN: "staged"},
        layout=loose,
    ),
    Entry("mixed_hands", "loops", parts={"optim.py": "compact", FC_NET: "compact", CNN: "staged"}),
    Entry(
        "mixed_hands_again", "helpers", parts={"optim.py": "staged", CNN: "compact", "layers.py": "compact"}
    ),
    Entry(
        "torch_in_fast_layers",
        "loops",
        edits=(
            (
                "fast_layers.py",
                "import numpy as np\n",
                "import numpy as np\nimport torch\nimport torch.nn.functional as F\n"
                "use_cuda = torch.cuda.is_available()\n",
            ),
        ),
        notes=("torch",),
    ),
    Entry(
        "extension_outside",
        "staged",
        edits=(
            (
                "fast_layers.py",
                "from cs231n.im2col_cython import col2im_cython, im2col_cython\n",
                "from im2col_cython import col2im_cython, im2col_cython\n",
            ),
            (
                "fast_layers.py",
                "    from cs231n.im2col_cython import col2im_6d_cython\n",
                "    from im2col_cython import col2im_6d_cython\n",
            ),
            ("fast_layers.py", "from cs231n.im2col import *", "from .im2col import *"),
        ),
    ),
    Entry(
        "colab_leftovers_in_modules",
        "compact",
        edits=(
            (
                "layers.py",
                "import numpy as np\n",
                "import numpy as np\nfrom google.colab import drive\n"
                "drive.mount('/content/drive')\nfrom tensorflow.keras.layers import Dense\nimport cv2, h5py\n"
                "from IPython.core.debugger import set_trace\n",
            ),
        ),
        notes=("google", "tensorflow"),
    ),
    Entry(
        "prints_and_plots",
        "loops",
        edits=(
            (
                "layers.py",
                "        # print(mu.shape)\n",
                "        print('mu', mu.shape, end='')\n        import sys; sys.stderr.write('here')\n",
            ),
            (
                "layers.py",
                "    dx = dxp[:, :, pad:pad + H, pad:pad + W]\n    return dx, dw, db\n",
                "    dx = dxp[:, :, pad:pad + H, pad:pad + W]\n    import matplotlib.pyplot as plt\n"
                "    plt.imshow(dx[0, 0]); plt.show()\n    assert dx.shape == x.shape, 'shape!'\n    return dx, dw, db\n",
            ),
            (
                FC_NET,
                "        scores = None\n        h = X\n",
                "        from tqdm import tqdm\n        h = X\n",
            ),
            (
                FC_NET,
                "        for i in range(1, self.num_layers):\n            h, c1",
                "        for i in tqdm(range(1, self.num_layers)):\n            h, c1",
            ),
        ),
    ),
    Entry(
        "left_overs_of_a_laboratory",
        "staged",
        edits=(
            (
                "layers.py",
                "def relu_forward(x):\n",
                "import torch\nimport matplotlib.pyplot as plt\nfrom numba import float64, njit\n"
                "print(torch.__version__, plt.rcParams['image.cmap'])\n\n\n"
                "@njit(float64[:](float64[:]))\ndef same(x: np.ndarray | torch.Tensor):\n    return x\n\n\n"
                "def relu_forward(x):\n    fig, ax = plt.subplots()\n    ax.plot(same(x.ravel()))\n"
                "    if isinstance(x, torch.Tensor):\n        x = x.numpy()\n",
            ),
            (
                FC_NET,
                "from ..layers import *\n",
                "from tqdm.auto import tqdm\nimport assignment2.cs231n.layers as L\n"
                "from assignment2.cs231n import layer_utils\nfrom ..layers import *\n",
            ),
            (
                FC_NET,
                "        for i in xrange(n - 1, 0, -1):\n",
                "        for i in tqdm(xrange(n - 1, 0, -1), leave=False):\n",
            ),
        ),
        notes=("torch", "matplotlib", "numba", "tqdm"),
    ),
    Entry(
        "helpers_beside",
        "staged",
        layout=with_helpers_beside,
        edits=(
            (
                "layers.py",
                "def relu_forward(x):\n",
                "from my_shapes import rows\n\n\ndef relu_forward(x):\n    assert rows(x) == len(x)\n",
            ),
        ),
    ),
    Entry("latin_1", "loops", layout=in_latin_1, notes=("layers.py is not UTF-8: read as Latin-1",)),
    Entry("byte_order_marks", "staged", layout=with_marks),
    Entry("tabs", "staged", layout=with_tabs),
    Entry(
        "in_place_everywhere",
        "helpers",
        parts={FC_NET: "loops"},
        edits=(
            (FC_NET, "        X = X.astype(self.dtype)\n", "        X = X.astype(self.dtype, copy=False)\n"),
            ("optim.py", "    next_w = w + v\n", "    w += v\n    next_w = w\n"),
        ),
    ),
    Entry(
        "own_ways",
        "loops",
        texts={
            "gradient_check.py": "from cs231n.optim import sgd\n\n\ndef rows(x):\n    return x.shape[0]\n",
        },
        edits=(
            (
                "layers.py",
                "import numpy as np\n",
                "import numpy as np\nfrom cs231n.gradient_check import eval_numerical_gradient, rows\n\n"
                "np.seterr(all='raise')\n",
            ),
            (
                "layers.py",
                "    dx[np.arange(N), y] -= 1\n    return loss, dx / N\n",
                "    dx[np.arange(N), y] -= 1\n    return np.longdouble(loss), dx / rows(x)\n",
            ),
            (
                FC_NET,
                "        self.params = {}\n\n        dims",
                "        from collections import UserDict\n        self.params = UserDict()\n        dims",
            ),
        ),
    ),
    Entry(
        "cache_layouts",
        "staged",
        edits=(
            (
                "layers.py",
                "    return out, (x, w, b)\n\n\ndef affine_backward",
                "    return out, {'x': x, 'w': w, 'b': b}\n\n\ndef affine_backward",
            ),
            (
                "layers.py",
                "    x, w, b = cache\n    dx = dout.dot(w.T)",
                "    x, w, b = cache['x'], cache['w'], cache['b']\n    dx = dout.dot(w.T)",
            ),
            (
                "layers.py",
                "    return dx1 + dx2, dgamma, dbeta\n",
                "    assert isinstance(cache, tuple)\n    return dx1 + dx2, dgamma, dbeta\n",
            ),
        ),
    ),
    Entry(
        "ties_to_all_or_shared",
        "loops",
        edits=(
            (
                "layers.py",
                "                    dx[n, c, where[0], where[1]] += dout[n, c, i, j]\n",
                "                    win = x[n, c, i * s:i * s + ph, j * s:j * s + pw]\n"
                "                    m = win == win.max()\n"
                "                    dx[n, c, i * s:i * s + ph, j * s:j * s + pw] += m * dout[n, c, i, j] / m.sum()\n",
            ),
        ),
    ),
    Entry(
        "naive_for_fast",
        "compact",
        edits=(
            (
                CNN,
                "from cs231n import layers as L, layer_utils as U\n",
                "import sys, os\nsys.path.append(os.path.abspath('..'))\nfrom cs231n import layers as L, layer_utils as U\n",
            ),
        ),
    ),
]
