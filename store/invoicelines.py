"""The lines of an invoice: in words, and changed one at a time while its totals are kept.

What is on an order already cannot become something else behind the vendor's back: such changes are
refused, or passed on while the vendor has not begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from store import cards, invoiceparts, invoices, items, occasions, packages, pricelists
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.invoices import NewLine, items_by_id, line_row, lines_of
from store.tables import Card, Image, Invoice, InvoiceLine, Item, Order, OrderLine, Session
from store.text import safe

PASSED_ON = ("pose", "image_id", "options", "enhancement", "crop", "note")
"""Columns that an order's open line takes over when they change."""


def named(
    desk: Desk,
    item: str | None = None,
    *,
    vendor: str | None = None,
    session: Session | None = None,
    **said: Any,
) -> NewLine:
    """A line in words: the item's identifier, the vendor's name; the pose finds its image.

    The item is looked for on the price list of the session's type first.
    """
    line = NewLine(**said)
    if item:
        line.item_id = item_sold(desk, item, session).id
    if vendor:
        line.vendor_id = desk.directory.vendor_named(vendor).id
    if session is not None and line.pose and line.image_id is None:
        line.image_id = image_of(session.id, line.pose)
    if not (line.item_id or line.description.strip()):
        raise Refused("a line needs an item or a description")
    return line


def item_sold(desk: Desk, word: str, session: Session | None = None) -> Item:
    """The item of that name which is sold: on the list of the session's type, else on any."""
    if session is not None:
        home = pricelists.for_type(desk, Card.get_by_id(session.card_id).type_id)
        if home is not None and any(
            row.identifier.casefold() == word.strip().casefold() for row in items.of_list(home.id)
        ):
            return items.sellable(desk, word, home.id)
    return items.sellable(desk, word)


def image_of(session_id: int | None, pose: str) -> int | None:
    """The image that a pose is of, where the session has one with that number."""
    number = pose.strip().lstrip("0") or pose.strip()
    if session_id is None or not number:
        return None
    image = Image.get_or_none(Image.session == session_id, Image.number == number)
    return image.id if image else None


def add(desk: Desk, reference: str, *lines: NewLine) -> list[InvoiceLine]:
    """Add lines to an invoice, the parts of packages below them; returns all that are new."""
    with desk.action("add line", f"add {_count(lines)} to {safe(reference, 40)}") as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        for line in lines:
            if line.image_id is None:
                line.image_id = image_of(invoice.session_id, line.pose)
        known = items_by_id(line.item_id for line in lines)
        whole = invoiceparts.completed(lines, known)
        known |= items_by_id(part.item_id for part, _ in whole)
        made: list[InvoiceLine] = []
        present = lines_of(invoice)
        last = max((row.line for row in present), default=0)
        for number, (one, home) in enumerate(whole, start=last + 1):
            columns = line_row(one, known.get(one.item_id))
            package = None if home is None else made[home].id
            made.append(
                act.insert_row(
                    InvoiceLine(invoice_id=invoice.id, line=number, package_id=package, **columns)
                )
            )
        _total(act, card, invoice)
        if not present:
            occasions.saved(act, [card.id])
    return made


def _count(lines: Sequence[object]) -> str:
    return "a line" if len(lines) == 1 else f"{len(lines)} lines"


def add_part(desk: Desk, reference: str, number: int, line: NewLine) -> InvoiceLine:
    """Add a part to a package's line: what its units are spent on, at no price of its own."""
    with desk.action("add part", f"add a part to {safe(reference, 40)} line {number}") as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        home = _line(card, invoice, number)
        _require_package(card, home)
        part = items_by_id([line.item_id]).get(line.item_id)
        if part is not None and part.kind in (packages.FIXED, packages.UNITS):
            raise Refused(f"{part.identifier} is a package; a part of a package cannot be one")
        line.price_cents = 0
        line.image_id = line.image_id or image_of(invoice.session_id, line.pose)
        last = max(row.line for row in lines_of(invoice))
        columns = line_row(line, items_by_id([line.item_id]).get(line.item_id))
        made = act.insert_row(
            InvoiceLine(invoice_id=invoice.id, line=last + 1, package_id=home.id, **columns)
        )
        _total(act, card, invoice)
    return made


