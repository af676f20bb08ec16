"""`search` finds clients, records and notes by words, for people and for scripts."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def ref(run: Any) -> str:
    """An order with a note."""
    made: str = run("new", "order", "--client", "Zoë Álvarez", "--type", "Print").out.strip()
    run("note", made, "glossy\nplease")
    return made


def test_as_json(run: Any, ref: str) -> None:
    """Clients as they are listed, records as cards, notes with whose they are."""
    found = run("search", "alv", "zoe", "--json").json
    assert found["query"] == "alv zoe"
    assert [one["name"] for one in found["clients"]] == ["Zoë Álvarez"]
    assert [one["ref"] for one in found["records"]] == [ref]
    assert (found["notes"], found["more"]) == ([], False)
    (note,) = run("search", "GLOSS", "--json").json["notes"]
    assert (note["ref"], note["text"]) == (ref, "glossy\nplease")
    assert note["at"].startswith("2026-11-23T10:00:00")
    assert set(note) == {"ref", "at", "by", "text"}


@pytest.mark.parametrize("part", ["clients", "records", "notes"])
def test_only_one_part(run: Any, ref: str, part: str) -> None:
    """The others stay empty."""
    run("note", ref, "Zoe rings on Mondays")
    found = run("search", "zoe", f"--{part}", "--json").json
    assert {name for name in ("clients", "records", "notes") if found[name]} == {part}


def test_as_text(run: Any, ref: str) -> None:
    """Tables that fit the width; nothing found is told with what to try."""
    run("note", ref, "zoe " + "long " * 300)
    text = run("search", "zoe").out
    assert [line for line in text.splitlines() if line in ("Clients", "Records", "Notes")] == [
        "Clients", "Records", "Notes",
    ]  # fmt: skip
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "Nothing was found" in run("search", "xyzzy").out
    assert "say what to look for" in run("search", "*", status=1).err


def test_there_is_more(run: Any) -> None:
    """Said in both forms."""
    for _ in range(51):
        run("new", "task", "--subject", "Order paper")
    found = run("search", "paper", "--json").json
    assert (len(found["records"]), found["more"]) == (50, True)
    assert "and more records" in run("search", "paper").out


@pytest.mark.parametrize("text", ['"', "a OR b", "NEAR(a b)", "a*b^", "[/]", "x-", "\x1b[31m"])
def test_hostile_words(run: Any, text: str) -> None:
    """Are looked for as words, or refused as none."""
    from tui.main import main

    assert main(["search", text]) in (0, 1)
    del run


def test_after_a_restore(run: Any, ref: str, tmp_path: Any) -> None:
    """What the copy had is found, and what came after it is not."""
    run("backup", str(tmp_path / "copy.db"))
    run("note", ref, "zebra")
    assert run("search", "zebra", "--json").json["notes"]
    run("restore", str(tmp_path / "copy.db"))
    assert not run("search", "zebra", "--json").json["notes"]
    assert run("search", "gloss", "--json").json["notes"]
    run("note", ref, "giraffe")
    assert run("search", "giraffe", "--json").json["notes"]
