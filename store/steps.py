"""The steps of a track: which track a word means, how statuses are ordered and flagged.

Also what follows for the cards in them when they change. The commands are in ``tracks``, the
properties of a single status in ``statuses``.
"""

from __future__ import annotations

from collections.abc import Sequence

from store import lanes, lists, schedule, types
from store.changes import Act
from store.desk import Desk
from store.directory import PLURALS
from store.errors import Refused
from store.tables import Card, Status, Track
from store.text import search_key

PLAIN_WORDS = frozenset({"all", "default", "plain", "standard"})
"""Names, besides the kind's own, of the track for records without a track of their type."""


# Finding and making tracks -----------------------------------------------------------------------


def is_plain_word(kind: str, word: str) -> bool:
    """Tell whether a track's name means the kind's own track, for records of any type."""
    own = {kind, *(plural for plural, of_kind in PLURALS.items() if of_kind == kind)}
    return search_key(word) in PLAIN_WORDS | own


def track_named(desk: Desk, kind: str, word: str) -> Track:
    """Find an active track by name; a plain word such as ``default`` finds the kind's own."""
    named = any(
        t.kind == kind and search_key(t.name) == search_key(word)
        for t in desk.directory.tracks.values()
    )
    if not named and is_plain_word(kind, word):
        for track in desk.directory.tracks.values():
            if track.kind == kind and track.type_id is None and not track.inactive:
                return track
    return desk.directory.track_named(kind, word)


def track_for_word(desk: Desk, act: Act, kind: str, word: str) -> Track:
    """Find a track, or make it, with its type unless the word is a plain one."""
    present = [t for t in desk.directory.tracks.values() if t.kind == kind]
    plain = is_plain_word(kind, word)
    if any(search_key(t.name) == search_key(word) for t in present) or (
        plain and any(t.type_id is None and not t.inactive for t in present)
    ):
        return track_named(desk, kind, word)
    name = lists.clean_name(word, f"{kind} track")
    type_id = None if plain else _type_id(desk, act, kind, name)
    made = act.insert_row(Track(kind=kind, name=name, type_id=type_id))
    desk.forget_lists()
    return made


def _type_id(desk: Desk, act: Act, kind: str, name: str) -> int:
    for row in types.listed(desk, kind):
        if search_key(row.name) == search_key(name):
            return int(row.id)
    return int(types.make(desk, act, kind, name).id)


# Order and flags ---------------------------------------------------------------------------------


def state_class(word: str, *, initial: bool, final: bool) -> str:
    """The state class a status has, by its flags where none was given."""
    if initial and final:
        raise Refused("a status cannot be initial and final; a track needs one of each")
    if final and word not in ("", *schedule.DONE_STATES):
        raise Refused(f"a final status is of class done or cancelled, not {word}")
    if initial and word in schedule.DONE_STATES:
        raise Refused(f"an initial status cannot be of class {word}; new records start in it")
    return word or ("todo" if initial else "done" if final else "active")


def new_flags(row: Status, initial: bool | None, final: bool | None) -> dict[str, bool]:
    """The flags a status is given; taking one away is refused, it moves by naming another."""
    wanted = {"initial": initial, "final": final}
    for word, flag in wanted.items():
        if flag is False and getattr(row, word):
            raise Refused(f"{row.name} is the {word} status; make another one {word} instead")
    return {word: True for word, flag in wanted.items() if flag}


def move_flags(
    act: Act, others: Sequence[Status], *, initial: bool | None, final: bool | None
) -> None:
    """Take from the other statuses of a track the flags that one is given."""
    for row in others:
        if initial and row.initial:
            act.update(row, initial=False)
        if final and row.final:
            act.update(row, final=False)


def place_for(order: list[Status], position: int | None, *, initial: bool, final: bool) -> int:
    """Where in the list a new status goes, from 0."""
    if position is not None:
        if not 1 <= position <= len(order) + 1:
            raise Refused(f"position {position}: there are places 1 to {len(order) + 1}")
        return position - 1
    if initial:
        return 0
    if not final and order and order[-1].final:
        return len(order) - 1
    return len(order)


def put(act: Act, present: Sequence[Status], row: Status, position: int) -> None:
    """Move a status to a place among those present, from 1."""
    others = [status for status in present if status.id != row.id]
    others.insert(place_for(others, position, initial=False, final=False), row)
    renumber(act, others)


def renumber(act: Act, order: Sequence[Status]) -> None:
    """Number statuses in this order."""
    for place, row in enumerate(order, start=1):
        act.update(row, position=place)


# What follows for cards --------------------------------------------------------------------------


def cards_are(count: int) -> str:
    """Begin a sentence about so many cards."""
    return "1 card is" if count == 1 else f"{count:,} cards are"


def cards_in(row: Status) -> int:
    """How many cards are in a status, finished ones included."""
    return int(Card.select().where(Card.lane == row.lane, Card.status == row.id).count())


def refuse_crossing(row: Status, state: str) -> None:
    """Refuse to finish, or to bring back, all cards of a status by changing its class."""
    if (row.state in schedule.DONE_STATES) != (state in schedule.DONE_STATES):
        inside = cards_in(row)
        if inside:
            raise Refused(
                f"{row.name}: {cards_are(inside)} in it, and {row.state} and {state} differ in "
                "whether the work is over; move them first, or add a new status"
            )


def settle(desk: Desk, act: Act, home: Track, timed: Sequence[int] = ()) -> None:
    """What follows when a track's statuses changed: lanes, and due dates of open cards.

    ``timed`` are the statuses whose duration changed; on a track counted backward every change
    moves every due date.
    """
    lanes.settle(act, home.kind)
    desk.forget_lists()
    if (home.method or desk.settings.due.method) == "backward":
        reschedule_track(desk, act, home)
        return
    for status_id in timed:
        reschedule_status(desk, act, home.kind, status_id)


def reschedule_track(desk: Desk, act: Act, track: Track) -> None:
    """Schedule all open cards of a track again."""
    for status in desk.directory.statuses_of_track[track.id]:
        reschedule_status(desk, act, track.kind, status.id)


def reschedule_status(desk: Desk, act: Act, kind: str, status_id: int) -> None:
    """Schedule all open cards of a status again."""
    open_cards = Card.select().where(
        Card.kind == kind,
        Card.status == status_id,
        Card.done == False,  # noqa: E712 - an expression of SQL
    )
    for card in list(open_cards):
        schedule.reschedule(desk, act, card)
