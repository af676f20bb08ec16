"""Publishing: which name a file gets where others stand, and that none is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from render.publishing import chosen, renamed
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


def test_renaming_takes_the_place(tmp_path: Path) -> None:
    """Of what an earlier try left."""
    (tmp_path / "part").write_bytes(b"whole")
    (tmp_path / "a.jpg").write_bytes(b"earlier")
    assert renamed(tmp_path / "part", tmp_path / "a.jpg").read_bytes() == b"whole"
