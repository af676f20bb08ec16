"""Troubles with a mail server, each as what it means for the message and in words for people."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

import aiosmtplib

from store.envelopes import Result
from store.text import safe

LOGIN_CODES = (530, 534, 535, 538)
"""Answers that ask for another login, whatever was said before them."""

LATER, TOO_LARGE = 421, 552

ERRORS = (aiosmtplib.SMTPException, OSError, ValueError)
"""Everything that the library raises for what is no mistake of this program."""

REFUSALS = (
    aiosmtplib.SMTPSenderRefused,
    aiosmtplib.SMTPRecipientRefused,
    aiosmtplib.SMTPDataError,
)
"""The server said no to one message and goes on listening."""


@dataclass
class Trouble(Exception):
    """Why a message was not taken, or may not have been; ``dropped`` where the line was closed."""

    result: Result
    words: str
    dropped: bool = False


def after(error: Exception) -> Trouble:
    """What an error means once the whole message has left."""
    if isinstance(error, aiosmtplib.SMTPDataError) and 400 <= error.code < 600:
        result: Result = "temporary" if error.code < 500 else "permanent"
        return Trouble(result, _said(error))
    if isinstance(error, aiosmtplib.SMTPTimeoutError):
        words = "the mail server did not answer after it had the message"
    elif isinstance(error, aiosmtplib.SMTPResponseException):
        words = f"the mail server's answer means nothing ({_said(error)})"
    else:
        words = "the connection was lost before the mail server had answered"
    return Trouble("unknown", f"{words}; it may have arrived or not")


def before(error: Exception) -> Trouble:
    """What an error means while the message has not left."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, aiosmtplib.SMTPResponseException):
        if error.code < 500:
            return Trouble("temporary", _said(error), dropped=error.code == LATER)
        return Trouble(_lasting(error), _said(error))
    if isinstance(error, aiosmtplib.SMTPTimeoutError):
        return Trouble("temporary", "the mail server did not answer in time")
    if isinstance(error, OSError):
        return Trouble("temporary", "the mail server closed the connection", dropped=True)
    return Trouble("permanent", f"the message cannot be sent: {error}")


def _lasting(error: aiosmtplib.SMTPResponseException) -> Result:
    """Whether a refusal for good is about the message, or about who sends."""
    if error.code in LOGIN_CODES:
        return "settings"
    about_sender = isinstance(error, aiosmtplib.SMTPSenderRefused) and error.code != TOO_LARGE
    return "settings" if about_sender else "permanent"


def _said(error: aiosmtplib.SMTPResponseException) -> str:
    """The server's own words."""
    words = f"{error.code} {error.message}" if error.code > 0 else error.message
    return safe(words, 400)


def connecting(error: Exception, name: str) -> Trouble:
    """What an error means while a connection is being made."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(cause, ssl.SSLError):
        return Trouble("settings", _tls(cause, name))
    if isinstance(error, aiosmtplib.SMTPResponseException):
        login = isinstance(error, aiosmtplib.SMTPAuthenticationError)
        remedy = "; check user and password under [mail]" if login else ""
        result: Result = "temporary" if error.code < 500 else "settings"
        return Trouble(result, f"{name}: {_said(error)}{remedy}")
    if isinstance(error, aiosmtplib.SMTPTimeoutError):
        return Trouble("temporary", f"{name} does not answer")
    if isinstance(error, OSError):
        reason = getattr(cause, "strerror", None) or "the connection was closed"
        return Trouble("temporary", f"{name} cannot be reached: {safe(str(reason), 200)}")
    if "STARTTLS" in str(error) and "AUTH" not in str(error):
        words = f'{name} offers no STARTTLS; where it begins with TLS, set security = "tls"'
        return Trouble("settings", f"{words} under [mail]")
    return Trouble("settings", f"{name}: {safe(str(error), 300)}")


def _tls(error: ssl.SSLError, name: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {name} cannot be trusted: {error.verify_message}; host under "
            "[mail] must be the name that it is for, and ca_file may name who vouches for it"
        )
    return f"{name} could not be spoken to by TLS; check port and security under [mail]"
