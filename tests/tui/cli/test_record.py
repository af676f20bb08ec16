"""One record in full, with why it is due when it is."""

from __future__ import annotations

from tests.tui.cli.conftest import Run


def test_show_has_every_part(run: Run) -> None:
    """The keys that scripts rely on are there, filled from what happened."""
    ref = run(
        "new", "order", "--client", "Ana", "--type", "Print", "--promised", "2026-12-20",
        "--line", "description=8x10,qty=2,price=12.50,code=L8",
    ).out.strip()  # fmt: skip
    task = run("new", "task", "--subject", "Look", "--about", ref).out.strip()
    run("note", ref, "the", "lab called")
    run("timer", "start", ref)
    run("timer", "stop", ref)
    run("timer", "correct", "1", "12.5")
    run("advance", ref, "--note", "checked")
    found = run("show", ref, "--json").json
    assert {
        "due_because", "due_by_hand", "promised", "baseline", "visits", "line_items", "messages",
        "files", "log",
    } <= set(found)  # fmt: skip
    assert found["promised"] == "2026-12-20T18:00:00-05:00"
    assert [visit["status"] for visit in found["visits"]] == ["Order Entered", "Retouch"]
    first = found["visits"][0]
    assert (first["minutes"], first["by"] is not None, first["note"]) == (12.5, True, "checked")
    assert first["left"] == found["visits"][1]["entered"]
    assert first["completed"][:17] == first["left"][:17]
    assert found["line_items"][0] | {"note": None} == {
        "line": 1, "item": None, "description": "8x10", "quantity": 2, "received": 0,
        "price": "12.50", "vendor": None, "vendor_code": "L8", "image": None, "state": "open",
        "order": ref, "note": None, "outstanding": 2, "damaged": 0, "package": None,
        "options": None, "enhancement": None, "crop": None, "settled": None,
    }  # fmt: skip
    assert [errand["ref"] for errand in found["errands"]] == [task]
    assert found["note_list"][0]["text"] == "the lab called"
    assert found["timers"][0]["minutes"] == 12.5
    assert found["baseline"][0]["status"] == "Order Entered"
    status = next(line for line in found["log"] if line["field"] == "status")
    assert (status["before"], status["after"]) == ("Order Entered", "Retouch")


def test_a_settled_line_says_so(run: Run) -> None:
    """In the place of a state: nothing is ordered for it."""
    run("new", "session", "--client", "Ada", "--type", "Wedding")
    ref = run(
        "new", "invoice", "--session", "S-1001", "--line", "description=Frame,settled=in stock"
    ).out.strip()
    for words in (("show", ref), ("lines", "list", ref)):
        (line,) = [line for line in run(*words).out.splitlines() if "Frame" in line]
        assert "settled" in line.split()


def test_why_forward(run: Run) -> None:
    """The rule, what was counted from, how many days, which days were skipped."""
    ref = run("new", "order", "--client", "A", "--type", "Print").out.strip()
    run("advance", ref, at="2026-11-27T10:00:00-05:00")
    why = run("show", ref, "--json").json["due_because"]
    assert why.startswith("Retouch is due Wed 2 Dec 2026, 18:00.")
    assert "when Order Entered was completed" in why
    assert "3 business days on the studio's calendar" in why
    assert "Sat 28" in why


def test_why_backward(run: Run) -> None:
    """Counted back from the promise; without a promise that is said."""
    run("tracks", "change", "production", "Print", "--method", "backward")
    words = ("new", "order", "--client", "A", "--type", "Print")
    ref = run(*words, "--promised", "2026-12-18").out.strip()
    found = run("show", ref, "--json").json
    assert "Counted back from the delivery date Fri 18 Dec 2026" in found["due_because"]
    none = run(*words).out.strip()
    assert "no delivery date" in run("show", none, "--json").json["due_because"]


def test_why_by_hand(run: Run) -> None:
    """Who set it, and when."""
    ref = run("new", "order", "--client", "A", "--type", "Print").out.strip()
    run("set", ref, "due=2026-11-30")
    why = run("show", ref, "--json").json["due_because"]
    assert "Set by hand by" in why
    assert "Mon 23 Nov 2026, 10:0" in why


