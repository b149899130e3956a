"""Finds what a person reads and no translator has seen: a property of data/ui without translatable="yes", and a
sentence, a title or a colon between two texts in the sources of the window that stands in no _().

    check-strings.py SOURCE-ROOT

What is in _() is then held against the translations by check-translations.py. Writes TAP.
"""
import glob
import os
import re
import sys
import xml.etree.ElementTree as xml

READ = {"label", "title", "subtitle", "tooltip-text", "placeholder-text", "text", "description", "heading", "body",
        "alternative-text", "custom-title"}
NAMES = {"Gradus"}  # in every language

TOKEN = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\])+\'|[A-Za-z_]\w*|\S|\n', re.S)
MARKS = {"_", "N_", "C_", "ngettext", "g_dngettext"}
# Not read by a person: what only who works on the program sees, and what is compared or looked up.
UNSEEN = {"g_error", "g_critical", "g_warning", "pango_font_description_from_string", "cairo_pdf_surface_set_metadata"}

# Functions that show the text that they are given: there one word is enough, and anywhere a title or a sentence.
SHOW = re.compile(r"gtk_(label|button|check_button|link_button)_new(_with_\w+)?"
                  r"|gtk_\w+_set_(label|text|markup|title|tooltip_text|placeholder_text|alternative_text)"
                  r"|adw_\w+_(set_title|set_subtitle|set_button_label)"
                  r"|gradus_(window_toast|toast_new|document_apply|field_row_set_error|panel_\w+)")
# Words that are the same in every language: names of kinds of block and of an optimiser, values.
TABLES = {"src/widgets/palette/names.c": None, "src/widgets/settings/choice-group.c": {"Adam"},
          "src/widgets/training/obstacle.c": {"Adam"},
          "src/app/application.c": {"Gradus"}, "src/app/window-history.c": {"data train"},
          # Nobody is told what a chooser that was closed says, nor why a tensor is no picture.
          "src/widgets/files/save-chooser.c": {"nothing was chosen"},
          "src/widgets/plot/images.c":
              {"A picture needs one to four dimensions (N, C, H, W) on the CPU; this tensor is "},
          "src/widgets/step/operator-words.c": {"True", "False"},  # as Python has them
          "src/widgets/tensor/words.c": {"True", "False"}}  # as Python has them
# The command line speaks English.
COMMANDS = {"src/app/main.c", "src/app/plot-command.c", "src/app/plot-log.c", "src/app/render.c"}


def is_sentence(text):
    """Two words, or one that begins with a capital; formats, keys, paths and names of actions are none."""
    words = re.sub(r"%[-+ #0-9.*]*[hlqjzt]*[a-zA-Z]|\\.|_(?=[A-Z])", lambda match: "" if match[0] == "_" else " ",
                   text).strip()
    return bool(re.search(r"[A-Za-z]{2,}[,.:…]? +[A-Za-z]{2,}", words) or re.fullmatch(r"[A-Z][a-z]+[….:?!]?", words))


def literals(text):
    """Each string literal that is in no mark, with its line and the functions that it is handed to."""
    calls, previous, line, directive = [], None, 1, False
    for token in TOKEN.findall(text):
        if token == "\n":
            line, directive = line + 1, False
        elif token.startswith("/*"):
            line += token.count("\n")
        elif token == "#":
            directive = True
        elif not directive:
            if token == "(":
                calls.append(previous)
            elif token == ")" and calls:
                calls.pop()
            elif token[0] == '"' and not any(call in MARKS or call in UNSEEN for call in calls):
                yield line, token[1:-1], calls
            previous = token


def is_shown(text, calls):
    """Also what sets a colon or a semicolon between two texts: they stand apart in French, and are others in Chinese."""
    return is_sentence(text) or re.search("%s[:;] %s", text) or (calls and SHOW.fullmatch(calls[-1] or "") and re.search(r"[A-Za-z]{2}", re.sub(
        r"%[-+ #0-9.*]*[hlqjzt]*[a-zA-Z]|\\.|&\w+;|<[^>]*>", "", text)))


def faults_of_source(root, path):
    exempt = TABLES.get(path, set())
    if exempt is None or path in COMMANDS:
        return []
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return [f"{path}:{line}: “{text}” is in no _()" for line, text, calls in literals(file.read())
                if text not in exempt and is_shown(text, calls)]


def faults_of_interface(root, path):
    return [f"{path}: “{node.text.strip()}” lacks translatable=\"yes\""
            for node in xml.parse(os.path.join(root, path)).iter()
            if (node.tag == "item" or (node.tag in ("property", "attribute") and node.get("name") in READ))
            and re.search(r"[A-Za-z]{2}", node.text or "") and node.get("translatable") != "yes"
            and node.text.strip() not in NAMES]


def report(number, name, paths, faults_of, root):
    faults = [fault for path in paths for fault in faults_of(root, path)] if paths else ["nothing was found to check"]
    for fault in faults:
        print(f"# {fault}")
    print(f"{'not ' if faults else ''}ok {number} {name}")
    return bool(faults)


def main(root):
    def found(*pattern):
        return sorted(os.path.relpath(path, root) for path in glob.glob(os.path.join(root, *pattern), recursive=True))

    print("1..2")
    failed = report(1, "what data/ui says is marked for translation", found("data", "ui", "*.ui"),
                    faults_of_interface, root)
    return report(2, "what the window's sources say is marked for translation",
                  [path for path in found("src", "widgets", "**", "*.c") + found("src", "app", "*.c")],
                  faults_of_source, root) or failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
