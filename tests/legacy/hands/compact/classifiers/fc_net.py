import numpy as np
from cs231n import layers as L


class TwoLayerNet:
    def __init__(self, input_dim=3072, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self.reg = reg
        self.params = {}
        for i, (a, b) in enumerate([(input_dim, hidden_dim), (hidden_dim, num_classes)], 1):
            self.params[f'W{i}'] = np.random.randn(a, b) * weight_scale
            self.params[f'b{i}'] = np.zeros((1, b))

    def loss(self, X, y=None):
        p = self.params
        h, c1 = L.affine_forward(X, p['W1'], p['b1'])
        h, c2 = L.relu_forward(h)
        s, c3 = L.affine_forward(h, p['W2'], p['b2'])
        if y is None:
            return s
        loss, d = L.softmax_loss(s, y)
        g = {}
        d, g['W2'], g['b2'] = L.affine_backward(d, c3)
        _, g['W1'], g['b1'] = L.affine_backward(L.relu_backward(d, c2), c1)
        for k in g:
            if k.startswith('W'):
                loss += self.reg * (p[k] ** 2).sum() / 2
                g[k] = g[k] + self.reg * p[k]
        return loss, g


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=3072, num_classes=10, dropout=1, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization, self.reg, self.dtype = normalization, reg, dtype
        self.use_dropout = dropout != 1
        self.num_layers = len(hidden_dims) + 1
        self.params = {}
        dims = [input_dim, *hidden_dims, num_classes]
        for i, (a, b) in enumerate(zip(dims, dims[1:]), 1):
            self.params[f'W{i}'] = (weight_scale * np.random.randn(a, b)).astype(dtype)
            self.params[f'b{i}'] = np.zeros((1, b), dtype)
            if normalization and i < self.num_layers:
                self.params[f'gamma{i}'] = np.ones((1, b), dtype)
                self.params[f'beta{i}'] = np.zeros((1, b), dtype)
        self.dropout_param = {'p': dropout, **({} if seed is None else {'seed': seed})}
        self.norm_params = [dict() for _ in hidden_dims]

    def _bn(self, i, mode):
        self.norm_params[i - 1]['mode'] = mode
        return self.norm_params[i - 1]

    def loss(self, X, y=None):
        mode = 'train' if y is not None else 'test'
        p, h, back = self.params, X.astype(self.dtype), []
        for i in range(1, self.num_layers):
            h, c = L.affine_forward(h, p[f'W{i}'], p[f'b{i}'])
            back.append((L.affine_backward, c, (f'W{i}', f'b{i}')))
            if self.normalization == 'batchnorm':
                h, c = L.batchnorm_forward(h, p[f'gamma{i}'].ravel(), p[f'beta{i}'].ravel(), self._bn(i, mode))
                back.append((L.batchnorm_backward, c, (f'gamma{i}', f'beta{i}')))
            elif self.normalization == 'layernorm':
                h, c = L.layernorm_forward(h, p[f'gamma{i}'].ravel(), p[f'beta{i}'].ravel(), self.norm_params[i - 1])
                back.append((L.layernorm_backward, c, (f'gamma{i}', f'beta{i}')))
            h, c = L.relu_forward(h)
            back.append((L.relu_backward, c, ()))
            if self.use_dropout:
                h, c = L.dropout_forward(h, {**self.dropout_param, 'mode': mode})
                back.append((L.dropout_backward, c, ()))
        n = self.num_layers
        scores, c = L.affine_forward(h, p[f'W{n}'], p[f'b{n}'])
        back.append((L.affine_backward, c, (f'W{n}', f'b{n}')))
        if y is None:
            return scores
        loss, d = L.softmax_loss(scores, y)
        grads = {}
        for f, c, names in reversed(back):
            result = f(d, c)
            if names:
                d, grads[names[0]], grads[names[1]] = result
            else:
                d = result
        for i in range(1, n + 1):
            loss += 0.5 * self.reg * np.sum(p[f'W{i}'] ** 2)
            grads[f'W{i}'] += self.reg * p[f'W{i}']
        return loss, grads
