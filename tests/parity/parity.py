#!/usr/bin/env python3
"""Holds training against PyTorch's: the losses of the first steps, from the same initial weights.

    /usr/bin/python3 tests/parity/parity.py --gradus build/src/app/gradus     compares, all 100 steps
    /usr/bin/python3 tests/parity/parity.py --write                           writes golden.json, or the --nets of it

Needs torch (Debian's python3-torch) and Debian's dataset-fashion-mnist. For mlp, lenet, cnn and
resnet, SGD 0.05 and Adam 0.001, batches of 128 in file order, no dropout: in float64 each of the
first 100 losses within 1e-6 of PyTorch's, in float32 each of the first 10 within 1e-4 (resnet 1e-3).
golden.json has PyTorch's losses, for the test that runs without torch (tests/unit/test-parity.c).

The initial weights come from a formula that is written here and in the test, so that no file of
weights is needed: element i of the parameter NAME is u = 2 r - 1, r being the upper 53 bits of
splitmix64 (fnv1a (NAME) + i) over 2^53, times 1 / sqrt (fan in) for weights of two dimensions and
more; 1 + 0.1 u for other weights; 0.05 u for biases; all in double, then rounded to float32. For
cnn i begins at 8000024: from most initial weights a window of its pooling soon holds two values that
are equal but for a rounding, and from there on float32 runs part by 1e-4 and more within ten
steps, PyTorch's own from its float64 as well; from these none does.
"""
import argparse
import gzip
import json
import os
import struct
import subprocess
import sys
import tempfile

parser = argparse.ArgumentParser()
parser.add_argument("--gradus", help="the program to compare with PyTorch")
parser.add_argument("--write", action="store_true", help="write golden.json")
parser.add_argument("--nets", default="mlp,lenet,cnn,resnet")
parser.add_argument("--steps", type=int, default=100)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist")
arguments = parser.parse_args()
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import torch
import torch.nn.functional as F
from nets import NETS

torch.set_num_threads(arguments.threads)
HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "golden.json")
BATCH = 128
OPTIMIZERS = {"sgd": (torch.optim.SGD, 0.05), "adam": (torch.optim.Adam, 0.001)}
STEPS_32 = 10
FIRST = {"cnn": 8000024}


# --- the formula for the initial weights ----------------------------------------------------------

def fnv1a(text):
    h = 0xCBF29CE484222325
    for byte in text.encode():
        h = (h ^ byte) * 0x100000001B3 % 2**64
    return h


def noise(name, n, first):
    with np.errstate(over="ignore"):
        z = np.arange(n, dtype=np.uint64) + np.uint64((fnv1a(name) + first) % 2**64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53 * 2 - 1


def initialise(net, first):
    with torch.no_grad():
        for name, p in net.named_parameters():
            u = noise(name, p.numel(), first)
            if p.dim() > 1:
                u = u / np.sqrt(p.numel() // p.shape[0])
            elif name.endswith("weight"):
                u = 1 + 0.1 * u
            else:
                u = 0.05 * u
            p.copy_(torch.from_numpy(u.astype(np.float32)).view(p.shape))


# --- PyTorch's losses -----------------------------------------------------------------------------

def load(n):
    folder = arguments.data
    images = np.frombuffer(gzip.open(f"{folder}/train-images-idx3-ubyte.gz").read(), np.uint8, offset=16)
    labels = np.frombuffer(gzip.open(f"{folder}/train-labels-idx1-ubyte.gz").read(), np.uint8, offset=8)
    images = images.reshape(-1, 1, 28, 28)[:n].astype(np.float32) / 255
    return torch.from_numpy(images), torch.from_numpy(labels[:n].astype(np.int64))


def losses_of_torch(name, optimizer, dtype, steps):
    net = NETS[name]()
    initialise(net, FIRST.get(name, 0))
    net = net.to(dtype)
    kind, lr = OPTIMIZERS[optimizer]
    optimizer = kind(net.parameters(), lr=lr)
    losses = []
    for i in range(steps):
        part = slice(i * BATCH, (i + 1) * BATCH)
        loss = F.cross_entropy(net(images[part].to(dtype)), labels[part])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# --- the program's losses -------------------------------------------------------------------------

def save_safetensors(path, state):
    header, blobs, at = {}, [], 0
    for name, t in state.items():
        blob = np.ascontiguousarray(t.detach().numpy()).tobytes()
        kind = {torch.float32: "F32", torch.int64: "I64"}[t.dtype]
        header[name] = {"dtype": kind, "shape": list(t.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def losses_of_gradus(name, optimizer, dtype, steps, folder):
    init, csv = os.path.join(folder, "init.safetensors"), os.path.join(folder, "steps.csv")
    net = NETS[name]()
    initialise(net, FIRST.get(name, 0))
    save_safetensors(init, net.state_dict())
    project = os.path.join(HERE, "..", "..", "data", "examples", f"fashion-{name}.gradus")
    command = [arguments.gradus, "train", project, "--epochs", "1", "--batch-size", str(BATCH),
               "--optimizer", optimizer, "--lr", str(OPTIMIZERS[optimizer][1]), "--schedule", "constant",
               "--dtype", dtype, "--init", init, "--in-order", "--limit", str(steps * BATCH),
               "--val-split", "0", "--run-dir", os.path.join(folder, "run"), "--steps-csv", csv, "--quiet"]
    if name == "cnn":
        command += ["--set", "dropout.p=0"]
    subprocess.run(command, check=True)
    with open(csv) as f:
        return [float(line.split(",")[1]) for line in f.read().split()[1:]]


def compare(name, optimizer, dtype, steps, bound, folder):
    theirs = losses_of_torch(name, optimizer, getattr(torch, dtype), steps)
    ours = losses_of_gradus(name, optimizer, dtype, steps, folder)
    worst = max(abs(a - b) / abs(b) for a, b in zip(ours, theirs))
    good = len(ours) == steps and worst <= bound
    print(f"{name} {optimizer} {dtype}: {len(ours)} steps, largest difference {worst:.2g} "
          f"({'within' if good else 'NOT WITHIN'} {bound:g})", flush=True)
    return good


nets = arguments.nets.split(",")
images, labels = load(arguments.steps * BATCH)
if arguments.write:
    golden = {}
    if os.path.exists(GOLDEN):
        with open(GOLDEN) as f:
            golden = json.load(f)
    golden.update({"torch": torch.__version__, "batch_size": BATCH})
    for name in nets:
        golden[name] = {
            optimizer: {"lr": OPTIMIZERS[optimizer][1],
                        "float64": losses_of_torch(name, optimizer, torch.float64, arguments.steps),
                        "float32": losses_of_torch(name, optimizer, torch.float32, STEPS_32)}
            for optimizer in OPTIMIZERS}
        print(name, flush=True)
    with open(GOLDEN, "w") as f:
        json.dump(golden, f, indent=0)
        f.write("\n")
elif arguments.gradus:
    with tempfile.TemporaryDirectory() as folder:
        results = [compare(name, optimizer, *terms, folder)
                   for name in nets for optimizer in OPTIMIZERS
                   for terms in (("float64", arguments.steps, 1e-6),
                                 ("float32", STEPS_32, 1e-3 if name == "resnet" else 1e-4))]
    sys.exit(not all(results))
else:
    parser.error("give --gradus or --write")
