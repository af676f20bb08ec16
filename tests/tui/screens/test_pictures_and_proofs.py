"""Pictures are brought in beside the boards; proofs are ordered by a form that foretells them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.pilot import Pilot

from render import reading
from store import boards, cards, database, images, sessions, studio
from store.access import Person
from store.desk import Desk
from store.settings import Settings
from store.tables import Card
from tests.tui.screens.conftest import HOSTILE
from tui.linkwork import Linking
from tui.screens.help import HelpScreen
from tui.screens.hub import HubScreen
from tui.screens.pictures import ImportScreen
from tui.screens.proofs import ask_proofs
from tui.screens.record import RecordScreen
from tui.screens.text import TextScreen
from tui.widgets.form import Form

Opening = Callable[..., AbstractAsyncContextManager[Any]]


@pytest.fixture
def folder(config: Settings) -> Path:
    """Pictures of S-1001 and of nobody, with hostile names among them."""
    desk = studio.open_desk(config)
    sessions.new(desk, client="Okafor, Ada", type="Portrait")
    sessions.new(desk, client=HOSTILE[0], type="Portrait")
    database.close()
    place = config.pictures / "S-1001 Ada [b]" / "Hi-Res"
    place.mkdir(parents=True)
    for at in range(1, 4):
        Image.new("RGB", (60, 40), "red").save(place / f"{at}.jpg")
    (place / "4.jpg").write_bytes(b"[@click=app.bell]x[/]")
    (config.pictures / "Logos [b]").mkdir()
    shutil.copy(place / "1.jpg", config.pictures / "Logos [b]")
    return config.pictures


async def settle(pilot: Pilot[int]) -> None:
    """Let the screen take what came."""
    for _ in range(3):
        await pilot.pause()


async def done(program: Any, pilot: Pilot[int], job: Linking) -> None:
    """Wait for an import to end."""
    for _ in range(500):
        if job.finished:
            break
        await pilot.pause(0.02)
    assert job.finished
    if isinstance(program.screen, ImportScreen):
        program.screen._look()
    await settle(pilot)


def numbers(desk: Desk, ref: str = "S-1001") -> list[str]:
    """The numbers of a session's images."""
    return [row.number for row in images.of_card(cards.get(ref))]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds up the reading of files until it is set."""
    opened = threading.Event()
    real = reading.read

    def held(path: str, **limits: int) -> Any:
        opened.wait(10)
        return real(path, **limits)

    monkeypatch.setattr(reading, "read", held)
    yield opened
    opened.set()


async def begin(pilot: Pilot[int], program: Any) -> Linking:
    """Open the form by its key and accept it as it stands."""
    await pilot.press("I")
    await settle(pilot)
    assert isinstance(program.screen, Form)
    await pilot.press("enter")
    await settle(pilot)
    screen = program.screen
    assert isinstance(screen, ImportScreen)
    job: Linking = screen.job
    return job


async def test_bringing_pictures_in(opened: Opening, folder: Path, config: Settings) -> None:
    """The screen says what was linked, what was not and why; thumbnails are made; undo works."""
    async with opened(HubScreen(), (110, 40)) as (program, pilot):
        job = await begin(pilot, program)
        await done(program, pilot, job)
        text = program.text()
        for words in ("4 images: 4 new, 0 changed", "S-1001", "Logos [b]", "4.jpg", "no picture",
                      "Linked, with thumbnails"):  # fmt: skip
            assert words in text
        assert await program.ground.ask(numbers) == ["1", "2", "3", "4"]
        assert len(list(config.cache.rglob("*.jpg"))) == 1  # three pictures, the same bytes
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(program.screen, HubScreen)
        await pilot.press("u")
        await settle(pilot)
        assert await program.ground.ask(numbers) == []


async def test_cancelling(opened: Opening, folder: Path, gate: threading.Event) -> None:
    """While files are read every key works; esc cancels, and then nothing is linked."""
    async with opened(HubScreen(), (110, 40)) as (program, pilot):
        job = await begin(pilot, program)
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(program.screen, HelpScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(program.screen, ImportScreen)
        assert "Reading" in program.text()
        await pilot.press("escape")
        await settle(pilot)
        assert "stopping" in program.text()
        gate.set()
        await done(program, pilot, job)
        assert "Cancelled: nothing was linked" in program.text()
        assert await program.ground.ask(numbers) == []
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(program.screen, HubScreen)


async def test_leaving_and_coming_back(
    opened: Opening, folder: Path, gate: threading.Event
) -> None:
    """The screen may be left by a number; the same key comes back, and the end is told."""
    async with opened(HubScreen(), (110, 40)) as (program, pilot):
        job = await begin(pilot, program)
        program.pop_screen()
        await settle(pilot)
        await pilot.press("I")
        await settle(pilot)
        assert isinstance(program.screen, ImportScreen)
        assert program.screen.job is job
        program.pop_screen()
        await settle(pilot)
        gate.set()
        await done(program, pilot, job)
        assert program.told[-1] == "4 images: 4 new, 0 changed"


async def test_what_cannot_be_linked(opened: Opening, folder: Path) -> None:
    """Every bad file is named on the screen."""
    place = folder / "S-1001 Ada [b]" / "Hi-Res"
    shutil.copy(place / "1.jpg", place / "01.jpg")
    async with opened(HubScreen(), (110, 40)) as (program, pilot):
        job = await begin(pilot, program)
        await done(program, pilot, job)
        assert "image 1 has two hires files: Hi-Res/01.jpg and Hi-Res/1.jpg" in program.text()
        assert "Nothing was linked" in program.text()


async def test_the_form(opened: Opening, folder: Path) -> None:
    """On a session's record it is that session's; wrong folders and rules are told as typed."""
    async with opened(RecordScreen("S-1002"), (100, 30)) as (program, pilot):
        await pilot.press("I")
        await settle(pilot)
        fields = program.screen._inputs
        assert fields["session"].value == "S-1002"
        fields["folder"].value = str(folder / "nothing")
        await settle(pilot)
        assert "there is no such folder" in program.text()
        fields["folder"].value = str(folder / "S-1001 Ada [b]")
        fields["rule"].value = "frist"
        await settle(pilot)
        assert "one of whole, first, last, from" in program.text()
        fields["rule"].value = "last"
        fields["count"].value = "1"
        await pilot.press("enter")
        await settle(pilot)
        await done(program, pilot, program.screen.job)
        assert await program.ground.ask(numbers, "S-1002") == ["1", "2", "3", "4"]


async def test_who_may_only_look(opened: Opening, folder: Path) -> None:
    """Is refused before anything is read."""
    async with opened(HubScreen(), (100, 30)) as (program, pilot):
        desk = program.ground.desk
        program.ground._desk = desk.standing_in(Person(9, "vic", "Vic", "viewer"), "test")
        job = await begin(pilot, program)
        await done(program, pilot, job)
        assert "vic is viewer" in program.text()


# Proofs -------------------------------------------------------------------------------------------


def proof_orders(_: Desk) -> list[str]:
    """The references of all proof orders."""
    return [cards.ref(card) for card in Card.select().where(Card.kind == "preproduction")]


@pytest.fixture
def shot(folder: Path, config: Settings) -> None:
    """Two sessions, the first with pictures."""
    del folder
    desk = studio.open_desk(config)
    images.add(desk, "S-1001", [images.File(f"{n}.jpg") for n in range(1, 4)])
    database.close()


@pytest.mark.usefixtures("shot")
async def test_ordering_proofs(opened: Opening) -> None:
    """The form says what would be made, follows what is typed, and makes it."""
    async with opened(RecordScreen("S-1001"), (100, 30)) as (program, pilot):
        await pilot.press("O")
        await settle(pilot)
        assert "1 order in-house: 1 line, 3 images" in program.text()
        program.screen._inputs["images"].value = "1,2"
        await settle(pilot)
        assert "1 order in-house: 1 line, 2 images" in program.text()
        program.screen._inputs["vendor"].value = "Nobody"
        await settle(pilot)
        assert "cannot: no vendor is called 'Nobody'" in program.text()
        assert await program.ground.ask(proof_orders) == []
        program.screen._inputs["vendor"].value = "Bay Lab"
        await pilot.press("enter")
        await settle(pilot)
        assert program.told == ["P-1001: made"]
        assert await program.ground.ask(proof_orders) == ["P-1001"]


@pytest.mark.usefixtures("shot")
async def test_proofs_of_several_sessions(opened: Opening) -> None:
    """What is wrong with one is told, the others are ordered; a second time nothing is."""
    async with opened(RecordScreen("S-1001"), (100, 30)) as (program, pilot):
        face = program.screen.face
        for time in range(2):
            found = await program.ground.ask(
                lambda desk: boards.faces(desk, [cards.get(r).id for r in ("S-1001", "S-1002")])
            )
            await ask_proofs(program.screen, found)
            await settle(pilot)
            assert "in error: S-1002: it has no images" in program.text()
            assert ("P-1001 already" in program.text()) is bool(time)
            await pilot.press("enter")
            await settle(pilot)
            assert isinstance(program.screen, TextScreen)
            await pilot.press("escape")
            await settle(pilot)
        assert await program.ground.ask(proof_orders) == ["P-1001"]
        await ask_proofs(program.screen, [face.__class__(**{**_values(face), "kind": "invoice"})])
        assert program.told[-1].startswith("Proofs are made from sessions")


def _values(face: Any) -> dict[str, Any]:
    return {name: getattr(face, name) for name in face.__slots__}
