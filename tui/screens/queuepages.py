"""What stands in the tables of the queue, read on the store thread.

What is decided about rows is in ``tui.queuework`` and ``tui.messagework``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from store import (
    letterqueue,
    messages,
    moments,
    postroom,
    queuefacts,
    rehearsals,
    settling,
    triggers,
    triggerwords,
    when,
)
from store.desk import Desk
from store.messages import MessageFace
from store.postroom import PostRoom
from store.settling import FiringFace
from store.when import DAY_MS
from tui.screens.queuetabs import (
    FIRINGS,
    FORESEEN,
    LETTERS,
    MESSAGES,
    PAST_DAYS,
    TRIGGERS,
    Tab,
)
from tui.widgets.table import Column, Row

MOST = 2000
"""Rows that a table has at most."""

SETTLED_LATELY = ("done", "cancelled")
"""Tables of which only the last days are shown; what asks for a person never falls out."""

CAUSES = {
    "hand": "by hand",
    "brake": "too many at once",
    "late": "late",
    "pause": "paused",
    "error": "error",
}
"""Why a firing is held, in words."""


@dataclass(frozen=True, slots=True)
class Group:
    """What the line above the firings of one trigger stands for: all of them."""

    trigger: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks at."""

    tab: Tab
    days: int = 7
    only: str | None = None
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A table as it was read, with what stands beside it."""

    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    firings: Mapping[int, FiringFace] = field(default_factory=dict)
    messages: Mapping[str, MessageFace] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    notice: str = ""
    empty: str = ""


NONE_ON = (
    "No trigger is switched on, so nothing happens by itself. The table of triggers, at the end, "
    "has them all: M shows what one would have done last month, O switches it on."
)


def read(desk: Desk, wanted: Wanted) -> Page:
    """Read a table, how much is in the others, and why nothing goes out, if so."""
    if wanted.tab.name == "letters" and desk.who.may("work"):
        letterqueue.recover(desk)
    room = postroom.read(desk)
    counts = {**queuefacts.counts(desk.now()), "letters": room.letters}
    notice = "\n".join(notices(room))
    if wanted.tab.about == "triggers":
        return Page(TRIGGERS, tuple(trigger_rows(desk)), counts=counts, notice=notice)
    if wanted.tab.about == "firings":
        found = firings_of(desk, wanted)
        rows = tuple(firing_rows(desk, wanted, found))
        columns = FORESEEN if wanted.tab.name == "next" else FIRINGS
        by_id = {one.id: one for one in found}
        comes = wanted.tab.name in ("due", "next")
        empty = NONE_ON if comes and not rows and not _any_on(desk) else ""
        return Page(columns, rows, firings=by_id, counts=counts, notice=notice, empty=empty)
    is_letters = wanted.tab.about == "letters"
    channels = ("letter",) if is_letters else ()
    faces = messages.listed(states=wanted.tab.states, channels=channels, limit=MOST)
    if is_letters:
        faces.reverse()  # what has waited longest is printed first
    make = letter_row if is_letters else message_row
    return Page(
        LETTERS if is_letters else MESSAGES, tuple(make(desk, one) for one in faces),
        messages={one.ref: one for one in faces}, counts=counts, notice=notice,
    )  # fmt: skip


def notices(room: PostRoom) -> Iterator[str]:
    """Why nothing goes out, or does not go out one way, each with what helps."""
    if room.silence:
        yield f"Nothing goes out: {room.silence}"
    for one in room.troubles:
        yield f"Trouble with {one.channel}: {one.why}; once that is mended it goes on by itself"


# Firings -----------------------------------------------------------------------------------------


def firings_of(desk: Desk, wanted: Wanted) -> list[FiringFace]:
    """Read the firings of a table, of one trigger or of all; what is settled latest first."""
    now, tab = desk.now(), wanted.tab
    if tab.name == "next":
        found = rehearsals.rehearse(desk, now + wanted.days * DAY_MS)
        found = [firing for firing in found if firing.moment > now]
    elif tab.name == "due":
        found = settling.queue(desk, states=tab.states, until=now, limit=MOST)
    elif tab.name in SETTLED_LATELY:
        since = now - PAST_DAYS * DAY_MS
        found = settling.queue(desk, states=tab.states, since=since, newest=True, limit=MOST)
    else:
        newest = tab.name == "past"
        found = settling.queue(desk, states=tab.states, newest=newest, limit=MOST)
    return [firing for firing in found if wanted.only is None or firing.trigger == wanted.only]


def firing_rows(desk: Desk, wanted: Wanted, found: Sequence[FiringFace]) -> Iterator[Row]:
    """Firings as rows; grouped, those of a trigger stand below a line of their own."""
    written = messages.of_firings(one.id for one in found)
    stated = wanted.tab.name in ("next", "cancelled")
    if wanted.tab.name == "next":  # nothing of it is on its way yet
        found = [replace(one, state="sent") if one.state == "sending" else one for one in found]
    if not wanted.grouped:
        for one in found:
            yield firing_row(desk, one, written.get(one.id, ()), stated=stated)
        return
    groups: dict[str, list[FiringFace]] = {}
    for one in found:
        groups.setdefault(one.trigger, []).append(one)
    for name in sorted(groups, key=str.casefold):
        count = len(groups[name])
        head = f"{count:,} firing{'' if count == 1 else 's'}"
        yield Row((head, "", "", name, *[""] * (len(FIRINGS) - 4)), Group(name), "strong")
        for one in groups[name]:
            yield firing_row(desk, one, written.get(one.id, ()), stated=stated)


def firing_row(
    desk: Desk, firing: FiringFace, written: Iterable[str] = (), *, stated: bool = True
) -> Row:
    """A firing as cells; those that went wrong stand out."""
    wrong = firing.state in ("failed", "unknown")
    refs = list(written)
    made = firing.made or (refs[0] + (f" +{len(refs) - 1}" if refs[1:] else "") if refs else "")
    return Row(
        (
            when.day_and_clock(firing.moment, desk.zone),
            when.short(firing.moment, desk.now(), desk.zone, is_due=False),
            firing.ref, firing.trigger, firing.action, firing.recipient,
            CAUSES.get(firing.cause, firing.cause) if firing.state == "held" else "",
            firing.state if stated else "", made, firing.reason,
        ),
        firing.id,
        "late" if wrong else "plain",
    )  # fmt: skip


# Messages ----------------------------------------------------------------------------------------


def message_row(desk: Desk, one: MessageFace) -> Row:
    """A message as cells."""
    return Row(
        (
            one.ref, one.channel, one.about or "", one.to, one.subject, one.state,
            str(one.attempts) if one.attempts > 1 else "",
            when.short(one.next_at, desk.now(), desk.zone, is_due=False)
            if one.state == "pending" and one.next_at > desk.now() else "",
            one.trigger or "", one.reason,
        ),
        one.ref,
        _look(one),
    )  # fmt: skip


def letter_row(desk: Desk, one: MessageFace) -> Row:
    """A letter as cells."""
    return Row(
        (
            one.ref, one.about or "", one.to_name, one.to_address, one.subject, one.state,
            when.day(one.created_at, desk.zone), one.reason,
        ),
        one.ref,
        _look(one),
    )  # fmt: skip


def _look(one: MessageFace) -> str:
    if one.state in ("failed", "unknown"):
        return "late"
    return "muted" if one.state in ("done", "cancelled") else "plain"


# Triggers ----------------------------------------------------------------------------------------


def trigger_rows(desk: Desk) -> list[Row]:
    """All triggers as rows, each with how much of it is due, comes and is held."""
    counts = settling.open_counts(desk.now())
    rows = []
    for trigger, spec in triggers.listed(desk):
        due, coming, held = counts.get(trigger.id, (0, 0, 0))
        state = "off" if trigger.inactive else "by hand" if spec.by_hand else "on"
        numbers = (f"{count:,}" if count else "" for count in (due, coming, held))
        cells = (
            spec.name, state, triggerwords.where(spec), moments.words(spec), spec.action,
            triggerwords.says(spec), triggerwords.whom(spec), *numbers,
        )  # fmt: skip
        rows.append(Row(cells, spec.name, "muted" if trigger.inactive else "plain"))
    return rows


def _any_on(desk: Desk) -> bool:
    return any(not trigger.inactive for trigger, _ in triggers.listed(desk))


def switch(desk: Desk, name: str) -> str:
    """Switch a trigger to the other state; says which."""
    trigger = triggers.switch(desk, name, on=triggers.named(name).inactive)
    return f"Trigger {trigger.name} is {'off' if trigger.inactive else 'on'}"
