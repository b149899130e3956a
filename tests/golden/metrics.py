#!/usr/bin/env python3
"""Writes metrics.json: scores by PyTorch's operators, for test-metrics.c.

    /usr/bin/python3 tests/golden/metrics.py > tests/golden/metrics.json      (needs torch)

Batches b = 0, 1, 2 of 7, 7 and 3 items; item i counts on through them. Classes: score c of item i is
sin(1.7 i + 2.3 c), the class is (3 i + i*i) mod 4, of 5 scores. Numbers: prediction j of item i is
100 + cos(i + j), the truth 100 + cos(i + j) + 0.3 sin(3 i + 5 j), j < 2. Batch b's loss is 1 / (b + 1).
"""
import json

import torch

sizes = [7, 7, 3]
n = sum(sizes)
i = torch.arange(n, dtype=torch.float64)[:, None]
scores = torch.sin(1.7 * i + 2.3 * torch.arange(5))
truth = (3 * torch.arange(n) + torch.arange(n) ** 2) % 4
guess = scores.argmax(1)
confusion = torch.zeros(5, 5, dtype=torch.int64)
confusion.index_put_((truth, guess), torch.ones(n, dtype=torch.int64), accumulate=True)


def ratio(a, b):
    return [x / y if y else None for x, y in zip(a.tolist(), b.tolist())]


j = torch.arange(2, dtype=torch.float64)
y = 100 + torch.cos(i + j)
t = y + 0.3 * torch.sin(3 * i + 5 * j)
print(json.dumps(dict(
    loss=sum(s / (b + 1) for b, s in enumerate(sizes)) / n,
    accuracy=(guess == truth).double().mean().item(),
    confusion=confusion.flatten().tolist(),
    precision=ratio(confusion.diag(), confusion.sum(0)),
    recall=ratio(confusion.diag(), confusion.sum(1)),
    mae=(y - t).abs().mean().item(),
    rmse=((y - t) ** 2).mean().sqrt().item(),
    r2=(1 - ((y - t) ** 2).sum() / ((t - t.mean(0)) ** 2).sum()).item(),
    binary=((y[:, 0] > 100.2) == (truth > 1)).double().mean().item()), indent=0))
