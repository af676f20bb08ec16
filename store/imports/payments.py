"""Payments: drafts out of a file's rows, applied to the invoices whose numbers they carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import store.invoices
from store.changes import Act
from store.dates import order_of_country
from store.desk import Desk
from store.imports import values
from store.imports.cells import LONG, Cells, File
from store.imports.report import Report
from store.money import decimal
from store.reading import tuples
from store.tables import Card, Invoice, Payment

_BATCH = 500
_METHOD_LENGTH = 80


@dataclass(slots=True)
class Draft:
    """A payment as a row of a file has it; negative when given back."""

    line: int
    invoice: int
    paid_on: date | None
    amount_cents: int
    method: str
    note: str

    def key(self, invoice_id: int) -> tuple[int, str, int, str, str]:
        """What tells whether two payments are one."""
        return (invoice_id, str(self.paid_on), self.amount_cents, self.method.casefold(), self.note)


def read(desk: Desk, file: File) -> list[Draft]:
    """Read all rows into drafts; what is wrong with them stands in the file's problems."""
    country = desk.settings.studio.country
    file.learn_dates(("date",), order_of_country(country) if country else None)
    file.learn_money(("amount",))
    return [_draft(cells) for cells in file]


def _draft(cells: Cells) -> Draft:
    amount: int | None = cells.need("amount", cells.money, None)
    if amount == 0:
        cells.fault("amount", "is 0: leave the line out")
    day = cells.need("date", cells.day, None)
    invoice = cells.need("invoice", values.record_number, 0)
    reference = cells.text("reference")
    notes = [f"Reference {reference}"] if reference else []
    notes += filter(None, [cells.text("note", keep_lines=True, limit=LONG)])
    return Draft(
        cells.line,
        invoice,
        day,
        amount or 0,
        cells.text("method", limit=_METHOD_LENGTH),
        "\n".join(notes),
    )


def bring_in(desk: Desk, act: Act, file: File, drafts: Sequence[Draft], report: Report) -> None:
    """Apply the payments that are not here; as many as the file has of equal ones will be."""
    invoices = _invoices({draft.invoice for draft in drafts})
    here = _payments([int(invoice.id) for invoice in invoices.values()])
    fresh: list[Draft] = []
    for draft in drafts:
        invoice = invoices.get(draft.invoice)
        if invoice is None:
            if draft.invoice:
                reason = f"no invoice has the number {draft.invoice}; import invoices first"
                file.fault(draft.line, "invoice", reason)
        elif here[draft.key(invoice.id)]:
            here[draft.key(invoice.id)] -= 1
            report.recognised += 1
        else:
            fresh.append(draft)
    _check_totals(file, fresh, invoices, report)
    file.problems.refuse()
    paid = [
        (invoices[one.invoice], one.amount_cents, one.paid_on, one.method, one.note)
        for one in fresh
    ]
    store.invoices.pay_many(desk, act, paid)
    report.created = len(fresh)


def _check_totals(
    file: File, fresh: Sequence[Draft], invoices: Mapping[int, Invoice], report: Report
) -> None:
    """Nothing can be given back that was not paid; what is paid twice is said."""
    totals = {number: int(invoice.paid_cents) for number, invoice in invoices.items()}
    last = {}
    for draft in fresh:
        totals[draft.invoice] += draft.amount_cents
        last[draft.invoice] = draft.line
    for number, line in last.items():
        owed, paid = int(invoices[number].total_cents), totals[number]
        if paid < 0:
            reason = f"more is given back than was paid for invoice {number}: {decimal(-paid)}"
            file.fault(line, "amount", reason)
        elif paid > owed:
            report.note_line(
                line,
                "more paid than owed",
                f"invoice {number} comes to {decimal(owed)}, {decimal(paid)} is paid",
            )


def _invoices(numbers: set[int]) -> dict[int, Invoice]:
    found: dict[int, Invoice] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _BATCH):
        query = (
            Invoice.select(Invoice, Card.number)
            .join(Card)
            .where(Card.kind == "invoice", Card.number.in_(wanted[start : start + _BATCH]))
        )
        found.update((int(invoice.card.number), invoice) for invoice in query)
    return found


def _payments(ids: Sequence[int]) -> Counter[tuple[int, str, int, str, str]]:
    here: Counter[tuple[int, str, int, str, str]] = Counter()
    for start in range(0, len(ids), _BATCH):
        query = Payment.select(
            Payment.invoice, Payment.paid_on, Payment.amount_cents, Payment.method, Payment.note
        ).where(Payment.invoice.in_(ids[start : start + _BATCH]))
        for invoice, day, cents, method, note in tuples(query):
            here[(invoice, day, cents, method.casefold(), note)] += 1
    return here
