"""Forms that are saved by a store command: refused ones come back with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from store import money
from store.desk import Desk
from store.errors import Refused
from tui.widgets.form import Field, Form

if TYPE_CHECKING:
    from tui.screens.place import Place

T = TypeVar("T")
Save = Callable[[Desk, dict[str, str]], T]
"""A store command that takes the texts of a form; raises `Refused`."""

YES_WORDS = frozenset({"yes", "y", "on", "true", "1"})
NO_WORDS = frozenset({"", "no", "n", "off", "false", "0", "-"})
NOTHING = frozenset({"", "none", "-"})
"""Texts that mean that there is none."""


class _Again(Form):
    """A form that was refused: what stands in it counts as typed."""

    def has_typed(self) -> bool:
        """Tell that leaving would lose something."""
        return True


async def fill(
    screen: Place,
    title: str,
    fields: Sequence[Field],
    save: Save[T],
    lines: Sequence[str] = (),
) -> T | None:
    """Ask for the fields and save them until that works or somebody leaves; null when they left.

    Runs in a worker: dialogs are waited for.
    """
    program = screen.program
    form = Form(title, fields, lines, keys=program.ground.keys)
    while True:
        values = await program.answer_to(form)
        if values is None:
            return None
        try:
            made = await program.ground.ask(save, values)
        except Refused as refused:
            kept = [replace(field, value=values[field.name]) for field in fields]
            told = [f"Not saved: {problem}" for problem in refused.problems]
            form = _Again(title, kept, [*told, *lines], keys=program.ground.keys)
        else:
            await program.own_news()
            return made


def required(what: str) -> Callable[[str], str | None]:
    """Return a check that something was typed."""
    return lambda text: None if text.strip() else what


def yes(text: str, what: str) -> bool:
    """Read yes or no; `Refused` names what it is about."""
    word = text.strip().casefold()
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    raise Refused(f"{what}: answer yes or no, not '{text.strip()[:40]}'")


def number(text: str, what: str) -> float | None:
    """Read a number, or nothing; `Refused` names what it is about."""
    word = text.strip().casefold()
    if word in NOTHING:
        return None
    try:
        return float(word.replace(",", "."))
    except ValueError:
        raise Refused(f"{what}: '{text.strip()[:40]}' is no number") from None


def whole(text: str, what: str) -> int | None:
    """Read a whole number, or nothing; `Refused` names what it is about."""
    found = number(text, what)
    if found is None:
        return None
    if not abs(found) < 10**9 or found != int(found):
        raise Refused(f"{what}: give a whole number, not '{text.strip()[:40]}'")
    return int(found)


def cents(text: str, what: str) -> int:
    """Read an amount of money, nothing as none; `Refused` names what it is about."""
    if said(text) is None:
        return 0
    try:
        return money.parse_money(text)
    except ValueError as error:
        raise Refused(f"{what}: {error}") from None


def said(text: str) -> str | None:
    """Return a word that was given, or nothing."""
    word = text.strip()
    return None if word.casefold() in NOTHING else word


def yes_no(value: object) -> str:
    """Return a yes or a no as a form shows it."""
    return "yes" if value else "no"
