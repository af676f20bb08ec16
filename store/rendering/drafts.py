"""Drafts: the files of a record with their specs, before they have a place and a name.

A line comes to a file for each picture, or to the sheets of its layout; where a layout takes all of
a record (a roll, a contact sheet that was asked for), its lines share the sheets.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from store.rendering import arranging, gathering, layoutdata, looks, names, sheets
from store.rendering.arranging import Page
from store.rendering.choices import Choices
from store.rendering.gathering import Piece
from store.rendering.layoutdata import Template
from store.rendering.looks import Flawed
from store.rendering.outcomes import PERSON, Failed, Kind
from store.rendering.plans import Unfit
from store.rendering.sheets import Sheet
from store.rendering.specs import Look, Picture, SheetLayout, Spec
from store.tables import Image, RenderProfile
from store.text import safe

MOST_PRINTS = 2_000
"""On the sheets of one layout, copies counted."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A line, or a picture of one, that no file can be made of; ``finding`` is preflight's name."""

    line: int
    kind: Kind
    reason: str
    remedy: str
    finding: str = "unfit"
    line_id: int | None = None
    image_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a file: of which piece it is."""

    piece: Piece
    image: Image


@dataclass(frozen=True, slots=True)
class Draft:
    """A file without a name: what is on it, what fills templates, how many are wanted.

    ``line`` is null where several lines share it.
    """

    shown: tuple[Shown, ...]
    profile: RenderProfile
    spec: Spec
    sheet: Sheet
    values: Mapping[str, str]
    copies: int
    line: Piece | None
    page: int = 1


@dataclass(slots=True)
class Group:
    """Pictures that go on the sheets of one layout together."""

    profile: RenderProfile
    template: Template
    shown: list[Shown] = field(default_factory=list)
    line: Piece | None = None


class Drafts:
    """The drafts of one record, and what none can be made of."""

    def __init__(self, choices: Choices, shared: Mapping[str, str]) -> None:
        """Begin with none; ``shared`` is what fills the templates of all files of the record."""
        self.choices = choices
        self.found = choices.found
        self.shared = shared
        self.made: list[Draft] = []
        self.lost: list[Lost] = []
        self._groups: dict[tuple[int, int], Group] = {}

    def run(self, kept: Collection[int] | None = None) -> None:
        """Work out every piece, then the sheets that several share: those of some lines, or all."""
        for piece in self.found.pieces:
            try:
                self._piece(piece)
            except Failed as failed:
                self._lose(piece, failed)
        for group in self._groups.values():
            if kept is not None:
                group.shown = [one for one in group.shown if one.piece.line in kept]
            if group.shown:
                self._laid_out(group)

    def _lose(self, piece: Piece, failed: Failed, image: Image | None = None) -> None:
        finding = failed.finding if isinstance(failed, Flawed) else "unfit"
        self.lost.append(
            Lost(
                piece.line, failed.kind, failed.reason, failed.remedy, finding, piece.line_id,
                image.id if image is not None else None,
            )
        )  # fmt: skip

    # Pieces --------------------------------------------------------------------------------------

    def _piece(self, piece: Piece) -> None:
        if not piece.pictures:
            remedy = "choose one: 'safelight lines change REF LINE pose=NUMBER'"
            raise Flawed("no-image", PERSON, "no image is chosen for it", remedy)
        choices = self.choices
        profile, _ = choices.profile_of(piece)
        look = choices.look(profile)
        template, laid = choices.template(piece), choices.laid
        whole = [one for image in piece.pictures if (one := self._checked(piece, image))]
        if template is None:
            for one in whole:
                self._single(one, profile, look)
        elif template.rolls or (laid is not None and not template.repeats):
            key = profile.id, laid.id if laid is not None else (piece.layout_id or 0)
            group = self._groups.setdefault(key, Group(profile, template))
            group.shown.extend(whole)
        elif template.repeats or (len(whole) == 1 and not template.flows):
            for one in whole:
                self._laid_out(Group(profile, replace(template, repeats=True), [one], piece))
        elif whole:
            self._laid_out(Group(profile, template, whole, piece))

    def _checked(self, piece: Piece, image: Image) -> Shown | None:
        """A picture whose file and crop are known; what is wrong is noted."""
        try:
            self.choices.source(image)
            looks.crop_of(piece.crop or image.crop)
        except Failed as failed:
            self._lose(piece, failed, image)
            return None
        return Shown(piece, image)

    # Files ---------------------------------------------------------------------------------------

    def _single(self, one: Shown, profile: RenderProfile, look: Look) -> None:
        piece = one.piece
        source, picture = self.choices.source(one.image), self._picture(one)
        values = self._values(profile, [one], piece)
        width, height = piece.size or (None, None)
        stamp = _filled(profile.stamp, values)
        spec = Spec(look, (source,), (picture,), width, height, stamp=stamp)
        self._add(Draft((one,), profile, spec, _NO_SHEET, values, piece.copies, piece))

    def _picture(self, one: Shown, source: int = 0, caption: str = "") -> Picture:
        crop = looks.crop_of(one.piece.crop or one.image.crop)
        return Picture(source, crop, one.image.rotation or 0, caption)

    def _add(self, draft: Draft) -> None:
        try:
            sheet = sheets.sheet_of(draft.spec)
        except Unfit as unfit:
            failed = Failed(
                PERSON, str(unfit), "change its size, its crop, its layout or the render profile"
            )
            for piece in _pieces(draft.shown):
                self._lose(piece, failed, draft.shown[0].image)
            return
        self.made.append(replace(draft, sheet=sheet))

    def _laid_out(self, group: Group) -> None:
        try:
            look = self.choices.look(group.profile)
            shown = _copied(group)
            pages = _pages(group, shown)
        except (Failed, Unfit) as wrong:
            failed = wrong if isinstance(wrong, Failed) else Failed(PERSON, str(wrong))
            for piece in _pieces(group.shown):
                self._lose(piece, failed)
            return
        for number, page in enumerate(pages, start=1):
            self._page(group, look, [shown[at] for at in page.pictures], page, number)

    def _page(
        self, group: Group, look: Look, shown: Sequence[Shown], page: Page, number: int
    ) -> None:
        profile, line = group.profile, group.line
        files = {one.image.id: self.choices.source(one.image) for one in shown}
        ids = list(files)
        captions = bool(group.template.caption_height)
        pictures = tuple(
            self._picture(one, ids.index(one.image.id), _caption(one, line) if captions else "")
            for one in shown
        )
        values = self._values(profile, shown, line, page.layout, number)
        stamp = _filled(profile.stamp, values)
        layout = replace(
            page.layout,
            stamps=tuple(
                replace(one, words=_filled(one.words, values)) for one in page.layout.stamps
            ),
        )
        spec = Spec(look, tuple(files.values()), pictures, layout=layout, stamp=stamp)
        copies = line.copies if line is not None else 1
        self._add(Draft(tuple(shown), profile, spec, _NO_SHEET, values, copies, line, number))

    def _values(
        self,
        profile: RenderProfile,
        shown: Sequence[Shown],
        line: Piece | None,
        layout: SheetLayout | None = None,
        page: int = 1,
    ) -> dict[str, str]:
        """What fills the templates of one file."""
        size = line.size if line is not None else None
        if layout is not None:
            size = float(layout.width), float(layout.height)
        first, last = shown[0].image, shown[-1].image
        image = first.number if first.id == last.id else f"{first.number}-{last.number}"
        if line is None and layout is not None:
            image = f"{layout.name} {page}"
        found = {
            **self.shared,
            "image": image,
            "page": str(page),
            "size": gathering.size_name(size),
            "width": f"{size[0]:g}" if size else "",
            "height": f"{size[1]:g}" if size else "",
            "profile": profile.name,
            "session": self.found.session_refs[first.session_id],
            "quantity": "1",
            "copy": "1",
        }
        return found if line is None else {**found, **_of_line(line)}


_NO_SHEET = Sheet((1, 1), Look(), ())
"""Stands in a draft until its sheet is worked out."""


def _of_line(piece: Piece) -> dict[str, str]:
    item = piece.item.identifier if piece.item else ""
    return {
        "line": str(piece.line) if piece.line else "",
        "item": item,
        "code": piece.code or item,
        "package": piece.package or piece.code or item,
        "description": piece.description,
        "quantity": str(piece.copies),
        "invoice": piece.invoice,
    }


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Words for a picture; those that are no template stay as they are."""
    try:
        return safe(names.fill(template, values).strip(), 300)
    except ValueError:
        return safe(template, 300)


