"""The lists of the set-up by commands: named, shown, written into files, ordered; first steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Run


def test_the_lists_are_named(run: Run) -> None:
    """The command alone says which there are, with how many entries."""
    found = {row["list"]: row for row in run("lists", "--json").json["lists"]}
    assert found["departments"]["entries"] == 3
    assert (found["departments"]["ordered"], found["holidays"]["ordered"]) == (True, False)
    assert "Render profiles" in run("lists").out


def test_a_list_is_shown(run: Run) -> None:
    """As text, as JSON with its columns, and narrowed by words."""
    assert "Print room" in run("lists", "show", "vendors").out
    shape = run("lists", "show", "departments", "--filter", "print", "--json").json
    assert shape["columns"] == [
        {"name": "name", "type": "text"}, {"name": "email", "type": "text"},
        {"name": "members", "type": "text"}, {"name": "active", "type": "flag"},
    ]  # fmt: skip
    assert shape["rows"] == [["Print room", None, None, True]]
    assert run("lists", "show", "departments", "--format", "json").json["rows"][0][3] is True
    assert run("lists", "show", "printers").out == "There are none.\n"


def test_a_list_is_written_into_a_file(run: Run, tmp_path: Path) -> None:
    """In the format of its ending, or the one named; a trial writes none."""
    target = tmp_path / "departments.csv"
    run("lists", "show", "departments", "-o", str(target), "--dry-run")
    assert not target.exists()
    said = run("lists", "show", "departments", "-o", str(target), "--json").json
    assert (said["format"], said["entries"]) == ("csv", 3)
    assert target.read_text(encoding="utf-8-sig").splitlines()[0] == "name,email,members,active"
    assert run("lists", "show", "departments", "--format", "csv").out.splitlines()[1:] == [
        "Front desk,,,yes", "Print room,,,yes", "Retouch,,,yes",
    ]  # fmt: skip
    run("lists", "show", "departments", "-o", str(tmp_path / "d.xlsx"))
    assert (tmp_path / "d.xlsx").read_bytes()[:2] == b"PK"


def test_files_that_cannot_be(run: Run, tmp_path: Path) -> None:
    """Each is refused with what to do instead."""
    assert (
        "end the name in .csv"
        in run("lists", "show", "types", "-o", str(tmp_path / "x.doc"), status=1).errors[0]
    )
    assert "name one with -o" in run("lists", "show", "types", "--format", "xlsx", status=1).err
    assert (
        "no such folder"
        in run("lists", "show", "types", "-o", str(tmp_path / "no" / "x.csv"), status=1).err
    )
    assert "did you mean types" in run("lists", "show", "tpyes", status=1).err


def test_entries_are_put_elsewhere(run: Run) -> None:
    """By their name alone, or with the list they stand in; a trial changes nothing."""
    words = ("lists", "reorder", "departments", "Retouch", "--place", "1")
    assert run(*words, "--dry-run", "--json").json["order"][0] == "Retouch"
    assert run("departments", "list", "--json").json["departments"][0]["name"] == "Front desk"
    assert run(*words).out == "Retouch is at place 1 of Departments now.\n"
    assert run("departments", "list", "--json").json["departments"][0]["name"] == "Retouch"
    said = run(
        "lists", "reorder", "statuses", "production", "Print", "QA", "--place", "2", "--json"
    )
    assert said.json["order"][:2] == ["Order Entered", "QA"]
    assert "places 1 to 3" in run("lists", "reorder", "departments", "Retouch", "--place", "9",
                                  status=1).err  # fmt: skip


ORDER = [
    "Order types", "Production statuses", "Vendors", "Vendor products", "Render profiles",
    "Price lists", "Session statuses", "Invoice statuses", "Preproduction statuses", "Triggers",
    "Users", "Departments",
]  # fmt: skip
"""The recommended order."""


def test_the_first_steps(run: Run) -> None:
    """In the recommended order; those not done say what to do."""
    found = run("lists", "steps", "--json").json
    assert [step["step"] for step in found["steps"]] == ORDER
    todo = [step["step"] for step in found["steps"] if not step["done"]]
    assert todo == ["Vendor products", "Price lists", "Triggers", "Users"]
    assert not found["done"]
    assert all(step["todo"] for step in found["steps"] if not step["done"])


def test_a_bare_studio_is_set_up_by_commands_alone(run: Run, tmp_path: Path) -> None:
    """Step by step from nothing, until an order can be made and every step is done."""
    folder = str(tmp_path / "bare")
    run("init", folder, "--bare", "--timezone", "America/New_York")

    def here(*words: str, status: int = 0) -> str:
        return run("--studio", folder, *words, status=status).out

    before = run("--studio", folder, "lists", "steps", "--json").json
    assert [step["done"] for step in before["steps"]] == [False] * len(ORDER)
    here("types", "add", "production", "Print", "--prints")
    for kind in ("production", "session", "invoice", "preproduction", "task", "call"):
        track = "Print" if kind == "production" else "default"
        here("statuses", "add", kind, track, "Open", "--days", "1", "--initial")
        here("statuses", "add", kind, track, "Done", "--days", "0", "--final")
    here("vendors", "add", "Bay Lab", "--type", "Print")
    here("items", "add", "8x10", "--price", "25", "--vendor", "Bay Lab")
    here("products", "add", "Bay Lab", "PR-8x10", "--items", "8x10", "--cost", "4")
    here("profiles", "add", "Lab JPEG")
    here("triggers", "add", "Chase", "--kind", "production", "--track", "Print", "--status", "Open",
         "--on", "due", "--subject", "Chase")  # fmt: skip
    here("departments", "add", "Front desk")
    here("users", "add", "joon")
    after = run("--studio", folder, "lists", "steps", "--json").json
    assert [step["step"] for step in after["steps"] if not step["done"]] == []
    assert after["done"]
    assert here("new", "order", "--client", "Ada", "--type", "Print") == "O-1001\n"


@pytest.mark.parametrize("name", ["safelight.db", "studio.toml"])
def test_a_list_replaces_no_file(run: Run, studio: Path, name: str) -> None:
    """Least of all the studio's own, whatever format is asked for and whoever asks."""
    before = (studio / name).read_bytes()
    words = ("lists", "show", "vendors", "-o", str(studio / name), "--format", "csv")
    assert "is there already" in run("--read-only", *words, status=1).err
    assert (studio / name).read_bytes() == before
