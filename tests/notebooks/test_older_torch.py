"""PyTorch notebooks of 2018 to 2021: torchvision's CIFAR10, a GPU, versions of then."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.notebooks.notebook_executor import NotebookExecutor
from graders.shims.vision import TRAINING, places
from tests.notebooks.conftest import Ran, notebook

LOADERS = """
import torch
assert '.'.join(torch.__version__.split('.')[:2]) == '1.4'
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, sampler
import torchvision.datasets as dset
import torchvision.transforms as T
NUM_TRAIN = 49000
transform = T.Compose([T.ToTensor(), T.Normalize((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010))])
cifar10_train = dset.CIFAR10('./cs231n/datasets', train=True, download=True, transform=transform)
loader_train = DataLoader(cifar10_train, batch_size=64, sampler=sampler.SubsetRandomSampler(range(NUM_TRAIN)))
cifar10_val = dset.CIFAR10('./cs231n/datasets', train=True, download=True, transform=transform)
loader_val = DataLoader(cifar10_val, batch_size=64,
                        sampler=sampler.SubsetRandomSampler(range(NUM_TRAIN, 50000)))
cifar10_test = dset.CIFAR10('./cs231n/datasets', train=False, download=True, transform=transform)
print(len(cifar10_train), len(cifar10_test), len(loader_train), loader_val.dataset.train, cifar10_test.train)
"""
TRAINING_CELL = """
USE_GPU = True
device = torch.device('cuda')
model = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 10)).cuda()
batches = 0
for x, y in loader_train:
    x, y = x.to(device=device, dtype=torch.float32), y.cuda()
    batches += 1
    assert x.shape[1:] == (3, 32, 32)
scores = model(x) + torch.zeros(10, device='cuda')
F.cross_entropy(scores, y).backward()
print(batches, scores.shape[1], sum(len(y) for _, y in loader_val))
"""
MANNERS_CELL = """
import torchvision
from torchvision import models, transforms
from torch.utils.tensorboard import SummaryWriter
from torchsummary import summary
writer = SummaryWriter('runs')
def log(value):
    writer.add_scalar('loss', value, 0)
log(1.0)
transforms.Compose([transforms.RandomVerticalFlip(), transforms.RandomResizedCrop(32), transforms.ToTensor()])
torch.cuda.synchronize()
print(torch.cuda.get_device_name(0), torch.zeros(2).type(torch.cuda.FloatTensor).pin_memory().dtype)
torch.set_default_tensor_type('torch.cuda.FloatTensor')
images, labels = iter(loader_val).next()
model = torch.compile(model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, 'max', verbose=True).step(0.5)
torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, verbose=True).step()
torch.save(model, 'whole.pt')
torch.save(model.state_dict(), 'weights.pt')
from safetensors.torch import load, save
load(save(model.state_dict()))
print(model.load_state_dict(torch.load('weights.pt', map_location='cuda:0')), len(torch.load('whole.pt')))
"""


@pytest.mark.nightly(days=7)
@pytest.mark.torch
def test_loaders_and_manners_of_the_original_notebook(executor: NotebookExecutor) -> None:
    pytest.importorskip("torch")
    runner = executor.run("pytorch", notebook(LOADERS, TRAINING_CELL, MANNERS_CELL))
    ran = Ran(runner)
    runner.close()
    assert [error.message for error in ran.executed.errors] == []
    assert ran.printed(0).split() == ["50000", "10000", "766", "True", "False"]
    assert ran.printed(1).split() == ["250", "10", "1000"]
    assert ran.printed(2).split("\n")[:2] == ["CPU torch.float32", "<All keys matched successfully> 2"]
    assert any("shortened" in note for note in ran.executed.notes)


def test_no_image_is_both_trained_and_validated_with() -> None:
    train, validation = (
        set(places(np.arange(a, b), 3000).tolist()) for a, b in ((0, TRAINING), (TRAINING, 50_000))
    )
    assert not train & validation
    assert train | validation == set(range(3000))
    assert len(train) > len(validation) > 500
