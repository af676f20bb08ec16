"""Questions over a screen: yes or no, one of several, a line of text.

Keyboard first. Leaving a dialog in which something was typed takes escape twice. Data is shown as
plain text, never read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from store.text import safe, search_key
from tui.keys import Keymap, keymap
from tui.widgets.entry import Entry

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One of several answers: its value, its words, and a hint behind them."""

    value: T
    words: str
    hint: str = ""


class Dialog(ModalScreen[T]):
    """A question with a title and some lines that say what will happen."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > #frame { width: 80%; max-width: 90; min-width: 40; height: auto; max-height: 100%; }
    Dialog #words { height: auto; max-height: 30vh; }
    Dialog #title, Dialog #lines, Dialog #problem, Dialog #keys { width: 1fr; height: auto; }
    Dialog #problem { display: none; }
    Dialog.-problem #problem { display: block; }
    Dialog Input, Dialog Input:focus { height: 1; padding: 0; border: none; }
    Dialog OptionList { height: auto; max-height: 40vh; padding: 0; }
    Dialog OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    AUTO_FOCUS = "Input, OptionList"

    def __init__(
        self, title: str, lines: Sequence[str] = (), *, keys: Keymap | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = tuple(lines)
        self._keys = keys or keymap()
        self._warned = False
        self._answered = False

    def compose(self) -> ComposeResult:
        """Put title, lines, the fields, a problem and the keys below each other."""
        with Vertical(id="frame"):
            yield Static(plain(self._title), id="title", markup=False)
            with VerticalScroll(id="words", can_focus=False):
                yield Static(plain("\n".join(self._lines)), id="lines", markup=False)
            yield from self.fields()
            yield Static(id="problem", markup=False)
            yield Static(plain(self.key_words()), id="keys", markup=False)

    def fields(self) -> Sequence[Widget]:
        """Return the widgets between the lines and the keys."""
        return ()

    def answer(self) -> None:
        """Leave with the answer, or tell the problem with it."""
        raise NotImplementedError

    def has_typed(self) -> bool:
        """Return whether leaving would lose something that was typed."""
        return False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with an answer; a second one, given before the first was taken, is not heard.

        Neither is one for a dialog over which another has come meanwhile: that one would be gone.
        """
        if self._answered or self.app.screen is not self:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)

    def key_words(self) -> str:
        """Return the last line: which keys work."""
        accept, leave = self._keys.shown("accept"), self._keys.shown("leave")
        return f"{accept} accept   {leave} leave"

    def tell(self, problem: str) -> None:
        """Show what is wrong; nothing with an empty text."""
        self.query_one("#problem", Static).update(plain(problem))
        self.set_class(bool(problem), "-problem")

    def at_once(self, key: str) -> bool:
        """Do what a key means in a dialog before the next one is looked at; tell if it did."""
        command = self._keys.command("dialog", (key,))
        return command is not None and self.press(command.id, "")

    def on_key(self, event: events.Key) -> None:
        """Do what the key means in a dialog."""
        command = self._keys.command("dialog", (event.key,))
        name = command.id if command else ""
        if self.press(name, event.character or ""):
            event.stop()
            event.prevent_default()

    def press(self, name: str, character: str) -> bool:
        """Do a dialog's command, or take a character; return whether the key is used up."""
        if name != "leave":
            self._warned = False
        match name:
            case "accept":
                self.answer()
            case "leave":
                self._leave()
            case "next_field":
                self.focus_next()
            case "previous_field":
                self.focus_previous()
            case _:
                return self.typed(character)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take a warning or a problem away once something else is typed."""
        event.stop()
        self._warned = False
        self.tell("")

    def typed(self, _character: str) -> bool:
        """Take a character that no field has taken; return whether it is used up."""
        return False

    def _leave(self) -> None:
        if self.has_typed() and not self._warned:
            self._warned = True
            key = self._keys.shown("leave")
            self.tell(f"What you typed would be lost: {key} again to leave without it.")
        else:
            self.dismiss(None)


class Confirm(Dialog[bool]):
    """A question answered by yes or no; leaving is no answer (None)."""

    def __init__(
        self,
        title: str,
        lines: Sequence[str] = (),
        *,
        yes: str = "yes",
        no: str = "no",
        keys: Keymap | None = None,
    ) -> None:
        super().__init__(title, lines, keys=keys)
        self._yes, self._no = yes, no

    def key_words(self) -> str:
        """Return the last line: y and n with their words."""
        return f"y {self._yes}   n {self._no}   {super().key_words()}"

    def answer(self) -> None:
        """Leave with yes."""
        self.dismiss(True)

    def typed(self, character: str) -> bool:
        """Take y and n."""
        if character in ("y", "n"):
            self.dismiss(character == "y")
            return True
        return False


class Choose(Dialog[T]):
    """One of several answers; typing narrows them."""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[T]],
        lines: Sequence[str] = (),
        *,
        current: T | None = None,
        keys: Keymap | None = None,
    ) -> None:
        super().__init__(title, lines, keys=keys)
        self._choices = list(choices)
        self._shown = list(choices)
        self._current = current
        self._narrow = Entry(placeholder="type to narrow", id="narrow")
        self._narrow.at_once = self.at_once
        self._list = OptionList(id="choices", markup=False)
        self._list.can_focus = False

    def fields(self) -> Sequence[Widget]:
        """Return the field to narrow by, and the choices."""
        return (self._narrow, self._list)

    def on_mount(self) -> None:
        """Show all choices, the present one chosen."""
        self._show()
        values = [choice.value for choice in self._shown]
        if self._current in values:
            self._list.highlighted = values.index(self._current)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the choices that have all typed words."""
        words = search_key(event.value).split()
        self._shown = [
            choice
            for choice in self._choices
            if all(word in search_key(f"{choice.words} {choice.hint}") for word in words)
        ]
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the chosen one."""
        event.stop()
        self.answer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the one that was clicked."""
        event.stop()
        self.answer()

    def press(self, name: str, character: str) -> bool:
        """Move among the choices as well."""
        match name:
            case "choice_up":
                self._list.action_cursor_up()
            case "choice_down":
                self._list.action_cursor_down()
            case _:
                return super().press(name, character)
        return True

    def answer(self) -> None:
        """Leave with the chosen value."""
        at = self._list.highlighted
        if at is None or not self._shown:
            self.tell("Nothing here matches what is typed.")
        else:
            self.dismiss(self._shown[at].value)

    def _show(self) -> None:
        self._list.clear_options()
        self._list.add_options([Option(_choice_words(choice)) for choice in self._shown])
        self._list.highlighted = 0 if self._shown else None


