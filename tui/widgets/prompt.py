"""The line for typing at the bottom of a screen: `/` filters and `:` gives commands.

It knows its history, the words it may complete, and shows a mistake with its place. What the
text means is decided by the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from tui.widgets.lines import TextLine
from tui.widgets.measure import painted

_HISTORY = 200
_SHOWN_OFFERS = 12


class Prompt(Vertical, inherit_bindings=False, can_focus=False):
    """A line for typing, hidden until `ask`."""

    DEFAULT_CSS = """
    Prompt { height: auto; display: none; }
    Prompt.-open { display: block; }
    Prompt #asked { height: 1; }
    Prompt #sign { width: 2; }
    Prompt Input, Prompt Input:focus { border: none; height: 1; padding: 0; width: 1fr; }
    Prompt #remark { display: none; }
    Prompt.-remark #remark { display: block; }
    """

    class Changed(Message):
        """The text is another one now; `at` is the place of the cursor in it.

        While somebody walks through offered words (`completing`) no others should be offered.
        """

        def __init__(self, sign: str, text: str, at: int, *, completing: bool = False) -> None:
            super().__init__()
            self.sign, self.text, self.at = sign, text, at
            self.completing = completing

        def can_replace(self, message: Message) -> bool:
            """Only the last of several changes matters."""
            return isinstance(message, Prompt.Changed)

    class Given(Message):
        """Enter was pressed."""

        def __init__(self, sign: str, text: str) -> None:
            super().__init__()
            self.sign, self.text = sign, text

    class Left(Message):
        """Escape was pressed; the text is kept in the history."""

        def __init__(self, sign: str, text: str) -> None:
            super().__init__()
            self.sign, self.text = sign, text

    def __init__(self) -> None:
        super().__init__()
        self.sign = ""
        self._histories: dict[str, list[str]] = {}
        self._place = 0
        self._draft = ""
        self._offers: list[str] = []
        self._offered_from = 0
        self._chosen = -1
        self._had: events.Key | None = None
        self._sign = TextLine(id="sign")
        self._input = Input(select_on_focus=False, id="typed")
        self._remark = TextLine(id="remark")

    def compose(self) -> ComposeResult:
        """Put the remark under the sign and the text."""
        with Horizontal(id="asked"):
            yield self._sign
            yield self._input
        yield self._remark

    @property
    def text(self) -> str:
        """What is typed."""
        return self._input.value

    @property
    def is_open(self) -> bool:
        """Whether keys go into the line."""
        return self.has_class("-open")

    def ask(self, sign: str, text: str = "") -> None:
        """Open the line for `/` or `:` (or another sign), with a text to begin with."""
        self.sign = sign
        self._sign.show([(f" {sign}", "key")])
        self.add_class("-open")
        self._place, self._draft = len(self.history(sign)), text
        self._put(text)
        self._silence()
        # At once: `focus` would let the keys that come right behind go elsewhere.
        self.screen.set_focus(self._input)

    def close(self) -> None:
        """Hide the line; its text goes into the history."""
        self._keep(self.text)
        self.remove_class("-open")
        self._silence()

    def history(self, sign: str) -> list[str]:
        """Return the texts given so far, the oldest first; it may be filled from outside."""
        return self._histories.setdefault(sign, [])

    def offer(self, words: Sequence[str], start: int) -> None:
        """Show words that may stand in the text from `start` to the cursor; tab takes them."""
        self._offers, self._offered_from, self._chosen = list(words), start, -1
        self._show_offers()

    def problem(self, message: str, at: int | None = None) -> None:
        """Show what is wrong, with a caret under its place if there is one."""
        self._offers = []
        words = painted(message)
        if at is not None:
            before = cell_len(self.text[:at]) + 2
            if before + 2 + cell_len(words) <= self.app.size.width:
                words = f"{' ' * before}^ {words}"
            else:
                words = f"{words} ^".rjust(before + 1)
        self._remark.show([(words, "late")])
        self.add_class("-remark")

    def has_had(self, event: events.Key) -> bool:
        """Tell whether a key came through here, without being used."""
        return event is self._had

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass the text on as it is typed."""
        event.stop()
        if self.is_open:
            self._silence()
            self._tell()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass the text on as given."""
        event.stop()
        self._keep(event.value)
        self.post_message(self.Given(self.sign, event.value))

    def on_key(self, event: events.Key) -> None:
        """Complete, walk through the history, or leave."""
        self._had = event
        actions: dict[str, Callable[[], None]] = {
            "escape": self._leave,
            "up": lambda: self._walk(-1),
            "down": lambda: self._walk(1),
            "tab": lambda: self._complete(1),
            "shift+tab": lambda: self._complete(-1),
        }
        if action := actions.get(event.key):
            event.stop()
            event.prevent_default()
            action()

    def _leave(self) -> None:
        text = self.text
        self.close()
        self.post_message(self.Left(self.sign, text))

    def _walk(self, step: int) -> None:
        texts = self.history(self.sign)
        place = max(0, min(self._place + step, len(texts)))
        if place == self._place:
            return
        if self._place == len(texts):
            self._draft = self.text
        self._place = place
        self._put(texts[place] if place < len(texts) else self._draft)
        self._silence()
        self._tell()

    def _complete(self, step: int) -> None:
        if not self._offers:
            return
        self._chosen = (self._chosen + step) % len(self._offers) if self._chosen >= 0 else 0
        chosen, offers = self._chosen, self._offers
        before, after = self.text[: self._offered_from], self.text[self._input.cursor_position :]
        self._put(before + offers[chosen] + after, len(before) + len(offers[chosen]))
        self._show_offers()
        self._tell(completing=True)

    def _show_offers(self) -> None:
        first = max(0, self._chosen - _SHOWN_OFFERS + 1)
        shown = self._offers[first : first + _SHOWN_OFFERS]
        parts = [
            (f" {word} ", "here" if first + number == self._chosen else "plain")
            for number, word in enumerate(shown)
        ]
        more = len(self._offers) - first - len(shown)
        self._remark.show([*parts, (f" {more} more" if more else "", "plain")])
        self.set_class(bool(parts), "-remark")

    def _silence(self) -> None:
        self._offers, self._chosen = [], -1
        self.remove_class("-remark")

    def _put(self, text: str, at: int | None = None) -> None:
        with self._input.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text) if at is None else at

    def _tell(self, *, completing: bool = False) -> None:
        at = self._input.cursor_position
        self.post_message(self.Changed(self.sign, self.text, at, completing=completing))

    def _keep(self, text: str) -> None:
        texts = self.history(self.sign)
        if text.strip():
            if text in texts:
                texts.remove(text)
            texts.append(text)
            del texts[:-_HISTORY]
        self._place = len(texts)
