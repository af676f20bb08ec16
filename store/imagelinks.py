"""Linking the pictures of a folder to sessions.

Three steps, so that boards can take them one after another: ``imageplans.plan`` looks, whoever can
read files reads those that ``Plan.to_read`` names, ``write`` records everything or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from store import imagefolders, images
from store.desk import Desk
from store.errors import Refused
from store.imagefacts import Facts
from store.imageplans import Picture, Plan
from store.tables import Card, Session
from store.text import safe


@dataclass(frozen=True, slots=True)
class LinkedSession:
    """What came to one session: pictures in the folder, new ones, changed ones."""

    ref: str
    images: int
    created: int
    updated: int


@dataclass(slots=True)
class Linked:
    """What was linked; ``unreadable`` are files with the reason, ``doubtful`` to be looked at."""

    sessions: list[LinkedSession] = field(default_factory=list)
    files: int = 0
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    passed: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def created(self) -> int:
        """How many pictures are new."""
        return sum(one.created for one in self.sessions)

    @property
    def updated(self) -> int:
        """How many pictures were known and have changed."""
        return sum(one.updated for one in self.sessions)

    @property
    def images(self) -> int:
        """How many pictures the folder has."""
        return sum(one.images for one in self.sessions)


def write(desk: Desk, made: Plan, facts: Mapping[str, Facts]) -> Linked:
    """Record what was planned with what was read, by full path: everything or nothing."""
    made.check()
    result = Linked(files=len(made.pictures), notes=list(made.notes))
    result.passed = [(why, made.passed[why]) for why in imagefolders.PASSED_OVER
                     if made.passed[why]]  # fmt: skip
    groups: dict[int, list[Picture]] = {}
    for one in made.pictures:
        groups.setdefault(one.home.session_id, []).append(one)
        if one.read:
            _remark(result, one, facts[one.file.full])
    summary = f"link {len(made.pictures):,} pictures to {_named(groups)}"
    with desk.action("import images", summary) as act:
        for session_id, files in groups.items():
            session = Session.get_by_id(session_id)
            home = files[0].home
            if session.folder != home.folder:
                raise Refused(f"{home.ref}: its folder was changed meanwhile; import again")
            new = [
                images.File(one.path, one.role, facts[one.file.full] if one.read else None)
                for one in files
                if not one.known
            ]
            created, updated = images.make_many(
                act, session, new, made.wish.rule, made.wish.count, made.gone.get(session_id, ())
            )
            moved = session_id in made.folders and act.update(
                session, folder=made.folders[session_id]
            )
            if created or updated or moved:
                card = Card.get_by_id(home.card_id)
                act.update(card, version=card.version + 1)
            count = len({one.number for one in files})
            result.sessions.append(LinkedSession(home.ref, count, created, updated))
    return result


def _remark(result: Linked, one: Picture, read: Facts) -> None:
    where = safe("/".join(one.file.parts), 500)
    if read.problem:
        result.unreadable.append((where, read.problem))
    elif read.doubt:
        result.doubtful.append((where, read.doubt))


def _named(groups: Mapping[int, Sequence[Picture]]) -> str:
    refs = [files[0].home.ref for files in groups.values()]
    return ", ".join(refs[:3]) + (" …" if refs[3:] else "")
