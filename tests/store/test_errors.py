"""Refusals carry every reason, and wrong words are answered with right ones."""

from __future__ import annotations

import copy

from store.errors import Refused, did_you_mean, nearest

STATUSES = ("Retouch", "Printing", "Printed", "QA", "Blueprint")


def test_a_refusal_tells_every_reason() -> None:
    """Several reasons stay several, and are read one a line."""
    assert Refused("one").problems == ["one"]
    assert str(Refused(["one", "two"])) == "one\ntwo"


def test_a_refusal_can_be_copied() -> None:
    """A refusal keeps its reasons when it is sent on to another thread or process."""
    assert copy.copy(Refused(["one", "two"])).problems == ["one", "two"]


def test_nearest_words() -> None:
    """Case does not matter, beginnings come first, strangers are left out."""
    assert nearest("RETUCH", STATUSES) == ["Retouch"]
    assert nearest("print", STATUSES)[:2] == ["Printing", "Printed"]
    assert nearest("zzz", STATUSES) == []


def test_did_you_mean() -> None:
    """The remark fits behind a sentence, and is empty when nothing is near."""
    assert did_you_mean("retuch", STATUSES) == " (did you mean Retouch?)"
    assert did_you_mean("printe", STATUSES).startswith(" (did you mean Printed, ")
    assert did_you_mean("zzz", STATUSES) == ""
