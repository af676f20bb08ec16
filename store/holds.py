"""Holding cards: parking them, with a reason, in a status where the clock pauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store import cards, moves
from store.desk import Desk
from store.errors import Refused
from store.moves import Advanced, Move
from store.statuses import CAUSES
from store.tables import Card, Status
from store.text import safe


def hold(
    desk: Desk,
    references: str | Sequence[str],
    reason: str,
    *,
    to: str | None = None,
    cause: str | None = None,
    expect: Mapping[str, int] | None = None,
) -> Advanced:
    """Park cards with their step not complete: all of them, or none with the reasons.

    ``to`` names a status of their tracks; otherwise it is the first that blocks, or that waits
    without a duration, and is put down to ``cause`` where that is given. ``expect`` has the version
    seen of each reference.
    """
    why = " ".join(safe(reason, 500).split())
    if not why:
        raise Refused("a hold needs a reason; add --reason TEXT")
    if cause is not None and cause not in CAUSES:
        raise Refused(f"cause: '{safe(cause, 40)}' is none of {', '.join(CAUSES)}")
    wanted = [references] if isinstance(references, str) else list(references)
    seen = expect or {}
    found = cards.get_many(wanted)
    return moves.advance(
        desk,
        [
            Move(
                cards.ref(card),
                to or place(desk, card, cause).name,
                expect_version=seen.get(cards.ref(card)),
                not_complete=True,
                reason=why,
            )
            for card in found
        ],
    )


def place(desk: Desk, card: Card, cause: str | None = None) -> Status:
    """The status of a card's track where it can be parked."""
    track = desk.directory.tracks[card.track_id]
    parking = [
        status
        for status in desk.directory.statuses_of_track[track.id]
        if not status.inactive
        and (status.state == "blocked" or (status.state == "waiting" and status.days is None))
    ]
    fitting = [status for status in parking if cause is None or status.cause == cause]
    if fitting:
        return fitting[0]
    if parking:
        names = ", ".join(f"{status.name} ({status.cause or 'no cause'})" for status in parking)
        raise Refused(f"{cards.ref(card)}: no status waits for the {cause}; there are {names}")
    raise Refused(
        f"{cards.ref(card)}: track {track.name} has no status to wait in; add one with "
        f'\'safelight statuses add {track.kind} "{track.name}" "On Hold" --state blocked\', '
        "or name one with --to"
    )
