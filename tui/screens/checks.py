"""Checks of what is typed into a form: each says in words what is wrong with a text, or nothing.

The store checks everything again when a form is saved; here it is told while somebody types.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from store import filters as language
from store import lists, matching, money
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.names import Names
from store.text import safe, search_key
from tui.screens import filling
from tui.screens.filling import NO_WORDS, NOTHING, YES_WORDS
from tui.widgets.form import Check

YES_NO = ("yes", "no")
"""What stands in a field of yes or no."""

SHOWN = 12
"""How many choices a message names."""

required = filling.required
"""Something must be typed."""


def every(*checks: Check) -> Check:
    """The first problem of several checks."""
    return lambda text: next(filter(None, (check(text) for check in checks)), None)


def optional(check: Check) -> Check:
    """A check of what may be left out."""
    return lambda text: None if text.strip().casefold() in NOTHING else check(text)


def at_most(length: int) -> Check:
    """So many characters."""
    return lambda text: (
        f"at most {length} characters" if len(" ".join(text.split())) > length else None
    )


def new_among(taken: Iterable[str], what: str, own: str = "") -> Check:
    """Not what another entry is called, whatever its case and accents."""
    known = {search_key(name): name for name in taken if search_key(name) != search_key(own)}

    def check(text: str) -> str | None:
        found = known.get(search_key(text))
        return f"there is {what} '{found}' already" if found is not None else None

    return check


def one_of(choices: Sequence[str], what: str) -> Check:
    """One of some words, whatever its case and accents."""
    known = {search_key(choice) for choice in choices}

    def check(text: str) -> str | None:
        if search_key(text) in known:
            return None
        some = ", ".join(safe(choice, 40) for choice in choices[:SHOWN])
        more = ", …" if len(choices) > SHOWN else ""
        hint = did_you_mean(text.strip(), choices) or (
            f"; there are {some}{more}" if choices else "; there are none yet"
        )
        return f"no {what} is called '{safe(text.strip(), 40)}'{hint}"

    return check


def each_of(choices: Sequence[str], what: str) -> Check:
    """Some words of several, parted by commas."""
    one = one_of(choices, what)
    return lambda text: next(filter(None, (one(part) for part in parted(text))), None)


def parted(text: str) -> list[str]:
    """The parts of a text between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def yes_no(text: str) -> str | None:
    """Yes or no."""
    word = text.strip().casefold()
    return None if word in YES_WORDS | NO_WORDS else "answer yes or no"


def number(low: float, high: float, unit: str = "") -> Check:
    """A number between bounds."""

    def check(text: str) -> str | None:
        try:
            found = float(text.strip().replace(",", "."))
        except ValueError:
            return f"'{safe(text.strip(), 40)}' is no number"
        if math.isfinite(found) and low <= found <= high:
            return None
        return f"from {low:g} to {high:g}{f' {unit}' if unit else ''}"

    return check


def whole(low: int, high: int) -> Check:
    """A whole number between bounds."""
    between = number(low, high)

    def check(text: str) -> str | None:
        wrong = between(text)
        if wrong is None and not float(text.strip().replace(",", ".")).is_integer():
            return "a whole number"
        return wrong

    return check


def amount(text: str) -> str | None:
    """An amount of money that is not negative."""
    try:
        cents = money.parse_money(text)
    except ValueError as error:
        return str(error)
    return "it cannot be negative" if cents < 0 else None


def filters(desk: Desk, *, me: bool) -> Check:
    """A filter that finds something the studio knows; made where the store may be asked.

    Without ``me`` nobody asks, as when the clock does: words such as mine are refused.
    """
    names = Names.of(desk.directory)
    asking = desk.who.id if me else None
    now, zone = desk.now(), desk.settings.studio.timezone

    def compiled(text: str) -> object:
        query = language.parse(text, names.custom)
        return matching.compile(query, names, now, asking, zone=zone)

    return told(compiled)


def email(text: str) -> str | None:
    """An email address."""
    return told(lists.clean_email)(text)


def told(read: Callable[[str], object]) -> Check:
    """What a rule of the store would say of a text."""

    def check(text: str) -> str | None:
        try:
            read(text)
        except Refused as refusal:
            return refusal.problems[0]
        return None

    return check


def said(problem: Callable[[str], str]) -> Check:
    """A rule of the store that returns what is wrong."""
    return lambda text: problem(text) or None
