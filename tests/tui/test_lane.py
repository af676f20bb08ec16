"""Lanes and the board: what is asked for, what is repainted, where the cursor stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from store.boards import Face
from store.boards import Lane as Facts
from tui import themes
from tui.widgets.board import Board
from tui.widgets.jumps import letters
from tui.widgets.lane import Lane
from tui.widgets.look import Look
from tui.widgets.rows import PAGE, Rows

NOW = 1_796_115_600_000
DAY = 86_400_000


def face(number: int, lane: int = 1, **changes: Any) -> Face:
    """Return the ordinary card of this number."""
    values: dict[str, Any] = {
        "id": lane * 1_000_000 + number,
        "ref": f"O-{1000 + number}",
        "kind": "production",
        "client": "Okafor, Ada",
        "subject": "",
        "type": "Print",
        "vendor": None,
        "track": "Print",
        "status": "Retouch",
        "status_id": lane,
        "lane": lane,
        "state": "active",
        "entered_at": NOW,
        "due_at": NOW + DAY,
        "sort_at": 0,
        "due_by_hand": False,
        "promised_at": None,
        "user": "ana",
        "department": None,
        "priority": 1,
        "version": 1,
        "lines": 1,
        "value_cents": 0,
        "done": False,
    }
    return Face(**values | changes)


def facts(key: int, count: int, **changes: Any) -> Facts:
    """Return the facts of a lane."""
    values: dict[str, Any] = {"name": f"Lane {key}", "state": "active", "late": 0, "today": 0}
    return Facts(key=key, count=count, **values | changes)


class Screen(App[None]):
    """A board whose lanes are answered from lists, as the store would."""

    CSS_PATH = themes.STYLES

    def __init__(self, counts: Sequence[int] = (40, 3, 0, 200), *, answers: bool = True) -> None:
        super().__init__()
        self.cards = {
            key: [face(number, key) for number in range(count)]
            for key, count in enumerate(counts, start=1)
        }
        self.answers = answers
        self.asked: list[tuple[int, int, int]] = []
        self.seen: list[str | None] = []
        self.board = Board(Look(now=NOW), empty="Nothing matches [/] the filter")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Let our style sheets find their colours."""
        return themes.DEFAULTS

    def compose(self) -> ComposeResult:
        """Show the board alone."""
        yield self.board

    def on_mount(self) -> None:
        """Show all lanes."""
        self.show()
        self.board.focus()

    def show(self, *, keep_rows: bool = True) -> None:
        """Tell the lanes as they are now."""
        lanes = [facts(key, len(cards)) for key, cards in self.cards.items()]
        self.board.set_lanes(lanes, keep_rows=keep_rows)

    def on_lane_wanted(self, event: Lane.Wanted) -> None:
        """Answer with the rows, unless they are held back."""
        self.asked.append((event.lane_key, event.start, event.length))
        if self.answers:
            rows = self.cards[event.lane_key][event.start : event.start + event.length]
            self.board.rows_arrived(event.lane_key, event.start, rows)

    def on_board_moved(self, event: Board.Moved) -> None:
        """Note where the cursor went."""
        self.seen.append(event.face.ref if event.face else None)

    def text(self) -> str:
        """Return the whole screen as text."""
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


def slots(app: Screen) -> list[Lane]:
    """Return the lanes that are shown, from left to right."""
    return list(app.board.query(Lane))


