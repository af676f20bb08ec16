"""Pictures by half cells: two pixels in a cell, letters where colours are few, always of a size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult

from render.previews import Raster
from tui.widgets.halfcells import HALF, SHADES, HalfCells, colourful, shaded

RED_OVER_BLUE = Raster(2, 2, bytes([255, 0, 0] * 2 + [0, 0, 255] * 2))


class Shown(App[None]):
    """An app with one picture."""

    def __init__(self, picture: HalfCells) -> None:
        super().__init__()
        self.picture = picture

    def compose(self) -> ComposeResult:
        """Show it."""
        yield self.picture


def test_two_pixels_in_a_cell() -> None:
    """The upper is the letter's colour, the lower its ground; equal cells are one segment."""
    rows = colourful(RED_OVER_BLUE, Style())
    assert [[segment.text for segment in row] for row in rows] == [[HALF * 2]]
    style = rows[0][0].style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    assert tuple(style.color.triplet or ()) == (255, 0, 0)
    assert tuple(style.bgcolor.triplet or ()) == (0, 0, 255)


def test_an_odd_row_ends_on_the_ground() -> None:
    """Below the last of an odd number of rows the screen's own ground shows."""
    ground = Style(bgcolor="#123456")
    rows = colourful(Raster(1, 3, bytes(9)), ground)
    assert len(rows) == 2
    style = rows[1][0].style
    assert style is not None
    assert style.bgcolor == ground.bgcolor


def test_letters_from_dark_to_light() -> None:
    """Without colours brightness is told by letters."""
    grey = Raster(3, 1, bytes([0] * 3 + [128] * 3 + [255] * 3))
    text = shaded(grey, Style())[0][0].text
    assert text[0] == SHADES[0]
    assert text[2] == SHADES[-1]
    assert SHADES.index(text[0]) < SHADES.index(text[1]) < SHADES.index(text[2])


@given(st.integers(1, 30), st.integers(1, 30), st.binary(min_size=2700, max_size=2700))
def test_rows_are_as_wide_as_the_picture(width: int, height: int, content: bytes) -> None:
    """Whatever is in it, every row has a cell for each column."""
    raster = Raster(width, height, content[: width * height * 3])
    for rows in (colourful(raster, Style()), shaded(raster, Style())):
        assert len(rows) == (height + 1) // 2
        assert {sum(cell_len(s.text) for s in row) for row in rows} == {width}


async def test_it_stands_in_the_middle() -> None:
    """Fitted to the widget, with empty cells around it; nothing where there is no picture."""
    picture = HalfCells()
    app = Shown(picture)
    async with app.run_test(size=(20, 10)) as pilot:
        assert picture.render_line(5).text.strip() == ""
        picture.show(Raster(40, 10, bytes(1200)))
        await pilot.pause()
        lines = [picture.render_line(y) for y in range(10)]
        assert {line.cell_length for line in lines} == {20}
        painted = [y for y, line in enumerate(lines) if HALF in line.text]
        assert painted == [3, 4, 5]
        picture.show(None)
        await pilot.pause()
        assert not any(HALF in picture.render_line(y).text for y in range(10))


async def test_few_colours_and_text_consoles_have_letters() -> None:
    """No block character is sent where it could not be shown."""
    for picture in (HalfCells("none"), HalfCells("16"), HalfCells("256", plain=True)):
        app = Shown(picture)
        async with app.run_test(size=(20, 10)) as pilot:
            picture.show(Raster(2, 2, bytes([255] * 12)))
            await pilot.pause()
            text = "".join(picture.render_line(y).text for y in range(10))
            assert "@" in text
            assert HALF not in text
