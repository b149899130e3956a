"""Holds the translations: every file with strings is listed, every language says all of them, and each message
takes what the original takes.

    check-translations.py SOURCE-ROOT

Writes TAP: one test for the list, one a language. Needs msgfmt.
"""
import os
import re
import subprocess
import sys


def files_with_strings(root):
    script = open(os.path.join(root, "build-aux", "potfiles.sh")).read().replace(">po/POTFILES.in", "")
    script = script.replace('cd "$(dirname "$0")/.." || exit', f'cd "{root}" || exit')
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split()


def faults_of(root, language):
    path = os.path.join(root, "po", language + ".po")
    checked = subprocess.run(["msgfmt", "--check", "--statistics", "-o", os.devnull, path],
                             capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"))
    faults = [line for line in checked.stderr.splitlines() if ": " in line] if checked.returncode else []
    if re.search(r"fuzzy|untranslated", checked.stderr):
        faults.append(f"{language} is not complete: {checked.stderr.strip()}")
    return faults


def report(number, name, faults):
    for fault in faults:
        print(f"# {fault}")
    print(f"{'not ' if faults else ''}ok {number} {name}")
    return bool(faults)


def main(root):
    languages = open(os.path.join(root, "po", "LINGUAS")).read().split()
    listed = open(os.path.join(root, "po", "POTFILES.in")).read().split()
    there = files_with_strings(root)
    print(f"1..{1 + len(languages)}")
    odd = [f"{name}: run build-aux/potfiles.sh" for name in sorted(set(listed) ^ set(there))]
    failed = report(1, "POTFILES.in names every file with strings", odd)
    for number, language in enumerate(languages, 2):
        failed |= report(number, language, faults_of(root, language))
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
