"""Mail by commands: what check says about it, and the worker that sends."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from store import database, settings, studio
from store.desk import Clock, Desk
from store.envelopes import NewMessage
from store.outbox import put
from tests.jobs.smtpserver import serving
from tests.tui.cli.conftest import NOW, Run


def change(folder: Path, text: str) -> None:
    """Say something under [mail], and who the studio is."""
    file = folder / settings.FILE
    known = file.read_text("utf-8").replace("# email =", "email =")
    file.write_text(known.replace("[mail] ", f"[mail]\n{text}\n# "), encoding="utf-8")


def mail_of(answer: Any) -> dict[str, Any]:
    """What check says about mail."""
    (found,) = [one for one in answer.json["checks"] if one["check"] == "mail"]
    return dict(found)


def test_check_without_mail(run: Run) -> None:
    """A studio need not have any."""
    found = mail_of(run("check", "--json"))
    assert (found["ok"], found["detail"]) == (True, "no mail server is set: emails wait")


def test_check_asks_the_server(run: Run, studio: Path) -> None:
    """Whether it answers, and not by sending anything."""
    with serving() as server:
        change(studio, 'host = "127.0.0.1"\n')
        file = studio / settings.FILE
        text = file.read_text("utf-8").replace("port = 0 ", f"port = {server.port} ")
        file.write_text(text.replace('security = "starttls"', 'security = "none"'), "utf-8")
        found = mail_of(run("check", "--json"))
        assert found["ok"]
        assert found["detail"].endswith("<studio@example.com>; it answers")
        assert server.given == []
        file.write_text(text, "utf-8")
        found = mail_of(run("check", "--json", status=1))
        assert not found["ok"]
        assert "offers no STARTTLS" in found["detail"]
        assert found["remedy"] == "mend it under [mail]"
    found = mail_of(run("check", "--json", status=1))
    assert "cannot be reached" in found["detail"]


def test_the_worker_sends(run: Run, studio: Path) -> None:
    """Counted in its answer; what is due is told before."""
    change(studio, 'folder = "mail"')
    desk = _desk(studio)
    with desk.action("test", "a message") as act:
        put(desk, act, [NewMessage("email", "Ada", "ada@example.com", "Hello", "Hi.\n", "key")])
    database.close()
    assert run("worker", "--once", "--dry-run", "--json").json["due_messages"] == 1
    assert "1 emails and SMS to be sent" in run("worker", "--once", "--dry-run").out
    assert run("worker", "--once", "--only", "schedule", "--json").json["waiting"] == 1
    assert "Messages sent: 1." in run("worker", "--once", "--only", "messages").out
    assert (studio / "mail" / "M-1001.eml").exists()
    answer = run("worker", "--once", "--json").json
    assert {key: answer[key] for key in ("sent", "failed", "unknown", "waiting")} == {
        "sent": 0, "failed": 0, "unknown": 0, "waiting": 0,
    }  # fmt: skip
    wrong = run("worker", "--only", "mesages", status=1)
    assert wrong.errors == [
        "--only mesages: this worker knows schedule, messages, render (did you mean messages?)"
    ]


def _desk(folder: Path) -> Desk:
    at = round(datetime.fromisoformat(NOW).timestamp() * 1000)
    config = settings.load(folder / settings.FILE)
    return studio.open_desk(config, clock=Clock.standing_at(at))
