"""Scenarios of mistakes that newcomers make: each is refused or explained before any harm is done."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

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
def a_model_too_large_for_the_machine_is_refused_at_once(gradus):
    model = gradus.example("spiral-mlp")
    larger = ["--set", "fc1.out_features=20000000", "--set", "fc2.out_features=20000000"]
    for command in ["info", model], ["train", model, "--epochs", "1", "--run-dir", "run"]:
        gradus(*command, *larger).fails("Linear “fc2”", "of memory", "Adam")
    assert not os.path.exists(gradus.path("run")), "it left a folder"


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
    scores = "“out” gives 5 scores, but “shapes” has 10 classes. --set out.out_features=10 mends it."
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
def what_has_a_fix_says_what_to_type_and_asks_nothing(gradus):
    def blocks(project):
        return {block["id"]: block for block in project["model"]["blocks"]}

    def unlink(project):
        project["model"]["links"] = [link for link in project["model"]["links"] if link["to"] != "relu1"]

    def no_input(project):
        project["model"]["blocks"] = project["model"]["blocks"][1:]
        project["model"]["links"] = project["model"]["links"][1:]

    for change, words in (
            (lambda p: blocks(p)["input"]["attributes"].update(shape=[3]), ["--set 'input.shape=[2]' mends it."]),
            (lambda p: blocks(p)["fc2"]["attributes"].update(in_features=9), ["--set fc2.in_features=64 mends it."]),
            (unlink, ["Link fc1 to relu1 in the window or in the project's file."]),
            (no_input, ["has no Input, where data enter (and 1 more). Add input", " in the window or in the project's file."])):
        model = gradus.change("spiral-mlp", change)
        said = gradus("train", model, "--run-dir", "run").fails(*words).err
        assert "?" not in said, said
        info = gradus("info", model)
        said = [line for line in info.out.splitlines() if line.startswith(("error: ", "warning: "))] + [info.err]
        assert said and "?" not in "".join(said) and words[-1] in info.out, info
        assert "?" not in gradus("lr-range", model).fails(*words).err
        typed = [part.strip("'") for part in words[-1].split()[:2]]
        if typed[0] == "--set":
            gradus("train", model, "--run-dir", "run", "--epochs", "1", *typed).ok()
        with_json = gradus("info", model, "--json").json["problems"]
        assert any(words[-1] in problem["message"] for problem in with_json), with_json


@scenario
def a_model_without_a_data_set_of_its_own_can_be_looked_at(gradus):
    model = gradus.change("fashion-lenet", lambda project: project.update(data={}))
    assert gradus("info", model, "--json").ok().json["runs"]


@scenario
def of_a_data_set_that_is_not_here_all_ways_to_get_it_are_named(gradus):
    model = gradus.change("fashion-lenet", lambda project: project.update(data={"set": "cifar-10"}))
    gradus("train", model, "--run-dir", "run").fails(
        "cifar-10 is not in", "put its files", "or name the folder that has them with --data FOLDER")


@scenario
def what_is_mistyped_in_a_project_is_warned_of(gradus):
    def change(project):
        project["optimiser"] = {"kind": "SGD"}
        project["training"]["epoch"] = 3
        project["model"]["blocks"][1]["attributes"]["paddin"] = 2
        project["notes"] = []

    gradus.pictures()
    model = gradus.change("fashion-lenet", change)
    for command in (["info", model], ["train", model, "--epochs", "1", "--run-dir", "run"]):
        said = gradus(*command, "--data", "pictures").ok().err.splitlines()
        warnings = [line for line in said if line.startswith("warning: ")]
        assert len(warnings) == 3, said
        for line, words in zip(warnings, (["optimiser", "“optimizer”"], ["training", "“epochs”"], ["conv1", "“padding”"])):
            assert all(word in line for word in words), line
    assert not gradus("info", gradus.example("fashion-lenet"), "--data", "pictures").ok().err


@scenario
def what_cannot_be_an_id_is_told_what_can(gradus):
    model = gradus.change("fashion-lenet", lambda project: project["model"]["blocks"][0].update(id="a/b"))
    gradus("info", model).fails("“a/b” cannot be an id", "without a /")


@scenario
def a_learning_rate_that_cannot_be_meant_is_warned_of(gradus):
    spiral = gradus.example("spiral-mlp")
    train = ["train", spiral, "--epochs", "1", "--run-dir", "run"]
    for options, words in [(["--lr", "1e99"], "warning: lr of Adam is 1e+99: above 1 a network hardly ever learns"),
                           (["--schedule", "one_cycle:max_lr=1000"], "warning: max_lr of OneCycleLR is 1000")]:
        said = gradus(*train, *options)
        assert words in said.err, said.err
    assert "warning" not in gradus(*train, "--lr", "1").err


@scenario
def a_run_that_is_done_says_so(gradus):
    gradus.pictures()
    train = ["train", gradus.example("fashion-mlp"), "--data", "pictures", "--run-dir", "run", "--epochs"]
    gradus(*train, "2").ok()
    assert "is at epoch 2 of 1 already" in gradus(*train, "1", "--resume").ok().err
    assert "already" not in gradus(*train, "3", "--resume").ok().err


@scenario
def the_command_to_go_on_can_be_pasted(gradus):
    gradus.pictures()
    shutil.copy(gradus.example("fashion-lenet"), gradus.path("-odd\nname\x1b.gradus"))
    run = gradus.start("train", "--data", "pictures", "--epochs", "100000", "--run-dir", "run", "--quiet", "--",
                       "-odd\nname\x1b.gradus", stderr=subprocess.PIPE)
    while not os.path.exists(gradus.path("run", "best.safetensors")):
        assert run.poll() is None, run.stderr.read()
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    said = run.communicate()[1].decode()
    assert run.returncode == 1 and "To go on: " in said and "\x1b" not in said, said
    command = said.split("To go on: ")[1].strip().replace("100000", "1")
    done = subprocess.run(["bash", "-c", command], cwd=gradus.folder, env=gradus.environment, capture_output=True)
    assert done.returncode == 0, (command, done)


@scenario
def names_that_are_no_text_are_printed_as_such(gradus):
    pictures = gradus.pictures()
    model = os.path.join(os.fsencode(gradus.folder), b"caf\xe9.gradus")
    shutil.copy(gradus.example("fashion-mlp"), model)
    done = subprocess.run([gradus.binary, "train", model, "--data", pictures, "--epochs", "1", "--json"],
                          env=gradus.environment, capture_output=True)
    assert done.returncode == 0 and "caf\ufffd" in json.loads(done.stdout.decode())["run_dir"], done
    assert "\x1b" not in gradus("info", "\x1b[31m.gradus").fails("[31m.gradus").err
    gradus.write("\x1b[31m/\x1b[32m/0.pgm", b"P5 4 4 255\n" + bytes(16))
    described = gradus("datasets", "\x1b[31m").ok().out
    assert "\x1b" not in described and "[31m" in described, described


@scenario
def info_says_where_too_little_is_left_to_train_on(gradus):
    """What train refuses for the number of items, info refuses with the same words."""
    two = "a,b,kind\n1,2,even\n2,3,odd\n"
    numbers = "a,b\n1,2\n2,3\n"
    for text, training, word in ((numbers, {"sampler": "weighted"}, "cannot be weighted by class"),
                                 (NUMBERS, {"batch_size": 100, "drop_last": True}, "do not fill one batch of 100"),
                                 (two, {"val_split": 0.5}, "leaves one side empty"),
                                 (two, {"val_split": 0.99}, "leaves one side empty")):
        model = table_project(gradus, text, training=dict(SETTINGS["training"], **training))
        said = gradus("info", model).fails(word).err
        assert said.split(": ", 1)[1] == gradus("train", model).fails(word).err.split(": ", 1)[1], said
        assert gradus("info", model, "--json").json["runs"] is False


@scenario
def info_says_what_a_batch_of_one_item_is_too_little_for(gradus):
    def check(word, tracks=True, **training):
        model = table_project(gradus, NUMBERS, training=dict(SETTINGS["training"], **training))
        with open(model) as file:
            project = json.load(file)
        project["model"]["blocks"].insert(1, {"id": "norm", "kind": "BatchNorm1d",
                                              "attributes": {"track_running_stats": tracks}})
        project["model"]["links"][0]["to"] = "norm"
        project["model"]["links"].append({"from": "norm", "to": "out"})
        gradus.write("project.gradus", json.dumps(project))
        if not word:
            assert gradus("info", model, "--json").ok().json["runs"] is True
            gradus("train", model, "--run-dir", "run").ok()
            return
        said = gradus("info", model).fails("norm", word).err
        assert said.split(": ", 1)[1] == gradus("train", model, "--run-dir", "run").fails(word).err.split(": ", 1)[1]
        assert gradus("info", model, "--json").json["runs"] is False

    check("batches of a single item", batch_size=1)
    check("(64 to train on, in batches of 63)", batch_size=63)
    check(None, batch_size=63, drop_last=True)
    check("(58 to train on, in batches of 57)", batch_size=57, val_split=0.1)
    check(None, batch_size=57)
    check(None, batch_size=5, val_split=0.1)
    check("(6 items in batches of 5)", tracks=False, batch_size=5, val_split=0.1)
    check(None, tracks=False, batch_size=4, val_split=0.1)


@scenario
def info_says_that_all_weights_are_frozen(gradus):
    model = table_project(gradus, NUMBERS)
    gradus("info", model, "--set", "out.frozen=true").fails("is frozen: there is nothing to train")
    gradus("info", model).ok()


@scenario
def folders_without_pictures_are_no_classes(gradus):
    for name in "cats", "dogs":
        for i in range(3):
            gradus.write(f"animals/{name}/{i}.pgm", b"P5 4 4 255\n" + bytes(16))
    os.mkdir(gradus.path("animals", "birds"))
    said = gradus("datasets", "animals").ok()
    note, classes = said.out.split("\nCLASS")
    assert "birds" not in classes and "cats" in classes, said.out
    assert "The folder birds has no picture and is no class." in note, note
    assert "brought to 4×4 pixels, the size of the first one, cats/0.pgm" in note, note


@scenario
def rows_with_empty_fields_are_left_out_where_one_says_so(gradus):
    holes = "a,b,kind\n" + "".join(f"{i},{'' if i % 8 == 3 else i * i % 7},{'odd' if i % 2 else 'even'}\n"
                                   for i in range(64))
    model = table_project(gradus, holes)
    gradus("train", model).fails("line 5, column “b”",
                                 "“missing” in the section “data” of the project file can leave such rows out")
    model = table_project(gradus, holes, data={"missing": "leave_out"})
    assert "8 rows of 64 lack a field and are left out" in gradus("train", model, "--save", "w.safetensors").ok().err
    assert "56 items" in gradus("evaluate", model, "--weights", "w.safetensors").ok().out
    model = table_project(gradus, holes, data={"missing": "mean"})
    assert "64 items" in gradus("evaluate", model, "--weights", "w.safetensors").ok().out


@scenario
def where_all_true_values_are_the_same_there_is_no_r2(gradus):
    model = table_project(gradus, "a,b\n" + "".join(f"{i},5\n" for i in range(20)), outputs=1, loss="MSELoss")
    gradus("train", model, "--save", "w.safetensors").ok()
    text = gradus("evaluate", model, "--weights", "w.safetensors").ok().out
    assert "R2 is not defined: all true values are the same.\n" in text and "nan" not in text, text
    measured = gradus("evaluate", model, "--weights", "w.safetensors", "--json").ok().json
    assert measured["r2"] is None and measured["rmse"] > 0, measured


@scenario
def help_is_found_by_name_and_no_confusion_matrix_is_said(gradus):
    assert gradus("help", "train").ok().out == gradus("train", "--help").ok().out
    model = table_project(gradus, "a,b\n" + "".join(f"{i},{2 * i}\n" for i in range(20)), outputs=1, loss="MSELoss")
    gradus("train", model, "--save", "w.safetensors").ok()
    assert "no confusion matrix" in gradus("evaluate", model, "--weights", "w.safetensors", "--confusion").ok().err
    assert " FLOPs" in gradus("info", model).ok().out


@scenario
def an_item_taken_for_an_output_that_is_no_class_is_counted(gradus):
    rows = "".join(f"{i * 7 % 41 - 20}.5,{i * 13 % 37 - 18}.5,{('bird', 'cat', 'dog')[i % 3]}\n" for i in range(60))
    model = table_project(gradus, "x,y,animal\n" + rows, outputs=30)
    gradus("train", model, "--epochs", "1", "--lr", "0", "--save", "w.safetensors").ok()
    evaluate = ["evaluate", model, "--weights", "w.safetensors", "--split", "train"]
    measured = gradus(*evaluate, "--json").ok().json
    counts = measured["confusion"]
    assert [kind["name"] for kind in measured["classes"]] == ["bird", "cat", "dog"], measured
    assert [len(row) for row in counts] == [30] * 3 and [sum(row) for row in counts] == [20] * 3, measured
    others = sum(sum(row[3:]) for row in counts)
    assert others > 0 and measured["classes"][0]["recall"] == counts[0][0] / 20, measured
    text = gradus(*evaluate, "--confusion").ok().out
    taken_for = [c for c in range(30) if c < 3 or any(row[c] for row in counts)]
    table = [line.split() for line in text.splitlines()[-4:]]
    assert f"(from 3 on): {others}." in text and table[0] == [str(c) for c in taken_for], text
    assert table[1] == ["0", "bird"] + [str(counts[0][c]) for c in taken_for], text


@scenario
def a_made_up_batch_size_is_shown_as_n(gradus):
    def change(project):
        project["model"]["blocks"].insert(1, {"id": "view", "kind": "Reshape", "attributes": {"shape": [7, 11]}})
        project["model"]["links"].append({"from": "input", "to": "view"})

    text = gradus("info", gradus.change("fashion-lenet", change), "--data", gradus.pictures()).out
    assert "cannot take" in text and "[N, " in text and "[61" not in text and "[67" not in text, text


if __name__ == "__main__":
    sys.exit(main())
