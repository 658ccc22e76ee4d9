"""Question 2: batch and layer normalisation, and nets with them. 28 points for code, 2 for the notebook."""

from __future__ import annotations

from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.decorators import notebooks
from graders.q2 import batchnorm, even, layernorm, nets, trained, undone
from graders.q2.dropout import combines

# ---- batch normalisation -------------------------------------------------------------------------------------


@number("2.1")
def test_batchnorm_forward(judge):
    """batchnorm_forward in training: each feature is normalised over the batch, then scaled and shifted."""
    judge.same("batchnorm", out=2.5)
    judge.same("batchnorm_offset", out=0.5)


@number("2.2")
def test_batchnorm_running(judge):
    """batchnorm_forward in training: running averages in bn_param, from zero and from given ones."""
    for case_name in ("batchnorm_running", "batchnorm_running_given"):
        judge.same(
            case_name,
            **{
                "running_mean after step 1": 0.25,
                "running_var after step 1": 0.25,
                "running_mean after step 3": 0.25,
                "running_var after step 3": 0.25,
            },
        )


@number("2.3")
def test_batchnorm_momentum(judge):
    """batchnorm_forward takes momentum from bn_param."""
    judge.same("batchnorm_momentum", **{"running_mean after step 3": 0.25, "running_var after step 3": 0.25})


@number("2.4")
def test_batchnorm_test_mode(judge):
    """batchnorm_forward in testing: the running averages replace the batch's statistics."""
    judge.same("batchnorm_test", out=2)


@number("2.5")
def test_batchnorm_test_mode_state(judge):
    """batchnorm_forward in testing does not change the running averages."""
    judge.same(
        "batchnorm_test_state",
        **{"running_mean after test mode": 0.25, "running_var after test mode": 0.25},
    )


@number("2.6")
def test_batchnorm_eps(judge):
    """batchnorm_forward adds eps from bn_param to the variance, inside the root; a constant feature stays finite."""
    judge.same("batchnorm_eps", batchnorm.EPS, out=0.35, **{"out with the default eps": 0.05})
    judge.same("batchnorm_test_eps", out=0.4)
    judge.same("batchnorm_constant", **{"out at a constant feature": 0.2})


@number("2.7")
def test_batchnorm_backward(judge):
    """batchnorm_backward: gradients of x (through mean and variance too), gamma and beta."""
    judge.same("batchnorm", dx=2.5, dgamma=0.75, dbeta=0.75)


@number("2.8")
def test_batchnorm_backward_alt(judge):
    """batchnorm_backward_alt: the same gradients in closed form."""
    judge.same("batchnorm_alt", dx=1.5, dgamma=0.5, dbeta=0.5)


@number("2.9")
def test_batchnorm_backward_eps(judge):
    """batchnorm_backward and _alt divide by the same root, with the same eps, as the forward pass."""
    judge.same("batchnorm_backward_eps", dx=0.25)
    judge.same("batchnorm_alt_eps", dx=0.25)


@number("2.10")
def test_batchnorm_alt_work(judge):
    """batchnorm_backward_alt takes fewer passes over the batch than the steps of batchnorm_backward."""
    judge.meets("batchnorm_work", 0.25, batchnorm.alt_saves_work)


# ---- layer normalisation -------------------------------------------------------------------------------------


@number("2.11")
def test_layernorm_forward(judge):
    """layernorm_forward: each sample is normalised over its features, then scaled and shifted."""
    judge.same("layernorm", out=2.5)


@number("2.12")
def test_layernorm_backward(judge):
    """layernorm_backward: gradients of x (through mean and variance too), gamma and beta."""
    judge.same("layernorm", dx=2, dgamma=0.5, dbeta=0.5)


@number("2.13")
def test_layernorm_eps(judge):
    """layernorm adds eps from ln_param to the variance, inside the root; a constant sample stays finite."""
    judge.same("layernorm_eps", layernorm.EPS, out=0.15, **{"out with the default eps": 0.05})
    judge.same("layernorm_eps", dx=0.2)
    judge.same("layernorm_constant", **{"out at a constant sample": 0.1})


# ---- style ---------------------------------------------------------------------------------------------------


