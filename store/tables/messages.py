"""The tables of what is said to people: emails, SMS and letters as they were sent."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, ForeignKeyField, IntegerField, TextField

from store.tables.cards import Card
from store.tables.ledger import Firing
from store.tables.people import Client
from store.tables.rows import Row


class Message(Row):
    """An email, SMS or letter: what was approved is what is sent, and is never changed after.

    ``state`` is held, pending, sending, done, failed, unknown or cancelled; ``cause`` says why one
    is held or waits; ``next_at`` is when it is tried (again); ``fence`` is the holding of the lease
    that handed it over last. ``message_id`` is the same at every try. ``answer`` is what the server
    or gateway said, ``remote_id`` its own name for the message, ``delivery`` what it told later.
    ``sha256`` is of the bytes that were sent.
    """

    number = IntegerField(unique=True)
    channel = TextField()
    firing = ForeignKeyField(Firing, null=True, index=False)
    firing_id: int | None
    card = ForeignKeyField(Card, null=True, index=False)
    card_id: int | None
    client = ForeignKeyField(Client, null=True, index=False)
    client_id: int | None
    to_name = TextField(default="")
    to_address = TextField()
    sender = TextField(default="")
    subject = TextField(default="")
    body = TextField(default="")
    html = TextField(default="")
    message_id = TextField(unique=True)
    gateway = TextField(default="")
    state = TextField(default="pending")
    cause = TextField(default="")
    reason = TextField(default="")
    attempts = IntegerField(default=0)
    next_at = BigIntegerField()
    fence = IntegerField(default=0)
    remote_id = TextField(default="")
    answer = TextField(default="")
    delivery = TextField(default="")
    checked_at = BigIntegerField(null=True)
    sha256 = TextField(default="")
    created_at = BigIntegerField()
    settled_at = BigIntegerField(null=True)
    by = TextField(default="")


Message.add_index(
    Message.index(Message.channel, Message.next_at, where=(Message.state == "pending"))
)
Message.add_index(Message.index(Message.state))
Message.add_index(Message.index(Message.firing, where=Message.firing.is_null(False)))
Message.add_index(Message.index(Message.card, where=Message.card.is_null(False)))
Message.add_index(Message.index(Message.client, where=Message.client.is_null(False)))
Message.add_index(
    Message.index(Message.channel, Message.settled_at, where=Message.settled_at.is_null(False))
)


class Content(Row):
    """The bytes of files that went with messages, and of letters, each kept once."""

    sha256 = TextField(unique=True)
    bytes = BlobField()


class MessageFile(Row):
    """A file of a message: an attachment, or the letter itself."""

    message = ForeignKeyField(Message, index=False)
    message_id: int
    position = IntegerField(default=0)
    name = TextField()
    media_type = TextField(default="application/pdf")
    content = ForeignKeyField(Content, index=False)
    content_id: int

    class Meta:
        """In order."""

        indexes = ((("message", "position"), True),)


class OptOut(Row):
    """A number or address that wants no more messages; it outlives whoever had it."""

    channel = TextField(default="sms")
    address = TextField()
    at = BigIntegerField()
    source = TextField(default="")
    by = TextField(default="")

    class Meta:
        """Once per channel."""

        indexes = ((("channel", "address"), True),)