def _caption(one: Shown, line: Piece | None) -> str:
    """What stands below a picture; where lines share a sheet, also what is ordered of it."""
    piece = one.piece
    ordered = [piece.size_name, f"× {piece.copies}" if piece.copies > 1 else ""]
    parts = [one.image.number, *(ordered if line is None and piece.line else [])]
    return safe(" · ".join(part for part in parts if part), 200)


def _pieces(shown: Sequence[Shown]) -> list[Piece]:
    return list({one.piece.line: one.piece for one in shown}.values())


def _copied(group: Group) -> list[Shown]:
    """The pictures of a group; where lines share its sheets, each as often as it was ordered.

    On a contact sheet each stands once.
    """
    if group.line is not None or group.template.flows:
        return group.shown
    total = sum(one.piece.copies for one in group.shown)
    if total > MOST_PRINTS:
        raise Failed(
            PERSON,
            f"{total:,} prints are too many for one layout",
            "render some of the lines at a time",
        )
    return [one for one in group.shown for _ in range(one.piece.copies)]


def _pages(group: Group, shown: Sequence[Shown]) -> list[Page]:
    if not group.template.rolls:
        return arranging.pages(group.template, len(shown))
    bare = [one for one in shown if one.piece.size is None]
    if bare:
        raise Unfit(f"image {bare[0].image.number} has no size; a roll needs one for every print")
    return arranging.roll_pages(group.template, [_inches(one.piece) for one in shown])


def _inches(piece: Piece) -> tuple[Fraction, Fraction]:
    width, height = piece.size or (0.0, 0.0)
    return layoutdata.inches(width), layoutdata.inches(height)
