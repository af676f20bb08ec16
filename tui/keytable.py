"""Every command of the boards with its keys and its words, in one list.

Help, footer, palette, ``safelight keys`` and the documentation are made from it. What a command
does is in the screens; which keys it really has in a studio is in ``tui.keys``.
"""

from __future__ import annotations

from dataclasses import dataclass

PLACES = ("board", "detail", "hub", "queue", "list", "dialog")
"""Where keys can differ; `everywhere` means all of them but dialogs, where letters are text."""

PLACE_WORDS = {
    "board": "on a board",
    "detail": "in the details",
    "hub": "in the hub",
    "queue": "in the queue",
    "list": "in a list",
    "dialog": "in a dialog",
}
"""The places in words, for messages and help."""


_ANYWHERE = ("everywhere",)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can ask for: its keys, its words and the shell's way to do the same."""

    id: str
    keys: tuple[str, ...]
    words: str
    help: str
    group: str
    where: tuple[str, ...] = _ANYWHERE
    shell: str = ""

    def works(self, where: str) -> bool:
        """Return whether the command can be given at this place."""
        return where in self.where or ("everywhere" in self.where and where != "dialog")


_CARDS = ("board", "detail", "queue")
_RECORDS = ("board", "detail")
_ROWS = ("board", "detail", "hub", "queue", "list")
_BOARD = ("board",)
_DIALOG = ("dialog",)

_MOVING = (
    Command("left", ("left", "h"), "left", "Go to the lane on the left.", "Moving", _ROWS),
    Command("down", ("down", "j"), "down", "Go down one card or line.", "Moving", _ROWS),
    Command("up", ("up", "k"), "up", "Go up one card or line.", "Moving", _ROWS),
    Command("right", ("right", "l"), "right", "Go to the lane on the right.", "Moving", _ROWS),
    Command("first", ("g g", "home"), "first", "Go to the first card.", "Moving", _ROWS),
    Command("last", ("G", "end"), "last", "Go to the last card.", "Moving", _ROWS),
    Command(
        "half_down", ("ctrl+d", "pagedown"), "half down", "Go down half a page.", "Moving", _ROWS
    ),
    Command("half_up", ("ctrl+u", "pageup"), "half up", "Go up half a page.", "Moving", _ROWS),
    Command("next_pane", ("tab",), "next pane", "Go to the next pane.", "Moving"),
    Command("previous_pane", ("shift+tab",), "previous pane", "Go to the pane before.", "Moving"),
    Command("open", ("enter",), "open", "Open what the cursor is on.", "Moving", _ROWS),
    Command("back", ("escape",), "back", "Go back out, or drop the marks.", "Moving"),
)

_MARKS = (
    Command("mark", ("space",), "mark", "Mark the card, or take its mark away.", "Marks", _CARDS),
    Command(
        "range", ("v",), "range", "Mark from here to where it is pressed again.", "Marks", _BOARD
    ),
    Command("mark_all", ("*",), "all", "Mark all cards that are shown.", "Marks", _BOARD),
)

