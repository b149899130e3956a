#!/usr/bin/env python3
"""Writes tests/golden/indexing.json: what PyTorch gives for the index expressions of test-indexing.c."""
import json
import os

import torch

EXPRESSIONS = ["x[1]", "x[-1, 2, 3]", "x[..., 1]", "x[1:, ::2, None, -2:]", "x[None, ..., None]", "x[i]", "x[i, j]", "x[i, :, j]",
               "x[:, j, 1:4]", "x[..., j]", "x[1, mask]", "x[:, mask, ::2]", "x[number]", "x[True]", "x[None, i]"]


def entry(tensor):
    return {"shape": list(tensor.shape), "values": [float(v) for v in tensor.detach().reshape(-1)]}


def main():
    names = {"i": torch.tensor([2, 0, -1, 2]), "j": torch.tensor([1, 3, 0, 1]), "mask": torch.tensor([True, False, True, True]),
             "number": torch.tensor(2)}
    found = {}
    for text in EXPRESSIONS:
        x = torch.arange(60, dtype=torch.float64).reshape(3, 4, 5).requires_grad_()
        got = eval(text, dict(names, x=x))
        (got.reshape(-1) * torch.arange(got.numel(), dtype=torch.float64)).sum().backward()
        written = x.detach().clone()
        exec(text + " = -1", dict(names, x=written))
        found[text] = {"get": entry(got), "grad": entry(x.grad), "set": entry(written)}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "indexing.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(found, file, indent=None, separators=(",", ":"))
        file.write("\n")


main()
