"""The set-up: first steps, and every list with its form, order, narrowing, files, off and on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from textual import events

from store import (
    automations,
    boards,
    cards,
    customfields,
    database,
    itembuying,
    items,
    layouts,
    optouts,
    orders,
    packages,
    pricelists,
    printers,
    products,
    renderprofiles,
    reorderreasons,
    setuplists,
    studio,
    templates,
    triggers,
    vendors,
    views,
)
from store.desk import Clock, Desk
from store.settings import Settings
from store.settings import load as load_settings
from store.tables import Card, VendorProduct
from tests.tui.screens.conftest import MONDAY, Program
from tests.tui.screens.postal import until
from tui.screens.help import HelpScreen
from tui.screens.lists.entries import SetupList
from tui.screens.listscreen import ListScreen
from tui.screens.setup import BY_NAME, LISTS, WHOLE, SetupScreen
from tui.screens.text import TextScreen
from tui.widgets.dialog import Ask, Confirm
from tui.widgets.form import Form

Opening = Callable[..., AbstractAsyncContextManager[Any]]

HOSTILE = "=cmd [/] [@click=app.bell]x[/] \x1b[31m\u202e"


def fill_lists(desk: Desk) -> None:
    """Put at least two entries into every list, one of them hostile."""
    for name in ("Aa", HOSTILE):
        reorderreasons.add(desk, name)
        printers.add(desk, name, queue="epson")
        layouts.add(desk, name, width=8, height=10)
        renderprofiles.add(desk, name)
        templates.add(desk, name, body=f"Dear client\n{HOSTILE}".replace("[", "("))
        views.save(desk, name, boards.View("production", "late"))
        pricelists.add(desk, name)
        automations.add(desk, automations.Rule(name, "orders", "saved"))
    items.add(desk, "5x7", description=HOSTILE, vendor="Bay Lab", price_cents=123_450)
    items.add(desk, "SET", kind="package")
    packages.set_parts(desk, "SET", "8x10 x2; 5x7")
    for code in ("A-1", "B-2"):
        products.add(desk, "Bay Lab", code, items=["5x7"], cost_cents=900)
    for name in ("Album colour", "Remarks"):
        customfields.add(desk, "invoice", name)
    for day in ("2026-12-24", "2026-12-31"):
        from datetime import date

        vendors.add_holiday(desk, None, date.fromisoformat(day), "Eve")
    optouts.add(desk, ["+1 212 555 0100"])
    optouts.add(desk, ["ada@example.com"], "email")


@pytest.fixture(scope="session")
def filled(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The furnished studio with entries in every list."""
    import shutil

    folder = tmp_path_factory.mktemp("lists") / "studio"
    shutil.copytree(furnished, folder)
    clock = Clock.starting_at(MONDAY)
    fill_lists(studio.open_desk(load_settings(folder / "studio.toml"), clock=clock))
    database.close()
    return folder


@pytest.fixture
def config(filled: Path, tmp_path: Path) -> Settings:
    """A fresh copy of that studio."""
    import shutil

    folder = tmp_path / "studio"
    shutil.copytree(filled, folder)
    return load_settings(folder / "studio.toml")


# Every list ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("setup_list", LISTS, ids=lambda one: one.name)
async def test_every_list_has_its_table_and_its_form(
    opened: Opening, setup_list: SetupList
) -> None:
    """Hostile names are shown as they are; forms open over them, for new and present entries."""
    async with opened(ListScreen(setup_list), (120, 30)) as (program, pilot):
        assert len(program.screen.table.rows) >= 2
        assert not {"\x1b", "\u202e"} & set(program.text())
        for key, there in (("n", setup_list.makes), ("e", True)):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(program.screen, Form) is there
            if there:
                assert all(field.label for field in program.screen._fields)
                await pilot.press("escape")
                await pilot.pause()
            else:
                assert program.told.pop() == setup_list.lines[0]
        assert program.told == []


