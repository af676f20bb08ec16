"""The sample texts of a new studio: letters, emails and SMS; a studio may change all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from store import templates
from store.desk import Desk

_GREETING = "Dear {{ client.addressed }},"
_CLOSING = """With kind regards
{% if user.name %}
{{ user.name }}
{% endif %}
{{ studio.name }}"""

LETTERS: tuple[tuple[str, str, str], ...] = (
    (
        "Order ready",
        "Your order{% if order %} {{ order.ref }}{% endif %} is ready",
        """what you ordered is ready and waits for you at the studio.
{% if order %}
{% for line in order.lines %}
  {{ line.quantity }} × {{ line.description }}
{% endfor %}
{% endif %}

Please bring this letter when you come.{% if invoice and not invoice.is_paid %} \
{{ invoice.open }} is still to be paid.{% endif %}
""",
    ),
    (
        "Payment reminder",
        "Invoice {{ invoice.ref }}",
        """our invoice {{ invoice.ref }} of {{ invoice.date }} comes to {{ invoice.total }}; \
{{ invoice.open }} of it is still open.\
{% if invoice.payment_due %} It was due on {{ invoice.payment_due }}.{% endif %}

Should your payment have crossed this letter, please take it as answered.
""",
    ),
    (
        "Missing pieces",
        "Your order {{ order.ref }}",
        """a part of your order {{ order.ref }} is here already. We still wait for:
{% for line in order.missing %}
  {{ line.outstanding }} × {{ line.description }}
{% endfor %}

You hear from us as soon as all is here\
{% if order.promised %}, by {{ order.promised }} as promised{% endif %}.
""",
    ),
)
"""Name, subject, and what stands between greeting and closing."""

_HI = "Hi {{ client.first_name }},"
_SIGNED = (
    "{% if user.name %}{{ user.name }}, {% endif %}{{ studio.name }}"
    "{% if studio.phone %}, {{ studio.phone }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Email:
    """An email: its parts after the greeting are paragraphs; to a vendor it greets the contact."""

    name: str
    subject: str
    middle: str
    greeting: str = _HI


EMAILS: tuple[Email, ...] = (
    Email(
        "Session confirmation",
        "Your session on {{ session.date }}",
        """thank you for booking with us. We have kept this time for you: {{ session.date }}\
{% if session.time %}, {{ session.time }}{% endif %}\
{% if session.photographer %}, with {{ session.photographer }}{% endif %}.

The details are attached. If anything has to change, just answer this email\
{% if studio.phone %} or call {{ studio.phone }}{% endif %}.

We look forward to seeing you.""",
    ),
    Email(
        "Session reminder",
        "See you on {{ session.date }}",
        """your session is coming up: {{ session.date }}\
{% if session.time %} at {{ session.time }}{% endif %}\
{% if session.photographer %} with {{ session.photographer }}{% endif %}.

{% if studio.address %}You find us at {{ studio.address }}. {% endif %}Bring whatever makes you \
feel like yourself, and come a few minutes early so that nobody has to hurry.

If the day does not suit you any more, please answer this email and we find another.""",
    ),
    Email(
        "Proofs online",
        "Your pictures are ready to be seen",
        """the pictures of your session{% if session %} on {{ session.date }}{% endif %} are ready \
to be seen. Take your time with them, and tell us which ones you love.

If you would rather look at them together, we are glad to make an appointment at the studio.""",
    ),
    Email(
        "Order confirmation",
        "Thank you for your order {{ invoice.ref }}",
        """thank you for your order. It comes to {{ invoice.total }}\
{% if not invoice.is_paid %}, of which {{ invoice.open }} is still open\
{% if invoice.payment_due %} and due on {{ invoice.payment_due }}{% endif %}{% endif %}.

