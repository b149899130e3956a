#!/usr/bin/python3
"""Evaluates the samples of the operator table under PyTorch and keeps what comes out.

    tests/golden/golden.py build/tests/dump-ops [--all] [NAME ...]

Run it after adding or changing a row's samples (python3 must have torch; Debian's python3-torch
does). It asks dump-ops for every row and writes tests/golden/ops/NAME.safetensors, one file an operator
name, which tests/suite-ops.c compares with. Samples whose values are there already are kept as they
are, unless --all is given. It ends by listing the samples that PyTorch could not evaluate; those
need an entry in EXEMPT below and in the suite, with the reason.

In a file, for each sample text T (its tensors are described in tests/sample.h):

    T|out K    output K: a list counts as several outputs
    T|grad J   the gradient for tensor J of sum (weight * output) over the floating outputs, where
               weight k of output K is element k of "r" tensor K of the text T + "#weights"
    T|after J  what tensor J holds after the call, where the call changed it
    T|large S  of the call with every size S of a shape grown, so that about LARGE elements are there, a
               row of figures an output, then one a tensor of the sample for its gradient. Figures
               are the number of elements, sum (weight * x), sum |x|, the first and the last x; a
               gradient's weights are those of the text T + "#second"

and in __metadata__

    T|strides K       the strides of output K
    T|factor S        how many times as large size S was made for T|large S
    T|exact           "1": evaluated in full
    T|undifferentiated  the J of tensors for which PyTorch has no derivative, as "1 2"
    T|as D            the dtypes of the outputs where the float64 tensors are of dtype D instead, as
                      "float32 int64"; absent where PyTorch refuses
"""
import argparse
import json
import math
import os
import struct
import subprocess
import sys
import warnings

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
LARGE = 60000
LARGE_SAMPLES = 3  # of each row
MASK = (1 << 64) - 1

# Rows that are no part of PyTorch, or whose PyTorch form cannot be called, with the reason.
EXEMPT = {
    "allclose": "gives a Python bool",
    "equal": "gives a Python bool",
}

DTYPES = {name: getattr(torch, name) for name in (
    "bool", "uint8", "int8", "int16", "int32", "int64",
    "float16", "bfloat16", "float32", "float64")}
SAFE = {torch.bool: "BOOL", torch.uint8: "U8", torch.int8: "I8", torch.int16: "I16",
        torch.int32: "I32", torch.int64: "I64", torch.float16: "F16", torch.bfloat16: "BF16",
        torch.float32: "F32", torch.float64: "F64"}
OTHER_DTYPES = ("float16", "bfloat16", "float32", "int64", "uint8", "bool")
UNSAFE = {name: dtype for dtype, name in SAFE.items()}


# --- tensors of a sample: the same bits as tests/sample.c --------------------------------------

def fnv1a(text):
    value = 0xcbf29ce484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001b3) & MASK
    return value


def keys(text, j, n):
    start = (fnv1a(text) + (j + 1) * 0xD1B54A32D192ED03) & MASK
    z = np.uint64(start) + np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def unit(key):
    return ((key >> np.uint64(24)).astype(np.float64) + 0.5) / 2.0 ** 40


def elements(kind, text, j, n, low=0, high=1):
    key = keys(text, j, n)
    s = 2 * unit(key) - 1
    if kind == "p":
        return 0.125 + 1.875 * unit(key)
    if kind == "u":
        return 0.03125 + 0.9375 * unit(key)
    if kind == "w":
        return np.copysign(0.125 + 0.875 * np.abs(s), s)
    if kind == "d":
        rank = np.searchsorted(np.sort(key), key)
        return (2 * rank + 1) / max(n, 1) - 1
    if kind == "i":
        return low + (key % np.uint64(high - low)).astype(np.int64)
    if kind == "b":
        return (key >> np.uint64(63)).astype(bool)
    return s


