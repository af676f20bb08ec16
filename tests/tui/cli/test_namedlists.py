"""The commands of the lists of named entries."""

from __future__ import annotations

import pytest

from tests.tui.cli.conftest import Run

COMMANDS = {
    "reasons": ("--chargeable",),
    "printers": ("--queue", "epson", "--sizes", "4x6,5x7", "--pool", "Wide"),
    "layouts": ("--width", "8", "--height", "10", "--across", "2"),
    "profiles": ("--no-final", "--watermark", "PROOF", "--dpi", "150", "--long-side-px", "1600"),
}
"""A list with what may be said of an entry."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_list_by_commands_alone(run: Run, name: str) -> None:
    """Added, listed, changed, put at another place, used no more, and used again."""
    given = COMMANDS[name]
    for row in run(name, "list", "--json").json[name]:
        run(name, "deactivate", row["name"])
    made = run(name, "add", "One", *given, "--json").json
    assert (made["name"], made["active"]) == ("One", True)
    run(name, "add", "Two", *given)
    assert run(name, "change", "One", "--rename", "Uno").out == "Changed Uno.\n"
    ordered = run(name, "reorder", "Two", "--place", "1", "--json").json
    assert [row["name"] for row in ordered[name] if row["active"]] == ["Two", "Uno"]
    assert run(name, "deactivate", "Two").out == "Two is inactive now.\n"
    listed = run(name, "list", "--json").json[name]
    there = {row["name"]: row["active"] for row in listed}
    assert (listed[0]["name"], there["Uno"], there["Two"]) == ("Uno", True, False)
    assert run(name, "activate", "Two", "--json").json["active"] is True
    assert "Two" in run(name, "list").out


@pytest.mark.parametrize("name", COMMANDS)
def test_trying_writes_nothing(run: Run, name: str) -> None:
    """What would be is answered, and is not there."""
    before = run(name, "list", "--json").json
    assert run(name, "add", "One", *COMMANDS[name], "--dry-run", "--json").json["dry_run"] is True
    assert run(name, "list", "--json").json == before


def test_what_is_wrong_is_said_in_lines(run: Run) -> None:
    """Every reason in a line of its own, and nothing is written."""
    said = run(
        "profiles",
        "add",
        "P",
        "--dpi",
        "9",
        "--quality",
        "0",
        "--folder-template",
        "../x",
        status=1,
    )
    assert [line.partition(" ")[0] for line in said.errors] == [
        "dpi",
        "quality",
        "folder_template:",
    ]
    assert run("profiles", "change", "P", status=1).errors == [
        "nothing to change was named; '--help' lists what can be"
    ]
    run("printers", "reorder", "P", "--place", "0", status=2)


def test_hostile_names_are_data(run: Run) -> None:
    """Markup stays as it is, what could steer a terminal does not."""
    run("reasons", "add", "[/] \x1b]0;x\x07 =cmd")
    names = [row["name"] for row in run("reasons", "list", "--json").json["reasons"]]
    assert "[/] ]0;x =cmd" in names


def test_colours_and_files_of_a_profile(run: Run) -> None:
    """All that decides how a file looks can be said, and is answered as it is kept."""
    made = run(
        "profiles", "add", "Lab", "--no-black-point", "--linear", "--unprofiled", "refuse",
        "--compression", "LZW", "--recipe", "both", "--lowest-dpi", "200",
        "--severities", "low-dpi=error", "--json",
    ).json  # fmt: skip
    assert {name: made[name] for name in ("black_point", "linear", "unprofiled")} == {
        "black_point": False, "linear": True, "unprofiled": "refuse",
    }  # fmt: skip
    assert (made["compression"], made["recipe"], made["lowest_dpi"]) == ("lzw", "both", 200)
    assert made["severities"] == "low-dpi=error"
    assert run("profiles", "change", "Lab", "--severities", "", "--json").json["severities"] == ""
    said = run("profiles", "change", "Lab", "--severities", "dpi=error, upscaling=loud", status=1)
    assert [line.partition(": ")[0] for line in said.errors] == ["severities", "severities"]


def test_a_new_studio_has_profiles(run: Run) -> None:
    """Two for finished work and one for proofs, the first being the one that is used by itself."""
    rows = run("profiles", "list", "--json").json["profiles"]
    assert [(row["name"], row["final"], row["file_format"]) for row in rows] == [
        ("Print JPEG sRGB", True, "JPEG"), ("Lab TIFF", True, "TIFF"), ("Web proof", False, "JPEG"),
    ]  # fmt: skip
    assert rows[2]["watermark"] == "PROOF"
