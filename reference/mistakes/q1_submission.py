"""What happens to whole modules: files that cannot be imported, and things left in them that do no harm."""

from autograder.model.mutants import Mutant

MISTAKES = [
    Mutant(
        id="layers.syntax_error",
        target="layers.py",
        swaps=(("def relu_forward(x):", "def relu_forward(x)"),),
        hint=("layers.py has a syntax error, so nothing in it can be used; import it once before you submit"),
        unusable="Q1",
    ),
    Mutant(
        id="layers.no_numpy",
        target="layers.py",
        swaps=(("import numpy as np\n", ""),),
        hint="layers.py uses np without importing numpy; add import numpy as np",
        unusable="Q1",
    ),
    Mutant(
        id="layers.print_left_in",
        target="layers.py",
        swaps=(
            (
                "affine_forward",
                "    cache = (x, w, b)\n",
                "    cache = (x, w, b)\n    print('x', x, 'out', out)\n",
            ),
        ),
        hint="layers.py with a print left in",
    ),
    Mutant(
        id="layers.old_headers",
        target="layers.py",
        swaps=(
            (
                "import numpy as np\n",
                "from __future__ import division, print_function\n\nimport numpy as np\nnp.seterr(all='ignore')\n",
            ),
        ),
        hint="layers.py with the header lines of older offerings",
    ),
    Mutant(
        id="layer_utils.missing_import",
        target="layer_utils.py",
        swaps=(("from .layers import (\n", "from .layers import (\n    affine_batchnorm_relu_forward,\n"),),
        hint=(
            "layer_utils.py imports a function that layers.py does not define; "
            "import only functions that exist"
        ),
        unusable="Q1",
    ),
    Mutant(
        id="optim.mixed_indentation",
        target="optim.py",
        swaps=(("sgd_momentum", '    config["velocity"] = velocity\n', '\tconfig["velocity"] = velocity\n'),),
        hint="optim.py mixes tabs and spaces, so nothing in it can be used; indent by four spaces",
        unusable="Q1",
    ),
    Mutant(
        id="optim.runs_at_import",
        target="optim.py",
        swaps=(("import numpy as np\n", "import numpy as np\n\nnp.load('cs231n/datasets/cifar10.npz')\n"),),
        hint=(
            "optim.py loads data when it is imported; "
            "modules should only define functions, and notebooks run them"
        ),
        unusable="Q1",
    ),
    Mutant(
        id="optim.helper_function",
        target="optim.py",
        swaps=(
            (
                "def sgd(w",
                "def _default(config, **defaults):\n    return {**defaults, **(config or {})}\n\n\ndef sgd(w",
            ),
            (
                "sgd",
                '    config.setdefault("learning_rate", 1e-2)\n\n    next_w',
                "    config = _default(config, learning_rate=1e-2)\n\n    next_w",
            ),
        ),
        hint="optim.py with a helper function, and rules that return another config than they were given",
    ),
    Mutant(
        id="fc_net.python2_print",
        target="classifiers/fc_net.py",
        swaps=(
            (
                "FullyConnectedNet.loss",
                '            grads[f"W{layer}"] += self.reg * W\n',
                "            grads[f\"W{layer}\"] += self.reg * W\n        print 'loss', loss\n",
            ),
        ),
        hint=(
            "fc_net.py uses Python 2's print statement, so nothing in it can be used; "
            "write print(...) with parentheses"
        ),
        unusable="Q1",
    ),
    Mutant(
        id="fc_net.wrong_relative_import",
        target="classifiers/fc_net.py",
        swaps=(("from ..layer_utils import", "from .layer_utils import"),),
        hint=(
            "fc_net.py looks for layer_utils in its own folder; "
            "import it from one level up, with two leading dots"
        ),
        unusable="Q1",
    ),
    Mutant(
        id="fc_net.renamed_class",
        target="classifiers/fc_net.py",
        swaps=(("class TwoLayerNet:", "class TwoLayerNetwork:"),),
        hint="fc_net.py has no class TwoLayerNet; keep the names that you were given",
        unusable="Q1",
    ),
]
