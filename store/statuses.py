"""What a status may say of itself: each property read and checked before it is written.

Which statuses a track has, their order, flags and lanes are in ``tracks``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from store import lists
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.text import safe

STATES = ("todo", "active", "waiting", "blocked", "done", "cancelled")
"""State classes, which give clocks and reports a stable meaning."""

STAGES = ("capture", "prepare", "retouch", "upload", "present", "produce", "archive", "delete")
"""Stages of the workflow that a status may belong to."""

CAUSES = ("client", "vendor", "us")
"""Whom a pause is put down to."""

COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "grey")
"""Names of colours; a hexadecimal one such as #aa3300 is taken too."""

MOST_DAYS = 1000
MOST_CARDS = 100_000

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def _choice(column: str, choices: tuple[str, ...]) -> lists.Reader:
    def read(_: Desk, value: Any) -> dict[str, Any]:
        word = str(value or "").strip().casefold()
        if word and word not in choices:
            hint = did_you_mean(word, choices)
            raise Refused(f"{column}: '{safe(word, 40)}' is none of {', '.join(choices)}{hint}")
        return {column: word}

    return read


def _name(_: Desk, value: Any) -> dict[str, Any]:
    return {"name": lists.clean_name(str(value), "status")}


def _days(_: Desk, value: Any) -> dict[str, Any]:
    if value is None:
        return {"days": None}
    days = float(value)
    if not math.isfinite(days):
        raise Refused("days must be a number of business days, such as 0, 0.5 or 3")
    return {"days": lists.number_within(days, 0, MOST_DAYS, "days")}


def _wip_limit(_: Desk, value: Any) -> dict[str, Any]:
    if value is None:
        return {"wip_limit": None}
    return {"wip_limit": int(lists.number_within(int(value), 1, MOST_CARDS, "the WIP limit"))}


def colour_problem(text: str) -> str:
    """Say what is wrong with a colour, or nothing."""
    word = text.strip().casefold()
    if not word or word in COLOURS or _HEX.fullmatch(word):
        return ""
    return (
        f"'{safe(word, 40)}' is no colour{did_you_mean(word, COLOURS)}; "
        f"use {', '.join(COLOURS)} or one such as #aa3300"
    )


def _colour(_: Desk, value: Any) -> dict[str, Any]:
    word = str(value or "").strip().casefold()
    wrong = colour_problem(word)
    if wrong:
        raise Refused(f"colour: {wrong}")
    return {"colour": word}


def _user(desk: Desk, value: Any) -> dict[str, Any]:
    return {"user_id": desk.directory.user_named(value).id if value else None}


def _department(desk: Desk, value: Any) -> dict[str, Any]:
    return {"department_id": desk.directory.department_named(value).id if value else None}


PROPERTIES: Mapping[str, lists.Reader] = {
    "name": _name,
    "days": _days,
    "state": _choice("state", STATES),
    "user": _user,
    "department": _department,
    "colour": _colour,
    "wip_limit": _wip_limit,
    "wip_hard": lists.flag("wip_hard"),
    "stage": _choice("stage", STAGES),
    "at_vendor": lists.flag("at_vendor"),
    "cause": _choice("cause", CAUSES),
}
"""Property to how it is read; names, position and flags of a track are read by ``tracks``."""


def columns(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read properties into columns; all that is wrong is told at once."""
    return lists.read(desk, given, PROPERTIES, "status")
