"""What a list of the set-up is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from store.desk import Desk
from tui.widgets.form import Field
from tui.widgets.table import Column, Row

Values = dict[str, str]
"""The texts of a form by field."""


@dataclass(frozen=True, slots=True)
class SetupList:
    """One list: its table, its form, and the store commands behind them, run on the store thread.

    Keys are whatever names an entry to its commands. ``switch`` makes an entry inactive or active
    again; ``remove`` is there where entries may really be taken away.
    """

    name: str
    title: str
    one: str
    columns: tuple[Column, ...]
    rows: Callable[[Desk], list[Row]]
    fields: Callable[[Desk, Any], Sequence[Field]]
    save: Callable[[Desk, Any, Values], object]
    switch: Callable[[Desk, Any, bool], object] | None = None
    remove: Callable[[Desk, Any], object] | None = None
    lines: tuple[str, ...] = ()
    makes: bool = True
    """Whether new entries are made here."""


def look(inactive: object) -> str:
    """How a row looks."""
    return "muted" if inactive else "plain"


def state(inactive: object) -> str:
    """Whether an entry is used, in a word."""
    return "inactive" if inactive else ""


def figure(value: float | None) -> str:
    """A number without needless digits, or nothing."""
    return "" if value is None else f"{value:g}"
