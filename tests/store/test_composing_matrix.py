"""Every action for every kind of record, with each way of reaching the client there or missing."""

from __future__ import annotations

from typing import Any

import pytest

from store.desk import Desk
from tests.store.composing_ground import (
    ADDRESS,
    EMAIL,
    KINDS,
    MOBILE,
    NUMBER,
    ON_PAPER,
    PHONE,
    client,
    fired,
    record,
    trigger,
)

NOTHING: dict[str, Any] = {"email": "", "mobile": "", "phone": "", "address": "", "city": "",
                           "postcode": ""}  # fmt: skip

HAVE: dict[str, dict[str, Any]] = {
    "all": {},
    "email": {**NOTHING, "email": EMAIL},
    "mobile": {**NOTHING, "mobile": MOBILE},
    "phone": {**NOTHING, "phone": PHONE},
    "address": {**NOTHING, **ADDRESS},
    "nothing": NOTHING,
}
"""What a client has."""

TO_MAIL = f"email {EMAIL}"
TO_SMS = f"sms {NUMBER}"
TO_POST = f"letter {ON_PAPER}"
RING, RING_LANDLINE = f"call {MOBILE}", f"call {PHONE}"

NO_MAIL = "failed: Ada Okafor has no email address"
NO_SMS = "failed: Ada Okafor has no mobile number"
NO_POST = "failed: Ada Okafor has no postal address"

EXPECTED: dict[str, dict[str, str]] = {
    "task": dict.fromkeys(HAVE, "task"),
    "call": {"all": RING, "email": "call", "mobile": RING, "phone": RING_LANDLINE,
             "address": "call", "nothing": "call"},
    "email": {**dict.fromkeys(HAVE, NO_MAIL), "all": TO_MAIL, "email": TO_MAIL},
    "letter": {**dict.fromkeys(HAVE, NO_POST), "all": TO_POST, "address": TO_POST},
    "sms": {**dict.fromkeys(HAVE, NO_SMS), "all": TO_SMS, "mobile": TO_SMS},
    "email else call": {
        "all": TO_MAIL, "email": TO_MAIL, "mobile": RING, "phone": RING_LANDLINE,
        "address": f"{NO_MAIL} and has no phone number",
        "nothing": f"{NO_MAIL} and has no phone number",
    },
    "email else letter": {
        "all": TO_MAIL, "email": TO_MAIL, "address": TO_POST,
        "mobile": f"{NO_MAIL} and has no postal address",
        "phone": f"{NO_MAIL} and has no postal address",
        "nothing": f"{NO_MAIL} and has no postal address",
    },
    "sms else call": {
        "all": TO_SMS, "mobile": TO_SMS, "phone": RING_LANDLINE,
        "email": f"{NO_SMS} and has no phone number",
        "address": f"{NO_SMS} and has no phone number",
        "nothing": f"{NO_SMS} and has no phone number",
    },
    "sms else email": {
        "all": TO_SMS, "mobile": TO_SMS, "email": TO_MAIL,
        "phone": f"{NO_SMS} and has no email address",
        "address": f"{NO_SMS} and has no email address",
        "nothing": f"{NO_SMS} and has no email address",
    },
}  # fmt: skip
"""Action to what comes of it, by what the client has."""


@pytest.mark.parametrize("have", HAVE)
@pytest.mark.parametrize("action", EXPECTED)
@pytest.mark.parametrize("kind", KINDS)
def test_every_action_for_every_kind_of_record(
    desk: Desk, kind: str, action: str, have: str
) -> None:
    """Exactly this is made, once, and nothing beside it; the firing is where it is."""
    client(desk, **HAVE[have])
    card = record(desk, kind)
    found = fired(desk, trigger(desk, card, action), card)
    expected = EXPECTED[action][have]
    assert found.words == (expected,)
    assert found.settled.total == 1
    if expected.startswith("failed"):
        assert (found.row.state, found.settled.failed) == ("failed", 1)
        assert (found.row.settled_at, found.row.made) == (desk.now(), None)
    elif found.messages:
        message = found.messages[0]
        assert (found.row.state, found.row.settled_at) == ("sending", None)
        assert (message.state, message.to_name) == ("pending", "Ada Okafor")
        assert (message.card_id, message.client_id) == (card.id, card.client_id)
    else:
        assert found.made is not None
        assert (found.row.state, found.made.about_id) == ("done", card.id)


def test_the_matrix_is_whole() -> None:
    """Every action there is stands in it, with everything a client may have."""
    from store import triggeractions

    assert set(EXPECTED) == set(triggeractions.ACTIONS)
    assert all(set(row) == set(HAVE) for row in EXPECTED.values())
