"""Scenarios of `gradus plot`: what it draws of logs, into which files, and what it says of bad ones."""
import os
import re
import struct
import sys
import xml.etree.ElementTree

from scenario import main, scenario

LOG = """epoch,step,train_loss,train_accuracy,val_loss,val_accuracy,test_loss,lr
1,10,2.0,0.5,1.8,0.55,,0.1
2,20,1.0,0.7,1.1,0.65,,0.1
3,30,0.5,0.9,1.2,0.66,,0.05
"""


def size_of_png(path):
    with open(path, "rb") as file:
        head = file.read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n", head
    return struct.unpack(">2I", head[16:24])


@scenario
def it_has_help_and_a_man_page_with_all_its_options(gradus):
    assert "  plot " in gradus("--help").ok().out
    text = gradus("plot", "--help").ok().out
    with open(os.path.join(gradus.source, "docs", "man", "gradus-plot.1")) as file:
        page = file.read().replace("\\-", "-")
    for option in set(re.findall(r"--[a-z-]+", text)) - {"--help"}:
        assert re.search(rf"^\.(?:B|BI) {option}\b", page, re.MULTILINE), f"{option} is not in gradus-plot.1"


@scenario
def it_draws_what_train_wrote(gradus):
    gradus.pictures()
    gradus("train", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--epochs", 2, "--quiet",
           "--run-dir", "run", "--log", "log.csv", "--steps-csv", "steps.csv", "--batch-size", 32).ok()
    gradus("train", gradus.example("fashion-lenet"), "--data", gradus.path("pictures"), "--epochs", 2, "--quiet",
           "--run-dir", "run2", "--log", "log.jsonl", "--batch-size", 32).ok()
    of_csv = gradus("plot", "log.csv", "--output", "plot.png", "--json").ok().json
    assert [plot["title"] for plot in of_csv["plots"]] == ["Loss", "Accuracy"], of_csv
    assert [plot["curves"] for plot in of_csv["plots"]] == [2, 2], of_csv
    assert size_of_png(gradus.path("plot.png")) == (2 * of_csv["width"], 2 * of_csv["height"])
    of_lines = gradus("plot", "log.jsonl", "--output", "plot.svg", "--json").ok().json
    assert [plot["description"] for plot in of_lines["plots"]] == [plot["description"] for plot in of_csv["plots"]]
    steps = gradus("plot", "steps.csv", "--output", "plot.pdf", "--log").ok().out
    assert "Step from 1 to 16" in steps and "16 values" in steps and "logarithmic" in steps, steps
    both = gradus("plot", "log.csv", "steps.csv", "-o", "plot.pdf").ok().out
    assert "Step from 1 to 16" in both and "Epoch" not in both, both


@scenario
def rates_lie_on_a_logarithmic_axis(gradus):
    gradus.write("range.csv", "lr,loss\n1e-7,2\n1e-4,1\n10,3\n")
    gradus("plot", "range.csv", "--x", "lr", "--log-x", "--output", "log.svg").ok()
    gradus("plot", "range.csv", "--x", "lr", "--output", "even.svg").ok()
    with open(gradus.path("log.svg")) as log, open(gradus.path("even.svg")) as even:
        assert log.read() != even.read()


@scenario
def each_format_is_a_whole_file(gradus):
    gradus.write("log.csv", LOG)
    for name in "plot.png", "plot.svg", "plot.pdf":
        gradus("plot", "log.csv", "--output", name, "--width", 300, "--height", 200).ok()
    assert size_of_png(gradus.path("plot.png")) == (600, 400)
    root = xml.etree.ElementTree.parse(gradus.path("plot.svg")).getroot()
    assert root.tag.endswith("svg") and root.get("width").startswith("300"), root.attrib
    with open(gradus.path("plot.pdf"), "rb") as file:
        pdf = file.read()
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")


@scenario
def the_words_tell_first_last_and_best(gradus):
    gradus.write("log.csv", LOG)
    words = gradus("plot", "log.csv", "--output", "plot.png").ok().out
    assert "Training: 3 values, first 2, last 0.5000, between 0.5000 and 2." in words, words
    assert "best: 2." in words and "Test" not in words, words


@scenario
def the_best_is_the_least_that_is_a_number(gradus):
    for first, rest, best in ("nan", "0.9 0.7 0.8", 3), ("inf", "nan 0.7 0.8", 3), ("0.6", "nan 0.7 0.8", 1):
        gradus.write("log.csv", "epoch,val_loss\n" + "".join(
            f"{epoch},{loss}\n" for epoch, loss in enumerate([first] + rest.split(), 1)))
        words = gradus("plot", "log.csv", "--output", "plot.png").ok().out
        assert f"best: {best}." in words, words
    gradus.write("log.csv", "epoch,val_loss\n1,nan\n2,nan\n")
    words = gradus("plot", "log.csv", "--output", "plot.png").ok().out
    assert "best" not in words, words


