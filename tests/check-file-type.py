"""Holds the type of project files to one name and one ending, wherever it is said: to the desktop, and in the code.

    check-file-type.py SOURCE-ROOT

Writes TAP. Where update-mime-database is installed, it reads data's description as the desktop would.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

TYPE, PATTERN, ICON = "application/x-gradus", "*.gradus", "org.gradus.Gradus"
DESCRIPTION = "data/org.gradus.Gradus.mime.xml"
NAMESPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if not line.startswith("#")]


def the_description_is_right(root):
    tree = xml.fromstring(read(root, DESCRIPTION))
    types = tree.findall(f"{NAMESPACE}mime-type")
    told = [(of.get("type"), [glob.get("pattern") for glob in of.findall(f"{NAMESPACE}glob")],
             [base.get("type") for base in of.findall(f"{NAMESPACE}sub-class-of")],
             [icon.get("name") for icon in of.findall(f"{NAMESPACE}icon")],
             bool(of.findtext(f"{NAMESPACE}comment"))) for of in types]
    return tree.tag == f"{NAMESPACE}mime-info" and told == [(TYPE, [PATTERN], ["application/json"], [ICON], True)], told


def the_desktop_understands_it(root):
    tool = shutil.which("update-mime-database")
    if not tool:
        return True, "SKIP: there is no update-mime-database"
    with tempfile.TemporaryDirectory(prefix="gradus-test-") as folder:
        os.mkdir(f"{folder}/packages")
        shutil.copy(os.path.join(root, DESCRIPTION), f"{folder}/packages")
        done = subprocess.run([tool, folder], capture_output=True, text=True)
        if done.returncode:
            return False, done.stderr
        told = {name: lines(f"{folder}/{name}") for name in ("globs2", "subclasses", "icons")}
    return told == {"globs2": [f"50:{TYPE}:{PATTERN}"], "subclasses": [f"{TYPE} application/json"],
                    "icons": [f"{TYPE}:{ICON}"]}, [told, done.stderr]


def the_program_opens_it(root):
    entry = re.findall(r"^MimeType=(.*)$", read(root, "data/org.gradus.Gradus.desktop.in"), re.MULTILINE)
    provided = re.findall(r"<mediatype>(.*)</mediatype>", read(root, "data/org.gradus.Gradus.metainfo.xml.in"))
    return entry == [f"{TYPE};"] and provided == [TYPE], [entry, provided]


def the_code_calls_it_so(root):
    clipboard = re.findall(r'#define GR_CLIPBOARD_TYPE "(.*)"', read(root, "src/engine/exchange/clipboard.h"))
    ending = re.findall(r'#define SUFFIX "(.*)"', read(root, "src/app/window-files.c"))
    return clipboard == [TYPE] and ending == [PATTERN.lstrip("*")], [clipboard, ending]


def its_icon_is_there(root):
    names = [name for _, _, files in os.walk(os.path.join(root, "data", "icons")) for name in files]
    return f"{ICON}.svg" in names, names


def main(root):
    cases = [the_description_is_right, the_desktop_understands_it, the_program_opens_it, the_code_calls_it_so,
             its_icon_is_there]
    failed = False
    print(f"1..{len(cases)}")
    for number, case in enumerate(cases, 1):
        good, said = case(root)
        skipped = f" # {said}" if good and str(said).startswith("SKIP") else ""
        if not good:
            print(f"# {said}")
        failed |= not good
        print(f"{'' if good else 'not '}ok {number} {case.__name__.replace('_', ' ')}{skipped}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
