"""Money: whole cents inside, read from what people and programs write, shown with its currency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from store.dates import clip

DecimalMark = Literal[".", ","]
"""What parts units from cents."""

MOST_CENTS = 10**14
"""More than any amount a studio handles; larger ones are mistakes of reading."""

SYMBOLS = {
    "USD": "$",
    "CAD": "CA$",
    "AUD": "A$",
    "NZD": "NZ$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
}
"""Currency code to the sign that goes before the amount."""

_CURRENCY = re.compile(r"^(?:[A-Z]{2,3}\.?|kr\.?|zł|[A-Z]{0,2}\$|\W?[€£¥₹₽₩₪₫₴₦])$", re.IGNORECASE)
_PARTS = re.compile(
    r"([^\d.,+-]*)([+-]?)([^\d.,+-]*)([\d.,'’ ]*\d[\d.,'’ ]*|)(-?)([^\d]*)", re.ASCII
)
_GROUPED = re.compile(r"\d{1,3}([.,'’ ])\d{3}(?:\1\d{3})*|\d{1,2}(,)(?:\d{2},)+\d{3}", re.ASCII)


def parse_money(value: object, decimal_mark: DecimalMark | None = None) -> int:
    """Return an amount in cents; ValueError says what is wrong.

    Takes numbers and text: ``$1,234.50``, ``1.234,50 €``, ``(12.00)`` for minus twelve,
    ``CHF 1'234.50``. ``decimal_mark`` settles what ``1.234`` means; without it that is refused.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError("an amount is missing")
    if isinstance(value, int | float | Decimal):
        return _cents(Decimal(str(value)), str(value))
    text = " ".join(str(value).replace("\u2212", "-").split())
    if not text:
        raise ValueError("an amount is missing")
    if len(text) > 60:
        raise ValueError(f'"{clip(text)}" is too long to be an amount of money')
    bare, negative = text, False
    if text.startswith("(") and text.endswith(")"):
        bare, negative = text[1:-1].strip(), True
    number, minus = _taken_apart(bare, text)
    if minus and negative:
        raise ValueError(f'"{clip(text)}" is negative twice')
    plain = _plain(number, text, decimal_mark)
    return _cents(Decimal(plain), text) * (-1 if minus or negative else 1)


def infer_decimal_mark(values: Iterable[object]) -> DecimalMark | None:
    """Return what parts units from cents in a whole column, None where nothing tells."""
    marks: set[DecimalMark] = set()
    for value in values:
        text = str(value) if isinstance(value, str) else ""
        found = re.search(r"([.,])(\d{1,2}|\d{4,})\D*$", text, re.ASCII)
        if found:
            marks.add("." if found[1] == "." else ",")
    return marks.pop() if len(marks) == 1 else None


def decimal(cents: int) -> str:
    """Return an amount as a plain decimal number: ``1234.50``."""
    units, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{units}.{rest:02}"


def shown(cents: int, currency: str) -> str:
    """Return an amount as a screen shows it: ``$1,234.50``, ``CHF 1,234.50``."""
    units, rest = divmod(abs(cents), 100)
    code = currency.strip().upper()
    sign = SYMBOLS.get(code) or (f"{currency.strip()} " if code else "")
    pence = "" if code == "JPY" and not rest else f".{rest:02}"
    return f"{'-' if cents < 0 else ''}{sign}{units:,}{pence}"


def _taken_apart(bare: str, text: str) -> tuple[str, bool]:
    """Part the digits from signs and currency."""
    found = _PARTS.fullmatch(bare)
    if not found or not found[4]:
        raise ValueError(f'"{clip(text)}" is not an amount of money')
    before, sign, between, number, trailing, after = (part.strip() for part in found.groups())
    words = [word for word in (before, between, after) if word]
    if len(words) > 1 or any(not _CURRENCY.match(word) for word in words):
        raise ValueError(f'"{clip(text)}" is not an amount of money')
    if sign and trailing:
        raise ValueError(f'"{clip(text)}" has two signs')
    return number, sign == "-" or trailing == "-"


def _plain(number: str, text: str, decimal_mark: DecimalMark | None) -> str:
    """Write the digits with a point for the decimal mark and nothing between thousands."""
    mark = decimal_mark or _mark_of(number, text)
    whole, found, rest = number.rpartition(mark) if mark and mark in number else (number, "", "")
    if found and not rest.isdecimal() and rest:
        raise ValueError(f'"{clip(text)}" is not an amount of money')
    if whole and not whole.isdecimal() and not _GROUPED.fullmatch(whole):
        raise ValueError(f'"{clip(text)}" is not an amount: its thousands are parted unevenly')
    if not whole and not rest:
        raise ValueError(f'"{clip(text)}" is not an amount of money')
    return re.sub(r"\D", "", whole or "0") + "." + (rest or "0")


def _mark_of(number: str, text: str) -> DecimalMark | None:
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "." if number.rfind(".") > number.rfind(",") else ","
    if points + commas != 1:
        return None
    mark: DecimalMark = "." if points else ","
    whole, _, rest = number.partition(mark)
    if len(rest) != 3 or not whole.isdecimal() or len(whole) > 3 or whole.startswith("0"):
        return mark
    if mark == ",":
        return None
    raise ValueError(f'"{clip(text)}" may be {whole}{rest}.00 or {number}; write it with its cents')


def _cents(amount: Decimal, text: str) -> int:
    if not amount.is_finite():
        raise ValueError(f'"{clip(text)}" is not an amount of money')
    if abs(amount) * 100 > MOST_CENTS:
        raise ValueError(f'"{clip(text)}" is too large to be an amount of money')
    cents = (amount * 100).quantize(Decimal(1), ROUND_HALF_EVEN)
    if abs(amount * 100 - cents) > Decimal("0.0001"):
        raise ValueError(f'"{clip(text)}" has parts of a cent')
    return int(cents)
