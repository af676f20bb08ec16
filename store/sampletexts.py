"""The sample letters of a new studio; a studio may change all of them."""

from __future__ import annotations

from store import templates
from store.desk import Desk

_GREETING = "Dear {{ client.addressed }},"
_CLOSING = "With kind regards\n{{ user.name }}\n{{ studio.name }}"

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


def furnish(desk: Desk) -> None:
    """Add the letters."""
    for name, subject, middle in LETTERS:
        body = f"{_GREETING}\n\n{middle.strip()}\n\n{_CLOSING}"
        templates.add(desk, name, channel="letter", subject=subject, body=body)
