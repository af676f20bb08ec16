"""A studio's usual triggers made through the screens: the same as those made by commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.e2e.conftest import Open
from tests.e2e.quarter import chance, script
from tests.e2e.quarter.program import KINDS, Studio, subject_of, template
from tests.e2e.quarter.script import Rule
from tests.e2e.quarter.servers import Servers
from tests.e2e.terminal import Terminal
from tests.e2e.test_new_studio_by_keys import FORMS, stands

LABELS = FORMS["trigger"].split(", ")
"""The fields of the form in their order."""


def typed_for(rule: Rule) -> dict[str, str]:
    """What is typed into the form for a rule, by the labels of its fields."""
    channels = rule.action.split(" else ")
    texts = [template(rule, one) if one not in ("task", "call") else "" for one in channels]
    errand = {"task", "call"} & set(channels)
    wanted = {
        "Name": rule.name,
        "Kind": KINDS[rule.kind],
        "Status": rule.status,
        "Track": "Print" if rule.kind == "order" else "",
        "Moment": rule.moment,
        "Days": str(rule.days),
        "Hours": str(rule.hours),
        "Which days": rule.count,
        "Time of day": rule.at_time,
        "Again every": str(rule.every_days),
        "Times in all": str(rule.most),
        "Action": rule.action,
        "Subject": subject_of(rule) if errand else "",
        "Template": texts[0],
        "Else template": texts[1] if len(texts) > 1 else "",
        "For department": "Front desk" if errand else "",
        "Only for": "priority:rush" if rule.only_rush else "",
        "Leaves out": "no-market"
        if rule.spare_no_market
        else "no-call"
        if rule.spare_no_call
        else "",
    }
    return {label: wanted[label] for label in LABELS if wanted.get(label)}


def make(boards: Terminal, rule: Rule) -> None:
    """Fill in the form of a new trigger and accept it."""
    boards.press("n")
    boards.wait_for("│ New trigger ")
    at = 0
    for label, text in typed_for(rule).items():
        place = LABELS.index(label)
        boards.press(*["Tab"] * (place - at), "C-u")
        boards.write(text)
        boards.wait_for(stands(label, text))
        at = place
    boards.press("Enter")
    boards.wait_for(f"Trigger {rule.name} is saved")
    boards.wait_gone("│ New trigger ")


def listed(studio: Studio, at: int) -> list[dict[str, Any]]:
    """The studio's own triggers, as the program lists them."""
    names = [rule.name for rule in script.USUAL]
    found = studio.ask("triggers", "list", at=at)["triggers"]
    return sorted((one for one in found if one["name"] in names), key=lambda one: str(one["name"]))


def test_the_usual_set(start: Open, tmp_path: Path) -> None:
    """Each of them, typed into the form by keys alone."""
    plan = chance.script_of(chance.SEEDS[0])
    at = plan.looks[0]
    with Servers(tmp_path / "servers") as servers:
        by_commands = Studio(tmp_path / "by commands", plan, servers)
        by_commands.found()
        by_keys = Studio(tmp_path / "by keys", plan, servers)
        by_keys.found(triggers=False)
        boards = start("--studio", by_keys.folder, width=120, height=50)
        boards.wait_for("clock: here")
        boards.press("8")
        boards.wait_for("Triggers")
        boards.press("/")
        boards.write("triggers")
        boards.press("Enter")
        boards.wait_for("/triggers")
        boards.press("g", "g", "Enter")
        boards.wait_for("X off/on")
        for rule in plan.rules:
            make(boards, rule)
    assert len(listed(by_keys, at)) == len(plan.rules)
    assert listed(by_keys, at) == listed(by_commands, at)
