"""The set-up lists: list, add, change, deactivate, activate, reorder, each in a dry run as well."""

from __future__ import annotations

import pytest

from tests.tui.cli.conftest import Run


def test_users(run: Run) -> None:
    """With role, departments and the operating system's user id."""
    added = run("users", "add", "ana", "--name", "Ana", "--role", "operator", "--department",
                "Retouch", "--uid", "4711", "--json").json  # fmt: skip
    assert added == {
        "login": "ana", "name": "Ana", "role": "operator", "email": None, "phone": None, "uid": 4711,
        "departments": ["Retouch"], "active": True,
    }  # fmt: skip
    words = ("users", "change", "ana", "--role", "staff", "--email", "a@example.com", "--uid",
             "none", "--department", "none", "--json")  # fmt: skip
    changed = run(*words).json
    assert (changed["role"], changed["departments"]) == ("staff", [])
    called = run("users", "change", "ana", "--phone", "+1 212 555 0100", "--json").json
    assert (called["phone"], called["email"]) == ("+1 212 555 0100", "a@example.com")
    assert not run("users", "deactivate", "ana", "--json").json["active"]
    assert run("users", "activate", "ana", "--json").json["active"]
    run("users", "add", "bo", "--dry-run")
    assert run("users", "list", "--json").json["users"][0]["login"] == "ana"
    assert "bo " not in run("users", "list").out
    assert "did you mean admin" in run("users", "add", "x", "--role", "admn", status=1).err
    login = next(u["login"] for u in run("users", "list", "--json").json["users"]
                 if u["role"] == "admin")  # fmt: skip
    assert "last admin" in run("users", "deactivate", login, status=1).err


def test_departments(run: Run) -> None:
    """Members are listed; a name is there once."""
    run("departments", "add", "Framing")
    assert "already" in run("departments", "add", "framing", status=1).err
    renamed = run("departments", "change", "Framing", "--rename", "Frames", "--json").json
    assert (renamed["name"], renamed["email"]) == ("Frames", None)
    words = ("departments", "change", "Frames", "--email", "frames@example.com")
    assert run(*words, "--json").json["email"] == "frames@example.com"
    assert "nothing to change" in run("departments", "change", "Frames", status=1).err
    assert "no email address" in run(*words[:-1], "frames", status=1).err
    run("departments", "deactivate", "Frames")
    found = {
        d["name"]: d["active"] for d in run("departments", "list", "--json").json["departments"]
    }
    assert (found["Frames"], found["Retouch"]) == (False, True)
    run("departments", "activate", "Frames")
    assert "Frames" in run("departments", "list").out


def test_vendors(run: Run) -> None:
    """Every property; what is wrong is told with the nearest."""
    added = run("vendors", "add", "Bay Lab", "--type", "Print", "--protocol", "ftp", "--work-week",
                "mon,tue", "--turnaround-days", "2.5", "--own-numbers", "--json").json  # fmt: skip
    assert (added["type"], added["protocol"], added["work_week"]) == ("Print", "ftp", "mon,tue")
    assert (added["turnaround_days"], added["own_numbers"]) == (2.5, True)
    changed = run("vendors", "change", "bay lab", "--rename", "Bay", "--no-own-numbers", "--json")
    assert (changed.json["name"], changed.json["own_numbers"]) == ("Bay", False)
    assert "nothing to change" in run("vendors", "change", "Bay", status=1).err
    assert "did you mean ftp" in run("vendors", "add", "X", "--protocol", "fttp", status=1).err
    words = ("--name-length", "12", "--name-characters", "A-Z0-9_", "--copies", "suffix", "--json")
    files = run("vendors", "change", "Bay", *words).json
    assert (files["name_length"], files["name_characters"], files["copies"]) == (
        12, "A-Z0-9_", "suffix",
    )  # fmt: skip
    anew = run("vendors", "change", "Bay", "--name-length", "none", "--json").json
    assert anew["name_length"] is None
    assert "digits" in run("vendors", "change", "Bay", "--name-characters", "A-Z", status=1).err
    run("vendors", "deactivate", "Bay")
    assert "inactive" in run("new", "order", "--client", "A", "--vendor", "Bay", status=1).err
    run("vendors", "activate", "Bay")
    assert "Bay" in run("vendors", "list").out


def test_holidays(run: Run) -> None:
    """Of the studio and of a vendor; added and removed."""
    run("holidays", "add", "2026-12-24", "Eve")
    run("holidays", "add", "2026-12-28", "--vendor", "Print room")
    assert run("holidays", "list", "--json").json == {
        "holidays": [{"date": "2026-12-24", "name": "Eve"}]
    }
    vendor = run("holidays", "list", "--vendor", "Print room", "--json").json["holidays"]
    assert vendor[0]["date"] == "2026-12-28"
    run("holidays", "remove", "2026-12-24", "--dry-run")
    assert "already" in run("holidays", "add", "2026-12-24", status=1).err
    run("holidays", "remove", "2026-12-24")
    assert "There are none." in run("holidays", "list").out
    assert "no closed day" in run("holidays", "remove", "2026-12-24", status=1).err


