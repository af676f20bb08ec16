"""What is printed is aligned by cells, and steers no terminal."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Refused
from tui.cli.output import Gone, Output, cells, encode, fitted, table


@pytest.mark.parametrize(
    ("text", "wide"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("Ö", 1), ("", 0)]
)
def test_cells_are_counted_not_letters(text: str, wide: int) -> None:
    """Wide letters take two cells, combining marks none."""
    assert cells(text) == wide


@given(st.text(max_size=40), st.integers(1, 30))
def test_a_fitted_text_has_exactly_its_width(text: str, width: int) -> None:
    """Shortened or filled, it takes the cells it was given."""
    assert cells(fitted(text, width)) == width


def test_columns_stand_below_each_other() -> None:
    """Texts left, numbers right, whatever alphabet."""
    lines = list(table(("NAME", "N"), [("日本", 1), ("Ana", 200)], 40))
    assert lines == ["NAME    N", "日本    1", "Ana   200"]


def test_wide_texts_give_way_before_references_and_moments() -> None:
    """What means nothing when cut is kept whole."""
    row = ("O-1001", "24 Nov 18:00", "x" * 100)
    found = list(table(("REF", "AT", "NOTE"), [row], 40))[1]
    assert found.startswith("O-1001  24 Nov 18:00  xxx")
    assert found.endswith("…")
    assert len(found) == 40


def test_a_table_without_rows_is_nothing() -> None:
    """No header stands alone."""
    assert list(table(("A",), [], 40)) == []


def test_yes_and_no_are_words_not_numbers() -> None:
    """They stand left like other words."""
    assert list(table(("ON",), [(True,), (False,)], 40)) == ["ON", "yes", "no"]


@given(st.text())
def test_json_is_harmless_and_the_same(text: str) -> None:
    """Nothing that a terminal obeys stands raw in a document, and nothing is lost."""
    found = encode({"x": text})
    assert json.loads(found) == {"x": text}
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066" for c in found)


def test_lines_are_made_harmless() -> None:
    """An escape sequence in a line arrives without its escape."""
    stream = io.StringIO()
    Output(stream).line("a\x1b]0;title\x07b\u202ec")
    assert stream.getvalue() == "a]0;titlebc\n"


def test_with_json_no_line_of_text_is_written() -> None:
    """Standard output has the document and nothing else."""
    stream = io.StringIO()
    out = Output(stream, as_json=True)
    out.line("hello")
    out.table(("A",), [(1,)])
    out.document({"a": 1})
    assert json.loads(stream.getvalue()) == {"a": 1}


def test_a_streamed_document_is_one_document() -> None:
    """Lists of any length, empty ones too, make a whole document."""
    for items in ([], [1], [{"a": 1}, {"b": "ü"}]):
        stream = io.StringIO()
        Output(stream, as_json=True).stream_document({"kind": "x"}, "records", iter(items))
        assert json.loads(stream.getvalue()) == {"kind": "x", "records": items}


class Broken(io.StringIO):
    """A stream that nobody reads, or that cannot be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        """Fail."""
        raise self.error


def test_faults_of_the_output_are_not_taken_for_faults_of_the_database() -> None:
    """A closed pipe ends quietly; a full disk behind standard output is told as such."""
    with pytest.raises(Gone):
        Output(Broken(BrokenPipeError())).line("x")
    with pytest.raises(Refused, match="answer could not be written"):
        Output(Broken(OSError(28, "No space left on device"))).line("x")
