"""Question 1's cases of what its notebook has trained."""

from __future__ import annotations

from graders.accuracy import Accuracy, Training
from graders.data.held_back import CIFAR10, STAND_IN
from graders.trained import centred, classified, predictions, solvers, trained

# The reference reaches 58 to 60 % and 58 to 63 % of the stand-in, by three draws of held-back images.
TWO_LAYERS = Accuracy("the net of two layers that solver has trained", {CIFAR10: 0.5, STAND_IN: 0.5})
BEST = Accuracy("best_model", {CIFAR10: 0.5, STAND_IN: 0.5})
THREE_LAYERS = Training("the best net of three layers with 50 images", 1.0)
FIVE_LAYERS = Training("the best net of five layers with 50 images", 1.0)

NO_SOLVER = "no Solver with a TwoLayerNet was found: keep it under the name solver"
NO_BEST = "best_model is None or missing: keep your best net under this name"
FEW = 50  # images to be learnt by heart


@trained(NO_SOLVER)
def two_layer_trained(fc_notebook, data_utils, images):
    nets = [s.model for s in solvers(fc_notebook) if type(s.model).__name__ == "TwoLayerNet"]
    if not nets:
        raise ValueError(NO_SOLVER)
    yield from classified(nets, centred(data_utils, images))


@trained(NO_BEST)
def best_model_trained(fc_notebook, data_utils, images):
    model = getattr(fc_notebook, "best_model", None)
    if model is None:
        raise ValueError(NO_BEST)
    yield {"predictions": predictions(model.loss, centred(data_utils, images))}


@trained()
def three_layers_overfit(fc_notebook):
    yield from best_of_few(fc_notebook, 3)


@trained()
def five_layers_overfit(fc_notebook):
    yield from best_of_few(fc_notebook, 5)


def best_of_few(notebook, layers):
    """The accuracies that nets of so many layers came to on the few images they were trained with."""
    for index, solver in enumerate(solvers(notebook)):
        weights = [name for name in getattr(solver.model, "params", {}) if name.startswith("W")]
        if len(weights) == layers and len(solver.X_train) <= FEW and solver.train_acc_history:
            yield {f"accuracy {index}": float(max(solver.train_acc_history))}
