"""What the scenario tests of the command line share: running gradus, looking at what came of it, writing TAP.

A scenario is a function with the decorator @scenario; it gets a Gradus, whose folder is empty and goes away
afterwards, and fails by an assertion. A file of scenarios ends with main().
"""
import gzip
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import traceback

SCENARIOS = []


class Skip(Exception):
    """This scenario needs something that is not here."""


def scenario(function):
    SCENARIOS.append(function)
    return function


class Result:
    def __init__(self, arguments, status, out, err):
        self.arguments, self.status, self.out, self.err = arguments, status, out, err

    def __str__(self):
        return f"gradus {' '.join(self.arguments)}: status {self.status}\nout: {self.out}\nerr: {self.err}"

    @property
    def json(self):
        return json.loads(self.out)

    def ok(self):
        assert self.status == 0, f"should have worked: {self}"
        return self

    def fails(self, *words, status=1):
        """It ended with @status and one sentence on standard error that holds all of @words."""
        assert self.status == status, f"should have ended with {status}: {self}"
        lines = [line for line in self.err.splitlines() if line.startswith("gradus")]
        assert len(lines) == 1, f"should have said one sentence: {self}"
        for word in words:
            assert word in lines[0], f"should have said “{word}”: {self}"
        return self


class Gradus:
    def __init__(self, binary, source, folder):
        self.binary, self.source, self.folder = binary, source, folder
        self.environment = dict(os.environ, XDG_DATA_HOME=os.path.join(folder, "xdg"), LC_ALL="C.UTF-8")
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            self.environment.pop(name, None)

    def example(self, name):
        return os.path.join(self.source, "data", "examples", name + ".gradus")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb" if isinstance(text, bytes) else "w") as file:
            file.write(text)
        return path

    def change(self, name, change, to="changed.gradus"):
        """A copy of an example in the scenario's folder, on whose JSON @change was called."""
        with open(self.example(name)) as file:
            project = json.load(file)
        change(project)
        return self.write(to, json.dumps(project))

    def pictures(self, folder="pictures", train=256, test=64, zipped=False):
        """A folder of IDX files with the names and shapes of Fashion-MNIST: ten easy classes, few pictures."""
        for split, n in ("train", train), ("t10k", test):
            labels = bytes(i % 10 for i in range(n))
            images = bytearray()
            for i in range(n):
                image = bytearray(28 * 28)
                for k in range(28 * 28):
                    image[k] = (i * 131 + k * k * 7) % 97
                row = 2 * (i % 10) + 3
                image[28 * row:28 * (row + 3)] = bytes([250]) * 84
                images += image
            files = {f"{split}-images-idx3-ubyte": struct.pack(">4I", 2051, n, 28, 28) + images,
                     f"{split}-labels-idx1-ubyte": struct.pack(">2I", 2049, n) + labels}
            for name, content in files.items():
                name, content = (name + ".gz", gzip.compress(content)) if zipped else (name, content)
                self.write(os.path.join(folder, name), bytes(content))
        return self.path(folder)

    def __call__(self, *arguments, out=None, **environment):
        arguments = [str(argument) for argument in arguments]
        done = subprocess.run([self.binary, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=out or subprocess.PIPE, stderr=subprocess.PIPE, timeout=240,
                              env=dict(self.environment, **environment))
        assert done.returncode >= 0, f"gradus {' '.join(arguments)} died of signal {-done.returncode}:\n" \
                                     f"{done.stderr.decode(errors='replace')}"
        return Result(arguments, done.returncode, (done.stdout or b"").decode(), done.stderr.decode())

    def start(self, *arguments, **keywords):
        """Starts it and does not wait: a subprocess.Popen."""
        return subprocess.Popen([self.binary, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
                                env=self.environment, **keywords)


def main():
    binary, source = map(os.path.abspath, sys.argv[1:3])
    wanted = sys.argv[3:]
    chosen = [f for f in SCENARIOS if not wanted or f.__name__ in wanted]
    failed = False
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    print(f"1..{len(chosen)}")
    for number, function in enumerate(chosen, 1):
        name = function.__name__.replace("_", " ")
        folder = tempfile.mkdtemp(prefix="gradus-test-")
        try:
            function(Gradus(binary, source, folder))
            print(f"ok {number} {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}", flush=True)
        except Exception:  # a scenario may fail in any way; the others still run
            failed = True
            for line in traceback.format_exc().rstrip().split("\n"):
                print(f"# {line}")
            print(f"not ok {number} {name}", flush=True)
        finally:
            for path, folders, _ in os.walk(folder):
                os.chmod(path, 0o700)
            shutil.rmtree(folder)
    return 1 if failed else 0
