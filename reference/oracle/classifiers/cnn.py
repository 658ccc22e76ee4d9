"""classifiers/cnn.py of the contract, by torch."""

import numpy as np
import torch

from .. import _functions as functions
from ._network import Network


class ThreeLayerConvNet(Network):
    def __init__(
        self,
        input_dim=(3, 32, 32),
        num_filters=32,
        filter_size=7,
        hidden_dim=100,
        num_classes=10,
        weight_scale=1e-3,
        reg=0.0,
        dtype=np.float32,
    ):
        channels, height, width = input_dim
        shapes = {
            "W1": (num_filters, channels, filter_size, filter_size),
            "b1": (num_filters,),
            "W2": (num_filters * (height // 2) * (width // 2), hidden_dim),
            "b2": (hidden_dim,),
            "W3": (hidden_dim, num_classes),
            "b3": (num_classes,),
        }
        super().__init__(weight_scale, reg, dtype, shapes)

    def scores(self, x, params, mode):
        conv_param = {"stride": 1, "pad": (params["W1"].shape[2] - 1) // 2}
        pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        maps = torch.relu(functions.conv(x, params["W1"], params["b1"], conv_param))
        pooled = functions.max_pool(maps, pool_param)
        hidden = torch.relu(functions.affine(pooled, params["W2"], params["b2"]))
        return functions.affine(hidden, params["W3"], params["b3"])
