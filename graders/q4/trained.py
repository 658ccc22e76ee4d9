"""Question 4's cases of what its notebook has trained."""

from __future__ import annotations

from graders.accuracy import Accuracy, Training
from graders.data.held_back import CIFAR10, STAND_IN
from graders.trained import centred, classified, solvers, trained

NO_SOLVER = "no Solver with a ThreeLayerConvNet and more than 100 images was found"
FEW = 100  # images to be learnt by heart
NET = Accuracy("ThreeLayerConvNet after its training", {CIFAR10: 0.4, STAND_IN: 0.4}, count=500)
OVERFIT = Training("ThreeLayerConvNet with 100 images", 0.85)


@trained()
def convnet_overfit(cnn_notebook):
    for index, solver in enumerate(with_convolution(cnn_notebook)):
        if len(solver.X_train) <= FEW and solver.train_acc_history:
            yield {f"accuracy {index}": float(max(solver.train_acc_history))}


@trained(NO_SOLVER, seconds=120)
def convnet_trained(cnn_notebook, data_utils, images):
    nets = {id(s.model): s.model for s in with_convolution(cnn_notebook) if len(s.X_train) > FEW}
    if not nets:
        raise ValueError(NO_SOLVER)
    yield from classified(list(nets.values()), centred(data_utils, images))


def with_convolution(notebook):
    return [s for s in solvers(notebook) if type(s.model).__name__ == "ThreeLayerConvNet"]
