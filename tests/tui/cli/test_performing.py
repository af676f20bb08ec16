"""Commands given inside the boards, on the studio that is open already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import database, settings, studio
from store.desk import Desk
from tui.cli.performing import perform


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The open studio."""
    yield open_desk(request.getfixturevalue("studio"))
    database.close()


def open_desk(folder: Path) -> Desk:
    """Open a studio as the boards do."""
    return studio.open_desk(settings.load(folder / "studio.toml"))


def test_a_command_works_on_the_open_studio(desk: Desk) -> None:
    """Its answer is text; the word `safelight` may be left out."""
    made = perform('new task --subject "look at it"', desk)
    assert (made.status, made.text, made.problems) == (0, "T-1001\n", ())
    assert "look at it" in perform("safelight show T-1001", desk).text


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("advnce O-1", 2, "did you mean advance"),
        ("show O-9", 1, "no such record"),
        ('show "O-9', 2, "cannot be read"),
        ("", 2, "name a command"),
        ("worker --once", 1, "for the shell"),
        ("--at +3d hub", 1, "--at"),
        ("--as ana hub", 1, "--as"),
    ],
)
def test_what_cannot_be_done_is_told(desk: Desk, line: str, status: int, said: str) -> None:
    """Nothing is raised for what a person typed."""
    found = perform(line, desk)
    assert (found.status, found.text) == (status, "")
    assert said in found.problems[0]


def test_help_is_text(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """It is answered, not printed over the screen."""
    for line in ("advance --help", "users add --help", "--help"):
        assert "usage:" in perform(line, desk).text
    assert capsys.readouterr().out == ""
