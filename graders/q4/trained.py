"""Question 4's cases of what its notebook has trained."""

from __future__ import annotations

from graders.accuracy import Accuracy, Training
from graders.data.held_back import CIFAR10, SYNTHETIC
from graders.hooks.at_its_best import FEW
from graders.trained import centred, classified, scores_of, solvers, trained, training_accuracy

NO_SOLVER = "no Solver with a ThreeLayerConvNet and more than 100 images was found"
CLASS = "ThreeLayerConvNet"
NET = Accuracy("ThreeLayerConvNet after its training", {CIFAR10: 0.4, SYNTHETIC: 0.4}, count=500)
OVERFIT = Training("ThreeLayerConvNet with 100 images", 0.85)


@trained()
def convnet_overfit(cnn_notebook, cnn, solver):
    for index, used in enumerate(solvers(cnn_notebook, solver)):
        if len(used.X_train) <= FEW:
            yield {f"accuracy {index}": training_accuracy(used, cnn, CLASS)}


@trained(NO_SOLVER, seconds=120)
def convnet_trained(cnn_notebook, cnn, solver, data_utils, images):
    nets = {id(s.model): s.model for s in solvers(cnn_notebook, solver) if len(s.X_train) > FEW}
    asked = [scores_of(net, cnn, CLASS) for net in nets.values()]
    if not any(asked):
        raise ValueError(NO_SOLVER)
    yield from classified([scores for scores in asked if scores], centred(data_utils, images))