@pytest.mark.parametrize("setup_list", WHOLE, ids=lambda one: one.name)
async def test_saving_a_form_as_it_is_changes_nothing(
    opened: Opening, setup_list: SetupList
) -> None:
    """What a form shows of an entry is what it says when it is given back."""
    async with opened(ListScreen(setup_list), (120, 30)) as (program, pilot):
        before = [entry.values for entry in program.screen._entries]
        for key in ("e", "enter"):
            await pilot.press(key)
            await pilot.pause()
        assert isinstance(program.screen, ListScreen), program.text()
        assert len(program.told) == 1
        assert "is saved" in program.told[0]
        assert [entry.values for entry in program.screen._entries] == before


@pytest.mark.parametrize("setup_list", WHOLE, ids=lambda one: one.name)
async def test_every_list_moves_its_entries(opened: Opening, setup_list: SetupList) -> None:
    """J and K move the entry under the cursor, which goes with it; some lists have no order."""
    async with opened(ListScreen(setup_list), (120, 30)) as (program, pilot):
        screen = program.screen
        first = screen._entries[0].key
        before = setuplists.neighbours(screen._entries, first)
        await pilot.press("J")
        await pilot.pause()
        if setup_list.of.place is None:
            assert program.told == [f"{setup_list.title} have no order of their own"]
            return
        if len(before) == 1:
            assert "at the end already" in program.told[0]
            return
        after = setuplists.neighbours(screen._entries, first)
        assert after[:2] == [before[1], before[0]]
        assert screen.table.key == first
        await pilot.press("K")
        await pilot.pause()
        assert setuplists.neighbours(screen._entries, first) == before
        await pilot.press("K")
        await pilot.pause()
        assert "at the end already" in program.told[-1]


@pytest.mark.parametrize("setup_list", WHOLE, ids=lambda one: one.name)
async def test_every_list_is_written_and_switched(
    opened: Opening, setup_list: SetupList, tmp_path: Path
) -> None:
    """P asks for a file, whose ending says how; X asks before an entry is used no more."""
    async with opened(ListScreen(setup_list), (120, 30)) as (program, pilot):
        await pilot.press("P")
        await pilot.pause()
        assert isinstance(program.screen, Ask)
        for name, problem in (("x.doc", "end the name in .csv"), ("no/x.csv", "no such folder")):
            program.screen._input.value = str(tmp_path / name)
            await pilot.press("enter")
            await pilot.pause()
            assert problem in " ".join(program.text().replace("│", " ").split())
        program.screen._input.value = str(tmp_path / "list.csv")
        await pilot.press("enter")
        await until(pilot, lambda: bool(program.told))
        lines = (tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].split(",")[-1] == "active"
        assert len(lines) >= 3
        assert program.told[0].startswith("Written")
        await pilot.press("G", "X")
        await pilot.pause()
        text = program.text()
        asked = "Delete" if setup_list.switch is None else "It is not offered any more"
        assert isinstance(program.screen, Confirm)
        assert asked in text


async def test_what_still_uses_an_entry(opened: Opening) -> None:
    """It is counted and named, and switching off leaves it as it is."""
    async with opened(ListScreen(BY_NAME["vendors"]), (120, 30)) as (program, pilot):
        assert program.screen.table.key == ("Bay Lab",)
        await pilot.press("X")
        await pilot.pause()
        text = " ".join(program.text().replace("│", " ").split())
        assert "Still used by 1 open order, 1 item, 2 vendors' products; all that stays" in text
        await pilot.press("y")
        await pilot.pause()
        assert program.screen._entries[-1].key == ("Bay Lab",)
        assert program.screen._entries[-1].state == "inactive"
        await pilot.press("G", "X", "y")
        await pilot.pause()
        assert program.screen._entries[0].state == ""


async def test_narrowing_decides_what_is_printed(opened: Opening, tmp_path: Path) -> None:
    """Only entries that are shown go into the file."""
    async with opened(ListScreen(BY_NAME["departments"])) as (program, pilot):
        await pilot.press("slash", *"retou", "enter", "P")
        await pilot.pause()
        program.screen._input.value = str(tmp_path / "d.json")
        await pilot.press("enter")
        await pilot.pause()
        text = (tmp_path / "d.json").read_text()
        assert '"Retouch"' in text
        assert '"Front desk"' not in text