@number("2.14")
@tags("style")
def test_normalization_untouched(judge):
    """The layers do not change their input arrays, nor the arrays in their caches."""
    after_batchnorm = {
        "x after batchnorm_forward": 0.04,
        "x after batchnorm_forward in test mode": 0.02,
        "gamma after batchnorm_forward in test mode": 0.01,
        "beta after batchnorm_forward in test mode": 0.01,
        "dout after batchnorm_backward": 0.03,
        "dout after batchnorm_backward_alt": 0.03,
        "share of dx that batchnorm_backward repeats": 0.01,
        "share of dx that batchnorm_backward_alt repeats": 0.01,
    }
    judge.same("batchnorm_untouched", **after_batchnorm)
    after_layernorm = {
        "x after layernorm_forward": 0.04,
        "dout after layernorm_backward": 0.04,
        "share of dx that layernorm_backward repeats": 0.01,
    }
    judge.same("layernorm_untouched", **after_layernorm)


@number("2.15")
@tags("style")
def test_batchnorm_float32(judge):
    """batchnorm_forward keeps float32 running averages for float32 inputs."""
    judge.meets("batchnorm_float32", 0.25, batchnorm.statistics_keep_float32)


# ---- nets ----------------------------------------------------------------------------------------------------


@number("2.16")
def test_normalized_start(judge):
    """FullyConnectedNet with normalisation: gammas of 1, betas of 0, none for the last layer."""
    judge.meets("normalized_start", 0.75, nets.normalized_starts_well)


@number("2.17")
def test_batchnorm_net(judge):
    """FullyConnectedNet with batch normalisation between affine and relu: loss and gradients."""
    gradients = dict.fromkeys(nets.BATCHNORM_GRADIENTS, 0.15)
    judge.same(
        "batchnorm_net",
        undone.BATCHNORM,
        even.BATCHNORM,
        loss=0.4,
        **gradients,
        **{"biases without a gradient": 0.05},
    )


@number("2.18")
def test_batchnorm_net_state(judge):
    """FullyConnectedNet with batch normalisation: every layer keeps its running averages, and scoring uses them."""
    points = {"scores": 0.5, "scores of one sample": 0.25, "loss after scoring": 0.25}
    judge.same("batchnorm_net_state", undone.STATE, even.STATE, **points)


@number("2.19")
def test_layernorm_net(judge):
    """FullyConnectedNet with layer normalisation between affine and relu: scores, loss and gradients."""
    judge.same(
        "layernorm_net",
        undone.LAYERNORM,
        even.LAYERNORM,
        scores=0.2,
        loss=0.17,
        **dict.fromkeys(nets.LAYERNORM_GRADIENTS, 0.07),
    )


@number("2.20")
def test_normalized_penalty(judge):
    """FullyConnectedNet with normalisation: weights are regularised as without it; gammas and betas are not."""
    gradients = {f"added d{name}": 0.04 for name in nets.GAINS}
    judge.same("normalized_penalty", even.PENALTY, **{"loss added for gammas and betas": 0.12}, **gradients)
    for kind in nets.KINDS:
        gradients = {f"more d{name} with {kind}": 0.02 for name in nets.WEIGHTS}
        judge.same("normalized_weight_penalty", even.PENALTY, **{f"more loss with {kind}": 0.05}, **gradients)


@number("2.21")
def test_batchnorm_dropout(judge):
    """FullyConnectedNet with batch normalisation and dropout: both in the right place, gradients that fit the loss."""
    judge.meets("batchnorm_dropout", 0.25, combines("batchnorm"))


@number("2.22")
def test_layernorm_dropout(judge):
    """FullyConnectedNet with layer normalisation and dropout: both in the right place, gradients that fit the loss."""
    judge.meets("layernorm_dropout", 0.25, combines("layernorm"))


# ---- what the notebook has trained ---------------------------------------------------------------------------


@number("2.23")
@tags("trained")
@notebooks("bn_notebook")
def test_batchnorm_trained(judge):
    """Notebook: a net with batch normalisation learns to classify images."""
    judge.values("batchnorm_trained", 1, trained.BATCH_NORM, built_on="batchnorm_net")


@number("2.24")
@tags("trained")
@notebooks("bn_notebook")
def test_layernorm_trained(judge):
    """Notebook: a net with layer normalisation learns to classify images."""
    judge.values("layernorm_trained", 1, trained.LAYER_NORM, built_on="layernorm_net")