def expand(desk: Desk, reference: str, number: int) -> list[InvoiceLine]:
    """Add the parts that a fixed package's line lacks; returns the new lines."""
    with desk.action("expand package", f"expand {safe(reference, 40)} line {number}") as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        home = _line(card, invoice, number)
        item = _require_package(card, home)
        present: dict[int | None, int] = {}
        for row in lines_of(invoice):
            if row.package_id == home.id:
                present[row.item_id] = present.get(row.item_id, 0) + row.quantity
        missing = [
            (part, count - present.get(part.id, 0))
            for part, count in packages.components(item, home.quantity)
            if count > present.get(part.id, 0)
        ]
        if not missing:
            raise Refused(_nothing_missing(card, home, item))
        last = max(row.line for row in lines_of(invoice))
        made = [
            act.insert_row(
                InvoiceLine(
                    invoice_id=invoice.id, line=place, package_id=home.id,
                    **line_row(invoiceparts.parts_line(part.id, count), part),
                )
            )
            for place, (part, count) in enumerate(missing, start=last + 1)
        ]  # fmt: skip
        _total(act, card, invoice)
    return made


def _nothing_missing(card: Card, home: InvoiceLine, item: Any) -> str:
    where = f"{cards.ref(card)} line {home.line}"
    if item.kind == packages.UNITS:
        return f"{where}: the units of {item.identifier} are spent by adding parts one by one"
    if not packages.components(item):
        return f"{where}: the price list does not say what {item.identifier} consists of"
    return f"{where}: all parts of {item.identifier} are there"


def _require_package(card: Card, row: InvoiceLine) -> Any:
    item = items_by_id([row.item_id]).get(row.item_id)
    if item is None or item.kind not in (packages.FIXED, packages.UNITS):
        raise Refused(f"{cards.ref(card)} line {row.line} is no package; it has no parts")
    return item


def change(desk: Desk, reference: str, number: int, **columns: Any) -> InvoiceLine:
    """Change columns of a line (quantity, price_cents, pose, vendor_id, settled …)."""
    with desk.action("change line", f"change line {number} of {safe(reference, 40)}") as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        row = _line(card, invoice, number)
        _refuse_other_shape(card, row, columns)
        columns = _of_new_item(row, columns)
        present = {name: getattr(row, name) for name in NewLine.__slots__}
        item_id = columns.get("item_id", row.item_id)
        if "pose" in columns and "image_id" not in columns:
            columns["image_id"] = image_of(invoice.session_id, str(columns["pose"]))
        checked = line_row(NewLine(**{**present, **columns}), items_by_id([item_id]).get(item_id))
        wanted = {name: checked[name] for name in columns}
        differing = {name for name, value in wanted.items() if getattr(row, name) != value}
        _pass_on(act, card, row, differing, wanted)
        if "quantity" in differing:
            _scale_parts(act, card, row, wanted["quantity"])
        act.update(row, **wanted)
        _total(act, card, invoice)
    return row


def _of_new_item(row: InvoiceLine, columns: dict[str, Any]) -> dict[str, Any]:
    """What another item brings along: its description and price, unless others were said."""
    if columns.get("item_id", row.item_id) == row.item_id or columns["item_id"] is None:
        return columns
    found = dict(columns)
    if columns.get("description", row.description) == row.description:
        found["description"] = ""
    if columns.get("price_cents", row.price_cents) == row.price_cents:
        found["price_cents"] = 0 if row.package_id is not None else None
    return found


def _refuse_other_shape(card: Card, row: InvoiceLine, columns: Mapping[str, Any]) -> None:
    """Refuse that a package becomes something else below its parts, or a line a package."""
    item_id = columns.get("item_id", row.item_id)
    if item_id == row.item_id:
        return
    where = f"{cards.ref(card)} line {row.line}"
    if InvoiceLine.select().where(InvoiceLine.package == row.id).exists():
        raise Refused(f"{where} is a package with parts; remove it and add another line instead")
    item = items_by_id([item_id]).get(item_id)
    if item is not None and item.kind in (packages.FIXED, packages.UNITS):
        raise Refused(f"{where}: {item.identifier} is a package; add it as a line of its own")


