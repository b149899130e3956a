#!/usr/bin/env python3
"""Writes tests/golden/blocks.json: what PyTorch computes and prints for each kind of block.

    /usr/bin/python3 tests/golden/blocks.py

Needs PyTorch (Debian's python3-torch). Inputs and parameters are not in the file: the test makes the same ones.
"""
import json
import os
import re

import torch
import torch.nn as nn
import torch.nn.functional as F

from fill import fill

torch.set_default_dtype(torch.float64)


# kind, attributes as in a project file, inputs as (shape, how), what makes it in PyTorch
CASES = []


def module(kind, attributes, inputs, make, training=False):
    CASES.append((kind, attributes, inputs, make, True, training))


def function(kind, attributes, inputs, call):
    CASES.append((kind, attributes, inputs, lambda: call, False, False))


image = [((2, 4, 6, 5), "r")]
rows = [((3, 6), "r")]

module("Linear", {"out_features": 4}, rows, lambda: nn.Linear(6, 4))
module("Linear", {"out_features": 2, "bias": False}, [((2, 3, 5), "r")], lambda: nn.Linear(5, 2, bias=False))
module("Embedding", {"num_embeddings": 7, "embedding_dim": 3}, [((2, 4), "i7")], lambda: nn.Embedding(7, 3))
module("Embedding", {"num_embeddings": 5, "embedding_dim": 2, "padding_idx": 0}, [((3,), "i5")],
       lambda: nn.Embedding(5, 2, padding_idx=0))
module("Identity", {}, rows, nn.Identity)
module("Conv1d", {"out_channels": 3, "kernel_size": 2}, [((2, 4, 6), "r")], lambda: nn.Conv1d(4, 3, 2))
module("Conv1d", {"out_channels": 2, "stride": 2, "padding": 1}, [((2, 4, 7), "r")],
       lambda: nn.Conv1d(4, 2, 3, stride=2, padding=1))
module("Conv2d", {"out_channels": 3}, image, lambda: nn.Conv2d(4, 3, 3))
module("Conv2d", {"out_channels": 2, "kernel_size": [2, 3], "stride": 2, "padding": [1, 0], "bias": False}, image,
       lambda: nn.Conv2d(4, 2, (2, 3), stride=2, padding=(1, 0), bias=False))
module("Conv2d", {"out_channels": 4, "dilation": 2, "groups": 2, "padding": 2}, image,
       lambda: nn.Conv2d(4, 4, 3, dilation=2, groups=2, padding=2))
module("Conv1d", {"out_channels": 2, "kernel_size": 4, "padding": "same"}, [((2, 4, 7), "r")],
       lambda: nn.Conv1d(4, 2, 4, padding="same"))
module("Conv2d", {"out_channels": 2, "kernel_size": [2, 3], "padding": "same", "dilation": 3}, image,
       lambda: nn.Conv2d(4, 2, (2, 3), padding="same", dilation=3))
module("Conv2d", {"out_channels": 2, "stride": 2, "padding": "valid"}, image,
       lambda: nn.Conv2d(4, 2, 3, stride=2, padding="valid"))
module("ConvTranspose2d", {"out_channels": 2}, [((1, 3, 3, 2), "r")], lambda: nn.ConvTranspose2d(3, 2, 3))
module("ConvTranspose2d", {"out_channels": 2, "stride": 2, "padding": 1, "output_padding": 1, "groups": 2},
       [((1, 4, 3, 2), "r")], lambda: nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2))
module("MaxPool2d", {}, image, lambda: nn.MaxPool2d(2))
module("MaxPool2d", {"kernel_size": [3, 2], "stride": 1, "padding": 1, "ceil_mode": True}, image,
       lambda: nn.MaxPool2d((3, 2), stride=1, padding=1, ceil_mode=True))
module("AvgPool2d", {}, image, lambda: nn.AvgPool2d(2))
module("AvgPool2d", {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}, image,
       lambda: nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False))
