"""Sums up what meson's test logs say, for ./check.

    count-tests.py TESTLOG.json...

Every TAP line of every test program counts as one test; a program that writes no TAP, crashes or stops before its
plan is done counts as one more. Prints the output of what failed, then "N passed, N failed", and exits 1 where
something failed or nothing ran.
"""
import json
import os
import re
import sys

LINE = re.compile(r"^(not )?ok\b[^#\n]*(#\s*(skip|todo)\b.*)?", re.IGNORECASE | re.MULTILINE)
SHOWN = 6000  # characters of a failing program's output, from its end


def count(test):
    """passed, failed, skipped of one program."""
    passed = failed = skipped = 0
    for wrong, directive, _ in LINE.findall(test.get("stdout") or ""):
        if directive:
            skipped += 1
        elif wrong:
            failed += 1
        else:
            passed += 1
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if test["result"] == "SKIP":
        skipped += passed + failed + skipped == 0
    elif good and passed + failed + skipped == 0:
        passed = 1
    elif not good and failed == 0:
        failed = 1
    return passed, failed, skipped


def main(paths):
    total_passed = total_failed = total_skipped = 0
    for path in paths:
        build = os.path.basename(os.path.dirname(os.path.dirname(path)))
        try:
            with open(path, encoding="utf-8") as log:
                tests = [json.loads(line) for line in log]
        except OSError:
            tests = []
        if not tests:
            print(f"{build}: no test ran")
            total_failed += 1
        for test in tests:
            passed, failed, skipped = count(test)
            total_passed += passed
            total_failed += failed
            total_skipped += skipped
            if failed:
                output = (test.get("stdout") or "") + (test.get("stderr") or "")
                print(f"--- {build}: {test['name']}: {test['result']}\n{output[-SHOWN:].rstrip()}\n")
            if skipped:
                reasons = re.findall(r"#\s*skip\s*(.*)", test.get("stdout") or "", re.IGNORECASE)
                print(f"{build}: {test['name']}: {skipped} skipped: {'; '.join(sorted(set(reasons)))}")
    if total_skipped:
        print(f"{total_skipped} skipped")
    print(f"{total_passed} passed, {total_failed} failed")
    return 1 if total_failed or not total_passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
