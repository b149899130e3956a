#!/usr/bin/env python3
"""Writes print.json, which tests/unit/test-print.c reads: tensors and how PyTorch 1.13 prints them.

A case is a dtype, a shape and the values in row-major order as text, repeated from the start where there
are fewer than elements. "view" is another [shape, strides, offset] on the same memory,
"suffix" what autograd adds, "device" and "default" (dtype) are cpu and float32 where not given.
"""
import json
import os
import random

import torch

cases = []
rng = random.Random(1)


def number(value):
    return str(int(value)) if isinstance(value, (bool, int)) else repr(value)


def case(name, values, shape, dtype="float32", view=None, suffix=None, device="cpu", default="float32"):
    torch.set_default_dtype(getattr(torch, default))
    kind = getattr(torch, dtype)
    numel = 1
    for size in shape:
        numel *= size
    entry = {"name": name, "dtype": dtype, "shape": list(shape), "values": [number(v) for v in values]}
    if device == "cpu":
        data = [values[i % len(values)] for i in range(numel)]
        tensor = torch.tensor(data, dtype=kind).reshape(shape)
    else:
        tensor = torch.empty(shape, dtype=kind, device=device)
        entry["device"] = device
    if view:
        tensor = tensor.as_strided(*view)
        entry["view"] = [list(view[0]), list(view[1]), view[2]]
    if suffix == "requires_grad=True":
        tensor.requires_grad_()
    elif suffix:
        tensor = tensor.requires_grad_() + 0
        assert suffix == "grad_fn=<AddBackward0>"
    if suffix:
        entry["suffix"] = suffix
    if default != "float32":
        entry["default"] = default
    entry["text"] = repr(tensor)
    cases.append(entry)
    torch.set_default_dtype(torch.float32)


nan, inf = float("nan"), float("inf")
floats = ["float16", "bfloat16", "float32", "float64"]
ints = ["uint8", "int8", "int16", "int32", "int64"]


def reals(n, scale=1.0):
    return [rng.uniform(-scale, scale) for _ in range(n)]


# Every dtype at ranks 0 to 4.
for dtype in floats:
    case("rank 0", [1.25], (), dtype)
    case("rank 1", [1.5, -2.25, 3.125], (3,), dtype)
    case("rank 2", [0.1, 0.2, -0.3, 12.0, 5.5, 7.0], (2, 3), dtype)
for dtype in ints:
    case("rank 0", [7], (), dtype)
    case("rank 1", [1, 20, 100], (3,), dtype)
    case("rank 3", list(range(12)), (2, 3, 2), dtype)
case("rank 0", [True], (), "bool")
case("rank 1", [True, False, True], (3,), "bool")
case("rank 2", [False, False, True, True], (2, 2), "bool")
case("rank 3", reals(24), (2, 3, 4))
case("rank 4", reals(24), (2, 1, 3, 4))
case("rank 4, integers", list(range(16)), (2, 2, 2, 2), "int64")
case("rank 5", [1.0, 2.0], (1, 2, 1, 2, 1))

# Whole numbers.
case("whole", [1.0, 2.0, 3.0, 4.0], (2, 2))
case("whole zeros", [0.0], (2, 3))
case("rank 0 zero", [0.0], ())
case("rank 0 negative zero", [-0.0], ())
case("negative zero among whole", [-0.0, 1.0, -1.0], (3,))
case("negative zero among fractions", [-0.0, 0.5], (2,))
case("whole, wide", [1.0, -1000.0], (2,))
case("whole, ratio over 1000", [1.0, 1001.0], (2,))
case("whole, ratio 1000", [1.0, 1000.0], (2,))
case("whole, 1e8", [1e8], (1,))
case("whole, over 1e8", [1.5e8, 1.25e9], (2,))
case("whole, 2^24", [16777216.0, 16777215.0], (2,))

# Scientific.
case("tiny", [1e-5, 2e-5], (2,))
case("at 1e-4", [1e-4, 2e-4], (2,), "float64")
case("under 1e-4", [0.99e-4, 0.5], (2,), "float64")
case("rank 0 tiny", [1.23456e-7], ())
case("big", [1.5, 2.5e8], (2,))
case("mixed", [1e-10, 1.0, 1e10], (3,), "float64")
case("mixed signs", [-1e-10, 1.0, -1e10, 0.0], (2, 2), "float64")
case("three-digit exponents", [1e-200, 1e200, -1.0], (3,), "float64")
case("largest", [1.7976931348623157e308, 5e-324], (2,), "float64")
case("largest float32", [3.4028234663852886e38, 1e-45], (2,))
case("largest float16", [65504.0, 6e-8], (2,), "float16")
case("bfloat16 range", [1e30, 1.0], (2,), "bfloat16")
case("ratio just over 1000", [0.5, 500.6], (2,))
case("ratio 1000", [0.5, 500.0], (2,))
case("scientific with zero, nan", [0.0, nan, 1e-9, inf, -inf], (5,))
case("scientific, lines", reals(40, 1e-6), (40,))

