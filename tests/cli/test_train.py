"""Scenarios of training: what it prints and writes, stopping and going on, the same bits for any number of threads."""
import csv
import json
import os
import pty
import resource
import signal
import struct
import sys
import time

from scenario import main, scenario

TWO_EPOCHS = ["--epochs", "2", "--batch-size", "32"]


def train(gradus, *arguments, model="fashion-lenet"):
    return gradus("train", gradus.example(model), "--data", gradus.path("pictures"), "--run-dir", gradus.path("run"),
                  *arguments)


@scenario
def it_trains_and_says_how_it_went(gradus):
    gradus.pictures()
    result = train(gradus, *TWO_EPOCHS, "--json").ok()
    outcome = result.json
    assert outcome["epoch"] == 2 and outcome["step"] == 16, outcome
    assert outcome["test_accuracy"] > 0.3, outcome
    for key in ("train_loss", "test_loss", "images_per_second", "seconds"):
        assert outcome[key] > 0, outcome
    assert "epoch 2/2" in result.err, result


@scenario
def it_searches_for_a_learning_rate(gradus):
    gradus.pictures()
    model = gradus.example("fashion-lenet")
    found = gradus("lr-range", model, "--data", "pictures", "--batch-size", 32, "--json", "--csv", "range.csv").ok().json
    assert 1e-6 < found["suggestion"] < 1, found["suggestion"]
    rates = [batch["lr"] for batch in found["batches"]]
    assert rates[0] == 1e-7 and rates == sorted(rates) and len(rates) > 20, rates
    with open(gradus.path("range.csv")) as file:
        rows = list(csv.DictReader(file))
    assert [float(row["lr"]) for row in rows] == [float("%.9g" % rate) for rate in rates]
    said = gradus("lr-range", model, "--data", "pictures", "--batch-size", 32).ok().out
    assert "%.2g" % found["suggestion"] in said, said
    short = gradus("lr-range", model, "--data", "pictures", "--steps", 3, "--from", 0.001, "--to", 0.1, "--json").ok().json
    assert [round(batch["lr"], 6) for batch in short["batches"]] == [0.001, 0.01, 0.1] and short["suggestion"] is None
    gradus("lr-range", model, "--data", "pictures", "--from", 1, "--to", 0.1).fails("above the first", status=2)
    gradus("lr-range", model, "--data", "pictures", "--from", "small").fails("--from", "“small”", status=2)
    assert os.listdir(gradus.folder) and not os.path.exists(gradus.path("run"))


@scenario
def in_a_pipe_it_prints_a_line_an_epoch(gradus):
    gradus.pictures()
    lines = train(gradus, *TWO_EPOCHS).ok().out.splitlines()
    assert [line.split()[1] for line in lines] == ["1/2", "2/2"], lines
    assert all("accuracy" in line and "items/s" in line and "\r" not in line for line in lines), lines
    assert train(gradus, *TWO_EPOCHS, "--quiet").ok().out == ""


@scenario
def on_a_terminal_it_draws_a_bar(gradus):
    gradus.pictures(train=4096)
    terminal, other_end = pty.openpty()
    process = gradus.start("train", gradus.example("fashion-lenet"), "--data", "pictures", "--run-dir", "run",
                           "--epochs", "2", "--batch-size", "8", stdout=other_end)
    os.close(other_end)
    seen = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody has the other end any more
            break
        if not piece:
            break
        seen += piece
    os.close(terminal)
    assert process.wait(timeout=60) == 0
    text = seen.decode()
    assert "\r\033[K" in text and " %" in text and "items/s" in text and " left" in text, text
    assert text.count("\n") == 2, text


@scenario
def what_was_saved_can_be_evaluated(gradus):
    gradus.pictures()
    outcome = train(gradus, *TWO_EPOCHS, "--save", "w.safetensors", "--json").ok().json
    model = gradus.example("fashion-lenet")
    measured = gradus("evaluate", model, "--data", "pictures", "--weights", "w.safetensors", "--json").ok().json
    assert measured["items"] == 64 and measured["accuracy"] == outcome["test_accuracy"], (measured, outcome)
    assert abs(measured["loss"] - outcome["test_loss"]) < 1e-6, (measured, outcome)
    assert sum(map(sum, measured["confusion"])) == 64 and len(measured["classes"]) == 10
    text = gradus("evaluate", model, "--data", "pictures", "--weights", "w.safetensors", "--confusion").ok().out
    assert "Ankle boot" in text and "RECALL" in text and "taken for" in text, text
    gradus("evaluate", model, "--data", "pictures").fails("--weights", status=2)