async def test_words_typed_in_one_go_narrow(opened: Opening) -> None:
    """What comes right behind the slash goes into the line it opens, whole and in order."""
    async with opened(SetupScreen()) as (program, pilot):
        for key in ("slash", *"reorder"):
            program.post_message(events.Key(key, "/" if key == "slash" else key))
        await pilot.pause()
        await pilot.pause()
        assert program.screen.narrowed == "reorder"


async def test_keys_of_a_list_are_in_help_and_palette(opened: Opening) -> None:
    """Moving, printing and switching are found without knowing their keys."""
    from tui.screens.palette import choices_at

    async with opened(ListScreen(BY_NAME["users"]), (100, 40)) as (program, pilot):
        words = {choice.words for choice in choices_at(program.screen, [])}
        assert {"Move the entry down its list", "Make the entry inactive, or active again"} <= words
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(program.screen, HelpScreen)
        assert "print: Print or export the list" in program.text()


# Forms --------------------------------------------------------------------------------------------

Made = Callable[[Desk], Any]

FORMS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "types": ({"kind": "session", "name": "Boudoir", "price_list": "Aa"}, ("session", "Boudoir")),
    "statuses": ({"kind": "production", "track": "Print", "name": "Packing", "days": "1,5"},
                 ("production", "Print", "Packing")),
    "vendors": ({"name": "Foliant", "type": "Print", "email": "a@b.de", "name_length": "12",
                 "name_characters": "A-Z0-9_", "copies": "suffix", "notes": "one\ntwo"},
                ("Foliant",)),
    "products": ({"vendor": "Bay Lab", "code": "C-3", "cost": "9.50", "multiplier": "2", "items": "8x10; 5x7"},
                 ("Bay Lab", "C-3")),
    "profiles": ({"name": "Proof", "final": "no", "watermark": "PROOF", "dpi": "150"}, ("Proof",)),
    "layouts": ({"name": "Eight", "width": "8", "height": "10", "across": "4", "down": "2"},
                ("Eight",)),
    "pricelists": ({"name": "Schools", "copy": "Price list"}, ("Schools",)),
    "items": ({"identifier": "11x14", "width": "11", "height": "14", "price": "45",
               "vendor": "Bay Lab", "code": "L-11", "vendor_cost": "12.5", "multiplier": "1"},
              ("Price list", "11x14")),
    "packages": ({"package": "SET", "item": "NEW", "quantity": "3"}, ("Price list", "SET", "NEW")),
    "triggers": ({"name": "Pack it", "track": "Print", "status": "QA", "subject": "Pack"},
                 ("Pack it",)),
    "rules": ({"name": "At 50 %", "when": "paid", "percent": "50"}, ("At 50 %",)),
    "templates": ({"name": "Ready", "channel": "email", "subject": "Ready",
                   "body": "Dear {{ client.name }},\n\nit is ready."}, ("Ready",)),
    "users": ({"login": "pia", "name": "Pia", "departments": "Retouch, Front desk",
               "phone": "+1 212 555 0100"}, ("pia",)),
    "departments": ({"name": "Framing", "members": "joon", "email": "frames@example.com"},
                    ("Framing",)),
    "printers": ({"name": "Canon", "queue": "canon-pro", "sizes": "4x6, 5x7"}, ("Canon",)),
    "holidays": ({"date": "2027-01-01", "name": "New Year"}, ("the studio", "2027-01-01")),
    "opt-outs": ({"channel": "email", "address": "Bo@Example.com"},
                 ("email", "bo@example.com")),
    "reasons": ({"name": "Torn", "chargeable": "yes"}, ("Torn",)),
    "fields": ({"kind": "order", "name": "Shelf", "sort": "text"}, ("order", "Shelf")),
    "views": ({"board": "tasks", "name": "Mine", "filter": "mine"}, ("tasks", "Mine")),
}  # fmt: skip
"""A list, what is typed into the form of a new entry, and the entry that it makes."""


def test_every_list_that_makes_entries_is_tried() -> None:
    """A new list has to be tried too."""
    assert set(FORMS) == {one.name for one in WHOLE if one.makes}


