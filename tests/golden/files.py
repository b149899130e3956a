"""Writes the files that test-io.c, test-safetensors.c and test-transforms.c read, with NumPy and PyTorch.

    /usr/bin/python3 tests/golden/files.py tests/golden/files

Values are arange, so that the C side can say what to expect; those of the transforms are PyTorch's.
"""
import json
import math
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

out = sys.argv[1]


def path(name):
    return os.path.join(out, name)


def save(name, array, version=None):
    with open(path(name), "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def arrays():
    grid = np.arange(6).reshape(2, 3)
    save("float32.npy", grid.astype("<f4"))
    save("fortran.npy", np.asfortranarray(grid.astype("<f8")))
    save("big-endian.npy", grid.astype(">i4"))
    save("version-2.npy", grid.astype("<i8"), (2, 0))
    save("version-3.npy", grid.astype("<i2"), (3, 0))
    save("bool.npy", np.array([True, False, True]))
    save("half.npy", grid.astype("<f2") / 2)
    save("scalar.npy", np.float64(7.5))
    save("empty.npy", np.zeros((0, 4), "<f4"))
    save("structured.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
    save("unsigned.npy", grid.astype("<u4"))
    np.savez(path("stored.npz"), x=grid.astype("<f4"), y=np.array([1, 0]))
    np.savez_compressed(path("deflated.npz"), x=np.tile(grid.astype("<f4"), (50, 1)), y=np.arange(100) % 3)


def safetensors():
    """As the format's own writer lays a file out: header padded to 8, no holes."""
    tensors = {
        "fc.weight": np.arange(6, dtype="<f4").reshape(2, 3),
        "steps": np.array(41, dtype="<i8"),
        "half": (np.arange(4) / 4).astype("<f2"),
        "mask": np.array([True, False]),
        "nothing": np.zeros((0, 5), "<f8"),
    }
    kinds = {"float32": "F32", "int64": "I64", "float16": "F16", "bool": "BOOL", "float64": "F64"}
    header, at = {"__metadata__": {"made by": "a “test” \\ \u00e9"}}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": kinds[array.dtype.name], "shape": list(array.shape),
                        "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path("small.safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(a.tobytes() for a in tensors.values()))


def inverse_affine(angle, shear_x, shear_y, scale, shift=(0, 0)):
    """torchvision.transforms.functional._get_inverse_affine_matrix, about the centre."""
    rot, sx, sy = math.radians(angle), math.radians(shear_x), math.radians(shear_y)
    a = math.cos(rot - sy) / math.cos(sy)
    b = -math.cos(rot - sy) * math.tan(sx) / math.cos(sy) - math.sin(rot)
    c = math.sin(rot - sy) / math.cos(sy)
    d = -math.sin(rot - sy) * math.tan(sx) / math.cos(sy) + math.cos(rot)
    m = [d / scale, -b / scale, 0.0, -c / scale, a / scale, 0.0]
    m[2] += m[0] * -shift[0] + m[1] * -shift[1]
    m[5] += m[3] * -shift[0] + m[4] * -shift[1]
    return m


def warp(image, matrix, mode):
    """torchvision.transforms._functional_tensor.affine, in float64."""
    h, w = image.shape[-2:]
    theta = torch.tensor(matrix, dtype=torch.float64).reshape(1, 2, 3)
    x = torch.linspace(-w * 0.5 + 0.5, w * 0.5 + 0.5 - 1, w, dtype=torch.float64)
    y = torch.linspace(-h * 0.5 + 0.5, h * 0.5 + 0.5 - 1, h, dtype=torch.float64)
    base = torch.stack([x.expand(h, w), y[:, None].expand(h, w), torch.ones(h, w, dtype=torch.float64)], -1)
    rescaled = theta.transpose(1, 2) / torch.tensor([0.5 * w, 0.5 * h], dtype=torch.float64)
    grid = (base.view(1, h * w, 3) @ rescaled).view(1, h, w, 2)
    return F.grid_sample(image[None].double(), grid, mode=mode, padding_mode="zeros", align_corners=False)[0].float()


def center_crop(image, height, width):
    """torchvision.transforms.functional.center_crop."""
    h, w = image.shape[-2:]
    if width > w or height > h:
        image = F.pad(image, [(width - w) // 2 if width > w else 0, (width - w + 1) // 2 if width > w else 0,
                              (height - h) // 2 if height > h else 0, (height - h + 1) // 2 if height > h else 0])
        h, w = image.shape[-2:]
    top, left = int(round((h - height) / 2.0)), int(round((w - width) / 2.0))
    return image[..., top:top + height, left:left + width]


def transforms():
    torch.manual_seed(0)
    image = torch.rand(2, 9, 12)
    result = {"image": image}
    for mode in ("nearest", "bilinear"):
        # torchvision turns by 31 degrees counter-clockwise with the matrix of -31.
        result["rotation " + mode] = warp(image, inverse_affine(-31, 0, 0, 1), mode)
        result["affine " + mode] = warp(image, inverse_affine(20, 12, -7, 1.3), mode)
    for height, width in ((4, 4), (6, 9), (7, 7), (9, 12), (12, 5), (14, 17)):
        result[f"center {height} {width}"] = center_crop(image, height, width)
    mean, std = torch.tensor([0.3, 0.6]), torch.tensor([0.2, 0.7])
    pixels = torch.arange(256, dtype=torch.uint8)
    result["pixels"] = pixels.float() / 255
    result["normalized"] = (pixels.float()[None] / 255 - mean[:, None]) / std[:, None]
    np.savez(path("transforms.npz"), **{name: np.ascontiguousarray(t.numpy()) for name, t in result.items()})


os.makedirs(out, exist_ok=True)
arrays()
safetensors()
transforms()
