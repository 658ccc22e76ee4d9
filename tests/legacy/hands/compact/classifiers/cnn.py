import numpy as np
from cs231n import layers as L, layer_utils as U


class ThreeLayerConvNet:
    def __init__(self, input_dim=(3, 32, 32), num_filters=32, filter_size=7, hidden_dim=100, num_classes=10,
                 weight_scale=1e-3, reg=0.0, dtype=np.float32):
        self.reg, self.dtype = reg, dtype
        C, H, W = input_dim
        shapes = [(num_filters, C, filter_size, filter_size),
                  (num_filters * (H // 2) * (W // 2), hidden_dim),
                  (hidden_dim, num_classes)]
        self.params = {}
        for i, (shape, n) in enumerate(zip(shapes, (num_filters, hidden_dim, num_classes)), 1):
            self.params['W%d' % i] = (weight_scale * np.random.randn(*shape)).astype(dtype)
            self.params['b%d' % i] = np.zeros(n, dtype=dtype)

    def loss(self, X, y=None):
        p = self.params
        k = p['W1'].shape[-1]
        conv_param = dict(stride=1, pad=(k - 1) // 2)
        pool_param = dict(pool_height=2, pool_width=2, stride=2)
        h, c1 = U.conv_relu_pool_forward(X, p['W1'], p['b1'], conv_param, pool_param)
        h, c2 = U.affine_relu_forward(h, p['W2'], p['b2'])
        scores, c3 = L.affine_forward(h, p['W3'], p['b3'])
        if y is None:
            return scores
        loss, d = L.softmax_loss(scores, y)
        g = {}
        d, g['W3'], g['b3'] = L.affine_backward(d, c3)
        d, g['W2'], g['b2'] = U.affine_relu_backward(d, c2)
        d, g['W1'], g['b1'] = U.conv_relu_pool_backward(d, c1)
        for i in '123':
            loss += self.reg / 2 * np.linalg.norm(p['W' + i]) ** 2
            g['W' + i] += self.reg * p['W' + i]
        return loss, g
