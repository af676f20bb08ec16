"""Paper from the boards: the dialog, files, the printer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from store.notes import listed
from store.tables import Card
from tests.tui.screens.conftest import Opening, Program
from tui.screens.paper import Working
from tui.screens.record import RecordScreen
from tui.widgets.form import Form


async def filled(pilot: Pilot[int], **values: str) -> None:
    """Open the dialog and give it values."""
    await pilot.press("P")
    await pilot.pause()
    form = pilot.app.screen
    assert isinstance(form, Form)
    for name, value in values.items():
        form._inputs[name].value = value
    await pilot.press("enter")


async def shows(program: Program, pilot: Pilot[int], words: str) -> None:
    """Wait until the screen shows some words."""
    for _ in range(200):
        await pilot.pause()
        if words in program.text():
            return
    raise AssertionError(program.text())


async def settled(program: Program, pilot: Pilot[int]) -> None:
    """Wait until nothing is being worked on."""
    for _ in range(200):
        await pilot.pause()
        if not isinstance(program.screen, (Working, Form)) and not program._busy:
            return
        await program.workers.wait_for_complete()


async def test_a_work_order_to_a_file(opened: Opening, tmp_path: Path) -> None:
    """P on a record, a file, Enter: the file is there, and it is said where."""
    path = tmp_path / "w.pdf"
    async with opened(RecordScreen("O-1001")) as (program, pilot):
        await filled(pilot, path=str(path))
        await settled(program, pilot)
        assert program.told[-1] == f"1 page, in {path}"
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("document", "words"),
    [("contact", "no images to show"), ("compare", "no image with both a hi-res")],
)
async def test_pictures_to_look_at_are_offered(
    opened: Opening, tmp_path: Path, document: str, words: str
) -> None:
    """Contact sheets and before and after, refused for an order without images."""
    async with opened(RecordScreen("O-1001")) as (program, pilot):
        await filled(pilot, document=document, path=str(tmp_path / "c.jpg"))
        await shows(program, pilot, words)
    assert not (tmp_path / "c.jpg").exists()


async def test_what_is_refused_comes_back_with_what_was_typed(
    opened: Opening, tmp_path: Path
) -> None:
    """Nothing to write to, then a file that is there: the dialog stays open and says why."""
    path = tmp_path / "w.pdf"
    path.write_text("mine")
    async with opened(RecordScreen("O-1001"), (100, 30)) as (program, pilot):
        await filled(pilot)
        await shows(program, pilot, "where should it go?")
        form = program.screen
        assert isinstance(form, Form)
        form._inputs["path"].value = str(path)
        await pilot.press("enter")
        await shows(program, pilot, "already; name another")
        assert path.read_text() == "mine"


async def test_printing_is_noted(
    opened: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card says where it was printed and as which job."""
    lp = tmp_path / "lp"
    lp.write_text("#!/bin/sh\necho 'request id is lab-3 (1 file(s))'\n")
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    async with opened(RecordScreen("O-1001")) as (program, pilot):
        await filled(pilot, document="purchase order", printer="lab")
        await settled(program, pilot)
        assert program.told[-1] == "1 page, printed on lab (lab-3)"
        card = await program.ground.ask(lambda _: Card.get(Card.kind == "production"))
        written = await program.ground.ask(lambda _: listed(card))
        assert [note.text for note in written] == ["purchase order printed on lab, job lab-3"]


async def test_documents_that_fit_are_offered(opened: Opening) -> None:
    """A task has letters alone."""
    async with opened(RecordScreen("T-1001")) as (program, pilot):
        await pilot.press("P")
        await pilot.pause()
        form = program.screen
        assert isinstance(form, Form)
        assert form.values()["document"] == "letter"
        await pilot.press("escape")
        await pilot.pause()
        assert program.screen is program.first
