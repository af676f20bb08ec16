"""How the messages stand, from the command line: the hub, the phone answer and the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import database, gates, outbox, settings
from store.tables import Message
from tests.tui.cli.conftest import Run

LETTER = ("--channel", "letter", "--subject", "=Hello [/]", "--body", "Dear Ada", "--json")


@pytest.fixture
def letter(run: Run, tmp_path: Path) -> str:
    """A letter that waits to be printed."""
    file = tmp_path / "clients.csv"
    file.write_text('name,address,city\n"Ada Okafor",1 High St,Town\n')
    run("import", "clients", file)
    session = run("new", "session", "--client", "Ada Okafor").out.strip()
    return str(run("message", session, *LETTER).json["messages"][0]["ref"])


def turn(studio: Path, state: str) -> None:
    """Put all messages into a state."""
    database.connect(settings.load(studio / settings.FILE).database)
    Message.update(state=state).execute()
    database.close()


def test_a_new_studio_says_nothing(run: Run) -> None:
    """Every key is there; as text nothing is said about nothing."""
    found = run("hub", "--json").json
    assert found["my_calls"] == 0
    assert found["messages"] == {
        "due": 0, "later": 0, "sending": 0, "held": 0, "failed": 0, "unknown": 0, "letters": 0,
        "troubles": [], "silence": None,
    }  # fmt: skip
    assert "Messages" not in run("hub").out


def test_the_hub_counts_messages(run: Run, studio: Path, letter: str) -> None:
    """What waits for a person, in JSON and in a line."""
    assert letter == "M-1001"
    assert run("hub", "--json").json["messages"]["letters"] == 1
    assert "Messages: 1 letter to print" in run("hub").out
    turn(studio, "unknown")
    assert run("hub", "--json").json["messages"]["unknown"] == 1
    assert "Messages: 1 may have arrived or not" in run("hub").out


def test_the_hub_says_why_nothing_goes_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence, and trouble with a channel."""
    monkeypatch.setattr(gates, "silence", lambda desk: "this may be a copy")
    monkeypatch.setattr(outbox, "trouble", lambda channel: "login refused" * (channel == "email"))
    found = run("hub", "--json").json["messages"]
    assert found["silence"] == "this may be a copy"
    assert found["troubles"] == [{"channel": "email", "why": "login refused"}]
    out = run("hub").out
    assert "Nothing goes out: this may be a copy" in out
    assert "Trouble with email: login refused" in out


def test_the_phone_answer_has_the_last_messages(run: Run, letter: str) -> None:
    """By what, about what, when and what became of it."""
    (client,) = run("who", "okafor", "--json").json["clients"]
    (message,) = client["messages"]
    assert message == {
        "ref": letter, "channel": "letter", "subject": "=Hello [/]", "state": "pending",
        "at": message["at"],
    }  # fmt: skip
    out = run("who", "okafor").out
    assert "  Messages" in out
    assert "=Hello [/]" in out


def test_the_check_tells_what_waits(run: Run, studio: Path, letter: str) -> None:
    """A letter to print is no fault of the studio; a channel that does not work is."""

    def checked(status: int = 0) -> dict[str, object]:
        found = run("check", "--json", status=status).json["checks"]
        return next(one for one in found if one["check"] == "messages")

    assert letter
    assert checked()["detail"] == "1 letter to print"
    turn(studio, "failed")
    assert checked()["detail"] == "1 failed"
    turn(studio, "done")
    assert checked() == {
        "check": "messages", "ok": True, "detail": "none waits for a person", "remedy": None,
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "trouble", lambda channel: "login refused" * (channel == "sms"))
        found = checked(1)
        assert (found["ok"], found["remedy"]) == (False, "mend the settings of the channel")
        assert "sms: login refused" in str(found["detail"])
        patched.setattr(gates, "silence", lambda desk: "this may be a copy")
        assert "nothing goes out: this may be a copy" in str(checked(1)["detail"])
