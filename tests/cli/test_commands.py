"""Scenarios of the command line as a whole: help, exit statuses, names mistyped, JSON, a full disk."""
import json
import os
import re
import sys
import xml.etree.ElementTree

from scenario import main, scenario

COMMANDS = ["train", "evaluate", "predict", "step", "lr-range", "info", "ops", "blocks", "datasets", "devices"]


@scenario
def without_arguments_and_a_display_it_prints_the_help(gradus):
    text = gradus().ok().out
    assert text == gradus("--help").ok().out
    for command in COMMANDS:
        assert f"  {command} " in text, text


@scenario
def every_command_has_help(gradus):
    for command in COMMANDS:
        text = gradus(command, "--help").ok().out
        assert f"gradus {command}" in text and "--json" in text, text


@scenario
def every_command_has_a_man_page_with_all_its_options(gradus):
    for command in COMMANDS:
        with open(os.path.join(gradus.source, "docs", "man", f"gradus-{command}.1")) as file:
            page = file.read().replace("\\-", "-")
        for option in set(re.findall(r"--[a-z-]+", gradus(command, "--help").ok().out)) - {"--help"}:
            assert re.search(rf"^\.(?:B|BI) {option}\b", page, re.MULTILINE), f"{option} is not in gradus-{command}.1"


@scenario
def render_draws_a_model_into_a_file(gradus):
    if "  render " not in gradus("--help").ok().out:
        return  # built without the window
    model = os.path.join(gradus.source, "data", "examples", "fashion-resnet.gradus")
    svg_leaks = {"LSAN_OPTIONS": f"suppressions={gradus.source}/tests/lsan-svg.supp:print_suppressions=0"}
    for ending, start in (("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
        path = os.path.join(gradus.folder, "model." + ending)
        gradus("render", model, "--output", path, **(svg_leaks if ending == "svg" else {})).ok()
        with open(path, "rb") as file:
            assert file.read(len(start)) == start, ending
    # An SVG is in pixels. From left to right a model is wider than high, and notes are drawn too.
    with open(model, encoding="utf-8") as file:
        project = json.load(file)
    project["canvas"] = {"flow": "right"}
    project["model"]["blocks"] = [dict(block, at=block.get("at", [0, 0])[::-1]) for block in project["model"]["blocks"]]
    project["notes"] = [{"id": "n", "text": "far", "at": [-2000, 0]}]
    size = {}
    for name, keys in (("right", ("gradus", "model", "canvas")), ("noted", ("gradus", "model", "canvas", "notes"))):
        path = os.path.join(gradus.folder, name)
        with open(path + ".gradus", "w", encoding="utf-8") as file:
            json.dump({key: project[key] for key in keys}, file)
        gradus("render", path + ".gradus", "--output", path + ".svg", **svg_leaks).ok()
        root = xml.etree.ElementTree.parse(path + ".svg").getroot()
        assert "pt" not in root.get("width"), root.attrib
        size[name] = float(root.get("width").removesuffix("px"))
        assert size[name] > float(root.get("height").removesuffix("px")), root.attrib
    assert size["noted"] > size["right"] + 1500, size
    # Where the Input leaves its shape to the data, they are asked, as the window does.
    blocks = [{"id": "input", "kind": "Input"}, {"id": "fc", "kind": "Linear", "attributes": {"out_features": 3}}]
    drawn = []
    for shape in ({}, {"attributes": {"shape": [2]}}):
        project = {"gradus": 1, "data": {"set": "blobs", "n": 30},
                   "model": {"blocks": [dict(blocks[0], **shape), blocks[1]], "links": [{"from": "input", "to": "fc"}]}}
        with open(path + ".gradus", "w", encoding="utf-8") as file:
            json.dump(project, file)
        said = gradus("render", path + ".gradus", "--output", path + ".png").ok()
        assert "warning" not in said.err, said.err
        with open(path + ".png", "rb") as file:
            drawn.append(file.read())
    assert drawn[0] == drawn[1]
    # Blocks without places do not lie upon one another.
    project["model"]["blocks"][1]["at"] = [0, 1]
    with open(path + ".gradus", "w", encoding="utf-8") as file:
        json.dump(project, file)
    gradus("render", path + ".gradus", "--output", path + ".png").ok()
    with open(path + ".png", "rb") as file:
        piled = file.read()
    assert drawn[0][20:24] > piled[20:24], "as low as a pile"
    project["data"]["set"] = "nowhere"
    with open(path + ".gradus", "w", encoding="utf-8") as file:
        json.dump(project, file)
    assert "nowhere" in gradus("render", path + ".gradus", "--output", path + ".png").ok().err
    gradus("render", model).fails("--output", status=2)
    gradus("render", model, "--output", "model.jpg").fails("“model.jpg”", status=2)
    gradus("render", model, "--output", "model.png", "--scale", "0").fails("--scale", status=2)


@scenario
def it_says_its_version(gradus):
    assert gradus("--version").ok().out.startswith("gradus 0.")


@scenario
def a_mistyped_command_is_answered_with_the_nearest(gradus):
    gradus("osps").fails("There is no command “osps”", "Did you mean “ops”?", status=2)
    gradus("zzzzzz").fails("--help", status=2)


@scenario
def a_mistyped_option_is_answered_with_the_nearest(gradus):
    gradus("ops", "--jsno").fails("There is no option “--jsno”", "“--json”", status=2)


@scenario
def words_that_are_too_many_are_refused(gradus):
    gradus("devices", "cpu").fails("“cpu”", status=2)
    gradus("ops", "add", "mul").fails("“mul”", status=2)


@scenario
def ops_lists_every_operator(gradus):
    lines = gradus("ops").ok().out.splitlines()
    table = gradus("ops", "--json").ok().json
    assert len(lines) == sum(not row["internal"] for row in table)
    for row in table:
        assert row["schema"].startswith(row["name"]), row
        assert row["summary"], row


@scenario
def ops_describes_one(gradus):
    text = gradus("ops", "add").ok().out
    assert "add_" in text and "gradient" in text, text
    rows = gradus("ops", "add", "--json").ok().json
    assert all(row["name"] == "add" for row in rows) and rows[0]["samples"]
    gradus("ops", "ad").fails("There is no operator “ad”", "Did you mean “add”?")


@scenario
def devices_lists_the_processor(gradus):
    assert gradus("devices").ok().out.startswith("cpu")
    devices = gradus("devices", "--json").ok().json
    assert devices[0]["device"] == "cpu" and devices[0]["available"] and devices[0]["threads"] >= 1


@scenario
def output_to_a_full_disk_is_an_error(gradus):
    with open("/dev/full", "wb") as full:
        gradus("ops", "--json", out=full).fails("could not be written", "No space left")


if __name__ == "__main__":
    sys.exit(main())