@scenario
def columns_and_axes_can_be_chosen(gradus):
    gradus.write("log.csv", LOG)
    one = gradus("plot", "log.csv", "--columns", "lr", "--x", "step", "--title", "Rate", "--output", "a.png", "--json")
    plot, = one.ok().json["plots"]
    assert plot["title"] == "Rate" and "Step from 10 to 30" in plot["description"], plot
    gradus("plot", "log.csv", "--columns", "vla_loss", "--output", "a.png").fails("vla_loss", "Did you mean “val_loss”?")
    gradus("plot", "log.csv", "--x", "time", "--output", "a.png").fails("no column “time”")
    gradus("plot", "log.csv", "--x", "train_loss", "--output", "a.png").fails("train_loss", "horizontal")


@scenario
def runs_are_compared_in_one_picture(gradus):
    gradus.write("a.csv", LOG)
    gradus.write("b.csv", LOG.replace("2.0", "2.5"))
    plots = gradus("plot", "a.csv", "b.csv", "--output", "a.png", "--style", "dark", "--json").ok().json["plots"]
    assert [plot["curves"] for plot in plots] == [4, 4], plots
    assert "b: Training: 3 values, first 2.5000" in plots[0]["description"], plots


@scenario
def runs_are_named_as_people_call_them(gradus):
    for folder in "one", "two", "three":
        os.mkdir(gradus.path(folder))
        gradus.write(os.path.join(folder, "log.csv"), LOG)

    def names(*logs):
        plots = gradus("plot", *logs, "--output", "a.png", "--json").ok().json["plots"]
        return re.findall(r"(\w+): Training", plots[0]["description"])
    assert names("one/log.csv", "two/log.csv") == ["one", "two"], names("one/log.csv", "two/log.csv")
    gradus.write("one/run.json", '{"run": 1, "name": "Wide"}')
    assert names("one/log.csv", "two/log.csv") == ["Wide", "log"]
    gradus.write("two/run.json", '{"run": 1, "name": "Wide"}')
    gradus.write("three/run.json", "no JSON")
    assert names("one/log.csv", "two/log.csv", "three/log.csv") == ["one", "two", "log"]


@scenario
def curves_of_logs_that_are_called_alike_are_told_apart(gradus):
    for folder in "one", "two":
        os.makedirs(gradus.path(folder, "wide"))
        gradus.write(os.path.join(folder, "wide", "log.csv"), LOG)
    gradus.write("l.csv", LOG)

    def names(*logs):
        plots = gradus("plot", *logs, "--output", "a.png", "--json").ok().json["plots"]
        return re.findall(r"([^.]+): Training", plots[0]["description"])
    for logs, wanted in ((("l.csv", "l.csv"), ["l (1)", "l (2)"]),
                         (("one/wide/log.csv", "l.csv", "two/wide/log.csv"), ["log (1)", "l", "log (2)"]),
                         (("l.csv", "one/wide/log.csv", "one/wide/log.csv"), ["l", "log (1)", "log (2)"])):
        got = [name.strip() for name in names(*logs)]
        assert got == wanted, got


@scenario
def any_table_can_be_drawn_and_what_is_no_number_is_said(gradus):
    gradus.write("table.csv", "Time,a,b\n0.5,1,nan\n1.5,inf,2\n2.5,3,4\n")
    words = gradus("plot", "table.csv", "--output", "a.png").ok().out
    assert "Time from 0.5000 to 2.5000" in words and words.count("1 is no number") == 2, words


@scenario
def bad_logs_and_options_are_said_in_a_sentence(gradus):
    gradus.write("log.csv", LOG)
    gradus.write("words.csv", "epoch,loss\n1,much\n")
    gradus.write("short.csv", "epoch,loss\n1\n")
    gradus.write("empty.csv", "epoch,loss\n")
    gradus.write("bad.jsonl", '{"epoch": 1, "loss": 2}\n{"epoch": \n')
    gradus.write("list.jsonl", '{"epoch": 1, "loss": [2]}\n')
    gradus("plot", "words.csv", "--output", "a.png").fails("words.csv", "line 2", "much")
    gradus("plot", "short.csv", "--output", "a.png").fails("short.csv")
    gradus("plot", "empty.csv", "--output", "a.png").fails("empty.csv", "no epoch has ended")
    gradus("plot", "bad.jsonl", "--output", "a.png").fails("bad.jsonl", "line 2")
    gradus("plot", "list.jsonl", "--output", "a.png").fails("list.jsonl", "line 1")
    gradus("plot", "no.csv", "--output", "a.png").fails("no.csv")
    gradus("plot", "log.csv", "--output", "no/such/folder.png").fails("folder.png")
    gradus("plot", "log.csv").fails("--output", status=2)
    gradus("plot", "--output", "a.png").fails(status=2)
    gradus("plot", "log.csv", "--output", "a.jpg").fails("a.jpg", ".svg", status=2)
    gradus("plot", "log.csv", "--output", "a.png", "--smoothing", "1").fails("--smoothing", status=2)
    gradus("plot", "log.csv", "--output", "a.png", "--style", "pink").fails("pink", status=2)
    gradus("plot", "log.csv", "--output", "a.png", "--width", "-4").fails("--width", status=2)
    assert not os.path.exists(gradus.path("a.png"))


if __name__ == "__main__":
    sys.exit(main())
