"""Question 5's checks on the reference's definitions, on unfilled and broken notebooks, and on trained weights."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.authoring.notebook_module import definitions
from autograder.authoring.write import reference_sources
from autograder.feedback.failure_text import describe_failure
from autograder.feedback.finding_text import describe_statement, sentence_of
from autograder.grading.court import Court
from autograder.grading.gather import Source
from autograder.grading.verdicts import verdicts_of
from autograder.model.case import CASES
from autograder.model.check import TRAINED, Check, load_checks, total, tracks_of, tracks_submitted
from autograder.model.library import Library
from autograder.model.run import LocalRunner, Run, run_locally
from autograder.model.verdict import Verdict
from graders.accuracy import Accuracy
from graders.data.held_back import SYNTHETIC, held_back
from graders.q5 import levels
from graders.q5.tensorflow_trained import own_nets
from tests.judging import frozen_sets, judged, losses

CHECKS = load_checks(ASSIGNMENT)["Q5"]
TRACKS = tracks_of(CHECKS)
REFERENCE = reference_sources(ASSIGNMENT)
# A data set that is quick to draw; nets are given images scaled as those of loader_val are.
DATA = """
import numpy as np

def load_images():
    return np.random.RandomState(0).uniform(0, 255, (40, 3, 32, 32)), None, None, None
"""
NOTEBOOK = """
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 30 * 30, 10))
"""
TRIAL = """
class ThreeLayerConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 10, 32)
    def forward(self, x):
        return self.conv(x).flatten(1)

trial = ThreeLayerConvNet()
"""


@pytest.fixture(scope="module")
def sets():
    return frozen_sets()


def with_notebook(text: str) -> dict[str, str]:
    return REFERENCE | {"data_utils.py": DATA, "PyTorch.ipynb": text}


def of_definitions(track: str) -> list[Check]:
    return [check for check in TRACKS[track] if TRAINED not in check.tags]


def sentences(verdict: Verdict) -> str:
    return "\n".join(sentence_of(finding) for finding in verdict.findings)


def asked(case: str, notebook: str, checkpoint: bytes = b"", images: np.ndarray | None = None) -> Run:
    """What a case of trained nets answers in a notebook's namespace."""
    inputs = {"images": np.zeros((3, 3, 32, 32), np.uint8) if images is None else images}
    if CASES[case].takes_checkpoint:
        inputs["checkpoint"] = np.frombuffer(checkpoint, np.uint8)
    with Library(PACKAGE, with_notebook(notebook), "submission") as library:
        return run_locally(CASES[case], library, inputs)


# ---- points and tracks ------------------------------------------------------------------------------------------


def test_there_are_ten_points_in_either_framework():
    assert total(CHECKS) == 10
    assert {name: total(checks) for name, checks in TRACKS.items()} == {"pytorch": 10, "tensorflow": 10}


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        (["tensorflow"], ["tensorflow"]),
        (["pytorch", "tensorflow"], ["pytorch", "tensorflow"]),
        ([], ["pytorch", "tensorflow"]),
    ],
)
def test_a_notebook_that_was_not_submitted_is_not_asked_where_another_was(there, asked):
    assert [track[0].notebooks[0] for track in tracks_submitted(CHECKS, there.__contains__)] == asked


@pytest.mark.nightly(days=7)
@pytest.mark.parametrize(("track", "package"), [("pytorch", "torch"), ("tensorflow", "tensorflow")])
def test_the_reference_defines_what_earns_every_point(track, package, sets):
    pytest.importorskip(package)
    verdicts = judged(REFERENCE, sets, of_definitions(track), REFERENCE)
    assert losses(verdicts) == {}
    assert [finding for verdict in verdicts.values() for finding in verdict.findings] == []


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("track", "package", "file"),
    [("pytorch", "torch", "PyTorch.ipynb"), ("tensorflow", "tensorflow", "TensorFlow.ipynb")],
)
def test_an_unfilled_notebook_earns_nothing_and_hears_what_is_missing(track, package, file, sets):
    pytest.importorskip(package)
    unfilled = definitions(ASSIGNMENT, (ASSIGNMENT.template / file).read_text(encoding="utf-8"))
    checks = of_definitions(track)
    verdicts = judged({**REFERENCE, file: unfilled}, sets, checks, REFERENCE)
    assert losses(verdicts) == {check.number: check.weight for check in checks}
    assert all(verdict.findings for verdict in verdicts.values())


# ---- broken notebooks -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def verdicts_of_notebook(sets):
    pytest.importorskip("torch")

    def verdicts(old: str, new: str) -> dict[str, Verdict]:
        text = REFERENCE["PyTorch.ipynb"]
        assert old in text
        return judged(
            {**REFERENCE, "PyTorch.ipynb": text.replace(old, new)}, sets, of_definitions("pytorch"), REFERENCE
        )

    return verdicts


def test_a_wrong_class_name_is_told_by_name(verdicts_of_notebook):
    verdicts = verdicts_of_notebook("ThreeLayerConvNet", "ConvNet")
    assert set(losses(verdicts)) == {"5.2", "5.3"}
    assert "the notebook does not define ThreeLayerConvNet" in sentences(verdicts["5.2"])


