"""The language of templates: little of it, and none of it dangerous."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import Refused
from store.mergetree import FIELDS
from store.templatecheck import problems, written
from store.templatewords import Fields, Later, fill, named_in

VALUES = {
    "client": Fields("client", {"name": "Ada", "email": ""}),
    "order": Fields(
        "order", {"ref": "O-1", "lines": [Fields("line", {"item": str(n)}) for n in (1, 2)]}
    ),
    "today": "2 November",
    "session": None,
}

DANGEROUS = (
    "{{ ''.__class__.__mro__ }}",
    "{{ client.__class__ }}",
    "{{ client['__init__'] }}",
    "{{ client.name.format(1) }}",
    "{{ range(10 ** 9) }}",
    "{{ 'x' * 999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ client.name|center(999999999) }}",
    "{{ client.name|attr('x') }}",
    "{% set a = client.name %}{{ a }}",
    "{% macro a() %}{% endmacro %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% for a in order.lines %}{% for b in order.lines %}{% for c in order.lines %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in 'abc' %}{% endfor %}",
    "{% for a in client.name %}{% endfor %}",
    "{% for a, b in order.lines %}{% endfor %}",
    "{% block x %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{{ self }}",
    "{{ cycler }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ client.name[0:5] }}",
    "{{ " + "9" * 5000 + " }}",
    "{{ " + "(" * 4000 + " }}",
    "{{ " + "not " * 500 + "client }}",
    "{{ order.lines.item }}",
    "{% if client.name is defined %}x{% endif %}",
)
"""What must not be saved."""


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_harm_is_refused(text: str) -> None:
    """At once, when it is saved, with a line."""
    began = time.monotonic()
    found = problems(text, FIELDS)
    assert found
    assert all(line.startswith("line ") for line in found)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("text", DANGEROUS[:8])
def test_what_slipped_in_does_no_harm(text: str) -> None:
    """A text that came into the table by another way is refused when it is filled in."""
    with pytest.raises(Refused):
        fill(text, VALUES)


def test_what_may_be_said() -> None:
    """Fields, conditions, comparisons, loops that know where they are, a few filters."""
    text = (
        "{{ client.name|upper }} {{ client['name'] }} {{ client.email|default('none') }} "
        "{% if client.email == '' and not session %}no{% endif %} "
        "{% for one in order.lines %}{{ loop.index }}:{{ one.item }}{% if not loop.last %}, "
        "{% endif %}{% else %}nothing{% endfor %} {{ order.lines|length }} "
        "{{ 'a' ~ order.ref }} {{ 'x' if order else 'y' }}{# a remark #}"
    )
    assert problems(text, FIELDS) == []
    assert fill(text, VALUES) == "ADA Ada none no 1:1, 2:2 2 aO-1 x"


def test_a_name_of_a_loop_ends_with_it() -> None:
    """After the loop there is no such field."""
    text = "{% for line in order.lines %}{% endfor %}{{ line.item }}"
    assert problems(text, FIELDS)[0].startswith("line 1: there is no field 'line'")


def test_lines_keep_their_numbers() -> None:
    """Lines of conditions alone leave nothing behind, but are counted."""
    text = "a\n{% if client %}\nb\n{% endif %}\n{{ nothing }}"
    assert problems(text, FIELDS)[0].startswith("line 5: ")
    assert fill("a\n{% if client %}\nb\n{% endif %}\nc", VALUES) == "a\nb\nc"


def test_paragraphs_stay_apart() -> None:
    """A condition within a line takes no line away; a left out one leaves no hole."""
    text = "One.{% if session %} Two.{% endif %}\n\n{% if session %}\nThree.\n{% endif %}\n\nFour."
    assert fill(text, VALUES) == "One.\n\nFour."


def test_what_grows_too_long_is_refused() -> None:
    """A long list of long texts ends the letter, not the program."""
    rows = [Fields("line", {"item": "x" * 1_000})] * 500
    with pytest.raises(Refused, match="becomes longer than 100,000"):
        fill("{% for a in order.lines %}{{ a.item }}{% endfor %}",
             {"order": Fields("order", {"lines": rows})})  # fmt: skip


def test_steering_characters_do_not_come_through() -> None:
    """Whatever a value has in it, the text can be painted."""
    values = {"client": Fields("client", {"name": "a\x1b[31m\u202eb\x00"})}
    assert fill("{{ client.name }}", values) == "a[31mb"


def test_comparing_apples_with_pears_is_told() -> None:
    """No error of Python's reaches anybody."""
    with pytest.raises(Refused, match="cannot be filled in"):
        fill("{% if client.name < 3 %}x{% endif %}", VALUES)


