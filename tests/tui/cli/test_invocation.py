"""One command on a studio that is open already, and the moments people write."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import database, settings
from store import studio as studios
from store.desk import Clock, Desk
from store.errors import Refused
from tests.tui.cli.conftest import NOW
from tui.cli import registry
from tui.cli.invocation import Invocation
from tui.cli.output import Output
from tui.cli.parsing import Help

MONDAY = 1_795_446_000_000
"""The moment that ``NOW`` names."""


@pytest.fixture
def desk(studio: Path) -> Iterator[Desk]:
    """The studio, open, on that Monday."""
    config = settings.load(studio / "studio.toml")
    yield studios.open_desk(config, clock=Clock.starting_at(MONDAY))
    database.close()


def invocation(desk: Desk, *words: str) -> Invocation:
    """A command given inside the boards."""
    return Invocation(registry.read(words), Output(io.StringIO()), desk=desk)


def test_an_open_studio_is_used_as_it_is(desk: Desk) -> None:
    """Nothing is opened again."""
    call = invocation(desk, "new", "task", "--subject", "x")
    assert call.args.run(call) == 0
    assert call.desk is desk
    assert isinstance(call.out.stream, io.StringIO)
    assert call.out.stream.getvalue() == "T-1001\n"


@pytest.mark.parametrize(
    "words", [("--at", NOW), ("--as", "ana"), ("--studio", "x"), ("--read-only",)]
)
def test_what_an_open_studio_has_settled_is_refused(desk: Desk, words: tuple[str, ...]) -> None:
    """Ignoring it would do something else than was asked."""
    with pytest.raises(Refused, match="settled when the studio was opened"):
        invocation(desk, *words, "hub")


@pytest.mark.parametrize("words", [("--help",), ("advance", "-h"), ("users", "add", "--help")])
def test_help_is_handed_over_not_printed(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A screen shows it where it wants."""
    with pytest.raises(Help, match="usage: safelight"):
        registry.read(words)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("fri", "2026-11-27T18:00:00-05:00"),
        ("2026-11-30", "2026-11-30T18:00:00-05:00"),
        ("2026-11-30 09:30", "2026-11-30T09:30:00-05:00"),
        ("+2d", "2026-11-25T18:00:00-05:00"),
    ],
)
def test_a_day_means_its_closing_time(desk: Desk, text: str, iso: str) -> None:
    """Unless a time of day is given."""
    call = invocation(desk, "hub")
    assert call.iso(call.moment("--due", text)) == iso


def test_today_is_not_ahead_for_what_has_happened(desk: Desk) -> None:
    """Something completed today was completed by now; a time to come is left to be refused."""
    call = invocation(desk, "hub")
    now = desk.now()
    assert 0 <= (call.past_moment("--completed", "today") or 0) - now < 1000
    assert (call.past_moment("--completed", "today 17:00") or 0) > now
    assert (call.past_moment("--completed", "yesterday") or 0) < now


def test_moments_in_tables_show_the_year_only_when_it_differs(desk: Desk) -> None:
    """Twelve cells in either case."""
    call = invocation(desk, "hub")
    assert call.day(MONDAY) == "23 Nov 10:00"
    assert call.day(MONDAY - 400 * 86_400_000) == "19 Oct 2025"
    assert call.day(None) == ""
