"""Assembling: from the lines of an order, or the pictures of a session, to files to be made.

Every file gets its place and its name, which are worked out for all of a record together: they are
the same when only some of its lines are rendered. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store import cards, renderprofiles
from store.desk import Desk
from store.errors import Refused
from store.rendering import gathering, looks, names
from store.rendering.choices import Choices
from store.rendering.drafts import Draft, Drafts, Lost
from store.rendering.gathering import Gathered
from store.rendering.names import Asked, Rules
from store.rendering.outcomes import PERSON
from store.rendering.specs import Spec
from store.tables import Session, Vendor
from store.text import safe

__all__ = ["Assembled", "Lost", "Wanted", "Worked", "assemble", "rules_of", "work_out"]

ENDINGS = {"JPEG": ".jpg", "TIFF": ".tif", "PNG": ".png"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be made: what it is, of which line and picture, and where it goes.

    ``media`` names the paper, ``copies`` how many are wanted of it; ``line`` is the line's number
    (0: no line, or several that share the sheet: ``line_ids``). ``wished`` is how long its name
    would have been where the vendor's length cut it.
    """

    line_id: int | None
    image_id: int | None
    label: str
    media: str
    copies: int
    spec: Spec
    folder: str
    name: str
    if_exists: str
    recipe: str
    line: int = 0
    profile_id: int | None = None
    wished: int = 0
    image_ids: tuple[int, ...] = ()
    line_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Assembled:
    """The files of a record, and what cannot be made."""

    wanted: tuple[Wanted, ...]
    failed: tuple[Lost, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """All of a record, as preflight looks at it: each file with the draft that it comes from."""

    found: Gathered
    choices: Choices
    rules: Rules
    files: tuple[tuple[Draft, Wanted], ...]
    lost: tuple[Lost, ...]


def assemble(
    desk: Desk,
    ref: str,
    *,
    profile: str | None = None,
    layout: str | None = None,
    lines: Sequence[int] | None = None,
) -> Assembled:
    """Work out the files of an order or a session; ``lines`` keeps those of some lines alone."""
    worked = work_out(desk, ref, profile=profile, layout=layout, lines=lines)
    return Assembled(tuple(wanted for _, wanted in worked.files), worked.lost)


def work_out(
    desk: Desk,
    ref: str,
    *,
    profile: str | None = None,
    layout: str | None = None,
    lines: Sequence[int] | None = None,
) -> Worked:
    """The same, with all that it was worked out from."""
    with desk.reading():
        found = gathering.gather(desk, ref)
        kept = _kept(found, lines)
        drafts = Drafts(Choices(desk, found, profile, layout), _shared(desk, found))
        drafts.run(kept)
    vendor = desk.directory.vendors.get(found.card.vendor_id or 0)
    rules = rules_of(vendor) if vendor is not None else Rules()
    made = _copied(drafts, rules)
    files = tuple(
        (draft, wanted)
        for draft, wanted in zip(made, _placed(desk, found, made, rules), strict=True)
        if kept is None or any(one.piece.line in kept for one in draft.shown)
    )
    lost = tuple(one for one in drafts.lost if kept is None or one.line in kept)
    return Worked(found, drafts.choices, rules, files, lost)


def rules_of(vendor: Vendor) -> Rules:
    """What a vendor takes of files."""
    return Rules(vendor.name_length, vendor.name_characters, vendor.copies)


def _kept(found: Gathered, lines: Sequence[int] | None) -> set[int] | None:
    if lines is None:
        return None
    ref = cards.ref(found.card)
    if found.card.kind == "session":
        raise Refused(f"{ref}: a session has no lines; leave --lines out")
    there = {piece.line for piece in found.pieces}
    missing = [line for line in lines if line not in there]
    if missing:
        known = ", ".join(map(str, sorted(there)[:20])) or "none"
        raise Refused([f"{ref} has no line {n} to render; there are {known}" for n in missing])
    return set(lines)


def _shared(desk: Desk, found: Gathered) -> dict[str, str]:
    """What fills the templates of all files of a record."""
    lists = desk.directory
    vendor = lists.vendors.get(found.card.vendor_id or 0)
    kind = lists.types.get(found.card.type_id or 0)
    today = datetime.fromtimestamp(desk.now() / 1000, desk.zone).date()
    return {
        "order": cards.ref(found.card),
        "client": found.client,
        "vendor": vendor.name if vendor else "",
        "type": kind.name if kind else "",
        "date": today.isoformat(),
    }


# Places ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Copied(Draft):
    """A draft of which every copy is a file of its own."""

    copy: int = 1


def _copied(drafts: Drafts, rules: Rules) -> list[_Copied]:
    """The drafts, as often as the vendor wants files of them."""
    found = []
    for draft in drafts.made:
        columns = {name: getattr(draft, name) for name in Draft.__slots__}
        if rules.copies != "files":
            found.append(_Copied(**columns))
        elif draft.copies > names.MOST_FILES:
            piece = draft.shown[0].piece
            reason = f"{draft.copies:,} copies would be as many files"
            remedy = "let the vendor take copies as suffix or folder: 'safelight vendors change'"
            drafts.lost.append(Lost(piece.line, PERSON, reason, remedy, line_id=piece.line_id))
        else:
            found += [_Copied(**{**columns, "copy": n}) for n in range(1, draft.copies + 1)]
    return found


def _placed(desk: Desk, found: Gathered, drafts: Sequence[_Copied], rules: Rules) -> list[Wanted]:
    roots: dict[tuple[int, int], str] = {}
    asked = []
    for draft in drafts:
        session = found.sessions[draft.shown[0].image.session_id]
        place = draft.profile.id, session.id
        if place not in roots:
            roots[place] = str(_root(desk, found, draft, session))
        line = draft.line
        key = (line.line if line is not None else 0, draft.page, draft.shown[0].image.id,
               draft.copy, draft.profile.id)  # fmt: skip
        asked.append(
            Asked(
                key,
                draft.profile.file_template,
                draft.profile.folder_template,
                {**draft.values, "copy": str(draft.copy)},
                ENDINGS[draft.spec.look.file_format],
                roots[place],
                rules,
            )
        )
    given = names.name_all(asked)
    return [
        _wanted(draft, one, name, rules)
        for draft, one, name in zip(drafts, asked, given, strict=True)
    ]


def _root(desk: Desk, found: Gathered, draft: Draft, session: Session) -> Path:
    """The folder that nothing of a file leads out of."""
    place = draft.profile.destination.strip()
    if place and not place.startswith((renderprofiles.PRINTER, renderprofiles.POOL)):
        return desk.settings.folder / Path(place).expanduser()
    return looks.rendered_folder(desk, session, found.session_refs[session.id])


def _wanted(draft: _Copied, asked: Asked, given: names.Given, rules: Rules) -> Wanted:
    line, pieces = draft.line, [one.piece for one in draft.shown]
    layout = draft.spec.layout
    what = layout.name if layout is not None else (line.size_name if line else "")
    which = f"image {draft.values['image']}" if line is not None else f"page {draft.page}"
    what = what or (line.description if line else "") or draft.profile.name
    return Wanted(
        line.line_id if line is not None else None,
        draft.shown[0].image.id,
        safe(f"{what} · {which}", 200),
        draft.sheet.media,
        1 if rules.copies == "files" else draft.copies,
        draft.spec,
        str(Path(asked.root) / given.folder),
        given.name,
        draft.profile.if_exists,
        draft.profile.recipe,
        line.line if line is not None else 0,
        draft.profile.id,
        given.wished,
        tuple(dict.fromkeys(one.image.id for one in draft.shown)),
        tuple(dict.fromkeys(piece.line_id for piece in pieces if piece.line_id is not None)),
    )