{% if invoice.promised %}We expect to have everything ready by {{ invoice.promised }}. \
{% endif %}Your invoice is attached; please look through it and tell us if anything is not as you \
wish.""",
    ),
    Email(
        "Ready for pick-up",
        "Your order is ready",
        """good news: what you ordered is here, looked over, and waits for you at the studio.\
{% if invoice and not invoice.is_paid %} {{ invoice.open }} is still open; you can pay when you \
come.{% endif %}

{% if studio.address %}You find us at {{ studio.address }}. {% endif %}We are happy to keep it \
for you until it suits you.""",
    ),
    Email(
        "Payment reminder email",
        "A reminder about invoice {{ invoice.ref }}",
        """a small reminder: of invoice {{ invoice.ref }} over {{ invoice.total }}, \
{{ invoice.open }} is still open.\
{% if invoice.payment_due %} The day it was to be paid by is {{ invoice.payment_due }}.{% endif %}

If your payment is on its way already, thank you, and please forget this email. If anything is \
unclear, just answer it.""",
    ),
    Email(
        "Review request",
        "How do you like your pictures?",
        """your pictures have been with you for a little while now, and we hope they have found a \
good place.

Would you tell us how it was for you? A sentence or two in answer to this email is enough. If \
you liked it, a few words where other people look for a photographer help us a great deal.

Thank you for trusting us with it.""",
    ),
    Email(
        "Lab reminder",
        "Order {{ order.ref }} of {{ studio.name }}",
        """we have not had our order {{ order.ref }}\
{% if order.vendor_number %} (your number {{ order.vendor_number }}){% endif %} back yet\
{% if order.due %}; we had expected it by {{ order.due }}{% endif %}.

Could you tell us where it stands, and when we can count on it\
{% if order.promised %}? It is promised to our client for {{ order.promised }}{% else %}?{% endif %}

Thank you for your help.""",
        "Dear {{ vendor.contact|default('all') }}{% if vendor.contact %},{% else %} "
        "at {{ vendor.name }},{% endif %}",
    ),
)
"""The emails that a portrait studio sends."""

SMS: tuple[tuple[str, str], ...] = (
    (
        "Session reminder SMS",
        "Hi {{ client.first_name }}, we look forward to your session on {{ session.date }}"
        "{% if session.time %} at {{ session.time }}{% endif %}. {{ studio.name }}"
        "{% if studio.phone %}, {{ studio.phone }}{% endif %}",
    ),
    (
        "Ready for pick-up SMS",
        "Hi {{ client.first_name }}, your order is ready and waits for you at the studio. "
        "{{ studio.name }}{% if studio.phone %}, {{ studio.phone }}{% endif %}",
    ),
)
"""Name and text; each fits one part for names of usual length."""

_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_TAGS = re.compile(r"(\{%.*?%\}|\{\{.*?\}\})", re.DOTALL)


def html_of(text: str) -> str:
    """Write a template's text as HTML: its paragraphs, each of which is whole in itself."""
    page = '<div style="font-family: sans-serif; font-size: 16px; line-height: 1.5">'
    paragraphs = [f"<p>{_escaped(part)}</p>" for part in text.split("\n\n")]
    return "\n".join([page, *paragraphs, "</div>"])


def _escaped(text: str) -> str:
    """A paragraph with its signs escaped, but those of fields and conditions."""
    return "".join(
        part if part.startswith("{") else part.translate(_SIGNS).replace("\n", "<br>\n")
        for part in _TAGS.split(text)
    )


def furnish(desk: Desk) -> None:
    """Add them all."""
    for name, subject, middle in LETTERS:
        body = f"{_GREETING}\n\n{middle.strip()}\n\n{_CLOSING}"
        templates.add(desk, name, channel="letter", subject=subject, body=body)
    for email in EMAILS:
        body = f"{email.greeting}\n\n{email.middle.strip()}\n\n{_SIGNED}"
        templates.add(
            desk, email.name, channel="email", subject=email.subject, body=body,
            html=html_of(body),
        )  # fmt: skip
    for name, body in SMS:
        templates.add(desk, name, channel="sms", body=body)
