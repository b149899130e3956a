"""The four nets of data/examples for Fashion-MNIST, in PyTorch, with the names that their blocks have.

For what holds Gradus against PyTorch: parity.py here, and bench/torch_train.py. Each of NETS may take a share of dropout,
which only cnn has a block for.
"""
from collections import OrderedDict

import torch.nn as nn
import torch.nn.functional as F


class Residual(nn.Module):
    """x -> relu(x + bn2(conv2(relu(bn1(conv1(x))))))"""

    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        return F.relu(x + self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


def chain(**blocks):
    return nn.Sequential(OrderedDict(blocks))


NETS = {
    "mlp": lambda dropout=0: chain(
        flatten=nn.Flatten(), fc1=nn.Linear(784, 512), relu1=nn.ReLU(), fc2=nn.Linear(512, 512), relu2=nn.ReLU(),
        out=nn.Linear(512, 10)),
    "lenet": lambda dropout=0: chain(
        conv1=nn.Conv2d(1, 6, 5), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(6, 12, 5), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2), flatten=nn.Flatten(),
        fc1=nn.Linear(192, 120), relu3=nn.ReLU(), fc2=nn.Linear(120, 60), relu4=nn.ReLU(), out=nn.Linear(60, 10)),
    "cnn": lambda dropout=0: chain(
        conv1=nn.Conv2d(1, 32, 3, padding=1), bn1=nn.BatchNorm2d(32), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(32, 64, 3, padding=1), bn2=nn.BatchNorm2d(64), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2),
        flatten=nn.Flatten(), fc1=nn.Linear(3136, 128), relu3=nn.ReLU(), dropout=nn.Dropout(dropout),
        out=nn.Linear(128, 10)),
    "resnet": lambda dropout=0: chain(
        conv0=nn.Conv2d(1, 32, 3, padding=1, bias=False), bn0=nn.BatchNorm2d(32), relu0=nn.ReLU(),
        res1=Residual(32), pool1=nn.MaxPool2d(2),
        conv3=nn.Conv2d(32, 64, 3, padding=1, bias=False), bn3=nn.BatchNorm2d(64), relu3=nn.ReLU(),
        res2=Residual(64), pool2=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), out=nn.Linear(64, 10)),
}
