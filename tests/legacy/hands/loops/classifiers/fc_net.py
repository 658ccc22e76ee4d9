from builtins import range
from builtins import object
import numpy as np

from cs231n.layers import *
from cs231n.layer_utils import *


class TwoLayerNet(object):
    def __init__(self, input_dim=3*32*32, hidden_dim=100, num_classes=10,
                 weight_scale=1e-3, reg=0.0):
        self.params = {}
        self.reg = reg
        self.params['W1'] = weight_scale * np.random.randn(input_dim, hidden_dim)
        self.params['b1'] = np.zeros(hidden_dim)
        self.params['W2'] = weight_scale * np.random.randn(hidden_dim, num_classes)
        self.params['b2'] = np.zeros(num_classes)

    def loss(self, X, y=None):
        W1, b1, W2, b2 = self.params['W1'], self.params['b1'], self.params['W2'], self.params['b2']
        a1, c1 = affine_forward(X, W1, b1)
        h1, r1 = relu_forward(a1)
        scores, c2 = affine_forward(h1, W2, b2)
        if y is None:
            return scores
        loss, grads = 0, {}
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        dh1, dW2, db2 = affine_backward(dscores, c2)
        da1 = relu_backward(dh1, r1)
        dx, dW1, db1 = affine_backward(da1, c1)
        grads['W1'] = dW1 + self.reg * W1
        grads['b1'] = db1
        grads['W2'] = dW2 + self.reg * W2
        grads['b2'] = db2
        return loss, grads


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10,
                 dropout=1, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.use_dropout = dropout != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}

        dims = [input_dim] + hidden_dims + [num_classes]
        for i in range(self.num_layers):
            self.params['W%d' % (i + 1)] = np.random.normal(0, weight_scale, (dims[i], dims[i + 1]))
            self.params['b%d' % (i + 1)] = np.zeros(dims[i + 1])
            if self.normalization != None and i < self.num_layers - 1:
                self.params['gamma%d' % (i + 1)] = np.ones(dims[i + 1])
                self.params['beta%d' % (i + 1)] = np.zeros(dims[i + 1])

        self.dropout_param = {}
        if self.use_dropout:
            self.dropout_param = {'mode': 'train', 'p': dropout}
            if seed is not None:
                self.dropout_param['seed'] = seed
        self.bn_params = []
        if self.normalization == 'batchnorm':
            self.bn_params = [{'mode': 'train'} for i in range(self.num_layers - 1)]
        if self.normalization == 'layernorm':
            self.bn_params = [{} for i in range(self.num_layers - 1)]
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = 'test' if y is None else 'train'
        if self.use_dropout:
            self.dropout_param['mode'] = mode
        if self.normalization == 'batchnorm':
            for bn_param in self.bn_params:
                bn_param['mode'] = mode
        scores = None
        h = X
        caches = []
        for i in range(1, self.num_layers):
            h, c1 = affine_forward(h, self.params['W' + str(i)], self.params['b' + str(i)])
            c2 = None
            if self.normalization == 'batchnorm':
                h, c2 = batchnorm_forward(h, self.params['gamma' + str(i)], self.params['beta' + str(i)], self.bn_params[i - 1])
            elif self.normalization == 'layernorm':
                h, c2 = layernorm_forward(h, self.params['gamma' + str(i)], self.params['beta' + str(i)], self.bn_params[i - 1])
            h, c3 = relu_forward(h)
            c4 = None
            if self.use_dropout:
                h, c4 = dropout_forward(h, self.dropout_param)
            caches.append((c1, c2, c3, c4))
        L = self.num_layers
        scores, last = affine_forward(h, self.params['W%d' % L], self.params['b%d' % L])
        if mode == 'test':
            return scores
        loss, grads = 0.0, {}
        loss, dout = softmax_loss(scores, y)
        for i in range(1, L + 1):
            loss += 0.5 * self.reg * np.sum(np.square(self.params['W%d' % i]))
        dout, dw, db = affine_backward(dout, last)
        grads['W%d' % L] = dw + self.reg * self.params['W%d' % L]
        grads['b%d' % L] = db
        for i in range(L - 1, 0, -1):
            c1, c2, c3, c4 = caches[i - 1]
            if self.use_dropout:
                dout = dropout_backward(dout, c4)
            dout = relu_backward(dout, c3)
            if self.normalization == 'batchnorm':
                dout, dgamma, dbeta = batchnorm_backward(dout, c2)
                grads['gamma%d' % i], grads['beta%d' % i] = dgamma, dbeta
            if self.normalization == 'layernorm':
                dout, dgamma, dbeta = layernorm_backward(dout, c2)
                grads['gamma%d' % i], grads['beta%d' % i] = dgamma, dbeta
            dout, dw, db = affine_backward(dout, c1)
            grads['W%d' % i] = dw + self.reg * self.params['W%d' % i]
            grads['b%d' % i] = db
        return loss, grads
