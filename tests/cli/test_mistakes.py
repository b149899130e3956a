"""Scenarios of mistakes that newcomers make: each is refused or explained before any harm is done."""
import json
import os
import sys

from scenario import main, scenario

SETTINGS = {"gradus": 1, "optimizer": {"kind": "Adam"}, "training": {"epochs": 1, "batch_size": 16}}


def table_project(gradus, text, name="table.csv", data=None, outputs=2, loss="CrossEntropyLoss", **more):
    """A project of one Linear on the table @text, which is written too."""
    gradus.write(name, text)
    blocks = [{"id": "input", "kind": "Input"}, {"id": "out", "kind": "Linear", "attributes": {"out_features": outputs}},
              {"id": "loss", "kind": loss}]
    links = [{"from": "input", "to": "out"}, {"from": "out", "to": "loss"}]
    project = dict(SETTINGS, data=dict({"set": name}, **(data or {})), model={"blocks": blocks, "links": links}, **more)
    return gradus.write("project.gradus", json.dumps(project))


NUMBERS = "a,b,kind\n" + "".join(f"{i},{i * i % 7},{'even' if i % 2 == 0 else 'odd'}\n" for i in range(64))


@scenario
def what_is_written_never_replaces_what_is_read(gradus):
    model = table_project(gradus, NUMBERS)
    gradus("train", model, "--save", "start.safetensors", "--run-dir", "run").ok()
    os.link(gradus.path("table.csv"), gradus.path("other-name.log"))
    os.symlink(gradus.path("project.gradus"), gradus.path("link.gradus"))
    files = "project.gradus", "table.csv", "start.safetensors", "run/last.safetensors", "run/best.safetensors"
    before = [open(gradus.path(name), "rb").read() for name in files]
    for option in "--save", "--log", "--steps-csv":
        for path, word in (("project.gradus", "the project"), ("./table.csv", "the data"), ("link.gradus", "the project"),
                           (gradus.path("table.csv"), "the data"), ("other-name.log", "the data"),
                           ("start.safetensors", "--init"), ("run/last.safetensors", "checkpoint")):
            gradus("train", model, "--init", "start.safetensors", "--run-dir", "run", option, path) \
                .fails(option, path, word, status=2)
    gradus("train", model, "--save", "new.x", "--log", "./new.x", "--run-dir", "run").fails("--log", "--save", status=2)
    gradus("train", model, "--save", "", "--run-dir", "run").fails("--save", status=2)
    assert [open(gradus.path(name), "rb").read() for name in files] == before
    assert not os.path.exists(gradus.path("new.x")), "it trained first"


@scenario
def a_folder_of_data_may_hold_weights_but_its_files_stay(gradus):
    pictures = gradus.pictures()
    train = ["train", gradus.example("fashion-mlp"), "--data", pictures, "--epochs", "1", "--run-dir", "run"]
    for time in "first", "second":
        gradus(*train, "--save", "pictures/w.safetensors", "--log", "pictures/log.csv").ok()
    gradus(*train, "--save", "pictures/train-images-idx3-ubyte").fails("the data", status=2)


@scenario
def info_of_a_huge_model_takes_no_memory(gradus):
    model = table_project(gradus, NUMBERS, outputs=2 ** 30)
    info = gradus("info", model, "--json").json
    assert info["parameters"] == 3 * 2 ** 30, info


if __name__ == "__main__":
    sys.exit(main())
