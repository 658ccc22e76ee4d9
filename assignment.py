"""Assignment 2 of CS231n, spring 2020: everything that the autograder must know of it besides its checks."""

from pathlib import Path

from autograder.model.assignment import Assignment, NotebookData, NotebookHooks, Shims
from autograder.model.package_layout import Notebook, PackageLayout
from graders.given_files import DIGESTS
from graders.offerings import OFFERINGS

# Modules that the framework's optimisers would import at their first use.
_TORCH = ("torch", "torch.utils.data", "torch._dynamo", "safetensors.torch")
_TENSORFLOW = ("tensorflow", "graders.hooks.tensorflow_start")

# Students write all of this themselves.
_LIBRARIES = """
    autograd cupy cv2 jax keras mxnet numba scipy skimage sklearn tensorflow theano torch
    convolve convolve2d correlate correlate2d fft2 fftconvolve ifft2 irfft2 rfft2
"""

PACKAGE = PackageLayout(
    name="cs231n",
    modules={
        "layers": "layers.py",
        "layer_utils": "layer_utils.py",
        "optim": "optim.py",
        "fast_layers": "fast_layers.py",
        "fc_net": "classifiers/fc_net.py",
        "cnn": "classifiers/cnn.py",
        "solver": "solver.py",
        "gradient_check": "gradient_check.py",
        "data_utils": "data_utils.py",
        "vis_utils": "vis_utils.py",
        "synthetic": "synthetic.py",
    },
    written=("layers.py", "optim.py", "classifiers/fc_net.py", "classifiers/cnn.py"),
    called=("layer_utils.py", "fast_layers.py"),
    given=("solver.py", "gradient_check.py", "data_utils.py", "vis_utils.py"),
    extensible={"layer_utils.py": "layers.py"},
    handed_out=DIGESTS,
    for_notebooks=("synthetic.py",),
    parts=frozenset({"layers", "layer_utils", "fast_layers", "optim"}),
    notebooks={
        "fc_notebook": Notebook("FullyConnectedNets"),
        "bn_notebook": Notebook("BatchNormalization"),
        "dropout_notebook": Notebook("Dropout", seconds=90.0),
        "cnn_notebook": Notebook("ConvolutionalNetworks"),
        "pytorch": Notebook("PyTorch", framework="torch", preload=_TORCH, seconds=480.0),
        "tensorflow": Notebook("TensorFlow", framework="tensorflow", preload=_TENSORFLOW, seconds=720.0),
    },
)

ASSIGNMENT = Assignment(
    root=Path(__file__).resolve().parent,
    name="a2",
    title="Assignment 2",
    points=100,
    package=PACKAGE,
    student_folder="assignment2",
    alternatives=(("pytorch", "tensorflow"),),
    offerings=OFFERINGS,
    hooks=NotebookHooks(
        before_notebook="graders.hooks.kernel:before_notebook", after_cell="graders.hooks.kernel:after_cell"
    ),
    data=NotebookData(
        folder="datasets",
        write="graders.data.training_files:write_data",
        file="cifar10.npz",
        draw="graders.data.data_subset:draw_subset",
    ),
    shims=Shims(
        package="graders/shims/package",
        absent={"torchvision": "graders.shims.vision:modules"},
        patched={"torch": "graders.shims.old_torch:patch"},
    ),
    libraries=frozenset(_LIBRARIES.split()),
)
