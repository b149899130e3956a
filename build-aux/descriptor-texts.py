#!/usr/bin/env python3
"""Writes what the descriptors of datasets/ say to people as C, which xgettext reads and JSON it does not.

    descriptor-texts.py DATASETS-FOLDER >po/descriptors.h
"""
import json
import os
import sys

# As read_info() and read_parameters() of src/engine/data/descriptors.c translate them.
SAID = ("title", "summary", "made_by", "made_how", "purpose", "limits", "licence")


def texts(descriptor):
    yield from (descriptor[name] for name in SAID if descriptor.get(name))
    yield from (parameter["help"] for parameter in descriptor.get("parameters", []) if parameter.get("help"))


def main(folder):
    print("/* descriptors.h - what the descriptors of datasets/ say, for the translations alone.\n"
          " * build-aux/potfiles.sh writes it. */")
    told = set()
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".json"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            new = [text for text in texts(json.load(file)) if text not in told]
        if new:
            print(f"\n/* {name} */")
        for text in new:
            told.add(text)
            # "3 % of" is no format, though it looks like one.
            print(f"/* xgettext:no-c-format */\nN_ ({json.dumps(text, ensure_ascii=False)})" if "%" in text
                  else f"N_ ({json.dumps(text, ensure_ascii=False)})")


if __name__ == "__main__":
    main(sys.argv[1])
