import numpy as np
from ..layers import *
from ..fast_layers import *
from ..layer_utils import *


class ThreeLayerConvNet(object):
    def __init__(self, input_dim=(3, 32, 32), num_filters=32, filter_size=7, hidden_dim=100, num_classes=10,
                 weight_scale=1e-3, reg=0.0, dtype=np.float32):
        self.params = {}
        self.reg = reg
        self.dtype = dtype
        C, H, W = input_dim
        self.params['W1'] = weight_scale * np.random.randn(num_filters, C, filter_size, filter_size)
        self.params['b1'] = np.zeros(num_filters)
        self.params['W2'] = weight_scale * np.random.randn(int(num_filters * H * W / 4), hidden_dim)
        self.params['b2'] = np.zeros(hidden_dim)
        self.params['W3'] = weight_scale * np.random.randn(hidden_dim, num_classes)
        self.params['b3'] = np.zeros(num_classes)
        for k in self.params:
            self.params[k] = self.params[k].astype(dtype)

    def loss(self, X, y=None):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        W3, b3 = self.params['W3'], self.params['b3']
        filter_size = W1.shape[2]
        conv_param = {'stride': 1, 'pad': int((filter_size - 1) / 2)}
        pool_param = {'pool_height': 2, 'pool_width': 2, 'stride': 2}
        h1, cache1 = conv_relu_forward(X, W1, b1, conv_param)
        h2, cache2 = max_pool_forward_naive(h1, pool_param)
        h3, cache3 = affine_relu_forward(h2, W2, b2)
        scores, cache4 = affine_forward(h3, W3, b3)
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = {}
        d3, grads['W3'], grads['b3'] = affine_backward(dscores, cache4)
        d2, grads['W2'], grads['b2'] = affine_relu_backward(d3, cache3)
        d1 = max_pool_backward_naive(d2, cache2)
        d0, grads['W1'], grads['b1'] = conv_relu_backward(d1, cache1)
        for name in ['W1', 'W2', 'W3']:
            loss += 0.5 * self.reg * (self.params[name] ** 2).sum()
            grads[name] += self.reg * self.params[name]
        return loss, grads