def some_order(desk: Desk) -> str:
    """The reference of an order that there is."""
    with desk.reading():
        return cards.ref(Card.select().where(Card.kind == "production").get())


def put(program: Program, values: dict[str, str]) -> None:
    """Type into the fields of the form that is open."""
    for name, text in values.items():
        program.screen._inputs[name].value = text  # type: ignore[attr-defined]  # a form


@pytest.mark.parametrize("name", FORMS)
async def test_a_form_makes_an_entry(opened: Opening, name: str) -> None:
    """What is typed is saved and shown in the list; undo takes it away again."""
    values, key = FORMS[name]
    async with opened(ListScreen(BY_NAME[name]), (120, 40)) as (program, pilot):
        if name == "packages":
            await program.ground.ask(items.add, "NEW")
        screen = program.screen
        before = {entry.key for entry in screen._entries}
        await pilot.press("n")
        await pilot.pause()
        put(program, values)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert program.screen is screen, program.text()
        assert {entry.key for entry in screen._entries} - before == {key}
        while {entry.key for entry in screen._entries} != before:
            await pilot.press("u")
            await pilot.pause()


async def test_how_people_and_labs_are_reached_is_in_their_forms(opened: Opening) -> None:
    """What is typed stands in the list, and what is taken out of the form is gone."""
    reached = {"users": "phone", "departments": "email", "vendors": "email"}
    for name, field in reached.items():
        async with opened(ListScreen(BY_NAME[name]), (120, 40)) as (program, pilot):
            screen = program.screen
            at = [column.name for column in screen.of.of.columns].index(field)
            for text in ("+1 212 555 0100" if field == "phone" else "new@example.com", ""):
                await pilot.press("e")
                await pilot.pause()
                put(program, {field: text})
                await pilot.press("enter")
                await pilot.pause()
                entry = next(one for one in screen._entries if one.key == screen.table.key)
                assert entry.values[at] == text


WRONG: tuple[tuple[str, str, str, str], ...] = (
    ("types", "kind", "shooting", "Kind: no kind is called 'shooting'; there are session"),
    ("types", "price_list", "Price lst", "did you mean Price list?"),
    ("statuses", "days", "soon", "Business days: 'soon' is no number"),
    ("statuses", "colour", "rad", "'rad' is no colour (did you mean red?)"),
    ("statuses", "wip_limit", "1.5", "Most cards: a whole number"),
    ("vendors", "name", " bay  LAB ", "Name: there is a vendor 'Bay Lab' already"),
    ("vendors", "email", "lab@", "Email: 'lab@' is no email address"),
    ("vendors", "work_week", "mon, fun", "did you mean sun?"),
    ("vendors", "name_length", "9", "Longest file name: from 10 to 200"),
    ("vendors", "name_characters", "A-Z", "Names are of: names are numbered"),
    ("vendors", "copies", "sufix", "did you mean suffix?"),
    ("products", "code", "a-1", "this vendor has a product 'A-1' already"),
    ("products", "multiplier", "0", "Multiplier: from 1 to 10000"),
    ("products", "items", "8x11", "For items: no item is called '8x11' (did you mean 8x10?)"),
    ("profiles", "dpi", "20", "Dots an inch: from 30 to 2400"),
    ("profiles", "file_template", "../{image}", "File name: '/' cannot stand in a file's name"),
    ("profiles", "folder_template", "/srv", "Folder: it begins at the root"),
    ("profiles", "stamp", "{ordr}", "there is no field {ordr} (did you mean order?)"),
    ("profiles", "watermark", "PROOF", "Watermark: is for proofs"),
    ("profiles", "destination", "printer:Epson", "no printer or pool is called 'printer:Epson'"),
    ("pricelists", "name", "price list", "there is a price list 'Price list' already"),
    ("items", "identifier", "x" * 13, "Identifier: at most 12 characters"),
    ("items", "identifier", "8X10", "there is an item with this identifier already"),
    ("items", "price", "1.2.3", "Price: "),
    ("items", "kind", "units", "Units: how many units does the package have to spend?"),
    ("items", "code", "L-1", "Vendor's code: whose code is it?"),
    ("items", "render_profile", "Glossy", "no render profile is called 'Glossy'"),
    ("packages", "item", "SET", "a package cannot be in itself"),
    ("packages", "quantity", "0", "Quantity: from 1 to 10000"),
    ("triggers", "days", "-2", "nothing can happen before a card enters"),
    ("triggers", "status", "Nowhere", "Status: no status is called 'Nowhere'"),
    ("triggers", "filter", "vendr:x", 'no field "vendr"'),
    ("triggers", "filter", "mine", "Only for: filter, character 1: this means you"),
    ("rules", "when", "finished", "orders happens at saved, first payment, paid, batch, status"),
    ("rules", "when", "batch", "Times of day: 07:00, 13:30?"),
    ("templates", "body", "{{ client.nme }}", "client.nme"),
    ("templates", "channel", "fax", "no goes by is called 'fax'"),
    ("templates", "html", "<p>{{ client.nme }}</p>", "HTML: line 1: there is no field"),
    ("users", "login", "me", "'me' means something else in filters"),
    ("users", "login", "JOON", "there is a user 'joon' already"),
    ("users", "role", "boss", "Role: no role is called 'boss'"),
    ("users", "departments", "Retouch, Nowhere", "no department is called 'Nowhere'"),
    ("departments", "members", "joon, bob", "Who is in it: no user is called 'bob'"),
    ("printers", "queue", "my printer", "Queue: a queue's name has no blanks"),
    ("printers", "sizes", "A4", "'A4' is no size"),
    ("holidays", "date", "soonish", 'Day: "soonish" is not a date'),
    ("reasons", "chargeable", "maybe", "Chargeable: answer yes or no"),
    ("fields", "name", "late", "'late' means something else in filters"),
    ("fields", "name", "album-colour", "there is already a field of invoices called 'Album colour'"),
    ("views", "filter", "owner:nobdy", "Filter: filter, character 7"),
    ("views", "sort", "size", "no order is called 'size'"),
)  # fmt: skip
"""A list, a field, what is typed there, and what is said of it at once."""


