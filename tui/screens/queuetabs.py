"""The tables of the queue: which there are, their columns, and the keys that work on their rows.

What stands in them is read in ``queuepages``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store import letterqueue
from tui.widgets.table import Column

PAST_DAYS = 30
"""How far back done and cancelled firings are listed."""

About = Literal["firings", "messages", "letters", "triggers"]
"""What the rows of a table are."""

OPEN_KEYS = ("process", "skip", "drop")
SEEN = ("preview", "group")


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the tables; ``keys`` are the commands of this screen that work on its rows."""

    name: str
    about: About = "firings"
    states: tuple[str, ...] = ()
    empty: str = ""
    keys: tuple[str, ...] = ()
    counted: str = ""


TABS = (
    Tab("due", states=("pending",), keys=(*OPEN_KEYS, *SEEN), counted="due",
        empty="Nothing waits for the clock or a person. Tab shows what comes next."),
    Tab("next", states=("pending",), keys=(*OPEN_KEYS, *SEEN),
        empty="Nothing would happen in these days; + looks further."),
    Tab("held", states=("held",), keys=("approve", *OPEN_KEYS, *SEEN), counted="held",
        empty="Nothing is held for a person."),
    Tab("sending", states=("sending",), keys=("skip", "drop", *SEEN), counted="sending",
        empty="Nothing is on its way."),
    Tab("failed", states=("failed",), keys=("retry", *SEEN), counted="failed",
        empty="Nothing has failed."),
    Tab("unknown", states=("unknown",), keys=("resolve", "retry", *SEEN), counted="unknown",
        empty="Of everything it is known what became of it."),
    Tab("done", states=("done",), keys=SEEN,
        empty=f"Nothing was done in the last {PAST_DAYS} days."),
    Tab("cancelled", states=("cancelled", "skipped"), keys=("retry", *SEEN),
        empty=f"Nothing was cancelled or skipped in the last {PAST_DAYS} days."),
    Tab("past", states=("past",), keys=SEEN,
        empty="No trigger has left anything alone as past."),
    Tab("messages", "messages", keys=("approve", "retry", "resolve", "drop", "preview"),
        empty="No message was written yet; m writes to the clients of cards."),
    Tab("letters", "letters", letterqueue.OPEN, counted="letters",
        keys=("process", "print_all", "posted", "save", "approve", "retry", "resolve", "drop",
              "preview"),
        empty="No letter waits to be printed."),
    Tab("triggers", "triggers",
        empty="There are no triggers yet; n makes one."),
)  # fmt: skip
"""The tables in their order."""

FIRINGS = (
    Column("When", least=16),
    Column("", least=6, spare=3),
    Column("Ref", least=7),
    Column("Trigger", least=13),
    Column("Makes", least=5, spare=2),
    Column("For", least=10),
    Column("Held", least=6),
    Column("State", least=6),
    Column("Made", least=6, spare=1),
    Column("Why", least=16, most=60),
)
_FORESEEN = {
    "Held": Column("Held", least=6, spare=1),  # the reason says the same
    "State": Column("Would be", least=6),
}
FORESEEN = tuple(_FORESEEN.get(column.head, column) for column in FIRINGS)
MESSAGES = (
    Column("Message", least=7),
    Column("By", least=5),
    Column("Ref", least=6),
    Column("To", least=12, most=40),
    Column("Subject", least=8, most=40),
    Column("State", least=7),
    Column("Tries", right=True, least=5, spare=2),
    Column("Next", least=6, spare=1),
    Column("Trigger", least=6, spare=3),
    Column("Why", least=16, most=60),
)
LETTERS = (
    Column("Letter", least=7),
    Column("Ref", least=6),
    Column("To", least=12, most=30),
    Column("At", least=10, most=40),
    Column("Subject", least=8, most=40),
    Column("State", least=7),
    Column("Made", least=9),
    Column("Why", least=10, most=60),
)
TRIGGERS = (
    Column("Trigger", least=16),
    Column("", least=7),
    Column("Where", least=14),
    Column("When", least=14),
    Column("Makes", least=5),
    Column("Subject", least=10, most=40, spare=3),
    Column("For", least=4, spare=2),
    Column("Due", right=True, least=3),
    Column("Next", right=True, least=4),
    Column("Held", right=True, least=4),
)