class Sample:
    """A call as Python objects; .tensors in the order of the text."""

    def __init__(self, text, grow=(0, 1)):
        self.text = text
        self.grow = grow
        self.name, rest = text.split("(", 1)
        self.tensors = []
        namespace = {kind: self.constructor(kind) for kind in "rpuwdib"}
        namespace.update(t=self.exact, inf=math.inf, nan=math.nan,
                         call=lambda *args, **kwargs: (args, kwargs))
        self.args, self.kwargs = eval("call(" + rest, namespace)

    def constructor(self, kind):
        def make(*numbers, dtype=None):
            low, high = 0, 1
            if kind == "i":
                (low, high), numbers = numbers[:2], numbers[2:]
            size, factor = self.grow
            numbers = [n * factor if n == size else n for n in numbers]
            n = int(np.prod(numbers, dtype=np.int64))
            values = elements(kind, self.text, len(self.tensors), n, low, high)
            return self.keep(torch.from_numpy(np.asarray(values).reshape(numbers)), dtype)
        return make

    def exact(self, numbers, dtype=None):
        floats = any(isinstance(x, float) for x in numbers)
        return self.keep(torch.tensor(numbers, dtype=torch.float64 if floats else torch.int64),
                         dtype)

    def keep(self, tensor, dtype):
        tensor = tensor.to(DTYPES[dtype]) if dtype else tensor
        self.tensors.append(tensor.contiguous())
        return self.tensors[-1]

    def arguments(self, replaced):
        """args and kwargs with tensor j replaced by replaced[j], and names made dtypes."""
        where = {id(tensor): j for j, tensor in enumerate(self.tensors)}

        def convert(value):
            if isinstance(value, torch.Tensor):
                return replaced[where[id(value)]]
            if isinstance(value, list):
                return [convert(entry) for entry in value]
            if isinstance(value, str) and value in DTYPES:
                return DTYPES[value]
            return value
        return [convert(v) for v in self.args], {k: convert(v) for k, v in self.kwargs.items()}


# --- evaluating --------------------------------------------------------------------------------

# Where torch's own function of the name has other outputs or defaults than torch.nn.functional's.
FUNCTIONAL_FIRST = {"adaptive_max_pool1d", "batch_norm", "binary_cross_entropy_with_logits",
                    "instance_norm", "kl_div"}


def candidates(name, in_place):
    """The functions that PyTorch may have under a name, the likeliest first."""
    if in_place and not name.endswith("_"):
        name += "_"
    places = [torch, torch.nn.functional, torch.Tensor, torch._C._nn, torch._C._special,
              torch._C._linalg, torch.ops.aten]
    if name in FUNCTIONAL_FIRST:
        places.insert(0, torch.nn.functional)
    for place in places:
        try:
            found = getattr(place, name)
        except (AttributeError, RuntimeError):
            continue
        if callable(found):
            yield found


def outputs_of(result):
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (list, tuple)):
        return [tensor for entry in result for tensor in outputs_of(entry)]
    return []


class Failed(Exception):
    pass


def call(sample, inputs, in_place):
    errors = []
    for function in candidates(sample.name, in_place):
        torch.manual_seed(0)
        args, kwargs = sample.arguments(inputs)
        try:
            outputs = outputs_of(function(*args, **kwargs))
            if outputs:
                return outputs
        except Exception as error:  # any of them: the next candidate may take these arguments
            errors.append(str(error).splitlines()[0] if str(error) else repr(error))
    raise Failed("; ".join(errors[:3]) if errors else "PyTorch has no such function")


def gradients(sample, wanted, in_place):
    """The gradients for the tensors whose numbers are in wanted, as {j: gradient or None}."""
    leaves = [t.clone().requires_grad_(j in wanted) for j, t in enumerate(sample.tensors)]
    # An in-place form may write a tensor, but not a leaf.
    outputs = call(sample, [t.clone() if in_place else t for t in leaves], in_place)
    total = 0
    for k, output in enumerate(outputs):
        if output.requires_grad:
            weights = elements("r", sample.text + "#weights", k, output.numel())
            total = total + (output * torch.from_numpy(weights).view(output.shape)).sum()
    if not isinstance(total, torch.Tensor):
        return {}
    found = torch.autograd.grad(total, [leaves[j] for j in wanted], allow_unused=True)
    return dict(zip(wanted, found))


