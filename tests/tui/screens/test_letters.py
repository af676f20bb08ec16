"""Letters from the screen: printed one by one, kept, and what the print service's moods leave."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from store import printers
from store.tables import Message
from tests.tui.screens import postal
from tests.tui.screens.conftest import Opening
from tests.tui.screens.postal import states, until
from tui.screens.ledger import LedgerScreen
from tui.screens.paper import Working

WIDE = (140, 40)

Lp = Callable[[str], None]


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lp:
    """What puts a stand-in for ``lp`` first on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def stand_in(script: str) -> None:
        path = folder / "lp"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return stand_in


async def test_all_letters_are_printed(opened: Opening, lp: Lp, tmp_path: Path) -> None:
    """B asks on which printer, the studio's only one being proposed; each is a job of its own."""
    told = tmp_path / "told"
    lp(f'echo "$2|$4" >> \'{told}\'; echo "request id is $2-7 (1 file(s))"')
    async with opened(LedgerScreen("letters"), WIDE) as (program, pilot):
        await program.ground.ask(postal.letters)
        await program.ground.ask(printers.add, "Office", queue="office")
        await program.screen.reload()
        await pilot.press("B")
        await pilot.pause()
        assert program.screen._inputs["printer"].value == "Office"
        await pilot.press("enter")
        await until(pilot, lambda: bool(program.told))
        assert program.told == ["2 letters printed on Office"]
        assert await program.ground.ask(states) == {"M-1001": "done", "M-1002": "done"}
        assert "No letter waits" in program.text()
    assert told.read_text().splitlines() == [
        "office|Letter M-1001 Ada Okafor", "office|Letter M-1002 Ada Okafor",
    ]  # fmt: skip


async def test_chosen_letters_are_printed(opened: Opening, lp: Lp) -> None:
    """P prints the marked ones, or that of the cursor."""
    lp("echo 'request id is lab-7 (1 file(s))'")
    async with opened(LedgerScreen("letters"), WIDE) as (program, pilot):
        await program.ground.ask(postal.letters)
        await program.screen.reload()
        await pilot.press("j", "space", "P")
        await pilot.pause()
        assert "Print 1 letter" in program.text()
        await pilot.press(*"lab", "enter")
        await until(pilot, lambda: bool(program.told))
        assert await program.ground.ask(states) == {"M-1001": "pending", "M-1002": "done"}


@pytest.mark.parametrize(
    ("script", "state", "said"),
    [
        ("echo 'lp: Error - scheduler not responding.' >&2; exit 1", "pending", "does not answer"),
        ("exit 0", "unknown", "may be printed or not"),
    ],
)
async def test_what_could_not_be_printed(
    opened: Opening, lp: Lp, script: str, state: str, said: str
) -> None:
    """A refusal leaves the letter waiting, silence makes it unknown; both are told."""
    lp(script)
    async with opened(LedgerScreen("letters"), WIDE) as (program, pilot):
        await program.ground.ask(postal.letters, 1)
        await program.screen.reload()
        await pilot.press("P")
        await pilot.pause()
        await pilot.press(*"lab", "enter")
        await until(pilot, lambda: bool(program.told))
        assert said in program.told[0]
        assert program.told[0].startswith("0 of 1 printed on lab")
        assert await program.ground.ask(states) == {"M-1001": state}


async def test_printing_can_be_stopped(opened: Opening, lp: Lp, tmp_path: Path) -> None:
    """After the one that is being printed; the others wait on."""
    go = tmp_path / "go"
    os.mkfifo(go)
    lp(f"cat '{go}'; echo 'request id is lab-7 (1 file(s))'")
    async with opened(LedgerScreen("letters"), WIDE) as (program, pilot):
        await program.ground.ask(postal.letters)
        await program.screen.reload()
        await pilot.press("B")
        await pilot.pause()
        await pilot.press(*"lab", "enter")
        await until(pilot, lambda: isinstance(program.screen, Working))
        await pilot.press("escape")
        assert "Stopping after this one" in program.text()
        go.write_text("")
        await until(pilot, lambda: bool(program.told))
        assert program.told == ["1 letter printed on lab"]
        assert await program.ground.ask(states) == {"M-1001": "done", "M-1002": "pending"}


async def test_a_letter_is_kept(
    opened: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E keeps its paper as a file, and never replaces one unasked."""
    monkeypatch.chdir(tmp_path)
    path = Path("letter.pdf")
    async with opened(LedgerScreen("letters"), WIDE) as (program, pilot):
        await program.ground.ask(postal.letters, 1)
        await program.screen.reload()
        for told in (f"M-1001 is kept in {path}", "is there already"):
            await pilot.press("E")
            await pilot.pause()
            program.screen._inputs["path"].value = str(path)
            await pilot.press("enter")
            await pilot.pause()
            assert told in "\n".join([*program.told, program.text()])
    assert (tmp_path / path).read_bytes().startswith(b"%PDF")


async def test_what_a_program_left_is_found(opened: Opening) -> None:
    """A letter whose printing nobody told more of is unknown once somebody looks."""
    async with opened(LedgerScreen("letters"), WIDE) as (program, pilot):
        await program.ground.ask(postal.letters, 1)
        await program.ground.ask(
            lambda desk: Message.update(state="sending", next_at=desk.now() - 600_000).execute()
        )
        await program.screen.reload()
        await pilot.pause()
        assert await program.ground.ask(states) == {"M-1001": "unknown"}
        assert "the program ended while it was printed" in program.text()
