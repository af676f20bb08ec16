"""The board screen: one of the boards with its status line, details and typing line.

Which cards are where is read in pages as lanes ask for them; what others change comes as news and
repaints exactly the lanes it touches. What can be done with cards is in ``tui.cardwork``. Modules
that the first picture does not need are loaded when they are first used.
"""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from store import boards, when
from store.boards import Anchor, Face, View
from store.changes import Feed
from store.desk import Desk
from store.errors import Refused
from tui.screens.place import Place
from tui.widgets.board import Board
from tui.widgets.detail import DetailPane
from tui.widgets.lane import Lane
from tui.widgets.lines import FooterLine, HeaderLine, StatusLine
from tui.widgets.prompt import Prompt

DETAIL_FROM_WIDTH = 132
"""The width from which the details stand beside the lanes by themselves."""

DETAIL_DELAY_SECONDS = 0.12
"""How long the cursor rests before the details follow: a held key must not read every card."""

MINE = ("mine", "mydepartment")
"""The flags that a key goes through."""

FILTER_DELAY_SECONDS = 0.15

BESIDE = frozenset({"trigger_pause", "message"})
"""Tables that only the details show anything of."""

EMPTY = (
    "Nothing to show here. n makes a new record; 8 has a new studio's first steps; "
    ": import brings in lists; / changes the filter."
)


def read_page(desk: Desk, view: View, wanted: Lane.Wanted) -> list[Face]:
    """The cards that a lane lacks, found from one whose place is known if there is such."""
    anchor = None
    if wanted.near is not None and view.sort == "due":
        index, face = wanted.near
        anchor = Anchor(index, face.sort_at, face.id)
    return boards.window(desk, view, wanted.lane_key, wanted.start, wanted.length, anchor)


def read_again(
    desk: Desk, view: View, keys: set[int], wanted: list[Lane.Wanted]
) -> tuple[list[boards.Lane], list[list[Face]]]:
    """Lanes that have changed, with the cards that are shown of them."""
    return boards.lanes(desk, view, keys), [read_page(desk, view, page) for page in wanted]


