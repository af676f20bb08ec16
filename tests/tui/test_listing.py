"""Listings and tables: where the cursor goes, what is repainted, how what is cut is reached."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from tui import themes
from tui.widgets.listing import GAP, Line, Listing, said
from tui.widgets.look import Look
from tui.widgets.table import Column, Row, Table, fitting, widths

HOSTILE = "fix [/] [@click=app.bell]x[/] \x1b[31m \u202eevil 👩‍👩‍👧‍👦"


class Shelf(App[None]):
    """One listing alone."""

    CSS_PATH = themes.STYLES

    def __init__(self, listing: Listing) -> None:
        super().__init__()
        self.listing = listing

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Let our style sheets find their colours."""
        return themes.DEFAULTS

    def compose(self) -> ComposeResult:
        """Show it."""
        yield self.listing

    def lines(self) -> list[str]:
        """Return the screen's lines as text."""
        return [strip.text for strip in self.screen._compositor.render_strips()]


async def test_the_cursor_stops_where_there_is_something() -> None:
    """Titles and gaps are passed over, and the cursor stays with its line when others come."""
    listing = Listing(Look())
    async with Shelf(listing).run_test(size=(40, 10)) as pilot:
        title = Line((("Late", "head"),), stop=False)
        listing.set_lines([title, said("one", key="O-1"), GAP, said("two", key="O-2")])
        await pilot.pause()
        assert listing.key == "O-1"
        listing.step(1)
        assert listing.key == "O-2"
        listing.set_lines([title, said("new", key="O-9"), said("two", key="O-2")])
        assert listing.key == "O-2"
        listing.set_lines([title, said("new", key="O-9")])
        assert listing.key == "O-9"


async def test_a_step_repaints_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor step that does not scroll paints the line it left and the line it reached."""
    listing = Listing(Look())
    async with Shelf(listing).run_test(size=(40, 10)) as pilot:
        listing.set_lines([said(f"line {number}", key=number) for number in range(50)])
        await pilot.pause()
        painted: list[tuple[Region, ...]] = []
        refresh = Listing.refresh

        def noted(self: Listing, *regions: Region, **options: Any) -> Listing:
            painted.append(regions)
            return refresh(self, *regions, **options)

        monkeypatch.setattr(Listing, "refresh", noted)
        listing.step(1)
        assert painted == [(Region(0, 0, 40, 1),), (Region(0, 1, 40, 1),)]
        listing.last()
        assert listing.key == 49
        assert listing.reach() == "41–50 of 50"


async def test_thousands_of_rows_and_what_is_cut() -> None:
    """Long tables move at once; cells cut to fit are shown in full by going sideways."""
    table = Table(Look())
    app = Shelf(table)
    async with app.run_test(size=(30, 10)) as pilot:
        columns = (Column("Ref", least=6), Column("What", least=8), Column("N", right=True))
        rows = [Row((f"O-{n}", "w" * 40 + "END", str(n % 10)), n) for n in range(5000)]
        table.set_table(columns, rows)
        table.last()
        await pilot.pause()
        assert table.key == 4999
        assert "…" in app.lines()[-1]
        assert table.reach().endswith("›")
        for _ in range(4):
            table.sideways(1)
        await pilot.pause()
        assert "END" in app.lines()[-1]
        for _ in range(9):
            table.sideways(-1)
        await pilot.pause()
        assert app.lines()[-1].startswith(" O-4999")


async def test_an_empty_table_says_what_to_do() -> None:
    """Without rows the words stand there, and keys do no harm."""
    table = Table(Look())
    app = Shelf(table)
    async with app.run_test(size=(40, 10)) as pilot:
        table.set_table((Column("Ref"),), [], "Nothing yet; n makes one.")
        await pilot.pause()
        table.step(1)
        table.toggle_mark()
        assert "Nothing yet; n makes one." in "\n".join(app.lines())
        assert (table.key, table.chosen()) == (None, [])


async def test_hostile_cells_are_plain_text() -> None:
    """Markup, escape codes and turned text are painted as harmless letters, columns aligned."""
    table = Table(Look())
    app = Shelf(table)
    async with app.run_test(size=(80, 6)) as pilot:
        table.set_table((Column("Name", most=70), Column("N")), [Row((HOSTILE, "|"), 1)])
        await pilot.pause()
        line = app.lines()[1]
        assert "fix [/] [@click=app.bell]x[/]" in line
        assert not {"\x1b", "\u202e"} & set(line)


def test_widths_are_cut_where_there_is_most() -> None:
    """Columns shrink from the widest, never below their least."""
    columns = (Column("A", least=4), Column("B", least=4))
    assert widths(columns, [["xxxx", "y" * 30]], 20) == [4, 14]
    assert widths(columns, [["x" * 30, "y" * 30]], 5) == [4, 4]
    assert widths(columns, [["x" * 30, "y"]], None) == [30, 1]


def test_spare_columns_go_where_there_is_no_room() -> None:
    """The most spare one first, none that is not spare, and none while all of them fit."""
    columns = (Column("A", least=8), Column("B", least=8, spare=1), Column("C", least=8, spare=2))
    assert fitting(columns, [0, 1, 2], 28) == [0, 1, 2]
    assert fitting(columns, [0, 1, 2], 27) == [0, 1]
    assert fitting(columns, [0, 1, 2], 17) == [0]
    assert fitting(columns, [0, 1, 2], 1) == [0]
    assert fitting(columns, [], 1) == []


async def test_what_was_left_out_is_seen_sideways() -> None:
    """A spare column without room is not lost: the table says that it is cut, and unfolds."""
    table = Table(Look())
    app = Shelf(table)
    async with app.run_test(size=(20, 6)) as pilot:
        columns = (Column("Name", least=12), Column("Aside", least=12, spare=1))
        table.set_table(columns, [Row(("Okafor", "kept"), 1)])
        await pilot.pause()
        assert "kept" not in app.lines()[1]
        assert table.is_cut
        table.unfold(on=True)
        await pilot.pause()
        assert "kept" in app.lines()[1]