def gradients_where_possible(sample, in_place):
    floating = [j for j, t in enumerate(sample.tensors) if t.is_floating_point()]
    try:
        return gradients(sample, floating, in_place), []
    except (RuntimeError, Failed):
        pass
    found, refused = {}, []
    for j in floating:
        try:
            found.update(gradients(sample, [j], in_place))
        except (RuntimeError, Failed):
            refused.append(j)
    return found, refused


def dtypes_of_outputs(sample, in_place):
    notes = {}
    for name in OTHER_DTYPES:
        inputs = [t.to(DTYPES[name]) if t.dtype == torch.float64 else t.clone()
                  for t in sample.tensors]
        try:
            dtypes = [output.dtype for output in call(sample, inputs, in_place)]
        except Failed:
            continue
        notes[f"{sample.text}|as {name}"] = " ".join(str(d).split(".")[1] for d in dtypes)
    return notes


def n_results(text, grow, in_place):
    sample = Sample(text, grow)
    return sum(output.numel() for output in call(sample, list(sample.tensors), in_place))


def growth(text, size, in_place):
    """How many times as large the sizes that are size may be: LARGE elements in a tensor, and not very
    many more in the outputs (an outer product's grow with the square). 1 where nothing grows."""
    sample = Sample(text)
    factors = [int(math.pow(LARGE / t.numel(), 1 / list(t.shape).count(size)))
               for t in sample.tensors if size in t.shape and t.numel() > 0]
    if not factors or min(factors) < 2:
        return 1
    once, twice = (max(n_results(text, (size, factor), in_place), 1) for factor in (1, 2))
    factor, power = min(factors), math.log2(twice / once)
    if power > 0:
        factor = min(factor, int(math.pow(max(4 * LARGE / once, 1), 1 / power)))
    return factor


def figures(tensor, text, k):
    if tensor is None or tensor.numel() == 0:
        return [0.0] * 5
    flat = tensor.detach().to(torch.float64).contiguous().view(-1).numpy()
    weights = elements("r", text, k, flat.size)
    return [float(flat.size), float((weights * flat).sum()), float(np.abs(flat).sum()),
            float(flat[0]), float(flat[-1])]


def large_figures(text, in_place):
    small = Sample(text)
    tensors, notes = {}, {}
    if not small.tensors or small.tensors[0].dim() == 0:
        return tensors, notes
    for size in {small.tensors[0].shape[0], small.tensors[0].shape[-1]}:
        try:
            factor = growth(text, size, in_place)
            if factor < 2:
                continue
            sample = Sample(text, (size, factor))
            outputs = call(sample, [t.clone() for t in sample.tensors], in_place)
            found, _ = gradients_where_possible(sample, in_place)
        except Failed:
            continue
        rows = [figures(output, text + "#weights", k) for k, output in enumerate(outputs)]
        rows += [figures(found.get(j), text + "#second", j) for j in range(len(sample.tensors))]
        tensors[f"{text}|large {size}"] = torch.tensor(rows, dtype=torch.float64)
        notes[f"{text}|factor {size}"] = str(factor)
    return tensors, notes


def evaluate(text, in_place):
    """The entries of one sample: {key: tensor}, {key: string}."""
    sample = Sample(text)
    inputs = [t.clone() for t in sample.tensors]
    outputs = call(sample, inputs, in_place)
    if in_place:
        inputs[0] = sample.tensors[0]
    tensors, notes = {}, {f"{text}|exact": "1"}
    for k, output in enumerate(outputs):
        tensors[f"{text}|out {k}"] = output.detach()
        notes[f"{text}|strides {k}"] = " ".join(map(str, output.stride()))
    for j, (before, after) in enumerate(zip(sample.tensors, inputs)):
        if not torch.equal(torch.nan_to_num(before), torch.nan_to_num(after)):
            tensors[f"{text}|after {j}"] = after.detach()
    found, refused = gradients_where_possible(sample, in_place)
    for j, gradient in found.items():
        if gradient is not None:
            tensors[f"{text}|grad {j}"] = gradient
    notes.update(dtypes_of_outputs(sample, in_place))
    if refused:
        notes[f"{text}|undifferentiated"] = " ".join(map(str, refused))
    return tensors, notes


