#!/usr/bin/env python3
"""Writes what JSON files say to people as C, which xgettext reads and JSON it does not: the descriptors of data
sets, and the projects that come with the program.

    json-texts.py FILE… >po/json-texts.h
"""
import json
import os
import sys

# As read_info() and read_parameters() of src/engine/data/descriptors.c translate them.
OF_DATA = ("title", "summary", "made_by", "made_how", "purpose", "limits", "licence")
# As open_in_thread() of src/app/templates.c does.
OF_PROJECT = ("name", "description")


def texts(path):
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    if path.endswith(".gradus"):
        return [told[name] for name in OF_PROJECT if told.get(name)]
    return [told[name] for name in OF_DATA if told.get(name)] + [
        parameter["help"] for parameter in told.get("parameters", []) if parameter.get("help")]


def main(paths):
    print("/* json-texts.h - what the descriptors of data sets and the example projects say, for the\n"
          " * translations alone. build-aux/potfiles.sh writes it. */")
    told = set()
    for path in paths:
        new = [text for text in texts(path) if text not in told]
        if new:
            print(f"\n/* {os.path.basename(path)} */")
        for text in new:
            told.add(text)
            # "3 % of" is no format, though it looks like one.
            print(f"/* xgettext:no-c-format */\nN_ ({json.dumps(text, ensure_ascii=False)})" if "%" in text
                  else f"N_ ({json.dumps(text, ensure_ascii=False)})")


if __name__ == "__main__":
    main(sys.argv[1:])
