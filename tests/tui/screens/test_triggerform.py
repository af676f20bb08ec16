"""The form of a trigger: everything one can say, in groups, checked while somebody types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store import database, studio, templates, triggers
from store.desk import Clock, Desk
from store.errors import Refused
from store.settings import Settings
from store.triggers import Spec
from tests.tui.screens.conftest import MONDAY, Opening
from tui.screens import triggerform
from tui.screens.ledger import LedgerScreen
from tui.widgets.form import Field

FULL = Spec(
    "Remind", "session", moment="session", offset_days=-7, count="calendar",
    action="email else call", subject="Remind {{ client.name }}", template="Soon",
    at_time="09:00", every_days=2, most=3, expires_days=1.5, recipient="client",
    attachments=("session confirmation", "report"), spare_no_market=True, spare_no_call=True,
    user="joon", due_days=2, filter="photographer:mia", by_hand=True,
)  # fmt: skip


def _values(desk: Desk, of: str | None = None, **given: str) -> dict[str, str]:
    return {field.name: field.value for field in triggerform.fields_of(desk, of)} | given


def _wrong(fields: list[Field], **given: str) -> dict[str, str]:
    values = {field.name: field.value for field in fields} | given
    found = {field.name: field.problem(values) for field in fields}
    return {name: words for name, words in found.items() if words}


@pytest.fixture
def texts(config: Settings) -> Iterator[Desk]:
    """A desk at the studio, with a template for each channel."""
    desk = studio.open_desk(config, clock=Clock.starting_at(MONDAY + 3_600_000))
    for name, channel in (("Soon", "email"), ("Short", "sms"), ("Paper", "letter")):
        templates.add(desk, name, channel=channel, body="{{ client.name }}")
    yield desk
    database.close()


def test_a_full_one_comes_back_as_it_was(texts: Desk) -> None:
    """Opened and saved without a change it is the same trigger."""
    triggers.add(texts, FULL)
    fields = triggerform.fields_of(texts, "Remind")
    assert _wrong(fields) == {}
    made = triggerform.save(texts, "Remind", _values(texts, "Remind"))
    assert triggers.spec_of(texts, made) == FULL


def test_a_new_one_needs_little(texts: Desk) -> None:
    """A name and what is to be done, on every status of production."""
    made = triggerform.save(texts, None, _values(texts, name="Look", subject="Look at it"))
    assert triggers.spec_of(texts, made) == Spec("Look", "production", subject="Look at it")


def test_the_fields_stand_in_groups(texts: Desk) -> None:
    """What it is about, when, what, for whom, and only when."""
    fields = triggerform.fields_of(texts, None)
    assert [field.group for field in fields if field.group] == ["When", "What", "For whom", "Only"]
    assert len({field.name for field in fields}) == len(fields)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"kind": "session", "moment": "payment due"}, "moment", "a session has entering, due"),
        ({"moment": "promised", "status": "QA", "track": "Print"}, "moment", "leave the status"),
        ({"track": "Print"}, "status", "a track needs a status"),
        ({"days": "-1"}, "days", "before a card enters"),
        ({"kind": "task", "moment": "completed", "hours": "-1"}, "days", "before a record is"),
        ({"time": "25:00"}, "time", "write a time of day"),
        ({"time": "[/]"}, "time", "write a time of day"),
        ({"every": "2"}, "most", "how often in all"),
        ({"most": "2"}, "most", "never comes again"),
        ({"every": "x"}, "every", "no number"),
        ({"action": "fax"}, "action", "no action is called 'fax'"),
        ({"subject": "{{ client.nme }}"}, "subject", "there is no field 'client.nme'"),
        ({"subject": "{{ [/]"}, "subject", "line 1"),
        ({"template": "Soon"}, "template", "takes none here"),
        ({"action": "email else letter", "template": "Soon", "other_template": "Short"},
         "other_template", "no letter template"),
        ({"attachments": "report"}, "attachments", "only an email"),
        ({"action": "email", "template": "Soon", "attachments": "session confirmation"},
         "attachments", "a production has invoice, work order"),
        ({"attachments": "invoce"}, "attachments", "did you mean invoice"),
        ({"recipient": "mother"}, "recipient", "no recipient"),
        ({"spare": "no-fun"}, "spare", "no mark of clients"),
        ({"filter": "vendr:x"}, "filter", "no field"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_the_field(
    texts: Desk, given: dict[str, str], field: str, words: str
) -> None:
    """While somebody types, before the store is asked."""
    found = _wrong(triggerform.fields_of(texts, None), **{"name": "x", "subject": "x", **given})
    assert words in found[field]


def test_the_store_has_the_last_word(texts: Desk) -> None:
    """What no field can know is refused when it is saved."""
    values = _values(
        texts, name="x", kind="session", action="email", template="Soon", recipient="vendor"
    )
    with pytest.raises(Refused, match="a session has no vendor"):
        triggerform.save(texts, None, values)
    for given, words in (({}, "needs a subject"), ({"action": "sms"}, "it needs one for an SMS")):
        with pytest.raises(Refused, match=words):
            triggerform.save(texts, None, _values(texts, name="x", **given))


async def test_a_reminder_is_made_at_80_by_24(opened: Opening) -> None:
    """Every field is reached by keys and seen when it is; it says what it would have done."""
    async with opened(LedgerScreen(), (80, 24)) as (program, pilot):
        await program.ground.ask(
            lambda desk: templates.add(desk, "Soon", channel="email", body="{{ client.name }}")
        )
        await pilot.press("n")
        await pilot.pause()
        fields = program.screen._inputs
        for name, text in (
            ("name", "Remind"), ("kind", "session"), ("moment", "session"), ("days", "-7"),
            ("time", "09:00"), ("every", "2"), ("most", "3"), ("action", "email"),
            ("template", "Soon"), ("attachments", "session confirmation"),
            ("spare", "no-market"),
        ):  # fmt: skip
            fields[name].value = text
        seen = []
        for _ in range(len(fields) - 1):
            await pilot.press("tab")
            await pilot.pause()
            where = program.screen.focused.region
            assert 0 <= where.y < 24
            seen.append(next(name for name, one in fields.items() if one is program.screen.focused))
        assert seen == list(fields)[1:]
        assert "Only" in program.text()
        await pilot.press("enter")
        await pilot.pause()
        assert program.told == [
            "Trigger Remind is saved\nin the last 30 days it would have acted never"
        ]
        spec = await program.ground.ask(
            lambda desk: triggers.spec_of(desk, triggers.named("Remind"))
        )
        assert (spec.template, spec.every_days, spec.most, spec.at_time) == ("Soon", 2, 3, "09:00")