module("AdaptiveAvgPool2d", {}, image, lambda: nn.AdaptiveAvgPool2d(1))
module("AdaptiveAvgPool2d", {"output_size": [4, 2]}, image, lambda: nn.AdaptiveAvgPool2d((4, 2)))
module("BatchNorm1d", {}, rows, lambda: nn.BatchNorm1d(6))
module("BatchNorm1d", {"affine": False}, [((2, 3, 4), "r")], lambda: nn.BatchNorm1d(3, affine=False), True)
module("BatchNorm2d", {}, image, lambda: nn.BatchNorm2d(4))
module("BatchNorm2d", {"eps": 0.001, "momentum": None}, image, lambda: nn.BatchNorm2d(4, eps=0.001, momentum=None), True)
module("BatchNorm2d", {"track_running_stats": False}, image, lambda: nn.BatchNorm2d(4, track_running_stats=False))
module("LayerNorm", {}, [((2, 3, 4), "r")], lambda: nn.LayerNorm((3, 4)))
module("LayerNorm", {"normalized_shape": 4}, [((2, 3, 4), "r")], lambda: nn.LayerNorm(4))
module("GroupNorm", {"num_groups": 2}, image, lambda: nn.GroupNorm(2, 4))
module("Dropout", {}, rows, lambda: nn.Dropout())
module("Dropout2d", {"p": 0.25}, image, lambda: nn.Dropout2d(0.25))
module("ReLU", {}, rows, nn.ReLU)
module("ReLU6", {}, rows, nn.ReLU6)
module("LeakyReLU", {"negative_slope": 0.2}, rows, lambda: nn.LeakyReLU(0.2))
module("RReLU", {}, rows, nn.RReLU)
module("RReLU", {"lower": 0.2, "upper": 0.6}, rows, lambda: nn.RReLU(0.2, 0.6))
module("RReLU", {"lower": 0.25, "upper": 0.25}, rows, lambda: nn.RReLU(0.25, 0.25), True)
module("PReLU", {}, rows, nn.PReLU)
module("PReLU", {"num_parameters": 4}, image, lambda: nn.PReLU(4))
module("ELU", {"alpha": 0.5}, rows, lambda: nn.ELU(0.5))
module("SELU", {}, rows, nn.SELU)
module("CELU", {"alpha": 2}, rows, lambda: nn.CELU(2.0))
module("GELU", {}, rows, nn.GELU)
module("GELU", {"approximate": "tanh"}, rows, lambda: nn.GELU(approximate="tanh"))
module("SiLU", {}, rows, nn.SiLU)
module("Mish", {}, rows, nn.Mish)
module("Sigmoid", {}, rows, nn.Sigmoid)
module("Tanh", {}, rows, nn.Tanh)
module("Softplus", {"beta": 2}, rows, lambda: nn.Softplus(2.0, 20.0))
module("Softsign", {}, rows, nn.Softsign)
module("Hardtanh", {"min_val": -0.5, "max_val": 0.25}, rows, lambda: nn.Hardtanh(-0.5, 0.25))
module("Hardsigmoid", {}, rows, nn.Hardsigmoid)
module("Hardswish", {}, rows, nn.Hardswish)
module("GLU", {}, rows, nn.GLU)
module("GLU", {"dim": 1}, image, lambda: nn.GLU(1))
module("LogSigmoid", {}, rows, nn.LogSigmoid)
module("Tanhshrink", {}, rows, nn.Tanhshrink)
module("Softshrink", {"lambd": 0.25}, rows, lambda: nn.Softshrink(0.25))
module("Hardshrink", {}, rows, nn.Hardshrink)
module("Threshold", {"threshold": 0.1, "value": 2}, rows, lambda: nn.Threshold(0.1, 2.0))
module("Softmax", {}, rows, lambda: nn.Softmax(dim=1))
module("Softmax2d", {}, image, nn.Softmax2d)
module("Softmin", {}, rows, lambda: nn.Softmin(dim=1))
module("LogSoftmax", {"dim": -1}, rows, lambda: nn.LogSoftmax(dim=-1))
module("Flatten", {}, image, nn.Flatten)
module("Flatten", {"start_dim": 2}, image, lambda: nn.Flatten(2))
module("Unflatten", {"unflattened_size": [2, 3]}, rows, lambda: nn.Unflatten(1, (2, 3)))
module("Upsample", {}, [((1, 2, 2, 3), "r")], lambda: nn.Upsample(scale_factor=2))
module("Upsample", {"size": [3, 5], "scale_factor": None, "mode": "bilinear"}, [((1, 2, 2, 3), "r")],
       lambda: nn.Upsample(size=(3, 5), mode="bilinear"))
module("Upsample", {"mode": "bilinear", "align_corners": True}, [((1, 2, 2, 3), "r")],
       lambda: nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True))
function("Input", {"shape": [6]}, rows, lambda x: x)
function("Reshape", {"shape": [2, -1]}, rows, lambda x: x.reshape(3, 2, -1))
function("Permute", {"dims": [0, 2, 1]}, [((2, 3, 4), "r")], lambda x: x.permute(0, 2, 1))
function("Pad", {}, [((1, 2, 2, 3), "r")], lambda x: F.pad(x, (1, 1, 1, 1)))
function("Pad", {"pad": [1, 0, 0, 1], "value": 0.5}, [((1, 2, 2, 3), "r")], lambda x: F.pad(x, (1, 0, 0, 1), value=0.5))
for mode in "reflect", "replicate", "circular":
    function("Pad", {"pad": [1, 1, 1, 0], "mode": mode}, [((1, 2, 3, 3), "r")],
             lambda x, mode=mode: F.pad(x, (1, 1, 1, 0), mode=mode))