def test_a_net_on_a_missing_gpu_is_told_so(verdicts_of_notebook):
    verdicts = verdicts_of_notebook("conv_w1, conv_b1, padding=2", "conv_w1.cuda(), conv_b1, padding=2")
    assert set(losses(verdicts)) == {"5.1"}
    assert "there is no GPU here" in sentences(verdicts["5.1"])


def test_wrong_layers_are_told_by_their_shapes(verdicts_of_notebook):
    verdicts = verdicts_of_notebook(
        "in_channel, channel_1, 5, padding=2", "in_channel, channel_1, 3, padding=1"
    )
    assert "should have parameters of shapes" in sentences(verdicts["5.2"])


def test_a_missing_sequence_is_told(verdicts_of_notebook):
    verdicts = verdicts_of_notebook("nn.Conv2d(3, channel_1, 5, padding=2),", "")
    assert set(losses(verdicts)) == {"5.4"}


# ---- what was trained -------------------------------------------------------------------------------------------


def test_images_are_given_as_the_notebook_gives_its_own():
    pytest.importorskip("torch")
    seen = """
from .data_utils import load_images
x = torch.from_numpy(load_images()[0]).float()
loader_val = [((x - 100) / 50, None)]

class Seen(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 1, 1)
    def forward(self, x):
        return torch.stack([-(x.mean((1, 2, 3)) - k).abs() for k in range(-2, 8)], 1)

model = Seen()
"""
    images = np.full((2, 3, 32, 32), 100, np.uint8)
    images[1] = 250
    answers = asked("pytorch_own", NOTEBOOK + seen, images=images).answers
    assert list(answers["predictions"]) == [2, 5]  # 0 and 3 in the notebook's scale


def test_a_net_of_ones_own_is_found_under_another_name():
    pytest.importorskip("torch")
    sequence = (
        "model = nn.Sequential(nn.Conv2d(3, 32, 5, padding=2), nn.ReLU(), nn.Conv2d(32, 16, 3, padding=1), "
        "nn.ReLU(), nn.Flatten(), nn.Linear(16384, 10))\n"
    )
    block = "block = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())\n"
    whole = "net = nn.Sequential(block, nn.Flatten(), nn.Linear(8 * 30 * 30, 10))\nnn.init.zeros_(net[2].weight)\n"
    answers = asked(
        "pytorch_own", "\n".join([NOTEBOOK, sequence, block, whole, "net[2].bias.data[6] = 9"])
    ).answers
    assert [list(answer) for answer in answers.values()] == [[6, 6, 6]]


def test_parameters_without_names_of_their_own_are_found_in_params():
    pytest.importorskip("torch")
    shapes = "(32, 3, 5, 5), (32,), (16, 32, 3, 3), (16,), (16384, 10), (10,)"
    text = f"params = [torch.zeros(shape) for shape in ({shapes})]\nconv_w1 = None\n"
    text += "def three_layer_convnet(x, params):\n    return x.flatten(1)[:, :10] * 0 + params[5]\n"
    assert asked("pytorch_function_trained", NOTEBOOK + text).answers["predictions"].shape == (3,)


def test_a_net_that_was_made_on_trial_for_other_images_costs_no_other_its_points():
    pytest.importorskip("torch")
    trial = "trial.conv = nn.Conv2d(32, 10, 32)\n"
    both = asked("pytorch_class_trained", f"{NOTEBOOK}{TRIAL}{trial}trained = ThreeLayerConvNet()\n")
    assert both.failure is None
    assert [answer.shape for answer in both.answers.values()] == [(3,)]
    alone = asked("pytorch_class_trained", NOTEBOOK + TRIAL + trial)
    assert alone.failure is not None
    assert "32 channels" in describe_failure(alone.failure, reveal=True)


@pytest.mark.nightly
def test_nets_in_tensorflow_that_are_no_custom_conv_net_are_those_after_the_sequence():
    tf = pytest.importorskip("tensorflow")
    layers = tf.keras.layers

    def net(*parts):
        return tf.keras.Sequential([layers.Input((32, 32, 3)), *parts, layers.Flatten(), layers.Dense(10)])

    early, own, dense = net(layers.Conv2D(8, 3)), net(layers.Conv2D(4, 3)), net()
    third = net(layers.Conv2D(32, 5, padding="same"), layers.Conv2D(16, 3, padding="same"))
    assert own_nets([early, third, own, dense]) == [own]
    assert own_nets([early]) == []