@scenario
def the_number_of_threads_does_not_change_a_bit(gradus):
    gradus.pictures()
    for name in "fashion-lenet", "fashion-cnn":
        weights = []
        for threads in 1, 2:
            path = gradus.path(f"{name}-{threads}.safetensors")
            train(gradus, "--epochs", "1", "--batch-size", "32", "--threads", threads, "--seed", "7", "--save", path,
                  model=name).ok()
            with open(path, "rb") as file:
                weights.append(file.read())
        assert weights[0] == weights[1], f"{name}: the weights differ"


@scenario
def another_seed_gives_other_weights(gradus):
    gradus.pictures()
    weights = []
    for seed in 1, 2:
        train(gradus, "--epochs", "1", "--seed", seed, "--save", "w.safetensors").ok()
        with open(gradus.path("w.safetensors"), "rb") as file:
            weights.append(file.read())
    assert weights[0] != weights[1]


@scenario
def the_logs_hold_every_epoch_and_step(gradus):
    gradus.pictures()
    train(gradus, *TWO_EPOCHS, "--log", "log.csv", "--steps-csv", "steps.csv").ok()
    with open(gradus.path("log.csv")) as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2"] and float(rows[1]["test_accuracy"]) > 0
    with open(gradus.path("steps.csv")) as file:
        steps = list(csv.DictReader(file))
    assert [int(row["step"]) for row in steps] == list(range(1, 17)) and float(steps[0]["loss"]) > 1
    train(gradus, *TWO_EPOCHS, "--log", "log.jsonl").ok()
    with open(gradus.path("log.jsonl")) as file:
        rows = [json.loads(line) for line in file]
    assert [row["epoch"] for row in rows] == [1, 2] and rows[0]["val_loss"] is None


@scenario
def the_steps_of_a_float64_run_have_all_their_digits(gradus):
    gradus.pictures()
    for dtype, rounded in ("float32", True), ("float64", False):
        train(gradus, *TWO_EPOCHS, "--dtype", dtype, "--steps-csv", "steps.csv").ok()
        with open(gradus.path("steps.csv")) as file:
            losses = [float(row["loss"]) for row in csv.DictReader(file)]
        assert all(struct.unpack("f", struct.pack("f", x))[0] == x for x in losses) == rounded, losses


@scenario
def a_crop_to_another_size_is_evaluated_at_that_size(gradus):
    gradus.pictures()
    crop = ["--augment", "random_crop(24)", "--set", "input.shape=1,24,24"]
    assert train(gradus, *TWO_EPOCHS, *crop, "--json", model="fashion-mlp").ok().json["test_accuracy"] > 0.3


@scenario
def settings_on_the_command_line_are_followed(gradus):
    gradus.pictures()
    full = train(gradus, *TWO_EPOCHS, "--json").ok().json
    assert train(gradus, *TWO_EPOCHS, "--limit", "96", "--json").ok().json["step"] == 6
    split = train(gradus, *TWO_EPOCHS, "--val-split", "0.25", "--json").ok().json
    assert split["step"] == 12 and split["val_accuracy"] is not None
    for options in (["--optimizer", "sgd:momentum=0.9", "--lr", "0.01"], ["--schedule", "step:step_size=1"],
                    ["--augment", "random_horizontal_flip(p=0.5)"], ["--in-order"], ["--dtype", "float64"],
                    ["--set", "fc1.bias=false"]):
        changed = train(gradus, *TWO_EPOCHS, *options, "--json").ok().json
        assert changed["train_loss"] != full["train_loss"], options


@scenario
def targets_can_be_transformed(gradus):
    gradus.pictures()
    plain = train(gradus, *TWO_EPOCHS, "--json").ok().json
    for transform in ({"name": "one_hot"}, {"name": "remap", "map": list(range(10))}):
        model = gradus.change("fashion-lenet", lambda project: project.setdefault("transforms", []).append(transform))
        same = gradus("train", model, "--data", "pictures", "--run-dir", "run", *TWO_EPOCHS, "--save", "w.safetensors",
                      "--json").ok().json
        assert abs(same["train_loss"] - plain["train_loss"]) < 1e-3, (same, plain)
        assert abs(same["test_accuracy"] - plain["test_accuracy"]) < 0.05, (same, plain)
        measured = gradus("evaluate", model, "--data", "pictures", "--weights", "w.safetensors", "--json").ok().json
        assert measured["accuracy"] == same["test_accuracy"], (measured, same)
    model = gradus.change("fashion-lenet", lambda project: project.setdefault("transforms", []).append(
        {"name": "remap", "map": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]}))
    gradus("train", model, "--data", "pictures", "--run-dir", "run", *TWO_EPOCHS, "--save", "w.safetensors").ok()
    halves = gradus("evaluate", model, "--data", "pictures", "--weights", "w.safetensors", "--json").ok().json
    assert [sum(row) for row in halves["confusion"]] == [34, 30] + [0] * 8, halves
    assert halves["classes"][1]["name"] == "1", "a class that was joined of five has the name of one"


