"""The commands of opt-outs."""

from __future__ import annotations

import pytest

from tests.tui.cli.conftest import NOW, Run

NUMBER = "+12125550100"


def test_add_list_remove(run: Run) -> None:
    """In text and in JSON, with who did it and when."""
    assert run("opt-outs", "list").out == "Nobody has opted out.\n"
    assert run("opt-outs", "add", "+1 (212) 555-0100").out == f"{NUMBER} gets no more SMS.\n"
    (row,) = run("opt-outs", "list", "--json").json["opt_outs"]
    assert (row["channel"], row["address"], row["at"]) == ("sms", NUMBER, NOW)
    assert (row["source"], row["by"] is not None) == ("person", True)
    assert NUMBER in run("opt-outs", "list").out
    assert run("opt-outs", "remove", NUMBER).out == f"{NUMBER} may get SMS.\n"
    assert run("opt-outs", "list", "--json").json == {"opt_outs": []}


def test_addresses_and_channels(run: Run) -> None:
    """An address is one of email by itself; the list can be narrowed."""
    found = run("opt-outs", "add", "Ada@Example.com", "--json").json["opt_outs"]
    assert (found[0]["channel"], found[0]["address"]) == ("email", "ada@example.com")
    run("opt-outs", "add", NUMBER)
    listed = run("opt-outs", "list", "--channel", "email", "--json").json["opt_outs"]
    assert [row["address"] for row in listed] == ["ada@example.com"]


def test_a_dry_run_writes_nothing(run: Run) -> None:
    """It says what would be."""
    found = run("opt-outs", "add", NUMBER, "--dry-run", "--json").json
    assert (found["dry_run"], found["opt_outs"][0]["address"]) == (True, NUMBER)
    assert run("opt-outs", "list", "--json").json == {"opt_outs": []}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "555"), "'555' is no phone number"),
        (("add", "[/]\x1b[31m"), "is no phone number"),
        (("add", "ada@", "--channel", "email"), "is no email address"),
        (("remove", NUMBER), "is not on the list of sms opt-outs"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, words: tuple[str, ...], says: str) -> None:
    """With one line that says why."""
    (line,) = run("opt-outs", *words, status=1).errors
    assert says in line
    assert "\x1b" not in line
