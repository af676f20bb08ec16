"""Commands that change things: what they answer, and that a dry run writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Run


@pytest.fixture
def order(run: Run) -> str:
    """A production order."""
    return run("new", "order", "--client", "Ana", "--type", "Print").out.strip()


# Making ------------------------------------------------------------------------------------------


def test_new_prints_the_reference_alone_or_the_card(run: Run) -> None:
    """For scripts, and for scripts that want more."""
    words = ("new", "session", "--client", "Ana", "--type", "Portrait", "--at", "2026-12-01 10:00")
    assert run(*words).out == "S-1001\n"
    found = run(*words, "--json").json
    assert (found["ref"], found["client"], found["type"]) == ("S-1002", "Ana", "Portrait")
    shown = run("show", "S-1001", "--json").json
    assert shown["fields"]["date"] == "2026-12-01T10:00:00-05:00"
    assert len(run("list", "clients", "--json").json["records"]) == 1


def test_new_order_with_every_choice(run: Run) -> None:
    """Lines, promise, owner, priority, notes and a number of one's own."""
    run("vendors", "add", "Bay Lab", "--type", "Print")
    found = run(
        "new", "order", "--kind", "production", "--client", "Ana", "--type", "Print", "--vendor",
        "bay lab", "--promised", "2026-12-20", "--line", "description=Print,qty=3,price=2.50",
        "--priority", "high", "--department", "Retouch", "--notes", "gloss", "--number", "2001",
        "--due", "2026-11-30", "--json",
    ).json  # fmt: skip
    assert (found["ref"], found["vendor"], found["lines"], found["value"]) == (
        "O-2001", "Bay Lab", 1, "7.50",
    )  # fmt: skip
    assert (found["priority"], found["department"]) == ("high", "Retouch")
    assert (found["due"], found["due_by_hand"]) == ("2026-11-30T18:00:00-05:00", True)
    assert run("new", "order", "--client", "B", "--type", "Print").out == "O-2002\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "order", "--client", "A", "--type", "Prnt"), "did you mean Print"),
        (("new", "order", "--client", "A", "--vendor", "Print rom"), "did you mean Print room"),
        (("new", "task", "--subject", "x", "--user", "roott"), "no user"),
        (("new", "task"), "a task needs a subject"),
        (("new", "session", "--type", "Portrait"), "needs a client"),
        (("new", "order", "--client", "A", "--line", "description=x,qty=no"), "no quantity"),
        (("new", "order", "--client", "A", "--line", "x,colour=red"), "no 'colour'"),
        (("new", "order", "--client", "A", "--line", "description=x,price=1.234"), "--line"),
        (("new", "invoice", "--client", "A", "--line", "NOITEM"), "no item"),
        (("new", "order", "--client", "A", "--due", "someday"), "--due"),
        (("new", "order", "--client", "A", "--priority", "urgent"), "no priority"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused_in_a_line(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    """What is wrong and what it could have been; nothing is made, no client either."""
    found = run(*words, status=1)
    assert said in found.err
    assert found.out == ""
    assert run("list", "clients", "--json").json["records"] == []


def test_a_dry_run_makes_nothing(run: Run) -> None:
    """The answer is the same, the studio is as it was."""
    found = run("new", "order", "--client", "A", "--type", "Print", "--dry-run", "--json").json
    assert (found["ref"], found["dry_run"]) == ("O-1001", True)
    assert run("list", "orders", "--json").json["records"] == []
    assert run("list", "clients", "--json").json["records"] == []
    assert "dry run" in run("new", "task", "--subject", "x", "--dry-run").out


# Moving ------------------------------------------------------------------------------------------


def test_advance_says_from_to_due_and_version(run: Run, order: str) -> None:
    """The shape that scripts rely on."""
    assert run("advance", order, "--json").json == {
        "moved": [
            {
                "ref": order,
                "from": "Order Entered",
                "to": "Retouch",
                "due": "2026-11-26T18:00:00-05:00",
                "version": 2,
            }
        ],
        "refused": [],
        "warnings": [],
    }


def test_advance_with_every_choice(run: Run, order: str) -> None:
    """The step's completion, the next status, its date and its owner are all chosen."""
    run("users", "add", "bob", "--role", "staff")
    found = run(
        "advance", order, "--to", "QA", "--completed", "2026-11-20", "--due", "2026-12-01 12:00",
        "--user", "bob", "--department", "none", "--note", "n", "--reason", "r", "--json",
        "--expect-version", "1",
    ).json["moved"][0]  # fmt: skip
    assert (found["to"], found["due"]) == ("QA", "2026-12-01T12:00:00-05:00")
    shown = run("show", order, "--json").json
    assert (shown["user"], shown["department"], shown["due_by_hand"]) == ("bob", None, True)
    left = shown["visits"][0]
    assert (left["completed"], left["note"], left["reason"]) == (
        "2026-11-20T18:00:00-05:00", "n", "r",
    )  # fmt: skip


def test_one_refusal_stops_all(run: Run, order: str) -> None:
    """Nothing is moved, every reason is told, the status is 1."""
    found = run("advance", order, "O-9", "--json", status=1)
    assert found.json["moved"] == []
    assert [one["ref"] for one in found.json["refused"]] == ["O-9"]
    assert "O-9" in found.err
    assert run("show", order, "--json").json["status"] == "Order Entered"
    found = run("advance", order, "--to", "Nowhere", status=1)
    assert found.err.startswith(f"{order}: ")


def test_a_stale_version_is_refused_with_who_and_when(run: Run, order: str) -> None:
    """Nothing is overwritten."""
    run("advance", order)
    found = run("advance", order, "--expect-version", "1", status=1)
    assert "changed it at 10:0" in found.err
    assert "it is now in Retouch" in found.err
    assert run("set", order, "priority=rush", "--expect-version", "1", status=1).out == ""
    both = run("advance", order, "O-2", "--expect-version", "1", status=1)
    assert "one card" in both.err


def test_advance_of_different_types_goes_to_each_ones_next(run: Run, order: str) -> None:
    """Each card follows its own track; back goes back."""
    album = run("new", "order", "--client", "Bo", "--type", "Album").out.strip()
    moved = run("advance", order, album, "--json").json["moved"]
    assert [one["to"] for one in moved] == ["Retouch", "Layout"]
    back = run("advance", order, album, "--back", "--json").json["moved"]
    assert [one["to"] for one in back] == ["Order Entered", "Order Entered"]


def test_a_dry_run_of_a_move(run: Run, order: str) -> None:
    """It says where to, and the card stays."""
    assert run("advance", order, "--dry-run", "--json").json["moved"][0]["to"] == "Retouch"
    assert "dry run" in run("advance", order, "--dry-run").out
    assert run("show", order, "--json").json["version"] == 1


def test_hold_needs_a_reason(run: Run, order: str) -> None:
    """With one, the card waits; without, the usage says so."""
    assert run("hold", order, status=2).out == ""
    moved = run("hold", order, "--reason", "crop", "--cause", "client", "--json").json["moved"]
    assert moved[0]["to"] == "Waiting on Client"


def test_done_completes_tasks_only(run: Run, order: str) -> None:
    """Several at once; an order is refused."""
    tasks = [run("new", "task", "--subject", "x").out.strip() for _ in "12"]
    assert [m["to"] for m in run("done", *tasks, "--json").json["moved"]] == ["Done", "Done"]
    assert "only tasks and calls" in run("done", order, status=1).err


def test_rescheduling_moves_what_a_holiday_would(run: Run, order: str) -> None:
    """After a change of the settings due dates follow; what was set by hand stays."""
    other = run("new", "order", "--client", "B", "--type", "Print", "--due", "fri").out.strip()
    assert run("reschedule", "--json").json == {"rescheduled": []}
    run("holidays", "add", "2026-11-24", "Closed")
    shown = run("show", order, "--json").json
    assert shown["due"] == "2026-11-25T18:00:00-05:00"
    assert run("show", other, "--json").json["due_by_hand"]
    assert "0 due dates moved" in run("reschedule", order).out


# Changing ----------------------------------------------------------------------------------------


def test_set_changes_fields_of_several(run: Run, order: str) -> None:
    """All of them, or none with every reason."""
    other = run("new", "order", "--client", "Bo", "--type", "Print").out.strip()
    found = run("set", order, other, "priority=rush", "due=+3d", "--json").json["changed"]
    assert [(c["ref"], c["priority"], c["version"] > 1) for c in found] == [
        (order, "rush", True), (other, "rush", True),
    ]  # fmt: skip
    refused = run("set", order, "colour=red", "priority=urgent", status=1)
    assert len(refused.errors) == 2
    assert all(line.startswith(f"{order}: ") for line in refused.errors)
    assert run("set", order, "priority=low", "--dry-run", "--json").json["dry_run"]
    assert run("show", order, "--json").json["priority"] == "rush"


@pytest.mark.parametrize("words", [("set", "O-1001"), ("set", "a=b"), ("set", "O-1", "a=b", "c")])
def test_set_needs_records_then_fields(run: Run, words: tuple[str, ...]) -> None:
    """Anything else is told with an example."""
    assert len(run(*words, status=1).errors) == 1


def test_notes_need_a_record_and_words(run: Run, order: str) -> None:
    """Words behind the references are the text."""
    assert run("note", order, "hello", "there", "--json").json == {"noted": [order]}
    assert "name the record first" in run("note", "hello", status=1).err
    assert "needs some text" in run("note", order, status=1).err


def test_payments_add_up(run: Run) -> None:
    """Money in several notations; what was given back is taken off."""
    words = ("new", "invoice", "--client", "A", "--line", "description=x,price=100")
    invoice = run(*words).out.strip()
    run("pay", invoice, "$1,0.00", status=1)
    paid = ("pay", invoice, "40.00", "--on", "2026-11-20", "--method", "card", "--json")
    assert run(*paid).json == {
        "ref": invoice, "total": "100.00", "paid": "40.00", "open": "60.00", "paid_share": 0.4,
    }  # fmt: skip
    assert run("pay", invoice, "-10", "--json").json["paid"] == "30.00"
    assert "$31.00 of $100.00 paid" in run("pay", invoice, "1", "--dry-run").out
    assert "cannot be given back" in run("pay", invoice, "-31", status=1).err
    assert run("pay", invoice, "0.00", status=1).out == ""


def test_calls_are_noted(run: Run) -> None:
    """A result alone keeps the call open; with an outcome it is done."""
    call = run("new", "call", "--subject", "Ring", "--client", "A").out.strip()
    found = run("call", call, "--result", "voicemail", "--json").json
    assert (found["result"], found["status"]) == ("voicemail", "To Call")
    found = run("call", call, "--result", "reached", "--outcome", "comes Friday", "--json").json
    assert (found["outcome"], found["state"]) == ("comes Friday", "done")
    assert "no result of a call" in run("call", call, "--result", "maybe", status=1).err


def test_timers(run: Run, order: str) -> None:
    """Minutes are booked, listed and corrected; a second start is refused."""
    assert run("timer", "list", order, "--json").json == {"timers": []}
    run("timer", "start", order)
    assert "running already" in run("timer", "start", order, status=1).err
    stopped = run("timer", "stop", order, "--json", at="2026-11-23T10:30:00-05:00").json
    assert stopped["minutes"] == pytest.approx(30, abs=0.5)
    run("timer", "correct", str(stopped["id"]), "25", "--dry-run")
    assert run("timer", "list", order, "--json").json["timers"][0]["minutes"] > 29
    run("timer", "correct", str(stopped["id"]), "25")
    assert "25" in run("timer", "list", order).out


# History -----------------------------------------------------------------------------------------


def test_undo_and_redo(run: Run, order: str) -> None:
    """The last action of one's own, or a named one; a dry run takes nothing back."""
    run("advance", order)
    listed = run("undo", "--list", "--json").json["actions"]
    assert listed[0]["name"] == "advance"
    run("undo", "--dry-run")
    assert run("show", order, "--json").json["status"] == "Retouch"
    found = run("undo", "--json").json
    assert (found["undone"], found["cannot"]) == ([order], [])
    assert run("show", order, "--json").json["status"] == "Order Entered"
    assert run("redo", "--json").json["undone"] == [order]
    assert run("show", order, "--json").json["status"] == "Retouch"
    assert run("undo", str(listed[0]["action"])).out.startswith("Undone: ")
    assert "no action 999" in run("undo", "999", status=1).err


def test_the_log(run: Run, order: str) -> None:
    """Who, when, from where, before and after; of one record, or since a time."""
    run("set", order, "priority=rush")
    line = run("log", order, "--json").json["changes"][0]
    assert {"at", "by", "from", "ref", "field", "before", "after"} <= set(line)
    assert (line["ref"], line["field"], line["before"], line["after"]) == (
        order, "priority", "normal", "rush",
    )  # fmt: skip
    assert run("log", "--since", "tomorrow", "--json").json == {"changes": []}
    assert "rush" in run("log", order).out
    assert len(run("log", "--limit", "1", "--json").json["changes"]) >= 1


# Rights ------------------------------------------------------------------------------------------


def test_acting_for_others(run: Run, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An admin may, the log says so; a viewer may only look; a forced command fixes the user."""
    run("users", "add", "vera", "--role", "viewer")
    run("users", "add", "sam", "--role", "staff")
    run("--as", "sam", "advance", order)
    assert run("log", order, "--json").json["changes"][0]["by"] == "sam"
    assert "vera is viewer" in run("--as", "vera", "advance", order, status=1).err
    assert run("--as", "vera", "show", order, "--json").json["status"] == "Retouch"
    assert "no user is called 'sma'" in run("--as", "sma", "hub", status=1).err
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "safelight --as sam")
    assert "fixed by the key" in run("--as", "sam", "hub", status=1).err


def test_read_only_refuses_every_change(run: Run, order: str) -> None:
    """Looking works."""
    assert run("--read-only", "show", order).out
    assert "may not do this" in run("advance", order, "--read-only", status=1).err
    assert run("show", order, "--json").json["version"] == 1


# Import ------------------------------------------------------------------------------------------


def test_import_is_all_or_nothing(run: Run, tmp_path: Path) -> None:
    """Every bad row is named; a dry run and a refusal write nothing."""
    good = tmp_path / "clients.csv"
    good.write_text("Name,Email\nAna,ana@example.com\nBo,bo@example.com\n", encoding="utf-8")
    report = run("import", "clients", str(good), "--dry-run", "--json").json
    assert (report["created"], report["dry_run"]) == (2, True)
    assert run("list", "clients", "--json").json["records"] == []
    bad = tmp_path / "bad.csv"
    bad.write_text("Name,Email\nAna,ana@example.com\n,nobody\n", encoding="utf-8")
    assert any("line 3" in line for line in run("import", "clients", str(bad), status=1).errors)
    assert run("list", "clients", "--json").json["records"] == []
    assert run("import", "clients", str(good), "--json").json["created"] == 2
    assert "2 already there" in run("import", "clients", str(good)).out
    assert run("import", "cats", str(good), status=2).out == ""
    assert "no pictures" in run("import", "images", str(tmp_path), status=1).err
    assert run("import", "clients", str(tmp_path / "none.csv"), status=1).err.count("\n") == 1