def watch(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> list[Region]:
    """Return a list that grows with what the lane repaints."""
    painted: list[Region] = []
    refresh = lane.refresh

    def noted(*regions: Region, **options: Any) -> Lane:
        painted.extend(regions or [lane.size.region])
        return refresh(*regions, **options)

    monkeypatch.setattr(lane, "refresh", noted)
    return painted


async def test_only_what_is_near_is_asked_for() -> None:
    """Opening a board asks each visible lane for its first page, and nothing twice."""
    app = Screen()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert sorted(app.asked) == [(1, 0, PAGE), (2, 0, PAGE), (4, 0, PAGE)]
        app.board.step(1)
        await pilot.pause()
        assert len(app.asked) == 3


async def test_scrolling_asks_for_the_next_page() -> None:
    """The page around the view is asked for when the cursor comes near, the end when it jumps."""
    app = Screen((1000,))
    async with app.run_test(size=(60, 40)) as pilot:
        await pilot.pause()
        app.board.last()
        await pilot.pause()
        assert app.asked[-1] == (1, 950, PAGE)
        assert app.board.face == app.cards[1][999]
        assert "O-1999" in app.text()


async def test_painting_never_asks() -> None:
    """Rows that have not arrived are painted as such; the screen stays usable meanwhile."""
    app = Screen(answers=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        asked = len(app.asked)
        app.board.refresh()
        app.board.step(3)
        await pilot.pause()
        assert len(app.asked) == asked
        assert "…" in app.text()
        assert app.board.face is None
        app.board.rows_arrived(1, 0, app.cards[1])
        assert app.board.face == app.cards[1][3]


async def test_a_step_repaints_two_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that does not scroll repaints the three lines of two cards, and nothing else."""
    app = Screen()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        lanes = slots(app)
        painted = [watch(lane, monkeypatch) for lane in lanes]
        app.board.step(1)
        width = lanes[0].size.width
        assert painted[0] == [Region(0, 1, width, 3), Region(0, 5, width, 3)]
        assert not any(painted[1:])


async def test_arrived_rows_repaint_their_lines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """When rows are read again, exactly the cards that differ are repainted."""
    app = Screen()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.board.last()
        app.board.first()
        await pilot.pause()
        painted = watch(slots(app)[0], monkeypatch)
        app.cards[1][2] = face(2, due_at=NOW - DAY)
        app.board.stale([1])
        await pilot.pause()
        assert {(region.y, region.height) for region in painted} == {(1, 3), (9, 3)}
        assert "1d LATE" in app.text()


async def test_the_cursor_stays_with_its_card() -> None:
    """A card that comes in above moves the cursor's card, on the same line of the screen."""
    app = Screen()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.board.step(12)
        await pilot.pause()
        before = app.board.face
        lane = slots(app)[0]
        line = 12 * lane.pitch - lane.scroll_offset.y
        app.cards[1].insert(0, face(900))
        app.show()
        app.board.stale()
        await pilot.pause()
        assert app.board.face == before
        assert app.board.active is not None
        assert app.board.active.cursor == 13
        assert 13 * lane.pitch - lane.scroll_offset.y == line


async def test_the_cursor_stays_in_place_when_its_card_leaves() -> None:
    """A card that left the lane gives its place under the cursor to the next one."""
    app = Screen()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.board.step(2)
        del app.cards[1][2]
        app.show()
        app.board.stale()
        await pilot.pause()
        assert app.board.face is not None
        assert app.board.face.ref == "O-1003"
        app.cards[1].clear()
        app.show()
        await pilot.pause()
        assert app.board.face is None
        assert "no cards" in app.text()


async def test_scrolling_by_half_a_lane() -> None:
    """Leaving the view scrolls by half of it, so that it is rare."""
    app = Screen((200,))
    async with app.run_test(size=(60, 42)) as pilot:
        await pilot.pause()
        lane = slots(app)[0]
        tops = []
        for _ in range(30):
            app.board.step(1)
            assert lane.in_view(app.board.active.cursor)  # type: ignore[union-attr]
            tops.append(lane.scroll_offset.y)
        assert len(set(tops)) == 6
        app.board.first()
        assert lane.scroll_offset.y == 0


@pytest.mark.parametrize(
    ("width", "lanes"), [(160, 6), (120, 4), (80, 3), (66, 2), (65, 1), (40, 1)]
)
async def test_as_many_lanes_as_fit(width: int, lanes: int) -> None:
    """A lane keeps a readable width; under 66 cells there is one at a time."""
    app = Screen([2] * 9)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        assert len(slots(app)) == lanes
        assert f"{9 - lanes} ›" in app.text()


async def test_sideways() -> None:
    """Going right keeps the height on the screen, shows hidden lanes, and says what is hidden."""
    app = Screen([30] * 9)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.board.step(2)
        for _ in range(4):
            app.board.sideways(1)
            await pilot.pause()
        assert app.board.active is not None
        assert (app.board.active.facts.key, app.board.active.cursor) == (5, 2)
        assert "‹ 2  Lane 3" in app.text()
        app.board.sideways(-9)
        await pilot.pause()
        assert app.board.active.facts.key == 1
        assert app.board.active.cursor == 2


async def test_empty_lanes_can_be_passed() -> None:
    """An empty lane has no card to act on, and the way leads on through it."""
    app = Screen((2, 0, 2))
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()
        app.board.sideways(1)
        assert app.board.face is None
        assert app.board.chosen() == []
        app.board.sideways(1)
        assert app.board.face == app.cards[3][0]


async def test_marks_and_ranges() -> None:
    """Actions apply to the marks, else to the cursor's card; a range marks what it spans."""
    app = Screen()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        board = app.board
        assert board.chosen() == [app.cards[1][0]]
        board.toggle_mark()
        assert board.chosen() == [app.cards[1][0]]
        assert board.mark_range() is None
        board.step(2)
        await pilot.pause()
        assert app.text().count("●") == 4
        assert board.mark_range() is None
        assert [card.ref for card in board.chosen()] == ["O-1000", "O-1001", "O-1002", "O-1003"]
        assert board.unmark()
        await pilot.pause()
        assert "●" not in app.text()
        assert not board.unmark()


async def test_a_long_range_names_what_must_be_read() -> None:
    """A range over rows that were never read says which, for whoever reads them."""
    app = Screen((1000,))
    async with app.run_test(size=(60, 40)) as pilot:
        await pilot.pause()
        app.board.mark_range()
        app.board.last()
        await pilot.pause()
        assert app.board.mark_range() == (1, 0, 1000)
        app.board.mark(app.cards[1])
        assert len(app.board.chosen()) == 1000


async def test_jumping_by_letters() -> None:
    """Each card that can be seen gets letters; typing them moves the cursor there."""
    app = Screen((5, 5, 5, 5))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.board.jump_start()
        labels = {word: (lane, at) for lane in slots(app) for at, word in lane.labels.items()}
        assert len(labels) == 20
        word = next(word for word, (lane, at) in labels.items() if (lane, at) == (slots(app)[2], 3))
        for letter in word:
            app.board.jump_press(letter)
        await pilot.pause()
        assert not app.board.jumping
        assert app.board.face == app.cards[3][3]
        app.board.jump_start()
        app.board.jump_press("escape")
        assert not app.board.jumping
        assert not any(lane.labels for lane in slots(app))


def test_letters_are_short_and_unique() -> None:
    """Few cards get one letter each, more get two; none is the beginning of another."""
    assert {len(word) for word in letters(26)} == {1}
    assert {len(word) for word in letters(27)} == {2}
    assert len(set(letters(500))) == 500


async def test_time_repaints_only_what_reads_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick of the clock changes only cards that have become late."""
    app = Screen((8,))
    async with app.run_test(size=(60, 40)) as pilot:
        await pilot.pause()
        app.cards[1][3] = face(3, due_at=NOW + 30_000)
        app.board.stale()
        await pilot.pause()
        painted = watch(slots(app)[0], monkeypatch)
        app.board.set_now(NOW + 20_000)
        assert painted == []
        app.board.set_now(NOW + 60_000)
        assert [region.y for region in painted] == [13]


async def test_another_filter_keeps_the_lanes() -> None:
    """Another filter or order reads the rows anew; the active lane stays the active one."""
    app = Screen()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.board.sideways(3)
        app.cards = {4: app.cards[4][100:], 7: [face(1, 7)]}
        app.show(keep_rows=False)
        await pilot.pause()
        assert app.board.lane_keys == [4, 7]
        assert app.board.face is not None
        assert app.board.face.ref == "O-1100"


async def test_only_the_active_lane_shows_the_cursor() -> None:
    """The cursor is one: live while the board has the keys, resting while another pane has them."""
    app = Screen((3, 3))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        palette = app.board.look.palette
        left, right = slots(app)
        assert palette.cursor in {segment.style for segment in left.render_line(2)}
        assert palette.cursor not in {segment.style for segment in right.render_line(2)}
        app.board.blur()
        await pilot.pause()
        assert palette.rest in {segment.style for segment in left.render_line(2)}
        assert palette.rest not in {segment.style for segment in right.render_line(2)}


@pytest.mark.parametrize("name", list(themes.THEMES))
async def test_every_theme_paints(name: str) -> None:
    """Every theme starts, paints a board, and tells the cursor from other cards."""
    app = Screen((3, 3))
    for theme in themes.THEMES.values():
        app.register_theme(theme)
    app.theme = name
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        palette = app.board.look.palette
        assert len({palette.text, palette.strong, palette.cursor, palette.rest}) == 4
        app.theme = "mono" if name == "dark" else "dark"
        await pilot.pause()
        assert app.board.look.palette != palette
        assert slots(app)[0].look is app.board.look


async def test_an_empty_board_says_what_to_do() -> None:
    """Without lanes the board shows its words, as text and not as markup."""
    app = Screen(())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Nothing matches [/] the filter" in app.text()
        app.board.step(1)
        app.board.sideways(1)
        app.board.half_page(1)
        assert app.board.face is None
        assert app.board.mark_range() is None


async def test_the_mouse_works() -> None:
    """A click puts the cursor on a card; the wheel scrolls without moving the cursor."""
    app = Screen()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.click(Board, offset=(35, 6))
        assert app.board.face == app.cards[2][1]
        slots(app)[0].on_mouse_scroll_down(_Wheel())  # type: ignore[arg-type]
        assert slots(app)[0].scroll_offset.y == slots(app)[0].pitch
        assert app.board.face == app.cards[2][1]


class _Wheel:
    def stop(self) -> None:
        """Do nothing: only the lane's own handler is under test."""


async def test_hostile_names_on_a_board() -> None:
    """Markup, escape sequences and right-to-left marks in any field are painted as plain text."""
    app = Screen((1,))
    hostile = "fix [/] [@click=app.bell]x[/] \x1b]0;x\x07 \u202e 👨‍👩‍👧 " + "y" * 10_000
    app.cards[1] = [face(0, client=hostile, type=hostile, user=hostile, vendor=hostile)]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = app.text()
        assert "fix [/] [@click=app.bell]x[/]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


async def test_two_lines_for_small_windows() -> None:
    """No size of window breaks the board."""
    for size in ((1, 1), (3, 2), (20, 3), (30, 6)):
        app = Screen((5, 5))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            app.board.step(3)
            app.board.sideways(1)
            await pilot.pause()
            assert app.text() is not None


def test_rows_forget_old_pages() -> None:
    """Only the pages shown lately are kept, whatever the lane's length."""
    rows = Rows(facts(1, 100_000))
    for start in range(0, 50 * PAGE, PAGE):
        rows.arrived(start, [face(start + number) for number in range(PAGE)])
    assert sum(rows.face(index) is not None for index in range(50 * PAGE)) == 8 * PAGE
    assert rows.near(20 * PAGE) == (42 * PAGE, face(42 * PAGE))


def test_a_capped_lane_grows() -> None:
    """A lane counted only up to a limit grows by what can be read, and ends where the rows do."""
    rows = Rows(facts(1, PAGE, capped=True))
    rows.arrived(0, [face(number) for number in range(PAGE)])
    assert rows.total == 2 * PAGE
    rows.arrived(PAGE, [face(PAGE)])
    assert rows.total == PAGE + 1


def test_late_answers_do_no_harm() -> None:
    """An answer from before a change is replaced by the one asked for after it."""
    rows = Rows(facts(1, 3))
    assert rows.wanted(0, 2) == [(0, PAGE)]
    assert rows.wanted(0, 2) == []
    rows.mark_stale()
    assert rows.wanted(0, 2) == [(0, PAGE)]
    rows.arrived(0, [face(0), face(1), face(2)])
    rows.arrived(0, [face(1), face(2)])
    assert rows.total == 2
    assert rows.here() == face(1)
