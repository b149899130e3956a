#!/usr/bin/env python3
"""Writes tests/golden/modules.json: the four example networks in PyTorch, with one step of training.

    /usr/bin/python3 tests/golden/modules.py

Needs PyTorch (Debian's python3-torch). For each network: what it prints, the names and shapes of its state, and in float64,
from parameters that the test makes as well, the outputs, the loss, each gradient's sum and sum of squares, and the
running statistics after the step.
"""
import json
import os
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F

from fill import fill


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu2 = nn.ReLU()

    def forward(self, x):
        return self.relu2(x + self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x))))))


def chain(**blocks):
    return nn.Sequential(OrderedDict(blocks))


NETS = {
    "fashion-mlp": chain(
        flatten=nn.Flatten(), fc1=nn.Linear(784, 512), relu1=nn.ReLU(), fc2=nn.Linear(512, 512), relu2=nn.ReLU(),
        out=nn.Linear(512, 10)),
    "fashion-lenet": chain(
        conv1=nn.Conv2d(1, 6, 5), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(6, 12, 5), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2), flatten=nn.Flatten(),
        fc1=nn.Linear(192, 120), relu3=nn.ReLU(), fc2=nn.Linear(120, 60), relu4=nn.ReLU(), out=nn.Linear(60, 10)),
    "fashion-cnn": chain(
        conv1=nn.Conv2d(1, 32, 3, padding=1), bn1=nn.BatchNorm2d(32), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(32, 64, 3, padding=1), bn2=nn.BatchNorm2d(64), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2),
        flatten=nn.Flatten(), fc1=nn.Linear(3136, 128), relu3=nn.ReLU(), dropout=nn.Dropout(0.25),
        out=nn.Linear(128, 10)),
    "fashion-resnet": chain(
        conv0=nn.Conv2d(1, 32, 3, padding=1, bias=False), bn0=nn.BatchNorm2d(32), relu0=nn.ReLU(),
        res1=Residual(32), pool1=nn.MaxPool2d(2),
        conv3=nn.Conv2d(32, 64, 3, padding=1, bias=False), bn3=nn.BatchNorm2d(64), relu3=nn.ReLU(),
        res2=Residual(64), pool2=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), out=nn.Linear(64, 10)),
}


def prepare(net):
    """Float64, no dropout, and the parameters that the tests make as well. Gives the state's names and shapes."""
    net.to(torch.float64)
    if hasattr(net, "dropout"):
        net.dropout.p = 0.0
    state = []
    for k, (name, tensor) in enumerate(net.state_dict().items()):
        state.append({"name": name, "shape": list(tensor.shape)})
        if tensor.dtype == torch.float64:
            scale = 1 / (tensor[0].numel() ** 0.5 if tensor.dim() > 1 else 1)
            tensor.copy_(fill(tensor.shape, "p" if name.endswith("running_var") else "r", k) * scale)
    return state


def batch():
    return fill((2, 1, 28, 28), "u", 1), fill((2,), "i10", 2)


def step(net):
    printed = repr(net)
    state = prepare(net)
    x, y = batch()
    out = net(x)
    loss = F.cross_entropy(out, y)
    loss.backward()
    gradients = {name: [p.grad.sum().item(), (p.grad ** 2).sum().item()] for name, p in net.named_parameters()}
    running = {name: tensor.sum().item() for name, tensor in net.named_buffers()}
    return {"repr": printed, "state": state, "outputs": out.reshape(-1).tolist(), "loss": loss.item(),
            "gradients": gradients, "buffers": running}


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "modules.json")
    with open(path, "w") as f:
        json.dump({name: step(net) for name, net in NETS.items()}, f, indent=1)
        f.write("\n")