@scenario
def a_class_that_the_loss_ignores_does_not_count(gradus):
    gradus.pictures()
    ignore = ["--set", "loss.ignore_index=3"]
    train(gradus, *TWO_EPOCHS, *ignore, "--save", "w.safetensors").ok()
    measured = gradus("evaluate", gradus.example("fashion-lenet"), "--data", "pictures", "--weights", "w.safetensors",
                      *ignore, "--json").ok().json
    assert sum(measured["confusion"][3]) == 0 and sum(map(sum, measured["confusion"])) == 64 - 7, measured


@scenario
def an_ignored_class_may_lie_far_beyond_the_others(gradus):
    labels = [255 if i % 4 == 3 else i % 4 for i in range(40)]
    for name, content in (("train-images-idx3-ubyte", struct.pack(">4I", 2051, 40, 2, 2) + bytes(range(160))),
                          ("train-labels-idx1-ubyte", struct.pack(">2I", 2049, 40) + bytes(labels))):
        gradus.write(f"far/{name}", content)
    blocks = [{"id": "input", "kind": "Input"}, {"id": "flat", "kind": "Flatten"},
              {"id": "out", "kind": "Linear", "attributes": {"out_features": 3}},
              {"id": "loss", "kind": "CrossEntropyLoss", "attributes": {"ignore_index": 255}}]
    links = [{"from": a, "to": b} for a, b in (("input", "flat"), ("flat", "out"), ("out", "loss"))]
    model = gradus.write("far.gradus", json.dumps({"gradus": 1, "data": {"set": "far"},
                                                   "model": {"blocks": blocks, "links": links}}))
    options = ["--epochs", "1", "--batch-size", "8", "--run-dir", "run"]
    gradus("train", model, *options, "--save", "w.safetensors").ok()
    gradus("train", model, *options, "--set", "out.out_features=2").fails("gives 2 scores")
    gradus("train", model, *options, "--set", "loss.ignore_index=-100").fails("gives 3 scores")
    measured = gradus("evaluate", model, "--weights", "w.safetensors", "--split", "train", "--json").ok().json
    assert 0 <= measured["accuracy"] <= 1, measured


@scenario
def metrics_follow_the_loss_that_the_target_is_bound_to(gradus):
    blocks = [{"id": "input", "kind": "Input"}, {"id": "fc", "kind": "Linear", "attributes": {"out_features": 2}},
              {"id": "rec", "kind": "Linear", "attributes": {"out_features": 2}}]
    beside = {"id": "beside", "kind": "MSELoss", "attributes": {"factor": 0.1}}
    loss = {"id": "loss", "kind": "CrossEntropyLoss"}
    chain = [{"from": "input", "to": "fc"}, {"from": "fc", "to": "rec"}]
    to_loss = {"from": "fc", "to": "loss"}

    def outcome(losses, judged, against, *more):
        links = chain + [{"from": judged, "to": "beside"}, {"from": against, "to": "beside", "input": 1}, *more]
        model = {"blocks": blocks + losses, "links": links}
        path = gradus.write("two.gradus", json.dumps({"gradus": 1, "data": {"set": "moons"}, "model": model}))
        return gradus("train", path, "--epochs", "1", "--run-dir", "run", "--json").ok().json

    for judged, against in ("rec", "input"), ("input", "rec"), ("rec", "fc"):
        for losses in [loss, beside], [beside, loss]:
            assert outcome(losses, judged, against, to_loss).get("test_accuracy") is not None, (losses, judged)
    reconstructed, compared = outcome([beside], "rec", "input"), outcome([beside], "rec", "fc")
    assert reconstructed["test_mae"] > 0, reconstructed
    assert compared.get("test_mae") is None and compared["test_loss"] > 0, compared


