"""Images: the pictures of a session, kept as records of up to four files each.

Files themselves are neither opened nor moved here. Which pictures somebody likes is in
``imagechoices``; folders are brought in by ``imagelinks``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from store import cards, sessions
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.imagefacts import MEASURED, ROLES, SHOWN, Facts, Source, upright
from store.tables import Card, Image, Session
from store.text import safe

RULES = ("whole", "first", "last", "from")
"""How the number is taken from a file's name.

All of it, its first N characters, its last N, or from position N to the end.
"""

NUMBER_LENGTH = 80
LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True)
class File:
    """A file of a picture, as a path below the session's folder, and what was read of it."""

    path: str
    role: str = "hires"
    facts: Facts | None = None


def number_of(path: str, rule: str = "whole", count: int = 0) -> str:
    """The number of a picture by its file's name; leading zeros drop.

    ``count`` is N of the rule. `Refused` where the rule leaves nothing.
    """
    check_rule(rule, count)
    stem = PurePosixPath(path.replace("\\", "/")).stem
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


def check_rule(rule: str, count: int = 0) -> None:
    """Refuse a rule that is none, or that lacks its number of characters."""
    if rule not in RULES:
        hint = did_you_mean(rule, RULES)
        raise Refused(f"no rule is called '{safe(rule, 40)}'{hint}; there are {', '.join(RULES)}")
    if rule != "whole" and count < 1:
        raise Refused(f"the rule '{rule}' needs a number of characters from 1 upwards")


# Recording ---------------------------------------------------------------------------------------


def add(
    desk: Desk, reference: str, files: Sequence[File], rule: str = "whole", count: int = 0
) -> list[Image]:
    """Record files of a session's pictures; files with the same number are one picture's."""
    with desk.action("add images", f"add {len(files)} files to {safe(reference, 40)}") as act:
        card = cards.get(reference)
        session = sessions.of_card(card)
        make_many(act, session, files, rule, count)
        act.update(card, version=card.version + 1)
    return listed(session)


def make_many(
    act: Act,
    session: Session,
    files: Sequence[File],
    rule: str = "whole",
    count: int = 0,
    gone: Collection[str] = (),
) -> tuple[int, int]:
    """The same inside an open action; returns how many pictures are new, and how many changed.

    ``gone`` are recorded paths where no file is any more: others may take their place.
    """
    rows: dict[str, dict[str, Any]] = {}
    read: dict[str, dict[str, Facts]] = {}
    problems: list[str] = []
    present = {row.number: row for row in Image.select().where(Image.session == session.id)}
    for file in files:
        try:
            path, number = clean_path(file.path), number_of(file.path, rule, count)
            row = rows.setdefault(number, {})
            _add_file(row, file, path, number, present.get(number), gone)
        except Refused as refusal:
            problems.extend(refusal.problems)
        else:
            if file.facts is not None:
                read.setdefault(number, {})[file.role] = file.facts
    if problems:
        raise Refused(problems)
    fresh = []
    changed = 0
    for number, row in rows.items():
        row.update(_measures(row, read.get(number, {}), present.get(number)))
        if number in present:
            changed += bool(act.update(present[number], **row))
        else:
            fresh.append({"session_id": session.id, "number": number, **_EMPTY, **row})
    act.insert_many(Image, fresh)
    return len(fresh), changed


_ORIGINAL = ("original_width", "original_height")
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(ROLES, ""), **asdict(Facts()), **dict.fromkeys(_ORIGINAL),
}  # fmt: skip
"""Rows that are written together have the same columns."""


def _add_file(
    row: dict[str, Any], file: File, path: str, number: str, known: Image | None,
    gone: Collection[str],
) -> None:  # fmt: skip
    if file.role not in ROLES:
        hint = did_you_mean(file.role, ROLES)
        raise Refused(f"'{safe(file.role, 40)}' is none of {', '.join(ROLES)}{hint}")
    before = getattr(known, file.role) if known is not None else ""
    there = row.get(file.role) or ("" if before in gone else before)
    if there and there != path:
        raise Refused(f"image {number} has the {file.role} file {there} already; {path} is another")
    row[file.role] = path


