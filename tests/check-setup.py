"""Holds build-aux/setup.sh to what it says where nothing can be written: one sentence, and no log of an earlier day.

    check-setup.py SOURCE-ROOT

Writes TAP. A file stands where a folder would have to, so that it holds for root too. Needs bash and ninja.
"""
import os
import subprocess
import sys
import tempfile

NINJA = "rule copy\n  command = true\nbuild something: copy\n"


def setup(root, script):
    """Runs bash with setup.sh's functions: (status, what was said, in lines)."""
    done = subprocess.run(["bash", "-uc", f'top=$1; . "$1/build-aux/setup.sh"; {script}', "setup", root],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def packages_cannot_be_remembered(root, folder):
    write(f"{folder}/build", "a file")
    status, said = setup(root, f"packages=''; install_missing '{folder}/build/packages-run'")
    return status == 1 and said == [f"Gradus could not be built: nothing can be written in {folder}/build."], said


def nothing_is_configured_yet(root, folder):
    write(f"{folder}/locked", "a file")
    status, said = setup(root, f"build '{folder}/locked/build' all --buildtype=release")
    return status == 1 and said == ["Configuring build",
                                    f"Gradus could not be built: nothing can be written in {folder}/locked."], said


def an_old_log_is_not_shown(root, folder):
    write(f"{folder}/build/build.ninja", NINJA)
    write(f"{folder}/build/build.log/old", "an error of yesterday")
    status, said = setup(root, f"build '{folder}/build' something")
    return status == 1 and said == [f"Gradus could not be built: nothing can be written in {folder}/build."], said


def it_builds_where_it_can(root, folder):
    write(f"{folder}/build/build.ninja", NINJA)
    status, said = setup(root, f"packages=''; install_missing '{folder}/build/packages-run'; build '{folder}/build' something")
    return status == 0 and said == ["Building build"] and os.path.exists(f"{folder}/build/packages-run"), said


def main(root):
    cases = [packages_cannot_be_remembered, nothing_is_configured_yet, an_old_log_is_not_shown, it_builds_where_it_can]
    failed = False
    print(f"1..{len(cases)}")
    for number, case in enumerate(cases, 1):
        with tempfile.TemporaryDirectory(prefix="gradus-test-") as folder:
            good, said = case(root, folder)
        for line in [] if good else said:
            print(f"# {line}")
        failed |= not good
        print(f"{'' if good else 'not '}ok {number} {case.__name__.replace('_', ' ')}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