_ACTIONS = (
    Command(
        "advance",
        ("a",),
        "advance",
        "Advance the card or the marked ones: a dialog says what will happen.",
        "Cards",
        _CARDS,
        "safelight advance REF...",
    ),
    Command(
        "step_back",
        ("A",),
        "back",
        "Move back to an earlier status, by the same dialog.",
        "Cards",
        _CARDS,
        "safelight advance REF... --to STATUS",
    ),
    Command(
        "straight_on",
        ("L",),
        "next status",
        "Move straight to the next status.",
        "Cards",
        _CARDS,
        "safelight advance REF...",
    ),
    Command(
        "straight_back",
        ("H",),
        "status before",
        "Move straight to the status before.",
        "Cards",
        _CARDS,
        "safelight advance REF... --to STATUS",
    ),
    Command(
        "owner",
        ("o",),
        "owner",
        "Give it to a person or a department.",
        "Cards",
        _CARDS,
        "safelight set REF user=LOGIN",
    ),
    Command(
        "due", ("d",), "due", "Set the due date.", "Cards", _CARDS, "safelight set REF due=TIME"
    ),
    Command(
        "priority",
        ("p",),
        "priority",
        "Set the priority.",
        "Cards",
        _CARDS,
        "safelight set REF priority=rush",
    ),
    Command(
        "new", ("n",), "new", "Make a new record.", "Cards", _ANYWHERE, "safelight new KIND ..."
    ),
    Command(
        "import_pictures",
        ("I",),
        "pictures",
        "Bring in a folder of pictures.",
        "Cards",
        _ANYWHERE,
        "safelight import images FOLDER",
    ),
    Command(
        "edit",
        ("e",),
        "edit",
        "Change the record's fields.",
        "Cards",
        _CARDS,
        "safelight set REF FIELD=VALUE",
    ),
    Command(
        "call",
        ("c",),
        "call",
        "Note a call and how it went.",
        "Cards",
        _CARDS,
        "safelight call REF --result R",
    ),
    Command(
        "finish",
        ("D",),
        "complete",
        "Complete tasks and calls.",
        "Cards",
        ("board", "detail"),
        "safelight done REF...",
    ),
    Command(
        "timer",
        ("t",),
        "timer",
        "Start or stop the timer.",
        "Cards",
        _CARDS,
        "safelight timer start REF",
    ),
    Command(
        "hold",
        ("w",),
        "hold",
        "Wait or hold, with a reason.",
        "Cards",
        _CARDS,
        "safelight hold REF --reason R",
    ),
    Command(
        "orders",
        ("O",),
        "orders",
        "Make the orders that invoices need, or proof orders of sessions.",
        "Cards",
        _RECORDS,
        "safelight orders create INVOICE...",
    ),
    Command(
        "receive",
        ("R",),
        "receive",
        "Note what came of an order, line by line.",
        "Cards",
        _RECORDS,
        "safelight receive REF LINE=QTY",
    ),
    Command(
        "reorder",
        ("B",),
        "order again",
        "Order lines again, with a reason.",
        "Cards",
        _RECORDS,
        "safelight reorder REF LINE --reason R",
    ),
    Command(
        "lines",
        ("E",),
        "lines",
        "Show and change the lines of an invoice or an order.",
        "Cards",
        _RECORDS,
        "safelight lines list REF",
    ),
    Command(
        "pay",
        ("$",),
        "payment",
        "Note money received for an invoice.",
        "Cards",
        _RECORDS,
        "safelight pay INVOICE AMOUNT",
    ),
    Command(
        "paper",
        ("P",),
        "paper",
        "Make or print work orders, purchase orders, letters and other papers.",
        "Cards",
        _RECORDS,
        "safelight documents NAME REF... -o FILE",
    ),
    Command(
        "render",
        ("r",),
        "render",
        "Render orders and sessions: a dialog says which files there will be.",
        "Cards",
        _CARDS,
        "safelight render REF... --queue",
    ),
    Command(
        "preflight",
        ("V",),
        "preflight",
        "List what is doubtful about files before they are made.",
        "Cards",
        _CARDS,
        "safelight render REF... --preflight",
    ),
    Command("note", ("N",), "note", "Add a note.", "Cards", _CARDS, "safelight note REF TEXT"),
    Command(
        "message",
        ("m",),
        "write",
        "Write to the clients: an email, an SMS or a letter.",
        "Cards",
        _CARDS,
        "safelight message REF... --channel C",
    ),
    Command(
        "pause",
        ("Z",),
        "pause",
        "Pause reminders about the cards, until a date.",
        "Cards",
        _CARDS,
        "safelight triggers pause REF...",
    ),
    Command(
        "resume",
        ("X",),
        "resume",
        "Let paused reminders about the cards go on.",
        "Cards",
        _CARDS,
        "safelight triggers resume REF...",
    ),
    Command("copy", ("y",), "copy", "Copy the reference, and show it.", "Cards", _ROWS),
)

_CALLS = (
    Command(
        "calls",
        ("C",),
        "my calls",
        "Work through my calls, one at a time.",
        "Cards",
        _ANYWHERE,
        "safelight list calls --filter mine",
    ),
    Command(
        "calls_board",
        ("T",),
        "calls",
        "Go to the board of calls alone.",
        "Screens",
        _ANYWHERE,
        "safelight board calls",
    ),
)

_SCANNING = (
    Command(
        "scan",
        ("x",),
        "scan",
        "Check orders in and out by their barcodes.",
        "Cards",
        _ANYWHERE,
        "safelight scan",
    ),
)