def _measures(
    row: Mapping[str, Any], read: Mapping[str, Facts], known: Image | None
) -> dict[str, Any]:
    """What is kept of the files read: all of the first that counts, the size of the original."""
    before = measured_role(known) if known is not None else ""
    measured = next((r for r in MEASURED if row.get(r) or (known and getattr(known, r))), "")
    found: dict[str, Any] = asdict(read[measured]) if measured in read else {}
    if measured != "retouched":
        return found
    if "hires" in read:
        found.update(zip(_ORIGINAL, read["hires"].upright, strict=True))
    elif known is not None and before == "hires":
        size = upright(known.width, known.height, known.orientation)
        found.update(zip(_ORIGINAL, size, strict=True))
    return found


def note_problems(desk: Desk, problems: dict[int, str]) -> int:
    """Note why pictures, by id, cannot be read after all; returns how many that is news of."""
    noted = 0
    with desk.action("note images", f"{len(problems)} images cannot be read") as act:
        for row in Image.select().where(Image.id.in_(list(problems)[:5_000])):
            noted += bool(act.update(row, problem=safe(problems[row.id], 300)))
    return noted


# Reading -----------------------------------------------------------------------------------------


def listed(session: Session) -> list[Image]:
    """A session's pictures, in the order of their numbers."""
    rows = list(Image.select().where(Image.session == session.id))
    return sorted(rows, key=lambda row: natural(row.number))


def of_card(card: Card) -> list[Image]:
    """The pictures of a session's card."""
    return listed(sessions.of_card(card))


def folder_of(desk: Desk, session: Session) -> Path:
    """Where the files of a session's pictures lie; a relative folder counts from all pictures'."""
    return on_disk(desk.settings.pictures / session.folder)


def file_of(desk: Desk, session: Session, path: str) -> Path:
    """The full path of a recorded file; `Refused` where it would leave the session's folder."""
    return on_disk(desk.settings.pictures / session.folder / clean_path(path))


def on_disk(path: Path) -> Path:
    """A recorded path as it is on disk: names there may be written in ways we do not record."""
    if path.exists():
        return path
    found = Path(path.anchor)
    for name in path.parts[1:] if path.anchor else path.parts:
        step = found / name
        if not os.path.lexists(step):
            try:
                there = os.listdir(found)  # noqa: PTH208 - names alone
            except OSError:
                return path
            step = found / next((other for other in sorted(there) if safe(other) == name), name)
        found = step
    return found


def sources(desk: Desk, references: Sequence[str] = ()) -> list[Source]:
    """The pictures of some sessions, or of all, each with the file that its facts are of."""
    query = Session.select(Session, Card.kind, Card.number).join(Card).order_by(Card.number)
    if references:
        query = query.where(
            Session.id.in_([sessions.of_card(c).id for c in cards.get_many(references)])
        )
    found = []
    for session in query:
        ref = cards.ref(session.card)
        for row in listed(session):
            path = measured_file(row)
            full = str(file_of(desk, session, path)) if path else ""
            facts = (row.sha256, row.size_bytes, row.modified_at, row.problem)
            found.append(Source(row.id, ref, row.number, full, *facts))
    return found


def measured_role(image: Image) -> str:
    """The role of the file whose size and checksum are kept; empty without any."""
    return next((role for role in MEASURED if getattr(image, role)), "")


def measured_file(image: Image) -> str:
    """The recorded path of the file whose size and checksum are kept; empty without any."""
    role = measured_role(image)
    return str(getattr(image, role)) if role else ""


def shown_file(image: Image) -> str:
    """The recorded path of the file that a picture is shown from; empty without any."""
    return next((str(path) for role in SHOWN if (path := getattr(image, role))), "")


def clean_path(path: str) -> str:
    """A path below the session's folder as it is recorded; `Refused` for any other."""
    clean = safe(path.strip().replace("\\", "/"), LONGEST_PATH)
    parts = PurePosixPath(clean).parts
    if not parts or clean.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", clean):
        raise Refused(f"'{safe(path, 200)}' is no path below the session's folder")
    return str(PurePosixPath(clean))


def natural(number: str) -> tuple[tuple[int, str], ...]:
    """The key by which numbers are sorted as people count: 2 before 10."""
    return tuple(
        (int(part), "") if part.isdecimal() else (10**12, part)
        for part in re.split(r"(\d{1,12})", number)
        if part
    )
