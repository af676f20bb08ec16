"""Users have a login, one role and departments; there is always an admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import history, people
from store.desk import Desk
from store.errors import Refused
from store.tables import User

Login = Callable[[str], Desk]


def test_a_user_is_added_with_departments(desk: Desk) -> None:
    """The list shows who is where."""
    people.add_user(desk, "zoe", name="Zoë", email="zoe@example.com", departments=["retouch"])
    row, departments = next(entry for entry in people.listed(desk) if entry[0].login == "zoe")
    assert (row.name, row.role, departments) == ("Zoë", "staff", ["Retouch"])


def test_how_people_are_reached_is_kept(desk: Desk) -> None:
    """A user's phone and a department's address are changed, taken away, and made harmless."""
    people.add_user(desk, "zoe", phone=" +1 212 555 0100\x1b[31m ")
    assert desk.directory.user_named("zoe").phone == "+1 212 555 0100[31m"
    people.change_user(desk, "zoe", name="Zoë")
    assert desk.directory.user_named("zoe").phone
    people.change_user(desk, "zoe", phone="")
    assert desk.directory.user_named("zoe").phone == ""
    people.add_department(desk, "Sales", email="sales@example.com")
    people.change_department(desk, "Sales", rename="Selling")
    assert desk.directory.department_named("Selling").email == "sales@example.com"
    people.save_department(desk, "Selling", "Selling", ["joon"], email="sell@example.com")
    people.change_department(desk, "Selling", email="")
    assert desk.directory.department_named("Selling").email == ""


def test_departments_given_are_the_complete_list(desk: Desk) -> None:
    """Changing them leaves those that are not named."""
    people.change_user(desk, "joon", departments=["Front desk", "Print room"])
    found = {row.login: names for row, names in people.listed(desk)}
    assert found["joon"] == ["Front desk", "Print room"]


@pytest.mark.parametrize(
    ("login", "given", "words"),
    [
        ("", {}, "cannot be a login"),
        ("a b", {}, "cannot be a login"),
        ("\x1b[31mred", {}, "cannot be a login"),
        ("me", {}, "means something else"),
        ("ANA", {}, "already"),
        ("zoe", {"role": "boss"}, "no role is called"),
        ("zoe", {"role": "amdin"}, "did you mean admin"),
        ("zoe", {"email": "zoe"}, "no email address"),
        ("zoe", {"uid": 1000}, "belongs to ana"),
        ("zoe", {"uid": -1}, "no user id"),
        ("zoe", {"departments": ["Kitchen"]}, "no department"),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Desk, login: str, given: dict[str, Any], words: str
) -> None:
    """A wrong word is answered with the reason, and nobody is added."""
    before = User.select().count()
    with pytest.raises(Refused, match=words):
        people.add_user(desk, login, **given)
    assert User.select().count() == before


def test_the_last_admin_stays(desk: Desk) -> None:
    """Somebody can always add users."""
    with pytest.raises(Refused, match="last admin"):
        people.change_user(desk, "ana", role="staff")
    with pytest.raises(Refused, match="last admin"):
        people.switch_user(desk, "ana", active=False)
    people.change_user(desk, "joon", role="admin")
    with pytest.raises(Refused, match="last admin who can log in"):
        people.change_user(desk, "ana", role="staff")
    people.change_user(desk, "joon", uid=1001)
    people.change_user(desk, "ana", role="staff")


def test_an_inactive_user_gets_no_work(desk: Desk) -> None:
    """The name is refused until the user is active again."""
    people.switch_user(desk, "joon", active=False)
    with pytest.raises(Refused, match="inactive"):
        desk.directory.user_named("joon")
    people.switch_user(desk, "joon", active=True)
    assert desk.directory.user_named("joon").name == "Joon Park"


def test_only_admins_change_users(log_in: Login) -> None:
    """Staff may set up tracks, not people."""
    with pytest.raises(Refused, match="joon is staff"):
        people.add_user(log_in("joon"), "zoe")


def test_departments_are_named_once(desk: Desk) -> None:
    """They can be renamed, put out of use, and used again."""
    with pytest.raises(Refused, match="already"):
        people.add_department(desk, "RETOUCH")
    people.change_department(desk, "Retouch", rename="Editing")
    people.switch_department(desk, "Editing", active=False)
    with pytest.raises(Refused, match="inactive"):
        desk.directory.department_named("Editing")
    people.switch_department(desk, "Editing", active=True)
    assert desk.directory.department_named("editing").name == "Editing"


def test_an_address_that_cannot_be_is_refused(desk: Desk) -> None:
    """Of a department as of a user; nothing is changed, and headers cannot be smuggled in."""
    for wrong in ("sales", "a@b.com\nBcc: x@y.com", "a b@c.com"):
        with pytest.raises(Refused, match="no email address"):
            people.add_department(desk, "Sales", email=wrong)
        with pytest.raises(Refused, match="no email address"):
            people.change_department(desk, "Retouch", rename="Editing", email=wrong)
    assert desk.directory.department_named("Retouch").email == ""


def test_a_change_of_people_can_be_undone(desk: Desk) -> None:
    """Role and departments come back together."""
    people.change_user(desk, "joon", role="viewer", departments=[])
    history.undo(desk)
    found = {row.login: (row.role, names) for row, names in people.listed(desk)}
    assert found["joon"] == ("staff", ["Retouch"])
