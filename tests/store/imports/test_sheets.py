"""Text files become tables whatever separates, quotes and encodes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Refused
from store.imports.columns import scorer
from store.imports.delimited import delimited_rows
from store.imports.fields import CLIENTS
from store.imports.sheets import Sheet, read_sheet

Table = Callable[..., Sheet]
"""What reads bytes or a text as a file of clients."""

SCORE = scorer(CLIENTS, {})


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """What reads bytes or a text as a file of clients: columns, (line, cells) and faults."""

    def read(content: str | bytes, encoding: str | None = None) -> Sheet:
        path = tmp_path / "file.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_sheet(path, encoding=encoding, score=SCORE)

    return read


def rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """Line and cells of each record."""
    return [(row.line, row.cells) for row in sheet.rows]


def fault(sheet: Sheet) -> tuple[int, str]:
    """Line and reason of the one faulty record."""
    found = [(row.line, row.fault) for row in sheet.rows if row.fault]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(table: Table, separator: str, end: str) -> None:
    """Any separator and line end is found out; lines are those of the file."""
    lines = ["Name;Email", "Ada;a@b.de", "", '"Li; ""Bo""";c@d.de', ""]
    sheet = table(end.join(lines).replace(";", separator))
    assert sheet.columns == ["Name", "Email"]
    assert rows(sheet) == [(2, ["Ada", "a@b.de"]), (4, [f'Li{separator} "Bo"', "c@d.de"])]


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(table: Table, codec: str) -> None:
    """Unicode with or without mark and Windows-1252 are told apart by themselves."""
    sheet = table("Name,City\nZoë,Århus\nAda,Bonn\n".encode(codec))
    assert rows(sheet)[0] == (2, ["Zoë", "Århus"])


def test_bytes_outside_windows_1252_are_latin_1(table: Table) -> None:
    """A byte that Windows-1252 leaves open makes the file Latin-1, and that is said."""
    sheet = table(b"Name,City\nZo\xeb,\x81rhus\n")
    assert (rows(sheet)[0][1][0], sheet.notes) == ("Zoë", ["read as Latin-1"])


def test_one_broken_line_in_a_utf_8_file(table: Table) -> None:
    """A file that is UTF-8 but for one line is refused with the line, not read as garbage."""
    text = "Name,City\nZoë,Köln\nJörg,Århus\n".encode() + b"Zo\xeb,Bonn\n"
    with pytest.raises(Refused, match="line 4: is not UTF-8, though the rest"):
        table(text)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("utf-9", "not an encoding"), ("base64", "not an encoding"), ("ascii", "line 2: is not"),
        ("utf-16", "line 1: is not written in utf-16"), ("utf-32", "line 1: is not written in"),
        ("undefined", "not an encoding"), ("idna", "line 1: is not written in idna"),
    ],
)  # fmt: skip
def test_a_wrong_encoding_is_refused(table: Table, wanted: str, words: str) -> None:
    """A codec that does not exist, is for no text, or does not fit is refused in words."""
    with pytest.raises(Refused, match=words):
        table("Name,City\nZoë,Köln\n", wanted)


def test_a_named_encoding_is_used(table: Table) -> None:
    """An encoding the user names goes before any guess."""
    assert rows(table("Name,City\nŁódź,X\n".encode("cp1250"), "cp1250"))[0][1][0] == "Łódź"


def test_lines_above_the_header_are_passed_over(table: Table) -> None:
    """A title and an Excel separator line above the column names are no records."""
    sheet = table("sep=;\nMy studio's clients;\n\nName;Email\nAda;a@b.de\n")
    assert (sheet.columns, rows(sheet)) == (["Name", "Email"], [(5, ["Ada", "a@b.de"])])
    assert sheet.notes == ["passed over what stands above the column names (line 2)"]


def test_totals_and_repeated_headers_are_passed_over(table: Table) -> None:
    """Totals and column names in between are no records, and each is named."""
    text = 'Name,City,Zip\nAda,Bonn,1\nSubtotal:,,1\nname,city,zip\nLi,Köln,2\nTotal,,"3,00"\n'
    sheet = table(text)
    assert [line for line, _ in rows(sheet)] == [2, 5]
    assert [note.split()[1] for note in sheet.notes] == ["3", "4", "6"]


