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
            "say which track",
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
    assert "--only" in run("worker", "--once", "--only", "disc", status=1).err
    assert run("worker", "--once", "--only", "schedule").out


# What one can say --------------------------------------------------------------------------------


REMIND = (
    "triggers", "add", "Remind", "--kind", "session", "--on", "session", "--days", "-7",
    "--count", "calendar", "--time", "9:00", "--action", "email else call",
    "--template", "Soon", "--subject", "Remind {{ client.name }}",
)  # fmt: skip


def text(run: Run, name: str = "Soon", channel: str = "email") -> None:
    """A template for a channel."""
    run("templates", "add", name, "--channel", channel, "--body", "Dear {{ client.name }}")


def test_a_message_with_everything(run: Run) -> None:
    """Every option is kept, shown in words, and changed alone."""
    text(run)
    made = run(*REMIND, "--every", "2", "--most", "3", "--expires", "1.5", "--to", "owner",
               "--attach", "report", "--attach", "session confirmation", "--spare", "no-market",
               "--filter", "photographer:mia", "--json").json  # fmt: skip
    assert {name: made[name] for name in (
        "status", "track", "template", "else_template", "to", "attach", "when", "time", "every",
        "most", "expires", "spare_no_market", "spare_no_call",
    )} == {
        "status": None, "track": None, "template": "Soon", "else_template": None, "to": "owner",
        "attach": ["report", "session confirmation"],
        "when": "7 calendar days before the session at 09:00, again every 2 days, 3 times",
        "time": "09:00", "every": 2, "most": 3, "expires": 1.5, "spare_no_market": True,
        "spare_no_call": False,
    }  # fmt: skip
    out = run("triggers", "list").out
    assert "  session, 7 calendar days before the session at 09:00, again every 2 days" in out
    assert "  email else call to the owner: Soon / Remind {{ client.name }}; with report" in out
    assert "; only for photographer:mia; not where they want no marketing; dropped after" in out
    changed = run("triggers", "change", "Remind", "--every", "0", "--expires", "0", "--time", "none",
                  "--attach", "none", "--spare", "none", "--json").json  # fmt: skip
    assert (changed["every"], changed["most"], changed["expires"], changed["time"]) == (
        0, 1, None, None,
    )  # fmt: skip
    assert (changed["attach"], changed["spare_no_market"]) == ([], False)
    assert changed["days"] == -7


def test_another_action_drops_what_it_takes_not(run: Run) -> None:
    """A task has no template and takes nothing along."""
    text(run)
    run(*REMIND, "--attach", "report")
    changed = run("triggers", "change", "Remind", "--action", "task", "--json").json
    assert (changed["template"], changed["attach"], changed["action"]) == (None, [], "task")


def test_from_a_status_to_a_date_and_back(run: Run) -> None:
    """Naming a date of the record leaves the status; naming a status takes it up."""
    run(*ADD)
    dated = run("triggers", "change", "Ask", "--on", "promised", "--json").json
    assert (dated["status"], dated["moment"], dated["when"]) == (
        None, "promised", "at the promised delivery",
    )  # fmt: skip
    back = run("triggers", "change", "Ask", "--status", "QA", "--track", "Print", "--on", "due",
               "--json").json  # fmt: skip
    assert (back["track"], back["status"], back["moment"]) == ("Print", "QA", "due")
    every = run("triggers", "change", "Ask", "--status", "none", "--json").json
    assert (every["status"], every["track"]) == (None, None)
    assert "every production" in run("triggers", "list").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--template", "Son"), "(did you mean Soon?)"),
        (("--else-template", "Soon"), "a call takes no else-template"),
        (("--on", "payment due"), "a session has no moment 'payment due'"),
        (("--every", "2"), "how many times"),
        (("--time", "[/]"), "'[/]' is no time of day"),
        (("--subject", "{{ client.nme }}"), "there is no field 'client.nme'"),
        (("--to", "vendor"), "a session has no vendor"),
        (("--attach", "work order"), "no attachment of a session"),
        (("--status", "Bookd"), "no track has a status 'Bookd'"),
        (("--track", "Sessions"), "needs a status of it"),
        (("--days", "nan"), "ten years"),
    ],
)
def test_what_cannot_be_said(run: Run, words: tuple[str, ...], said: str) -> None:
    """Refused in words, and nothing is saved."""
    text(run)
    assert said in run(*REMIND, *words, status=1).err
    assert "Remind" not in {t["name"] for t in run("triggers", "list", "--json").json["triggers"]}


