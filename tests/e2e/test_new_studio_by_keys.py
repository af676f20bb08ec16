"""A studio set up from nothing by keys alone, in a real terminal, until it has sold and delivered.

One command makes an empty studio; whatever comes after it is typed. The tables say what is typed
into which form, by the labels that stand on the screen, and what must be seen then.
"""

from __future__ import annotations

import json
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
    "trigger": "Name, Kind, Track, Status, Moment, Days, Hours, Which days, Makes a, Subject",
    "user": "Login, Name",
    "department": "Name, Who is in it",
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
            self.boards.press(*["Tab"] * (place - at), "C-u", *text)
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
            self.fill(form, f"New {form}", typed, f"The {form} is saved")
        for typed in forms:
            self.boards.wait_for(next(text for label, text in typed.items() if label in NAMES))
        self.press("Escape", then="first steps done")


NAMES = ("Name", "Identifier", "Vendor's code", "Login")
"""The fields that an entry is known by in its list."""


def stands(label: str, text: str) -> Callable[[str], bool]:
    """Ask whether a field that is seen has a text, and nothing else."""
    wanted = f"│ {label:<18} {text} "

    def stands(shown: str) -> bool:
        return any(wanted in line and not line.partition(wanted)[2].strip(" │")
                   for line in shown.splitlines())  # fmt: skip

    return stands


def answered(folder: Path, *words: str) -> Any:
    """What the program answers as JSON."""
    done = subprocess.run(
        command("--studio", folder, *words, "--json"), env=environment(folder), check=True,
        capture_output=True, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_a_new_studio(start: Open, tmp_path: Path) -> None:
    """Every first step, a session, an invoice, its orders, what came of them: by keys alone."""
    folder = tmp_path / "studio"
    founding = start("init", folder, "--bare", "--name", "Larkin Studio")
    assert founding.wait_end() == 0

    boards = start("--studio", folder)
    hands = Hands(boards)
    boards.wait_for("clock: here")
    hands.press("8", then="0 of 12 first steps done")
    for step, form, forms in STEPS:
        hands.at_step(step, form, forms)
    shown = boards.wait_for("12 of 12 first steps done")
    assert "[to do]" not in shown
    assert [line.split("  ")[1].strip() for line in shown.splitlines() if "[done]" in line]
