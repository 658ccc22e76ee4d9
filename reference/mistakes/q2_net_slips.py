"""More mistakes of real students in a FullyConnectedNet with normalisation: lost results, shared caches."""

from autograder.model.mutants import Mutant

BATCHNORM = "out, norm_cache = batchnorm_forward(out, gamma, beta, bn_param)"
LAYERNORM = "out, norm_cache = layernorm_forward(out, gamma, beta, bn_param)"
BATCHNORM_BACK = "dout, dgamma, dbeta = batchnorm_backward_alt(dout, norm_cache)"
LAYERNORM_BACK = "dout, dgamma, dbeta = layernorm_backward(dout, norm_cache)"
STATE = "bn_param = self.bn_params[layer - 1]"


def net(name, hint, costs, *swaps, function="_hidden_forward"):
    target = f"classifiers/fc_net.py:FullyConnectedNet.{function}"
    return Mutant(f"FullyConnectedNet.{name}", target, f"FullyConnectedNet {hint}", costs, swaps)


MISTAKES = [
    net(
        "batchnorm_result_lost",
        "never uses what batchnorm_forward returns; its ReLU should get the normalised values",
        ("2.17", "2.18"),
        (BATCHNORM, "normalised, norm_cache = batchnorm_forward(out, gamma, beta, bn_param)"),
    ),
    net(
        "layernorm_result_lost",
        "never uses what layernorm_forward returns; its ReLU should get the normalised values",
        ("2.19",),
        (LAYERNORM, "normalised, norm_cache = layernorm_forward(out, gamma, beta, bn_param)"),
    ),
    net(
        "batchnorm_gradient_lost",
        "ignores the dx of batchnorm_backward_alt; it should pass this dx on",
        ("2.17",),
        (BATCHNORM_BACK, BATCHNORM_BACK.replace("dout, dgamma", "dnormalised, dgamma", 1)),
        function="_hidden_backward",
    ),
    net(
        "layernorm_gradient_lost",
        "ignores the dx of layernorm_backward; it should pass this dx on",
        ("2.19",),
        (LAYERNORM_BACK, LAYERNORM_BACK.replace("dout, dgamma", "dnormalised, dgamma", 1)),
        function="_hidden_backward",
    ),
    net(
        "list_of_parameters",
        "passes the whole list bn_params to the normalisation; it should pass the layer's own dictionary",
        ("2.17", "2.18", "2.19", "2.20", "2.21", "2.22"),
        (STATE, "bn_param = self.bn_params"),
    ),
    net(
        "layernorm_gets_the_list",
        "passes the whole list bn_params to layernorm_forward; it should pass the layer's own dictionary",
        ("2.19", "2.20", "2.22"),
        (LAYERNORM, "out, norm_cache = layernorm_forward(out, gamma, beta, self.bn_params)"),
    ),
    net(
        "gamma_gradient_subtracted",
        "flips the sign of gamma's gradient; it should store dgamma as it is",
        ("2.17", "2.19"),
        ('grads[f"gamma{layer}"] = dgamma', 'grads[f"gamma{layer}"] = -dgamma'),
        function="_hidden_backward",
    ),
    net(
        "no_gamma_gradient",
        "stores no gradient of gamma; grads should have the keys of params",
        ("2.17", "2.19", "2.20"),
        ('            grads[f"gamma{layer}"] = dgamma\n', ""),
        function="_hidden_backward",
    ),
    net(
        "no_beta_gradient",
        "stores no gradient of beta; grads should have the keys of params",
        ("2.17", "2.19", "2.20"),
        ('            grads[f"beta{layer}"] = dbeta\n', ""),
        function="_hidden_backward",
    ),
    net(
        "norm_gradients_averaged",
        "divides the gradients of gamma and beta by N; it should not, as softmax_loss has already done so",
        ("2.17", "2.19"),
        ('grads[f"gamma{layer}"] = dgamma', 'grads[f"gamma{layer}"] = dgamma / len(dout)'),
        ('grads[f"beta{layer}"] = dbeta', 'grads[f"beta{layer}"] = dbeta / len(dout)'),
        function="_hidden_backward",
    ),
]