class Ask(Dialog[str]):
    """A line of text; `check` returns what is wrong with it, or nothing."""

    def __init__(
        self,
        title: str,
        lines: Sequence[str] = (),
        *,
        text: str = "",
        hint: str = "",
        check: Callable[[str], str | None] | None = None,
        keys: Keymap | None = None,
    ) -> None:
        super().__init__(title, lines, keys=keys)
        self._text = text
        self._check = check
        self._input = Entry(text, placeholder=hint, id="typed")
        self._input.at_once = self.at_once

    def fields(self) -> Sequence[Widget]:
        """Return the field to type in."""
        return (self._input,)

    def has_typed(self) -> bool:
        """Return whether the text differs from what was there."""
        return self._input.value != self._text

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the text."""
        event.stop()
        self.answer()

    def answer(self) -> None:
        """Leave with the text, unless something is wrong with it."""
        problem = self._check(self._input.value) if self._check else None
        if problem:
            self.tell(problem)
        else:
            self.dismiss(self._input.value)


def plain(text: str) -> Content:
    """Return a text of any origin as content: safe, and never read as markup."""
    return Content(safe(text, keep_newlines=True))


def _choice_words(choice: Choice[T]) -> Content:
    words = plain(choice.words)
    return words + Content.styled(f"  {safe(choice.hint)}", "dim") if choice.hint else words
