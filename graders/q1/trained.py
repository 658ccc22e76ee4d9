"""Question 1's cases of what its notebook has trained."""

from __future__ import annotations

from graders.accuracy import Accuracy, Training
from graders.data.held_back import CIFAR10, SYNTHETIC
from graders.trained import centred, classified, predictions, scores_of, solvers, trained, training_accuracy

# The reference reaches 58 to 60 % and 58 to 63 % of the synthetic set, by three draws of held-back images.
TWO_LAYERS = Accuracy("the net of two layers that solver has trained", {CIFAR10: 0.5, SYNTHETIC: 0.5})
BEST = Accuracy("best_model", {CIFAR10: 0.5, SYNTHETIC: 0.5})
THREE_LAYERS = Training("the best net of three layers with 50 images", 1.0)
FIVE_LAYERS = Training("the best net of five layers with 50 images", 1.0)

NO_SOLVER = "no Solver with a TwoLayerNet was found: keep it under the name solver"
NO_BEST = "best_model is not a net of fc_net.py: keep your best net under this name"
FEW = 50  # images to overfit
NETS = ("TwoLayerNet", "FullyConnectedNet")


@trained(NO_SOLVER)
def two_layer_trained(fc_notebook, fc_net, solver, data_utils, images):
    asked = [scores_of(s.model, fc_net, "TwoLayerNet") for s in solvers(fc_notebook, solver)]
    nets = [scores for scores in asked if scores]
    if not nets:
        raise ValueError(NO_SOLVER)
    yield from classified(nets, centred(data_utils, images))


@trained(NO_BEST)
def best_model_trained(fc_notebook, fc_net, data_utils, images):
    scores = scores_of(getattr(fc_notebook, "best_model", None), fc_net, *NETS)
    if scores is None:
        raise ValueError(NO_BEST)
    yield {"predictions": predictions(scores, centred(data_utils, images))}


@trained()
def three_layers_overfit(fc_notebook, fc_net, solver):
    yield from best_of_few(solvers(fc_notebook, solver), fc_net, 3)


@trained()
def five_layers_overfit(fc_notebook, fc_net, solver):
    yield from best_of_few(solvers(fc_notebook, solver), fc_net, 5)


def best_of_few(used, fc_net, layers):
    """The accuracies that nets of so many layers came to on the few images they were trained with."""
    for index, solver in enumerate(used):
        weights = [name for name in getattr(solver.model, "params", {}) if name.startswith("W")]
        if len(weights) == layers and len(solver.X_train) <= FEW:
            yield {f"accuracy {index}": training_accuracy(solver, fc_net, *NETS)}
