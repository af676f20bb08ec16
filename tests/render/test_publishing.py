"""Publishing: which name a file gets where others stand, and that none is written over."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from render.publishing import InTheWay, chosen, placed
from store.rendering.outcomes import Failed


def nobody(_: Path) -> bool:
    """No other file is on its way."""
    return False


@pytest.mark.parametrize("if_exists", ["number", "replace", "skip", "stop"])
def test_a_free_name_is_taken(tmp_path: Path, if_exists: str) -> None:
    """Whatever is to be done where it is not free."""
    assert chosen(tmp_path / "a.jpg", if_exists, taken=nobody) == tmp_path / "a.jpg"


def test_numbers(tmp_path: Path) -> None:
    """The next free one; those that others are about to write count as well."""
    (tmp_path / "a.jpg").touch()
    (tmp_path / "a-2.jpg").symlink_to(tmp_path / "nowhere")
    others = {tmp_path / "a-3.jpg"}
    assert chosen(tmp_path / "a.jpg", "number", taken=others.__contains__).name == "a-4.jpg"


def test_stopping(tmp_path: Path) -> None:
    """It says which file is in the way and what can be done."""
    (tmp_path / "a.jpg").touch()
    with pytest.raises(Failed, match="already") as failed:
        chosen(tmp_path / "a.jpg", "stop", taken=nobody)
    assert failed.value.kind == "person"
    assert failed.value.remedy


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """A finished file that has no name of its own yet."""
    made = tmp_path / "part"
    made.write_bytes(b"whole")
    return made


@pytest.fixture(params=[True, False], ids=["links", "no links"])
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Disks on which files can have two names, and others."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "not here")

    if not request.param:
        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.parametrize("if_exists", ["number", "replace", "skip", "stop"])
@pytest.mark.parametrize("there", [None, b"whole"])
@pytest.mark.usefixtures("links")
def test_its_place(part: Path, if_exists: str, there: bytes | None) -> None:
    """It is taken, also where an earlier try left the same file."""
    target = part.with_name("a.jpg")
    if there is not None:
        target.write_bytes(there)
    assert placed(part, target, if_exists) == target
    assert target.read_bytes() == b"whole"


@pytest.mark.parametrize("if_exists", ["number", "skip", "stop"])
@pytest.mark.parametrize("there", ["file", "folder", "symlink"])
@pytest.mark.usefixtures("links")
def test_nothing_is_written_over(part: Path, if_exists: str, there: str) -> None:
    """Whatever somebody else has put there while it was made."""
    target = part.with_name("a.jpg")
    if there == "file":
        target.write_bytes(b"other")
    elif there == "folder":
        target.mkdir()
    else:
        target.symlink_to(part.with_name("nowhere"))
    with pytest.raises(InTheWay, match="meanwhile") as failed:
        placed(part, target, if_exists)
    assert failed.value.kind == "person"
    assert part.read_bytes() == b"whole"
    assert there != "file" or target.read_bytes() == b"other"
    assert there != "symlink" or target.is_symlink()


def test_replacing(part: Path) -> None:
    """As it was asked for."""
    target = part.with_name("a.jpg")
    target.write_bytes(b"other")
    assert placed(part, target, "replace").read_bytes() == b"whole"


def test_other_trouble_is_told(part: Path) -> None:
    """A folder that has gone is no folder without links."""
    with pytest.raises(FileNotFoundError):
        placed(part, part.parent / "gone" / "a.jpg", "number")
