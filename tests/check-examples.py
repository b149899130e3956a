"""Holds the lists of example projects to the folder: all are compiled in, and each project is a template.

    check-examples.py SOURCE-ROOT

Writes TAP. That each can be read and trained is tested elsewhere.
"""
import os
import re
import sys


def main(root):
    def found(path, pattern):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            return sorted(re.findall(pattern, file.read()))

    there = sorted(os.listdir(os.path.join(root, "data", "examples")))
    projects = [name[:-len(".gradus")] for name in there if name.endswith(".gradus")]
    lists = [
        ("data/gradus.gresource.xml", r">examples/(.+?)</file>", there),
        ("src/app/templates.c", r'^  \{ "(.+?)",', projects),
    ]
    failed = False
    print(f"1..{len(lists)}")
    for number, (path, pattern, wanted) in enumerate(lists, 1):
        listed = found(path, "(?m)" + pattern)
        if listed != wanted:
            print(f"# there are {wanted}, listed are {listed}")
            failed = True
        print(f"{'' if listed == wanted else 'not '}ok {number} {path} names every example")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
