"""A file as it will be or as it was made: numbers always, a picture of crop or sheet beside them.

The picture is made of thumbnails beside the keys; by half cells, or, where somebody asks for it and
the terminal can, by its real pixels.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.containers import Horizontal
from textual.widget import Widget

from store.desk import Desk
from tui import themes
from tui.screens import previewpages
from tui.screens.previewpages import Preview
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet, own
from tui.widgets.halfcells import HalfCells
from tui.widgets.listing import Listing

if TYPE_CHECKING:
    from render.previews import Raster
    from tui.screens.place import Place
    from tui.widgets.picture import Picture

Reading = Callable[[Desk], list[Preview]]
View = Literal["crop", "sheet"]

PIXELS = (640, 640)
"""How large the picture is made; the widget fits it to its cells."""

BESIDE_FROM = 70
"""The width from which the picture stands beside the numbers."""


class Numbers(Listing):
    """The numbers, laid out anew when they have another room."""

    def on_resize(self) -> None:
        """Lay out for the width."""
        if isinstance(self.screen, PreviewScreen):
            self.screen.refill()


class PreviewScreen(Sheet):
    """The files of a line or a job, one at a time."""

    local = (
        own("following", ">", "next", "Show the next file; so does right."),
        own("before", "<", "before", "Show the file before; so does left."),
        own("view", "v", "crop/sheet", "Show what is cut off, or the sheet as it will be."),
        own("picture", "z", "picture", "Show or hide the picture: it costs a thin line much."),
        own("sharp", "Z", "sharp", "Ask the terminal whether it shows real pixels, and use them."),
    )

    DEFAULT_CSS = """
    PreviewScreen #both { height: 1fr; }
    PreviewScreen Listing { width: 5fr; }
    PreviewScreen #picture { width: 4fr; height: 1fr; }
    PreviewScreen.-below #both { layout: vertical; }
    PreviewScreen.-below Listing, PreviewScreen.-below #picture { width: 1fr; }
    """

    def __init__(self, title: str, reading: Reading, at: int = 0) -> None:
        super().__init__()
        self._title, self._reading, self._at = title, reading, at
        self.previews: list[Preview] = []
        self.view: View = "crop"
        self.raster: Raster | None = None
        self._wanted, self._why = True, ""

    def body(self) -> Sequence[Widget]:
        """Return the numbers and the picture side by side."""
        program = self.program
        depth = themes.depth(program.environ)
        plain = themes.ascii_only(program.environ)
        return (
            Horizontal(
                Numbers(program.look, pager=True),
                HalfCells(depth, plain=plain, id="picture"),
                id="both",
            ),
        )

    @property
    def shown(self) -> Preview | None:
        """The file that is shown."""
        return self.previews[self._at] if self.previews else None

    async def on_mount(self) -> None:
        """Read the files."""
        self.set_class(self.size.width < BESIDE_FROM, "-below")
        self.previews = await self.program.ask(self._reading) or []
        self._at = max(0, min(self._at, len(self.previews) - 1))
        self._show()

    def on_resize(self) -> None:
        """Put the picture where there is room for it."""
        self.set_class(self.size.width < BESIDE_FROM, "-below")

    def _show(self) -> None:
        self._why = ""
        self._say()
        self.refill()
        self.run_worker(self._paint(), exclusive=True, exit_on_error=False)

    def _say(self) -> None:
        """Say which file it is, and what the picture shows, or why there is none."""
        count = len(self.previews)
        words = f"  {self._at + 1:,} of {count:,}" if count > 1 else ""
        what = (f"  {self._why}", "late") if self._why else (f"  {self._view_words()}", "key")
        self.say((f" {self._title}", "strong"), (words, "plain"), what)

    def _view_words(self) -> str:
        shown = self.shown
        if shown is None or shown.sheet is None:
            return ""
        if self.view == "crop" and shown.is_single:
            return "what is shown of the picture"
        return "the sheet as it will be"

    def refill(self) -> None:
        """Lay the numbers out for the room they have."""
        shown = self.shown
        nothing = [Section("", empty="There is no file to show; esc goes back.")]
        found = previewpages.sections(shown) if shown is not None else nothing
        show(self.listing, found, self.listing.size.width or self.size.width)

    # The picture --------------------------------------------------------------------------------

    async def _paint(self) -> None:
        shown, view = self.shown, self.view
        made = await asyncio.to_thread(raster_of, shown, view) if shown is not None else None
        if shown is not self.shown or view != self.view:
            return
        self._why = made if isinstance(made, str) else ""
        self.raster = None if isinstance(made, str) else made
        self._picture().show(self.raster)
        self._fit()

    def _fit(self) -> None:
        """Leave the room of a picture that there is not to the numbers."""
        self._picture().display = self._wanted and self.raster is not None
        self._say()
        self.refill()

    def _picture(self) -> HalfCells | Picture:
        from tui.widgets.picture import Picture

        found = self.query_one("#picture")
        if not isinstance(found, (HalfCells, Picture)):
            raise TypeError("another widget has the picture's name")
        return found

    async def do_sharp(self) -> None:
        """Show the picture by its real pixels, if the terminal says that it can."""
        from tui.widgets import picture

        program = self.program
        why = picture.cannot(program.environ)
        kind = "" if why else picture.ask(program)
        if not kind:
            program.tell(why or "This terminal says that it shows no pixels; half cells it is")
            return
        if not isinstance(self._picture(), HalfCells):
            return
        await self._picture().remove()
        sharp = picture.Picture(kind, id="picture")
        await self.query_one("#both").mount(sharp)
        sharp.show(self.raster)
        self._fit()

    def on_screen_suspend(self) -> None:
        """Take real pixels away while something lies over them."""
        if not isinstance(self._picture(), HalfCells):
            self._picture().show(None)

    def on_screen_resume(self) -> None:
        """Bring them back."""
        if not isinstance(self._picture(), HalfCells):
            self._picture().show(self.raster)

    def do_view(self) -> None:
        """Show what is cut off, or the sheet as it will be."""
        self.view = "sheet" if self.view == "crop" else "crop"
        self._show()

    def do_picture(self) -> None:
        """Show or hide the picture."""
        self._wanted = not self._wanted
        self._fit()

    # Moving -------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        at = max(0, min(self._at + step, len(self.previews) - 1))
        if at != self._at:
            self._at = at
            self.listing.first()
            self._show()

    def do_following(self) -> None:
        """Show the next file."""
        self._go(1)

    def do_before(self) -> None:
        """Show the file before."""
        self._go(-1)

    def do_right(self) -> None:
        """Show the next file."""
        self._go(1)

    def do_left(self) -> None:
        """Show the file before."""
        self._go(-1)

    def do_next_pane(self) -> None:
        """Show the other view."""
        self.do_view()

    def do_previous_pane(self) -> None:
        """Show the other view."""
        self.do_view()


def raster_of(shown: Preview, view: View) -> Raster | str | None:
    """The picture of a file, why there is none, or nothing where there is nothing to show."""
    from render import previews
    from render.opening import Unreadable

    if shown.sheet is None:
        return None
    thumbnails = dict(shown.thumbnails)
    if not thumbnails:
        return previewpages.NO_THUMBNAIL
    try:
        if view == "crop" and shown.is_single:
            plan = shown.sheet.placed[0].plan
            return previews.of_crop(plan, thumbnails[plan.source.path], PIXELS)
        return previews.of_sheet(shown.sheet, thumbnails, PIXELS)
    except (Unreadable, OSError) as problem:
        return f"The thumbnail cannot be read: {problem}"


async def show_line(screen: Place, ref: str, line: int | None, image_id: int | None = None) -> None:
    """Show what would be rendered of a line of an order, or of all of it, or of one picture."""
    title = ref if line is None else f"{ref} line {line}"
    reading = partial(previewpages.of_line, ref=ref, line=line, image_id=image_id)
    await screen.program.push_screen(PreviewScreen(title, reading))
