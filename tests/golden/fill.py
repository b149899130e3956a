"""Numbers that a script of golden values and its test make alike, from their place alone: tests/fill.h."""
import torch


def value(i, seed):
    return ((i * 7919 + seed * 104729) % 2003) / 1001.5 - 1


def fill(shape, how, seed):
    n = 1
    for size in shape:
        n *= size
    if how.startswith("i"):
        high = int(how[1:])
        return torch.tensor([(i * 7 + seed) % high for i in range(n)], dtype=torch.int64).reshape(shape)
    v = [value(i, seed) for i in range(n)]
    if how == "p":
        v = [abs(x) + 0.1 for x in v]
    elif how == "u":
        v = [(x + 1) * 0.48 + 0.02 for x in v]
    return torch.tensor(v, dtype=torch.float64).reshape(shape)
