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
        conv, conv_cache = conv_forward_fast(X, W1, b1, conv_param)
        act, act_cache = relu_forward(conv)
        pool, pool_cache = max_pool_forward_fast(act, pool_param)
        N, F, Hp, Wp = pool.shape
        hidden, hidden_cache = affine_forward(pool.reshape((N, F * Hp * Wp)), W2, b2)
        hidden_act, hidden_act_cache = relu_forward(hidden)
        scores, scores_cache = affine_forward(hidden_act, W3, b3)
        if y is None:
            return scores
        data_loss, dscores = softmax_loss(scores, y)
        reg_loss = 0.5 * self.reg * sum(np.sum(W * W) for W in [W1, W2, W3])
        dh, dW3, db3 = affine_backward(dscores, scores_cache)
        dh = relu_backward(dh, hidden_act_cache)
        dp, dW2, db2 = affine_backward(dh, hidden_cache)
        dp = dp.reshape(N, F, Hp, Wp)
        da = max_pool_backward_fast(dp, pool_cache)
        dc = relu_backward(da, act_cache)
        dx, dW1, db1 = conv_backward_fast(dc, conv_cache)
        dW1 += self.reg * W1
        dW2 += self.reg * W2
        dW3 += self.reg * W3
        return data_loss + reg_loss, {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2, 'W3': dW3, 'b3': db3}
