"""Scenarios of looking: info, blocks, datasets, predict."""
import json
import os
import shutil
import struct
import sys
import zlib

from scenario import main, scenario

EXAMPLES = ["fashion-mlp", "fashion-lenet", "fashion-cnn", "fashion-resnet", "fashion-autoencoder", "spiral-mlp",
            "temperature"]
# As PyTorch counts them.
PARAMETERS = {"fashion-mlp": 669706, "fashion-lenet": 32998, "fashion-cnn": 421834, "fashion-resnet": 112106}


def png(pixels, width, height):
    """A gray PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[y * width:(y + 1) * width] for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


@scenario
def every_example_can_run(gradus):
    gradus.pictures()
    for name in EXAMPLES:
        data = ["--data", "pictures"] if name.startswith("fashion") else []
        info = gradus("info", gradus.example(name), *data, "--json").ok().json
        assert info["runs"] and info["flops"] > 0 and not info["problems"], info
        assert info["parameters"] == PARAMETERS.get(name, info["parameters"]), info


@scenario
def info_shows_shapes_and_costs(gradus):
    gradus.pictures()
    info = gradus("info", gradus.example("fashion-lenet"), "--data", "pictures", "--batch-size", "4", "--json").ok().json
    blocks = {block["name"]: block for block in info["blocks"]}
    conv1 = blocks["conv1"]
    assert conv1["shape"] == [4, 6, 24, 24] and conv1["strides"] == [3456, 576, 24, 1], conv1
    assert conv1["parameters"] == 156 and conv1["dtype"] == "float32", conv1
    assert conv1["flops"] >= 2 * 4 * 6 * 24 * 24 * 25 and conv1["memory"] == 4 * 4 * 6 * 24 * 24, conv1
    text = gradus("info", gradus.example("fashion-lenet"), "--data", "pictures", "--batch-size", "4").ok().out
    assert "4×6×24×24" in text and "a batch of 4" in text, text


@scenario
def info_without_a_batch_size_shows_it_as_n(gradus):
    gradus.pictures()
    text = gradus("info", gradus.example("fashion-lenet"), "--data", "pictures").ok().out
    assert "N×6×24×24" in text and "1×6×24×24" not in text and "one item" in text, text
    info = gradus("info", gradus.example("fashion-lenet"), "--data", "pictures", "--json").ok().json
    conv1 = {block["name"]: block for block in info["blocks"]}["conv1"]
    assert info["batch_size"] is None and conv1["shape"] == ["N", 6, 24, 24], info
    assert conv1["strides"] == [3456, 576, 24, 1] and conv1["memory"] == 4 * 6 * 24 * 24, conv1


@scenario
def a_model_that_is_its_input_has_nothing_to_train_and_runs(gradus):
    project = {"gradus": 1, "name": "nothing", "data": {"set": "moons"},
               "model": {"blocks": [{"id": "input", "kind": "Input"}, {"id": "loss", "kind": "CrossEntropyLoss"}],
                         "links": [{"from": "input", "to": "loss"}]},
               "training": {"epochs": 2, "batch_size": 16, "seed": 0}}
    model = gradus.write("nothing.gradus", json.dumps(project))
    assert gradus("info", model, "--json").ok().json["runs"]
    trained = gradus("train", model, "--run-dir", "run", "--save", "w.safetensors", "--json").ok().json
    measured = gradus("evaluate", model, "--weights", "w.safetensors", "--json").ok().json
    assert trained["parameters"] == 0 and measured["accuracy"] == trained["test_accuracy"], (trained, measured)


@scenario
def info_takes_settings(gradus):
    gradus.pictures()
    info = gradus("info", gradus.example("fashion-lenet"), "--data", "pictures", "--set", "conv1.out_channels=8",
                  "--json").ok().json
    assert {block["name"]: block for block in info["blocks"]}["conv1"]["parameters"] == 208


@scenario
def blocks_lists_and_describes(gradus):
    table = gradus("blocks", "--json").ok().json
    assert len(gradus("blocks").ok().out.splitlines()) == len(table) > 40
    text = gradus("blocks", "Conv2d").ok().out
    assert "kernel_size" in text and "weight" in text, text
    gradus("blocks", "Conv2").fails("Conv2", "Did you mean “Conv")


@scenario
def datasets_lists_and_describes(gradus):
    names = [row["name"] for row in gradus("datasets", "--json").ok().json]
    assert {"fashion-mnist", "spirals", "moons", "circles", "xor", "blobs", "shapes"} <= set(names), names
    text = gradus("datasets").ok().out
    assert all(name in text for name in names), text
    gradus("datasets", "spiral").fails("Did you mean “spirals”?")
    text = gradus("datasets", "moons").ok().out
    assert "CLASS" in text and "Imbalance" in text, text


@scenario
def a_data_set_that_is_here_is_described(gradus):
    gradus.pictures()
    about = gradus("datasets", "fashion-mnist", "--data", "pictures", "--json").ok().json
    assert about["licence"] == "MIT" and about["made_by"], about
    train = about["splits"][0]
    assert train["length"] == 256 and train["inputs"][0]["shape"] == [1, 28, 28], train
    assert [c["count"] for c in train["classes"]] == [26] * 6 + [25] * 4, train


@scenario
def a_part_that_cannot_be_read_is_not_hidden(gradus):
    """A class that the test part alone has: what can be read is described, and the rest is said."""
    for name in "train/cats", "train/dogs", "test/cats", "test/birds":
        gradus.write(f"animals/{name}/0.pgm", b"P5 4 4 255\n" + bytes(16))
    for options in [], ["--json"]:
        result = gradus("datasets", "animals", *options).fails("birds", "training part")
        assert "cats" in result.out, result
    os.renames(gradus.path("animals", "test", "birds"), gradus.path("animals", "train", "birds"))
    assert "test" in gradus("datasets", "animals").ok().out


@scenario
def a_class_without_items_is_named(gradus):
    """Whether the set knows of it, or only its test part does."""
    gradus.pictures(train=9)
    text = gradus("datasets", "pictures").ok().out
    assert "no items in train of “9”." in text and "\n9          0     6\n" in text, text
    text = gradus("datasets", "fashion-mnist", "--data", "pictures").ok().out
    assert "no items in train of “Ankle boot”." in text, text
    split = gradus("datasets", "fashion-mnist", "--data", "pictures", "--json").ok().json["splits"][0]
    assert split["imbalance"] is None and split["classes"][9]["count"] == 0, split


@scenario
def where_fashion_mnist_is_nowhere_three_ways_are_named(gradus):
    nowhere = {"XDG_DATA_DIRS": gradus.path("system")}
    for command in ["datasets", "fashion-mnist"], ["train", gradus.example("fashion-lenet"), "--run-dir", "run"]:
        gradus(*command, **nowhere).fails("dataset-fashion-mnist", "--data", "gradus/datasets", "system/datasets")
    os.renames(gradus.pictures(), gradus.path("system", "datasets", "fashion-mnist"))
    about = gradus("datasets", "fashion-mnist", "--json", **nowhere).ok().json
    assert about["splits"][0]["length"] == 256, about


@scenario
def pictures_are_recognised(gradus):
    folder = gradus.pictures()
    gradus("train", gradus.example("fashion-lenet"), "--data", folder, "--epochs", "6", "--batch-size", "16",
           "--run-dir", "run", "--save", "w.safetensors").ok()
    with open(os.path.join(folder, "t10k-images-idx3-ubyte"), "rb") as file:
        pixels = file.read()[16:]
    for i in range(3):
        gradus.write(f"{i}.png", png(pixels[784 * i:784 * (i + 1)], 28, 28))
    arguments = ["predict", gradus.example("fashion-lenet"), "--data", folder, "--weights", "w.safetensors",
                 "0.png", "1.png", "2.png"]
    seen = gradus(*arguments, "--json").ok().json
    assert [row["classes"][0]["name"] for row in seen] == ["T-shirt/top", "Trouser", "Pullover"], seen
    assert abs(sum(c["probability"] for c in seen[0]["classes"]) - 1) < 1e-5
    assert gradus(*arguments).ok().out.splitlines()[1].startswith("1.png: Trouser")
    gradus("predict", gradus.example("fashion-lenet"), "--weights", "w.safetensors").fails("IMAGE", status=2)


@scenario
def a_step_is_shown_operator_by_operator(gradus):
    folder = gradus.pictures()
    arguments = ["step", gradus.example("fashion-lenet"), "--data", folder, "--sample", 3]
    text = gradus(*arguments).ok().out
    assert text.startswith("forward\n") and "[1, 1, 28, 28], [6, 1, 5, 5], [6] → [1, 6, 24, 24]" in text, text
    assert "Conv2DBackward0" in text and "backward" not in text.splitlines(), text
    text = gradus(*arguments, "--backward").ok().out
    assert "\nloss\n" in text and "\nbackward\n" in text and "AccumulateGrad" in text, text
    assert "only the beginning was kept" not in text, text
    text = gradus(*arguments, "--backward", "--batch-size", 64, "--keep", 1).ok().out
    assert "only the beginning was kept, of a batch its first items" in text, text
    gradus(*arguments, "--sample", 256).fails("There is no item 256", "256 items", "from 0 to 255")
    gradus(*arguments, "--sample", -1).fails("--sample", status=2)
    gradus(*arguments, "--split", "val").fails("train or test", status=2)


@scenario
def a_step_as_json_is_a_graph_of_calls_tensors_and_nodes(gradus):
    folder = gradus.pictures()
    arguments = ["step", gradus.example("fashion-lenet"), "--data", folder, "--batch-size", 2, "--split", "test", "--json"]
    seen = gradus(*arguments, "--backward").ok().json
    calls, tensors, nodes = seen["calls"], seen["tensors"], seen["nodes"]
    assert seen["items"] == 2 and seen["loss"] > 0 and seen["bytes"] > 0, seen
    assert [call["stage"] for call in calls] == sorted((call["stage"] for call in calls),
                                                       key=["forward", "loss", "backward"].index)
    first = calls[0]
    assert (first["operator"], first["block"], nodes[first["node"]]["saved"]) == ("conv2d", "conv1", ["input", "weight"]), first
    weight = next(tensor for tensor in tensors if tensor["name"] == "conv1.weight")
    assert tensors[weight["grad"]]["name"] == "conv1.weight.grad" and nodes[weight["node"]]["name"] == "AccumulateGrad"
    for number, tensor in enumerate(tensors):
        if tensor["view_of"] is not None:
            assert tensors[tensor["view_of"]]["storage"] == tensor["storage"], tensor
        if tensor["call"] is not None and tensor["name"] != "bn1.running_mean":
            assert number in calls[tensor["call"]]["outputs"], tensor
    forward = gradus(*arguments).ok().json
    assert forward["loss"] is None and all(call["stage"] == "forward" for call in forward["calls"]), forward


@scenario
def a_recorded_step_is_seen_again_without_the_data(gradus):
    folder = gradus.pictures()
    model = gradus.example("fashion-cnn")
    arguments = ["step", model, "--data", folder, "--sample", 3, "--training", "--backward", "--json"]
    seen = gradus(*arguments, "--record", "step.safetensors").ok().json
    shutil.rmtree(folder)
    again = gradus("step", "step.safetensors", "--backward", "--json").ok().json
    for call in seen["calls"] + again["calls"]:
        del call["nanoseconds"]
    assert seen == again
    assert "forward" in gradus("step", "step.safetensors").ok().out
    gradus("step", "step.safetensors", "--sample", 1).fails("is a recording", "--sample", status=2)
    gradus(*arguments, "--record", model).fails("--record", status=2)


if __name__ == "__main__":
    sys.exit(main())
