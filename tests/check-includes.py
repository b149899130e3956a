"""Holds the includes of src/ against the picture of who may include whom, in docs/architecture.md.

    check-includes.py SOURCE-ROOT

Writes TAP: one test a module. A module may include itself, what ALLOWED names and, transitively, what those may.
"""
import os
import re
import sys

ALLOWED = {
    "tensor": [],
    "random": ["tensor"],
    "cpu": ["tensor", "random"],
    "ops": ["cpu"],
    "autograd": ["ops"],
    "nn": ["autograd"],
    "optim": ["autograd"],
    "io": ["tensor"],
    "data": ["autograd", "io"],
    "model": ["nn", "optim", "data"],
    "train": ["model", "io"],
    "exchange": ["model", "io"],
    "gpu": ["tensor", "random"],
    "python": ["engine"],
    "widgets": ["engine"],
    "app": ["widgets", "engine", "cli"],
    "cli": ["engine"],
}
ENGINE = ["tensor", "random", "cpu", "ops", "autograd", "nn", "optim", "io", "data", "model", "train", "exchange"]
ALLOWED["engine"] = ENGINE  # gradus.h and gradus.c, which gather the whole

# Files that belong to another module than their folder says: the door that tensors and kernels stand at, and
# the functions that the build generates from the operators' rows.
PLACED = {"src/engine/backend.h": "tensor", "gradus-functions.h": "ops"}
# Which libraries stay outside: the engine and the command line run where there is no GTK.
WINDOWED = re.compile(r"^(gtk|gdk|gsk|adwaita|graphene)\b(?!-pixbuf)")
WITHOUT_WINDOW = ENGINE + ["engine", "gpu", "python", "cli"]

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def module_of(path):
    """The module that a path from the root belongs to, or None for what is no part of the picture."""
    if path in PLACED:
        return PLACED[path]
    parts = path.split("/")
    if parts[0] != "src":
        return None
    if parts[1] == "engine":
        return parts[2] if len(parts) > 3 else "engine"
    if parts[:3] == ["src", "app", "cli"]:
        return "cli"
    return parts[1]


def reachable(module):
    seen, waiting = {module}, [module]
    while waiting:
        for further in ALLOWED[waiting.pop()]:
            if further not in seen:
                seen.add(further)
                waiting.append(further)
    return seen


def included(root, path, name):
    """Where an include of @name in @path leads to, from the root."""
    if name in PLACED:
        return name
    for folder in (os.path.dirname(path), "src/engine", "src/widgets", "src"):
        found = os.path.normpath(os.path.join(folder, name))
        if os.path.exists(os.path.join(root, found)):
            return found
    return None


def faults(root, path):
    module = module_of(path)
    if module not in ALLOWED:
        return [f"{path}: there is no module “{module}” in the picture"]
    may = reachable(module)
    wrong = []
    with open(os.path.join(root, path), encoding="utf-8") as file:
        for quote, name in INCLUDE.findall(file.read()):
            if quote == "<":
                if module in WITHOUT_WINDOW and WINDOWED.match(name):
                    wrong.append(f"{path}: {module} must do without <{name}>")
                continue
            target = included(root, path, name)
            if target is None:
                wrong.append(f"{path}: “{name}” is nowhere")
            elif module_of(target) not in may:
                wrong.append(f"{path}: {module} may not include {module_of(target)} (“{name}”)")
    return wrong


def main(root):
    modules = {}
    for folder, _, names in os.walk(os.path.join(root, "src")):
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                path = os.path.relpath(os.path.join(folder, name), root)
                modules.setdefault(module_of(path), []).extend(faults(root, path))
    print(f"1..{len(modules)}")
    for number, (module, wrong) in enumerate(sorted(modules.items()), 1):
        for line in wrong:
            print(f"# {line}")
        print(f"{'not ' if wrong else ''}ok {number} includes of {module}")
    return 1 if any(modules.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
