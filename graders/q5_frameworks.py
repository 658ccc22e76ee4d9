"""Question 5: the same nets in PyTorch or in TensorFlow, and one of the student's own. 10 points."""

from __future__ import annotations

from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.decorators import leaderboard, notebooks
from graders.q5 import levels, pytorch_cases, pytorch_trained, tensorflow_cases, tensorflow_trained
from graders.q5.starts import starts_well

FRAMEWORKS = ("pytorch", "tensorflow")

# What is compared: nets in TensorFlow end in softmax, and older ones in scores; both are right.
ANSWER = {"pytorch": pytorch_cases.ANSWER, "tensorflow": tensorflow_cases.ANSWER}
TRAINED = {"pytorch": pytorch_trained.POINTS, "tensorflow": tensorflow_trained.POINTS}
SEQUENCES = {"pytorch": pytorch_cases.SEQUENCES, "tensorflow": tensorflow_cases.SEQUENCES}


@number("5.1")
@notebooks(*FRAMEWORKS)
def test_function(judge, notebook):
    """three_layer_convnet: scores of a net with two convolutional layers, given its parameters."""
    judge.same(f"{notebook}_function", scores=1.5)
    judge.same(f"{notebook}_function_sizes", scores=0.5)


@number("5.2")
@notebooks(*FRAMEWORKS)
def test_class(judge, notebook):
    """ThreeLayerConvNet: the same net as a class."""
    judge.same(f"{notebook}_class", **{ANSWER[notebook]: 1.5})


@number("5.3")
@notebooks(*FRAMEWORKS)
def test_class_start(judge, notebook):
    """ThreeLayerConvNet is initialised with Kaiming-normal weights and biases near 0."""
    judge.meets(f"{notebook}_start", 1, starts_well)


@number("5.4")
@notebooks(*FRAMEWORKS)
def test_sequence(judge, notebook):
    """The same net as a sequence of layers (in TensorFlow also by the functional interface)."""
    for case, points in SEQUENCES[notebook].items():
        judge.same(case, **{ANSWER[notebook]: points})


@number("5.5")
@tags("trained")
@notebooks(*FRAMEWORKS)
def test_trained(judge, notebook):
    """The nets given layer by layer learn to classify images."""
    for case, points in TRAINED[notebook].items():
        judge.values(case, points, levels.LAYER_BY_LAYER[case])


@number("5.6")
@leaderboard("accuracy of your own net")
@tags("trained")
@notebooks(*FRAMEWORKS)
def test_own_net(judge, notebook):
    """A convolutional net of your own classifies images."""
    judge.values(f"{notebook}_own", 2.5, levels.OWN)