def test_types(run: Run) -> None:
    """In the studio's order, which can be changed."""
    run("types", "add", "production", "Mug", "--prints")
    assert (
        run("types", "change", "production", "Mug", "--no-prints", "--json").json["prints"] is False
    )
    ordered = run("types", "reorder", "production", "Mug", "Digital", "--json").json["types"]
    assert [t["name"] for t in ordered][:2] == ["Mug", "Digital"]
    run("types", "deactivate", "production", "Mug")
    assert "inactive" in run("new", "order", "--client", "A", "--type", "Mug", status=1).err
    run("types", "activate", "production", "Mug")
    assert "Mug" in run("types", "list", "production").out


def test_a_new_track_is_listed_by_check_until_it_is_whole(run: Run) -> None:
    """`statuses add` makes type and track; without a final status it takes no cards."""
    first = run(
        "statuses", "add", "production", "Mug", "Start", "--days", "1", "--initial", "--json"
    )
    assert first.json["problems"] == ["it needs exactly one final status"]
    refused = run("new", "order", "--client", "A", "--type", "Mug", status=1)
    assert "cannot take cards" in refused.err
    assert "track Mug" in run("check", status=1).out
    assert "cannot take records" in run("tracks", "list", "production").out
    run("statuses", "add", "production", "Mug", "End", "--days", "0", "--final")
    run("statuses", "add", "production", "Mug", "Fire", "--days", "0.5", "--state", "active",
        "--position", "2", "--wip-limit", "3", "--wip-hard", "--user", "none")  # fmt: skip
    listed = run("statuses", "list", "production", "Mug", "--json").json["statuses"]
    assert [(s["status"], s["days"], s["state"]) for s in listed] == [
        ("Start", 1, "todo"), ("Fire", 0.5, "active"), ("End", 0, "done"),
    ]  # fmt: skip
    assert (listed[1]["wip_limit"], listed[1]["wip_hard"]) == (3, True)
    assert run("new", "order", "--client", "A", "--type", "Mug").out == "O-1001\n"
    run("check")


def test_statuses_change(run: Run) -> None:
    """Properties, name, place and use; due dates follow."""
    ref = run("new", "order", "--client", "A", "--type", "Print").out.strip()
    words = ("statuses", "change", "production", "Print", "Order Entered", "--days", "2")
    run(*words, "--dry-run")
    assert run("show", ref, "--json").json["due"].startswith("2026-11-24")
    run(*words, "--rename", "Entered")
    shown = run("show", ref, "--json").json
    assert (shown["status"], shown["due"][:10]) == ("Entered", "2026-11-25")
    run("statuses", "deactivate", "production", "Print", "QA")
    assert (
        run("tracks", "list", "production", "--json").json["tracks"][0]["statuses"].count("QA") == 0
    )
    run("statuses", "activate", "production", "Print", "QA")
    order = run("statuses", "reorder", "production", "Print", "Entered", "QA", "--json").json
    assert [s["status"] for s in order["statuses"]][:2] == ["Entered", "QA"]
    assert "Entered" in run("statuses", "list").out


def test_tracks(run: Run) -> None:
    """Names, methods and use."""
    changed = run("tracks", "change", "production", "Print", "--method", "backward", "--json").json
    assert changed["method"] == "backward"
    run("tracks", "change", "production", "Print", "--method", "default", "--rename", "Prints")
    assert "Prints (production)" in run("tracks", "list").out
    assert "nothing to change" in run("tracks", "change", "production", "Prints", status=1).err
    assert (
        "would have no track" in run("tracks", "deactivate", "production", "Prints", status=1).err
    )
    run("types", "deactivate", "production", "Prints")
    run("tracks", "deactivate", "production", "Prints")
    assert not run("tracks", "list", "production", "--json").json["tracks"][0]["active"]
    run("tracks", "activate", "production", "Prints")


def test_items(run: Run) -> None:
    """Prices in any notation; the vendor by name."""
    added = run("items", "add", "8X10", "--price", "$1,012.50", "--vendor", "Print room", "--width",
                "8", "--height", "10", "--description", "Print", "--json").json  # fmt: skip
    assert (added["price"], added["vendor"], added["width"]) == ("1012.50", "Print room", 8)
    assert "--price" in run("items", "add", "X", "--price", "much", status=1).err
    assert run("items", "change", "8x10", "--cost", "3", "--json").json["cost"] == "3.00"
    run("items", "deactivate", "8X10")
    assert run("items", "list", "--json").json == {"items": []}
    assert len(run("items", "list", "--all", "--json").json["items"]) == 1
    run("items", "activate", "8X10")
    assert "8X10" in run("items", "list").out
    assert "nothing to change" in run("items", "change", "8X10", status=1).err


@pytest.mark.parametrize(
    "words",
    [
        ("users", "add", "new"),
        ("vendors", "add", "New"),
        ("departments", "add", "New"),
        ("types", "add", "production", "New"),
        ("statuses", "add", "production", "Print", "New"),
        ("items", "add", "NEW"),
        ("holidays", "add", "2026-12-24"),
        ("triggers", "add", "T", "--kind", "task", "--status", "To Do", "--subject", "x"),
    ],
)
def test_set_up_needs_the_right_to(run: Run, words: tuple[str, ...]) -> None:
    """An operator works, and sets nothing up."""
    run("users", "add", "olga", "--role", "operator")
    assert "olga is operator" in run("--as", "olga", *words, status=1).err
