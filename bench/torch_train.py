#!/usr/bin/env python3
"""PyTorch training the four nets of data/examples on Fashion-MNIST: what bench/train and the parity test compare with.

    torch_train.py NET [--threads N] [--blas-threads N] [--batch 128] [--images 60000] [--epochs 2]
                   [--optimizer adam|sgd] [--lr 0.001] [--dtype float32|float64] [--channels-last]
                   [--dropout 0.25] [--data FOLDER] [--seed 0] [--init FILE.safetensors] [--in-order]
                   [--steps-csv FILE]

NET is mlp, lenet, cnn or resnet. Needs PyTorch (Debian's python3-torch or newer) and NumPy. Prints a line of JSON an
epoch: epoch, images_per_second (of training alone), train_loss, test_accuracy.

--init FILE   writes the untrained parameters and buffers under their dotted names, so that another program can start
              from the same ones
--in-order    takes the images in file order: with --init, the loss of each step is then comparable
--steps-csv   writes step,loss for every step; compare trajectories in float64, since in float32 PyTorch's own runs on
              one and on two threads drift apart
"""
import argparse
import gzip
import json
import os
import struct
import sys
import time


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("net", choices=["mlp", "lenet", "cnn", "resnet"])
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--blas-threads", type=int, default=1)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--images", type=int, default=60000)
    p.add_argument("--epochs", type=int, default=2)
    p.add_argument("--optimizer", choices=["adam", "sgd"], default="adam")
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--channels-last", action="store_true")
    p.add_argument("--dropout", type=float, default=0.25, help="of cnn")
    p.add_argument("--dtype", choices=["float32", "float64"], default="float32")
    p.add_argument("--data", default="/usr/share/datasets/fashion-mnist")
    p.add_argument("--init")
    p.add_argument("--in-order", action="store_true")
    p.add_argument("--steps-csv")
    p.add_argument("--seed", type=int, default=0)
    return p.parse_args()


a = arguments()
os.environ["OPENBLAS_NUM_THREADS"] = str(a.blas_threads)  # before NumPy and PyTorch load it

import numpy as np  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "parity"))
from nets import NETS  # noqa: E402


def load(kind):
    """Images N×1×28×28, divided by 255 in float32, and labels."""
    def read(name, start):
        with gzip.open(f"{a.data}/{kind}-{name}-ubyte.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=start)

    images = read("images-idx3", 16).reshape(-1, 1, 28, 28)
    return torch.from_numpy(images.astype(np.float32) / 255), torch.from_numpy(read("labels-idx1", 8).astype(np.int64))


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


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        right = sum((net(x[i:i + a.batch]).argmax(1) == y[i:i + a.batch]).sum().item()
                    for i in range(0, len(y), a.batch))
    return right / len(y)


def main():
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    x, y = load("train")
    xt, yt = load("t10k")
    net = NETS[a.net](a.dropout)
    if a.init:
        save_safetensors(a.init, net.state_dict())
    dtype = getattr(torch, a.dtype)
    x, xt, net = x.to(dtype), xt.to(dtype), net.to(dtype)
    if a.channels_last:
        net = net.to(memory_format=torch.channels_last)
        x, xt = (t.contiguous(memory_format=torch.channels_last) for t in (x, xt))
    optimizer = (torch.optim.Adam if a.optimizer == "adam" else torch.optim.SGD)(net.parameters(), lr=a.lr)
    steps = ["step,loss"]
    n = a.images // a.batch * a.batch
    for epoch in range(1, a.epochs + 1):
        order = torch.arange(len(y))[:n] if a.in_order else torch.randperm(len(y))[:n]
        net.train()
        total = torch.zeros(())
        start = time.perf_counter()
        for i in range(0, n, a.batch):
            index = order[i:i + a.batch]
            loss = F.cross_entropy(net(x[index]), y[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach()
            if a.steps_csv:
                steps.append(f"{len(steps)},{loss.item():.17g}")
        seconds = time.perf_counter() - start
        print(json.dumps({"epoch": epoch, "images_per_second": n / seconds,
                          "train_loss": total.item() / (n // a.batch), "test_accuracy": accuracy(net, xt, yt)}),
              flush=True)
    if a.steps_csv:
        with open(a.steps_csv, "w") as file:
            file.write("\n".join(steps) + "\n")


main()
