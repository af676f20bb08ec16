"""Who wants no more messages, as a list of the set-up."""

from __future__ import annotations

from collections.abc import Mapping

from store import optouts
from store.desk import Desk
from store.errors import Refused
from store.setuplists import Key
from tui.screens import checks
from tui.screens.lists.entries import SetupList, Values
from tui.widgets.form import Field


def _fields(desk: Desk, key: Key | None) -> list[Field]:
    def wrong(values: Mapping[str, str]) -> str | None:
        try:
            optouts.same(desk, values["channel"].strip(), values["address"])
        except Refused as refusal:
            return refusal.problems[0]
        return None

    channel, address = (key[0], key[1]) if key else ("sms", "")
    return [
        Field("channel", "Wants no more", channel, "", optouts.CHANNELS,
              checks.one_of(optouts.CHANNELS, "channel")),
        Field("address", "Number or address", address, "such as +1 212 555 0100",
              check=checks.required("whose number or address?"), together=wrong),
    ]  # fmt: skip


def _save(desk: Desk, key: Key | None, values: Values) -> object:
    channel, address = values["channel"].strip(), values["address"]
    if key is None:
        return optouts.add(desk, [address], channel)
    return optouts.correct(desk, (key[0], key[1]), (channel, address))


def _remove(desk: Desk, key: Key) -> object:
    return optouts.remove(desk, [key[1]], key[0])


OPT_OUTS = SetupList(
    "opt-outs", _fields, _save, remove=_remove,
    lines=("Nothing is sent to them, whoever has the number; a client's own mark is with them.",),
)  # fmt: skip
