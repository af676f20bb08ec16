"""Scanning orders in and out: what to do is chosen once, then code after code is moved.

The line always has the keys. Codes are done one after the other in the order in which they came,
however fast that is; what became of each stands on top of the list.
"""

from __future__ import annotations

from collections import deque

from textual.app import ComposeResult
from textual.containers import Horizontal

from store import scanning, when
from store.desk import Desk
from store.scanning import UNDO, Run, Scan, Way
from store.text import search_key
from tui.screens.place import Place
from tui.widgets.lines import FooterLine, HeaderLine, Part, StatusLine, TextLine
from tui.widgets.listing import Line, Listing, said
from tui.widgets.measure import wrapped
from tui.widgets.scanline import ScanLine

SHOWN = 500
"""How many scans the list goes back."""

AGAIN = "for again, begin anew with ctrl+t"

CHOOSING = "What happens to what is scanned? Type to narrow, enter takes the marked line."

Choice = tuple[str, Way]


class Keys(FooterLine):
    """The footer of this screen: its keys are no letters, because those are text here."""

    def _show(self) -> None:
        if self._said:
            super()._show()
            return
        keys = (("enter", "scan"), ("ctrl+z", "undo last"), ("ctrl+t", "begin anew"),
                ("esc", "leave"))  # fmt: skip
        parts: list[Part] = []
        for key, words in keys:
            parts += [(f" {key}", "key"), (f" {words} ", "plain")]
        self.show(parts)


