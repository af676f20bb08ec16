"""What people decide about firings: each says beforehand what will happen, then is carried out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from store import settling
from store.desk import Desk
from store.settling import FiringFace, Settled
from store.text import safe
from tui.messagework import SHOWN, Found, ask_found, either, may_work, some
from tui.widgets.dialog import Confirm

if TYPE_CHECKING:
    from tui.screens.place import Place

Command = Callable[[Desk, Sequence[int]], Settled | int]
"""A store command on firings by their ids."""

OPEN = ("pending", "held")
DISMISSED = (*OPEN, "sending")
RETRIED = ("failed", "unknown", "cancelled")

WORDS = {"pending": ("due", "to come")}
"""States as the tables are called, where that differs."""


def named(rows: Sequence[FiringFace]) -> list[str]:
    """Firings as lines of a dialog, the first of many."""
    lines = [f"{one.ref}: {safe(one.trigger, 60)} ({one.action})" for one in rows[:SHOWN]]
    more = len(rows) - len(lines)
    return [*lines, *([f"and {more:,} more"] if more else [])]


def process(screen: Place, rows: Sequence[FiringFace]) -> None:
    """Do the chosen firings now."""
    why = "Each is done now, whatever its moment."
    _decide(screen, "Process", rows, OPEN, why, settling.process)


def approve(screen: Place, rows: Sequence[FiringFace]) -> None:
    """Let held firings go on."""
    why = "What was written goes out as it is; v shows what that says."
    _decide(screen, "Approve", rows, ("held",), why, settling.approve)


def skip(screen: Place, rows: Sequence[FiringFace]) -> None:
    """Take the chosen firings out as not wanted."""
    why = "They are kept as skipped and never happen; what repeats comes again."
    _decide(screen, "Skip", rows, DISMISSED, why, settling.skip)


def delete(screen: Place, rows: Sequence[FiringFace]) -> None:
    """Take the chosen firings out for good."""
    why = "They are kept as cancelled and never happen, nor does what would come after them."
    _decide(screen, "Delete", rows, DISMISSED, why, settling.delete)


def retry(screen: Place, rows: Sequence[FiringFace]) -> None:
    """Try firings again that failed, were cancelled or are unknown."""
    why = "They are tried at once, whatever their moment."
    if any(one.state == "unknown" for one in rows):
        why = "What is unknown may have arrived: it may arrive twice."
    _decide(screen, "Try again:", rows, RETRIED, why, settling.retry)


def resolve(screen: Place, rows: Sequence[FiringFace]) -> None:
    """Say what became of firings that are unknown."""
    found = within(screen, rows, ("unknown",))
    ids = [one.id for one in found]

    def carry_out(desk: Desk, answer: Found) -> object:
        if answer == "again":
            return settling.retry(desk, ids)
        return settling.resolve(desk, ids, arrived=answer == "arrived")

    if found and may_work(screen, "Deciding"):
        ask_found(screen, named(found), carry_out)


def within(
    screen: Place, rows: Sequence[FiringFace], states: Sequence[str]
) -> list[FiringFace]:  # fmt: skip
    """The chosen firings that are in these states; says so where there are none."""
    found = [one for one in rows if one.state in states]
    if not found:
        words = [word for one in states for word in WORDS.get(one, (one,))]
        screen.program.tell(f"Choose firings that are {either(words)}; tab shows them")
    return found


def _decide(
    screen: Place, word: str, rows: Sequence[FiringFace], states: Sequence[str], why: str,
    command: Command,
) -> None:  # fmt: skip
    found = within(screen, rows, states)
    if not found or not may_work(screen, "Deciding"):
        return
    program = screen.program
    what = some(len(found), "firing")
    lines = [*named(found), why]
    yes = word.lower().rstrip(":")
    dialog = Confirm(f"{word} {what}?", lines, yes=yes, keys=program.ground.keys)

    async def confirmed() -> None:
        if not await program.answer_to(dialog):
            return
        done = await program.ask(command, [one.id for one in found])
        if done is not None:
            program.tell(told(word, what, done))
        await program.own_news()

    program.begin(confirmed(), "dialog")


def told(word: str, what: str, done: Settled | int) -> str:
    """What came of a decision, with what did not come of it."""
    rest = []
    if isinstance(done, Settled):
        rest = [f"{done.held:,} still held" if done.held else "",
                f"{done.cancelled:,} not true any more" if done.cancelled else ""]  # fmt: skip
    more = ", ".join(filter(None, rest))
    return f"{word.rstrip(':')}: {what}" + (f" ({more})" if more else "")