def test_why_after_a_pause(run: Run) -> None:
    """A pause is named, with whose it was and how long."""
    ref = run("new", "order", "--client", "A", "--type", "Print").out.strip()
    run("advance", ref)
    run("hold", ref, "--reason", "holiday", "--cause", "client", at="2026-11-24T10:00:00-05:00")
    run("advance", ref, at="2026-11-27T10:00:00-05:00")
    found = run("show", ref, "--json", at="2026-11-27T11:00:00-05:00").json
    assert "Moved 3 business days later by a pause put down to the client" in found["due_because"]
    assert found["visits"][1]["complete"] is False
    assert found["visits"][1]["reason"] == "holiday"


def test_why_nothing_is_due(run: Run) -> None:
    """A finished record, and a step without a duration, say so."""
    ref = run("new", "order", "--client", "A", "--type", "Print").out.strip()
    run("advance", ref, "--to", "Delivered")
    found = run("show", ref, "--json").json
    assert (found["due"], "work is over" in found["due_because"]) == (None, True)
    session = run("new", "session", "--client", "A").out.strip()
    assert "no due date" in run("show", session, "--json").json["due_because"]


def test_an_invoice_shows_where_its_lines_were_ordered(run: Run) -> None:
    """Fields, balance, the session it is of and the orders made from it."""
    session = run("new", "session", "--client", "Ana", "--type", "Portrait").out.strip()
    run("items", "add", "8X10", "--price", "25", "--description", "Print 8x10")
    invoice = run("new", "invoice", "--session", session, "--line", "8X10,qty=2").out.strip()
    order = run("new", "order", "--type", "Print", "--from", invoice).out.strip()
    run("pay", invoice, "20")
    found = run("show", invoice, "--json").json
    assert found["client"] == "Ana"
    fields = found["fields"]
    assert (fields["session"], fields["total"], fields["open"]) == (session, "50.00", "30.00")
    assert found["related"] == [order]
    assert found["line_items"][0]["item"] == "8X10"
    assert run("show", order, "--json").json["related"] == [invoice]


def test_several_records_and_text(run: Run) -> None:
    """Several references give a list; the text fits a terminal of 80 columns."""
    refs = [run("new", "order", "--client", "Ana", "--type", "Print").out.strip() for _ in "12"]
    assert [r["ref"] for r in run("show", *refs, "--json").json["records"]] == refs
    text = run("show", refs[0]).out
    assert "Why: Order Entered is due Tue 24 Nov 2026, 18:00." in text
    assert "Where it was" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_an_unknown_record(run: Run) -> None:
    """A reference that is none, and one that nobody has."""
    assert "not a reference" in run("show", "X-1", status=1).err
    assert run("show", "O-9", status=1).errors == ["O-9: there is no such record; check the number"]


def test_the_phone_answer(run: Run) -> None:
    """A name, a number or a reference finds the client and everything open."""
    ref = run("new", "order", "--client", "Zoë Álvarez", "--type", "Print").out.strip()
    done = run("new", "task", "--subject", "x", "--client", "Zoë Álvarez").out.strip()
    run("done", done)
    for text in ("alvarez", "1", ref):
        found = run("who", text, "--json").json["clients"][0]
        assert found["name"] == "Zoë Álvarez"
        assert [(one["ref"], one["next"]) for one in found["open"]] == [(ref, "Retouch")]
        assert [one["ref"] for one in found["finished"]] == [done]
    assert "Retouch" in run("who", "zoe").out
    assert "nobody is found" in run("who", "nobody", status=1).err


def test_the_hub(run: Run) -> None:
    """The numbers of the studio, in both forms."""
    run("new", "order", "--client", "A", "--type", "Print")
    found = run("hub", "--json", at="2026-11-25T10:00:00-05:00").json
    assert (found["late"], found["due_today"]) == (1, 0)
    entered = next(row for row in found["statuses"] if row["status"] == "Order Entered"
                   and row["board"] == "production")  # fmt: skip
    assert (entered["count"], entered["late"], entered["value"]) == (1, 1, "0.00")
    assert "1 late" in run("hub", at="2026-11-25T10:00:00-05:00").out
