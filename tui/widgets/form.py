"""A form: several lines to fill in, each with what may stand there, checked as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from store.text import safe, search_key
from tui.keys import Keymap
from tui.widgets.dialog import Dialog, plain
from tui.widgets.entry import Entry, Lines

Check = Callable[[str], str | None]
"""Takes a field's text; returns what is wrong with it, or nothing."""

Together = Callable[[Mapping[str, str]], str | None]
"""Takes the texts of all fields; returns what is wrong with one because of the others."""

Says = Callable[[Mapping[str, str]], str]
"""Takes the texts of all fields; returns what there is to say of one, or nothing."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form, or several; ``choices`` are completed by the right arrow key.

    ``says`` tells something of what stands in the fields, such as how long it is; ``group`` is a
    heading for this field and those after it.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    check: Check | None = None
    together: Together | None = None
    lines: int = 1
    says: Says | None = None
    group: str = ""

    def problem(self, values: Mapping[str, str], *, alone: bool = True) -> str:
        """Say what is wrong with what stands in the field, or nothing.

        Not ``alone``: only what is wrong because of the other fields.
        """
        found = self.check(values[self.name]) if alone and self.check is not None else None
        if not found and self.together is not None:
            found = self.together(values)
        return f"{self.label}: {found}" if found else ""


LONGEST = 20_000
"""Characters that a field of several lines takes in."""

MOVES = ("next_field", "previous_field", "choice_up", "choice_down")
"""Commands that go from field to field."""


class _Choices(Suggester):
    """Completes what begins a choice, whatever its case and accents."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._choices = choices

    async def get_suggestion(self, value: str) -> str | None:
        """The first choice that begins like this, written as typed so far."""
        wanted = search_key(value)
        for choice in self._choices:
            if wanted and search_key(choice).startswith(wanted) and len(choice) >= len(value):
                return value + choice[len(value) :]
        return None


