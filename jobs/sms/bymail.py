"""Email to SMS: carriers that take an email to a number's address and pass it on.

It goes through the studio's mail server like other email, with the text as its body and nothing
else. Whether the carrier then sends it, nobody is told.
"""

from __future__ import annotations

from dataclasses import replace

from jobs import mail
from jobs.sms.mute import Mute
from jobs.sms.outcomes import number_of, outcome
from store import mailing, numbers
from store.envelopes import Envelope, Outcome
from store.settings import Settings


class ByMail(Mute):
    """Hands SMS over to the mail server."""

    name = "mail"

    def __init__(self, settings: Settings, country: str) -> None:
        """Take the settings of mail and of SMS."""
        self._settings, self._country = settings, country
        self._post = mail.post(settings)

    async def send(self, envelope: Envelope) -> Outcome:
        """Send one message as an email."""
        if self._post is None:
            return outcome(self.name, envelope, "settings", mailing.gap(self._settings))
        address = self.address(number_of(envelope, self._country))
        came = await self._post.send(
            replace(
                envelope, channel="email", to_name="", to_address=address, subject="", html="",
                files=(),
            )
        )  # fmt: skip
        return replace(came, gateway=self.name, answer=f"{address}: {came.answer}")

    def address(self, number: str) -> str:
        """Where a number's SMS go."""
        values = {"{number}": number.removeprefix("+"), "{national}": numbers.national(number)}
        address = self._settings.sms.mail_domain
        for field, value in values.items():
            address = address.replace(field, value)
        return address

    async def check(self) -> str:
        """Say what is missing; the mail server has a check of its own."""
        return mailing.gap(self._settings)

    async def rest(self) -> None:
        """Close what has not been used for a while."""
        if self._post is not None:
            await self._post.rest()

    async def close(self) -> None:
        """Let go of the mail server."""
        if self._post is not None:
            await self._post.close()
