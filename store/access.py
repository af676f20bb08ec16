"""Who may do what: roles and the rights they carry, checked where commands begin."""

from __future__ import annotations

from dataclasses import dataclass

from store.errors import Refused

ROLES = ("admin", "staff", "operator", "viewer")
"""Roles, the mightiest first."""

RIGHTS: dict[str, frozenset[str]] = {
    "admin": frozenset({"work", "set-up", "users", "act for others"}),
    "staff": frozenset({"work", "set-up"}),
    "operator": frozenset({"work"}),
    "viewer": frozenset(),
}
"""Role to what it allows besides looking."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is acting; ``id`` is null for a login that no user of the studio is mapped to."""

    id: int | None
    login: str
    name: str
    role: str

    def may(self, right: str) -> bool:
        """Tell whether the role carries a right."""
        return right in RIGHTS.get(self.role, frozenset())

    def require(self, right: str, what: str) -> None:
        """Refuse what the role does not allow."""
        if self.may(right):
            return
        if self.id is None:
            raise Refused(
                f"{what}: the login '{self.login}' is no user of this studio and may only look; "
                "an admin can add it with 'safelight users add'"
            )
        raise Refused(
            f"{what}: {self.login} is {self.role} and may not do this; ask an admin of the studio"
        )


CLOCK = Person(None, "clock", "The clock", "admin")
"""The clock itself, when it acts."""
