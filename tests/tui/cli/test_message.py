"""Writing to clients, and the letters that come of it, from the command line."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.render import printservice
from tests.tui.cli.conftest import NOW, Run

Lp = Callable[[str], Path]

ADA = 'name,email,mobile,address,city\n"Ada Okafor",ada@example.com,+12125550100,1 High St,Town\n'


@pytest.fixture
def ada(run: Run, tmp_path: Path) -> str:
    """A client who can be reached every way, with a session."""
    file = tmp_path / "clients.csv"
    file.write_text(ADA)
    run("import", "clients", file)
    return run("new", "session", "--client", "Ada Okafor").out.strip()


@pytest.fixture
def letter(run: Run, ada: str) -> str:
    """A letter that waits."""
    words = ("--channel", "letter", "--subject", "Hello", "--body", "Dear Ada", "--json")
    return str(run("message", ada, *words).json["messages"][0]["ref"])


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lp:
    """What puts a stand-in for ``lp`` first on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def stand_in(script: str) -> Path:
        path = folder / "lp"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return stand_in


def states(run: Run) -> dict[str, str]:
    """Every letter and where it stands."""
    found = run("letters", "list", "--all", "--json").json["letters"]
    return {one["ref"]: one["state"] for one in found}


# Writing -----------------------------------------------------------------------------------------


def test_a_message_by_template(run: Run, ada: str) -> None:
    """The answer has all of it; as text it is a line."""
    run("templates", "add", "Hi", "--channel", "email", "--subject", "{{ session.ref }}",
        "--body", "Dear {{ client.addressed }}")  # fmt: skip
    (one,) = run("message", ada, "--channel", "email", "--template", "Hi", "--json").json[
        "messages"
    ]
    assert (one["ref"], one["about"], one["state"]) == ("M-1001", ada, "pending")
    assert (one["subject"], one["body"]) == (ada, "Dear Ada Okafor")
    assert (one["to"], one["name"]) == ("ada@example.com", "Ada Okafor")
    said = run("message", ada, "--channel", "email", "--template", "Hi").out
    assert said == "M-1002: email to Ada Okafor <ada@example.com>\n"


def test_trying_shows_the_text_and_sends_nothing(run: Run, ada: str) -> None:
    """With the parts of an SMS."""
    said = run("message", ada, "--channel", "sms", "--body", "Ready", "--dry-run").out
    assert "To: Ada Okafor <+12125550100>" in said
    assert "\nReady\n" in said
    assert "1 part, GSM-7" in said
    assert "this was a dry run" in said
    found = run("message", ada, "--channel", "sms", "--body", "x", "--dry-run", "--json").json
    assert found["dry_run"]
    assert run("message", ada, "--channel", "sms", "--body", "x", "--json").json["messages"][0][
        "ref"
    ] == "M-1001"  # fmt: skip


def test_a_text_from_a_file(run: Run, ada: str, tmp_path: Path) -> None:
    """For texts of several lines."""
    file = tmp_path / "text"
    file.write_text("One\nTwo\n")
    words = ("--channel", "letter", "--body-file", file, "--json")
    assert run("message", ada, *words).json["messages"][0]["body"] == "One\nTwo"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--channel", "email"), "what should it say?"),
        (("--channel", "email", "--body", "x"), "an email needs a subject"),
        (("--channel", "email", "--template", "Nope"), "no template is called 'Nope'"),
    ],
)
def test_what_cannot_be_written(run: Run, ada: str, words: tuple[str, ...], said: str) -> None:
    """In one line, and nothing is made."""
    error = run("message", ada, *words, status=1).err
    assert said in error
    assert run("letters", "list", "--all").out == "No letter waits.\n"


def test_an_unknown_channel_is_wrong_usage(run: Run, ada: str) -> None:
    """The known ones are named."""
    assert "letter" in run("message", ada, "--channel", "fax", "--body", "x", status=2).err


# Letters -----------------------------------------------------------------------------------------


def test_a_letter_is_printed_once(run: Run, letter: str, lp: Lp, tmp_path: Path) -> None:
    """On the studio's only printer; it is done, and is not taken again."""
    told = tmp_path / "told"
    lp(f'echo "$2|$4" >> \'{told}\'; echo "request id is $2-7 (1 file(s))"')
    assert letter in run("letters", "list").out
    error = run("letters", "print", letter, status=1).err
    assert "which printer? name a queue; 'lpstat -e' lists them" in error
    run("printers", "add", "Office", "--queue", "office")
    assert run("letters", "print", "--all", "--dry-run").out.startswith(f"{letter}: printed on Off")
    assert not told.exists()
    found = run("letters", "print", "--all", "--json").json
    assert found["printed"] == [{"ref": letter, "job": "office-7"}]
    assert (found["printer"], found["queue"], found["failed"]) == ("Office", "office", [])
    assert told.read_text() == f"office|Letter {letter} Ada Okafor\n"
    assert states(run) == {letter: "done"}
    assert run("letters", "print", "--all").out == "No letter waits to be printed.\n"
    assert "is done; only letters that are pending" in run("letters", "print", letter, status=1).err


