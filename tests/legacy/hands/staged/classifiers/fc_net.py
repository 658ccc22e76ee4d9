from past.builtins import xrange
from future.utils import iteritems
import numpy as np
from ..layers import *
from ..layer_utils import *


class TwoLayerNet(object):
    def __init__(self, input_dim=3 * 32 * 32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self.params = dict(
            W1=np.random.normal(scale=weight_scale, size=(input_dim, hidden_dim)),
            b1=np.zeros((hidden_dim,)),
            W2=np.random.normal(scale=weight_scale, size=(hidden_dim, num_classes)),
            b2=np.zeros((num_classes,)),
        )
        self.reg = reg

    def loss(self, X, y=None):
        hidden, cache1 = affine_relu_forward(X, self.params['W1'], self.params['b1'])
        scores, cache2 = affine_forward(hidden, self.params['W2'], self.params['b2'])
        if y is None:
            return scores
        grads = {}
        loss, dscores = softmax_loss(scores, y)
        dhidden, grads['W2'], grads['b2'] = affine_backward(dscores, cache2)
        _, grads['W1'], grads['b1'] = affine_relu_backward(dhidden, cache1)
        for k in ('W1', 'W2'):
            loss += self.reg / 2. * np.sum(self.params[k] ** 2)
            grads[k] += self.reg * self.params[k]
        return loss, grads


def affine_norm_relu_forward(x, w, b, gamma, beta, param, kind):
    a, fc_cache = affine_forward(x, w, b)
    if kind == 'batchnorm':
        a, n_cache = batchnorm_forward(a, gamma, beta, param)
    else:
        a, n_cache = layernorm_forward(a, gamma, beta, param)
    out, relu_cache = relu_forward(a)
    return out, (fc_cache, n_cache, relu_cache, kind)


def affine_norm_relu_backward(dout, cache):
    fc_cache, n_cache, relu_cache, kind = cache
    da = relu_backward(dout, relu_cache)
    if kind == 'batchnorm':
        da, dgamma, dbeta = batchnorm_backward_alt(da, n_cache)
    else:
        da, dgamma, dbeta = layernorm_backward(da, n_cache)
    dx, dw, db = affine_backward(da, fc_cache)
    return dx, dw, db, dgamma, dbeta


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=3 * 32 * 32, num_classes=10, dropout=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.use_dropout = dropout != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}
        sizes = np.hstack((input_dim, hidden_dims, num_classes))
        for i in xrange(self.num_layers):
            self.params['W' + str(i + 1)] = weight_scale * np.random.randn(sizes[i], sizes[i + 1])
            self.params['b' + str(i + 1)] = np.zeros(sizes[i + 1])
        if normalization:
            for i in xrange(self.num_layers - 1):
                self.params['gamma' + str(i + 1)] = np.ones(sizes[i + 1])
                self.params['beta' + str(i + 1)] = np.zeros(sizes[i + 1])
        self.dropout_param = {}
        if self.use_dropout:
            self.dropout_param = {'mode': 'train', 'p': dropout}
            if seed is not None:
                self.dropout_param['seed'] = seed
        self.bn_params = []
        if self.normalization == 'batchnorm':
            self.bn_params = [{'mode': 'train'} for i in xrange(self.num_layers - 1)]
        if self.normalization == 'layernorm':
            self.bn_params = [{} for i in xrange(self.num_layers - 1)]
        for k, v in iteritems(self.params):
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = 'test' if y is None else 'train'
        if self.use_dropout:
            self.dropout_param['mode'] = mode
        if self.normalization == 'batchnorm':
            for bn_param in self.bn_params:
                bn_param['mode'] = mode
        cache, drop_cache = {}, {}
        out = X
        for i in xrange(1, self.num_layers):
            w, b = self.params['W%d' % i], self.params['b%d' % i]
            if self.normalization:
                out, cache[i] = affine_norm_relu_forward(out, w, b, self.params['gamma%d' % i],
                                                         self.params['beta%d' % i], self.bn_params[i - 1],
                                                         self.normalization)
            else:
                out, cache[i] = affine_relu_forward(out, w, b)
            if self.use_dropout:
                out, drop_cache[i] = dropout_forward(out, self.dropout_param)
        n = self.num_layers
        scores, cache[n] = affine_forward(out, self.params['W%d' % n], self.params['b%d' % n])
        if mode == 'test':
            return scores
        grads = {}
        loss, dout = softmax_loss(scores, y)
        dout, grads['W%d' % n], grads['b%d' % n] = affine_backward(dout, cache[n])
        for i in xrange(n - 1, 0, -1):
            if self.use_dropout:
                dout = dropout_backward(dout, drop_cache[i])
            if self.normalization:
                dout, grads['W%d' % i], grads['b%d' % i], grads['gamma%d' % i], grads['beta%d' % i] = \
                    affine_norm_relu_backward(dout, cache[i])
            else:
                dout, grads['W%d' % i], grads['b%d' % i] = affine_relu_backward(dout, cache[i])
        for i in xrange(1, n + 1):
            W = self.params['W%d' % i]
            loss += 0.5 * self.reg * np.sum(W * W)
            grads['W%d' % i] += self.reg * W
        return loss, grads
