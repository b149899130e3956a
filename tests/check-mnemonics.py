"""Finds access letters that two things have which a person meets together, in English and in each language: of a
menu, all its items, of a template, all its labels, of a function in C, all that it names.

    check-mnemonics.py SOURCE-ROOT

Writes TAP: one test a language.
"""
import glob
import os
import re
import sys
import xml.etree.ElementTree as xml

MENUS = {"menu", "submenu"}
LETTER = re.compile(r"(?<!_)_(?=\w)(.)")
STRING = r'"((?:\\.|[^"\\\n])*)"'


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def items_of(menu):
    """The labels of a menu, with those of its sections, without those of its submenus, but with their names."""
    for child in menu:
        if child.tag == "attribute" and child.get("name") == "label":
            yield child.text
        elif child.tag in MENUS:
            yield from (inner.text for inner in child.findall("attribute") if inner.get("name") == "label")
        elif child.tag in {"section", "item"}:
            yield from items_of(child)


def of_template(path, root):
    tree = xml.parse(path).getroot()
    name = os.path.relpath(path, root)
    for menu in tree.iter():
        if menu.tag in MENUS:
            own = menu.find("attribute[@name='label']")
            labels = [label for label in items_of(menu) if own is None or label != own.text]
            yield f"{name}, the menu {own.text if own is not None else menu.get('id')}", labels
    yield name, [it.text for it in tree.iter("property") if it.get("translatable")]


def of_source(path, root):
    for function in re.finditer(r"^(\w+) \(.*?^}", read(path), re.S | re.M):
        yield f"{os.path.relpath(path, root)}, {function[1]}()", re.findall(r"\b_ \(" + STRING + r"\)", function[0])


def groups(root):
    """What is met together: the name of a place, and its strings."""
    for path in sorted(glob.glob(os.path.join(root, "data", "ui", "*.ui"))):
        yield from of_template(path, root)
    for path in sorted(glob.glob(os.path.join(root, "src", "app", "*.c"))
                       + glob.glob(os.path.join(root, "src", "widgets", "*", "*.c"))):
        yield from of_source(path, root)


def translations(root, language):
    entries = re.findall(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)', read(root, "po", language + ".po") + "\n", re.M)
    return {whole(original): whole(translated) for original, translated in entries}


def whole(lines):
    return "".join(line[1:-1] for line in lines.splitlines())


def collisions(all_groups, words):
    for place, originals in all_groups:
        first = {}
        for original in dict.fromkeys(originals):
            text = words.get(original, original)
            letter = LETTER.search(text or "") if LETTER.search(original or "") else None
            if letter and first.setdefault(letter[1].casefold(), text) != text:
                yield f"{place}: “{first[letter[1].casefold()]}” and “{text}”"


def main(root):
    all_groups = list(groups(root))
    languages = ["en"] + read(root, "po", "LINGUAS").split()
    failed = False
    print(f"1..{len(languages)}")
    for number, language in enumerate(languages, 1):
        faults = list(collisions(all_groups, {} if language == "en" else translations(root, language)))
        for fault in faults:
            print(f"# {fault}")
        print(f"{'not ' if faults else ''}ok {number} {language}")
        failed |= bool(faults)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
