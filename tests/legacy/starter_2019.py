"""The assignment as nobody has touched it, in the style of 2019: functions that return None, and what was given."""

from __future__ import annotations

from tests.legacy.corpus import CNN, FC_NET, HANDS, Edit, Entry

_LAYERS = {
    "x, w, b": ("affine_forward",),
    "x": ("relu_forward",),
    "dout, cache": (
        *(
            "affine_backward",
            "relu_backward",
            "batchnorm_backward",
            "batchnorm_backward_alt",
            "layernorm_backward",
        ),
        *("dropout_backward", "conv_backward_naive", "max_pool_backward_naive", "spatial_batchnorm_backward"),
        "spatial_groupnorm_backward",
    ),
    "x, gamma, beta, bn_param": ("batchnorm_forward", "spatial_batchnorm_forward"),
    "x, gamma, beta, ln_param": ("layernorm_forward",),
    "x, dropout_param": ("dropout_forward",),
    "x, w, b, conv_param": ("conv_forward_naive",),
    "x, pool_param": ("max_pool_forward_naive",),
    "x, gamma, beta, G, gn_param": ("spatial_groupnorm_forward",),
}
_RETURNS = {
    "forward": ("out, cache", "out, cache"),
    "relu_backward": ("dx", "dx"),
    "dropout_backward": ("dx", "dx"),
    "max_pool_backward_naive": ("dx", "dx"),
    "conv_backward_naive": ("dx, dw, db", "dx, dw, db"),
    "affine_backward": ("dx, dw, db", "dx, dw, db"),
    "": ("dx, dgamma, dbeta", "dx, dgamma, dbeta"),
}
_NET = """
class {name}(object):
    def __init__(self, {arguments}):
        self.params = {{}}
        self.reg = reg
        # fill in self.params
        pass

    def loss(self, X, y=None):
        scores = None
        pass
        if y is None:
            return scores
        loss, grads = 0, {{}}
        pass
        return loss, grads

"""
_NETS = {
    "TwoLayerNet": "input_dim=3072, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0",
    "FullyConnectedNet": "hidden_dims, input_dim=3072, num_classes=10, dropout=1, normalization=None, reg=0.0, "
    "weight_scale=1e-2, dtype=np.float32, seed=None",
}
_CNN = (
    "input_dim=(3, 32, 32), num_filters=32, filter_size=7, hidden_dim=100, num_classes=10, weight_scale=1e-3, "
    "reg=0.0, dtype=np.float32"
)


def _unwritten(name: str, arguments: str) -> str:
    forward = name.endswith(("_forward", "_forward_naive"))
    names, returned = _RETURNS["forward"] if forward else _RETURNS.get(name, _RETURNS[""])
    nothing = ", ".join(["None"] * (names.count(",") + 1))
    return f"def {name}({arguments}):\n    {names} = {nothing}\n    # write this\n    pass\n    return {returned}\n\n\n"


def _given_losses() -> str:
    text = (HANDS / "loops" / "layers.py").read_text(encoding="utf-8")
    return text[text.index("def svm_loss") :]


def _optim() -> str:
    text = (HANDS / "loops" / "optim.py").read_text(encoding="utf-8")
    given = text[: text.index("def sgd_momentum")]
    rules = ("sgd_momentum", "rmsprop", "adam")
    return given + "".join(
        f"def {rule}(w, dw, config=None):\n    next_w = None\n    pass\n    return next_w, config\n\n\n"
        for rule in rules
    )


_FAULT: Edit = ("fast_layers.py", "cols = im2col_cython(split, ph", "cols = im2col(split, ph")
_STAR = (
    "from builtins import range\nimport numpy as np\n\nfrom ..layers import *\nfrom ..layer_utils import *\n"
)
STARTER = Entry(
    "starter_2019",
    edits=(_FAULT,),
    texts={
        "layers.py": "import numpy as np\n\n\n"
        + "".join(_unwritten(name, arguments) for arguments, names in _LAYERS.items() for name in names)
        + _given_losses(),
        "optim.py": _optim(),
        FC_NET: _STAR
        + "".join(_NET.format(name=name, arguments=arguments) for name, arguments in _NETS.items()),
        CNN: _STAR.replace("import *\n", "import *\nfrom ..fast_layers import *\n", 1)
        + _NET.format(name="ThreeLayerConvNet", arguments=_CNN),
    },
)
