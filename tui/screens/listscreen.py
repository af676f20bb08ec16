"""One list of the set-up as a table: forms, order, off and on, narrowing, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.widget import Widget

from store import listfiles, setuplists, uses
from store.changes import Feed
from store.desk import Desk
from store.errors import Refused
from store.setuplists import Entry, Key
from store.text import safe, search_key
from tui.keys import Row as Command
from tui.screens.filling import fill
from tui.screens.lists.entries import SetupList
from tui.screens.sheet import Sheet, own
from tui.screens.text import TextScreen
from tui.widgets.dialog import Ask, Confirm
from tui.widgets.table import Row, Table

QUIET = frozenset(
    {"card", "visit", "baseline", "note", "timer", "firing", "payment", "invoice", "session",
     "image", "order_line", "invoice_line", "receipt", "client"}
)  # fmt: skip
"""Tables whose changes show in no list of the set-up."""


class ListScreen(Sheet):
    """One list of the set-up as a table, with its forms."""

    name_in_header = "setup"
    can_narrow = True
    local = (
        own("edit", "e", "change", "Change the entry under the cursor."),
        own("switch", "X", "off/on", "Make the entry inactive, or active again."),
        own("move_down", "J", "down", "Move the entry down its list."),
        own("move_up", "K", "up", "Move the entry up its list."),
        own("preview", "v", "preview", "Show a template for a record, a layout's sheet."),
        own("print", "P", "print", "Print or export the list, as it is shown, into a file."),
    )

    def __init__(self, setup_list: SetupList) -> None:
        super().__init__()
        self.of = setup_list
        self._entries: list[Entry] = []
        self._rows: list[Row] = []

    def body(self) -> Sequence[Widget]:
        """Return the entries as a table."""
        return (Table(self.program.look),)

    @property
    def table(self) -> Table:
        """The entries."""
        return self.query_one(Table)

    async def on_mount(self) -> None:
        """Read the entries."""
        await self.reload()

    async def reload(self) -> None:
        """Read the entries again."""
        found = await self.program.ask(read, self.of)
        self._entries, self._rows = found or ([], [])
        self.say((f" {self.of.title.casefold()}", "strong"), (f"  {len(self._rows):,}", "plain"))
        self.refill()

    async def changed(self, feed: Feed) -> None:
        """Read again when a list was changed."""
        if not feed.complete or feed.others - QUIET:
            await self.reload()

    def refill(self) -> None:
        """Show the entries that have the typed words."""
        words = search_key(self.narrowed).split()
        rows = [
            row for row in self._rows
            if all(word in search_key(" ".join(row.cells)) for word in words)
        ]  # fmt: skip
        making = "; n makes one." if self.of.makes else "."
        empty = (
            "No entry has these words; esc shows all."
            if words
            else f"There is no {self.of.one} yet{making}"
        )
        self.table.set_table(self.of.columns, rows, empty)

    def _entry(self) -> Entry | None:
        """The entry under the cursor."""
        key = self.table.key
        return next((entry for entry in self._entries if entry.key == key), None)

    # Forms --------------------------------------------------------------------------------------

    async def open_key(self, key: Key) -> None:
        """Change an entry."""
        self.program.begin(self._form(key), "dialog")

    def do_new(self) -> None:
        """Make a new entry."""
        if self.of.makes:
            self.program.begin(self._form(None), "dialog")
        else:
            self.program.tell(self.of.lines[0])

    async def do_edit(self) -> None:
        """Change the entry under the cursor."""
        await self.do_open()

    async def _form(self, key: Key | None) -> None:
        fields = await self.program.ask(self.of.fields, key)
        if fields is None:
            return
        title = f"New {self.of.one}" if key is None else f"Change {self.of.one} {named(key)}"

        def save(desk: Desk, values: dict[str, str]) -> str:
            self.of.save(desk, key, values)
            told = f"The {self.of.one} is saved"
            return self.of.saved(desk, values) if self.of.saved is not None else told

        words = await fill(self, title, fields, save, self.of.lines)
        if words:
            self.program.tell(words)
            await self.reload()

    # Off and on ---------------------------------------------------------------------------------

    def do_switch(self) -> None:
        """Make the entry inactive or active again, or take it away, after asking."""
        entry = self._entry()
        if entry is not None:
            self.program.begin(self._switch(entry), "dialog")

    async def _switch(self, entry: Entry) -> None:
        program, switch, remove = self.program, self.of.switch, self.of.remove
        word = "Delete" if switch is None else "Use again" if entry.inactive else "Use no more"
        lines: list[str] = []
        if switch is not None and not entry.inactive:
            lines = await program.ask(used_by, entry) or []
        title = f"{word}: {self.of.one} {named(entry.key)}?"
        if not await program.push_screen_wait(Confirm(title, lines, keys=program.ground.keys)):
            return
        if switch is not None:
            await program.ask(switch, entry.key, entry.inactive)
        elif remove is not None:
            await program.ask(remove, entry.key)
        await program.own_news()
        await self.reload()

    # Order --------------------------------------------------------------------------------------

    async def do_move_down(self) -> None:
        """Move the entry one place down."""
        await self._move(1)

    async def do_move_up(self) -> None:
        """Move the entry one place up."""
        await self._move(-1)

    async def _move(self, step: int) -> None:
        entry, place = self._entry(), self.of.of.place
        if entry is None:
            return
        if place is None:
            self.program.tell(f"{self.of.title} have no order of their own")
            return
        around = setuplists.neighbours(self._entries, entry.key)
        wanted = around.index(entry.key) + 1 + step
        if entry.inactive or not 1 <= wanted <= len(around):
            where = "is used no more" if entry.inactive else "is at the end already"
            self.program.tell(f"{named(entry.key)} {where}")
            return
        await self.program.ask(place, entry.key, wanted)
        await self.program.own_news()
        await self.reload()

    # Looking ------------------------------------------------------------------------------------

    def rows_of_its_own(self) -> list[Command]:
        """The commands of this list: most have nothing to be filled in."""
        found = super().rows_of_its_own()
        previewed = self.of.preview is not None or self.of.shown is not None
        return [row for row in found if row.id != "preview" or previewed]

    def do_preview(self) -> None:
        """Show an entry as it is by itself or for a record."""
        entry = self._entry()
        if entry is not None and self.of.shown is not None:
            self.program.begin(self._show(named(entry.key), self.of.shown), "dialog")
        elif entry is not None and self.of.preview is not None:
            self.program.begin(self._preview(named(entry.key), self.of.preview), "dialog")

    async def _show(self, name: str, shown: Callable[..., Sequence[str]]) -> None:
        words = await self.program.ask(shown, name)
        if words is not None:
            await self.program.push_screen(TextScreen(name, words))

    async def _preview(self, name: str, filled: Callable[..., Sequence[str]]) -> None:
        program = self.program
        lines = ["For which record? Its number is enough."]
        ref = await program.answer_to(
            Ask(f"Preview of {name}", lines, hint="such as S-1001", keys=program.ground.keys)
        )
        if ref is None or not ref.strip():
            return
        words = await program.ask(filled, name, ref.strip())
        if words is not None:
            await program.push_screen(TextScreen(f"{name} for {ref.strip().upper()}", words))

    # Files --------------------------------------------------------------------------------------

    def do_print(self) -> None:
        """Write the list into a file."""
        self.program.begin(self._print(), "dialog")

    async def _print(self) -> None:
        program = self.program
        folder = program.ground.start.config.folder
        endings = ", ".join(f".{one}" for one in listfiles.FORMATS)
        shown = " that are shown" if self.narrowed else ""
        answer = await program.answer_to(
            Ask(
                f"Print or export {self.of.title.casefold()}",
                [f"The entries{shown} go into this file; its ending says how: {endings}."],
                text=str(folder / f"{self.of.name.replace(' ', '-')}.csv"),
                check=file_problem,
                keys=program.ground.keys,
            )
        )
        if answer is None:
            return
        made = await program.ask(written, self.of, self.narrowed, Path(answer.strip()))
        if made is not None:
            program.tell(f"Written: {safe(str(made), 300)}")


# What is asked ------------------------------------------------------------------------------------


def named(key: Key) -> str:
    """An entry's name for a title."""
    return " ".join(key)


