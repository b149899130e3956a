#!/usr/bin/python3
"""Writes tests/golden/programs.json: random programs and what they give under PyTorch.

A program calls operators on a few small tensors: views of views, in-place changes of either, leaves,
reductions, errors that leave things as they were; then it runs backward. Where the operator suite
tries one operator at a time, these try what is between them: recording, views and their bases, versions.
tests/unit/test-programs.c replays them.

    tests/golden/programs.py        (python3 with torch: Debian's python3-torch)

Variables are v0, v1, … in the order of their making. A statement is

    {"op": "add", "form": "plain" | "in_place", "args": ["v0", 2, [1, 2]], "error": true?}

and makes the next variable, unless it is an error or in place (then it changes its first argument).
"""
import json
import os
import random

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
N_PROGRAMS = 240


def make_leaf(rng):
    shape = rng.choice([[2, 3], [3, 2], [3], [2, 1], [1, 3], [2, 3, 2], []])
    n = 1
    for size in shape:
        n *= size
    values = [round(rng.uniform(-1, 1), 3) for _ in range(n)]
    return {"shape": shape, "values": values, "requires_grad": rng.random() < 0.7}


def dim_of(rng, tensor):
    return rng.randrange(-tensor.dim(), tensor.dim()) if tensor.dim() else 0


def propose(rng, variables):
    """An operator, its form and its arguments; they need not fit together."""
    x = rng.randrange(len(variables))
    y = rng.randrange(len(variables))
    tensor, name, other = variables[x], f"v{x}", f"v{y}"
    kind = rng.random()
    if kind < 0.3:
        dim = dim_of(rng, tensor)
        size = tensor.shape[dim] if tensor.dim() else 1
        start = rng.randrange(size)
        return rng.choice([
            ("transpose", "plain", [name, 0, dim]),
            ("narrow", "plain", [name, dim, start, size - start]),
            ("select", "plain", [name, dim, start]),
            ("slice", "plain", [name, dim, 0, size, 2]),
            ("unsqueeze", "plain", [name, dim]),
            ("squeeze", "plain", [name]),
            ("expand", "plain", [name, [2] + [-1] * tensor.dim()]),
            ("view", "plain", [name, [-1]]),
            ("reshape", "plain", [name, [-1]]),
            ("diagonal", "plain", [name]),
            ("t", "plain", [name]),
        ])
    if kind < 0.55:
        return rng.choice([
            ("add", "in_place", [name, other]),
            ("mul", "in_place", [name, other]),
            ("sub", "in_place", [name, 0.5]),
            ("copy_", "in_place", [name, other]),
            ("fill_", "in_place", [name, 0.25]),
            ("zero_", "in_place", [name]),
            ("tanh", "in_place", [name]),
            ("sigmoid", "in_place", [name]),
            ("neg", "in_place", [name]),
        ])
    if kind < 0.85:
        return rng.choice([
            ("add", "plain", [name, other]),
            ("mul", "plain", [name, other]),
            ("sub", "plain", [name, other]),
            ("mul", "plain", [name, 2]),
            ("tanh", "plain", [name]),
            ("sigmoid", "plain", [name]),
            ("neg", "plain", [name]),
            ("matmul", "plain", [name, other]),
        ] if tensor.dim() < 3 and variables[y].dim() < 3 else [("sub", "plain", [name, 1.5])])
    return rng.choice([
        ("sum", "plain", [name, [dim_of(rng, tensor)], rng.random() < 0.5]),
        ("sum", "plain", [name]),
        ("clone", "plain", [name]),
        ("contiguous", "plain", [name]),
        ("detach", "plain", [name]),
        ("cat", "plain", [[name, other], 0]),
        ("stack", "plain", [[name, name], -1]),
    ])


def execute(op, form, args, variables):
    def value(argument):
        if isinstance(argument, str):
            return variables[int(argument[1:])]
        if isinstance(argument, list):
            return [value(entry) for entry in argument]
        return argument

    values = [value(argument) for argument in args]
    if form == "in_place":
        return getattr(torch.Tensor, op.rstrip("_") + "_")(*values)
    if op == "slice":
        return torch.ops.aten.slice(*values)
    if op in ("view", "reshape", "expand", "contiguous"):
        return getattr(torch.Tensor, op)(*values)
    return getattr(torch, op)(*values)


def overlap(op, args, variables):
    """Whether an operand shares memory with the target: what that gives is open in PyTorch."""
    if op == "copy_" and args[0] == args[1]:
        return True
    names = [a for a in args if isinstance(a, str)]
    tensors = [variables[int(name[1:])] for name in names]
    return any(name != names[0] and t.storage().data_ptr() == tensors[0].storage().data_ptr()
               for name, t in zip(names, tensors))


def run_backward(program, variables, leaves):
    ends = [k for k in range(len(leaves), len(variables)) if variables[k].requires_grad][-2:]
    program["ends"] = ends
    if not ends:
        return
    try:
        for k in ends:
            variables[k].backward(torch.ones_like(variables[k]), retain_graph=True)
        program["grads"] = [None if leaf.grad is None else leaf.grad.flatten().tolist()
                            for leaf in leaves]
    except RuntimeError as error:
        program["backward_fails"] = "version" if "modified by an inplace" in str(error) else "other"


def make_program(seed):
    rng = random.Random(seed)
    program = {"leaves": [make_leaf(rng) for _ in range(rng.randint(2, 3))], "statements": []}
    variables = [torch.tensor(leaf["values"], dtype=torch.float64).view(leaf["shape"]).clone()
                 .requires_grad_(leaf["requires_grad"]) for leaf in program["leaves"]]
    leaves = list(variables)
    n_errors = 0
    while len(program["statements"]) < 10:
        op, form, args = propose(rng, variables)
        if form == "in_place" and overlap(op, args, variables):
            continue
        # A view whose base has changed since looks it up only when asked.
        _ = [variable.grad_fn for variable in variables]
        statement = {"op": op, "form": form, "args": args}
        try:
            result = execute(op, form, args, variables)
            if form == "plain":
                variables.append(result)
        except (RuntimeError, IndexError, TypeError):
            n_errors += 1
            if n_errors > 2:
                continue
            statement["error"] = True
        program["statements"].append(statement)
    # What each holds: changes through a view are seen in all that share its memory.
    program["variables"] = [{"shape": list(v.shape), "strides": list(v.stride()),
                             "requires_grad": v.requires_grad,
                             "values": v.detach().flatten().tolist()} for v in variables]
    run_backward(program, variables, leaves)
    return program


def main():
    programs = [make_program(seed) for seed in range(N_PROGRAMS)]
    with open(os.path.join(HERE, "programs.json"), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(p, separators=(",", ":")) for p in programs) + "\n]\n")
    print(f"{len(programs)} programs, {sum('backward_fails' in p for p in programs)} of which "
          f"backward refuses, {sum('grads' in p for p in programs)} with gradients")


if __name__ == "__main__":
    main()
