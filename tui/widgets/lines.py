"""The one-line bars around every screen: header with its clock, status line, footer.

Each repaints only when its words change, so a cursor step or a tick costs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui.keys import Keymap, Row, footer
from tui.keytable import SCREENS
from tui.widgets.cells import Piece, line
from tui.widgets.measure import fit, painted

Part = tuple[str, str]
"""Words and how they look: plain, strong, key, late or here."""


class TextLine(Widget, inherit_bindings=False):
    """One line of words, the right part kept at the right end."""

    DEFAULT_CSS = """
    TextLine { height: 1; width: 1fr; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"textline--{part}" for part in ("plain", "strong", "key", "late", "here")
    }

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # as every widget names it
        super().__init__(id=id)
        self._left: tuple[Part, ...] = ()
        self._right: tuple[Part, ...] = ()
        self._styles: dict[str, Style] = {}

    def show(self, left: Iterable[Part], right: Iterable[Part] = ()) -> None:
        """Show these words; nothing is repainted if they are the same as before."""
        parts = tuple(left), tuple(right)
        if parts != (self._left, self._right):
            self._left, self._right = parts
            self.refresh()

    def notify_style_update(self) -> None:
        """Take the colours anew when they are needed next."""
        super().notify_style_update()
        self._styles = {}

    def render_line(self, y: int) -> Strip:
        """Return the line as it is on the screen."""
        width = self.size.width
        plain = self._style("plain")
        if y:
            return Strip.blank(width, plain)
        right = self._pieces(self._right)
        room = width - sum(cell_len(text) for text, _ in right)
        left = _within(self._pieces(self._left), room)
        used = sum(cell_len(text) for text, _ in left)
        return line([*left, (" " * max(0, room - used), plain), *right], width, plain)

    def _pieces(self, parts: Iterable[Part]) -> list[Piece]:
        return [(painted(words), self._style(look)) for words, look in parts]

    def _style(self, look: str) -> Style:
        if look not in self._styles:
            self._styles[look] = self.get_component_rich_style(f"textline--{look}")
        return self._styles[look]


class HeaderLine(Horizontal, inherit_bindings=False):
    """The studio's name, the screens with the present one, and the clock as a part of its own."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; dock: top; }
    HeaderLine > #clock { width: 7; }
    """

    def __init__(self, studio: str = "") -> None:
        super().__init__()
        self.studio = studio
        self._screen_name = ""
        self._words = TextLine()
        self._clock = TextLine(id="clock")

    def compose(self) -> ComposeResult:
        """Put the words and the clock side by side."""
        yield self._words
        yield self._clock

    def set_screen(self, name: str) -> None:
        """Show which screen this is, by its name in `keytable.SCREENS`, or none of them."""
        self._screen_name = name
        self._show()

    def set_studio(self, studio: str) -> None:
        """Show the studio's name."""
        self.studio = studio
        self._show()

    def set_clock(self, words: str) -> None:
        """Show the time, such as `09:41`: only these cells are repainted."""
        self._clock.show((), [(f"{words} ", "strong")])

    def on_mount(self) -> None:
        """Show what is known from the start."""
        self._show()

    def on_resize(self) -> None:
        """Fit the words to the width."""
        self._show()

    def _show(self) -> None:
        screens: list[Part] = []
        for number, (name, words, _) in enumerate(SCREENS, start=1):
            look = "here" if name == self._screen_name else "plain"
            screens.append(
                (f" {number} {words} " if look == "here" else f" {number} {words}", look)
            )
        room = self.size.width - 8
        titles = (f"Safelight · {self.studio}" if self.studio else "Safelight", self.studio)
        for title in titles:
            if _width([("  ", ""), (title, ""), *screens]) < room:
                break
        else:
            # Too narrow for all names: the numbers stay, the present screen keeps its name.
            screens = [(words if look == "here" else words[:2], look) for words, look in screens]
            title = titles[0] if _width([(titles[0], ""), *screens]) + 2 < room else "Safelight"
        self._words.show([(f" {title} ", "strong")], screens)


