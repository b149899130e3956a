#!/usr/bin/env python3
"""Writes tests/golden/trace.json: what is inside one step of training of the four example networks, from PyTorch.

    /usr/bin/python3 tests/golden/trace.py

Needs PyTorch (Debian's python3-torch). In float64, from the parameters and the batch of modules.py, of each module's output
and of its gradient, and of each parameter's gradient: the 2-norm, and elements spread evenly over it, the same that
tests/unit/test-trace-torch.c takes.
"""
import json
import os

import torch.nn.functional as F

from modules import NETS, batch, prepare

N_ELEMENTS = 32


def digest(tensor):
    flat = tensor.detach().reshape(-1)
    n = min(N_ELEMENTS, len(flat))
    return [float("%.12g" % x) for x in [flat.norm().item()] + [flat[i * len(flat) // n].item() for i in range(n)]]


def look_inside(net):
    prepare(net)
    net.train()
    seen = {}

    def keep(name):
        def hook(module, inputs, output):
            if output.requires_grad:
                output.retain_grad()
            seen[name] = output
        return hook

    for name, module in net.named_modules():
        if not list(module.children()):
            module.register_forward_hook(keep(name))
    x, y = batch()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    tensors = {"loss": digest(loss)}
    for name, tensor in seen.items():
        tensors[name] = digest(tensor)
        if tensor.requires_grad:
            tensors[name + ".grad"] = digest(tensor.grad)
    for name, parameter in net.named_parameters():
        tensors[name + ".grad"] = digest(parameter.grad)
    return tensors


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "trace.json")
with open(path, "w") as f:
    json.dump({name: look_inside(net) for name, net in NETS.items()}, f)
    f.write("\n")
