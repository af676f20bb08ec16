"""The program with a screen: opening the studio, switching screens, news, the clock, leaving.

What keys mean on a screen is decided there; here is what all of them share.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Coroutine, Mapping
from multiprocessing import resource_tracker
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import Worker

from store import lease, logs
from store.changes import Feed
from store.database import FAULTS, explain
from store.desk import Desk
from store.errors import Refused
from store.lease import Holder
from store.thread import ThreadClosed
from tui import strips, themes
from tui.ground import Ground, Shown, Start
from tui.keys import Keymap
from tui.themes import STYLES
from tui.ticking import Ticking
from tui.widgets.dialog import Dialog
from tui.widgets.lines import FooterLine
from tui.widgets.look import ASCII, UNICODE, Look

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

MESSAGE_SECONDS = 6

HERE = "here"
"""What the status line calls the clock while it runs in this program."""

DIALOG = "dialog"
"""The name under which work with a dialog of its own is begun."""

OPENING_SECONDS = 0.002
"""How often to look whether a dialog is there to take the keys."""


class Safelight(App[int], inherit_bindings=False):
    """The boards over one studio."""

    CSS_PATH: ClassVar[list[Any]] = list(STYLES)
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Safelight"

    def __init__(self, start: Start, keys: Keymap, environ: Mapping[str, str]) -> None:
        super().__init__(ansi_color=themes.depth(environ) in ("16", "none"))
        strips.install()
        self.ground = Ground(start, keys)
        self.shown = Shown()
        self.environ = environ
        self.look = Look(
            glyphs=ASCII if themes.ascii_only(environ) else UNICODE, zone=start.config.zone
        )
        self.clock_words = ""
        self.ticking: Ticking | None = None
        self.failure: str | None = None
        self._busy: set[str] = set()
        self._opening: Worker[None] | None = None

    @property
    def busy(self) -> frozenset[str]:
        """The names of what is being worked on beside the keys."""
        return frozenset(self._busy)

    # Opening and leaving ------------------------------------------------------------------------

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give our variables to themes that lack them."""
        return themes.DEFAULTS

    async def on_load(self) -> None:
        """Open the studio before anything is painted, so that the first picture is the board."""
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self.theme = themes.choose(self.ground.start.config.boards.theme, self.environ)
        self.animation_level = "none"
        self.set_class(themes.ascii_only(self.environ), "-ascii")

    async def on_mount(self) -> None:
        """Show the board asked for, then start what runs beside it."""
        from tui.screens.board import BoardScreen

        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self.leave_quietly)
        try:
            await self.ground.open()
        except Refused as refused:
            self.fail(str(refused))
            return
        if self.ground.desk.who.may("work"):
            self.ticking = Ticking(self.ground)
        self.install_screen(BoardScreen(), "board")
        await self.push_screen("board")
        self.set_interval(self.ground.start.config.boards.refresh_ms / 1000, self._look_for_news)
        self.set_timer(0.3, self._start_ticking)

    def fail(self, words: str) -> None:
        """Leave with an error that is told once the screen is gone."""
        self.failure = words
        self.exit(1)

    def _handle_exception(self, error: Exception) -> None:
        """Leave after an error nobody foresaw: logged, and told in one line."""
        if self.is_headless:  # tests want to see it
            super()._handle_exception(error)
            return
        log.error("the boards failed", exc_info=error)
        if self.failure is None:
            self.failure = (
                f"an unforeseen error ({type(error).__name__}): what was done before is kept; "
                f"the details are in {self.ground.start.config.logs}/{logs.FILE}"
            )
        self._return_code = 1
        self._close_messages_no_wait()

    def leave_quietly(self) -> None:
        """Leave because the line or the machine asks to: the terminal is put back as it was."""
        self.exit(0)

    async def on_unmount(self) -> None:
        """Stop the clock and close the database; what was committed stays."""
        if self.ticking is not None:
            await self.ticking.stop()
        self.ground.close(self.ticking.release if self.ticking is not None else None)

    # Asking the store ---------------------------------------------------------------------------

    async def ask(
        self, call: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Ask the store; a refusal or a fault is told, and the answer is then null."""
        try:
            return await self.ground.ask(call, *args, **kwargs)
        except ThreadClosed:
            return None
        except Refused as refused:
            self.tell(str(refused), wrong=True)
        except FAULTS as fault:
            log.exception("the store failed")
            self.tell(explain(fault, self.ground.start.config.database), wrong=True)
        return None

    async def answer_to(self, dialog: Dialog[T]) -> T | None:
        """Show a dialog and wait for its answer; null when it was left. Only beside the keys."""
        return await self.push_screen_wait(dialog)

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """Say something in the footer for a while, or in a corner if it is long; never markup."""
        footer = getattr(self.screen, "footer", None)
        if isinstance(footer, FooterLine) and footer.say(words, wrong=wrong):
            return
        self.notify(
            words,
            severity="error" if wrong else "information",
            timeout=MESSAGE_SECONDS * (2 if wrong else 1),
            markup=False,
        )

    def begin(self, work: Coroutine[Any, Any, None], name: str = "") -> None:
        """Run something beside the keys; of the same name only one at a time, dialogs excepted."""
        if name and name != DIALOG and name in self._busy:
            work.close()
            return
        self._busy.add(name)

        async def guarded() -> None:
            try:
                await work
            except ThreadClosed:
                return
            except Refused as refused:
                self.tell(str(refused), wrong=True)
            except Exception:
                # The screen must stay; the log has what happened.
                log.exception("%s failed", name or "something")
                self.tell(
                    f"That failed unexpectedly; details are in {self.ground.start.config.logs}"
                    f"/{logs.FILE}",
                    wrong=True,
                )
            finally:
                self._busy.discard(name)

        worker = self.run_worker(guarded(), exit_on_error=False)
        if name == DIALOG:
            self._opening = worker

    async def dialog_shown(self, below: Screen[Any]) -> None:
        """Wait until the dialog begun last lies over a screen, or turned out not to be needed."""
        worker, self._opening = self._opening, None
        while worker is not None and not worker.is_finished and self.screen is below:  # noqa: ASYNC110
            await asyncio.sleep(OPENING_SECONDS)

    # News ---------------------------------------------------------------------------------------

    async def _look_for_news(self) -> None:
        """Other people's changes come through here, and nothing is painted when there are none."""
        if not self.ground.is_open or self.ground.thread.closed:
            return
        try:
            feed = await self.ground.news()
        except ThreadClosed:
            return
        except Refused as refused:
            self.fail(str(refused))
            return
        except FAULTS as fault:
            self.tell(explain(fault, self.ground.start.config.database), wrong=True)
            return
        if feed is not None:
            await self.pass_on(feed)

    async def own_news(self) -> None:
        """Show at once what this program has just committed."""
        feed = await self.ground.news(own=True)
        if feed is not None:
            await self.pass_on(feed)

    async def pass_on(self, feed: Feed) -> None:
        """Hand what changed to the screens that show it."""
        for screen in self.screen_stack:
            changed = getattr(screen, "changed", None)
            if changed is not None and screen.is_mounted:
                await changed(feed)

    # The clock ----------------------------------------------------------------------------------

    async def _start_ticking(self) -> None:
        if self.ticking is not None and not self.ground.thread.closed:
            self.ticking.start(self._ticked)
        self.set_interval(5.0, self._read_holder)
        await self._read_holder()

    async def _ticked(self, did_something: bool) -> None:
        if did_something:
            await self.own_news()
        if self.ticking is not None and not (self.ticking.runs_here and self.clock_words == HERE):
            await self._read_holder()

    async def _read_holder(self) -> None:
        if self.ground.thread.closed:
            return
        holder = await self.ask(lease.holder)
        if holder is not None:
            self.clock_words = self._words_of(holder)
            for screen in self.screen_stack:
                show = getattr(screen, "clock_changed", None)
                if show is not None:
                    show()

    def _words_of(self, holder: Holder) -> str:
        if not holder.label:
            return "nobody"
        if self.ticking is not None and holder.owner == self.ticking.claim.owner:
            return HERE
        return holder.label.split(" (", maxsplit=1)[0]

    # Screens ------------------------------------------------------------------------------------

    async def go(self, name: str) -> None:
        """Show one of the screens behind the numbers."""
        from tui.screens.board import BoardScreen
        from tui.screens.hub import HubScreen
        from tui.screens.setup import SetupScreen

        others: dict[str, type[Screen[Any]]] = {"hub": HubScreen, "setup": SetupScreen}
        while len(self.screen_stack) > 2:
            self.pop_screen()
        board = self.get_screen("board")
        if name in others:
            await self.push_screen(others[name]())
        elif name == "queue":
            await self._show_queue()
        elif isinstance(board, BoardScreen):
            await board.show_board(name)

    async def _show_queue(self) -> None:
        """Show the queue at the lane that was looked at last."""
        from tui.screens import queuelanes

        name = self.shown.queue
        if name is None:
            name = await self.ask(queuelanes.first) or ""
        await self.push_screen(queuelanes.screen_of(name))


def run(start: Start, keys: Keymap) -> int:
    """Open the boards and stay until somebody leaves; returns the exit status."""
    logs.start(
        start.config.logs,
        start.config.log.level,
        start.config.log.max_bytes,
        start.config.log.backups,
    )
    # Processes that read and render pictures are begun with the help of this one, which cannot be
    # started any more once the screen has taken standard error.
    resource_tracker.ensure_running()
    environ = dict(os.environ)
    wanted = start.config.boards.colours
    if wanted != "auto":
        environ |= _COLOURS[wanted]
    app = Safelight(start, keys, environ)
    status = app.run(mouse=True)
    if app.failure is not None:
        raise Refused(app.failure.splitlines())
    return status or 0


_COLOURS: Mapping[str, dict[str, str]] = {
    "truecolor": {"COLORTERM": "truecolor"},
    "256": {"COLORTERM": "", "TERM": "xterm-256color"},
    "16": {"COLORTERM": "", "TERM": "xterm"},
    "none": {"NO_COLOR": "1"},
}