@pytest.mark.parametrize("name", dict.fromkeys(row[0] for row in WRONG))
async def test_a_form_says_why_as_it_is_typed(opened: Opening, name: str) -> None:
    """The message names the field and stands there before anything is saved; enter stays."""
    async with opened(ListScreen(BY_NAME[name]), (130, 40)) as (program, pilot):
        for _, field, text, said in [row for row in WRONG if row[0] == name]:
            await pilot.press("n")
            await pilot.pause()
            form = program.screen
            if name == "products":
                put(program, {"vendor": "Bay Lab"})
            form._inputs[field].focus()
            form._inputs[field].value = text
            await pilot.pause()
            assert said in " ".join(program.text().replace("│", " ").split())
            form.answer()
            await pilot.pause()
            assert program.screen is form
            await pilot.press("escape", "escape")
            await pilot.pause()


async def test_cells_that_do_not_fit_are_told_meanwhile(opened: Opening) -> None:
    """A layout's numbers are looked at together, from whichever was typed last."""
    async with opened(ListScreen(BY_NAME["layouts"]), (120, 40)) as (program, pilot):
        await pilot.press("n")
        await pilot.pause()
        put(program, {"name": "Wide", "width": "8", "height": "10", "across": "4", "gap": "3"})
        await pilot.pause()
        assert "Across: 4 do not fit on 8 in with gaps of 3 in" in program.text()
        put(program, {"gap": "0.1"})
        await pilot.pause()
        assert "do not fit" not in program.text()


async def test_a_sheet_is_written_as_text(opened: Opening) -> None:
    """Its mistakes are told by line, its numbers meanwhile; `v` shows it as a picture of lines."""
    async with opened(ListScreen(BY_NAME["layouts"]), (120, 46)) as (program, pilot):
        await pilot.press("n")
        await pilot.pause()
        form = program.screen
        form._inputs["definition"].focus()
        put(program, {"name": "Pair", "definition": "sheet = [10, 8]\nacros = 2"})
        await pilot.pause()
        assert "As text: line:2: acros: means nothing here" in program.text()
        put(program, {"definition": "sheet = [10, 8]\nacross = 2"})
        await pilot.pause()
        assert "2 of 5 × 8 in" in program.text()
        form.answer()
        await pilot.pause()
        row = await program.ground.ask(lambda desk: layouts.named("Pair"))
        assert (row.width, row.height, row.across) == (10, 8, 2)
        await pilot.press("slash", *"Pair", "enter", "v")
        await pilot.pause()
        assert "1: 5×8" in program.text()
        assert "2: 5×8" in program.text()


