"""A studio set up from nothing by keys alone, in a real terminal, until it has sold and delivered.

One command makes an empty studio; whatever comes after it is typed. The tables say what is typed
into which form, by the labels that stand on the screen, and what must be seen then.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.e2e import studios
from tests.e2e.conftest import Open
from tests.e2e.terminal import PATIENCE_SECONDS, Terminal, command, environment

Typed = Mapping[str, str]
"""What is typed into a form, by the labels of its fields."""

FORMS: dict[str, str] = {
    "type": "Kind, Name, Lines carry images, Price list",
    "status": "Track, Name, Business days, Class, Person, Department, A wait is due to, "
    "Is at the vendor, Stage, Most cards, More is refused, Colour, First of its track, "
    "Last of its track",
    "vendor": "Name, Usual type, Our account, Contact, Email",
    "product": "Vendor, Vendor's code, Description, Unit cost, Multiplier",
    "render profile": "Name, Final, Fitted by, Long side, Dots an inch",
    "price list": "Name",
    "item": "Price list, Identifier, Kind, Description, Group, Price, Cost, Width, Height, Units, "
    "Made by, Render profile, Layout, Vendor's code, Vendor's cost",
    "trigger": "Name, Kind, Status, Track, Moment, Days, Hours, Which days, Time of day, "
    "Again every, Times in all, Dropped after, Action, Subject, Template, Else template, Attached, "
    "Message to, For person, For department, To do within, Only for, Leaves out, "
    "Waits for a person",
    "user": "Login, Name",
    "department": "Name, Email, Who is in it",
    "reorder reason": "Name, Chargeable",
    "session": "Client",
    "invoice": "Client, Session, Lines",
    "line": "Item, Description, Quantity, Price of one, Pose, Vendor",
    "receipt": "1 8x10 print, Rest: back-order, Then move to, Vendor's invoice",
    "again": "Reason, 1 8x10 print",
}
"""The fields of each form in their order, as far as they are needed here."""

OPEN = {"Track": "default", "Name": "Open", "Business days": "1"}
DONE = {"Track": "default", "Name": "Done", "Business days": "0", "Last of its track": "yes"}

STEPS: tuple[tuple[str, str, tuple[Typed, ...]], ...] = (
    ("Order types", "type", ({"Name": "Print", "Lines carry images": "yes"},)),
    ("Production statuses", "status", (
        {"Track": "Print", "Name": "Order Entered", "Business days": "1"},
        {"Track": "Print", "Name": "At the lab", "Business days": "3", "Class": "active",
         "Is at the vendor": "yes"},
        {"Track": "Print", "Name": "Delivered", "Business days": "0", "Last of its track": "yes"},
    )),
    ("Vendors", "vendor", (
        {"Name": "Bay Lab", "Usual type": "Print", "Email": "orders@bay-lab.example"},
        {"Name": "Foliant", "Usual type": "Print"},
    )),
    ("Vendor products", "product", (
        {"Vendor": "Bay Lab", "Vendor's code": "BL-810", "Unit cost": "4.20"},
    )),
    ("Render profiles", "render profile", ({"Name": "Lab JPEG", "Dots an inch": "250"},)),
    ("Price lists", "price list", ({"Name": "Portraits"},)),
    ("Price lists", "item", (
        {"Identifier": "P8X10", "Description": "8x10 print", "Price": "25", "Width": "8",
         "Height": "10", "Made by": "Bay Lab", "Render profile": "Lab JPEG",
         "Vendor's code": "BL-810", "Vendor's cost": "4.20"},
        {"Identifier": "FRAME", "Kind": "product", "Description": "Oak frame", "Price": "60"},
    )),
    ("Session statuses", "status", (OPEN, DONE)),
    ("Invoice statuses", "status", (OPEN, DONE)),
    ("Preproduction statuses", "status", (OPEN, DONE)),
    ("Triggers", "status", (OPEN, DONE)),
    ("Triggers", "status", (OPEN, DONE)),
    ("Triggers", "trigger", (
        {"Name": "Chase the lab", "Status": "At the lab", "Moment": "due", "Days": "1",
         "Subject": "Ask where it is"},
    )),
    ("Users", "user", ({"Login": "mia", "Name": "Mia Larkin"},)),
    ("Departments", "department", ({"Name": "Front desk", "Who is in it": "mia"},)),
)  # fmt: skip
"""The first steps in their order: where, which form, and what is typed into it each time.

