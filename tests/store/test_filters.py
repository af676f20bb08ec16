"""The filter language: what is read, what is refused and where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.completion import complete, term_start
from store.errors import Refused
from store.fields import FIELDS, FLAGS, Op
from store.filters import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
    And,
    Compare,
    FilterError,
    Flag,
    Node,
    Not,
    Or,
    Query,
    Value,
    Word,
    parse,
    unparse,
)
from store.names import Entry, Names, StatusEntry

NAMES = Names(
    statuses=(StatusEntry(1, ("Printing",)), StatusEntry(2, ("On Hold",))),
    vendors=(Entry(1, ("Bay Lab",)), Entry(2, ('The "8x10"',)), Entry(3, ("Old",), True)),
    users=(Entry(1, ("ana", "Ana Lima")),),
)


def refusal(text: str) -> FilterError:
    """The error that a filter is answered with."""
    with pytest.raises(FilterError) as caught:
        parse(text)
    return caught.value


def compare(field: str, op: Op, *values: str) -> Compare:
    """A comparison with plain values."""
    return Compare(field, op, tuple(Value(value) for value in values))


def test_the_example_of_the_manual() -> None:
    """The language's own example means what it says."""
    text = 'status:Printing vendor:"Bay Lab" type:print late due<+3d owner:me value>200 smith'
    assert parse(text).root == And(
        (
            compare("status", "=", "Printing"),
            Compare("vendor", "=", (Value("Bay Lab", True),)),
            compare("type", "=", "print"),
            Flag("late"),
            compare("due", "<", "+3d"),
            compare("owner", "=", "me"),
            compare("value", ">", "200"),
            Word("smith"),
        )
    )


