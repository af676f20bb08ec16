"""Who wants no messages is on a list, which nothing but a decision takes them off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import history, optouts
from store.desk import Desk
from store.errors import Refused
from store.tables import OptOut
from tests.store.conftest import MONDAY, Login

NUMBER = "+12125550100"


@pytest.fixture
def american(desk: Desk) -> Desk:
    """The desk in a studio that has a country."""
    desk.settings = replace(desk.settings, studio=replace(desk.settings.studio, country="US"))
    return desk


def test_a_number_is_kept_in_its_form(american: Desk) -> None:
    """However it is written it is the same, and on the list once; who and when is kept."""
    optouts.add(american, ["212 555 0100", "(212) 555-0100"])
    optouts.add(american, [NUMBER])
    (row,) = optouts.listed()
    assert (row.channel, row.address, row.at) == ("sms", NUMBER, MONDAY)
    assert (row.source, row.by) == ("person", "ana")
    assert optouts.is_out(american.settings, "sms", "1 212 555 0100")
    assert not optouts.is_out(american.settings, "sms", "212 555 0101")


def test_addresses_have_a_list_of_their_own(american: Desk) -> None:
    """Whatever their case; who wants no email may want SMS."""
    optouts.add(american, ["Ada@Example.com"], "email")
    assert optouts.is_out(american.settings, "email", "ada@example.COM ")
    assert not optouts.is_out(american.settings, "sms", "ada@example.com")
    assert [row.address for row in optouts.listed("email")] == ["ada@example.com"]
    assert optouts.listed("sms") == []


def test_taking_off(american: Desk) -> None:
    """Only who is on the list; all that are not are told, with the nearest."""
    optouts.add(american, [NUMBER, "212 555 0177"])
    with pytest.raises(Refused) as caught:
        optouts.remove(american, ["212 555 0177", "212 555 0101", "212 555 0102"])
    assert len(caught.value.problems) == 2
    assert "+12125550101 is not on the list" in caught.value.problems[0]
    assert NUMBER in caught.value.problems[0]
    assert len(optouts.listed()) == 2
    optouts.remove(american, ["212 555 0177"])
    assert [row.address for row in optouts.listed()] == [NUMBER]


@pytest.mark.parametrize(
    ("channel", "addresses", "says"),
    [
        ("sms", ["555"], "'555' is no phone number in US"),
        ("sms", ["\x1b[31m[/]"], "is no phone number"),
        ("sms", [], "name at least one"),
        ("email", ["ada"], "'ada' is no email address"),
        ("email", [""], "name at least one"),
        ("letter", [NUMBER], "cannot be opted out of"),
        ("emial", ["a@b.cd"], "did you mean email?"),
    ],
)
def test_what_is_refused(american: Desk, channel: str, addresses: list[str], says: str) -> None:
    """Said in words, without what could steer a terminal; nothing is written."""
    with pytest.raises(Refused, match=says.replace("?", r"\?")) as caught:
        optouts.add(american, [*addresses], channel)
    assert "\x1b" not in str(caught.value)
    assert OptOut.select().count() == 0


def test_without_a_country_numbers_need_their_code(desk: Desk) -> None:
    """The remedy says so."""
    with pytest.raises(Refused, match=r"no country is set .* such as \+12125550100"):
        optouts.add(desk, ["212 555 0100"])
    optouts.add(desk, [NUMBER])
    assert optouts.is_out(desk.settings, "sms", NUMBER)


def test_the_sms_country_comes_first(american: Desk) -> None:
    """A studio near a border may text into another country."""
    other = replace(american.settings.sms, country="DE")
    american.settings = replace(american.settings, sms=other)
    optouts.add(american, ["0151 23456789"])
    assert optouts.listed()[0].address == "+4915123456789"


def test_a_viewer_may_not(american: Desk, log_in: Login) -> None:
    """It is a change like others."""
    with pytest.raises(Refused, match="may not"):
        optouts.add(log_in("vic"), [NUMBER])


def test_it_is_undone_like_other_changes(american: Desk) -> None:
    """Both ways."""
    optouts.add(american, [NUMBER])
    history.undo(american)
    assert not optouts.is_out(american.settings, "sms", NUMBER)


@pytest.mark.parametrize("word", sorted(optouts.STOP))
def test_words_to_stop(word: str) -> None:
    """In any case, with signs and blanks around them."""
    assert optouts.meaning(word) == "stop"
    assert optouts.meaning(f"  {word.lower()}!\n") == "stop"


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("start", "start"), ("Unstop.", "start"), ("YES", "start"), ("“Stop”", "stop"),
        ("opt-out", "stop"), ("Opt out", "stop"), ("", None), ("   ", None), ("...", None),
        ("please stop", None), ("don't stop", None), ("yes please", None), ("STOPP", None),
        ("When do you end?", None), ("stop" * 100, None), ("\N{CYRILLIC CAPITAL LETTER ES}TOP", None),
    ],
)  # fmt: skip
def test_only_a_word_alone_means_something(text: str, means: str | None) -> None:
    """A sentence is for people to read."""
    assert optouts.meaning(text) == means


@given(st.text(max_size=300))
def test_any_answer_is_read(text: str) -> None:
    """Nothing raises."""
    assert optouts.meaning(text) in ("stop", "start", None)
