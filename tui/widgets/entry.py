"""Fields to type in that do every key in the order in which they came.

Textual asks a field's bindings only when a key has gone up through all that lies around it. What
was typed behind it is in the field by then: of `ab`, backspace, `c` in one go, as a slow line
brings them, `ab` would be left. Here a key is done before the next one is looked at.
"""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.binding import BindingsMap
from textual.widgets import Input, TextArea

AtOnce = Callable[[str], bool]
"""Does what a key means around the field, such as leaving it; tells whether it meant anything."""


class Entry(Input):
    """A field of one line."""

    at_once: AtOnce | None = None

    async def on_key(self, event: events.Key) -> None:
        """Do what a key means, unless it is text."""
        if event.is_printable:
            return
        if self.at_once is not None and self.at_once(event.key):
            taken(event)
        elif action := action_of(self._bindings, event):
            taken(event)
            await self.run_action(action)


class Lines(TextArea):
    """A field of several lines."""

    async def on_key(self, event: events.Key) -> None:
        """Do what a key means, unless it is text."""
        action = "" if event.is_printable else action_of(self._bindings, event)
        if action:
            taken(event)
            await self.run_action(action)


def action_of(bindings: BindingsMap, event: events.Key) -> str:
    """What a key does to the text of a field, or nothing."""
    return next((one.action for one in bindings.key_to_bindings.get(event.key, ())), "")


def taken(event: events.Key) -> None:
    """Let nobody else have a key."""
    event.stop()
    event.prevent_default()
