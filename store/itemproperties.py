"""What items carry: the kinds there are, and how each property is read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from store import lists
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.money import MOST_CENTS
from store.tables import Layout, RenderProfile
from store.text import is_blank, safe, search_key

KIND_WORDS: Mapping[str, str] = {
    "auto": "as its vendor's orders say: where they carry pictures it needs a pose",
    "print": "a picture on paper or another ground: needs a pose",
    "sheet": "one piece with several pictures, such as a contact sheet",
    "electronic": "files, such as proofs to look at",
    "product": "a thing without a picture of its own",
    "service": "work of the studio: nothing is ever ordered for it",
    "package": "several items for one price",
    "units": "a number of units to be spent on items",
}
"""Kind of item to what that means."""

KINDS = tuple(KIND_WORDS)

IDENTIFIER_LENGTH = 12
MOST_INCHES = 1_000
MOST_UNITS = 1_000_000


def _line(column: str, limit: int) -> lists.Reader:
    return lambda _, value: {column: " ".join(safe(str(value or ""), limit).split())}


def _cents(column: str) -> lists.Reader:
    def read(_: Desk, value: Any) -> dict[str, Any]:
        cents = int(value or 0)
        if not 0 <= cents <= MOST_CENTS:
            raise Refused(f"{column.removesuffix('_cents')}: it cannot be negative or that large")
        return {column: cents}

    return read


def _inches(column: str) -> lists.Reader:
    def read(_: Desk, value: Any) -> dict[str, Any]:
        if value is None:
            return {column: None}
        size = float(value)
        if not math.isfinite(size) or not 0 < round(size, 3) <= MOST_INCHES:
            raise Refused(f"{column} must be more than 0 and at most {MOST_INCHES} inches")
        return {column: round(size, 3)}

    return read


def _vendor(desk: Desk, value: Any) -> dict[str, Any]:
    return {"vendor_id": desk.directory.vendor_named(value).id if value else None}


def kind_named(value: Any) -> str:
    """Read a kind of item; `Refused` names those there are."""
    word = str(value or "").strip().casefold()
    if word not in KINDS:
        hint = did_you_mean(word, KINDS)
        raise Refused(
            f"no kind of item is called '{safe(word, 40)}'{hint}; there are {', '.join(KINDS)}"
        )
    return word


def _units(_: Desk, value: Any) -> dict[str, Any]:
    if value is None:
        return {"units": None}
    if value != int(value) or not 1 <= value <= MOST_UNITS:
        raise Refused(f"units must be a whole number from 1 to {MOST_UNITS:,}, not {value}")
    return {"units": int(value)}


def _entry(table: type[RenderProfile | Layout], column: str, what: str) -> lists.Reader:
    """A reader for the name of an active entry of another list."""

    def read(_: Desk, value: Any) -> dict[str, Any]:
        if not value:
            return {column: None}
        rows: list[RenderProfile | Layout] = list(table.select())
        for row in rows:
            if search_key(row.name) == search_key(str(value)):
                if row.inactive:
                    raise Refused(f"{what} {row.name} is inactive; choose another, or activate it")
                return {column: row.id}
        hint = did_you_mean(str(value), [row.name for row in rows if not row.inactive])
        raise Refused(f"no {what} is called '{safe(str(value), 80)}'{hint}")

    return read


PROPERTIES: Mapping[str, lists.Reader] = {
    "kind": lambda _, value: {"kind": kind_named(value)},
    "description": _line("description", 500),
    "group": _line("group", 200),
    "price_cents": _cents("price_cents"),
    "cost_cents": _cents("cost_cents"),
    "width": _inches("width"),
    "height": _inches("height"),
    "units": _units,
    "vendor": _vendor,
    "render_profile": _entry(RenderProfile, "render_profile_id", "render profile"),
    "layout": _entry(Layout, "layout_id", "layout"),
    "hidden": lists.flag("hidden"),
    "inactive": lists.flag("inactive"),
}
"""Property to how it is read, besides ``position``; widths and heights are inches."""


def usual_kind(columns: Mapping[str, Any]) -> str:
    """The kind of a new item of which none is said: what has a size is a print."""
    return "print" if columns.get("width") and columns.get("height") else "auto"


def refuse_unfit(identifier: str, kind: str, units: int | None) -> None:
    """Refuse a unit package without units."""
    if kind == "units" and not units:
        raise Refused(f"{identifier}: a package of units needs a number of units")


def clean_identifier(text: str) -> str:
    """Return an item's identifier; `Refused` when it is empty or longer than 12 characters."""
    clean = " ".join(safe(text).split())
    if is_blank(clean) or len(clean) > IDENTIFIER_LENGTH:
        raise Refused(
            f"'{safe(text, 40)}' cannot be an item's identifier; use 1 to "
            f"{IDENTIFIER_LENGTH} characters"
        )
    return clean


def key(identifier: str) -> str:
    """An identifier as it is compared: case and spaces do not matter."""
    return " ".join(safe(identifier).split()).casefold()
