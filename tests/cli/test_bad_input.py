"""Scenarios of what is wrong from outside: each ends in one sentence and a status that is not 0, and nothing is lost."""
import base64
import gzip
import json
import os
import resource
import struct
import subprocess
import sys
import zlib

from scenario import Skip, main, scenario


def train(gradus, *arguments, model=None, data=None):
    return gradus("train", model or gradus.example("fashion-lenet"), "--data", data or gradus.path("pictures"),
                  "--run-dir", gradus.path("run"), "--epochs", "1", *arguments)


def damage(path, change):
    with open(path, "rb") as file:
        content = file.read()
    with open(path, "wb") as file:
        file.write(change(content))


IMAGES = "pictures/train-images-idx3-ubyte"
LABELS = "pictures/train-labels-idx1-ubyte"


@scenario
def a_cut_idx_file(gradus):
    gradus.pictures()
    damage(gradus.path(IMAGES), lambda content: content[:-100])
    train(gradus).fails("train-images-idx3-ubyte")


@scenario
def an_idx_file_that_claims_too_much(gradus):
    gradus.pictures()
    damage(gradus.path(IMAGES), lambda content: struct.pack(">4I", 2051, 2 ** 31, 2 ** 20, 2 ** 20) + content[16:])
    train(gradus).fails("train-images-idx3-ubyte")


@scenario
def a_file_that_is_no_idx(gradus):
    gradus.pictures()
    damage(gradus.path(IMAGES), lambda content: b"\x89PNG\r\n" + content[6:])
    train(gradus).fails("train-images-idx3-ubyte")


