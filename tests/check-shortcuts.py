"""Holds the window of keyboard shortcuts against the keys that the program takes: each action that has a key, in
the tables of src/, has one of its keys there, beside the action.

    check-shortcuts.py SOURCE-ROOT

Writes TAP: one test a place that keys come from.
"""
import os
import re
import sys
import xml.etree.ElementTree as xml

OVERLAY = "data/ui/shortcuts.ui"
MODIFIERS = {"GDK_CONTROL_MASK": "ctrl", "GDK_SHIFT_MASK": "shift", "GDK_ALT_MASK": "alt"}

SHOWN_AS = {"drawing": "plot"}  # a drawing has the keys of a plot
LEAVES = {(frozenset(), "Escape")}  # whatever one is in: that goes without saying

# How a table of a widget class spells a row: the action, its key, its modifiers.
ROWS = [
    r'\{ "(?P<action>[a-z]+\.[a-z-]+)", \w+, GDK_KEY_(?P<key>\w+), (?P<modifiers>[\w| ]+) \}',
    r'\{ GDK_KEY_(?P<key>\w+), (?P<modifiers>[\w| ]+), "(?P<action>[a-z]+\.[a-z-]+)" \}',
    r'add_binding_action \(\w+, GDK_KEY_(?P<key>\w+), (?P<modifiers>[\w| ]+),\s*"(?P<action>[a-z]+\.[a-z-]+)"',
]


def read(root, *path):
    with open(os.path.join(root, *path), encoding="utf-8") as file:
        return file.read()


def key_of(accelerator):
    """"<ctrl>K" as (modifiers, key)."""
    key = accelerator.rpartition(">")[2]
    return frozenset(re.findall(r"<(\w+)>", accelerator)), key.lower() if len(key) == 1 else key


def shown(root):
    """What the window shows: the actions of the program; and for each action of a widget class, its keys."""
    program, widgets = set(), {}
    for shortcut in xml.fromstring(read(root, OVERLAY)).iter("object"):
        properties = {p.get("name"): p.text for p in shortcut.findall("property")}
        if "action-name" in properties:
            program.add(properties["action-name"])
        elif "." in shortcut.get("id", ""):
            widgets[shortcut.get("id")] = {key_of(text) for text in properties["accelerator"].split()}
    return program, widgets


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


def spelled(keys):
    return ", ".join("+".join([*sorted(modifiers), key]) for modifiers, key in sorted(keys, key=str))


def faults_of_widgets(keys, shown_keys):
    """Where the window does not show one of an action's keys beside that action."""
    for action, own in sorted(keys.items()):
        group, _, name = action.partition(".")
        beside = shown_keys.get(f"{SHOWN_AS.get(group, group)}.{name}", set())
        if not own & beside and own != LEAVES:
            yield f"{action} has {spelled(own)}, and the window shows {spelled(beside) or 'nothing'}"
    for action in sorted(shown_keys.keys() - keys.keys()):
        yield f"{action} has no keys, and the window shows some"


def faults_of_spelling(root):
    """Letters are small, as GTK shows them large whatever they are here; arrows stand in the order of their codes,
    which is how GTK reads the first and the last of several; titles are sentences."""
    text = read(root, OVERLAY)
    for accelerator in re.findall(r'<property name="accelerator">(.*?)</property>', text):
        if re.search(r"(?:;|^| )[A-Z](?: |$)", accelerator) or re.search(r"(?<!Left)\.\.\.|\.\.\.(?!Down)", accelerator):
            yield f"“{accelerator}” is spelled otherwise than the others"
    shortcuts = (o for o in xml.fromstring(text).iter("object") if o.get("class") == "GtkShortcutsShortcut")
    for title in (p.text for o in shortcuts for p in o.findall("property") if p.get("name") == "title"):
        if re.search(r"(?<=\w) [A-Z]", title):
            yield f"“{title}” has a capital within"


def report(number, name, found, faults):
    if not found:
        faults = ["no keys were found: their table is written otherwise"]
    for fault in faults:
        print(f"# {fault} ({OVERLAY})")
    print(f"{'not ' if faults else ''}ok {number} {name}")
    return bool(faults)


def main(root):
    shown_actions, shown_keys = shown(root)
    program, widgets = accelerators(root), keys_of_widgets(root)
    print("1..3")
    failed = report(1, "the shortcuts window has the accelerators of the program", program,
                    [f"{action} is missing" for action in sorted(program - shown_actions)])
    failed |= report(2, "the shortcuts window has the keys of the widgets", widgets,
                     list(faults_of_widgets(widgets, shown_keys)))
    failed |= report(3, "keys and titles are written in one way", widgets, list(faults_of_spelling(root)))
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
