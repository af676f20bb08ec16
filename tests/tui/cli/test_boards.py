"""Boards and lists as text and as the JSON that scripts rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import listings
from tests.tui.cli.conftest import Run

CARD = {
    "ref", "kind", "client", "type", "vendor", "track", "status", "state", "entered", "due",
    "overdue", "user", "department", "priority", "version", "lines",
}  # fmt: skip


def order(run: Run, client: str = "Ana", of_type: str = "Print", **more: str) -> str:
    """Make a production order; returns its reference."""
    words = [word for name, value in more.items() for word in (f"--{name}", value)]
    return run("new", "order", "--client", client, "--type", of_type, *words).out.strip()


def test_a_board_has_its_columns_per_track_in_order(run: Run) -> None:
    """Like-named statuses share a lane on screen; the JSON stays per track."""
    ref = order(run)
    order(run, of_type="Album")
    found = run("board", "production", "--json").json
    assert found["board"] == "production"
    assert found["at"].startswith("2026-11-23T10:00:0")
    columns = found["columns"]
    assert [c["status"] for c in columns if c["track"] == "Print"][:3] == [
        "Order Entered", "Retouch", "Sent to Lab",
    ]  # fmt: skip
    first = columns[0]
    assert set(first) == {"track", "status", "state", "count", "late", "wip_limit", "cards"}
    assert (first["track"], first["count"], first["late"]) == ("Print", 1, 0)
    card = first["cards"][0]
    assert card["ref"] == ref
    assert set(card) >= CARD
    assert (card["client"], card["type"], card["vendor"]) == ("Ana", "Print", None)
    assert card["due"] == "2026-11-24T18:00:00-05:00"
    assert sum(column["count"] for column in columns) == 2


def test_finished_columns_have_all_their_cards_in_json(run: Run) -> None:
    """A script sees what is done as well, with the exact number."""
    ref = order(run)
    run("advance", ref, "--to", "Delivered")
    columns = run("board", "--json").json["columns"]
    done = next(c for c in columns if (c["track"], c["status"]) == ("Print", "Delivered"))
    assert (done["count"], done["cards"][0]["ref"], done["cards"][0]["due"]) == (1, ref, None)


def test_late_cards_are_counted_by_the_time_of_the_command(run: Run) -> None:
    """Two days later the same card is late."""
    order(run)
    column = run("board", "--json", at="2026-11-25T09:00:00-05:00").json["columns"][0]
    assert (column["late"], column["cards"][0]["overdue"]) == (1, True)


def test_a_board_as_text(run: Run) -> None:
    """Lanes with cards have a heading and rows; empty ones share a line; finished are a number."""
    refs = [order(run, client=f"Client {n}") for n in range(4)]
    run("advance", refs[0], "--to", "Delivered")
    text = run("board", "production", "--limit", "2").out
    assert "Order Entered  (3 cards)" in text
    assert "  … 1 more" in text
    assert "Delivered  (1 card)" in text
    assert refs[0] not in text
    assert "Empty: Retouch" in text
    assert refs[0] in run("board", "production", "--all").out
    assert all(len(line) <= 80 for line in text.splitlines())


def test_a_filter_narrows_a_board(run: Run) -> None:
    """Counts and cards follow the filter, wherever its words stand."""
    order(run, client="Ana")
    ref = order(run, client="Bo Smith")
    for query in ("smith", "client:Bo* or nothing", "-ana"):
        columns = run("board", "--filter", query, "--json").json["columns"]
        assert [card["ref"] for column in columns for card in column["cards"]] == [ref]
        assert sum(column["count"] for column in columns) == 1


def test_a_wrong_filter_names_the_place(run: Run) -> None:
    """One line: where it is wrong, and what could stand there."""
    found = run("board", "--filter", "stat:x", status=1)
    assert found.errors == ['filter, character 1: no field "stat"; did you mean status?']
    assert found.out == ""


@pytest.mark.parametrize("group", ["vendor", "person", "department", "stage"])
def test_lanes_may_stand_for_something_else(run: Run, group: str) -> None:
    """Grouped boards have no tracks."""
    ref = order(run)
    columns = run("board", "--group", group, "--json").json["columns"]
    assert [(c["track"], [card["ref"] for card in c["cards"]]) for c in columns] == [(None, [ref])]
    assert ref in run("board", "--group", group).out


def test_the_board_as_it_was(run: Run) -> None:
    """An earlier time shows the card where it was then."""
    ref = order(run)
    run("advance", ref, at="2026-11-24T10:00:00-05:00")
    later = "2026-11-25T10:00:00-05:00"

    def where(*more: str) -> str:
        columns = run("board", "--json", *more, at=later).json["columns"]
        return next(str(c["status"]) for c in columns if c["cards"])

    assert where() == "Retouch"
    assert where("--as-of", "2026-11-23 12:00") == "Order Entered"


def test_pages_of_a_long_column_join_without_a_gap(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a column is read, every card comes once and in order."""
    refs = [order(run, client=f"C{n}") for n in range(7)]
    monkeypatch.setattr(listings, "PAGE", 3)
    for sort in ("due", "client", "number"):
        cards = run("board", "--sort", sort, "--json").json["columns"][0]["cards"]
        assert [card["ref"] for card in cards] == refs
    assert [c["ref"] for c in run("list", "orders", "--json").json["records"]] == refs


