"""What `check` says of rendering."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store import renderchecks, renderprofiles, renderqueue
from store.desk import Desk
from store.rendering.outcomes import INPUT
from tests.store.queue_ground import claimed, dead, made, program, queued, wrong


def test_the_queue(desk: Desk) -> None:
    """It is well with nothing to do, while somebody renders, and outside of its hours."""
    assert renderchecks.checked(desk)[0]
    queued(desk, 2)
    good, words, remedy = renderchecks.checked(desk)
    assert not good
    assert "no program renders" in words
    assert "safelight worker" in remedy
    program(desk)
    assert renderchecks.checked(desk)[0]
    dead("one")
    assert not renderchecks.checked(desk)[0]
    desk.settings = replace(
        desk.settings, render=replace(desk.settings.render, hours="20:00-21:00")
    )
    good, words, _ = renderchecks.checked(desk)
    assert good
    assert "20:00-21:00" in words


def test_jobs_in_trouble(desk: Desk) -> None:
    """Are counted, with where to look."""
    queued(desk, 1)
    program(desk)
    renderqueue.settle(desk, "one", [wrong(claimed(desk)[0], INPUT)])
    queued(desk, 1)
    renderqueue.settle(desk, "one", [made(claimed(desk)[0])])
    good, words, remedy = renderchecks.checked(desk)
    assert not good
    assert words.startswith("1 job")
    assert "safelight queue" in remedy


def test_folders(desk: Desk) -> None:
    """A profile's folder need not be there, but it must be possible to make it."""
    file = desk.settings.folder / "file"
    file.write_text("x")
    renderprofiles.add(desk, "Good", destination="out/of/it")
    renderprofiles.add(desk, "Bad", destination="file/out")
    assert [name for name, _ in renderchecks.unwritable(desk)] == ["Bad"]
    renderprofiles.switch(desk, "Bad", active=False)
    assert list(renderchecks.unwritable(desk)) == []


def test_what_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages that are missing are named with what they are for; that alone is no fault."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    good, words, remedy = renderchecks.readable()
    assert good
    assert words == "JPEG, TIFF and PNG are read, HEIC, raw files are not"
    assert "pillow-heif and rawpy" in remedy
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    assert renderchecks.readable() == (True, "JPEG, TIFF and PNG, HEIC, raw files are read", "")
