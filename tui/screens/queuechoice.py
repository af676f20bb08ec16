"""Choosing rows of the queue and deciding about them, whichever table they stand in.

Which table is shown, and moving among them, is in ``ledger``.
"""

from __future__ import annotations

from collections.abc import Sequence

from store import boards, cards
from store.boards import Face
from store.desk import Desk
from store.messages import MessageFace
from store.settling import FiringFace
from tui import cardwork, messagework, queuework, silencework
from tui.screens.message import MessageScreen, by_refs, of_firings
from tui.screens.queuepages import Group, Page
from tui.screens.queuetabs import TABS, Tab
from tui.screens.sheet import Sheet, own
from tui.widgets.table import Table

MOST_SHOWN = 200
"""How many messages are looked through at once."""


class QueueChoice(Sheet):
    """Rows that can be chosen and decided about."""

    local = (
        own("process", "P", "process", "Do the chosen firings now, or print the letters."),
        own("approve", "Y", "approve", "Let what is held go on."),
        own("skip", "K", "skip", "Take the chosen firings out of the queue as not wanted."),
        own("drop", "D", "delete", "Take what is chosen out of the queue for good."),
        own("retry", "R", "again", "Try again what failed, was cancelled or is unknown."),
        own("resolve", "J", "resolve", "Say what became of what is unknown."),
        own("preview", "v", "preview", "Show the messages as they are, or would be now."),
        own("print_all", "B", "print all", "Print all letters that wait."),
        own("posted", "F", "posted", "Note letters as posted, whoever printed them."),
        own("save", "E", "save", "Keep a letter as a file."),
        own("group", "S", "group", "Put the firings of each trigger together, or not."),
        own("choose_all", "*", "all", "Mark all rows that are shown."),
        own("choose_table", "f", "table", "Go to another table by its name."),
        own("last_month", "M", "last month", "What the trigger would have done last month."),
        own("switch", "O", "on/off", "Switch the trigger on or off."),
        own("lift", "!", "send again", "Let messages go out again where nothing does."),
        own("further", "+", "further", "Rehearse more days."),
        own("nearer", "-", "nearer", "Rehearse fewer days."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.tab = 0
        self.page = Page()

    @property
    def table(self) -> Table:
        """The rows."""
        return self.query_one(Table)

    @property
    def here(self) -> Tab:
        """The table that is shown."""
        return TABS[self.tab]

    # Choosing -----------------------------------------------------------------------------------

    def firings(self) -> list[FiringFace]:
        """The firings that are chosen; the line of a trigger chooses all of its own."""
        keys = set(self.table.chosen())
        names = {key.trigger for key in keys if isinstance(key, Group)}
        return [one for one in self.page.firings.values() if one.id in keys or one.trigger in names]

    def messages(self) -> list[MessageFace]:
        """The messages that are chosen."""
        return [self.page.messages[key] for key in self.table.chosen()
                if key in self.page.messages]  # fmt: skip

    def do_mark(self) -> None:
        """Mark the row, or take its mark away."""
        if self.here.about != "triggers":
            self.table.toggle_mark()
            self.footer.set_marked(len(self.table.marked))

    def do_choose_all(self) -> None:
        """Mark all rows that are shown."""
        if self.here.about != "triggers":
            rows = self.table.rows
            self.table.marked = {row.key for row in rows if not isinstance(row.key, Group)}
            self.table.refresh()
            self.footer.set_marked(len(self.table.marked))

    def do_copy(self) -> None:
        """Copy the references of what is chosen, and show them."""
        refs = [one.ref for one in self.firings()] + [one.ref for one in self.messages()]
        if refs:
            words = " ".join(dict.fromkeys(refs))
            self.program.copy_to_clipboard(words)
            self.program.tell(f"{words}\n(sent to the clipboard, if this terminal allows it)")

    async def do(self, command_id: str) -> None:
        """Work on the records of what is chosen, or whatever else the key means."""
        work = cardwork.WORK.get(command_id)
        if work is None or hasattr(self, f"do_{command_id}"):
            await super().do(command_id)
            return
        refs = [one.ref for one in self.firings()]
        refs += [one.about for one in self.messages() if one.about is not None]
        faces = await self.program.ask(faces_of, refs)
        await work(self, faces or [])

    def do_lift(self) -> None:
        """Adopt the database, or trust the clock."""
        if messagework.may_work(self, "Sending"):
            silencework.lift(self)

    async def do_preview(self) -> None:
        """Show the chosen messages as they are, or would be now."""
        firings, chosen = self.firings()[:MOST_SHOWN], self.messages()[:MOST_SHOWN]
        if firings:
            await self.program.push_screen(MessageScreen(of_firings([one.id for one in firings])))
        elif chosen:
            await self.program.push_screen(MessageScreen(by_refs([one.ref for one in chosen])))

    # Deciding -----------------------------------------------------------------------------------

    def do_process(self) -> None:
        """Do the chosen firings now, or print the chosen letters."""
        if self.here.about == "letters":
            found = messagework.within(self, self.messages(), ("pending",), "others do not wait")
            if found:
                messagework.print_letters(self, [one.ref for one in found])
        else:
            queuework.process(self, self.firings())

    def do_print_all(self) -> None:
        """Print all letters that wait."""
        faces = self.page.messages.values()
        messagework.print_letters(self, [one.ref for one in faces if one.state == "pending"])

    def do_posted(self) -> None:
        """Note letters as posted."""
        messagework.posted(self, self.messages())

    def do_save(self) -> None:
        """Keep a letter as a file."""
        messagework.save(self, self.messages())

    def do_approve(self) -> None:
        """Let what is held go on."""
        if self.here.about == "firings":
            queuework.approve(self, self.firings())
        else:
            messagework.approve(self, self.messages())

    def do_retry(self) -> None:
        """Try again what failed, was cancelled or is unknown."""
        if self.here.about == "firings":
            queuework.retry(self, self.firings())
        else:
            messagework.retry(self, self.messages())

    def do_resolve(self) -> None:
        """Say what became of what is unknown."""
        if self.here.about == "firings":
            queuework.resolve(self, self.firings())
        else:
            messagework.resolve(self, self.messages())

    def do_skip(self) -> None:
        """Take the chosen firings out as not wanted."""
        queuework.skip(self, self.firings())

    def do_drop(self) -> None:
        """Take what is chosen out for good."""
        if self.here.about == "firings":
            queuework.delete(self, self.firings())
        else:
            messagework.drop(self, self.messages())


def faces_of(desk: Desk, refs: Sequence[str]) -> list[Face]:
    """The cards of some references, each once."""
    with desk.reading():
        return boards.faces(desk, [card.id for card in cards.get_many(list(dict.fromkeys(refs)))])