async def test_several_lines_are_typed(opened: Opening) -> None:
    """Enter breaks the line in a text of several, tab leaves it, and then enter saves."""
    async with opened(ListScreen(BY_NAME["templates"]), (120, 40)) as (program, pilot):
        await pilot.press("n")
        await pilot.pause()
        await pilot.press(*"Ready", "tab", "tab", "tab", *"Dear", "enter", *"it is ready")
        await pilot.pause()
        assert program.screen.values()["body"] == "Dear\nit is ready"
        await pilot.press("escape")
        await pilot.pause()
        assert "What you typed would be lost" in program.text()
        await pilot.press("shift+tab", "enter")
        await pilot.pause()
        row = await program.ground.ask(lambda desk: templates.named("Ready"))
        assert row.body == "Dear\nit is ready"


async def test_a_template_is_seen_filled_in_for_a_record(opened: Opening) -> None:
    """A key asks for the record; what is no record is refused, and other lists have no such key."""
    async with opened(ListScreen(BY_NAME["templates"]), (120, 40)) as (program, pilot):
        order = await program.ground.ask(some_order)
        table = program.screen.table
        at = [row.key for row in table.rows].index(("Aa",))
        table.move(at)
        await pilot.press("v")
        await pilot.pause()
        assert "Preview of Aa" in program.text()
        await pilot.press(*order, "enter")
        await pilot.pause()
        assert isinstance(program.screen, TextScreen)
        assert f"Aa for {order}" in program.text()
        assert "Dear client" in program.text()
        await pilot.press("escape", "v", *"O-9999", "enter")
        await pilot.pause()
        assert isinstance(program.screen, ListScreen)
        assert "O-9999: there is no such record" in program.text()
    async with opened(ListScreen(BY_NAME["users"]), (120, 40)) as (program, pilot):
        assert "preview" not in program.text()


async def test_what_is_switched_off_is_seen_at_80_columns(opened: Opening) -> None:
    """The last columns give way, not the one that says so."""
    async with opened(ListScreen(BY_NAME["triggers"]), (80, 24)) as (program, pilot):
        name = program.screen.table.rows[0].key[0]
        await program.ground.ask(lambda desk: triggers.switch(desk, name, on=False))
        await program.own_news()
        await pilot.pause()
        line = next(line for line in program.text().splitlines() if name[:10] in line)
        assert "off" in line


async def test_an_sms_is_measured_while_it_is_typed(opened: Opening) -> None:
    """With examples in its fields; an email's text is not, and an SMS has no HTML."""
    async with opened(ListScreen(BY_NAME["templates"]), (120, 40)) as (program, pilot):
        await pilot.press("n")
        await pilot.pause()
        put(program, {"name": "Soon", "channel": "sms", "body": "Hi {{ client.first_name }}"})
        program.screen._inputs["body"].focus()
        await pilot.pause()
        assert "about 6 of 160 characters, 1 part, GSM-7" in program.text()
        await pilot.press("end", *" ł")
        await pilot.pause()
        assert "about 8 of 70 characters, 1 part, UCS-2 because of ł" in program.text()
        put(program, {"html": "<p>x</p>"})
        await pilot.pause()
        assert "HTML: only an email has it; leave it empty" in program.text()
        put(program, {"html": "", "channel": "email"})
        program.screen._inputs["body"].focus()
        await pilot.pause()
        assert "characters" not in program.text()