class Form(Dialog[dict[str, str]]):
    """A dialog of several fields; it answers with their texts by name."""

    DEFAULT_CSS = """
    Form #fields { height: auto; max-height: 60vh; }
    Form .field, Form .group { height: 1; }
    Form .group { text-style: bold; }
    Form .field Static { width: 19; padding-right: 1; }
    Form .field Input, Form .field TextArea { width: 1fr; }
    Form .field TextArea, Form .field TextArea:focus { height: 1fr; padding: 0; border: none; }
    Form #offers { height: 1; }
    Form #keys { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        lines: Sequence[str] = (),
        *,
        keys: Keymap | None = None,
        changed: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        super().__init__(title, lines, keys=keys)
        self._fields = tuple(fields)
        self._changed = changed
        self._inputs: dict[str, Entry | _Lines] = {}
        self._touched: dict[str, None] = {}
        # Done before the next key is given to a field: on a slow line "8x10, tab, 25" come in one
        # go, and what follows the tab is meant for the next field.
        for name in MOVES:
            for strokes in self._keys.strokes[name]:
                if len(strokes) == 1:
                    self._bindings.bind(strokes[0], f"screen.move('{name}')", priority=True)

    def fields(self) -> Sequence[Widget]:
        """The labelled inputs and a line of offers."""
        rows = [_Labelled(field) for field in self._fields]
        self._inputs = {row.field.name: row.input for row in rows}
        for row in rows:
            if isinstance(row.input, Entry):
                row.input.at_once = self.at_once
        lines: list[Widget] = []
        for row in rows:
            if row.field.group:
                lines.append(Static(plain(row.field.group), classes="group", markup=False))
            lines.append(row)
        return (VerticalScroll(*lines, id="fields", can_focus=False), Static(id="offers"))

    def values(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {name: widget.value for name, widget in self._inputs.items()}

    def has_typed(self) -> bool:
        """Tell whether any field differs from how it began."""
        return any(self._inputs[field.name].value != field.value for field in self._fields)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave up and down to a field of several lines."""
        if action == "move":
            return not self._stays(str(parameters[0]))
        return super().check_action(action, parameters)

    def _stays(self, name: str) -> bool:
        """Tell whether a key is for the lines of the field that has the keys."""
        return name in ("choice_up", "choice_down") and isinstance(self.focused, TextArea)

    def action_move(self, name: str) -> None:
        """Go to another field."""
        self.press(name, "")

    def key_words(self) -> str:
        """Return the last line: how to go on to the next field, and how choices are completed."""
        words = f"{self._keys.shown('next_field')} next field" if self._fields[1:] else ""
        completes = "right completes" if any(field.choices for field in self._fields) else ""
        return "   ".join(filter(None, (super().key_words(), words, completes)))

    def press(self, name: str, character: str) -> bool:
        """Up and down go from field to field as well."""
        if self._stays(name):
            return False
        match name:
            case "choice_up":
                self.focus_previous()
            case "choice_down":
                self.focus_next()
            case _:
                return super().press(name, character)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check what was typed, and offer what may stand there."""
        event.stop()
        event.prevent_default()  # a dialog takes the problem away as soon as something is typed
        self._typed(event.input)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Check what was typed in several lines."""
        event.stop()
        self._typed(event.text_area)

    def _typed(self, widget: Widget) -> None:
        field = self._field(widget)
        if field is None:
            return
        values = self.values()
        self._offer(field, values[field.name])
        if values[field.name] != field.value:
            self._touched.setdefault(field.name)
        self.tell(self._problem(field, values))
        if self._changed is not None:
            self._changed(values)

    def _problem(self, field: Field, values: Mapping[str, str]) -> str:
        """What is wrong where somebody types; then elsewhere, as far as it was filled in."""
        fields = [field, *(one for one in self._fields if one is not field)]
        found = (
            one.problem(values, alone=one is field or one.name in self._touched) for one in fields
        )
        return next(filter(None, found), "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Accept the form."""
        event.stop()
        self.answer()

    def on_descendant_focus(self) -> None:
        """Offer what may stand in the field that has the keys now."""
        field = self._field(self.focused)
        if field is not None:
            self._offer(field, self._inputs[field.name].value)

    def answer(self) -> None:
        """Leave with the texts, unless a field says no."""
        values = self.values()
        for field in self._fields:
            problem = field.problem(values)
            if problem:
                self.tell(problem)
                self._inputs[field.name].focus()
                return
        self.dismiss(values)

    def set_lines(self, lines: Sequence[str]) -> None:
        """Say something else above the fields."""
        for shown in self.query("#lines").results(Static):  # none once the form has gone
            shown.update(plain("\n".join(lines)))

    def _field(self, widget: Widget | None) -> Field | None:
        return next((f for f in self._fields if self._inputs.get(f.name) is widget), None)

    def _offer(self, field: Field, text: str) -> None:
        wanted = search_key(text)
        if wanted in map(search_key, field.choices):
            wanted = ""  # one is chosen: what else could stand there?
        fits = [choice for choice in field.choices if wanted in search_key(choice)]
        words = (field.says(self.values()) if field.says is not None else "") or field.hint
        if field.choices:
            words = "  ".join(safe(choice, 40) for choice in (fits or field.choices)[:12])
        self.query_one("#offers", Static).update(plain(words))


class _Lines(Lines):
    """Several lines to type in; enter breaks a line, tab leaves."""

    def __init__(self, text: str) -> None:
        super().__init__(safe(text, LONGEST, keep_newlines=True), tab_behavior="focus")
        self.cursor_blink = False

    @property
    def value(self) -> str:
        """What stands there now."""
        return str(self.text)

    @value.setter
    def value(self, text: str) -> None:
        self.text = text


class _Labelled(Horizontal):
    """A label and its input."""

    def __init__(self, field: Field) -> None:
        super().__init__(classes="field")
        self.field = field
        self.input: Entry | _Lines = (
            _Lines(field.value)
            if field.lines > 1
            else Entry(
                field.value,
                placeholder=safe(field.hint, 120),
                suggester=_Choices(field.choices) if field.choices else None,
                select_on_focus=True,
            )
        )
        self.styles.height = field.lines

    def compose(self) -> ComposeResult:
        """Put the label before the input."""
        yield Static(plain(self.field.label), markup=False)
        yield self.input