def file_problem(text: str) -> str | None:
    """What is wrong with the name of a new file."""
    path = Path(text.strip()).expanduser()
    try:
        listfiles.format_of(path)
        if not path.parent.is_dir():
            return f"{safe(str(path.parent), 200)}: there is no such folder"
        return "there is such a file already; use another name" if path.exists() else None
    except Refused as refusal:
        return refusal.problems[0]
    except (OSError, ValueError) as error:
        return f"it cannot be a file: {safe(str(error), 200)}"


def read(desk: Desk, of: SetupList) -> tuple[list[Entry], list[Row]]:
    """The entries of a list, and their rows."""
    with desk.reading():
        entries = of.read(desk)
        return entries, [of.row(desk, entry) for entry in entries]


def used_by(desk: Desk, entry: Entry) -> list[str]:
    """What to say before an entry is used no more."""
    found = uses.of(desk, entry.row) if entry.row is not None else []
    still = f"Still used by {', '.join(found)}; all that stays as it is." if found else ""
    return [still or "Nothing uses it now.", "It is not offered any more; X takes that back."]


def written(desk: Desk, of: SetupList, words: str, path: Path) -> Path:
    """Write the entries that have some words into a file."""
    with desk.reading():
        table = setuplists.table(desk, of.listed, words, of.entries)
        content = listfiles.content(desk, table, listfiles.format_of(path))
    return listfiles.write(path, content)