@scenario
def a_loss_that_is_a_sum_is_told_per_item(gradus):
    gradus.pictures()
    options = ["--epochs", "1", "--batch-size", "32", "--optimizer", "sgd", "--lr", "0"]
    means, sums = (train(gradus, *options, "--set", f"loss.reduction={how}", "--json").ok().json
                   for how in ("mean", "sum"))
    for name in "train_loss", "test_loss":
        assert abs(means[name] - sums[name]) < 1e-5, (means, sums)


@scenario
def weights_to_start_from_are_used(gradus):
    gradus.pictures()
    train(gradus, *TWO_EPOCHS, "--save", "first.safetensors").ok()
    again = train(gradus, "--epochs", "1", "--init", "first.safetensors", "--json").ok().json
    anew = train(gradus, "--epochs", "1", "--json").ok().json
    assert again["train_loss"] < anew["train_loss"], (again, anew)


@scenario
def interrupted_it_saves_and_goes_on_to_the_same_weights(gradus):
    gradus.pictures(train=4096)
    arguments = ["train", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--epochs", "10",
                 "--batch-size", "8"]
    gradus(*arguments, "--run-dir", "unbroken", "--save", "unbroken.safetensors").ok()
    process = gradus.start(*arguments, "--run-dir", "broken", "--save", "broken.safetensors",
                           stdout=-1, stderr=-1)
    assert process.stdout.readline().startswith(b"epoch 1/10")
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    if process.returncode == 0:
        raise AssertionError("it ended before it could be interrupted")
    assert process.returncode == 1 and b"--resume" in err and b"Stopped in epoch" in err, err
    command = err.decode().split("To go on: ")[1].split()[1:]
    result = gradus(*command).ok()
    assert "epoch 1/10" not in result.out, result
    with open(gradus.path("broken.safetensors"), "rb") as broken, \
            open(gradus.path("unbroken.safetensors"), "rb") as unbroken:
        assert broken.read() == unbroken.read(), "the weights differ"


@scenario
def a_closed_terminal_saves_too(gradus):
    gradus.pictures(train=4096)
    process = gradus.start("train", gradus.example("fashion-lenet"), "--data", "pictures", "--epochs", "50",
                           "--batch-size", "8", "--run-dir", "run", stdout=-1, stderr=-1,
                           preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))  # or nohup's holds
    assert process.stdout.readline().startswith(b"epoch 1/50")
    process.send_signal(signal.SIGHUP)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1 and b"--resume" in err and b"and saved" in err, err


@scenario
def a_limit_of_file_sizes_is_told_and_leaves_no_empty_folders(gradus):
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    os.mkdir(gradus.path("runs"))
    for folder in "runs", "runs/of/today":
        process = gradus.start("train", gradus.example("spiral-mlp"), "--epochs", "2", "--run-dir", folder,
                               stdout=-1, stderr=-1, preexec_fn=limit)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 1 and b"File too large" in err, (process.returncode, err)
        assert os.listdir(gradus.path("runs")) == [], folder


@scenario
def killed_in_the_second_epoch_it_goes_on_to_the_same_weights(gradus):
    gradus.pictures(train=4096)
    arguments = ["train", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--epochs", "10",
                 "--batch-size", "8"]
    gradus(*arguments, "--run-dir", "unbroken", "--save", "unbroken.safetensors").ok()
    process = gradus.start(*arguments, "--run-dir", "broken", "--save", "broken.safetensors", stdout=-1)
    assert process.stdout.readline().startswith(b"epoch 1/10")
    time.sleep(0.05)
    process.kill()
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"
    assert not os.path.exists(gradus.path("broken.safetensors"))
    gradus(*arguments, "--run-dir", "broken", "--save", "broken.safetensors", "--resume").ok()
    with open(gradus.path("broken.safetensors"), "rb") as broken, \
            open(gradus.path("unbroken.safetensors"), "rb") as unbroken:
        assert broken.read() == unbroken.read(), "the weights differ"


@scenario
def generated_data_needs_no_files(gradus):
    outcome = gradus("train", gradus.example("spiral-mlp"), "--run-dir", "run", "--epochs", "3", "--json").ok().json
    assert outcome["epoch"] == 3 and outcome["train_loss"] > 0


@scenario
def a_line_is_fitted_to_the_readings(gradus):
    outcome = gradus("train", gradus.example("temperature"), "--run-dir", "run", "--json").ok().json
    assert outcome["train_r2"] > 0.9, outcome


if __name__ == "__main__":
    sys.exit(main())
