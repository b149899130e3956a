"""Looks through the sources for what must not stand in them.

    check-source.py SOURCE-ROOT

Writes TAP: one test a rule. A rule is a pattern, the files that it is about, and why.
"""
import os
import re
import sys

OURS = ("src", "tests", "bench", "data", "datasets", "docs", "build-aux", "run", "check", ".ci", "README.md", "meson.build")
C = (".c", ".h")

# name, pattern, endings of the files (None: all), folder that they are in
RULES = [
    ("nothing is left to do", r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b", None, ""),
    ("no conflict was left unresolved", r"^(?:<{7}|>{7}|={7})(?: |$)", None, ""),
    ("lines end where their text ends", r"[ \t]+$", None, ""),
    ("C is indented with spaces", r"\t", C, ""),
    ("C has at most 100 columns", r"^.{101}", C, ""),
    ("toasts are made by gradus_toast_new(), which escapes what they say", r"\badw_toast_new \((?!markup)", C, "src"),
    ("work for threads is handed on by gradus_run_in_thread(), which has it give way to the window",
     r"\bg_task_run_in_thread \((?!task, give_way_and_run\))", C, "src"),
    ("the engine does not end the program", r"\b(?:abort|exit|_exit) \(", C, "src/engine"),
    ("the engine prints nothing", r"\b(?:g_print|g_printerr|printf|puts|perror) \(", C, "src/engine"),
]
TEXT = (".c", ".h", ".py", ".sh", ".md", ".json", ".gradus", ".build", ".txt", ".supp", ".xml", ".ui")


def files(root):
    for top in OURS:
        path = os.path.join(root, top)
        if os.path.isfile(path):
            yield top
        for folder, _, names in os.walk(path):
            for name in sorted(names):
                if name.endswith(TEXT):
                    yield os.path.relpath(os.path.join(folder, name), root)


def main(root):
    texts = {}
    for path in files(root):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            texts[path] = file.read().split("\n")
    print(f"1..{len(RULES)}")
    failed = False
    for number, (name, pattern, endings, folder) in enumerate(RULES, 1):
        matcher = re.compile(pattern)
        wrong = [f"{path}:{line}: {text.strip()}"
                 for path, lines in texts.items() if path.startswith(folder) and (not endings or path.endswith(endings))
                 for line, text in enumerate(lines, 1) if matcher.search(text)]
        for line in wrong:
            print(f"# {line}")
        failed |= bool(wrong)
        print(f"{'not ' if wrong else ''}ok {number} {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