def test_every_field_is_listed_with_words() -> None:
    """Lists show that they are such."""
    found = written(FIELDS)
    assert found["client.name"] == "name, as it is filed"
    assert "order.missing[].outstanding" in found
    assert all(found.values())


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="{}%# abloginf.client['name']|()~\n0\\\"-+*", max_size=80))
def test_whatever_is_typed_is_answered(text: str) -> None:
    """Any text is either good and can be filled in, or refused in words."""
    if not problems(text, FIELDS):
        try:
            fill(text, VALUES)
        except Refused as refusal:
            assert str(refusal)


# HTML ---------------------------------------------------------------------------------------------


def test_html_is_the_templates_and_text_is_the_values() -> None:
    """Tags of the text stay; those of values, of texts in it and of what filters make do not."""
    values = {"client": Fields("client", {"name": "<Ada> & 'B' \"C\"", "rows": ["<", ">"]})}
    text = (
        "<p title=\"{{ client.name }}\">{{ client.name }}</p>{{ '<i>' }}"
        "{{ client.rows|join('<') }}{{ ('<' ~ client.name)|upper }}{{ client }}"
    )
    name = "&lt;Ada&gt; &amp; &#39;B&#39; &#34;C&#34;"
    assert fill(text, values, html=True) == (
        f'<p title="{name}">{name}</p>&lt;i&gt;&lt;&lt;&gt;&lt;{name.upper()}{name}'.replace(
            "&LT;ADA&GT; &AMP; &#39;B&#39; &#34;C&#34;",
            "&lt;ADA&gt; &amp; &#39;B&#39; &#34;C&#34;",
        )
    )


@given(st.text(max_size=60))
def test_no_value_ever_makes_a_tag(value: str) -> None:
    """Nor ends an attribute."""
    values = {"client": Fields("client", {"name": value})}
    found = fill('<a title="{{ client.name }}">{{ client.name|trim }}</a>', values, html=True)
    assert (found.count("<"), found.count(">"), found.count('"')) == (2, 2, 2)


def test_a_plain_text_after_html_is_plain() -> None:
    """The same words read both ways do not get mixed up."""
    values = {"client": Fields("client", {"name": "<Ada>"})}
    text = "{{ client.name }}"
    assert [fill(text, values, html=html) for html in (False, True, False)] == [
        "<Ada>", "&lt;Ada&gt;", "<Ada>",
    ]  # fmt: skip


def test_what_is_read_later_is_read_once_and_when_asked() -> None:
    """A value that costs something is read where a text speaks of it."""
    read: list[int] = []
    values = {
        "order": Fields("order", {"ref": "O-1", "lines": Later(lambda: read.append(1) or [])})
    }
    assert fill("{{ order.ref }}", values) == "O-1"
    assert read == []
    assert fill("{{ order.lines|length }} {{ order.lines|length }}", values) == "0 0"
    assert read == [1]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("plain", set()),
        ("{{ client.name }}{% if order %}x{% endif %}", {"client", "order"}),
        ("{% for line in order.lines %}{{ line.item }}{% endfor %}", {"line", "order"}),
        ("{{ broken", set()),
    ],
)
def test_the_names_that_a_text_has(text: str, names: set[str]) -> None:
    """So that only what is needed is read."""
    assert named_in(text) == names
