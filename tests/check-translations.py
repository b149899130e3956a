"""Holds the translations: every file with strings is listed, every language says all of them, and each message
takes what the original takes and writes its numbers alike.

    check-translations.py SOURCE-ROOT [XGETTEXT-OPTION…]

The options are those that po/meson.build collects the strings with. Writes TAP: one test for the lists, one a
language. Needs gettext's tools.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"), **options)


def read(root, *path):
    with open(os.path.join(root, *path), encoding="utf-8") as file:
        return file.read()


def lists(root):
    """What build-aux/potfiles.sh would write: the files with strings, and what JSON files say."""
    script = read(root, "build-aux", "potfiles.sh")
    names = re.search(r"^\{\n(.*)^\} \|", script, re.S | re.M)[1]
    files = run("bash", "-c", names, cwd=root, check=True).stdout.split()
    told = sorted(glob.glob(os.path.join(root, "datasets", "*.json"))) \
        + sorted(glob.glob(os.path.join(root, "data", "examples", "*.gradus")))
    texts = run(sys.executable, os.path.join(root, "build-aux", "json-texts.py"), *told, check=True).stdout
    return files, texts


def faults_of_lists(root):
    files, texts = lists(root)
    listed = read(root, "po", "POTFILES.in").split()
    faults = [f"{name}: run build-aux/potfiles.sh" for name in sorted(set(listed) ^ set(files))]
    if texts != read(root, "po", "json-texts.h"):
        faults.append("po/json-texts.h is not what the JSON files say: run build-aux/potfiles.sh")
    return faults


def collect(root, options, path):
    """Every string of the program as it is now, into a template at @path."""
    run("xgettext", "--directory", root, "--files-from", os.path.join(root, "po", "POTFILES.in"), "--output", path,
        *options, check=True)


def strings_of(catalogue):
    """The strings that the text of a catalogue has, each whole however many lines it stands on."""
    entries = re.findall(r'^msgid ((?:".*"\n)+)', catalogue, re.M)
    wholes = ("".join(line[1:-1] for line in entry.splitlines()) for entry in entries)
    return [whole for whole in wholes if whole]  # that without a string is the head


def missing(template, path):
    """The strings of @template that the language at @path does not say."""
    merged = run("msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file", "-", path, template, check=True).stdout
    untold = run("msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", "-", input=merged, check=True).stdout
    return strings_of(untold)


def faults_of(root, language, template):
    path = os.path.join(root, "po", language + ".po")
    checked = run("msgfmt", "--check", "--statistics", "-o", os.devnull, path)
    faults = [line for line in checked.stderr.splitlines() if ": " in line] if checked.returncode else []
    if re.search(r"fuzzy|untranslated", checked.stderr):
        faults.append(f"{language} is not complete: {checked.stderr.strip()}")
    faults += numbers_amiss(root, language)
    return faults + [f"{language} lacks “{text}”: ninja -C build gradus-pot gradus-update-po, and translate it"
                     for text in missing(template, path)]


def numbers_amiss(root, language):
    """Where a translation writes a fraction otherwise than the original: fields, tables and plots have a point in
    every language (docs/window.md, “Numbers”)."""
    def whole(lines):
        return "".join(line[1:-1] for line in lines.splitlines())

    entries = re.findall(r'^msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?((?:msgstr\S* (?:".*"\n)+)+)',
                         read(root, "po", language + ".po") + "\n", re.M)
    faults = []
    for original, forms in ((whole(original), forms) for original, forms in entries):
        fractions = re.findall(r"\d\.\d+", original)
        for form in map(whole, re.findall(r'^msgstr\S* ((?:".*"\n)+)', forms, re.M)):
            if original and (not all(number in form for number in fractions)
                             or len(re.findall(r"\d,\d", form)) > len(re.findall(r"\d,\d", original))):
                faults.append(f"{language} writes a number of “{original}” otherwise: a fraction has a point")
    return faults


def report(number, name, faults):
    for fault in faults:
        print(f"# {fault}")
    print(f"{'not ' if faults else ''}ok {number} {name}")
    return bool(faults)


def main(root, options):
    languages = read(root, "po", "LINGUAS").split()
    print(f"1..{1 + len(languages)}")
    failed = report(1, "the lists of what has strings are as they should be", faults_of_lists(root))
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, "gradus.pot")
        collect(root, options, template)
        for number, language in enumerate(languages, 2):
            failed |= report(number, language, faults_of(root, language, template))
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
