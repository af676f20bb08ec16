"""What proof orders come to: sessions, pictures and items in, orders to be made out.

Nothing is written here; a line that is on a proof order already is left out unless that is asked
for. Rejected pictures are never in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from store import (
    cards,
    imagechoices,
    images,
    items,
    pricelists,
    products,
    prooflines,
    renderprofiles,
    soldlines,
)
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.prooflines import Line
from store.tables import Card, Image, Item, RenderProfile, Session, Type, Vendor, VendorProduct
from store.text import safe

KIND = "preproduction"
AT_ONCE = 400

CHOICES = ("all", "rated", "picked")
"""Which pictures are proofed, besides numbers such as 1,5-9."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to order: pictures, items by identifier, at which vendor, as what."""

    images: str = "all"
    min_rating: int | None = None
    items: tuple[str, ...] = ()
    vendor: str | None = None
    type: str | None = None
    together: bool = False
    profile: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is not ordered, and why."""

    session: str
    reason: str
    item: str = ""
    line: int | None = None


@dataclass(slots=True)
class Planned:
    """One order to be made."""

    vendor: Vendor | None
    type_id: int | None
    sessions: list[Card] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """Orders to be made, and what stands against others."""

    choice: Choice
    orders: list[Planned] = field(default_factory=list)
    errors: list[Told] = field(default_factory=list)
    present: list[Told] = field(default_factory=list)


def plan(desk: Desk, sessions: Sequence[Card], choice: Choice) -> Plan:
    """Work out the orders; `Refused` for names that do not exist or cannot be used for proofs."""
    wrong = [cards.ref(card) for card in sessions if card.kind != "session"]
    if wrong:
        raise Refused([f"{ref} is no session; proofs are made from sessions" for ref in wrong])
    terms = Terms.read(desk, choice)
    made = Plan(choice)
    ids = [card.id for card in sessions]
    rows: dict[int, Session] = {}
    for start in range(0, len(ids), AT_ONCE):
        found = Session.select().where(Session.card.in_(ids[start : start + AT_ONCE]))
        rows.update((row.card_id, row) for row in found)
    ordered = {} if choice.again else prooflines.ordered(desk, ids)
    groups: dict[tuple[int, int | None, int | None], Planned] = {}
    for card in sessions:
        wanted = terms.items_of(card)
        pictures = _pictures(desk, card, rows[card.id], choice, made)
        if pictures:
            lines = [line for item in wanted for line in terms.lines(card, item, pictures, made)]
            for line in _not_yet(card, lines, ordered, made):
                key = (0 if choice.together else card.id, line.vendor_id, line.type_id)
                vendor = desk.directory.vendors.get(line.vendor_id or 0)
                group = groups.setdefault(key, Planned(vendor, line.type_id))
                if not group.sessions or group.sessions[-1] is not card:
                    group.sessions.append(card)
                group.lines.append(line)
    made.orders = list(groups.values())
    return made


def _pictures(desk: Desk, card: Card, session: Session, choice: Choice, made: Plan) -> list[Image]:
    """The pictures that are chosen of a session; why there are none, or fewer, is told."""
    ref = cards.ref(card)
    if desk.directory.statuses[card.status_id].state == "cancelled":
        made.errors.append(Told(ref, "the session is cancelled"))
        return []
    rows = images.listed(session)
    if not rows:
        made.errors.append(Told(ref, "it has no images; 'safelight import images' links some"))
        return []
    found, problem = choose(rows, choice.images, choice.min_rating)
    if problem:
        made.errors.append(Told(ref, problem))
    return found


def choose(
    rows: Sequence[Image], text: str = "all", min_rating: int | None = None
) -> tuple[list[Image], str]:
    """The pictures that a choice means, and what is wrong with it; never a rejected one."""
    word = text.strip().casefold() or "all"
    found = list(rows)
    missing: list[str] = []
    if word == "rated":
        found = [row for row in rows if row.rating > 0]
    elif word == "picked":
        found = [row for row in rows if row.picked]
    elif word != "all":
        found, missing = imagechoices.matching(rows, [text])
    if missing:
        return [], f"it has no image {', '.join(missing[:12])}"
    free = [row for row in found if not row.rejected and row.rating >= (min_rating or 0)]
    if not free:
        rated = f" with a rating of {min_rating} or more" if min_rating else ""
        return [], f"no image is chosen by '{safe(text, 80)}'{rated} that is not rejected"
    left_out = [row.number for row in found if row.rejected] if word not in CHOICES else []
    return free, f"rejected, so left out: image {', '.join(left_out[:12])}" if left_out else ""


def check_choice(desk: Desk, pictures: str, identifiers: str) -> None:
    """Refuse a choice of pictures or items that can mean nothing, before any session is there."""
    problems = []
    word = pictures.strip().casefold()
    if word and word not in CHOICES and not any(sign.isdigit() for sign in word):
        hint = did_you_mean(word, CHOICES)
        problems.append(
            f"'{safe(word, 60)}' chooses no pictures{hint}; there are {', '.join(CHOICES)}, or "
            "numbers such as 1,5-9"
        )
    for part in filter(None, (one.strip() for one in identifiers.split(","))):
        try:
            _item(desk, part, 0)
        except Refused as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise Refused(problems)


def _not_yet(
    card: Card, lines: Sequence[Line], ordered: dict[prooflines.Key, str], made: Plan
) -> list[Line]:
    """The lines that are on no proof order; which orders have the others is told."""
    there: dict[str, set[str]] = {}
    for line in lines:
        if line.key in ordered:
            there.setdefault(line.item, set()).add(ordered[line.key])
    made.present += [
        Told(cards.ref(card), f"is on {', '.join(sorted(refs))}", item)
        for item, refs in there.items()
    ]
    return [line for line in lines if line.key not in ordered]


@dataclass(slots=True)
class Terms:
    """A choice with its names looked up."""

    desk: Desk
    choice: Choice
    vendor: Vendor | None = None
    type: Type | None = None
    profile: RenderProfile | None = None
    profiles: dict[int, RenderProfile] = field(default_factory=dict)
    lists: dict[int | None, int] = field(default_factory=dict)
    items: dict[tuple[int, str], Item] = field(default_factory=dict)
    products: dict[tuple[int, int], VendorProduct | None] = field(default_factory=dict)

    @classmethod
    def read(cls, desk: Desk, choice: Choice) -> Terms:
        """Look the names up; `Refused` for what does not exist or is for finished work only."""
        if choice.min_rating is not None and not 0 <= choice.min_rating <= imagechoices.BEST:
            raise Refused(f"a rating is from 0 to {imagechoices.BEST}, not {choice.min_rating}")
        found = cls(desk, choice)
        if choice.vendor:
            found.vendor = desk.directory.vendor_named(choice.vendor)
        if choice.type:
            found.type = desk.directory.type_named(KIND, choice.type)
        found.profiles = {row.id: row for row in RenderProfile.select()}
        if choice.profile:
            found.profile = renderprofiles.named(choice.profile)
            if found.profile.final:
                free = [p.name for p in found.profiles.values() if not (p.final or p.inactive)]
                some = f"; there are {', '.join(free[:12])}" if free else "; there are none yet"
                raise Refused(
                    f"render profile {found.profile.name} is for finished work; sessions use "
                    f"proof profiles{some}"
                )
        return found

    def items_of(self, card: Card) -> list[Item | None]:
        """The items to order for a session; null stands for electronic proofs without an item."""
        if card.type_id not in self.lists:
            home = pricelists.for_type(self.desk, card.type_id)
            self.lists[card.type_id] = home.id if home else 0
        found: dict[int, Item] = {}
        for word in self.choice.items:
            key = (self.lists[card.type_id], word)
            if key not in self.items:
                self.items[key] = _item(self.desk, word, key[0])
            found[self.items[key].id] = self.items[key]
        return [*found.values()] or [None]

    def lines(
        self, card: Card, item: Item | None, pictures: Sequence[Image], made: Plan
    ) -> list[Line]:
        """The lines that an item comes to: one for each picture, or one with all of them."""
        vendor = self.vendor
        if vendor is None and item is not None and item.vendor_id is not None:
            vendor = self.desk.directory.vendors[item.vendor_id]
            if vendor.inactive:
                reason = f"its vendor {vendor.name} is inactive; name another one with --vendor"
                made.errors.append(Told(cards.ref(card), reason, item.identifier))
                return []
        product = self._product(item, vendor)
        profile, size = self._profile_id(item), soldlines.size_of(item)
        maker = prooflines.Maker(item, vendor, self._type_id(vendor), product, profile, size)
        return maker.lines(pictures)

    def _product(self, item: Item | None, vendor: Vendor | None) -> VendorProduct | None:
        if item is None or vendor is None:
            return None
        pair = (int(item.id), int(vendor.id))
        if pair not in self.products:
            self.products[pair] = products.for_pairs([pair]).get(pair)
        return self.products[pair]

    def _type_id(self, vendor: Vendor | None) -> int | None:
        if self.type is not None:
            return int(self.type.id)
        usual = self.desk.directory.types.get(vendor.type_id or 0) if vendor else None
        fits = usual is not None and usual.kind == KIND and not usual.inactive
        return int(usual.id) if usual is not None and fits else None

    def _profile_id(self, item: Item | None) -> int | None:
        if self.profile is not None:
            return int(self.profile.id)
        own = self.profiles.get(item.render_profile_id or 0) if item is not None else None
        return int(own.id) if own is not None and not own.final else None


def _item(desk: Desk, word: str, price_list: int) -> Item:
    """An item by identifier, of the session's own price list before others."""
    try:
        item = items.sellable(desk, word, price_list or None)
    except Refused:
        item = items.sellable(desk, word)
    if item.kind not in prooflines.KINDS:
        raise Refused(
            f"item {item.identifier} is a {item.kind}; proofs are items of the kinds "
            f"{', '.join(prooflines.KINDS)}"
        )
    return item
