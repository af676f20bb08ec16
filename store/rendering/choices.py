"""Which profile, look, layout and file hold for a piece; each is read once for a record."""

from __future__ import annotations

from store import layouts, renderprofiles
from store.desk import Desk
from store.errors import Refused
from store.rendering import gathering, layoutdata, looks
from store.rendering.gathering import Gathered, Piece
from store.rendering.layoutdata import Template
from store.rendering.outcomes import PERSON, Failed
from store.rendering.specs import Look, Source
from store.tables import Image, Layout, RenderProfile


class Choices:
    """What holds for the pieces of one record; a profile or layout that was said goes first."""

    def __init__(
        self, desk: Desk, found: Gathered, profile: str | None = None, layout: str | None = None
    ) -> None:
        """Read the studio's profiles and layouts; `Refused` for names that cannot be used here."""
        self.desk = desk
        self.found = found
        self.profiles = gathering.profiles()
        self.final = found.card.kind == "production"
        self.said = self._said(profile)
        self.layouts = gathering.layouts()
        self.laid: Layout | None = layouts.named(layout) if layout else None
        self._looks: dict[int, Look | Failed] = {}
        self._templates: dict[int, Template | Failed] = {}
        self._sources: dict[int, Source] = {}
        self._shelves = looks.Shelves(desk)

    def _said(self, word: str | None) -> RenderProfile | None:
        if not word:
            return None
        found = renderprofiles.named(word)
        if found.final and not self.final:
            free = [p.name for p in self.profiles.values() if not (p.final or p.inactive)]
            some = f"; there are {', '.join(free[:12])}" if free else "; there are none yet"
            raise Refused(
                f"render profile {found.name} is for finished work; sessions and proof orders use "
                f"proof profiles{some}"
            )
        return found

    def profile_of(self, piece: Piece) -> tuple[RenderProfile, bool]:
        """The profile of a piece, and whether it was chosen for it rather than being the first.

        The one said, the line's, the item's, else the first that fits; `Failed` without any.
        """
        if self.said is not None:
            return self.said, True
        own = self.profiles.get(piece.profile_id or 0)
        if own is not None and (self.final or not own.final):
            return own, True
        usual = self.profiles.get((piece.item.render_profile_id if piece.item else None) or 0)
        if usual is not None and not usual.inactive and (self.final or not usual.final):
            return usual, True
        for row in self.profiles.values():
            if not row.inactive and row.final == self.final:
                return row, piece.line_id is None
        sort = "final" if self.final else "proof"
        raise Failed(
            PERSON, f"there is no {sort} render profile", "add one: 'safelight profiles add'"
        )

    def look(self, profile: RenderProfile) -> Look:
        """The look of a profile; `Failed` where its ICC file is missing."""
        if profile.id not in self._looks:
            try:
                self._looks[profile.id] = looks.look_of(self.desk, profile)
            except Failed as failed:
                self._looks[profile.id] = failed
        found = self._looks[profile.id]
        if isinstance(found, Failed):
            raise found
        return found

    def template(self, piece: Piece) -> Template | None:
        """The template that a piece is laid out on, if any; `Failed` for a broken one."""
        row = self.laid or self.layouts.get(piece.layout_id or 0)
        return None if row is None else self._template(row)

    def _template(self, row: Layout) -> Template:
        if row.id not in self._templates:
            try:
                self._templates[row.id] = layoutdata.template_of(row)
            except Refused as refused:
                remedy = "mend it, or choose another layout"
                self._templates[row.id] = Failed(PERSON, f"layout {row.name}: {refused}", remedy)
        found = self._templates[row.id]
        if isinstance(found, Failed):
            raise found
        return found

    def source(self, image: Image) -> Source:
        """The file of a picture; `Failed` where it has none that was read."""
        if image.id not in self._sources:
            session = self.found.sessions[image.session_id]
            self._sources[image.id] = looks.source_of(self._shelves, session, image)
        return self._sources[image.id]
