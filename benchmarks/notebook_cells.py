"""Cells of notebooks in the style of 2018 to 2021, each style with what is graded of it."""

from __future__ import annotations

from dataclasses import dataclass

COLAB = (
    "from google.colab import drive\ndrive.mount('/content/drive', force_remount=True)\n"
    "FOLDERNAME = 'cs231n/assignments/assignment2/'\nassert FOLDERNAME is not None\n"
    "import sys\nsys.path.append('/content/drive/My Drive/{}'.format(FOLDERNAME))",
    "%cd /content/drive/My\\ Drive/$FOLDERNAME\n!wget -q https://example.org/cifar.tgz && tar xzf cifar.tgz\n%cd ..",
    "get_ipython().system('nvidia-smi')\nget_ipython().magic('matplotlib inline')\n%load_ext autoreload\n%autoreload 2",
    "!pip install -q torchsummary\n%matplotlib notebook",
)
EXTRAS = (
    "import warnings\nwarnings.filterwarnings('ignore')\nfrom tqdm.notebook import tqdm, trange\nimport pandas as pd",
    "import matplotlib.pyplot as plt\nplt.style.use('seaborn')\nimport seaborn as sns\nsns.set(style='whitegrid')\n"
    "plt.rcParams['figure.figsize'] = (10.0, 8.0)",
    "from ipywidgets import interact, IntSlider\ninteract(lambda k: print(k), k=IntSlider(min=0, max=3))",
    "for k in tqdm(range(3), desc='warm-up'):\n    pass",
)

TORCH = (
    """import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
import torchvision.datasets as dset
import torchvision.transforms as T
from torch.utils.data import DataLoader, sampler""",
    """TRAIN = 49000
to_net = T.Compose([T.ToTensor(), T.Normalize((0.49, 0.48, 0.45), (0.2, 0.2, 0.2))])

def images(train, which):
    data = dset.CIFAR10('./cs231n/datasets', train=train, download=True, transform=to_net)
    return DataLoader(data, batch_size=64, sampler=sampler.SubsetRandomSampler(which))

loader_train, loader_val = images(True, range(TRAIN)), images(True, range(TRAIN, 50000))
loader_test = images(False, range(10000))""",
    """device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
dtype = torch.float32

def accuracy(loader, net):
    net.eval()
    with torch.no_grad():
        right = [(net(x.to(device)).argmax(1) == y.to(device)).float().mean().item() for x, y in loader]
    return np.mean(right)

def fit(net, optimizer, epochs):
    net = net.to(device=device)
    for epoch in range(epochs):
        net.train()
        for step, (x, y) in enumerate(loader_train):
            loss = F.cross_entropy(net(x.to(device=device, dtype=dtype)), y.to(device=device, dtype=torch.long))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print('epoch', epoch, 'loss', loss.item(), 'validation', accuracy(loader_val, net))""",
)
FLATTEN = "class Flatten(nn.Module):\n    def forward(self, x):\n        return x.view(x.size(0), -1)\n\n"
VGG = (
    FLATTEN
    + """def norm(c):
    return {norm}

def conv(a, b):
    return [nn.Conv2d(a, b, 3, padding=1), norm(b), nn.ReLU()]

w = {width}
model = nn.Sequential(*conv(3, w), *conv(w, w), nn.MaxPool2d(2), *conv(w, 2 * w), *conv(2 * w, 2 * w),
                      nn.MaxPool2d(2), *conv(2 * w, 4 * w), nn.MaxPool2d(2), Flatten(), nn.Linear(64 * w, 10))
"""
)
BN, GN = "nn.BatchNorm2d(c)", "nn.GroupNorm(8, c)"
RESNET = (
    FLATTEN
    + """class Block(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.c1, self.b1 = nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b)
        self.c2, self.b2 = nn.Conv2d(b, b, 3, 1, 1, bias=False), nn.BatchNorm2d(b)
        self.short = nn.Sequential() if a == b else nn.Conv2d(a, b, 1, stride)

    def forward(self, x):
        out = self.b2(self.c2(F.relu(self.b1(self.c1(x)))))
        return F.relu(out + self.short(x))

class SmallResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 16, 3, padding=1)
        self.blocks = nn.Sequential(Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2))
        self.pool, self.last = nn.AdaptiveAvgPool2d(1), nn.Linear(64, 10)

    def forward(self, x):
        return self.last(self.pool(self.blocks(F.relu(self.first(x)))).flatten(1))

model = SmallResNet()
"""
)
LARGE = (
    FLATTEN
    + """layers = [nn.Conv2d(3, 512, 3, padding=1), nn.ReLU()]
for _ in range(12):
    layers += [nn.Conv2d(512, 512, 3, padding=1), nn.BatchNorm2d(512), nn.ReLU()]
model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), Flatten(), nn.Linear(512, 10))
"""
)
ADAM = "optimizer = optim.Adam(model.parameters(), lr=2e-3)\n"
MOMENTUM = (
    "optimizer = optim.SGD(model.parameters(), lr=5e-2, momentum=0.9, nesterov=True, weight_decay=1e-4)\n"
)

