"""Identity: a copied, moved, restored or imported database sends nothing until it is adopted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from store import (
    adoption,
    backups,
    exports,
    gates,
    hushes,
    identity,
    lease,
    outbox,
    settings,
    settling,
    studio,
    studio_import,
)
from store import database as databases
from store.database import OpenFile
from store.desk import Desk
from store.errors import Refused
from store.outbox import NewMessage
from store.settings import Settings
from store.tables import Card, Firing, Message, Setting
from tests.store.composing_ground import client, record, trigger

Login = Callable[[str], Desk]
Turn = Callable[[str], int]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new studio."""
    folder = tmp_path_factory.mktemp("made") / "studio"
    studio.init(folder, {"studio.name": "Larkin Studio"})
    databases.close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A studio of one's own, at home where it is."""
    copy = tmp_path / "studio"
    shutil.copytree(made, copy)
    desk = _open(copy)
    adoption.adopt(desk)
    databases.close()
    yield copy
    databases.close()


def _config(folder: Path) -> Settings:
    return settings.load(folder / settings.FILE)


def _open(folder: Path) -> Desk:
    databases.close()
    return studio.open_desk(_config(folder))


def _why(folder: Path) -> str:
    return gates.silence(_open(folder)).partition(";")[0]


def _sent(desk: Desk) -> None:
    """Hand a message over, if anything goes out at all."""
    with desk.action("write") as act:
        at = Message.select().count()
        outbox.put(desk, act, [NewMessage("email", "Ada", "ada@example.com", "x", "y", f"k{at}")])
    held = lease.take(lease.Claim(lease.WORKER, "s", 60_000, lease.MESSAGES, owner="s"))
    assert held is not None
    outbox.exchange(desk, held, "email", (), 1)


COPY = "this database is a copy or was moved"


# Where it is at home -----------------------------------------------------------------------------


def test_a_new_studio_is_at_home(made: Path) -> None:
    """From its first moment, whoever opens it and however it is named."""
    assert _why(made) == ""
    link = made.parent / "link"
    link.symlink_to(made)
    assert _why(link) == ""


def test_a_copied_folder_is_not(folder: Path, tmp_path: Path) -> None:
    """And the one that was copied still is."""
    shutil.copytree(folder, tmp_path / "copy")
    assert _why(tmp_path / "copy") == COPY
    assert _why(folder) == ""


def test_a_moved_folder_is_not(folder: Path, tmp_path: Path) -> None:
    """Until it is back."""
    folder.rename(tmp_path / "moved")
    assert _why(tmp_path / "moved") == COPY
    databases.close()
    (tmp_path / "moved").rename(folder)
    assert _why(folder) == ""


def test_a_replaced_file_is_not(folder: Path, tmp_path: Path) -> None:
    """The path is the same, the file is another."""
    database = folder / "safelight.db"
    shutil.copyfile(database, tmp_path / "kept.db")
    database.unlink()
    (tmp_path / "hold").touch()  # so that the number of the file is not given out again
    os.replace(tmp_path / "kept.db", database)
    assert _why(folder) == COPY


def test_our_own_copies_are_not_wherever_they_are_put(folder: Path, tmp_path: Path) -> None:
    """Also written over the studio's own file, by hand."""
    backups.backup(_open(folder), tmp_path / "copy.db")
    databases.close()
    with (folder / "safelight.db").open("wb") as file:
        file.write((tmp_path / "copy.db").read_bytes())
    assert _why(folder) == COPY


def test_an_older_copy_put_back_by_hand_is_not(folder: Path, tmp_path: Path) -> None:
    """Though place and file are the same: something was sent since, which it does not know."""
    database = folder / "safelight.db"
    desk = _open(folder)
    _sent(desk)
    databases.close()
    kept = database.read_bytes()
    _sent(_open(folder))
    databases.close()
    assert _why(folder) == ""
    databases.close()
    database.write_bytes(kept)
    assert "older than what was sent from it" in _why(folder)
    _sent(_open(folder))
    assert "older than what was sent from it" in _why(folder)
    adoption.adopt(_open(folder))
    assert _why(folder) == ""
    _sent(_open(folder))
    assert _why(folder) == ""


def test_a_lost_note_of_what_was_sent_harms_nobody(folder: Path) -> None:
    """Nor one that is damaged, or of another studio."""
    _sent(_open(folder))
    beside = folder / "safelight.db.sent"
    for text in ("", "x", "x y", "other 00000000000000009999"):
        beside.write_text(text)
        assert _why(folder) == ""
    beside.unlink()
    beside.mkdir()
    _sent(_open(folder))
    assert _why(folder) == ""


def test_a_restored_studio_is_not(folder: Path, tmp_path: Path) -> None:
    """Nor is the one that was set aside for it, if it is brought back."""
    backups.backup(_open(folder), tmp_path / "copy.db")
    databases.close()
    _, kept = backups.restore(_config(folder), tmp_path / "copy.db", 0)
    assert _why(folder) == "this database was restored from a copy"
    databases.close()
    assert kept is not None
    kept.rename(folder / "safelight.db")
    assert _why(folder) == COPY


def test_an_imported_studio_is_not(folder: Path, made: Path, tmp_path: Path) -> None:
    """The one that was exported goes on."""
    exports.export(_open(folder), tmp_path / "out", "json")
    studio.init(tmp_path / "new")
    studio_import.bring_in(_open(tmp_path / "new"), tmp_path / "out")
    assert _why(tmp_path / "new") == "this studio was imported from an export"