# --- files -------------------------------------------------------------------------------------

def raw_bytes(tensor):
    tensor = tensor.contiguous()
    if tensor.dtype == torch.bfloat16:
        return tensor.view(torch.int16).numpy().tobytes()
    return tensor.numpy().tobytes()


def pack(tensors, notes):
    header, blobs, offset = {"__metadata__": dict(sorted(notes.items()))}, [], 0
    for key in sorted(tensors):
        blob = raw_bytes(tensors[key])
        header[key] = {"dtype": SAFE[tensors[key].dtype], "shape": list(tensors[key].shape),
                       "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(blobs)


def unpack(path):
    if not os.path.exists(path):
        return {}, {}
    with open(path, "rb") as file:
        content = file.read()
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + size])
    notes = header.pop("__metadata__", {})
    tensors = {}
    for key, entry in header.items():
        first, last = (8 + size + offset for offset in entry["data_offsets"])
        dtype = UNSAFE[entry["dtype"]]
        tensors[key] = (torch.frombuffer(bytearray(content[first:last]), dtype=dtype)
                        if last > first else torch.empty(0, dtype=dtype)).view(entry["shape"])
    return tensors, notes


def sample_of(key):
    return key.rsplit("|", 1)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dump_ops", help="the program that prints the rows as JSON")
    parser.add_argument("names", nargs="*", help="operators (all)")
    parser.add_argument("--all", action="store_true", help="evaluate what is there already, too")
    parser.add_argument("--folder", default=os.path.join(HERE, "ops"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    np.seterr(over="ignore")
    warnings.simplefilter("ignore")
    os.makedirs(options.folder, exist_ok=True)

    rows = {}
    for row in json.loads(subprocess.check_output([options.dump_ops])):
        rows.setdefault(row["name"], []).append(row)
    failed, total = [], 0
    for name, overloads in sorted(rows.items()):
        path = os.path.join(options.folder, name + ".safetensors")
        if options.names and name not in options.names:
            continue
        old_tensors, old_notes = unpack(path)
        tensors, notes = {}, {}
        for row in overloads:
            if row["internal"] or row["random"] or name in EXEMPT:
                continue
            for number, text in enumerate(row["samples"]):
                try:
                    if f"{text}|exact" in old_notes and not options.all:
                        more = {k: v for k, v in old_tensors.items() if sample_of(k) == text}
                        notes_too = {k: v for k, v in old_notes.items() if sample_of(k) == text}
                    else:
                        more, notes_too = evaluate(text, row["only_in_place"])
                        if number < LARGE_SAMPLES:
                            large, factors = large_figures(text, row["only_in_place"])
                            more.update(large)
                            notes_too.update(factors)
                except Exception as error:
                    failed.append(f"{text}: {error}")
                    continue
                tensors.update(more)
                notes.update(notes_too)
        content = pack(tensors, notes) if tensors else b""
        total += len(content)
        if not content:
            if os.path.exists(path):
                os.remove(path)
        elif not os.path.exists(path) or open(path, "rb").read() != content:
            with open(path, "wb") as file:
                file.write(content)
            print(name)
    if not options.names:
        for file in os.listdir(options.folder):
            if file.removesuffix(".safetensors") not in rows:
                os.remove(os.path.join(options.folder, file))
    print(f"{total / 1e6:.2f} MB in {options.folder}")
    for line in failed:
        print("not evaluated:", line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
