"""Images: the pictures of a session, kept as records of up to four files each.

Files themselves are neither opened nor moved here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from store import cards, sessions
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.tables import Card, Image, Session
from store.text import safe

ROLES = ("raw", "hires", "retouched", "preview")
"""What a file is to its picture."""

RULES = ("whole", "first", "last", "from")
"""How the number is taken from a file's name.

All of it, its first N characters, its last N, or from position N to the end.
"""

NUMBER_LENGTH = 80


@dataclass(frozen=True, slots=True)
class File:
    """A file of a picture, as a path below the session's folder; sizes are pixels."""

    path: str
    role: str = "hires"
    width: int | None = None
    height: int | None = None
    sha256: str = ""


def number_of(path: str, rule: str = "whole", count: int = 0) -> str:
    """The number of a picture by its file's name; leading zeros drop.

    ``count`` is N of the rule. `Refused` where the rule leaves nothing.
    """
    stem = PurePosixPath(path.replace("\\", "/")).stem
    if rule not in RULES:
        hint = did_you_mean(rule, RULES)
        raise Refused(f"no rule is called '{safe(rule, 40)}'{hint}; there are {', '.join(RULES)}")
    if rule != "whole" and count < 1:
        raise Refused(f"the rule '{rule}' needs a number of characters from 1 upwards")
    part = {
        "whole": stem,
        "first": stem[:count],
        "last": stem[-count:],
        "from": stem[count - 1 :],
    }[rule]
    clean = re.sub(r"^0+(?=.)", "", " ".join(safe(part, NUMBER_LENGTH).split()))
    if not clean:
        raise Refused(f"{safe(path, 200)}: its name gives no number by the rule '{rule} {count}'")
    return clean


def add(
    desk: Desk, reference: str, files: Sequence[File], rule: str = "whole", count: int = 0
) -> list[Image]:
    """Record files of a session's pictures; files with the same number are one picture's."""
    with desk.action("add images", f"add {len(files)} files to {safe(reference, 40)}") as act:
        card = cards.get(reference)
        session = sessions.of_card(card)
        made = make_many(act, session, files, rule, count)
        act.update(card, version=card.version + 1)
    return made


def make_many(
    act: Act, session: Session, files: Sequence[File], rule: str = "whole", count: int = 0
) -> list[Image]:
    """The same inside an open action; returns the pictures, old and new, by number."""
    rows: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    present = {row.number: row for row in Image.select().where(Image.session == session.id)}
    for file in files:
        try:
            path, number = _clean_path(file.path), number_of(file.path, rule, count)
            row = rows.setdefault(number, {})
            _add_file(row, file, path, number, present.get(number))
        except Refused as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise Refused(problems)
    fresh = []
    for number, row in rows.items():
        if number in present:
            act.update(present[number], **row)
        else:
            fresh.append({"session_id": session.id, "number": number, **row})
    act.insert_many(Image, fresh)
    return listed(session)


def listed(session: Session) -> list[Image]:
    """A session's pictures, in the order of their numbers."""
    rows = list(Image.select().where(Image.session == session.id))
    return sorted(rows, key=lambda row: _natural(row.number))


def of_card(card: Card) -> list[Image]:
    """The pictures of a session's card."""
    return listed(sessions.of_card(card))


def _clean_path(path: str) -> str:
    clean = safe(path.strip().replace("\\", "/"), 1000)
    parts = PurePosixPath(clean).parts
    if not parts or clean.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", clean):
        raise Refused(f"'{safe(path, 200)}' is no path below the session's folder")
    return str(PurePosixPath(clean))


def _add_file(row: dict[str, Any], file: File, path: str, number: str, known: Image | None) -> None:
    if file.role not in ROLES:
        hint = did_you_mean(file.role, ROLES)
        raise Refused(f"'{safe(file.role, 40)}' is none of {', '.join(ROLES)}{hint}")
    there = row.get(file.role) or (getattr(known, file.role) if known is not None else "")
    if there and there != path:
        raise Refused(f"image {number} has the {file.role} file {there} already; {path} is another")
    row[file.role] = path
    has_hires = "hires" in row or (known is not None and known.hires)
    if file.role == "hires" or not has_hires:
        row.update(width=file.width, height=file.height, sha256=safe(file.sha256, 64))


def _natural(number: str) -> tuple[tuple[int, str], ...]:
    return tuple(
        (int(part), "") if part.isdecimal() else (10**12, part)
        for part in re.split(r"(\d{1,12})", number)
        if part
    )
