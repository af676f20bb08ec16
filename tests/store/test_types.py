"""Types are named once per kind and never deleted."""

from __future__ import annotations

import pytest

from store import sessions, tracks, types
from store.desk import Desk
from store.errors import Refused


def test_a_type_is_added_last(desk: Desk) -> None:
    """New types stand behind the others."""
    types.add(desk, "session", "Pets")
    assert [row.name for row in types.listed(desk, "session")][-1] == "Pets"


def test_a_name_stands_once_per_kind(desk: Desk) -> None:
    """Case and accents make no other name, another kind does."""
    with pytest.raises(Refused, match="already"):
        types.add(desk, "session", "WÉDDING")
    types.add(desk, "task", "Wedding")


def test_renaming_renames_its_track(desk: Desk) -> None:
    """A type's own track has its name."""
    types.change(desk, "production", "Digital", new_name="Files", prints=False)
    assert "Files" in [track.name for track, _ in tracks.listed(desk, "production")]


def test_types_can_be_put_in_order(desk: Desk) -> None:
    """Position 1 is first."""
    types.change(desk, "session", "School", position=1)
    assert types.listed(desk, "session")[0].name == "School"
    with pytest.raises(Refused, match="places 1 to 4"):
        types.change(desk, "session", "School", position=9)


def test_an_inactive_type_takes_no_new_records(desk: Desk) -> None:
    """It can be used again after it was activated."""
    types.switch(desk, "session", "School", active=False)
    with pytest.raises(Refused, match="inactive"):
        sessions.new(desk, client="Ada", type="School")
    types.switch(desk, "session", "school", active=True)
    assert sessions.new(desk, client="Ada", type="School").number == 1001


def test_only_inactive_types_are_activated(desk: Desk) -> None:
    """A wrong word is refused."""
    with pytest.raises(Refused, match="active already"):
        types.switch(desk, "session", "School", active=True)
    with pytest.raises(Refused, match="no session type"):
        types.switch(desk, "session", "Zebra", active=True)
