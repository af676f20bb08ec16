"""The line that a barcode scanner types into: it gives every code at once and is empty again.

A scanner sends a code in a few milliseconds and does not wait: what is given is taken out of the
line in the moment of Enter, so that no code can run into the next one.
"""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input


class ScanLine(Input):
    """A line for codes, which always has the keys."""

    DEFAULT_CSS = """
    ScanLine, ScanLine:focus { border: none; height: 1; padding: 0; width: 1fr; }
    """

    class Given(Message):
        """Enter was pressed, or Tab, which some scanners send instead."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Typed(Message):
        """The text is another one now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Pressed(Message):
        """A key that is no text: what it means is the screen's to know."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__(select_on_focus=False, id="codes")

    async def _on_key(self, event: events.Key) -> None:
        """Give the text, or pass on what is no text; everything in the order in which it came."""
        if event.key in ("enter", "tab"):
            if event.key == "enter" or self.value:
                self._give(self.value)
        elif event.is_printable or event.key in _EDITING:
            return
        elif event.key == "escape" and self.value:
            self.value = ""
        else:
            self.post_message(self.Pressed(event.key))
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        """Give every whole line: some terminals hand over a quick scanner's keys as one text."""
        *whole, last = event.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in whole:
            self._give(self.value + line)
        self.insert_text_at_cursor(last)
        event.stop()
        event.prevent_default()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is typed so far."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def _give(self, text: str) -> None:
        self.value = ""
        self.post_message(self.Given(text))


_EDITING = frozenset({"backspace", "delete", "left", "right", "home", "end", "ctrl+u", "ctrl+w"})
"""Keys that change the line itself."""
