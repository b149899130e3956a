"""Holds the window of keyboard shortcuts against the keys that the program takes: each action that has a key, in
the tables of src/, has one of its keys there.

    check-shortcuts.py SOURCE-ROOT

Writes TAP: one test a place that keys come from.
"""
import os
import re
import sys
import xml.etree.ElementTree as xml

OVERLAY = "data/ui/shortcuts.ui"
MODIFIERS = {"GDK_CONTROL_MASK": "ctrl", "GDK_SHIFT_MASK": "shift", "GDK_ALT_MASK": "alt"}

# How a table of a widget class spells a row: the action, its key, its modifiers.
ROWS = [
    r'\{ "(?P<action>[a-z]+\.[a-z-]+)", \w+, GDK_KEY_(?P<key>\w+), (?P<modifiers>[\w| ]+) \}',
    r'\{ GDK_KEY_(?P<key>\w+), (?P<modifiers>[\w| ]+), "(?P<action>[a-z]+\.[a-z-]+)" \}',
    r'add_binding_action \(\w+, GDK_KEY_(?P<key>\w+), (?P<modifiers>[\w| ]+),\s*"(?P<action>[a-z]+\.[a-z-]+)"',
]


def read(root, *path):
    with open(os.path.join(root, *path), encoding="utf-8") as file:
        return file.read()


def shown(root):
    """What the window shows: the actions, and the keys as (modifiers, key)."""
    tree = xml.fromstring(read(root, OVERLAY))
    properties = [(p.get("name"), p.text) for p in tree.iter("property")]
    keys = set()
    for accelerators in (text for name, text in properties if name == "accelerator"):
        for accelerator in accelerators.split():
            key = accelerator.rpartition(">")[2]
            keys.add((frozenset(re.findall(r"<(\w+)>", accelerator)), key.lower() if len(key) == 1 else key))
    return {text for name, text in properties if name == "action-name"}, keys


def keys_of_widgets(root):
    """For each action of a widget class, all its keys."""
    found = {}
    for folder, _, names in os.walk(os.path.join(root, "src", "widgets")):
        for name in (name for name in names if name.endswith(".c")):
            text = read(root, folder, name)
            for match in (match for row in ROWS for match in re.finditer(row, text)):
                modifiers = frozenset(MODIFIERS[word] for word in re.findall(r"GDK_\w+", match["modifiers"]))
                found.setdefault(match["action"], set()).add((modifiers, match["key"]))
    return found


def accelerators(root):
    table = read(root, "src", "app", "application.c").partition("accelerators[] = {")[2].partition("\n};")[0]
    return set(re.findall(r'\{ "([\w.:-]+)", \{ "', table))


def report(number, name, found, faults):
    if not found:
        faults = ["no keys were found: their table is written otherwise"]
    for fault in faults:
        print(f"# {fault} is missing in {OVERLAY}")
    print(f"{'not ' if faults else ''}ok {number} {name}")
    return bool(faults)


def main(root):
    actions, keys = shown(root)
    program, widgets = accelerators(root), keys_of_widgets(root)
    print("1..2")
    failed = report(1, "the shortcuts window has the accelerators of the program", program,
                    sorted(program - actions))
    failed |= report(2, "the shortcuts window has the keys of the widgets", widgets,
                     [f"{action} ({', '.join('+'.join([*modifiers, key]) for modifiers, key in sorted(own, key=str))})"
                      for action, own in sorted(widgets.items()) if not own & keys])
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
