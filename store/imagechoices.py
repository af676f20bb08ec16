"""Choosing among a session's pictures: ratings, picks, rejects, crops, notes for retouching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from store import cards, images, sessions
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.tables import Image
from store.text import safe

BEST = 5
"""The highest rating."""

TURNS = (0, 90, 180, 270)

EVERY = "all"

_RANGE = re.compile(r"(\d{1,12})-(\d{1,12})")
_SLACK = 1e-6


def named(rows: Sequence[Image], words: Iterable[str]) -> list[Image]:
    """The pictures that numbers such as 7, 5-9 or ``all`` name, in their own order.

    A range names those that exist; `Refused` for a number that does not.
    """
    found, missing = matching(rows, words)
    if missing:
        numbers = [row.number for row in rows]
        raise Refused(
            [f"there is no image '{word}'{did_you_mean(word, numbers)}" for word in missing]
        )
    return found


def matching(rows: Sequence[Image], words: Iterable[str]) -> tuple[list[Image], list[str]]:
    """The same, with the words that name nothing instead of a refusal."""
    by_number = {row.number.casefold(): row.number for row in rows}
    wanted: set[str] = set()
    missing: list[str] = []
    for word in (part.strip() for text in words for part in text.split(",") if part.strip()):
        bare = re.sub(r"^0+(?=.)", "", word).casefold()
        if bare in by_number:
            wanted.add(by_number[bare])
        elif word.casefold() == EVERY:
            wanted.update(by_number.values())
        else:
            within = _within(word, by_number.values())
            wanted.update(within)
            if not within:
                missing.append(safe(word, 80))
    return [row for row in rows if row.number in wanted], missing


def _within(word: str, numbers: Iterable[str]) -> list[str]:
    between = _RANGE.fullmatch(word)
    if between is None:
        return []
    low, high = int(between[1]), int(between[2])
    return [n for n in numbers if n.isdecimal() and low <= int(n) <= high]


# Changing ----------------------------------------------------------------------------------------


def rate(desk: Desk, reference: str, words: Sequence[str], rating: int) -> list[Image]:
    """Give pictures so many stars, from 0 to 5."""
    if not 0 <= rating <= BEST:
        raise Refused(f"a rating is from 0 to {BEST}, not {rating}")
    return _change(desk, reference, words, f"rate {rating}", {"rating": rating})


def reject(desk: Desk, reference: str, words: Sequence[str]) -> list[Image]:
    """Take pictures out of all that is shown to clients."""
    return _change(desk, reference, words, "reject", {"rejected": True, "picked": False})


def accept(desk: Desk, reference: str, words: Sequence[str]) -> list[Image]:
    """Take a rejection back."""
    return _change(desk, reference, words, "accept", {"rejected": False})


def pick(desk: Desk, reference: str, words: Sequence[str]) -> list[Image]:
    """Pick pictures for what comes next; rejected ones have to be accepted first."""
    return _change(desk, reference, words, "pick", {"picked": True}, accepted=True)


def unpick(desk: Desk, reference: str, words: Sequence[str]) -> list[Image]:
    """Drop the pick of pictures."""
    return _change(desk, reference, words, "unpick", {"picked": False})


def set_fields(
    desk: Desk, reference: str, words: Sequence[str], fields: Mapping[str, Any]
) -> list[Image]:
    """Set crop (x,y,width,height in shares of the upright picture), rotation, retouch_note."""
    columns: dict[str, Any] = {}
    if "crop" in fields:
        columns["crop"] = clean_crop(str(fields["crop"] or ""))
    if "rotation" in fields:
        columns["rotation"] = _turn(fields["rotation"])
    if "retouch_note" in fields:
        note = str(fields["retouch_note"] or "").strip()
        columns["retouch_note"] = safe(note, keep_newlines=True)
    if not columns:
        raise Refused("nothing to change was named; name a crop, a rotation or a note")
    return _change(desk, reference, words, "set", columns)


def _turn(value: Any) -> int:
    if value not in TURNS:
        raise Refused(f"a rotation is one of {', '.join(map(str, TURNS))} degrees, not {value}")
    return int(value)


def clean_crop(text: str) -> str:
    """A crop as it is kept: four shares from 0 to 1; percents are taken as well, nothing is none.

    `Refused` for what does not lie within the picture.
    """
    word = text.strip()
    if word.casefold() in ("", "none", "-"):
        return ""
    parts = [part.strip() for part in word.split(",")]
    try:
        sides = [float(p[:-1]) / 100 if p.endswith("%") else float(p) for p in parts]
        left, top, width, height = sides
    except ValueError:
        raise Refused(
            f"'{safe(word, 60)}' is no crop; write left,top,width,height such as 0.1,0,0.8,1 "
            "or 10%,0%,80%,100%"
        ) from None
    inside = all(0 <= s <= 1 for s in sides) and max(left + width, top + height) <= 1 + _SLACK
    if not (inside and width > 0 and height > 0):
        raise Refused(f"the crop '{safe(word, 60)}' does not lie within the picture")
    return ",".join(f"{round(side, 6):g}" for side in sides)


def _change(
    desk: Desk,
    reference: str,
    words: Sequence[str],
    what: str,
    columns: Mapping[str, Any],
    *,
    accepted: bool = False,
) -> list[Image]:
    numbers = safe(" ".join(words), 60)
    with desk.action("images", f"{what} {numbers} of {safe(reference, 40)}") as act:
        card = cards.get(reference)
        rows = named(images.listed(sessions.of_card(card)), words)
        if not rows:
            raise Refused(f"{cards.ref(card)} has no images; 'safelight import images' links some")
        rejected = [row.number for row in rows if row.rejected]
        if accepted and rejected:
            raise Refused(f"image {', '.join(rejected[:12])} is rejected; accept it first")
        changed = [row for row in rows if act.update(row, **columns)]
        if changed:
            act.update(card, version=card.version + 1)
    return rows