Tasks and calls, which triggers make, need their statuses first: so the step of the triggers says.
"""

ORDER = tuple(dict.fromkeys(step for step, _, _ in STEPS))

NAMES = ("Name", "Identifier", "Vendor's code", "Login")
"""The fields that an entry is known by in its list."""

STORED: dict[str, tuple[dict[str, Any], ...]] = {
    "types list": ({"kind": "production", "name": "Print", "prints": True},),
    "statuses list production": (
        {"track": "Print", "status": "Order Entered", "days": 1, "initial": True, "final": False},
        {"track": "Print", "status": "At the lab", "days": 3, "state": "active", "at_vendor": True},
        {"track": "Print", "status": "Delivered", "days": 0, "initial": False, "final": True},
    ),
    **{
        f"statuses list {kind}": (
            {"track": "default", "status": "Open", "days": 1, "initial": True, "final": False},
            {"track": "default", "status": "Done", "days": 0, "initial": False, "final": True},
        )
        for kind in ("session", "invoice", "preproduction", "task", "call")
    },
    "vendors list": (
        {"name": "Bay Lab", "type": "Print", "email": "orders@bay-lab.example"},
        {"name": "Foliant", "type": "Print", "email": None},
    ),
    "products list": (
        {"vendor": "Bay Lab", "code": "BL-810", "cost": "4.20", "items": "P8X10", "multiplier": 1},
    ),
    "profiles list": ({"name": "Lab JPEG", "dpi": 250},),
    "pricelists list": ({"name": "Portraits", "hidden": False},),
    "items list": (
        {"item": "FRAME", "kind": "product", "description": "Oak frame", "price": "60.00",
         "vendor": None},
        {"item": "P8X10", "kind": "print", "description": "8x10 print", "price": "25.00",
         "width": 8, "height": 10, "vendor": "Bay Lab", "render_profile": "Lab JPEG",
         "price_list": "Portraits"},
    ),
    "triggers list": (
        {"name": "Chase the lab", "track": "Print", "status": "At the lab", "moment": "due",
         "days": 1, "action": "task", "subject": "Ask where it is", "on": True},
    ),
    "users list": ({"login": "mia", "name": "Mia Larkin", "departments": ["Front desk"]}, {}),
    "departments list": ({"name": "Front desk"},),
    "reasons list": ({"name": "Broken", "chargeable": False},),
}  # fmt: skip
"""What the lists hold in the end, by the command that says so."""

MADE: dict[str, dict[str, Any]] = {
    "show S-1001": {"client": "Okafor, Ada", "status": "Done"},
    "show I-1001": {"client": "Okafor, Ada", "status": "Done", "value": "160.00"},
    "show O-1001": {"vendor": "Bay Lab", "type": "Print", "status": "Delivered", "value": "16.80"},
    "show O-1002": {"vendor": "Foliant", "type": "Print", "status": "Delivered"},
    "show O-1003": {"vendor": "Bay Lab", "type": "Print", "status": "Delivered"},
}
"""What became of the records."""


def saved_words(form: str, typed: Typed) -> str:
    """What is told of a new entry; of a trigger there is more to say."""
    return f"Trigger {typed['Name']} is saved" if form == "trigger" else f"The {form} is saved"


class Hands:
    """A person at the keys of the program."""

    def __init__(self, boards: Terminal) -> None:
        self.boards = boards

    def press(self, *keys: str, then: str | Callable[[str], bool]) -> None:
        """Press keys and wait until something can be seen."""
        self.boards.press(*keys)
        self.boards.wait_for(then)

    def fill(self, form: str, title: str, typed: Typed, then: str) -> None:
        """Type into the open form and accept it, once each text stands beside its label."""
        labels = FORMS[form].split(", ")
        self.boards.wait_for(f"│ {title} ")
        at = 0
        for label, text in typed.items():
            place = labels.index(label)
            self.boards.press(*["Tab"] * (place - at), "C-u")
            self.boards.write(text)
            self.boards.wait_for(stands(label, text))
            at = place
        self.press("Enter", then=then)
        self.boards.wait_gone(f"│ {title} ")

    def at_step(self, step: str, form: str, forms: tuple[Typed, ...]) -> None:
        """Go to one of the first steps and fill in a new form for each entry."""
        self.boards.wait_for("first steps done")
        self.boards.press("g", "g", *"j" * ORDER.index(step))
        for typed in forms:
            self.boards.press("n")  # on the step itself, then in its list
            self.fill(form, f"New {form}", typed, saved_words(form, typed))
        for typed in forms:
            self.boards.wait_for(next(text for label, text in typed.items() if label in NAMES))
        self.press("Escape", then="first steps done")


def stands(label: str, text: str) -> Callable[[str], bool]:
    """Ask whether a field that is seen has a text, and nothing else."""
    wanted = re.compile(rf"│ {re.escape(f'{label:<18}')} {re.escape(text)}[^\w.]*│")

    def stands(shown: str) -> bool:
        return wanted.search(shown) is not None

    stands.__name__ = f"{text!r} at {label!r}"
    return stands


def answered(folder: Path, *words: str) -> Any:
    """What the program answers as JSON."""
    done = subprocess.run(
        command("--studio", folder, *words, "--json"), env=environment(folder), check=True,
        capture_output=True, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_a_new_studio(start: Open, tmp_path: Path) -> None:
    """Every first step, then a sale, its orders and what came of them, each as it was typed."""
    folder = tmp_path / "studio"
    founding = start("init", folder, "--bare", "--name", "Larkin Studio")
    assert founding.wait_end() == 0
    boards = start("--studio", folder)
    hands = Hands(boards)
    boards.wait_for("clock: here")

    boards.wait_for("8 has a new studio's first steps")
    hands.press("8", then="0 of 12 first steps done")
    for step, form, forms in STEPS:
        hands.at_step(step, form, forms)
    shown = boards.wait_for("12 of 12 first steps done")
    assert [line.split("]")[1].split("  ")[1:] for line in shown.splitlines() if "[done]" in line]
    hands.press("/", *"reorder", "Enter", then="/reorder")
    hands.press("g", "g", "n", then="New reorder reason")
    hands.fill("reorder reason", "New reorder reason", {"Name": "Broken"}, "Broken")
    sell(hands)
    order(hands)
    make(hands)
    deliver(hands)

    assert answered(folder, "lists", "steps")["done"]
    for words, stored in STORED.items():
        found = next(iter(answered(folder, *words.split()).values()))
        few = [{key: row[key] for key in wanted} for row, wanted in zip(found, stored, strict=True)]
        assert few == list(stored), words
    for words, facts in MADE.items():
        found = answered(folder, *words.split())
        assert {key: found[key] for key in facts} == facts, words
    lines = answered(folder, "lines", "list", "O-1001")["line_items"]
    assert [(one["quantity"], one["received"], one["damaged"], one["state"]) for one in lines] == [
        (4, 3, 1, "reordered")
    ]
    assert studios.problems(folder) == []


def sell(hands: Hands) -> None:
    """Make a session, and an invoice of two lines, one of which nobody makes."""
    hands.press("1", then=" sessions ")
    hands.press("n", then="New session")
    hands.fill("session", "New session", {"Client": "Okafor, Ada"}, "S-1001")
    hands.press("2", then=" invoices ")
    hands.press("n", then="New invoice")
    typed = {"Client": "Okafor, Ada", "Session": "S-1001", "Lines": "P8X10,qty=4,pose=14; FRAME"}
    hands.fill("invoice", "New invoice", typed, "I-1001")


def order(hands: Hands) -> None:
    """Make its orders: the line in error is said, settled by a vendor, and ordered then."""
    hands.press("O", then="in error: I-1001 line 2 FRAME")
    hands.press("Enter", then="1 line in error")
    hands.press("Enter", then="I-1001 lines")
    hands.press("G", "e", then="I-1001 line 2")
    hands.fill("line", "I-1001 line 2", {"Vendor": "Foliant"}, "I-1001 lines")
    hands.press("O", then="Foliant: 1 line, Print")
    hands.press("Enter", then="O-1002: made")


def make(hands: Hands) -> None:
    """Receive the prints in parts, one damaged, which is ordered again."""
    hands.press("4", then="O-1001 Okafor")
    hands.press("R", then="Receive O-1001")
    hands.fill("receipt", "Receive O-1001", {"1 8x10 print": "2 d1"}, "O-1001: 1 outstanding")
    hands.press("E", then="damaged")
    hands.press("Escape", then=" production ")
    hands.press("B", then="Order again from O-1001")
    made = "O-1003 is made, from O-1001"
    hands.fill("again", "Order again from O-1001", {"Reason": "Broken"}, made)
    hands.press("R", then="1 of 4 outstanding")
    hands.press("Enter", then="O-1001: all is there")


def deliver(hands: Hands) -> None:
    """Scan the orders on until they are delivered, be paid, and complete the rest."""
    hands.press("x", then="What happens to what is scanned?")
    hands.press("Enter", then="Scan now.")
    hands.boards.write("1001\r1002\r1003\r")
    hands.boards.wait_for("3 done · 0 refused")
    hands.press("C-t", then="What happens to what is scanned?")
    hands.boards.write("received, and each\r")
    hands.boards.wait_for("Scan now.")
    hands.boards.write("1003\r1002\r1001\r")
    hands.boards.wait_for("3 done · 0 refused")
    hands.press("Escape", then="Delivered 3")
    hands.press("2", then="I-1001 Okafor")
    hands.press("$", then="Payment for I-1001")
    hands.press("Enter", then="I-1001: $0.00 open")
    hands.press("L", then="I-1001: Open → Done")
    hands.press("1", then="S-1001 Okafor")
    hands.press("L", then="S-1001: Open → Done")
