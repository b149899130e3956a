"""Writes the first block of C in a Markdown file to a C file, so that a test can hold the text to its word.

    extract-code.py FILE.md OUT.c
"""
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
block = re.search(r"^```c\n(.*?)^```", text, re.M | re.S)
if not block:
    sys.exit(f"{sys.argv[1]} has no block of C")
line = text[:block.start(1)].count("\n") + 1
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write(f'#line {line} "{sys.argv[1]}"\n{block[1]}')
