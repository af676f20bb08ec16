"""What documents say: frozen values, read by ``contents`` and laid out by the other modules.

Dates are in words already; money stays in cents, because it is added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Thumbnails = Mapping[int, bytes]
"""Id of an image to a JPEG of it; those without one are shown as a frame."""

Pairs = tuple[tuple[str, str], ...]
"""Labels with what stands beside them."""


@dataclass(frozen=True, slots=True)
class Studio:
    """Whose paper it is, and how it is printed."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    country: str = ""
    currency: str = "USD"
    paper: str = "auto"


@dataclass(frozen=True, slots=True)
class Party:
    """A client or a vendor: the name, and lines such as the address below it."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; ``facts`` are its size, crop and the like, ``ordered`` the lines that have it.

    ``path`` is its file, of papers that show it large enough for that.
    """

    id: int
    sha256: str
    number: str
    rating: str = ""
    facts: Pairs = ()
    ordered: tuple[str, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order or an invoice; ``wanted`` is what is left of it to be made at all.

    ``details`` are options, enhancement, crop and note; ``part`` marks a piece of a package.
    """

    number: int
    item: str
    description: str
    wanted: int
    outstanding: int
    code: str = ""
    size: str = ""
    image: str = ""
    picture: Picture | None = None
    price_cents: int = 0
    details: Pairs = ()
    part: bool = False


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """An order; ``account`` is the studio's at the vendor.

    ``facts`` are dates and owner, ``own`` what stands in fields of the studio's own.
    """

    ref: str
    kind: str
    vendor: Party
    account: str
    client: Party
    sources: tuple[str, ...]
    facts: Pairs
    own: Pairs
    studio_notes: str
    vendor_notes: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class InvoicePaper:
    """An invoice with what was paid for it: day, method and amount of each payment."""

    ref: str
    client: Party
    facts: Pairs
    own: Pairs
    notes: str
    lines: tuple[Line, ...]
    total_cents: int
    paid_cents: int
    payments: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class SessionPaper:
    """A session as it is confirmed to the client."""

    ref: str
    client: Party
    facts: Pairs
    notes: str


@dataclass(frozen=True, slots=True)
class DetailPaper:
    """The pictures of a session or an order."""

    ref: str
    client: str
    facts: Pairs
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ContactPaper:
    """Pictures to be looked at, so many beside each other; of each a caption."""

    ref: str
    title: str
    below: str
    pictures: tuple[Picture, ...]
    across: int


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """A letter to a client, filled in."""

    ref: str
    client: Party
    date: str
    subject: str
    body: str


def contact_caption(picture: Picture) -> str:
    """What stands below a picture that is looked at: its number, and what is said of it."""
    return "  ·  ".join(filter(None, (picture.number, picture.rating)))
