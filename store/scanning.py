"""Scanning orders in and out: code after code, each moved at once by an action of its own.

A barcode scanner is a keyboard that types a number and Enter. What is wrong with one code touches
no other; the last move of a run can be taken back. Where the codes come from, and how what became
of them is shown, is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from store import asides, cards, history, moves, receiving
from store.changes import Act
from store.desk import Desk
from store.directory import KINDS, Directory
from store.directory import reference as written
from store.errors import Refused, did_you_mean
from store.moves import Move
from store.operands import reference
from store.orders import lines_of
from store.receiving import Delivery
from store.schedule import DONE_STATES, PAUSED_STATES
from store.tables import Card, Order, Status, Visit, database
from store.text import safe, search_key

UNDO = "UNDO"
"""The line that takes back the last move of a run."""

LONGEST = 80
"""Characters of a code; more is none."""

NAMED = 5
"""How many orders a refusal names."""


@dataclass(frozen=True, slots=True)
class Way:
    """What happens to whatever is scanned: ``to`` null means on to its track's next status."""

    to: str | None = None
    receive: bool = False
    note: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What became of one line: a card that was moved, or why it was not."""

    no: int
    at: int
    code: str
    ref: str | None = None
    client: str = ""
    origin: str | None = None
    to: str | None = None
    reason: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether it was done."""
        return not self.reason


@dataclass(slots=True)
class Run:
    """One run of scans: what was scanned so far, and what can be taken back."""

    desk: Desk
    way: Way = field(default_factory=Way)
    hint: str = "use --again"
    scans: int = 0
    moved: int = 0
    refused: int = 0
    _done: list[tuple[int, Scan]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse at once who may not work here, and a status that no track has."""
        self.desk.who.require("work", "scanning")
        if self.way.to is not None:
            known = status_names(self.desk.directory)
            if search_key(self.way.to) not in map(search_key, known):
                hint = did_you_mean(self.way.to, known) or f"; there are {', '.join(known[:12])}"
                raise Refused(f"no track has a status called '{safe(self.way.to, 80)}'{hint}")

    def take(self, line: str) -> Scan | None:
        """Do what a line asks for; an empty one asks for nothing."""
        code = read(line)
        if not code:
            return None
        self.scans += 1
        scan = self._undo(code) if code.upper() == UNDO else self._move(code)
        self.refused += not scan.ok
        return scan

    def _move(self, code: str) -> Scan:
        at, ref, client = self.desk.now(), None, ""
        try:
            with self.desk.action("scan", f"scan {safe(code, LONGEST)}") as act:
                card = find(code)
                ref, client = cards.ref(card), _name(card)
                origin, target, warnings = self._moved(act, card, ref)
        except Refused as refused:
            why = "; ".join(refused.problems).removeprefix(f"{ref or code.upper()}: ")
            return Scan(self.scans, at, code, ref, client, reason=why)
        scan = Scan(self.scans, at, code, ref, client, origin, target, warnings=warnings)
        self.moved += 1
        self._done.append((act.id, scan))
        self._numbers[ref] = scan.no
        return scan

    def _moved(self, act: Act, card: Card, ref: str) -> tuple[str, str, tuple[str, ...]]:
        """Move a card inside its action; from where, to where, and what to mind."""
        origin = self.desk.directory.statuses[card.status_id]
        if not self.way.again and ref in self._numbers:
            raise Refused(f"scanned already as no. {self._numbers[ref]}; {self.hint}")
        if problem := stopped(card, origin):
            raise Refused(problem)
        to, note = self.way.to, self.way.note
        if self.way.receive and _lacks(card):
            delivery = Delivery(advance=True, to=to, note=note)
            came = receiving.receive_in(self.desk, act, ref, delivery)
            return origin.name, came.status, came.warnings
        done = moves.advance_in(self.desk, act, [Move(ref, to=to, note=note)])
        if done.refused:
            raise Refused([one.reason for one in done.refused])
        return origin.name, done.moved[0].to, done.warnings

    def _undo(self, code: str) -> Scan:
        at = self.desk.now()
        if not self._done:
            return Scan(self.scans, at, code, reason="there is nothing of this run to take back")
        action, last = self._done[-1]
        try:
            history.undo(self.desk, action)
        except Refused as refused:
            why = "; ".join(refused.problems)
            return Scan(self.scans, at, code, last.ref, last.client, reason=why)
        self._done.pop()
        self.moved -= 1
        if last.ref is not None and self._numbers.get(last.ref) == last.no:
            del self._numbers[last.ref]
        return Scan(self.scans, at, code, last.ref, last.client, last.to, last.origin)


# What a code means -------------------------------------------------------------------------------


def read(line: str) -> str:
    """A code out of what the scanner typed: without blanks, and without Code 39's asterisks."""
    bare = safe(line, LONGEST).strip()
    return bare.removeprefix("*").removesuffix("*").strip()


def find(code: str) -> Card:
    """The card that a code stands for.

    A reference in any case; a number alone is a production order's, then a preproduction order's;
    then what a vendor calls an order, if only one is called so.
    """
    named = reference(code)
    if named and named[0]:
        return cards.get(written(named[0], named[1]))
    if named:
        for kind in ("production", "preproduction"):
            found: Card | None = Card.get_or_none(Card.kind == kind, Card.number == named[1])
            if found is not None:
                return found
    return _of_vendor(code)


def _of_vendor(code: str) -> Card:
    forms = list(dict.fromkeys((code, code.upper(), code.lower())))
    query = (
        Card.select()
        .join(Order)
        .where(Order.vendor_number.in_(forms), Order.vendor_number != "")
        .order_by(Card.id)
        .limit(NAMED + 1)
    )
    found = list(query)
    if len(found) == 1:
        card: Card = found[0]
        return card
    if found:
        refs = ", ".join(cards.ref(card) for card in found[:NAMED])
        more = " and more" if len(found) > NAMED else ""
        raise Refused(f"several orders are called so: {refs}{more}; scan one of ours")
    raise Refused("no order has this number, ours or a vendor's; check the code")


def stopped(card: Card, status: Status) -> str:
    """Why a card is not moved by scanning where it stands, or nothing: finished or on hold."""
    if status.state in DONE_STATES:
        return f"it is finished: {status.name}"
    if status.state in PAUSED_STATES and not asides.on_line(status):
        visit = Visit.get_by_id(card.visit)
        why = f" ({visit.reason})" if visit.reason else ""
        return f"it is held in {status.name}{why}; let it go on first"
    return ""


def _lacks(card: Card) -> bool:
    order = Order.get_or_none(Order.card == card.id)
    return order is not None and any(map(receiving.outstanding, lines_of(order)))


def _name(card: Card) -> str:
    sql = 'SELECT name FROM "client" WHERE id = ?'
    found = database.execute_sql(sql, (card.client_id,)).fetchone()
    return str(found[0]) if found else card.subject


def status_names(lists: Directory) -> list[str]:
    """The names of statuses that something can be scanned into, those of orders first."""
    kinds = ("production", "preproduction", *KINDS)
    tracks = sorted(lists.tracks.values(), key=lambda track: (kinds.index(track.kind), track.id))
    names = [
        status.name
        for track in tracks
        if not track.inactive
        for status in lists.statuses_of_track[track.id]
        if not status.inactive
    ]
    return list(dict.fromkeys(names))
