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


@scenario
def info_says_what_train_would_refuse(gradus):
    wrong = [({"optimizer": {"kind": "Adamm"}}, "Adamm"), ({"optimizer": {"kind": "Adam", "betas": 3}}, "betas"),
             ({"schedule": {"kind": "cosin"}}, "cosin"), ({"transforms": [{"name": "normalise"}]}, "normalise"),
             ({"transforms": [{"name": "random_crop", "size": 28}]}, "random_crop"),
             ({"data": {"set": "nowhere.csv"}}, "nowhere.csv")]
    for change, word in wrong:
        model = table_project(gradus, NUMBERS, **{**change, "data": change.get("data")})
        info = gradus("info", model, "--json")
        assert info.status == 1 and not info.json["runs"] and word in info.json["problems"][-1]["message"], info
        gradus("train", model, "--run-dir", "run").fails(word)
        assert word in gradus("info", model).fails(word).out


@scenario
def a_model_that_does_not_go_with_its_data_is_told_so_before_step_1(gradus):
    scores = "“out” gives 5 scores, but “shapes” has 10 classes. Set out_features to 10?"
    for outputs, loss, words in ((5, "CrossEntropyLoss", [scores]), (10, "MSELoss", ["“loss”", "classes", "CrossEntropyLoss"])):
        model = table_project(gradus, NUMBERS, outputs=outputs, loss=loss, data={"set": "shapes", "n": 50})
        with open(model) as file:
            project = json.load(file)
        project["model"]["blocks"].insert(1, {"id": "flat", "kind": "Flatten"})
        project["model"]["links"][0:1] = [{"from": "input", "to": "flat"}, {"from": "flat", "to": "out"}]
        gradus.write("project.gradus", json.dumps(project))
        for command in (["train", model, "--run-dir", "run"], ["info", model]):
            gradus(*command).fails(*words)
    numbers = table_project(gradus, "a,b\n1,2\n3,4\n5,7\n")
    gradus("info", numbers).fails("“loss”", "is a number", "“class”")
    gradus("train", numbers).fails("“loss”", "is a number", "“class”")
    assert not os.path.exists(gradus.path("run")), "it began"


@scenario
def a_model_without_a_data_set_of_its_own_can_be_looked_at(gradus):
    model = gradus.change("fashion-lenet", lambda project: project.update(data={}))
    assert gradus("info", model, "--json").ok().json["runs"]


if __name__ == "__main__":
    sys.exit(main())
