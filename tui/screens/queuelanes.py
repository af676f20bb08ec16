"""The queue behind one number: rendering and the triggers as one row of names.

Each lane is a table of one of two screens; this says which, and leads from one to the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import renderfacts
from store.desk import Desk
from tui.screens.queuetabs import TABS
from tui.widgets.dialog import Choice, Choose
from tui.widgets.lines import Part

if TYPE_CHECKING:
    from tui.app import Safelight
    from tui.screens.place import Place

OPEN = ("failed", "quarantined", "running", "queued", "held")
OVER = ("done", "cancelled")


@dataclass(frozen=True, slots=True)
class Lane:
    """One of the tables of rendering; ``states`` are those of its jobs."""

    name: str
    states: tuple[str, ...] = ()
    empty: str = ""


LANES = (
    Lane("render", OPEN,
         "Nothing waits to be rendered. r on a board or a record asks for it; tab shows what was "
         "made, and the tables of the triggers."),
    Lane("rendered", OVER, "Nothing has been rendered yet."),
    Lane("paper", empty="No paper is wanted: nothing waits to be rendered."),
    Lane("workers", empty="No program renders. Start one by: safelight worker --only render"),
)  # fmt: skip
"""The tables of rendering in their order."""

NAMES = (*(lane.name for lane in LANES), *(tab.name for tab in TABS))
"""All lanes in the order in which tab goes through them."""


def words() -> list[str]:
    """The names of the lanes as they are written."""
    return ["due now" if name == "due" else name for name in NAMES]


def first(desk: Desk) -> str:
    """The lane to begin with: rendering, or the triggers where nothing was ever rendered."""
    del desk
    return LANES[0].name if renderfacts.any_jobs() else ""


def screen_of(name: str) -> Place:
    """The screen that shows a lane."""
    from tui.screens.ledger import LedgerScreen
    from tui.screens.renderqueue import RenderQueueScreen

    if any(lane.name == name for lane in LANES):
        return RenderQueueScreen(name)
    return LedgerScreen(name)


def show(program: Safelight, name: str) -> None:
    """Show another lane in place of the one that is shown."""
    # The triggers' tables begin at what is due, or else at what comes.
    program.shown.queue = name if any(lane.name == name for lane in LANES) else ""
    program.switch_screen(screen_of(name))


def parts(words: Sequence[str], here: int, room: int) -> list[Part]:
    """The names around the one that is shown, as many as fit, and that there are more."""
    names = [f" {word} " for word in words]
    start, end = fitting([len(name) for name in names], here, room - 2)
    shown: list[Part] = [
        (names[place], "here" if place == here else "plain") for place in range(start, end)
    ]
    before, after = ("<" if start else " "), (">" if end < len(names) else "")
    return [(before, "plain"), *shown, (after, "plain")]


def fitting(widths: Sequence[int], here: int, room: int) -> tuple[int, int]:
    """From where to where names fit beside each other, the present one among them."""
    start, end = here, here + 1
    used = widths[here]
    while True:
        if end < len(widths) and used + widths[end] <= room:
            used += widths[end]
            end += 1
        elif start and used + widths[start - 1] <= room:
            start -= 1
            used += widths[start]
        else:
            return start, end


def choose(screen: Place, words: Sequence[str], here: int) -> None:
    """Ask for a lane by its name."""
    program = screen.program
    choices = [Choice(name, word) for name, word in zip(NAMES, words, strict=True)]
    dialog = Choose("Which table?", choices, current=NAMES[here], keys=program.ground.keys)

    async def chosen() -> None:
        name = await program.answer_to(dialog)
        if name is not None:
            show(program, name)

    program.begin(chosen(), "dialog")
