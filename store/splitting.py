"""How the lines of invoices are split among vendors: values in, values out.

No line is ever dropped: each one goes to a vendor's order, or is listed as an error that has to be
settled, or is passed over for a reason that is told. Reading and writing is in ``ordering``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PRINTED = ("", "auto", "print")
"""Kinds of item that carry one picture each; without a kind the vendor's order type decides."""

PACKAGES = ("package", "units")
"""Kinds of item whose parts are ordered, not they themselves."""

MOST_PIECES = 1_000_000


@dataclass(frozen=True, slots=True)
class Sold:
    """A line of an invoice; ``on_order`` is the order it is on, ``parts`` how many parts it has.

    ``called_off`` says that this order was cancelled.
    """

    id: int
    invoice_id: int
    invoice: str
    line: int
    item: str = ""
    kind: str = ""
    description: str = ""
    quantity: int = 1
    vendor_id: int | None = None
    pose: str = ""
    settled: str = ""
    on_order: str = ""
    called_off: bool = False
    parts: int = 0
    multiplier: int = 1


@dataclass(frozen=True, slots=True)
class Supplier:
    """A vendor; ``prints`` says that its usual type of order carries pictures."""

    id: int
    name: str
    type_id: int | None
    prints: bool = False
    inactive: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line that is not ordered, and why."""

    invoice: str
    line: int
    item: str
    reason: str


@dataclass(slots=True)
class Split:
    """Lines by vendor, in the order of the invoices; errors to be settled; what is passed over."""

    by_vendor: dict[int, list[Sold]] = field(default_factory=dict)
    errors: list[Told] = field(default_factory=list)
    passed: list[Told] = field(default_factory=list)


def split(
    lines: Iterable[Sold], suppliers: Mapping[int, Supplier], chosen: int | None = None
) -> Split:
    """Give every line to its vendor, or say why not; ``chosen`` takes one vendor's lines only."""
    found = Split()
    for line in lines:
        told = _nothing_to_order(line)
        if told:
            found.passed.append(_told(line, told))
            continue
        vendor = suppliers.get(line.vendor_id or 0)
        if chosen is not None and vendor is not None and vendor.id != chosen:
            found.passed.append(_told(line, f"goes to {vendor.name}"))
            continue
        wrong = _problem(line, vendor)
        if wrong or vendor is None:
            found.errors.append(_told(line, wrong))
            continue
        found.by_vendor.setdefault(vendor.id, []).append(line)
    return found


def _told(line: Sold, reason: str) -> Told:
    return Told(line.invoice, line.line, line.item or line.description, reason)


def _nothing_to_order(line: Sold) -> str:
    if line.on_order:
        return f"is on {line.on_order}"
    if line.settled:
        return f"needs no order: {line.settled}"
    if line.kind == "service":
        return "is a service: nothing is ordered for it"
    if line.kind in PACKAGES and line.parts:
        return "is a package: its parts are ordered"
    return ""


def _problem(line: Sold, vendor: Supplier | None) -> str:
    """What keeps a line from being ordered; all of it, so that it is settled in one go."""
    if line.kind in PACKAGES:
        return (
            "a package without parts: add what it consists of "
            f"('safelight lines expand {line.invoice} {line.line}')"
        )
    problems = []
    if vendor is None:
        problems.append(
            "no vendor: give the item a preferred vendor, or this line one "
            f"('safelight lines change {line.invoice} {line.line} vendor=NAME')"
        )
    elif vendor.inactive:
        problems.append(f"vendor {vendor.name} is inactive: choose another for this line")
    elif vendor.problem:
        problems.append(vendor.problem)
    if needs_pose(line.kind, vendor) and not line.pose:
        other = f", or make {line.item} a product if it carries none" if line.kind == "auto" else ""
        problems.append(
            "a print without a pose: say which picture "
            f"('safelight lines change {line.invoice} {line.line} pose=NUMBER'){other}"
        )
    if line.quantity * line.multiplier > MOST_PIECES:
        problems.append(f"{line.quantity} × {line.multiplier} is more than can be ordered")
    return "; ".join(problems)


def needs_pose(kind: str, vendor: Supplier | None) -> bool:
    """Tell whether a line has to say which picture it is of."""
    if vendor is None:
        return kind == "print"
    return kind in PRINTED and vendor.prints


def pieces(line: Sold) -> int:
    """How many pieces the vendor is asked for."""
    return line.quantity * line.multiplier