async def test_an_item_is_saved_with_what_its_vendor_takes(opened: Opening) -> None:
    """Code, cost and multiplier make the vendor's product; undo takes them back with the item."""
    async with opened(ListScreen(BY_NAME["items"]), (120, 40)) as (program, pilot):
        await pilot.press("n")
        await pilot.pause()
        put(program, FORMS["items"][0])
        await pilot.press("enter")
        await pilot.pause()

        def product(desk: Desk) -> VendorProduct | None:
            return itembuying.product_of(items.get("11x14"))

        made = await program.ground.ask(product)
        assert (made.code, made.cost_cents, made.multiplier) == ("L-11", 1250, 1)


# First steps --------------------------------------------------------------------------------------


async def test_the_first_steps(opened: Opening) -> None:
    """Each step is done or not, in the recommended order; enter opens its list."""
    async with opened(SetupScreen(), (110, 50)) as (program, pilot):
        text = program.text()
        order = ("Order types", "Production statuses", "Vendors", "Vendor products",
                 "Render profiles", "Price lists", "Session statuses", "Invoice statuses",
                 "Preproduction statuses", "Triggers", "Users", "Departments")  # fmt: skip
        places = [text.index(f"] {words}") if f"] {words}" in text else text.index(words)
                  for words in order]  # fmt: skip
        assert places == sorted(places)
        for one in WHOLE:
            assert one.title in text
        await pilot.press("j", "enter")
        await pilot.pause()
        assert program.screen.of.title == "Production statuses"


async def test_new_on_a_step_opens_its_form(opened: Opening) -> None:
    """What a step says of n is true on the step itself; a list of the lower part does the same."""
    async with opened(SetupScreen(), (110, 50)) as (program, pilot):
        await pilot.press("j", "j", "n")
        await pilot.pause()
        assert isinstance(program.screen, Form)
        assert "New vendor" in program.text()
        await pilot.press("escape", "escape", "G", "n")
        await pilot.pause()
        assert "New view" in program.text()


def ends(kind_or_track: str) -> tuple[dict[str, str], ...]:
    """The first and the last status of a track."""
    return (
        {"track": kind_or_track, "name": "Open", "days": "1", "initial": "yes"},
        {"track": kind_or_track, "name": "Done", "days": "0", "final": "yes"},
    )


STEPS: tuple[tuple[dict[str, str], ...], ...] = (
    ({"name": "Print", "prints": "yes"},),
    ends("Print"),
    ({"name": "Bay Lab", "type": "Print"},),
    ({"code": "PR-8x10", "cost": "4"},),
    ({"name": "Lab JPEG"},),
    ({"name": "Retail"},),
    ends("default"),
    ends("default"),
    ends("default"),
    ends("default"),
    ({"login": "joon"},),
    ({"name": "Front desk", "members": "joon"},),
)  # fmt: skip
"""What is typed into new forms at each of the first steps."""


async def test_a_bare_studio_is_set_up_through_the_screens(tmp_path: Path) -> None:
    """From nothing, with keys alone: then every step is done, and an order can be made."""
    folder = tmp_path / "bare"
    studio.init(folder, clock=Clock.starting_at(MONDAY), furnish=False)
    database.close()
    program = Program(load_settings(folder / "studio.toml"), SetupScreen())
    async with program.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert "0 of 12 first steps done" in program.text()
        assert "n adds what you order" in program.text()

        async def at_step(step: int, *forms: dict[str, str]) -> None:
            await pilot.press("g", "g", *["j"] * step, "enter")
            await pilot.pause()
            for values in forms:
                await pilot.press("n")
                await pilot.pause()
                put(program, values)
                await pilot.press("enter")
                await pilot.pause()
                assert isinstance(program.screen, ListScreen), program.text()
            await pilot.press("escape")
            await pilot.pause()

        for step, forms in enumerate(STEPS):
            await at_step(step, *forms)
        await at_step(5, {"identifier": "8x10", "price": "25", "vendor": "Bay Lab", "code": "L1"})
        assert "calls need a first and a last status: n" in program.text()
        await at_step(9, *ends("default"))
        await at_step(9, {"name": "Chase", "status": "Open", "subject": "Chase"})
        assert "12 of 12 first steps done" in program.text()
        made = await program.ground.ask(orders.new, client="Ada", type="Print", vendor="Bay Lab")
        assert made.number == 1001