def test_a_client_called_total_is_kept(table: Table) -> None:
    """A row that says more than numbers beside the word is a record."""
    sheet = table("Name,City,Email\nTotal,Bonn,t@t.de\n")
    assert len(rows(sheet)) == 1


def test_empty_cells_at_the_end_of_lines(table: Table) -> None:
    """Separators too many at the end of a line are no fault when nothing follows them."""
    assert rows(table("Name,City,,\nAda,Bonn,,\nLi,Köln,,,,\n"))[1] == (3, ["Li", "Köln"])


@pytest.mark.parametrize("line", ["Li", "Li,Köln,1,2"])
def test_rows_of_another_length_are_faults(table: Table, line: str) -> None:
    """A row with too few or too many cells is named by its line."""
    sheet = table(f"Name,City,Zip\nAda,Bonn,1\n{line}\nBo,Ulm,2\n")
    at, reason = fault(sheet)
    assert at == 3
    assert "the 3 column names" in reason


def test_a_quotation_mark_that_is_never_closed(table: Table) -> None:
    """The line where the mark stands is named, and how much it swallows."""
    at, reason = fault(table('Name,City,Zip\nAda,Bonn,1\n"Li,Köln,2\nBo,Ulm,3\nJo,Rom,4\n'))
    assert at == 3
    assert "never closed and swallows the 2 lines" in reason


def test_a_quotation_mark_that_swallows_records(table: Table) -> None:
    """Two stray marks lines apart are noticed by the records between them."""
    text = 'Name,City,Zip\n"Ada,Bonn,1\nLi,Köln,2\nBo",Ulm,3\nJo,Rom,4\n'
    sheet = table(text)
    at, reason = fault(sheet)
    assert (at, "2 lines further down" in reason) == (2, True)


def test_lines_inside_a_quoted_cell(table: Table) -> None:
    """An address of several lines is one cell; records after it have the file's lines."""
    sheet = table('Name,Address,Zip\nAda,"1 Elm, West\nBonn",1\nLi,Köln,2\n')
    assert rows(sheet) == [(2, ["Ada", "1 Elm, West\nBonn", "1"]), (4, ["Li", "Köln", "2"])]


def test_a_mark_in_the_wrong_place(table: Table) -> None:
    """A quoted cell that goes on after its mark is named; the rows around it are read."""
    sheet = table('Name,Size,Zip\nAda,"8"x10",1\nLi,8"x10",2\n')
    found = list(sheet.rows)
    assert (found[0].line, found[1].cells) == (2, ["Li", '8"x10"', "2"])
    assert "inside a quoted cell write it twice" in (found[0].fault or "")


def test_a_huge_cell(table: Table) -> None:
    """A cell larger than any real one is a fault of its line, not of memory."""
    at, reason = fault(table(f"Name,City\nAda,{'x' * 200_000}\nLi,Köln\n"))
    assert (at, "longer than 131,072 characters" in reason) == (2, True)


def test_zero_bytes(table: Table) -> None:
    """A line with zero bytes is named."""
    at, reason = fault(table("Name,City\nAda,Bo\0nn\nLi,Köln\n"))
    assert (at, "zero bytes" in reason) == (2, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04broken", "damaged"),
        (b"<html><table>", "a web page"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_what_is_no_table(table: Table, content: bytes, words: str) -> None:
    """Empty files and other kinds of files are refused with what they are."""
    with pytest.raises(Refused, match=words):
        table(content)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A missing file and a folder are refused in words."""
    with pytest.raises(Refused, match="does not exist"):
        read_sheet(tmp_path / "none.csv")
    with pytest.raises(Refused, match="is a folder"):
        read_sheet(tmp_path)


@given(st.lists(st.text(alphabet='ab",;\r\n\t\0é', max_size=40), max_size=8))
def test_any_text_is_cut_into_rows(lines: list[str]) -> None:
    """Whatever stands in a file, each line is in a row or its fault, in rising order."""
    found = [raw.line for raw in delimited_rows([line + "\n" for line in lines], ",")]
    assert found == sorted(set(found))