def test_a_refusing_service_leaves_the_letter(run: Run, letter: str, lp: Lp) -> None:
    """It goes on waiting, with the reason."""
    lp("echo 'lp: Error - scheduler not responding.' >&2; exit 1")
    found = run("letters", "print", letter, "--printer", "lab", "--json", status=1)
    assert "the print service does not answer" in found.json["failed"][0]["reason"]
    assert "the print service does not answer" in found.err
    assert states(run) == {letter: "pending"}


def test_a_service_that_says_nothing_leaves_a_doubt(run: Run, letter: str, lp: Lp) -> None:
    """Unknown: a person looks at the printer."""
    lp("exit 0")
    assert "may be printed or not" in run(
        "letters", "print", letter, "--printer", "lab", status=1
    ).err  # fmt: skip
    assert states(run) == {letter: "unknown"}
    run("letters", "done", letter)
    assert states(run) == {letter: "done"}


def test_a_letter_is_kept_as_a_file(run: Run, letter: str, tmp_path: Path) -> None:
    """Its paper; it goes on waiting."""
    path = tmp_path / "letter.pdf"
    assert run("letters", "save", letter, "-o", path, "--dry-run", "--json").json["bytes"] > 500
    assert not path.exists()
    found = run("letters", "save", letter, "-o", path, "--json").json
    assert path.read_bytes().startswith(b"%PDF")
    assert found == {"ref": letter, "path": str(path), "bytes": path.stat().st_size}
    assert "is there already" in run("letters", "save", letter, "-o", path, status=1).err
    run("letters", "save", letter, "-o", path, "--force")
    assert states(run) == {letter: "pending"}


def test_what_is_no_letter(run: Run, ada: str, tmp_path: Path) -> None:
    """An SMS has no paper."""
    run("message", ada, "--channel", "sms", "--body", "x")
    for words in (("save", "M-1001", "-o", tmp_path / "x.pdf"), ("done", "M-1001")):
        assert "M-1001 is no letter: it goes by sms" in run("letters", *words, status=1).err
    assert "name them" in run("letters", "print", status=1).err
    assert "name them" in run("letters", "print", "M-1001", "--all", status=1).err
    assert "no message is called 'O-1'" in run("letters", "done", "O-1", status=1).err


def test_a_real_service_prints_the_letter(
    run: Run, letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes out is what was saved."""
    path = tmp_path / "letter.pdf"
    run("letters", "save", letter, "-o", path)
    with (
        tempfile.TemporaryDirectory(prefix="cups-") as folder,
        printservice.running(Path(folder)) as service,
    ):
        monkeypatch.setenv("CUPS_SERVER", service.address)
        found = run("letters", "print", letter, "--printer", printservice.QUEUE, "--json").json
        title, data = service.printed(found["printed"][0]["job"])
    assert title == f"Letter {letter} Ada Okafor"
    assert data == path.read_bytes()


# Calls -------------------------------------------------------------------------------------------


def test_a_call_is_made_again(run: Run) -> None:
    """It stays open, and is due by then."""
    ref = run("new", "call", "--subject", "x", "--client", "Ada").out.strip()
    found = run("call", ref, "--result", "no answer", "--again", "2", "--json").json
    assert (found["due"], found["result"]) == ("2026-11-25T10:00:00-05:00", "no answer")
    assert run("call", ref, "--result", "busy", "--again", "3h").out == (
        f"{ref}: busy; To Call, again Mon 23 Nov today 13:00\n"
    )
    assert "call again: " in run("call", ref, "--result", "busy", "--again", "soon", status=1).err


def test_times_are_the_studios(run: Run, ada: str) -> None:
    """As everywhere in JSON."""
    one = run("message", ada, "--channel", "sms", "--body", "x", "--json").json["messages"][0]
    assert one["created"] == NOW
    assert json.dumps(one)


def test_every_key_is_documented(run: Run, letter: str, tmp_path: Path, lp: Lp) -> None:
    """What these commands answer has no key that the page does not name."""
    lp("echo 'request id is lab-7 (1 file(s))'")
    page = (Path(__file__).parents[3] / "docs" / "cli.md").read_text(encoding="utf-8")
    known = set(re.findall(r"`([a-z_0-9]+)`", page.partition("## Examples")[0]))
    for words in (
        ("letters", "list"), ("letters", "save", letter, "-o", tmp_path / "x.pdf"),
        ("show", "S-1001"), ("message", "S-1001", "--channel", "sms", "--body", "x", "--dry-run"),
        ("letters", "print", letter, "--printer", "lab"),
        ("board", "calls"),
    ):  # fmt: skip
        assert not set(keys(run(*words, "--json").json)) - known, words


def keys(value: Any) -> Iterator[str]:
    """Every key of a document."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield key
            if key != "fields":
                yield from keys(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from keys(entry)
