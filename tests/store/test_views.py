"""Saved views: named filters, one's own or everybody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from store import history, views
from store.boards import View
from store.desk import Desk
from store.errors import Refused

Login = Callable[[str], Desk]

LATE = View("production", "late -paused", "vendor", "value")


def test_a_view_opens_as_it_was_saved(desk: Desk) -> None:
    """Board, filter, lanes and order; found in any case."""
    views.save(desk, " Late  ones ", LATE)
    assert views.opened(views.named(desk, "production", "late ONES".replace(" ", "  "))) == LATE


def test_the_same_name_replaces(desk: Desk) -> None:
    """On the same board only, in whatever case; undone the old one is back."""
    views.save(desk, "Mine", LATE)
    views.save(desk, "mine", replace(LATE, filter="rush"))
    views.save(desk, "Mine", View("tasks", "mine"))
    assert [(row.board, row.filter) for row in views.listed(desk)] == [
        ("production", "rush"), ("tasks", "mine"),
    ]  # fmt: skip
    history.undo(desk)
    history.undo(desk)
    assert [row.filter for row in views.listed(desk)] == ["late -paused"]


def test_ones_own_are_hidden_from_others(desk: Desk, log_in: Login) -> None:
    """But the name is taken."""
    views.save(desk, "Mine", LATE, shared=False)
    views.save(desk, "Ours", LATE)
    joon = log_in("joon")
    assert [row.name for row in views.listed(joon, "production")] == ["Ours"]
    with pytest.raises(Refused, match="somebody else's view"):
        views.save(joon, "Mine", LATE)
    with pytest.raises(Refused, match="no saved view of production"):
        views.delete(joon, "production", "Mine")


def test_deleting(desk: Desk) -> None:
    """By name, with the nearest one offered."""
    views.save(desk, "Late", LATE)
    with pytest.raises(Refused, match="did you mean Late"):
        views.delete(desk, "production", "Lates")
    views.delete(desk, "production", "late")
    assert views.listed(desk) == []


@pytest.mark.parametrize(
    ("name", "view", "words"),
    [
        (" ", LATE, "needs a name"),
        ("x", replace(LATE, filter="status:Moon"), "no status is called"),
        ("x", replace(LATE, group="moon"), "grouped by status"),
        ("x", replace(LATE, sort="moon"), "sorted by due"),
        ("x", replace(LATE, board="moon"), "no board"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, name: str, view: View, words: str) -> None:
    """A view that could not be opened is not saved."""
    with pytest.raises(Refused, match=words):
        views.save(desk, name, view)


def test_nothing_raw_is_stored(desk: Desk) -> None:
    """Neither in the name nor in the filter."""
    row = views.save(desk, "a\x1b[31m", replace(LATE, filter='"x\x1b]0;y\x07"'))
    assert (row.name, row.filter) == ("a[31m", '"x]0;y"')


def test_a_viewer_saves_nothing(desk: Desk, log_in: Login) -> None:
    """Not even for themselves."""
    with pytest.raises(Refused, match="vic is viewer"):
        views.save(log_in("vic"), "Mine", LATE)
