"""Letting messages go out again where nothing does: said beforehand, then carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import adoption, clockwatch
from store.desk import Desk
from tui.messagework import some
from tui.widgets.dialog import Confirm

if TYPE_CHECKING:
    from tui.screens.place import Place

Command = Callable[[Desk], str]

ABOUT_CLOCK = "Look at the time of this machine first: what is due is due by its clock."


@dataclass(frozen=True, slots=True)
class Silence:
    """What stands against sending: the database may be a copy, or the clock has jumped."""

    copy: adoption.Waiting
    clock: str


def found(desk: Desk) -> Silence:
    """Read what stands against sending."""
    return Silence(adoption.waiting(desk), clockwatch.silence(clockwatch.stored()))


def of_copy(waiting: adoption.Waiting) -> list[str]:
    """Say what adopting means, as lines of a dialog."""
    there = [f"{count:,} by {channel}" for channel, count in waiting.by_channel.items() if count]
    return [
        waiting.why,
        f"There wait: {', '.join(there) or 'no messages'}.",
        f"Overdue: {waiting.overdue:,}; they are held, since the other copy may have sent them.",
        "From then on this database sends. The other copy must not send any more.",
    ]


def lift(screen: Place) -> None:
    """Ask whether this database is the studio's own, or the clock right, and send again."""
    screen.program.begin(_lift(screen), "dialog")


async def _lift(screen: Place) -> None:
    program = screen.program
    silence = await program.ask(found)
    if silence is None:
        return
    if silence.copy.why:
        await _ask(screen, "Adopt this database?", of_copy(silence.copy), "adopt", adopted)
    elif silence.clock:
        lines = [silence.clock, ABOUT_CLOCK]
        await _ask(screen, "Trust this machine's clock?", lines, "trust", trusted)
    else:
        program.tell("Nothing stands against sending")


async def _ask(screen: Place, title: str, lines: list[str], word: str, command: Command) -> None:
    program = screen.program
    dialog = Confirm(title, lines, yes=word, keys=program.ground.keys)
    if not await program.push_screen_wait(dialog):
        return
    words = await program.ask(command)
    if words is not None:
        program.tell(words)
    await program.own_news()


def adopted(desk: Desk) -> str:
    """Adopt the database; says what was held."""
    done = adoption.adopt(desk)
    return f"This database sends now; {some(done.held, 'message')} held for a person"


def trusted(desk: Desk) -> str:
    """Trust the clock; says so."""
    clockwatch.trust(desk)
    return "The clock is trusted; messages go out again"
