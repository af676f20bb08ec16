"""Forms: keys that come in one go, what a field offers, and which keys it tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.widgets import Static

from tests.tui.test_dialog import Asking
from tui.keys import keymap
from tui.widgets.form import Field, Form

FIELDS = (
    Field("item", "Item"),
    Field("size", "Size", "8x10"),
    Field("price", "Price", "1.00"),
    Field("notes", "Notes", lines=3),
)


def give(app: Asking, keys: Sequence[str]) -> None:
    """Give keys to the program without waiting for what any of them does."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_keys_in_one_go_go_where_they_are_meant() -> None:
    """What follows a tab is typed into the next field, however quickly it came."""
    app = Asking(Form("New item", FIELDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        give(app, [*"ab", "tab", *"5x7", "tab", *"2.50", "up", *"9", "down", "down", *"x"])
        await pilot.pause()
        form = app.screen
        assert isinstance(form, Form)
        assert form.values() == {"item": "ab", "size": "9", "price": "2.50", "notes": "x"}


async def test_editing_in_one_go() -> None:
    """What changes a text is done before what was typed behind it, and enter takes what it had."""
    for keys, price in (
        (["a", "b", "backspace", "c"], "ac"),
        (["a", "b", "ctrl+u", "c"], "c"),
        (["a", "b", "home", "c"], "cab"),
        (["a", "tab", "b", "enter", "c", "d"], "a"),
    ):
        app = Asking(Form("New item", FIELDS))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            give(app, [*keys, "enter", "x", "y"])
            await pilot.pause()
            assert isinstance(app.answer, dict)
            assert app.answer["item"] == price


async def test_up_and_down_stay_in_a_field_of_several_lines() -> None:
    """Only tab and shift+tab leave it; up and down are for its own lines."""
    app = Asking(Form("New item", FIELDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        give(app, ["shift+tab", "a", "enter", "b", "up", "c"])
        await pilot.pause()
        form = app.screen
        assert isinstance(form, Form)
        assert form.values()["notes"] == "ac\nb"
        give(app, ["tab", "z"])
        await pilot.pause()
        assert form.values()["item"] == "z"


async def test_the_keys_of_the_studio_move() -> None:
    """A studio that gave the next field another key moves by that one."""
    app = Asking(Form("New item", FIELDS, keys=keymap({"next_field": "ctrl+n"})))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        give(app, ["ctrl+n", "q"])
        await pilot.pause()
        form = app.screen
        assert isinstance(form, Form)
        assert form.values()["size"] == "q"
        assert "ctrl+n next field" in app.text()
        assert "completes" not in app.text()


async def test_a_chosen_word_hides_no_other() -> None:
    """What stands in a field as it begins does not narrow what is offered; typing does."""
    words = ("preproduction", "production", "task", "call")
    app = Asking(Form("New type", [Field("kind", "Lines carry images", "production", "", words)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = app.text()
        assert "preproduction  production  task  call" in text
        assert "Lines carry images production" in text
        assert "right completes" in text
        await pilot.press("t", "a")
        await pilot.pause()
        assert "call" not in app.text()


async def test_what_a_field_says_of_itself_follows_what_is_typed() -> None:
    """As long as it says something; else its hint stands there."""

    def length(values: Mapping[str, str]) -> str:
        return f"{len(values['text'])} letters" if values["kind"] == "sms" else ""

    fields = (
        Field("kind", "Kind"),
        Field("text", "Text", "abc", "some text", lines=3, says=length),
    )
    app = Asking(Form("New text", fields))
    async with app.run_test(size=(80, 24)) as pilot:
        offers = lambda: str(app.screen.query_one("#offers", Static).render())  # noqa: E731 - short
        await pilot.press(*"sms", "tab")
        await pilot.pause()
        assert offers() == "3 letters"
        await pilot.press("end", *"de")
        await pilot.pause()
        assert offers() == "5 letters"
        await pilot.press("shift+tab", "ctrl+u", "tab")
        await pilot.pause()
        assert offers() == "some text"
