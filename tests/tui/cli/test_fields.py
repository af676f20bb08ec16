"""Fields of the studio's own by commands: made, set, shown, found, in the log, undone."""

from __future__ import annotations

from tests.tui.cli.conftest import Run


def test_a_field_from_its_making_to_its_filter(run: Run) -> None:
    """Everything that is done with one."""
    made = run("fields", "add", "invoice", "Album colour", "--json").json
    assert (made["sort"], made["filter"]) == ("text", "album-colour")
    run("fields", "add", "invoice", "Delivery slot", "--sort", "date")
    for client in ("Ada", "Bo"):
        run("new", "invoice", "--client", client)
    run("set", "I-1001", "Album colour=red", "delivery_slot=+3d")
    shown = run("show", "I-1001", "--json").json
    assert shown["fields"]["album_colour"] == "red"
    assert shown["fields"]["delivery_slot"] == "2026-11-26"
    assert shown["log"][0]["field"] in ("Album colour", "Delivery slot")
    text = run("show", "I-1001").out
    assert "Album colour     red" in text

    def found(query: str) -> list[str]:
        records = run("list", "invoices", "--filter", query, "--json").json["records"]
        return [record["ref"] for record in records]

    assert found("album-colour:red") == ["I-1001"]
    assert found("delivery-slot<+4d") == ["I-1001"]
    assert found("album-colour:none") == ["I-1002"]
    run("undo")
    assert found("album-colour:red") == []


def test_what_cannot_be_is_said(run: Run) -> None:
    """A name that means something else, a kind without fields, a text that is no date."""
    assert "means something else in filters" in run("fields", "add", "order", "Due", status=1).err
    assert "session, invoice, order can" in run("fields", "add", "task", "X", status=1).err
    run("fields", "add", "order", "Shelf", "--sort", "date")
    ref = run("new", "order", "--client", "A", "--type", "Print").out.strip()
    assert '"soonish" is not a date' in run("set", ref, "shelf=soonish", status=1).err
    said = run("list", "production", "--filter", "shelff:none", status=1).err
    assert "did you mean shelf?" in said


def test_fields_are_listed_ordered_and_switched(run: Run) -> None:
    """With their kinds, each in an order of its own."""
    for name in ("Bb", "Aa"):
        run("fields", "add", "session", name)
    listed = run("fields", "list", "session", "--json").json["fields"]
    assert [row["name"] for row in listed] == ["Aa", "Bb"]
    ordered = run("fields", "reorder", "session", "Bb", "--place", "1", "--json").json["fields"]
    assert [row["name"] for row in ordered] == ["Bb", "Aa"]
    run("fields", "change", "session", "Bb", "--rename", "Cc", "--sort", "note")
    assert run("fields", "deactivate", "session", "Cc").out == "session field Cc is inactive now.\n"
    assert run("fields", "list").out.splitlines()[0].split() == [
        "KIND", "NAME", "SORT", "FILTER", "ACTIVE",
    ]  # fmt: skip