@pytest.mark.parametrize(
    ("text", "root"),
    (
        ("", None),
        (" \t ", None),
        ("Smith", Word("Smith")),
        ("smi*", Word("smi")),
        ('"late"', Word("late")),
        ('"say \\"hi\\" \\\\"', Word('say "hi" \\')),
        ("LATE", Flag("late")),
        ("overdue at-vendor", And((Flag("late"), Flag("atvendor")))),
        ("-late", Not(Flag("late"))),
        ("not late", Not(Flag("late"))),
        ("--late", Not(Not(Flag("late")))),
        ("a or b c", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("a AND b", And((Word("a"), Word("b")))),
        ("(a or b) c", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("-(a b)", Not(And((Word("a"), Word("b"))))),
        ("((a))", Word("a")),
        ("user=ana", compare("owner", "=", "ana")),
        ("Lane:Printing,Retouch", compare("status", "=", "Printing", "Retouch")),
        ("due >= tomorrow", compare("due", ">=", "tomorrow")),
        ("value!=3", compare("value", "!=", "3")),
        ('due<"2026-11-30 14:00"', Compare("due", "<", (Value("2026-11-30 14:00", True),))),
        ('8x10" 12:30 a/b', And((Word('8x10"'), Word("12:30"), Word("a/b")))),
        ("priority>=high", compare("priority", ">=", "high")),
        ("due:none", compare("due", "=", "none")),
    ),
)
def test_reading(text: str, root: Node | None) -> None:
    """Each construct is read as documented."""
    assert parse(text) == Query(root)
    assert parse(text).empty == (root is None)


@pytest.mark.parametrize(
    ("text", "position", "message", "first"),
    (
        ("statsu:Printing", 0, 'no field "statsu"', "status"),
        ("late and statsu:x", 9, 'no field "statsu"', "status"),
        ("due<tomorow", 4, '"tomorow" is not a date', "tomorrow"),
        ("due<3d", 4, '"3d" is not a date', "+3d"),
        ("due<2026-02-30", 4, "there is no day 2026-02-30", "today"),
        ("value>lots", 6, '"lots" is not an amount', "200"),
        ("lines>2.5", 6, '"2.5" is not a whole number', "3"),
        ("kind:prodction", 5, 'no kind "prodction"', "production"),
        ("ref:smith", 4, '"smith" is not a reference', "O-1043"),
        ("ref>O-1043", 4, '">" compares plain numbers', "O-1043"),
        ("(late", 0, '"(" is never closed', ")"),
        ("(", 0, '"(" is never closed', ")"),
        ("late)", 4, '")" closes nothing', None),
        ("()", 1, "nothing to search for", "a word"),
        ("status:", 7, "a value of status is missing", None),
        ("status:a,", 9, "a value of status is missing", None),
        ("owner: late", 6, "a value of owner is missing", "none"),
        ('status:""', 7, "nothing stands between", None),
        ("status<Printing", 6, 'status cannot be compared with "<"', ":"),
        ("late or", 7, 'nothing follows "or"', "a word"),
        ("or late", 0, 'nothing stands before "or"', "a word"),
        ("late and or x", 9, 'nothing stands before "or"', "a word"),
        ("late and", 8, 'nothing follows "and"', "a word"),
        ("not", 3, 'nothing follows "not"', "a word"),
        ("smith - album", 6, 'nothing follows "-"', "a word"),
        ('"smith', 0, "the quotation mark is never closed", '"'),
        (":x", 0, 'no field stands before ":"', "status"),
        ("value>1,200", 8, '">" takes one value', None),
        ("due<none", 4, '"<" needs a value, not none', "today"),
    ),
)
def test_errors_name_the_place(text: str, position: int, message: str, first: str | None) -> None:
    """What is wrong is answered with the place and what could stand there, nearest first."""
    error = refusal(text)
    assert error.position == position
    assert error.message.startswith(message)
    assert (error.expected[0] if error.expected else None) == first


def test_an_error_is_one_line_for_the_command_line() -> None:
    """The command line shows an error like any other refusal."""
    error = refusal("statsu:Printing")
    assert isinstance(error, Refused)
    assert str(error) == 'filter, character 1: no field "statsu"; did you mean status?'


def test_an_error_is_shown_below_the_query() -> None:
    """A caret stands under the place, wide letters counted as two cells."""
    assert refusal("写真 (late").show("写真 (late") == (
        '写真 (late\n     ^ "(" is never closed; here could stand )'
    )


def test_errors_carry_nothing_raw() -> None:
    """Control characters of a query never reach a message."""
    query = "a\x1b[31mb\u202e:x\x07"
    for text in (query, f"due<{query}", f'due<"{query}"', f"(x {query}"):
        try:
            parse(text)
        except FilterError as error:
            painted = str(error) + error.show(text).replace("\n", "")
            assert not {"\x1b", "\u202e", "\x07"} & set(painted)


@pytest.mark.parametrize(
    "text",
    (
        "(" * 5000,
        "(" * (MAX_DEPTH + 2) + "a" + ")" * (MAX_DEPTH + 2),
        "-" * (MAX_DEPTH + 2) + "a",
        "a " * (MAX_TERMS + 1),
        "status:" + "a," * MAX_TERMS + "a",
        "a" * (MAX_LENGTH + 1),
    ),
)
def test_size_is_bounded(text: str) -> None:
    """Monsters are refused in words."""
    assert refusal(text).message.startswith(("a filter has at most", "nested more than"))


WORDS = st.text(min_size=1, max_size=8).filter(str.strip)
VALUES = {
    "moment": st.sampled_from(["+3d", "today", "2026-11-30", "eow"]),
    "money": st.sampled_from(["200", "12.50"]),
    "number": st.sampled_from(["0", "12"]),
    "ref": st.sampled_from(["O-1043", "1043"]),
}
PLAIN = st.from_regex(r'[a-z][a-z0-9."-]{0,6}\*?', fullmatch=True)


@st.composite
def comparisons(draw: st.DrawFn) -> Compare:
    """Any comparison that can be written."""
    field = draw(st.sampled_from(FIELDS))
    op = draw(st.sampled_from(field.ops))
    if field.kind == "ref" and op not in ("=", "!="):
        return Compare(field.name, op, (Value("1043"),))
    if field.kind == "choice":
        values = st.builds(Value, st.sampled_from(field.choices), st.booleans())
    elif field.kind in VALUES:
        values = st.builds(Value, VALUES[field.kind], st.booleans())
    else:
        values = st.builds(Value, PLAIN) | st.builds(Value, WORDS, st.just(True))
    most = 3 if op in ("=", "!=") else 1
    return Compare(field.name, op, tuple(draw(st.lists(values, min_size=1, max_size=most))))


NODES = st.recursive(
    st.builds(Word, WORDS) | st.builds(Flag, st.sampled_from(FLAGS)) | comparisons(),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(NODES)
def test_what_is_written_reads_back(root: Node) -> None:
    """Any query can be written down and read again."""
    assert parse(unparse(Query(root))) == Query(root)


TOKENS = st.lists(
    st.sampled_from(
        ["status", ":", "<", ">=", "!=", "=", "due", "+3d", "(", ")", "-", '"', "\\", ",", "or",
         "and", "not", " ", "late", "none", "*", "é", "\x1b", "写", "O-12", "value", "1.234"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=40) | TOKENS)
def test_any_text_is_a_query_or_a_filter_error(text: str) -> None:
    """Reading never fails in another way, and what was read can be written and read again."""
    try:
        query = parse(text)
    except FilterError as error:
        refused = error
    else:
        assert parse(unparse(query)) == query
        return
    assert 0 <= refused.position <= len(text)
    assert "\n" in refused.show(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        ("sta", ["status:", "state:", "stage:"]),
        ("-la", ["-lane:", "-late"]),
        ("late status:p", ["status:Printing"]),
        ("status:Printing,o", ['status:Printing,"On Hold"']),
        ('vendor:"bay l', ['vendor:"Bay Lab"']),
        ("vendor:the", ['vendor:"The \\"8x10\\""']),
        ("owner:", ["owner:me", "owner:ana", "owner:none"]),
        ("kind:pr", ["kind:preproduction", "kind:production"]),
        ("(due<tod", ["due<today"]),
        ("nonsense:x", []),
    ),
)
def test_completion(text: str, expected: list[str]) -> None:
    """The term before the cursor is completed with fields, flags and the studio's names."""
    assert complete(text, len(text), NAMES) == expected


@given(TOKENS, st.integers(min_value=0, max_value=60))
def test_completion_never_fails(text: str, cursor: int) -> None:
    """Wherever the cursor stands, completing is safe."""
    assert 0 <= term_start(text, cursor) <= len(text)
    assert isinstance(complete(text, cursor, NAMES), list)