class ScanScreen(Place):
    """A line for codes under the list of what became of them."""

    where = "dialog"
    AUTO_FOCUS = "ScanLine"

    DEFAULT_CSS = """
    ScanScreen #scan { height: 1; }
    ScanScreen #sign { width: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[Choice] = []
        self.chosen: Choice | None = None
        self.work: Run | None = None
        self.scans: deque[Scan] = deque(maxlen=SHOWN)
        self.waiting: deque[str] = deque()
        self._narrowed = ""
        self._at_work = False

    def compose(self) -> ComposeResult:
        """Header, status line, the list, what came last, the line for codes, keys."""
        yield HeaderLine()
        yield StatusLine()
        yield Listing(self.program.look)
        yield TextLine(id="last")
        with Horizontal(id="scan"):
            yield TextLine(id="sign")
            yield ScanLine()
        yield Keys(self.program.ground.keys)

    async def on_mount(self) -> None:
        """Ask what is to happen."""
        self.query_one("#sign", TextLine).show([(" > ", "key")])
        self.choices = await self.program.ask(ways) or []
        self._begin_anew()

    def takes_text(self) -> bool:
        """Tell that the line always has the keys."""
        return True

    @property
    def listing(self) -> Listing:
        """The list of what became of the codes, or of what can be chosen."""
        return self.query_one(Listing)

    def on_resize(self) -> None:
        """Lay out for the width."""
        self._show()

    # What is typed ------------------------------------------------------------------------------

    def on_scan_line_given(self, message: ScanLine.Given) -> None:
        """Take what was marked, or put a code into the row of those to be done."""
        message.stop()
        if self.chosen is None:
            self._choose(message.text)
        elif scanning.read(message.text):
            self._put(message.text)

    def on_scan_line_typed(self, message: ScanLine.Typed) -> None:
        """Show the choices that have the typed words."""
        message.stop()
        if self.chosen is None and message.text != self._narrowed:
            self._narrowed = message.text
            self._show()
            self.listing.first()

    def on_scan_line_pressed(self, message: ScanLine.Pressed) -> None:
        """Do what a key means that is no text."""
        message.stop()
        listing = self.listing
        match message.key:
            case "escape":
                self.program.pop_screen()
            case "ctrl+z" if self.chosen is not None:
                self._put(UNDO)
            case "ctrl+t" if self._at_work:
                self.program.tell("Not all is done yet that was scanned", wrong=True)
            case "ctrl+t":
                self._begin_anew()
            case "up" | "down":
                listing.step(-1 if message.key == "up" else 1)
            case "pageup" | "pagedown":
                listing.half_page(-1 if message.key == "pageup" else 1)
            case _:
                pass

    # Choosing -----------------------------------------------------------------------------------

    def _begin_anew(self) -> None:
        self.chosen, self.work, self._narrowed = None, None, ""
        self.scans.clear()
        self.listing.pager = False
        self.query_one("#last", TextLine).show([(f" {CHOOSING}", "plain")])
        self._show()
        self.listing.first()

    def _choose(self, text: str) -> None:
        fitting = self._fitting(text)
        marked = self.listing.key
        if not fitting:
            self.app.bell()
            self.program.tell(f"Nothing here is called '{text.strip()}'", wrong=True)
            return
        self.chosen = marked if marked in fitting else fitting[0]
        self.listing.pager = True
        self.query_one("#last", TextLine).show([(" Scan now.", "strong")])
        self._show()

    def _fitting(self, text: str) -> list[Choice]:
        words = search_key(text).split()
        return [one for one in self.choices if all(word in search_key(one[0]) for word in words)]

    # Scanning -----------------------------------------------------------------------------------

    def _put(self, code: str) -> None:
        self.waiting.append(code)
        if not self._at_work:
            self._at_work = True
            # Not this screen's own work: what was scanned is done even when it is left.
            self.program.begin(self._do_all())

    async def _do_all(self) -> None:
        try:
            while self.waiting:
                scan = await self._do(self.waiting[0])
                self.waiting.popleft()
                if scan is not None:
                    self.scans.appendleft(scan)
                    if not scan.ok:
                        self.app.bell()
                if len(self.waiting) % 8 == 0 and self in self.program.screen_stack:
                    self._show()
        finally:
            self._at_work = False
        await self.program.own_news()

    async def _do(self, code: str) -> Scan | None:
        if self.work is None and self.chosen is not None:
            self.work = await self.program.ask(Run, self.chosen[1], AGAIN)
        return None if self.work is None else await self.program.ask(take, self.work, code)

    # Showing ------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self.chosen is None:
            self._show_choices()
        else:
            self._show_scans(self.chosen[0])

    def _show_choices(self) -> None:
        self.query_one(StatusLine).show([(" scan", "strong")])
        fitting = self._fitting(self._narrowed)
        lines = [said(f"  {what}", "plain", (what, way)) for what, way in fitting]
        self.listing.set_lines(lines or [said("  Nothing here is called so.", "muted")])

    def _show_scans(self, what: str) -> None:
        moved, refused = (self.work.moved, self.work.refused) if self.work else (0, 0)
        to_do = f"{len(self.waiting):,} to do · " if self.waiting else ""
        bad = "late" if refused else "plain"
        self.query_one(StatusLine).show(
            [(" scan", "strong"), (f"  {what}", "key")],
            [(to_do, "plain"), (f"{moved:,} done", "strong"), (f" · {refused:,} refused ", bad)],
        )
        lines = [line for scan in self.scans for line in self._lines(scan)]
        self.listing.set_lines(lines or [said("  Nothing was scanned yet.", "muted")])
        self.listing.first()
        if self.scans:
            last = self.scans[0]
            look = "strong" if last.ok else "late"
            self.query_one("#last", TextLine).show([(f" {self._mark(last)} {words(last)}", look)])

    def _lines(self, scan: Scan) -> list[Line]:
        """A scan as it stands in the list: refusals in full, whatever the width."""
        clock = when.clock(scan.at, self.program.ground.desk.zone)
        head = f"{scan.no:>4} {clock} {self._mark(scan)} "
        first, *rest = wrapped(words(scan), max(20, self.size.width - len(head) - 1))
        look = "plain" if scan.ok else "late"
        return [
            said(head + first, look), *(said(" " * len(head) + part, look) for part in rest)
        ]  # fmt: skip

    def _mark(self, scan: Scan) -> str:
        glyphs = self.program.look.glyphs
        return glyphs.mark if scan.ok else glyphs.blocked


# What is asked and said --------------------------------------------------------------------------


def ways(desk: Desk) -> list[Choice]:
    """What can be done with what is scanned, the usual first."""
    return [
        ("each to its next status", Way()),
        ("received, and each to its next status", Way(receive=True)),
        *((f"all to {name}", Way(name)) for name in scanning.status_names(desk.directory)),
        *((f"received, and all to {name}", Way(name, receive=True))
          for name in scanning.status_names(desk.directory)),
    ]  # fmt: skip


def take(desk: Desk, work: Run, code: str) -> Scan | None:
    """Do what a line asks for, on the store's thread."""
    del desk
    return work.take(code)


def words(scan: Scan) -> str:
    """What became of a scan, in a line."""
    who = "  ".join(filter(None, (scan.ref or scan.code, scan.client)))
    if not scan.ok:
        return f"REFUSED  {who}: {scan.reason}"
    undone = "taken back  " if scan.code.upper() == UNDO else ""
    warned = "".join(f"; note: {warning}" for warning in scan.warnings)
    return f"{undone}{who}  {scan.origin} → {scan.to}{warned}"