_FINDING = (
    Command(
        "who",
        ("W",),
        "who",
        "Answer the phone: all of a client's work.",
        "Finding",
        _ANYWHERE,
        "safelight who TEXT",
    ),
    Command(
        "search",
        ("ctrl+f",),
        "search",
        "Look for clients, records and notes by words.",
        "Finding",
        _ANYWHERE,
        "safelight search TEXT",
    ),
    Command(
        "filter",
        ("/",),
        "filter",
        "Show only what matches, as you type.",
        "Finding",
        ("board", "queue", "list"),
        "safelight board KIND --filter QUERY",
    ),
    Command(
        "mine",
        ("M",),
        "mine",
        "Show only mine, then only my departments', then all.",
        "Finding",
        _BOARD,
        "safelight board KIND --filter mine",
    ),
    Command("jump", ("f",), "jump", "Jump to a card by its letters.", "Finding", _BOARD),
    Command("views", ("F",), "views", "Choose, save or drop a view.", "Finding", _BOARD),
    Command("group", ("S",), "group", "Choose what the lanes stand for.", "Finding", _BOARD),
    Command("sort", (",",), "sort", "Choose the order in the lanes.", "Finding", ("board", "list")),
    Command("board_at", ("b",), "as it was", "Show the board at another time.", "Finding", _BOARD),
    Command("details", ("i",), "details", "Show or hide the details pane.", "Finding", _BOARD),
    Command("pin", ("Q",), "queue", "Show or hide the render queue here.", "Finding", _BOARD),
    Command("dense", ("z",), "dense", "Cards with or without space between.", "Finding", _BOARD),
)

_HISTORY = (
    Command(
        "undo", ("u",), "undo", "Undo your last change.", "History", _ANYWHERE, "safelight undo"
    ),
    Command(
        "redo",
        ("ctrl+r",),
        "redo",
        "Do again what was undone.",
        "History",
        _ANYWHERE,
        "safelight redo",
    ),
    Command(
        "undoable",
        ("U",),
        "changes",
        "Show what can be undone.",
        "History",
        _ANYWHERE,
        "safelight undo --list",
    ),
)

_PROGRAM = (
    Command("command", (":",), "command", "Give a command in the shell's words.", "Program"),
    Command("palette", ("ctrl+p",), "palette", "Find any command by its words.", "Program"),
    Command(
        "help",
        ("?",),
        "help",
        "Show every key that works here.",
        "Program",
        _ANYWHERE,
        "safelight keys",
    ),
    Command("quit", ("q",), "quit", "Leave; asks if work is running here.", "Program"),
)

SCREENS = (
    ("sessions", "Sessions", "safelight board sessions"),
    ("invoices", "Invoices", "safelight board invoices"),
    ("preproduction", "Proofs", "safelight board preproduction"),
    ("production", "Production", "safelight board production"),
    ("tasks", "Tasks", "safelight board tasks"),
    ("queue", "Queue", "safelight triggers queue"),
    ("hub", "Hub", "safelight hub"),
    ("setup", "Set-up", ""),
)
"""The screens behind the numbers: name, words, the shell's way. Their commands: `go_NAME`."""

_SCREENS = tuple(
    Command(f"go_{name}", (str(number),), words, f"Go to {words}.", "Screens", _ANYWHERE, shell)
    for number, (name, words, shell) in enumerate(SCREENS, start=1)
)

_DIALOGS = (
    Command("accept", ("enter",), "accept", "Do what the dialog says.", "Dialogs", _DIALOG),
    Command("leave", ("escape",), "leave", "Leave without doing it.", "Dialogs", _DIALOG),
    Command("next_field", ("tab",), "next field", "Go to the next field.", "Dialogs", _DIALOG),
    Command(
        "previous_field",
        ("shift+tab",),
        "field before",
        "Go to the field before.",
        "Dialogs",
        _DIALOG,
    ),
    Command("choice_up", ("up",), "up", "Go to the choice above.", "Dialogs", _DIALOG),
    Command("choice_down", ("down",), "down", "Go to the choice below.", "Dialogs", _DIALOG),
)

COMMANDS: tuple[Command, ...] = (
    *_MOVING,
    *_MARKS,
    *_ACTIONS,
    *_CALLS,
    *_SCANNING,
    *_FINDING,
    *_HISTORY,
    *_PROGRAM,
    *_SCREENS,
    *_DIALOGS,
)
"""All commands with their usual keys, in the order in which help shows them."""

FOOTER: dict[str, tuple[str, ...]] = {
    "board": (
        "advance",
        "step_back",
        "mark",
        "filter",
        "command",
        "owner",
        "due",
        "orders",
        "receive",
        "scan",
        "hold",
        "who",
        "timer",
        "undo",
        "jump",
    ),
    "detail": (
        "advance",
        "lines",
        "orders",
        "receive",
        "paper",
        "owner",
        "due",
        "note",
        "undo",
        "back",
        "timer",
    ),
    "hub": ("open", "who", "command", "undo", "back"),
    "queue": ("open", "mark", "hold", "priority", "render", "filter", "command", "undo"),
    "list": ("open", "new", "edit", "filter", "command", "back"),
    "dialog": ("accept", "next_field", "leave"),
}
"""What the footer shows at each place, the most wanted first; help always ends it."""
