"""Triggers and their queue, and the worker that settles it."""

from __future__ import annotations

import pytest

from tests.tui.cli.conftest import Run

ADD = ("triggers", "add", "Ask", "--kind", "production", "--track", "Print", "--status", "Retouch",
       "--subject", "Ask the lab")  # fmt: skip


def into_retouch(run: Run) -> str:
    """An order that has just entered Retouch."""
    ref = run("new", "order", "--client", "Ana", "--type", "Print").out.strip()
    run("advance", ref)
    return ref


def test_a_trigger_is_added_listed_changed_and_switched(run: Run) -> None:
    """What is not mentioned in a change stays."""
    made = run(*ADD, "--days", "2", "--json").json
    assert (made["moment"], made["days"], made["action"], made["on"]) == (
        "entering", 2, "task", True,
    )  # fmt: skip
    changed = run("triggers", "change", "Ask", "--action", "call", "--days", "-1", "--json").json
    assert (changed["action"], changed["moment"], changed["days"]) == ("call", "due", -1)
    assert changed["subject"] == "Ask the lab"
    assert not run("triggers", "off", "Ask", "--json").json["on"]
    assert "off already" in run("triggers", "off", "Ask", status=1).err
    assert "off" in run("triggers", "list").out
    run("triggers", "on", "Ask")
    renamed = run("triggers", "change", "Ask", "--rename", "Ring", "--json").json
    assert renamed["name"] == "Ring"
    assert [t["name"] for t in run("triggers", "list", "--json").json["triggers"]] == ["Ring"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--kind", "production", "--status", "Retouch", "--subject", "x"),
            "say which with --track",
        ),
        (
            ("--kind", "production", "--status", "Nowhere", "--subject", "x"),
            "no track has a status",
        ),
        (("--kind", "cats", "--status", "Retouch", "--subject", "x"), "no kind of record"),
        (("--kind", "task", "--status", "To Do", "--subject", "x", "--filter", "a:b"), "no field"),
        (("--kind", "task", "--status", "To Do", "--subject", " "), "needs a subject"),
    ],
)
def test_wrong_triggers_are_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    """In one line each; nothing is added."""
    assert said in run("triggers", "add", "T", *words, status=1).err
    assert run("triggers", "list", "--json").json == {"triggers": []}


def test_what_matched_already_is_left_alone(run: Run) -> None:
    """A new trigger never floods."""
    into_retouch(run)
    run(*ADD)
    found = run("triggers", "queue", "--all", "--json").json["firings"]
    assert [f["state"] for f in found] == ["past"]
    assert run("triggers", "queue", "--json").json == {"firings": []}


def test_the_queue_is_rehearsed_and_settled_by_the_worker(run: Run) -> None:
    """The rehearsal writes nothing; the worker at that time does what it said, once."""
    run(*ADD, "--days", "2")
    ref = into_retouch(run)
    pending = run("triggers", "queue", "--json").json["firings"]
    assert [(f["ref"], f["trigger"], f["state"]) for f in pending] == [(ref, "Ask", "pending")]
    assert set(pending[0]) >= {
        "id", "trigger", "ref", "action", "recipient", "moment", "state", "reason",
    }  # fmt: skip
    assert run("triggers", "rehearse", "--days", "1", "--json").json == {"firings": []}
    would = run("triggers", "rehearse", "--days", "3", "--json").json["firings"]
    assert [(f["state"], f["made"]) for f in would] == [("done", None)]
    assert run("list", "tasks", "--json").json["records"] == []
    later = "2026-11-26T11:00:00-05:00"
    assert "1 firings are due" in run("worker", "--once", "--dry-run", at=later).out
    assert run("worker", "--once", "--json", at=later).json["fired"] == 1
    assert run("worker", "--once", "--json", at=later).json["fired"] == 0
    task = run("list", "tasks", "--json").json["records"][0]
    assert (task["about"], task["subject"], task["trigger"]) == (ref, "Ask the lab", "Ask")
    assert run("show", ref, "--json").json["firings"][0]["made"] == task["ref"]


def test_firings_are_processed_skipped_and_deleted(run: Run) -> None:
    """By a person, by id or all that is due."""
    run(*ADD, "--days", "2")
    refs = [into_retouch(run) for _ in range(3)]
    by_ref = {f["ref"]: str(f["id"]) for f in run("triggers", "queue", "--json").json["firings"]}
    ids = [by_ref[ref] for ref in refs]
    run("triggers", "process", ids[0], "--dry-run")
    assert run("list", "tasks", "--json").json["records"] == []
    done = run("triggers", "process", ids[0], "--json").json["firings"][0]
    assert (done["state"], done["made"], done["ref"]) == ("done", "T-1001", refs[0])
    assert run("triggers", "skip", ids[1], "--json").json["firings"][0]["state"] == "skipped"
    assert run("triggers", "delete", ids[2], "--json").json["firings"][0]["state"] == "cancelled"
    assert "is done already" in run("triggers", "process", ids[0], status=1).err
    assert "name firings" in run("triggers", "skip", status=1).err
    assert run("triggers", "process", "--all", "--json").json == {"firings": []}


def test_a_trigger_that_waits_for_a_person(run: Run) -> None:
    """It is held when its moment comes, and processed by somebody."""
    run(*ADD, "--by-hand")
    into_retouch(run)
    run("worker", "--once", at="2026-11-23T12:00:00-05:00")
    held = run("triggers", "queue", "--state", "held", "--json").json["firings"]
    assert len(held) == 1
    assert "process" in run("triggers", "process", "--all").out


def test_leaving_cancels(run: Run) -> None:
    """A card that left the status has nothing pending."""
    run(*ADD, "--days", "2")
    ref = into_retouch(run)
    run("advance", ref)
    assert run("triggers", "queue", "--json").json == {"firings": []}
    cancelled = run("triggers", "queue", "--state", "cancelled", "--json").json["firings"]
    assert "left the status" in cancelled[0]["reason"]


def test_only_known_queues_are_worked(run: Run) -> None:
    """A queue of a later version is refused by name."""
    assert "--only" in run("worker", "--once", "--only", "render", status=1).err
    assert run("worker", "--once", "--only", "schedule").out