# Not finite.
case("nan", [nan], (2,))
case("rank 0 nan", [nan], ())
case("rank 0 inf", [-inf], ())
case("all not finite", [nan, inf, -inf], (3,))
case("not finite among whole", [nan, 1.0, inf, -inf, 20.0], (5,))
case("not finite among fractions", [nan, 1.5, inf, -inf], (2, 2))
case("not finite, float64", [inf, 0.25], (2,), "float64")
case("not finite and zero", [inf, 0.0, -0.0], (3,))

# Rounding.
case("halves", [0.00005, 0.00015, 1.00005, 2.5], (4,), "float64")
case("rounds up a digit", [0.99999, 9.99996], (2,), "float64")
case("rounds to zero", [0.00012, -0.00014, 0.1], (3,))

# Large integers.
case("int64 extremes", [2**63 - 1, -(2**63), 0], (3,), "int64")
case("int32 extremes", [2**31 - 1, -(2**31)], (2,), "int32")
case("int8 extremes", [127, -128, 0], (3,), "int8")
case("uint8 extremes", [0, 255], (2,), "uint8")
case("int16 extremes", [32767, -32768], (2,), "int16")

# Lines.
case("long vector", reals(30), (30,))
case("long integers", list(range(100)), (100,), "int64")
case("long booleans", [True, False, False], (50,), "bool")
case("wide matrix", reals(36), (3, 12))
case("wide rank 3", reals(48, 100), (2, 2, 12))
case("a thousand", [float(i) for i in range(1000)], (1000,))
case("one column", reals(5), (5, 1))
for n in (8, 9, 10):
    case("line ends with %d" % n, [0.5], (n,))
    case("line ends with %d, suffix" % n, [0.5], (n,), "float64")
for n in range(60, 70):
    case("suffix near the end", [10 ** (n - 52)], (3,), "int64", suffix=None)
    case("suffix near the end", [1], (n - 42,), "int32")

# Summarised.
case("summarised", [float(i) for i in range(1001)], (1001,))
case("summarised integers", list(range(1200)), (1200,), "int64")
case("summarised booleans", [True, False], (1001,), "bool")
case("summarised matrix", reals(97), (40, 50))
case("summarised tall", reals(7), (1001, 1))
case("summarised wide", reals(7), (1, 1001))
case("summarised six rows", reals(11), (6, 300))
case("summarised seven rows", reals(11), (7, 300))
case("summarised rank 3", reals(31), (10, 11, 12))
case("summarised rank 4", [1, 2, 3, 40], (2, 8, 8, 9), "int32")
case("summarised, hidden large", [1.5] * 10 + [1e9] + [1.5] * 999, (1010,))
case("summarised, suffix", reals(7), (40, 50), "float64", suffix="grad_fn=<AddBackward0>")
case("summarised large integers", [2**60], (1001,), "int64")

# Empty.
for dtype in ("float32", "float64", "int64", "bool"):
    case("empty", [0], (0,), dtype)
    case("empty matrix", [0], (0, 3), dtype)
case("empty rank 3", [0], (2, 0, 3))
case("empty, requires_grad", [0.0], (0, 3), suffix="requires_grad=True")

# Views.
base = [float(i) for i in range(12)]
case("transposed", base, (3, 4), view=((4, 3), (1, 4), 0))
case("sliced", base, (3, 4), view=((2, 2), (4, 2), 5))
case("expanded", base, (3, 4), view=((3, 2), (0, 1), 2))
case("summarised expanded", base, (3, 4), view=((50, 30), (0, 0), 3))

# Autograd.
case("requires_grad", [1.0, 2.0], (2,), suffix="requires_grad=True")
case("grad_fn", [1.5, 2.5], (2,), suffix="grad_fn=<AddBackward0>")
case("grad_fn, rank 0", [1.5], (), suffix="grad_fn=<AddBackward0>")
case("grad_fn, float64", [1.5], (), "float64", suffix="grad_fn=<AddBackward0>")
for n in range(4, 9):
    case("grad_fn near the end", [0.25], (n,), suffix="grad_fn=<AddBackward0>")
    case("grad_fn near the end", [0.25], (2, n), "float16", suffix="grad_fn=<AddBackward0>")

# Devices and default dtypes.
case("meta", [0], (2, 3), device="meta")
case("meta", [0], (3,), "int64", device="meta")
case("meta", [0], (), "float64", device="meta")
case("meta, empty", [0], (0,), "bool", device="meta")
case("default float64", [1.5], (2,), "float64", default="float64")
case("default float64", [1.5], (2,), "float32", default="float64")
case("default float64, empty", [0], (0,), "float32", default="float64")

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "print.json")
with open(path, "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(entry) for entry in cases) + "\n]\n")
print(len(cases), "cases")