def test_nan_weights_earn_nothing_and_are_told():
    pytest.importorskip("torch")
    broken = NOTEBOOK + "with torch.no_grad():\n    model[0].weight.fill_(float('nan'))\n"
    images = held_back(1000, "salt").images
    scoring = levels.OWN.score(asked("pytorch_own", broken, images=images).answers, "salt")
    assert scoring.share == 0
    assert "NaN" in describe_statement(scoring.statement)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("model = None\n", "model is None or missing"),
        (f"model = None\n{TRIAL}", "model is None or missing"),
        ("model = nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))\n", "no convolutional layer"),
        (
            "model = nn.Sequential(nn.Conv2d(3, 32, 5, padding=2), nn.ReLU(), nn.Conv2d(32, 16, 3, padding=1), "
            "nn.ReLU(), nn.Flatten(), nn.Linear(16384, 10))\n",
            "it should be a net of your own",
        ),
    ],
)
def test_what_is_no_net_of_ones_own_is_told(more, sentence):
    pytest.importorskip("torch")
    failure = asked("pytorch_own", NOTEBOOK + more).failure
    assert failure is not None
    assert sentence in describe_failure(failure, reveal=True)


# ---- checkpoints ------------------------------------------------------------------------------------------------


def weights(bias: int) -> dict[str, object]:
    """A state_dict for the net of NOTEBOOK that always answers the class `bias`."""
    torch = pytest.importorskip("torch")
    last = torch.zeros(10)
    last[bias] = 1.0
    return {
        "0.weight": torch.zeros(4, 3, 3, 3),
        "0.bias": torch.zeros(4),
        "3.weight": torch.zeros(10, 3600),
        "3.bias": last,
    }


def saved(state: object) -> bytes:
    torch = pytest.importorskip("torch")
    file = io.BytesIO()
    torch.save(state, file)
    return file.getvalue()


def test_weights_trained_elsewhere_are_evaluated_in_the_notebooks_net():
    predictions = asked("pytorch_own", NOTEBOOK, saved(weights(7))).answers["predictions of the checkpoint"]
    assert list(predictions) == [7, 7, 7]


def test_safetensors_are_read_too():
    state = weights(4)
    save = pytest.importorskip("safetensors.torch").save
    predictions = asked("pytorch_own", NOTEBOOK, save(state)).answers["predictions of the checkpoint"]
    assert list(predictions) == [4, 4, 4]


class Bomb:
    """Unpickled, it leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return open, (str(self.path), "w")


@pytest.mark.parametrize("wrap", [saved, pickle.dumps], ids=["torch", "pickle"])
def test_a_pickle_bomb_is_refused_with_a_sentence(tmp_path, wrap):
    pytest.importorskip("torch")
    target = tmp_path / "exploded"
    answers = asked("pytorch_own", NOTEBOOK, wrap({"0.weight": Bomb(target)})).answers
    assert not target.exists()
    assert "the checkpoint was not used" in answers["note"]
    assert "predictions" in answers


@pytest.mark.parametrize(
    ("file", "why"), [(b"no weights", "not used"), (b"\0" * 8 + b"{}", "not used"), (b"", "")]
)
def test_what_is_no_checkpoint_costs_nothing_else(file, why):
    pytest.importorskip("torch")
    answers = asked("pytorch_own", NOTEBOOK, file).answers
    assert why in answers.get("note", "")
    assert "predictions" in answers


def test_weights_that_do_not_fit_are_refused_with_a_sentence():
    torch = pytest.importorskip("torch")
    fewer, larger, state = weights(1), weights(1), weights(1)
    del fewer["3.bias"]
    larger["3.bias"] = torch.zeros(11)
    files = {
        "some names are missing": saved(fewer),
        "other shapes": saved(larger),
        "no weights by their names": saved({"epoch": 3, "losses": [torch.zeros(1)]}),
        "not a complete file": saved(state)[:-1000],
        "more than tensors": saved(torch.nn.Linear(1, 1)),
    }
    assert {
        why: why in asked("pytorch_own", NOTEBOOK, file).answers.get("note", "")
        for why, file in files.items()
    } == (dict.fromkeys(files, True))


def test_weights_are_found_beside_the_state_of_an_optimiser():
    file = saved({"epoch": 3, "optimizer": {"state": {}}, "model_state_dict": weights(6)})
    predictions = asked("pytorch_own", NOTEBOOK, file).answers["predictions of the checkpoint"]
    assert list(predictions) == [6, 6, 6]


def test_the_better_of_notebook_and_checkpoint_counts():
    own = Accuracy("the net", {SYNTHETIC: 0.5})
    labels = held_back(1000, "salt").labels
    wrong = np.zeros_like(labels)
    both = own.score({"predictions": wrong, "predictions of the checkpoint": labels}, "salt")
    assert both.share == 1
    assert both.accuracy == 1


def test_a_judge_gives_the_checkpoint_to_the_case_that_takes_it(sets):
    pytest.importorskip("torch")
    check = replace(next(c for c in TRACKS["pytorch"] if c.number == "5.6"))
    with Library(PACKAGE, with_notebook(NOTEBOOK), "submission") as library:
        source = Source(Court(sets, PACKAGE), LocalRunner(library, library), checkpoint=b"no weights")
        verdict = verdicts_of([check], source)["5.6"]
    assert any("the checkpoint was not used" in note for note in verdict.remarks)
    assert "pytorch_own" in verdict.accuracies