@scenario
def a_cut_and_a_corrupt_gzip_file(gradus):
    gradus.pictures(zipped=True)
    damage(gradus.path(IMAGES + ".gz"), lambda content: content[:len(content) // 2])
    train(gradus).fails("train-images-idx3-ubyte.gz")
    gradus.pictures(zipped=True)
    damage(gradus.path(IMAGES + ".gz"), lambda content: content[:200] + bytes(50) + content[250:])
    train(gradus).fails("train-images-idx3-ubyte.gz")


@scenario
def labels_that_are_too_few(gradus):
    gradus.pictures()
    gradus.write(LABELS, struct.pack(">2I", 2049, 10) + bytes(10))
    train(gradus).fails("10", "256")


@scenario
def a_cut_test_part_is_not_taken_for_none(gradus):
    gradus.pictures()
    model = gradus.change("fashion-lenet", lambda project: project.update(data={"set": gradus.path("pictures")}))
    test_images, test_labels = (gradus.path("pictures", "t10k-" + name) for name in ("images-idx3-ubyte",
                                                                                     "labels-idx1-ubyte"))
    options = ["--epochs", "1", "--run-dir", "run", "--save", "w.safetensors"]
    gradus("train", model, *options).ok()
    damage(test_images, lambda content: content[:-100])
    gradus("train", model, *options).fails("t10k-images-idx3-ubyte")
    gradus("evaluate", model, "--weights", "w.safetensors").fails("t10k-images-idx3-ubyte")
    os.remove(test_images)
    gradus("train", model, *options).fails("t10k-images-idx3-ubyte")
    os.remove(test_labels)
    gradus("train", model, *options).ok()
    result = gradus("evaluate", model, "--weights", "w.safetensors").ok()
    assert "no test part" in result.err and "256 items" in result.out, result


@scenario
def a_test_part_of_another_size(gradus):
    gradus.pictures()
    damage(gradus.path("pictures", "t10k-images-idx3-ubyte"),
           lambda content: struct.pack(">4I", 2051, 64, 14, 56) + content[16:])
    train(gradus).fails("test part", "[1, 14, 56]", "[1, 28, 28]")


@scenario
def a_label_out_of_range(gradus):
    gradus.pictures()
    damage(gradus.path(LABELS), lambda content: content[:-5] + bytes([77]) + content[-4:])
    train(gradus).fails("77")


@scenario
def a_data_set_that_is_not_there(gradus):
    train(gradus, data=gradus.path("nowhere")).fails("nowhere")
    os.mkdir(gradus.path("empty"))
    train(gradus, data=gradus.path("empty")).fails("empty")


@scenario
def a_project_that_is_not_there(gradus):
    for command in "train", "info":
        gradus(command, "nowhere.gradus").fails("nowhere.gradus")


@scenario
def a_cut_project(gradus):
    with open(gradus.example("fashion-lenet")) as file:
        text = file.read()
    path = gradus.write("cut.gradus", text[:len(text) // 2])
    gradus("info", path).fails("cut.gradus")
    gradus("train", path, "--run-dir", "run").fails("cut.gradus")


@scenario
def a_project_that_is_something_else(gradus):
    for content in (b"", b"[]", b"{}", b"\x00\xff\xfe", b"null", b'{"version": 99}'):
        gradus("info", gradus.write("odd.gradus", content)).fails()


@scenario
def an_unknown_block(gradus):
    def change(project):
        project["model"]["blocks"][1]["kind"] = "Conv9d"

    model = gradus.change("fashion-lenet", change)
    gradus.pictures()
    train(gradus, model=model).fails("Conv9d")
    result = gradus("info", model, "--data", gradus.path("pictures"))
    assert result.status == 1 and "Conv9d" in result.out, result


@scenario
def a_cyclic_graph(gradus):
    def change(project):
        links = project["model"]["links"]
        links[0]["from"] = links[-2]["to"]

    model = gradus.change("fashion-lenet", change)
    gradus.pictures()
    train(gradus, model=model).fails()
    problems = gradus("info", model, "--data", gradus.path("pictures"), "--json")
    assert problems.status == 1 and any("ycle" in p["message"] or "circle" in p["message"]
                                        for p in problems.json["problems"]), problems


@scenario
def shapes_that_do_not_fit(gradus):
    gradus.pictures()
    result = train(gradus, "--set", "fc1.in_features=200")
    result.fails("fc1", "200", "192")
    result = gradus("info", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--set",
                    "fc1.in_features=200", "--json")
    assert result.status == 1, result
    problem = result.json["problems"][0]
    assert problem["block"] == "fc1" and problem["level"] == "error" and problem["fix"], problem


@scenario
def an_attribute_that_is_mistyped(gradus):
    gradus.pictures()
    train(gradus, "--set", "fc1.out_featurs=3").fails("out_featurs", "“out_features”", status=2)
    train(gradus, "--set", "fx1.out_features=3").fails("fx1", "“fc1”", status=2)
    train(gradus, "--set", "fc1.out_features=-3").fails("out_features", "-3", status=2)
    train(gradus, "--set", "fc1.out_features=99999999999").fails("at most 2147483647", status=2)
    train(gradus, "--set", "fc1").fails("BLOCK.ATTRIBUTE=VALUE", status=2)


@scenario
def options_out_of_range(gradus):
    gradus.pictures()
    for options in (["--epochs", "0"], ["--batch-size", "-1"], ["--lr", "fast"], ["--threads", "0.5"],
                    ["--dtype", "float16"], ["--device", "cuda:7"], ["--seed", "-4"],
                    ["--epochs", "-1"], ["--limit", "-1"], ["--limit", "0"], ["--batch-size", "0"], ["--seed", "-1"],
                    ["--threads", "0"], ["--batch-size", str(2 ** 63 - 1)], ["--optimizer", "lion"],
                    ["--val-split", "1"], ["--schedule", "step:step_size=0"], ["--augment", "rotate(3)"],
                    ["--optimizer", "sdg"], ["--schedule", "cosinus"], ["--val-split", "1.5"], ["--lr", "-1"],
                    ["--augment", "flipp()"], ["--augment", "random_horizontal_flip(0.5) random_crop(28)"], ["--optimizer", "sgd:momentom=0.9"]):
        train(gradus, *options).fails(status=2)
    train(gradus, "--schedule", f"step:step_size={10 ** 11}").fails("2147483647", status=2)
    train(gradus, "--device", "cpu:3").fails("There is no device “cpu:3” here", status=2)
    gradus("info", gradus.example("fashion-lenet"), GRADUS_NUM_THREADS="abc").fails("GRADUS_NUM_THREADS", "abc", status=2)
    wrong = gradus.change("fashion-lenet", lambda project: project["optimizer"].update(kind="lion"))
    train(gradus, model=wrong).fails("lion", status=1)


@scenario
def damaged_weights(gradus):
    gradus.pictures()
    train(gradus, "--save", "w.safetensors").ok()
    with open(gradus.path("w.safetensors"), "rb") as file:
        good = file.read()
    header = struct.unpack("<Q", good[:8])[0]
    damaged = {"cut": good[:-40], "no header": good[:4], "long header": struct.pack("<Q", 2 ** 60) + good[8:],
               "no JSON": good[:8] + b"#" * header + good[8 + header:], "empty": b"",
               "other": good[:8] + good[8:8 + header].replace(b"conv1.weight", b"conv7.weight") + good[8 + header:]}
    for name, content in damaged.items():
        path = gradus.write("bad.safetensors", content)
        gradus("evaluate", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--weights", path) \
            .fails()
        train(gradus, "--init", path).fails()
    train(gradus, "--init", "nowhere.safetensors").fails("nowhere.safetensors")


@scenario
def weights_of_another_model(gradus):
    gradus.pictures()
    train(gradus, "--save", "w.safetensors").ok()
    gradus("evaluate", gradus.example("fashion-mlp"), "--data", gradus.path("pictures"), "--weights", "w.safetensors") \
        .fails("fc2.weight")


@scenario
def damaged_pictures_of_a_folder_are_left_out_and_named(gradus):
    for name in ("cats", "dogs"):
        os.makedirs(gradus.path("zoo", name))
        for i in range(4):
            gradus.write(f"zoo/{name}/{i}.pgm", b"P5 28 28 255\n" + bytes([i if name == "cats" else 200 + i]) * 784)
    gradus.write("zoo/dogs/2.pgm", b"nothing")
    run = gradus("train", gradus.example("fashion-lenet"), "--data", gradus.path("zoo"), "--batch-size", "2", "--epochs",
                 "1", "--set", "input.shape=3,28,28", "--run-dir", gradus.path("run")).ok()
    assert "1 picture of 8 cannot be read and is left out: dogs/2.pgm" in run.err, run
    listed = gradus("datasets", gradus.path("zoo"))
    assert listed.err.count("dogs/2.pgm") == 1, listed


def png(pixel, good=True):
    """28×28 gray pixels; or what only decoding shows to be none: the checksums are right."""
    def part(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    rows = zlib.compress((b"\0" + bytes([pixel]) * 28) * 28)
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0))
            + part(b"IDAT", rows if good else rows[:4] + b"nothing") + part(b"IEND", b""))


@scenario
def a_picture_that_cannot_be_decoded_ends_a_run_with_all_that_it_has(gradus):
    for name in ("cats", "dogs"):
        os.makedirs(gradus.path("zoo", name))
        for i in range(40):
            gradus.write(f"zoo/{name}/{i:02}.png", png(i if name == "cats" else 200 + i, (name, i) != ("dogs", 38)))
    command = ["train", gradus.example("fashion-lenet"), "--data", gradus.path("zoo"), "--batch-size", "4", "--epochs",
               "2", "--set", "input.shape=3,28,28", "--in-order"]
    run = gradus(*command, "--run-dir", "run").fails("a picture has to be mended, or taken out of its folder: ")
    assert "zoo/dogs/38.png" in run.err, run
    assert "Training stopped after step 19, and can go on from there. To go on: " in run.err, run
    gradus.write("zoo/dogs/38.png", png(238))
    gradus(*command, "--run-dir", "run", "--resume", "--save", "a.safetensors").ok()
    gradus(*command, "--run-dir", "other", "--save", "b.safetensors").ok()
    with open(gradus.path("a.safetensors"), "rb") as a, open(gradus.path("b.safetensors"), "rb") as b:
        assert a.read() == b.read(), "the weights are not those of a run without a break"


# 28×28 gray pixels.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i"
    "Z2hnPk1xeXBkeFxlZ2P/wAALCAAcABwBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAZEAADAAMAAAAAAAAAAAAAAAAAFGEC"
    "E1H/2gAIAQEAAD8Aj0YEYEYEYUyMCMCMCMKZGBGBGBGFBpw4NOHBpw4NOHD/2Q==")


@scenario
def a_jpeg_that_is_damaged_in_the_middle_is_named_or_taken_as_it_decodes(gradus):
    """Where a JPEG begins and ends says nothing of what is between, which is found out when it is decoded."""
    scan = JPEG.index(b"\xff\xda") + 10
    tables, pixels = JPEG[:0x60] + bytes(60) + JPEG[0x60 + 60:], JPEG[:scan + 6] + bytes(10) + JPEG[scan + 16:]
    for name in ("cats", "dogs"):
        os.makedirs(gradus.path("zoo", name))
        for i in range(20):
            gradus.write(f"zoo/{name}/{i:02}.jpg", JPEG)
    gradus.write("zoo/cats/07.jpg", pixels)
    gradus.write("zoo/dogs/13.jpg", tables)
    command = ["train", gradus.example("fashion-lenet"), "--data", gradus.path("zoo"), "--batch-size", "4", "--epochs",
               "1", "--set", "input.shape=3,28,28", "--in-order", "--run-dir", "run"]
    run = gradus(*command).fails("a picture has to be mended, or taken out of its folder: ")
    assert "zoo/dogs/13.jpg" in run.err and "Training stopped after step 8, and can go on from there" in run.err, run
    gradus.write("zoo/dogs/13.jpg", JPEG)
    gradus(*command, "--resume").ok()


@scenario
def a_damaged_picture(gradus):
    gradus.pictures()
    train(gradus, "--save", "w.safetensors").ok()
    picture = gradus.write("boot.png", b"\x89PNG\r\n\x1a\n and nothing more")
    gradus("predict", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--weights",
           "w.safetensors", picture).fails("boot.png")
    gradus("predict", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--weights",
           "w.safetensors", "nowhere.png").fails("nowhere.png")
    good = gradus.write("-good.pgm", b"P5 28 28 255\n" + bytes(range(196)) * 4)
    some = gradus("predict", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--weights",
                  "w.safetensors", "--json", "--", picture, os.path.basename(good)).fails("boot.png")
    assert [each["image"] for each in some.json] == ["-good.pgm"], some


@scenario
def tables_and_arrays_that_are_damaged(gradus):
    for name, content in (("x.csv", b'a,b\n1,2\n3\n'), ("x.csv", b'a,b\n1,"2\n'), ("x.npy", b"\x93NUMPY\x01"),
                          ("x.npz", b"PK\x03\x04"), ("x.npy", b"")):
        gradus("datasets", gradus.write(name, content)).fails(name)


@scenario
def labels_beside_arrays_are_found_from_where_one_is(gradus):
    def npy(name, kind, shape, content):
        header = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode().ljust(117) + b"\n"
        gradus.write(name, b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content)
    npy("x.npy", "|u1", (6, 2, 2), bytes(24))
    npy("y.npy", "|u1", (6, 1), bytes([0, 1, 2, 0, 1, 2]))
    listed = gradus("datasets", "x.npy").ok().out
    assert "class: int64 []" in listed and "y.npy" in listed, listed


@scenario
def numbers_beyond_float32(gradus):
    table = gradus.write("far.csv", b"a,b\n1,2\n1e300,3\n")
    for command in ["datasets", table], ["train", gradus.example("temperature"), "--data", table]:
        gradus(*command).fails("“far.csv”, line 3, column “a”: “1e300”")


@scenario
def a_loss_that_is_no_number(gradus):
    gradus.pictures()
    result = train(gradus, "--lr", "1e30", "--optimizer", "sgd")
    result.fails("step")
    grows = ["--optimizer", "sgd", "--lr", "1e-3", "--schedule", "exponential:gamma=1e30"]
    train(gradus, *grows, "--save", "w.safetensors").ok()
    files = [gradus.path("run", "last.safetensors"), gradus.path("run", "best.safetensors"),
             gradus.path("w.safetensors")]
    before = [open(name, "rb").read() for name in files]
    train(gradus, *grows, "--save", "w.safetensors", "--epochs", "4", "--resume") \
        .fails("epoch 2", "The last good checkpoint, of step 2,")
    assert [open(name, "rb").read() for name in files] == before, "something good is lost"


@scenario
def a_run_resumed_as_another(gradus):
    gradus.pictures()
    train(gradus).ok()
    for options, word in ((["--lr", "0.5"], "optimizer"), (["--schedule", "constant:warmup=3"], "schedule"),
                          (["--augment", "random_horizontal_flip"], "transforms"), (["--in-order"], "sampler"),
                          (["--init", "run/last.safetensors"], "init"), (["--set", "conv1.bias=false"], "conv1"),
                          (["--limit", "64"], "training_items"), (["--seed", "9"], "seed")):
        train(gradus, "--resume", *options).fails("was made with", word)
    train(gradus, "--resume", "--epochs", "2", "--threads", "1", "--save", "w.safetensors").ok()


@scenario
def a_folder_that_cannot_be_written(gradus):
    gradus.pictures()
    gradus.write("file", "no folder")
    for option in "--save", "--log", "--steps-csv":
        train(gradus, option, gradus.path("file", "x.csv")).fails("file")
        train(gradus, option, gradus.path("missing", "x.csv")).fails("missing")
        train(gradus, option, "").fails(option, status=2)
        train(gradus, option, "/dev/full").fails("/dev/full")
    assert not os.path.exists(gradus.path("run")), "it was trained before it was refused"
    gradus("train", gradus.example("fashion-lenet"), "--data", "pictures", "--epochs", "1", "--run-dir",
           gradus.path("file", "run")).fails("file")
    if os.getuid() != 0:
        os.mkdir(gradus.path("locked"), 0o500)
        train(gradus, "--save", gradus.path("locked", "w.safetensors")).fails("locked")


@scenario
def a_disk_that_is_full(gradus):
    """The limit on the size of a file stands for it: writing past it fails, as on a full disk."""
    gradus.pictures()
    train(gradus, "--seed", "4", "--save", "w.safetensors").ok()
    train(gradus, "--seed", "5").ok()
    kept = ["w.safetensors", "run/last.safetensors", "run/best.safetensors"]
    before = [open(gradus.path(name), "rb").read() for name in kept]

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    # A run that is at its end already writes nothing but --save; one that goes on, its checkpoint first.
    for epochs, names in ("1", ["w.safetensors"]), ("2", ["best.safetensors", "last.safetensors"]):
        done = subprocess.run([gradus.binary, "train", gradus.example("fashion-lenet"), "--data", "pictures",
                               "--run-dir", "run", "--seed", "5", "--epochs", epochs, "--resume",
                               "--save", "w.safetensors"], cwd=gradus.folder, env=gradus.environment,
                              preexec_fn=limit, restore_signals=False, capture_output=True)
        said = done.stderr.decode()
        assert done.returncode == 1 and any(f"{name}”: " in said for name in names), done
        assert "gradus train: Cannot save “" in said, done
        assert ".;" not in said and said.count("kept in") + said.count("are in “") == 1, said
        assert [open(gradus.path(name), "rb").read() for name in kept] == before, "what was saved before is lost"
        left = [name for folder in ("", "run") for name in os.listdir(gradus.path(folder)) if ".new-" in name]
        assert not left, left


@scenario
def output_that_cannot_be_written(gradus):
    if not os.path.exists("/dev/full"):
        raise Skip("there is no /dev/full")
    gradus.pictures()
    with open("/dev/full", "wb") as full:
        gradus("info", gradus.example("fashion-mlp"), "--data", "pictures", out=full).fails("No space left")
    train(gradus, "--save", "/dev/full").fails("/dev/full")
    assert not os.path.isfile("/dev/full")


if __name__ == "__main__":
    sys.exit(main())