def test_lists_have_one_kind(run: Run) -> None:
    """Tasks and calls share a board, not a list; each says what it is about."""
    ref = order(run)
    task = run("new", "task", "--subject", "Look", "--about", ref).out.strip()
    call = run("new", "call", "--subject", "Ring", "--about", ref).out.strip()
    found = run("list", "tasks", "--json").json
    assert (found["kind"], [r["ref"] for r in found["records"]]) == ("task", [task])
    record = run("list", "calls", "--json").json["records"][0]
    assert (record["ref"], record["about"], record["subject"]) == (call, ref, "Ring")
    assert record["trigger"] is None
    assert task in run("list", "tasks").out
    assert "No records match" in run("list", "sessions").out


def test_clients_are_listed(run: Run) -> None:
    """By name, or by number, narrowed by words."""
    order(run, client="Zoë Álvarez")
    order(run, client="Bo")
    names = [r["name"] for r in run("list", "clients", "--json").json["records"]]
    assert names == ["Bo", "Zoë Álvarez"]
    found = run("list", "clients", "--filter", "alvarez", "--json").json
    assert (found["kind"], found["records"][0]["number"]) == ("client", 1)
    assert "Zoë" in run("list", "clients").out


def test_unknown_boards_and_lists_are_answered_with_the_nearest(run: Run) -> None:
    """One line with what there is."""
    assert "did you mean production" in run("board", "producton", status=2).err
    assert "did you mean clients" in run("list", "clinets", status=2).err


def test_without_a_terminal_the_board_and_the_hub_are_printed(run: Run) -> None:
    """`safelight` in a pipe shows what the boards would."""
    ref = order(run)
    text = run().out
    assert ref in text
    assert "0 late" in text
    assert run("--json", "--board", "tasks").json["board"] == "tasks"


def test_saved_views_open_boards(run: Run, studio: Path) -> None:
    """A view keeps filter and order; a dry run keeps nothing."""
    order(run)
    rush = order(run, priority="rush")
    run("views", "save", "production", "Rush", "--filter", "rush", "--dry-run")
    assert run("views", "list", "--json").json == {"views": []}
    saved = run("views", "save", "production", "Rush", "--filter", "rush", "--json").json
    assert saved["filter"] == "rush"
    columns = run("board", "--view", "Rush", "--json").json["columns"]
    assert [card["ref"] for column in columns for card in column["cards"]] == [rush]
    assert "Rush" in run("views", "list", "production").out
    run("views", "delete", "production", "Rush")
    assert "no saved view" in run("board", "--view", "Rush", status=1).err