KERAS = (
    """import numpy as np
import tensorflow as tf
from tensorflow import keras
(X, y), (X_test, y_test) = tf.keras.datasets.cifar10.load_data()
X, X_test = X.astype(np.float32), X_test.astype(np.float32)
y, y_test = y.astype(np.int32).flatten(), y_test.astype(np.int32).flatten()
mean, std = X.mean(axis=(0, 1, 2), keepdims=True), X.std(axis=(0, 1, 2), keepdims=True)
X_train, y_train, X_val, y_val = (X[:49000] - mean) / std, y[:49000], (X[49000:] - mean) / std, y[49000:]
X_test = (X_test - mean) / std""",
    """class Dataset(object):
    def __init__(self, X, y, batch_size, shuffle=False):
        self.X, self.y, self.batch_size, self.shuffle = X, y, batch_size, shuffle

    def __iter__(self):
        order = np.random.permutation(len(self.X)) if self.shuffle else np.arange(len(self.X))
        parts = np.array_split(order, len(order) // self.batch_size)
        return iter((self.X[part], self.y[part]) for part in parts)

train_dset, val_dset = Dataset(X_train, y_train, 64, True), Dataset(X_val, y_val, 64)""",
)
FUNCTIONAL = """inputs = tf.keras.Input(shape=(32, 32, 3))
x = inputs
for filters in (16, 32, 64):
    x = tf.keras.layers.Conv2D(filters, 3, padding='same', kernel_initializer=tf.initializers.VarianceScaling(2.0))(x)
    x = tf.keras.layers.BatchNormalization()(x)
    x = tf.keras.layers.ReLU()(x)
    x = tf.keras.layers.MaxPooling2D()(x)
x = tf.keras.layers.Dropout(0.2)(tf.keras.layers.Flatten()(x))
model = tf.keras.Model(inputs=inputs, outputs=tf.keras.layers.Dense(10, activation='softmax')(x))
model.compile(optimizer=tf.keras.optimizers.Adam(lr=2e-3), loss='sparse_categorical_crossentropy',
              metrics=[tf.keras.metrics.sparse_categorical_accuracy])
model.fit(X_train, y_train, batch_size=64, epochs=2, validation_data=(X_val, y_val))
model.evaluate(X_val, y_val)"""
DROPOUT = """from __future__ import print_function
import numpy as np
import matplotlib.pyplot as plt
from cs231n.classifiers.fc_net import *
from cs231n.data_utils import get_CIFAR10_data
from cs231n.solver import Solver
%matplotlib inline
data = get_CIFAR10_data()
for k, v in data.items():
    print('%s: ' % k, v.shape)
small_data = {'X_train': data['X_train'][:500], 'y_train': data['y_train'][:500],
              'X_val': data['X_val'], 'y_val': data['y_val']}
solvers = {}
for p in [1, 0.25]:
    model = FullyConnectedNet([500], dropout=p)
    solver = Solver(model, small_data, num_epochs=25, batch_size=100, update_rule='adam',
                    optim_config={'learning_rate': 5e-4}, verbose=True, print_every=100)
    solver.train()
    solvers[p] = solver"""


@dataclass(frozen=True)
class Style:
    """A notebook: its name, its code cells, the question it belongs to, and the checks of what it has trained."""

    file: str
    cells: tuple[str, ...]
    question: str = "Q5"
    checks: tuple[str, ...] = ("5.6",)


def pytorch(net: str, optimizer: str = ADAM, epochs: int = 3, before: tuple[str, ...] = ()) -> Style:
    """A PyTorch notebook that trains a net of its own."""
    return Style("PyTorch", (*before, *TORCH, f"{net}{optimizer}fit(model, optimizer, epochs={epochs})"))


STYLES = {
    "VGG, batch norm": pytorch(VGG.format(norm=BN, width=16)),
    "VGG, group norm": pytorch(VGG.format(norm=GN, width=16)),
    "ResNet": pytorch(RESNET, MOMENTUM),
    "too large": pytorch(LARGE),
    "PyTorch on Colab": pytorch(VGG.format(norm=BN, width=8), before=COLAB),
    "PyTorch with extras": pytorch(VGG.format(norm=BN, width=8), MOMENTUM, before=EXTRAS),
    "Keras, functional": Style("TensorFlow", (*COLAB, *KERAS, FUNCTIONAL)),
    "Dropout on Colab": Style("Dropout", (*COLAB, DROPOUT), "Q3", ("3.12",)),
    "Dropout with extras": Style("Dropout", (*EXTRAS, DROPOUT), "Q3", ("3.12",)),
}