def test_another_machine_is_another_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though path and file look the same, as on a mounted disk."""
    monkeypatch.setattr(identity, "machine", lambda: "another")
    identity.place.cache_clear()
    assert _why(folder) == COPY
    identity.place.cache_clear()


def test_a_device_may_be_numbered_anew(folder: Path) -> None:
    """Disks are after each start; the volume is still the same. Both new is another disk."""
    desk = _open(folder)
    home = json.loads(identity.noted() or "")
    for other, why in (
        ({"device": 1}, ""), ({"volume": 1}, ""), ({"device": 1, "volume": 1}, COPY),
    ):  # fmt: skip
        Setting.update(value=json.dumps({**home, **other})).where(
            Setting.key == identity.KEY
        ).execute()
        assert gates.silence(desk).partition(";")[0] == why


@pytest.mark.parametrize("note", ["", "{", "[]", '"x"', "5"])
def test_a_damaged_note_is_no_home(note: str) -> None:
    """Nobody knows where it was."""
    assert identity.absence(OpenFile(Path("x"), 1, 2), note).startswith(COPY)


def test_an_older_database_settles_in(folder: Path) -> None:
    """One that has never noted it is at home once, and notes it then."""
    desk = _open(folder)
    Setting.delete().where(Setting.key == identity.KEY).execute()
    assert gates.silence(desk) == ""
    identity.settle_in(desk.file)
    assert identity.place(desk.file).items() <= json.loads(identity.noted() or "").items()
    Setting.update(value='{"copy": "backup"}').where(Setting.key == identity.KEY).execute()
    identity.settle_in(desk.file)
    assert gates.silence(desk)


def test_the_machine_keeps_its_secret() -> None:
    """Its own id stands nowhere."""
    path = Path("/etc/machine-id")
    assert not path.exists() or path.read_text(encoding="ascii").strip() != identity.machine()


# Adopting ----------------------------------------------------------------------------------------


def _copied(desk: Desk) -> None:
    Setting.delete().where(Setting.key == identity.KEY).execute()
    Setting.create(key=identity.KEY, value='{"copy": "restored"}')


def test_adopting_holds_what_was_due(desk: Desk, turn: Turn) -> None:
    """Written or not: another copy may have sent it. What comes later comes by itself."""
    client(desk)
    trigger(desk, record(desk, "production"))
    trigger(desk, Card.get(), "task")
    later, _ = record(desk, "production"), record(desk, "production")
    Firing.update(moment=desk.now() + 1).where(Firing.card == later.id).execute()
    with desk.action("write") as act:
        new = NewMessage("email", "Ada", "ada@example.com", "x", "y", "z")
        outbox.put(desk, act, [new, replace(new, channel="letter")])
    _copied(desk)
    before = adoption.waiting(desk)
    assert before.why.startswith("this database was restored")
    assert dict(before.by_channel) == {"email": 3, "sms": 0, "letter": 1}
    assert before.overdue == 3
    found = adoption.adopt(desk)
    assert (found.held, gates.silence(desk)) == (3, "")
    said = [(row.state, row.cause) for row in Firing.select().order_by(Firing.card, Firing.trigger)]
    assert said == [("pending", ""), ("pending", ""), ("held", "late"), ("pending", "")]
    messages = [(row.channel, row.state) for row in Message.select().order_by(Message.id)]
    assert messages == [("email", "held"), ("letter", "held")]


def test_what_was_held_can_be_approved(desk: Desk) -> None:
    """Once somebody has found out that it never went out."""
    client(desk)
    trigger(desk, record(desk, "production"))
    record(desk, "production")
    _copied(desk)
    adoption.adopt(desk)
    held = [row.id for row in Firing.select().where(Firing.state == "held")]
    assert settling.approve(desk, held).done == len(held) > 0


@pytest.mark.parametrize("written", [False, True])
def test_what_was_paused_does_not_go_out_when_the_pause_ends(
    desk: Desk, turn: Turn, written: bool
) -> None:
    """In the other copy somebody may have let it go on long ago."""
    client(desk)
    trigger(desk, record(desk, "production"))
    record(desk, "production")
    acting = settling.clock_desk(desk)
    if written:
        settling.settle_due(acting, None)
    hushes.pause(desk, ["O-1002"])
    held = lease.take(lease.Claim(lease.WORKER, "s", 10**6, lease.MESSAGES, owner="s"))
    assert held is not None
    if written:
        outbox.exchange(acting, held, "email", (), 1)
    else:
        settling.settle_due(acting, None)
    assert (Firing.get().state, Firing.get().cause) == ("held", "pause")
    identity.leave_home("restored")
    assert adoption.waiting(desk).overdue == 1
    assert adoption.adopt(desk).held == 1
    hushes.resume(desk, ["O-1002"])
    settling.settle_due(acting, None)
    assert outbox.exchange(acting, held, "email", (), 1).envelopes == ()
    assert (Firing.get().state, Firing.get().cause) == ("held", "late")
    settling.approve(desk, [Firing.get().id])
    assert len(outbox.exchange(acting, held, "email", (), 1).envelopes) == 1


def test_at_home_there_is_nothing_to_adopt(desk: Desk) -> None:
    """Nothing is held."""
    client(desk)
    trigger(desk, record(desk, "production"))
    record(desk, "production")
    found = adoption.adopt(desk)
    assert (found.why, found.held, Firing.get().state) == ("", 0, "pending")


def test_not_everybody_adopts(desk: Desk, log_in: Login) -> None:
    """It is a matter of the set-up."""
    _copied(desk)
    with pytest.raises(Refused, match="mia is operator"):
        adoption.adopt(log_in("mia"))
    assert gates.silence(desk)
