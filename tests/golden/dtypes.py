#!/usr/bin/env python3
"""Writes dtypes.json, which tests/unit/test-tensor.c reads: PyTorch's answers on pairs of dtypes,
on shapes and strides of views, and the bits of float16 and bfloat16."""
import itertools
import json
import os
import random
import struct

import torch

names = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"]
kinds = [getattr(torch, name) for name in names]


def short(dtype):
    return str(dtype).replace("torch.", "")


promote = [[a, b, short(torch.promote_types(getattr(torch, a), getattr(torch, b)))]
           for a in names for b in names]
can_cast = [[a, b, torch.can_cast(getattr(torch, a), getattr(torch, b))] for a in names for b in names]

# Conversions of single floats, among them every kind of tie and the ends of the subnormals.
rng = random.Random(3)
bits = [0, 0x80000000, 0x3F800000, 0x7F800000, 0xFF800000, 0x33000000, 0x33000001, 0x337FFFFF, 0x33800000,
        0x387FC000, 0x387FE000, 0x38800000, 0x477FE000, 0x477FEFFF, 0x477FF000, 0x7F7FFFFF, 0x00000001,
        0x3F801000, 0x3F803000, 0x3F801001, 0x3F808000, 0x3F818000, 0x3F808001, 0x7F7F8000, 0x33C00000]
bits += [rng.getrandbits(32) for _ in range(200)]
bits += [(rng.randrange(100, 145) << 23) | rng.getrandbits(23) for _ in range(400)]
values = [struct.unpack("<f", struct.pack("<I", b))[0] for b in bits]
half = []
for b, value in zip(bits, values):
    if value != value:
        continue
    x = torch.tensor([b - (1 << 32) if b >= 1 << 31 else b], dtype=torch.int32).view(torch.float32)
    half.append([b, x.half().view(torch.int16).item() & 0xFFFF, x.bfloat16().view(torch.int16).item() & 0xFFFF])
# and back: every 37th bit pattern
back = []
for b in range(0, 65536, 37):
    x = torch.tensor([b - 65536 if b >= 32768 else b], dtype=torch.int16)
    row = [b] + [x.view(k).float().view(torch.int32).item() & 0xFFFFFFFF for k in (torch.float16, torch.bfloat16)]
    if all(r & 0x7FFFFFFF <= 0x7F800000 for r in row[1:]):
        back.append(row)

# Whether, and with what strides, a strided tensor can be viewed as another shape.
views = []
for shape, stride in [((2, 3, 4), (12, 4, 1)), ((4, 3, 2), (1, 4, 12)), ((2, 3, 4), (12, 1, 3)),
                      ((3, 4), (8, 1)), ((3, 4), (8, 2)), ((1, 6), (100, 1)), ((6, 1), (1, 100)),
                      ((4, 5), (0, 1)), ((5, 4), (1, 0)), ((), ()), ((1, 1), (7, 9)), ((0, 3), (3, 1)),
                      ((2, 2, 2, 3), (24, 12, 3, 1)), ((12,), (2,))]:
    base = torch.empty(200).as_strided(shape, stride)
    n = base.numel()
    targets = {shape, (n,), (n, 1), (1, n)} if n else {shape, (0,), (0, 5), (2, 0)}
    for k in (2, 3, 4, 6):
        if n and n % k == 0:
            targets |= {(k, n // k), (n // k, k), (n // k, 1, k)}
    for a, b in itertools.product((2, 3, 4), repeat=2):
        if n and n % (a * b) == 0:
            targets.add((a, b, n // a // b))
    for target in sorted(targets):
        try:
            views.append([shape, stride, target, list(base.view(target).stride())])
        except RuntimeError:
            views.append([shape, stride, target, None])

broadcast = []
for a, b in itertools.product([(), (1,), (3,), (0,), (2, 3), (2, 1), (1, 3), (4, 1, 3), (2, 2), (0, 3), (4, 2, 1)],
                              repeat=2):
    try:
        broadcast.append([a, b, list(torch.broadcast_shapes(a, b))])
    except RuntimeError:
        try:
            torch.empty(a) + torch.empty(b)
        except RuntimeError as error:
            broadcast.append([a, b, str(error)])

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dtypes.json")
with open(path, "w") as out:
    tables = {"promote": promote, "can_cast": can_cast, "half": half, "back": back, "views": views,
              "broadcast": broadcast}
    out.write("{\n" + ",\n".join('"%s": %s' % (k, json.dumps(v)) for k, v in tables.items()) + "\n}\n")
print({k: len(v) for k, v in tables.items()})
