"""Opening a studio and making a new one: who sits down, and nothing left behind when it fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import SqliteDatabase

from store import database as databases
from store import orders, people, samples, settings, studio, tracks
from store.errors import Refused
from store.settings import Settings
from store.tables import Card, User


@pytest.fixture
def config(
    furnished: SqliteDatabase, studio_settings: Settings, tmp_path: Path
) -> Iterator[Settings]:
    """The sample studio in a folder of its own, whose admin is whoever runs the tests."""
    (tmp_path / settings.FILE).write_text(studio_settings.file.read_text())
    furnished.execute_sql("VACUUM INTO ?", (str(tmp_path / "safelight.db"),))
    found = settings.load(tmp_path / settings.FILE)
    databases.connect(found.database)
    User.update(system_uid=os.getuid()).where(User.login == "ana").execute()
    databases.close()
    yield found
    databases.close()


# Opening -----------------------------------------------------------------------------------------


def test_the_systems_user_sits_down(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the number of the system, whatever the environment claims."""
    monkeypatch.setenv("USER", "joon")
    monkeypatch.setenv("LOGNAME", "joon")
    assert studio.open_desk(config).who.login == "ana"


def test_who_is_not_known_may_only_look(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is told how to be added; the same for who left."""
    monkeypatch.setattr(studio, "system_login", lambda: (4711, "guest"))
    desk = studio.open_desk(config)
    assert (desk.who.id, desk.who.login, desk.who.role) == (None, "guest", "viewer")
    with pytest.raises(Refused, match="'guest' is no user of this studio.*users add"):
        orders.new(desk, client="Ada", type="Print")
    monkeypatch.undo()
    User.update(inactive=True).where(User.login == "ana").execute()
    assert studio.open_desk(config).who.role == "viewer"


def test_an_unnamed_system_user_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number nobody gave a name to is one too."""
    monkeypatch.setattr(os, "getuid", lambda: 987_654)
    assert studio.system_login() == (987_654, "uid-987654")


def test_acting_for_another(config: Settings) -> None:
    """An admin may, it is noted from where; others may only be themselves."""
    desk = studio.open_desk(config, acting_as="joon")
    assert (desk.who.login, desk.source) == ("joon", "terminal, ana")
    assert studio.open_desk(config, acting_as="ana").source == "terminal"
    people.change_user(desk.standing_in(studio.open_desk(config).who, "x"), "mia", role="admin")
    User.update(role="staff").where(User.login == "ana").execute()
    with pytest.raises(Refused, match="acting as joon: ana is staff"):
        studio.open_desk(config, acting_as="joon")
    with pytest.raises(Refused, match="no user is called"):
        studio.open_desk(config, acting_as="nobody-here")


def test_read_only_takes_all_rights(config: Settings) -> None:
    """Under the same name."""
    desk = studio.open_desk(config, read_only=True)
    assert (desk.who.login, desk.who.role) == ("ana", "viewer")


# Making ------------------------------------------------------------------------------------------


def test_a_new_studio_can_take_work(tmp_path: Path) -> None:
    """Settings, database and set-up; whoever made it is its admin."""
    desk = studio.init(tmp_path / "new" / "studio", {"studio.name": "Larkin"})
    assert (desk.settings.studio.name, desk.who.role) == ("Larkin", "admin")
    assert desk.settings.database.exists()
    assert tracks.check_tracks(desk) == []
    orders.new(desk, client="Ada", type="Print")
    databases.close()
    assert studio.open_desk(desk.settings).who.login == desk.who.login


def test_bare_means_without_set_up(tmp_path: Path) -> None:
    """For a studio that is imported."""
    desk = studio.init(tmp_path, furnish=False)
    assert desk.directory.tracks == {}


def test_a_second_one_is_not_made_over_the_first(config: Settings) -> None:
    """What is there stays there."""
    before = config.database.read_bytes(), config.file.read_bytes()
    with pytest.raises(Refused, match="a database is already there"):
        studio.init(config.folder)
    assert (config.database.read_bytes(), config.file.read_bytes()) == before


def test_present_settings_are_used(tmp_path: Path) -> None:
    """Only the database is made."""
    text = settings.default_text({"studio.name": "Mine"}) + "\n# mine\n"
    (tmp_path / settings.FILE).write_text(text)
    assert studio.init(tmp_path, furnish=False).settings.studio.name == "Mine"
    assert (tmp_path / settings.FILE).read_text() == text


@pytest.mark.parametrize("trouble", [Refused("no"), OSError(28, "No space left on device")])
def test_a_failed_beginning_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    """Neither settings nor a database, nor its log: it can be tried again."""

    def fail(desk: object) -> None:
        raise trouble

    monkeypatch.setattr(samples, "furnish", fail)
    with pytest.raises(Refused):
        studio.init(tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    studio.init(tmp_path, furnish=False)


def test_a_failed_beginning_keeps_what_was_there(tmp_path: Path) -> None:
    """Broken settings are told, and stay for mending."""
    (tmp_path / settings.FILE).write_text("[studio\n")
    with pytest.raises(Refused, match="studio.toml"):
        studio.init(tmp_path)
    assert (tmp_path / settings.FILE).read_text() == "[studio\n"


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "x").write_text("")
    with pytest.raises(Refused, match="File exists|Not a directory"):
        studio.init(tmp_path / "x")


def test_nothing_of_a_failed_open_is_kept(config: Settings) -> None:
    """The next studio opened is another one."""
    config.database.rename(config.folder / "away.db")
    with pytest.raises(Refused, match="the database is missing"):
        studio.open_desk(config)
    (config.folder / "away.db").rename(config.database)
    studio.open_desk(config)
    assert Card.select().count() == 0
