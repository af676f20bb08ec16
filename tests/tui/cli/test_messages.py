"""Messages, the queue of triggers, pauses and adopting, from the command line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase

from store import clockwatch, database, lease, orders, outbox, settings, studio, triggers
from store import templates as texts
from store.desk import Clock, Desk
from store.envelopes import File, NewMessage
from store.outbox import Outcome
from store.settings import FILE
from store.tables import Client
from tests.tui.cli.conftest import NOW, Run

HOSTILE = "\x1b]0;x\x07[/] =cmd"


@contextmanager
def at_desk(folder: Path, at: str = NOW) -> Iterator[Desk]:
    """Sit down at the studio in this process, and leave it again."""
    from store.when import parse_moment

    config = settings.load(folder / FILE)
    moment = parse_moment(at, 0, config.zone)
    try:
        yield studio.open_desk(config, clock=Clock.standing_at(moment))
    finally:
        database.close()


@pytest.fixture
def ready(studio: Path, run: Run) -> list[str]:
    """Three orders that have entered Retouch, where clients get an email; it waits for the clock."""
    with at_desk(studio) as desk:
        texts.add(
            desk,
            "Ready",
            channel="email",
            subject="About {{ order.ref }}",
            body="Dear {{ client.name }}",
        )
        spec = triggers.Spec(
            "Ready", "production", "Print", "Order Entered", "email", template="Ready"
        )
        triggers.add(desk, spec)
        made = [orders.new(desk, client=f"Ada {at}", type="Print") for at in range(3)]
        Client.update(email="ada@example.com").execute()
    return [f"O-{card.number}" for card in made]


def sent(folder: Path, *results: str) -> None:
    """Hand messages over, with these results in turn."""
    with at_desk(folder) as desk:
        held = lease.take(lease.Claim(lease.WORKER, "s", 60_000, lease.MESSAGES, owner="s"))
        assert held is not None
        given = outbox.exchange(desk, held, "email", (), len(results)).envelopes
        outcomes: list[Any] = [
            Outcome(one.id, result, f"said {HOSTILE}")  # type: ignore[arg-type] # as it is named
            for one, result in zip(given, results, strict=True)
        ]
        outbox.exchange(desk, held, "email", outcomes, 0)
        lease.release(held)


def work(run: Run) -> None:
    """Let the clock do what is due."""
    run("worker", "--once", "--only", "schedule")


def of(run: Run, *words: str) -> list[dict[str, Any]]:
    """The messages there are."""
    found: list[dict[str, Any]] = run("messages", "list", *words, "--json").json["messages"]
    return found


def firings(run: Run, *words: str) -> list[dict[str, Any]]:
    """The queue."""
    found: list[dict[str, Any]] = run("triggers", "queue", *words, "--json").json["firings"]
    return found


# Looking -----------------------------------------------------------------------------------------


def test_messages_are_listed_with_all_that_scripts_rely_on(
    run: Run, studio: Path, ready: list[str]
) -> None:
    """The newest first, by state, channel and record, here and under ``list``."""
    work(run)
    sent(studio, "done", "permanent")
    found = of(run)
    assert [one["ref"] for one in found] == ["M-1003", "M-1002", "M-1001"]
    assert [one["state"] for one in found] == ["pending", "failed", "done"]
    first = found[-1]
    assert {key: first[key] for key in ("about", "channel", "to", "subject", "attempts", "trigger")} == {
        "about": ready[0], "channel": "email", "to": "ada@example.com",
        "subject": f"About {ready[0]}", "attempts": 1, "trigger": "Ready",
    }  # fmt: skip
    assert first["answer"].startswith("said ")
    assert "@" in first["message_id"]
    assert (first["created"], first["settled"], first["reason"]) == (NOW, NOW, None)
    assert [one["ref"] for one in of(run, "--state", "done", "--state", "failed")] == [
        "M-1002", "M-1001",
    ]  # fmt: skip
    assert of(run, "--channel", "sms") == []
    assert [one["ref"] for one in of(run, "--about", ready[1].lower())] == ["M-1002"]
    assert len(of(run, "--limit", "1")) == 1
    listed = run("list", "messages", "--json").json
    assert (listed["kind"], listed["records"]) == ("message", found)
    assert "M-1003" in run("list", "messages").out
    assert "newest first" in run("list", "messages", "--filter", "x", status=1).err
    shown = run("show", ready[0], "--json").json["messages"]
    assert shown == [first]
    assert "\x1b" not in run("messages", "show", "M-1001").out


def test_a_message_is_shown_as_it_was_sent(run: Run, studio: Path, tmp_path: Path) -> None:
    """Text, answer, and the digest of each file, which can be kept."""
    with at_desk(studio) as desk, desk.action("write") as act:
        new = NewMessage("email", "Ada", "ada@example.com", "Hello", f"Dear\n{HOSTILE}", "k",
                         files=(File("../a.pdf", b"%PDF-1"), File("b.pdf", b"%PDF-2")))  # fmt: skip
        outbox.put(desk, act, [new])
    found = run("messages", "show", "m-1001", "--json").json
    assert found["body"] == f"Dear\n{HOSTILE}"
    docs = (Path(__file__).parents[3] / "docs" / "cli.md").read_text(encoding="utf-8")
    assert not [key for key in (*found, *found["attached"][0]) if f"`{key}`" not in docs]
    digests = [hashlib.sha256(data).hexdigest() for data in (b"%PDF-1", b"%PDF-2")]
    assert [one["sha256"] for one in found["attached"]] == digests
    out = tmp_path / "kept.pdf"
    assert "would be written" in run("messages", "file", "M-1001", "-o", out, "--dry-run").out
    assert not out.exists()
    run("messages", "file", "M-1001", "2", "-o", out)
    assert out.read_bytes() == b"%PDF-2"
    assert "is there already" in run("messages", "file", "M-1001", "-o", out, status=1).err
    assert (
        "has no file 3; it has 2"
        in run("messages", "file", "M-1001", "3", "-o", tmp_path / "c", status=1).err
    )
    assert "no message is called" in run("messages", "show", "M-9", status=1).err
    text = run("messages", "show", "M-1001").out
    assert "Subject: Hello" in text
    assert "\x1b" not in text


# Deciding about messages -------------------------------------------------------------------------


def test_deciding_about_messages(run: Run, studio: Path, ready: list[str]) -> None:
    """Sent again, resolved and dropped; tried first, refused in one line."""
    work(run)
    sent(studio, "permanent", "unknown", "unknown")
    tried = run("messages", "retry", "M-1001", "--to", "bo@example.com", "--dry-run", "--json").json
    assert (tried["dry_run"], tried["messages"][0]["to"]) == (True, "bo@example.com")
    assert of(run, "--state", "failed")
    done = run("messages", "retry", "M-1001", "--to", "bo@example.com", "--json").json["messages"][
        0
    ]
    assert (done["state"], done["to"]) == ("pending", "bo@example.com")
    assert "no email address" in run("messages", "retry", "M-1002", "--to", "x", status=1).err
    both = ("M-1001", "M-1002", "--to", "x@example.com")
    assert "cannot go to one address" in run("messages", "retry", *both, status=1).err
    assert run("messages", "resolve", "M-1002", "--arrived").out == (
        "M-1002 to Ada 1 <ada@example.com>: noted as arrived\n"
    )
    run("messages", "resolve", "M-1003", "--lost")
    assert [one["state"] for one in of(run)] == ["failed", "done", "pending"]
    assert "is done; only" in run("messages", "drop", "M-1002", status=1).err
    run("messages", "drop", "M-1001", "M-1003")
    assert [one["state"] for one in of(run)] == ["cancelled", "done", "cancelled"]
    run("messages", "resolve", "M-1001", status=2)


def test_held_messages_are_approved(run: Run, studio: Path, ready: list[str]) -> None:
    """One by one, or with their firing."""
    (studio / FILE).write_text((studio / FILE).read_text().replace("brake = 25", "brake = 2"))
    work(run)
    assert [(one["state"], one["cause"]) for one in of(run)] == [("held", "brake")] * 3
    assert [one["messages"] for one in firings(run, "--state", "held")] == [
        ["M-1001"], ["M-1002"], ["M-1003"],
    ]  # fmt: skip
    run("messages", "approve", "M-1001")
    held = firings(run, "--state", "held")
    assert len(held) == 2
    tried = run("triggers", "approve", "--trigger", "Ready", "--dry-run", "--json").json
    assert [one["state"] for one in tried["firings"]] == ["sending", "sending"]
    run("triggers", "approve", str(held[0]["id"]))
    run("triggers", "approve", "--all")
    assert [one["state"] for one in of(run)] == ["pending"] * 3
    assert run("undo").out.startswith("Undone: ")
    assert [one["state"] for one in of(run)] == ["held", "pending", "pending"]
    assert "no trigger is called" in run("triggers", "approve", "--trigger", "No", status=1).err
    assert "take all that is held with --all" in run("triggers", "approve", status=1).err
    assert "not both" in run("triggers", "approve", "1", "--all", status=1).err


def test_deciding_about_firings(run: Run, studio: Path, ready: list[str]) -> None:
    """Tried again, resolved, skipped: with what became of each."""
    work(run)
    sent(studio, "permanent", "unknown", "unknown")
    first, second, third = (str(one["id"]) for one in firings(run, "--all"))
    again = run("triggers", "retry", "--all", "--json").json["firings"]
    assert [(one["id"], one["state"]) for one in again] == [(int(first), "sending")]
    run("triggers", "resolve", second, "--lost")
    assert run("triggers", "resolve", "--all", "--arrived").out == "1 noted as arrived\n"
    assert [one["state"] for one in firings(run, "--all")] == ["sending", "failed", "done"]
    run("triggers", "skip", first)
    assert of(run)[-1]["state"] == "cancelled"
    assert "is done; only unknown ones" in run("triggers", "resolve", third, "--lost", status=1).err


# Pauses ------------------------------------------------------------------------------------------


def test_pauses(run: Run, ready: list[str]) -> None:
    """Set, listed and ended; the clock ends them too."""
    words = (ready[0], ready[1], "--until", "2026-11-27", "--reason", "moving")
    assert run("triggers", "pause", *words, "--dry-run", "--json").json["dry_run"]
    assert run("triggers", "paused", "--json").json == {"paused": []}
    found = run("triggers", "pause", *words, "--json").json["paused"]
    assert [one["ref"] for one in found] == ready[:2]
    assert (found[0]["until"], found[0]["reason"], found[0]["held"]) == (
        "2026-11-27T18:00:00-05:00", "moving", 0,
    )  # fmt: skip
    work(run)
    assert [(one["state"], one["cause"]) for one in firings(run, "--all")] == [
        ("held", "pause"), ("held", "pause"), ("sending", None),
    ]  # fmt: skip
    assert run("triggers", "process", "--all", "--json").json == {"firings": []}
    assert run("show", ready[0], "--json").json["paused"].endswith("until Fri 27 Nov: moving")
    assert "1 held goes on" in run("triggers", "resume", ready[0]).out
    run("worker", "--once", at="2026-11-27T18:00:00-05:00")
    assert [one["state"] for one in firings(run, "--all")] == ["sending"] * 3
    assert run("triggers", "paused").out == "No record's triggers are paused.\n"
    assert "is not paused" not in run("triggers", "resume", ready[0], status=1).err
    assert (
        "must end later"
        in run("triggers", "pause", ready[0], "--until", "2020-01-01", status=1).err
    )


# Adopting ----------------------------------------------------------------------------------------


def test_a_restored_studio_is_silent_until_it_is_adopted(
    run: Run, ready: list[str], tmp_path: Path
) -> None:
    """What was due is held; what comes then goes out."""
    run("backup", tmp_path / "copy.db")
    assert "adopted" in run("restore", tmp_path / "copy.db").out
    work(run)
    assert of(run) == []
    assert [one["state"] for one in firings(run)] == ["pending"] * 3
    assert "restored from a copy" in run("hub", "--json").json["messages"]["silence"]
    assert run("adopt", "--dry-run", "--json").json["held"] == 3
    assert "restored from a copy" in run("hub", "--json").json["messages"]["silence"]
    found = run("adopt", "--json").json
    assert found == {
        "adopted": True, "why": found["why"], "overdue": 3, "held": 3,
        "waiting": {"email": 3, "sms": 0, "letter": 0},
    }  # fmt: skip
    assert run("hub", "--json").json["messages"]["silence"] is None
    assert {(one["state"], one["cause"]) for one in firings(run)} == {("held", "late")}
    again = run("adopt")
    assert "at home already" in again.out
    run("triggers", "approve", "--all")
    assert [one["state"] for one in of(run)] == ["pending"] * 3
    run("undo", status=0)


def test_adopting_says_what_waits(run: Run, studio: Path, ready: list[str]) -> None:
    """In words, for whoever is at the terminal."""
    handle = SqliteDatabase(str(studio / "safelight.db"))
    handle.execute_sql("INSERT INTO setting (key, value) VALUES ('home', '{\"copy\": \"x\"}')")
    handle.close()
    out = run("adopt").out
    assert "What waits: 3 by email; 3 of it was due already." in out
    assert "3 held for a person" in out


# The clock ---------------------------------------------------------------------------------------


def test_a_clock_that_jumped_is_trusted_by_a_person(
    run: Run, studio: Path, ready: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then no message is made; tasks would be."""
    start = clockwatch.machine()
    monkeypatch.setattr(clockwatch, "machine", lambda: start)
    run("worker", "--once", at="2026-11-22T10:00:00-05:00")
    jumped = clockwatch.Reading(start.wall + 10**8, start.boot + 1, start.boot_id)
    monkeypatch.setattr(clockwatch, "machine", lambda: jumped)
    work(run)
    assert of(run) == []
    assert run("triggers", "trust-clock", "--dry-run", "--json").json["trusted"]
    assert "trusted; messages go out" in run("triggers", "trust-clock").out
    assert run("triggers", "trust-clock").out == "The clock was not in doubt.\n"
    work(run)
    assert len(of(run)) == 3


@pytest.mark.parametrize(
    "words",
    [("messages", "list"), ("messages", "show", "M-1001"), ("list", "messages"),
     ("triggers", "paused"), ("adopt", "--dry-run"), ("triggers", "queue")],
)  # fmt: skip
def test_answers_for_scripts_load_no_screen(
    run: Run, ready: list[str], words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script does not wait for a terminal's library."""
    import subprocess
    import sys

    work(run)
    code = (
        "import sys; from tui.main import main; "
        f"status = main(['--json', *{list(words)!r}]); "
        "assert 'textual' not in sys.modules; sys.exit(status)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True,
                          cwd=Path(__file__).parents[3]).returncode == 0  # fmt: skip