function("Add", {}, rows * 2, torch.add)
function("Sub", {}, rows * 2, torch.sub)
function("Mul", {}, rows * 2, torch.mul)
function("Cat", {}, [((2, 3), "r"), ((2, 1), "r"), ((2, 2), "r")], lambda *x: torch.cat(x, dim=1))
function("MatMul", {}, [((2, 3, 4), "r"), ((2, 4, 2), "r")], torch.matmul)
function("Mean", {}, image, lambda x: x.mean((2, 3)))
function("Mean", {"dim": [1], "keepdim": True}, image, lambda x: x.mean(1, keepdim=True))

scores, classes, other = ((4, 3), "r"), ((4,), "i3"), ((4, 3), "r")
chances = ((4, 3), "u")
module("CrossEntropyLoss", {}, [scores, classes], nn.CrossEntropyLoss)
module("CrossEntropyLoss", {"label_smoothing": 0.1, "ignore_index": 1, "reduction": "sum"}, [scores, classes],
       lambda: nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=1, reduction="sum"))
module("CrossEntropyLoss", {"weight": [0.5, 2, 0.25]}, [scores, classes],
       lambda: nn.CrossEntropyLoss(weight=torch.tensor([0.5, 2, 0.25])))
module("CrossEntropyLoss", {"weight": [1, 0, 3], "label_smoothing": 0.2}, [scores, classes],
       lambda: nn.CrossEntropyLoss(weight=torch.tensor([1.0, 0, 3]), label_smoothing=0.2))
module("NLLLoss", {}, [scores, classes], nn.NLLLoss)
module("NLLLoss", {"weight": [0.1, 0.7, 1.5], "ignore_index": 0}, [scores, classes],
       lambda: nn.NLLLoss(weight=torch.tensor([0.1, 0.7, 1.5]), ignore_index=0))
module("MSELoss", {}, [scores, other], nn.MSELoss)
module("L1Loss", {"reduction": "sum"}, [scores, other], lambda: nn.L1Loss(reduction="sum"))
module("SmoothL1Loss", {"beta": 0.5}, [scores, other], lambda: nn.SmoothL1Loss(beta=0.5))
module("HuberLoss", {"delta": 0.5}, [scores, other], lambda: nn.HuberLoss(delta=0.5))
module("BCELoss", {}, [chances, chances], nn.BCELoss)
module("BCEWithLogitsLoss", {}, [scores, chances], nn.BCEWithLogitsLoss)
module("BCEWithLogitsLoss", {"pos_weight": [0.5, 3, 1]}, [scores, chances],
       lambda: nn.BCEWithLogitsLoss(pos_weight=torch.tensor([0.5, 3, 1])))
module("BCEWithLogitsLoss", {"pos_weight": 2.5, "reduction": "sum"}, [scores, chances],
       lambda: nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.5]), reduction="sum"))
module("KLDivLoss", {"reduction": "batchmean"}, [scores, chances], lambda: nn.KLDivLoss(reduction="batchmean"))
module("KLDivLoss", {"reduction": "sum", "log_target": True}, [scores, other],
       lambda: nn.KLDivLoss(reduction="sum", log_target=True))


def state_of(m):
    """In the module's own order: parameters, then buffers. A loss's weights are attributes of the block, not state."""
    return [] if isinstance(m, nn.modules.loss._Loss) else list(m.named_parameters()) + list(m.named_buffers())


def run(kind, attributes, inputs, make, is_module, training):
    made = make()
    parameters, printed = [], None
    if is_module:
        made.train(training)
        printed = re.sub(r"\bmode=(\w+)", r"mode='\1'", repr(made))  # as newer versions print it
        for k, (name, tensor) in enumerate(state_of(made)):
            parameters.append({"name": name, "shape": list(tensor.shape)})
            if tensor.dtype == torch.float64:
                tensor.data.copy_(fill(tensor.shape, "p" if name == "running_var" else "r", 100 + k))
    given = [fill(shape, how, k) for k, (shape, how) in enumerate(inputs)]
    with torch.no_grad():
        out = made(*given)
    after = [t.reshape(-1).tolist() for name, t in state_of(made) if name.startswith("running")] if is_module else []
    return {"kind": kind, "attributes": attributes, "training": training,
            "inputs": [{"shape": list(shape), "fill": how} for shape, how in inputs],
            "parameters": parameters, "repr": printed, "shape": list(out.shape),
            "output": out.reshape(-1).tolist(), "running": after}


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "blocks.json")
with open(path, "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(run(*case)) for case in CASES) + "\n]\n")
print(len(CASES), "cases", os.path.getsize(path), "bytes")