class BoardScreen(Place):
    """One board at a time."""

    where = "board"

    def __init__(self) -> None:
        super().__init__()
        self.view = View("production")
        self.facts: dict[int, boards.Lane] = {}
        self.detail_wanted: bool | None = None
        self._generation = 0
        self._detail_timer: Timer | None = None
        self._filter_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Header, status line, lanes and details, typing line, footer."""
        yield HeaderLine()
        yield StatusLine()
        with Horizontal(id="middle"):
            yield Board(self.program.look, empty=EMPTY, id="lanes")
            yield DetailPane(self.program.look)
        yield Prompt()
        yield FooterLine(self.program.ground.keys)

    @property
    def board(self) -> Board:
        """The lanes."""
        return self.query_one(Board)

    @property
    def detail(self) -> DetailPane:
        """The details of the card under the cursor."""
        return self.query_one(DetailPane)

    @property
    def prompt(self) -> Prompt:
        """The line for typing."""
        return self.query_one(Prompt)

    async def on_mount(self) -> None:
        """Show the board asked for."""
        self.board.set_now(self.program.ground.now())
        self.board.focus()
        self._fit_detail()
        await self.show_board(self.program.ground.start.board)

    def show_time(self) -> None:
        """Let the cards read as of now; only those that read differently are painted."""
        super().show_time()
        if self.view.at is None:
            self.board.set_now(self.program.ground.now())

    # Showing ------------------------------------------------------------------------------------

    async def show_board(self, name: str) -> None:
        """Show a board as it was last looked at."""
        self.name_in_header = name
        self.header.set_screen(name)
        await self.show(self.program.shown.of(name))

    async def show(self, view: View) -> bool:
        """Show a view from its start; tells whether it could be read."""
        lanes = await self.program.ask(boards.lanes, view)
        if lanes is None:
            return False
        self._generation += 1
        same = view == self.view
        self.view = self.program.shown.keep(view)
        self.facts = {lane.key: lane for lane in lanes}
        if not same:
            self.board.unmark()
        self.board.set_now(self.program.ground.now() if view.at is None else view.at)
        self.board.set_lanes(lanes, keep_rows=False)
        if not same:
            self.board.seek_cards()
        self.board.stale()
        self.show_status()
        return True

    async def refresh_all(self) -> None:
        """Read everything again, keeping cursor and marks."""
        lanes = await self.program.ask(boards.lanes, self.view)
        if lanes is not None:
            self.facts = {lane.key: lane for lane in lanes}
            self.board.set_lanes(lanes)
            self.board.stale()
            self.show_status()
            self._rest_cursor()

    async def on_lane_wanted(self, message: Lane.Wanted) -> None:
        """Read the cards a lane is about to show."""
        message.stop()
        self.run_worker(self._read_page(message, self._generation), exit_on_error=False)

    async def _read_page(self, message: Lane.Wanted, generation: int) -> None:
        faces = await self.program.ask(read_page, self.view, message)
        if faces is not None and generation == self._generation:
            self.board.rows_arrived(message.lane_key, message.start, faces)

    async def changed(self, feed: Feed) -> None:
        """Show what somebody changed: the lanes it touches, or all when that is not known."""
        if self.view.at is not None:
            return
        if feed.others & BESIDE:
            self._rest_cursor()
        touched = self._touched(feed)
        if touched is None:
            await self.refresh_all()
            return
        if not touched:
            return
        generation, wanted = self._generation, self.board.renew(touched)
        found = await self.program.ask(read_again, self.view, touched, wanted)
        if found is None or generation != self._generation:
            return
        fresh, pages = found
        if {lane.key for lane in fresh} - set(self.facts):
            await self.refresh_all()
            return
        # All at once, so that it is painted once.
        self.facts.update((lane.key, lane) for lane in fresh)
        self.board.set_lanes(list(self.facts.values()))
        for page, faces in zip(wanted, pages, strict=True):
            self.board.rows_arrived(page.lane_key, page.start, faces)
        self.show_status()
        self._rest_cursor()

    def _touched(self, feed: Feed) -> set[int] | None:
        """The lanes that changes of cards touch; null when everything has to be read."""
        if not feed.complete or self.view.group != "status":
            return None
        if feed.others & {"status", "track", "user", "department", "vendor", "type", "client"}:
            return None
        touched: set[int] = set()
        for change in feed.changes:
            for side in (change.before, change.after):
                lane = (side or {}).get("lane")
                if lane is not None:
                    touched.add(lane)
            if "lane" not in (change.after or {}):
                rows = self.board.lane_of(change.card_id)
                if rows is None:
                    return None
                touched.add(rows)
        return touched & set(self.facts)

    def show_status(self) -> None:
        """Say what is shown: filter, counts, whose clock runs."""
        lanes = self.facts.values()
        words = []
        if self.view.group != "status":
            words.append(f"by {self.view.group}")
        if self.view.sort != "due":
            words.append(f"sorted by {self.view.sort}")
        if self.view.at is not None:
            moment = when.day_and_clock(self.view.at, self.program.ground.desk.zone)
            words.append(f"as it was {moment}")
        if not self.program.ground.desk.who.may("work"):
            words.append("looking only")
        self.query_one(StatusLine).set_status(
            self.view.board,
            self.view.filter,
            shown=sum(lane.count for lane in lanes),
            late=sum(lane.late for lane in lanes),
            today=sum(lane.today for lane in lanes),
            clock=self.program.clock_words,
            more=" · ".join(words),
        )

    def clock_changed(self) -> None:
        """Show whose clock runs."""
        self.show_status()

    # Details ------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Put the details where the width allows."""
        self._fit_detail()

    def _fit_detail(self) -> None:
        wanted = self.detail_wanted
        place = self.program.ground.start.config.boards.detail
        wide = self.size.width >= DETAIL_FROM_WIDTH
        if wanted is None:
            wanted = wide if place == "auto" else place != "off"
        self.detail.display = wanted
        below = place == "below" or (place != "right" and not wide)
        self.set_class(below, "-below")
        if wanted:
            self._rest_cursor()

    def do_details(self) -> None:
        """Show or hide the details."""
        self.detail_wanted = not self.detail.display
        self._fit_detail()

    def on_board_moved(self, message: Board.Moved) -> None:
        """Let the details follow when the cursor rests."""
        message.stop()
        self._rest_cursor()

    def on_board_marked(self, message: Board.Marked) -> None:
        """Say how many cards are marked."""
        message.stop()
        self.footer.set_marked(message.count)

    def _rest_cursor(self) -> None:
        if not self.detail.display:
            return
        if self._detail_timer is not None:
            self._detail_timer.stop()
        self._detail_timer = self.set_timer(DETAIL_DELAY_SECONDS, self._read_detail)

    async def _read_detail(self) -> None:
        face = self.board.face
        if face is None:
            self.detail.show(None, self.program.ground.now())
            return
        from store import details

        found = await self.program.ask(details.detail, face.ref)
        if found is not None and self.board.face is not None and self.board.face.id == face.id:
            self.detail.show(found, self.program.ground.now())

    # Moving -------------------------------------------------------------------------------------

    def do_left(self) -> None:
        """Go one lane to the left."""
        self.board.sideways(-1)

    def do_right(self) -> None:
        """Go one lane to the right."""
        self.board.sideways(1)

    def do_down(self) -> None:
        """Go down one card."""
        self.board.step(1)

    def do_up(self) -> None:
        """Go up one card."""
        self.board.step(-1)

    def do_first(self) -> None:
        """Go to the lane's first card."""
        self.board.first()

    def do_last(self) -> None:
        """Go to the lane's last card."""
        self.board.last()

    def do_half_down(self) -> None:
        """Go down half a page."""
        self.board.half_page(1)

    def do_half_up(self) -> None:
        """Go up half a page."""
        self.board.half_page(-1)

    async def do_open(self) -> None:
        """Open the record under the cursor."""
        if self.board.face is not None:
            await self.open_record(self.board.face)

    async def open_record(self, face: Face) -> None:
        """Show everything of a record on a screen of its own."""
        from tui.screens.record import RecordScreen

        await self.program.push_screen(RecordScreen(face.ref))

    async def on_board_opened(self, message: Board.Opened) -> None:
        """Open a card that was clicked twice."""
        message.stop()
        await self.open_record(message.face)

    async def do_back(self) -> None:
        """Drop the marks, else the filter, else the earlier moment."""
        if self.board.jumping:
            self.board.jump_stop()
        elif self.board.unmark():
            return
        elif self.view.at is not None:
            await self.show(replace(self.view, at=None))
        elif self.view.filter:
            await self.show(replace(self.view, filter=""))

    def do_next_pane(self) -> None:
        """Scroll the details: the only other pane."""
        if self.detail.display:
            self.detail.page()

    def do_previous_pane(self) -> None:
        """Scroll the details back."""
        if self.detail.display:
            self.detail.page(-1)

    # Marks and jumping --------------------------------------------------------------------------

    def do_mark(self) -> None:
        """Mark the card, or take its mark away."""
        self.board.toggle_mark()

    async def do_range(self) -> None:
        """Begin a range, or end it and mark its cards."""
        missing = self.board.mark_range()
        if missing is not None:
            faces = await self.program.ask(boards.window, self.view, *missing)
            self.board.mark(faces or ())

    async def do_mark_all(self) -> None:
        """Mark every card that is shown and not finished, as many as may be marked at once."""
        from tui import finding

        faces = await self.program.ask(finding.all_open, self.view)
        if faces is None:
            return
        self.board.mark(faces)
        if len(faces) >= finding.MOST_MARKED:
            self.program.tell(f"Marked the first {finding.MOST_MARKED:,}; a filter makes it fewer")

    def do_jump(self) -> None:
        """Show letters to jump by."""
        self.board.jump_start()

    def takes_key(self, key: str, character: str) -> bool:
        """Take the letters of a jump."""
        if not self.board.jumping:
            return False
        if key == "escape":
            self.board.jump_stop()
        else:
            self.board.jump_press(character)
        return True

    def takes_text(self) -> bool:
        """Tell whether the typing line has the keys."""
        return self.prompt.is_open

    def has_had(self, event: events.Key) -> bool:
        """Tell whether the typing line has had a key."""
        return self.prompt.has_had(event)

    # Filter, views, grouping --------------------------------------------------------------------

    async def do_mine(self) -> None:
        """Show only mine, then only my departments', then everybody's again."""
        words = [word for word in self.view.filter.split() if word not in MINE]
        at = next((MINE.index(w) for w in self.view.filter.split() if w in MINE), -1)
        following = [*MINE, ""][at + 1]
        await self._filter(" ".join([*words, following]).strip(), telling=True)

    async def do_filter(self) -> None:
        """Type a filter; the board follows."""
        self.prompt.ask("/", self.view.filter)
        await self._offer("/", self.view.filter, len(self.view.filter))

    async def do_command(self) -> None:
        """Type a command in the shell's words."""
        self.prompt.ask(":")
        await self._offer(":", "", 0)

    async def on_prompt_changed(self, message: Prompt.Changed) -> None:
        """Filter as it is typed, and offer what may stand there."""
        message.stop()
        if not message.completing:
            await self._offer(message.sign, message.text, message.at)
        if message.sign == "/":
            if self._filter_timer is not None:
                self._filter_timer.stop()
            self._filter_timer = self.set_timer(FILTER_DELAY_SECONDS, self._follow_filter)

    async def _offer(self, sign: str, text: str, at: int) -> None:
        """Show the words that may stand at a place of what is typed."""
        from tui import finding, shellwords

        ask = finding.offers if sign == "/" else shellwords.offers
        found = await self.program.ask(ask, text, at)
        if found is not None and self.prompt.is_open:
            self.prompt.offer(*found)

    async def _follow_filter(self) -> None:
        if self.prompt.is_open and self.prompt.sign == "/":
            await self._filter(self.prompt.text, telling=False)

    async def _filter(self, text: str, *, telling: bool) -> bool:
        from store.queries import FilterError

        if text.strip() == self.view.filter:
            return True
        try:
            await self.program.ground.ask(boards.compiled, text)
        except FilterError as error:
            if telling:
                self.prompt.problem(f"{error.message}{error.remedy}", error.position)
            return False
        except Refused as refused:
            if telling:
                self.prompt.problem(str(refused))
            return False
        return await self.show(replace(self.view, filter=text.strip()))

    async def on_prompt_given(self, message: Prompt.Given) -> None:
        """Keep the filter, or run the command."""
        message.stop()
        if message.sign == "/":
            if await self._filter(message.text, telling=True):
                self._close_prompt()
            return
        self._close_prompt()
        from tui import shellwords

        await shellwords.run(self, message.text)

    def on_prompt_left(self, message: Prompt.Left) -> None:
        """Go back to the lanes; the filter stays as it was last understood."""
        message.stop()
        self.board.focus()

    def _close_prompt(self) -> None:
        self.prompt.close()
        self.board.focus()

    async def do_views(self) -> None:
        """Choose, save or drop a view."""
        from tui import finding

        await finding.choose_view(self)

    async def do_group(self) -> None:
        """Choose what the lanes stand for."""
        from tui import finding

        await finding.choose_group(self)

    async def do_sort(self) -> None:
        """Choose the order in the lanes."""
        from tui import finding

        await finding.choose_sort(self)

    async def do_board_at(self) -> None:
        """Show the board at another time."""
        from tui import finding

        await finding.choose_moment(self)

    async def do_pin(self) -> None:
        """Show or hide the render queue beside the lanes."""
        from tui import pinned

        await pinned.toggle(self)

    def do_dense(self) -> None:
        """Cards with or without a free line between."""
        dense = self.board.look.dense
        self.board.set_dense(not dense if dense is not None else self.size.height >= 30)

    async def open_view(self, name: str) -> None:
        """Show a saved view of this board."""
        from store import views

        row = await self.program.ask(views.named, self.view.board, name)
        if row is not None:
            await self.show(views.opened(row))

    async def do(self, command_id: str) -> None:
        """Work on the chosen cards, or whatever else the key means."""
        if hasattr(self, f"do_{command_id}"):
            await super().do(command_id)
            return
        from tui import cardwork

        work = cardwork.WORK.get(command_id)
        if work is not None:
            await work(self, self.board.chosen())
            return
        await super().do(command_id)