def test_a_trigger_is_tried_before_it_is_saved(run: Run) -> None:
    """It says how often it would have acted, and nothing is written."""
    for _ in range(2):
        into_retouch(run)
    later = "2026-11-26T11:00:00-05:00"
    tried = run(*ADD, "--dry-run", "--json", at=later).json
    assert (tried["lately"], tried["dry_run"]) == (2, True)
    assert "would have acted 2 times" in run(*ADD, "--dry-run", at=later).out
    assert "Ask" not in {t["name"] for t in run("triggers", "list", "--json").json["triggers"]}
    assert "lately" not in run(*ADD, "--json", at=later).json
    changed = run("triggers", "change", "Ask", "--filter", "rush", "--dry-run", "--json", at=later)
    assert changed.json["lately"] == 0


def test_what_comes_again_is_rehearsed(run: Run) -> None:
    """In days to come as often as it comes, and in days that are over."""
    run(*ADD, "--every", "7", "--most", "9", "--count", "calendar")
    run("triggers", "add", "Other", "--kind", "production", "--subject", "x")
    assert "Nothing would have happened" in run("triggers", "rehearse", "--last", "9").out
    ref = into_retouch(run)
    would = run("triggers", "rehearse", "--days", "15", "--trigger", "ask", status=1)
    assert "did you mean Ask" in would.err
    would = run("triggers", "rehearse", "--days", "15", "--trigger", "Ask", "--json")
    assert [(f["ref"], f["id"] is None, f["state"]) for f in would.json["firings"]] == [
        (ref, False, "done"), (ref, True, "done"), (ref, True, "done"),
    ]  # fmt: skip
    later = "2026-12-03T11:00:00-05:00"
    was = run("triggers", "rehearse", "--last", "30", "--trigger", "Ask", "--json", at=later).json
    assert [(f["ref"], f["id"], f["state"]) for f in was["firings"]] == [(ref, None, "would")] * 2
    every = run("triggers", "rehearse", "--last", "30", "--json", at=later).json["firings"]
    assert sorted(f["trigger"] for f in every) == ["Ask", "Ask", "Other"]
    assert (
        "--days or --last"
        in run("triggers", "rehearse", "--days", "1", "--last", "1", status=1).err
    )
    assert "0 to 3650" in run("triggers", "rehearse", "--last", "-1", status=1).err


def test_why_nothing_would_happen(run: Run) -> None:
    """A trigger that is switched off is no riddle, nor is a studio without any that is on."""
    run(*ADD)
    assert run("triggers", "rehearse").out == "Nothing would happen.\n"
    run("triggers", "off", "Ask")
    found = run("triggers", "rehearse", "--trigger", "Ask").out
    assert "Nothing would happen if trigger 'Ask' were switched on" in found
    assert "--last 30" in found
    assert "no trigger is switched on" in run("triggers", "rehearse").out


def test_rehearsed_before_it_is_on(run: Run) -> None:
    """A trigger saved switched off does nothing, and shows what it would do."""
    into_retouch(run)
    assert run(*ADD, "--on", "due", "--off", "--json").json["on"] is False
    assert run("triggers", "queue", "--json").json["firings"] == []
    found = run("triggers", "rehearse", "--trigger", "Ask", "--days", "60", "--json").json
    assert "done" in {one["state"] for one in found["firings"]}
    assert run("triggers", "queue", "--all", "--json").json["firings"] == []


def test_reasons_are_whole_in_a_narrow_terminal(run: Run) -> None:
    """What the table cuts off stands below it, once for all that have it."""
    run(*ADD, "--by-hand")
    ref = into_retouch(run)
    reason = run("triggers", "rehearse", "--days", "15", "--json").json["firings"][0]["reason"]
    assert reason
    assert f"{ref}: {reason}\n" in run("triggers", "rehearse", "--days", "15").out
