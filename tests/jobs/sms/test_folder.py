"""A folder instead of a gateway: a file for each message, whole or not there."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from jobs.sms import gateway
from jobs.sms.folder import Folder
from store.smsreports import NOTHING
from tests.jobs.sms.conftest import Write, envelope


def names(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too."""
    return sorted(one.name for one in folder.iterdir())


async def test_a_message_is_a_file(tmp_path: Path, write: Write) -> None:
    """With the number, the name of the message and its text; nothing half is left."""
    own = gateway(write(gateway="folder", folder="sms"))
    assert own is not None
    came = await own.send(envelope("Grüße\n../[/]"))
    assert (came.result, came.remote_id, came.gateway) == ("done", "M-1007.txt", "folder")
    assert names(tmp_path / "sms") == ["M-1007.txt"]
    text = (tmp_path / "sms/M-1007.txt").read_text("utf-8")
    assert text == "To: +12125550100\nId: 0f3a@larkin.example\n\nGrüße\n../[/]\n"
    assert await own.poll([], 0) == NOTHING
    await own.close()


async def test_another_try_is_another_file(tmp_path: Path) -> None:
    """What was written before stays."""
    own = Folder(tmp_path, "US")
    await own.send(envelope("one"))
    await own.send(envelope("two", attempts=2))
    assert names(tmp_path) == ["M-1007-2.txt", "M-1007.txt"]


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """The settings are wrong."""
    (tmp_path / "file").write_text("")
    came = await Folder(tmp_path / "file", "US").send(envelope())
    assert came.result == "settings"


async def test_a_full_disk_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half is left."""

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("jobs.folders.os.fsync", full)
    came = await Folder(tmp_path, "US").send(envelope())
    assert (came.result, names(tmp_path)) == ("temporary", [])
