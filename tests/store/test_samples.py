"""The sample set-up is one that a studio can work with at once."""

from __future__ import annotations

from store import tracks, types
from store.desk import Desk
from store.directory import KINDS
from store.items import DEFAULT_LIST, price_lists


def test_every_kind_has_a_complete_track(desk: Desk) -> None:
    """Nothing is left to mend in a new studio."""
    assert tracks.check_tracks(desk) == []
    assert {track.kind for track, _ in tracks.listed(desk)} == set(KINDS)


def test_production_has_a_track_for_each_type(desk: Desk) -> None:
    """Types and tracks of production go together."""
    names = [row.name for row in types.listed(desk, "production")]
    assert names == ["Print", "Album", "Canvas & frame", "Digital"]
    assert [track.name for track, _ in tracks.listed(desk, "production")] == names


def test_like_named_statuses_share_a_lane(desk: Desk) -> None:
    """Retouch of all four types is one lane, in one colour."""
    retouch = [s for s in desk.directory.statuses.values() if s.name == "Retouch"]
    of_production = [s for s in retouch if desk.directory.tracks[s.track_id].kind == "production"]
    assert len({status.lane for status in of_production}) == 1
    assert len({status.lane for status in retouch}) == 2


def test_there_is_one_price_list(desk: Desk) -> None:
    """Items can be imported without naming a list."""
    assert [row.name for row in price_lists()] == [DEFAULT_LIST]