def _pass_on(
    act: Act, card: Card, row: InvoiceLine, differing: set[str], wanted: Mapping[str, Any]
) -> None:
    """Have the order follow what it may; refuse what it cannot, naming the order."""
    ordered = _ordered(row)
    touching = differing & {"item_id", "quantity", "vendor_id", "settled", *PASSED_ON}
    if ordered is None or not touching:
        return
    line, order = ordered
    where = f"{cards.ref(card)} line {row.line} is on {cards.ref(order)}"
    fixed = touching - set(PASSED_ON)
    if fixed:
        words = ", ".join(sorted(name.removesuffix("_id") for name in fixed))
        raise Refused(
            f"{where}: its {words} cannot be changed; take it off that order first "
            f"('safelight lines remove {cards.ref(order)} {line.line}')"
        )
    if line.state != "open" or order.done:
        raise Refused(f"{where} and is {line.state} there; reorder it instead")
    act.update(line, **{name: wanted[name] for name in touching})
    act.update(order, version=order.version + 1)


def _scale_parts(act: Act, card: Card, home: InvoiceLine, quantity: int) -> None:
    """Have the parts of a package follow how many of it are bought."""
    parts = list(InvoiceLine.select().where(InvoiceLine.package == home.id))
    item = items_by_id([home.item_id]).get(home.item_id)
    if item is None or item.kind != packages.FIXED:
        return
    for part in parts:
        ordered = _ordered(part)
        if ordered is not None:
            raise Refused(
                f"{cards.ref(card)} line {part.line}, a part of this package, is on "
                f"{cards.ref(ordered[1])}; take it off that order first"
            )
        scaled, rest = divmod(part.quantity * quantity, home.quantity)
        if rest:
            raise Refused(
                f"{cards.ref(card)} line {part.line}: {part.quantity} pieces of {home.quantity} "
                f"packages do not come to whole pieces of {quantity}; change the parts first"
            )
        act.update(part, quantity=scaled)


def settle(desk: Desk, reference: str, numbers: Sequence[int], reason: str) -> None:
    """Say why nothing has to be ordered for lines; without a reason they are ordered after all."""
    summary = f"settle {_count(numbers)} of {safe(reference, 40)}"
    with desk.action("settle lines", summary) as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        rows = [_line(card, invoice, number) for number in numbers]
        _refuse_ordered(card, rows)
        for row in rows:
            act.update(row, settled=" ".join(safe(reason, 200).split()))
        act.update(card, version=card.version + 1)


def remove(desk: Desk, reference: str, *numbers: int) -> None:
    """Remove lines and, of a package, its parts; refused when one is on an order."""
    summary = f"remove {_count(numbers)} of {safe(reference, 40)}"
    with desk.action("remove line", summary) as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        rows = {row.id: row for row in (_line(card, invoice, number) for number in numbers)}
        parts = InvoiceLine.select().where(InvoiceLine.package.in_(list(rows)))
        gone = {row.id: row for row in parts} | rows
        _refuse_ordered(card, list(gone.values()))
        for one in gone.values():
            act.delete(one)
        _total(act, card, invoice)


def _refuse_ordered(card: Card, rows: Sequence[InvoiceLine]) -> None:
    problems = []
    for row in rows:
        ordered = _ordered(row)
        if ordered is not None:
            problems.append(
                f"{cards.ref(card)} line {row.line} is on {cards.ref(ordered[1])}; "
                "take it off that order first"
            )
    if problems:
        raise Refused(problems)


def _ordered(row: InvoiceLine) -> tuple[OrderLine, Card] | None:
    """The latest order line of a line of an invoice, with its order's card."""
    line = (
        OrderLine.select()
        .where(OrderLine.invoice_line == row.id)
        .order_by(OrderLine.id.desc())
        .first()
    )
    if line is None:
        return None
    return line, Card.get_by_id(Order.get_by_id(line.order_id).card_id)


def _line(card: Card, invoice: Invoice, number: int) -> InvoiceLine:
    found: InvoiceLine | None = InvoiceLine.get_or_none(
        InvoiceLine.invoice == invoice.id, InvoiceLine.line == number
    )
    if found is None:
        raise Refused(f"{cards.ref(card)} has no line {number}")
    return found


def _total(act: Act, card: Card, invoice: Invoice) -> None:
    lines = lines_of(invoice)
    total = sum(row.quantity * row.price_cents for row in lines)
    act.update(invoice, total_cents=total)
    act.update(card, lines=len(lines), value_cents=total, version=card.version + 1)
