"""Preflight on the screens: what is found, how grave, and the way to the file it is about."""

from __future__ import annotations

import pytest

from store import cards, sessions
from store.desk import Desk
from store.rendering.preflight import Finding
from tests.store.rendering_ground import change, line, order, pictures, session
from tests.tui.screens.conftest import HOSTILE, Opening
from tui import cardwork
from tui.screens import preflight
from tui.screens.board import BoardScreen
from tui.screens.preflight import PreflightScreen, counted
from tui.screens.preview import PreviewScreen
from tui.screens.record import RecordScreen
from tui.screens.sections import laid_out
from tui.widgets.look import ASCII, Look


def made(desk: Desk) -> str:
    """An order of four lines: one whole but for its file, one small, one without a picture."""
    ref = session(desk, 2)
    one, other = pictures(ref)
    change(desk, sessions.of_card(cards.get(ref)), folder=str(desk.settings.folder / "gone"))
    change(desk, other, width=600, height=400)
    return order(desk, line(one, crop="0,0,0.8333333,1"), line(other), line(None))


def said(found: list[Finding], look: Look, width: int = 100) -> str:
    """The table of findings as text."""
    lines = laid_out(preflight.sections(found, (), look), width, look)
    return "\n".join("".join(text for text, _ in one.parts) for one in lines)


@pytest.mark.parametrize("look", [Look(), Look(glyphs=ASCII)])
def test_told_apart_without_colour(look: Look) -> None:
    """Each severity has a shape and a word of its own."""
    found = [
        Finding("O-1", 1, "error", "missing", "/a/b.jpg"),
        Finding("O-1", 1, "warning", "low-dpi", 100, 150),
        Finding("O-1", 2, "note", "upscaling", "1.50x", "1x"),
    ]
    text = said(found, look)
    shapes = {preflight.shape(one.severity, look.glyphs) for one in found}
    assert len(shapes) == 3
    for one in found:
        assert f"{preflight.shape(one.severity, look.glyphs)} {one.severity}" in text
    assert "100 (limit 150)" in text


def test_counts() -> None:
    """The gravest stands first; of nothing it is said that there is nothing."""
    note, error = Finding("O-1", 1, "note", "upscaling"), Finding("O-1", 1, "error", "missing")
    assert counted([note, error, note]) == "1 error · 2 notes"
    assert counted([]) == "nothing is doubtful"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_text(words: str) -> None:
    """Whatever files are called, nothing but text is shown."""
    assert "\x1b" not in said([Finding("O-1", 1, "error", "missing", words)], Look(), 60)


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (160, 48)])
async def test_the_list(opened: Opening, size: tuple[int, int]) -> None:
    """Findings by line, the gravest of each first; enter shows the file, esc comes back."""
    async with opened(PreflightScreen(()), size) as (program, pilot):
        ref = await program.ground.ask(made)
        screen = PreflightScreen([ref])
        await program.push_screen(screen)
        await pilot.pause()
        text = program.text()
        assert f"Preflight of {ref}" in text
        assert "error" in text
        assert "its file is not there" in text
        assert [(one.line, one.severity) for one in screen.found.findings][:1] == [(1, "error")]
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert isinstance(program.screen, PreviewScreen)
        assert f"{ref} line 1" in program.text()
        await pilot.press("escape")
        await pilot.pause()
        assert list(program.screen_stack)[-1] == screen


async def test_narrowing_and_looking_again(opened: Opening) -> None:
    """Words leave the findings that have them; R looks at the files again."""
    async with opened(PreflightScreen(()), (100, 40)) as (program, pilot):
        ref = await program.ground.ask(made)
        screen = PreflightScreen([ref])
        await program.push_screen(screen)
        await pilot.pause()
        before = len(screen.found.findings)
        await pilot.press("slash", *"pixels", "enter")
        await pilot.pause()
        assert "too few pixels" in program.text()
        assert "its file is not there" not in program.text()
        await pilot.press("slash", *"zzz", "enter")
        await pilot.pause()
        assert "No finding has these words" in program.text()
        await pilot.press("escape")

        def mend(desk: Desk) -> None:
            for row in pictures("S-1001"):
                file = desk.settings.folder / "gone" / row.hires
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(b"abc")

        await program.ground.ask(mend)
        await pilot.press("R")
        await pilot.pause()
        assert len(screen.found.findings) <= before
        assert "missing" not in {one.finding for one in screen.found.findings}
        assert any("error" in words for words in program.told)


async def test_several_records(opened: Opening) -> None:
    """Each finding names its record; one that cannot be looked at does not hide the others."""
    async with opened(PreflightScreen(()), (120, 40)) as (program, pilot):
        ref = await program.ground.ask(made)
        await program.push_screen(PreflightScreen([ref, "S-1001", "O-99999"]))
        await pilot.pause()
        text = program.text()
        assert "cannot:" in text
        assert "3 records" in text
        assert "image 1" in text
        assert ref in text


async def test_nothing_doubtful(opened: Opening) -> None:
    """An order without anything to render says that nothing is doubtful."""
    async with opened(PreflightScreen(()), (80, 24)) as (program, pilot):
        await pilot.pause()
        assert "Nothing is doubtful" in program.text()


async def test_on_the_record(opened: Opening) -> None:
    """An order with pictures shows errors and warnings and counts the notes; V lists them all."""
    async with opened(PreflightScreen(()), (100, 40)) as (program, pilot):
        ref = await program.ground.ask(made)
        await program.push_screen(RecordScreen(ref))
        await pilot.pause(0.2)
        text = program.text()
        assert "Preflight" in text
        assert "no image is chosen for it" in text
        assert "notes; enter shows all of it" in text
        await pilot.press("V")
        await pilot.pause(0.2)
        assert isinstance(program.screen, PreflightScreen)
        assert program.screen.refs == (ref,)


async def test_from_a_board(opened: Opening) -> None:
    """V lists the order under the cursor; without any it says what to go to."""
    async with opened(BoardScreen(), (120, 40)) as (program, pilot):
        await pilot.press("V")
        await pilot.pause(0.2)
        assert isinstance(program.screen, PreflightScreen)
        assert len(program.screen.refs) == 1
        await pilot.press("escape")
        await pilot.pause()
        await cardwork.preflight(program.first, [])
        await pilot.pause()
        assert any("Orders and sessions are looked at" in words for words in program.told)
        assert program.screen is program.first


async def test_records_without_pictures(opened: Opening) -> None:
    """An order whose lines have no pictures has no such section."""

    def bare(desk: Desk) -> str:
        return order(desk, line(None))

    async with opened(PreflightScreen(()), (100, 40)) as (program, pilot):
        ref = await program.ground.ask(bare)
        await program.push_screen(RecordScreen(ref))
        await pilot.pause(0.2)
        assert "Preflight" not in "\n".join(program.text().splitlines()[1:-2])
