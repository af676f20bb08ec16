"""A small real studio on disk, and the program with one screen over it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from textual import events
from textual.pilot import Pilot

from store import (
    calls,
    database,
    identity,
    items,
    orders,
    people,
    studio,
    tasks,
    triggers,
    vendors,
)
from store.desk import Clock, Desk
from store.settings import Settings
from store.tables import Setting, Trigger
from store.triggers import Spec
from tui.app import Safelight
from tui.ground import Start
from tui.keys import keymap
from tui.screens.place import Place

HOSTILE = (
    "fix [/] now",
    "[@click=app.bell]x[/]",
    "\x1b]0;evil\x07\x1b[31mred",
    "\u202eevil",
    "👩‍👩‍👧‍👦 family 👍🏽",
    "long " * 2000,
)
"""Names that nothing on a screen may choke on."""

MONDAY = round(datetime(2026, 11, 2, 10, tzinfo=ZoneInfo("America/New_York")).timestamp() * 1000)
"""When the studio is made; the program looks at it an hour later."""


class Program(Safelight):
    """The program with one screen in place of the board."""

    def __init__(self, config: Settings, first: Place) -> None:
        super().__init__(
            Start(config, at=MONDAY + 3_600_000), keymap(), {**os.environ, "TERM": "xterm"}
        )
        self.first = first
        self.told: list[str] = []

    async def on_mount(self, event: events.Mount) -> None:  # type: ignore[override]  # takes the event to stop it
        """Open the studio and show the screen, without clock and news."""
        event.prevent_default()
        await self.ground.open()
        await self.push_screen(self.first)

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """Note what is told as well."""
        self.told.append(words)
        super().tell(words, wrong=wrong)

    def text(self) -> str:
        """Return the screen as text."""
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


def furnish(desk: Desk) -> None:
    """Fill the studio: ordinary orders, hostile ones, tasks, calls and triggers."""
    Trigger.delete().execute()  # tests make their own
    people.add_user(desk, "joon", name="Joon Park", departments=["Retouch"])
    vendors.add(desk, "Bay Lab", type="Print")
    items.add(desk, "8x10", description="Print 8x10", price_cents=2500, cost_cents=900)
    chase = Spec("Chase", "production", "Print", "Order Entered", "task", "Chase the lab")
    triggers.add(desk, chase)
    ring = replace(chase, name="Ring", action="call", subject="Ring the client", offset_days=2)
    triggers.add(desk, ring)
    line = orders.NewLine("Print 8x10", quantity=2, cost_cents=900)
    orders.new(desk, client="Okafor, Ada", type="Print", vendor="Bay Lab", lines=[line])
    orders.new(desk, client="Lindqvist, Bo", type="Print", due_at=MONDAY - 86_400_000)
    me = desk.who.login
    tasks.new(desk, subject="Order paper", user=me)
    calls.new(desk, subject="Ring Ada", user=me, about="O-1001")
    for name in HOSTILE:
        orders.new(desk, client=name[:190], type="Print", subject=name, notes=name)
        tasks.new(desk, subject=name, user=me)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio's folder, made once."""
    folder = tmp_path_factory.mktemp("larkin")
    changes = {"studio.name": "Larkin Studio", "studio.timezone": "America/New_York"}
    furnish(studio.init(folder, changes, clock=Clock.starting_at(MONDAY)))
    Setting.delete().where(Setting.key == identity.KEY).execute()  # copies of it are no copies
    database.close()
    return folder


@pytest.fixture
def config(furnished: Path, tmp_path: Path) -> Settings:
    """The settings of a fresh copy of the studio."""
    import shutil

    from store import settings

    folder = tmp_path / "studio"
    shutil.copytree(furnished, folder)
    return settings.load(folder / settings.FILE)


Opening = Callable[..., AbstractAsyncContextManager[tuple[Program, Pilot[int]]]]


@pytest.fixture
def opened(config: Settings) -> Opening:
    """What shows a screen over the studio: the program and a pilot."""

    @asynccontextmanager
    async def opened(
        screen: Place, size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[tuple[Program, Pilot[int]]]:
        program = Program(replace(config), screen)
        async with program.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.pause()
            yield program, pilot

    return opened