class StatusLine(TextLine, inherit_bindings=False):
    """What is shown: the board, the filter, counts, and whose clock runs."""

    def set_status(
        self,
        board: str,
        filter_text: str = "",
        *,
        shown: int = 0,
        late: int = 0,
        today: int = 0,
        clock: str = "",
        more: str = "",
    ) -> None:
        """Show board and filter on the left, counts on the right; `more` is said before them."""
        left: list[Part] = [(f" {board}", "strong"), (f" {filter_text}", "key")]
        counts = f"{shown:,} shown"
        late_words = f" · {late:,} late" if late else ""
        rest = f" · {today:,} due today" if today else ""
        rest += f" · clock: {clock}" if clock else ""
        right: list[Part] = [(f"{more} · " if more else "", "strong"), (counts, "plain")]
        self.show(left, [*right, (late_words, "late"), (f"{rest} ", "plain")])


SAID_SECONDS = 6.0
"""How long the footer says something before it shows the keys again."""


class FooterLine(TextLine, inherit_bindings=False):
    """The keys that matter at this place, and how many cards are marked.

    For a while it can say what was just done instead: one line, so that saying it costs little.
    """

    DEFAULT_CSS = """
    FooterLine { dock: bottom; }
    """

    def __init__(self, keys: Keymap) -> None:
        super().__init__()
        self._keys = keys
        self._where = "board"
        self._marked = 0
        self._typed = ""
        self._said = ""
        self._wrong = False
        self._saying: Timer | None = None

    def say(self, words: str, *, wrong: bool = False) -> bool:
        """Say something in place of the keys, after what is being said; tells whether it fits."""
        said = f"{self._said} · {words}" if self._said else words
        if "\n" in words or cell_len(painted(said)) > self.size.width - 4:
            return False
        self._said, self._wrong = said, wrong or self._wrong
        if self._saying is not None:
            self._saying.stop()
        self._saying = self.set_timer(SAID_SECONDS * (2 if wrong else 1), self._unsay)
        self._show()
        return True

    def hush(self) -> None:
        """Make room for the next thing to say."""
        self._said, self._wrong = "", False

    def _unsay(self) -> None:
        self.hush()
        self._show()

    def set_keys(self, keys: Keymap) -> None:
        """Show other keys: the settings were read anew."""
        self._keys = keys
        self._show()

    def set_place(self, where: str) -> None:
        """Show the keys of this place, one of `keytable.PLACES`."""
        self._where = where
        self._show()

    def set_marked(self, count: int) -> None:
        """Show how many cards are marked."""
        self._marked = count
        self._show()

    def set_typed(self, words: str) -> None:
        """Show the begun part of a key sequence, such as `g`."""
        self._typed = words
        self._show()

    def on_mount(self) -> None:
        """Show what is known from the start."""
        self._show()

    def on_resize(self) -> None:
        """Show as many keys as fit."""
        self._show()

    def _show(self) -> None:
        right: list[Part] = [(f" {self._typed} ", "key")] if self._typed else []
        if self._marked:
            right.append((f" {self._marked:,} marked ", "strong"))
        if self._said:
            self.show([(f" {self._said}", "late" if self._wrong else "strong")], right)
            return
        room = self.size.width - sum(cell_len(words) for words, _ in right)
        self.show(_key_parts(footer(self._keys, self._where), self._help(), room), right)

    def _help(self) -> list[Part]:
        key = self._keys.shown("help")
        return [(f" {key}", "key"), (" help ", "plain")] if key and self._where != "dialog" else []


def _key_parts(rows: Sequence[Row], last: list[Part], room: int) -> list[Part]:
    """Return as many keys with their words as fit before the last ones."""
    room -= sum(cell_len(words) for words, _ in last)
    parts: list[Part] = []
    for row in rows:
        room -= cell_len(row.key) + cell_len(row.words) + 3
        if room < 0:
            break
        parts += [(f" {row.key}", "key"), (f" {row.words} ", "plain")]
    return [*parts, *last]


def _width(parts: Iterable[Part]) -> int:
    return sum(cell_len(painted(words)) for words, _ in parts)


def _within(pieces: list[Piece], room: int) -> list[Piece]:
    kept: list[Piece] = []
    for text, style in pieces:
        words = fit(text, room)
        room -= cell_len(words)
        kept.append((words, style))
    return kept
