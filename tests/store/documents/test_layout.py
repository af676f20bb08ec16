"""Work orders, purchase orders and the other papers: what stands on them, whatever is in them."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from store.documents import details, fonts, letters, orders, parts, sales
from store.documents.pages import fitted, paper_size
from store.documents.values import (
    DetailPaper,
    InvoicePaper,
    LetterPaper,
    Party,
    Picture,
    SessionPaper,
)
from tests.store.documents.ground import (
    HOSTILE,
    STUDIO,
    jpeg,
    line,
    order,
    pages,
    rendered,
    scanned,
)

PICTURES = {1: jpeg()}


def test_a_work_order_says_it_all() -> None:
    """Studio, number, vendor, client, sources, dates, both notes, lines with all details."""
    made = orders.work_orders(STUDIO, [order()], PICTURES)
    (text,) = pages(made.data)
    for words in (
        "Larkin Studio", "12 Main Street", "Work order", "O-1043", "Bay Lab", "Māra Þórsson",
        "I-1020, S-1007", "24 November 2026", "20 November 2026", "Studio notes",
        "Use the new paper.", "Vendor notes", "Send by courier.", "Print 8×10, lustre", "BL-810-L",
        "8 × 10 in", "128", "Options: Lustre", "Enhancement: Soften", "Crop: left",
        "Note: Mind it", "1 line, 3 pieces, 2 still to come", "page 1 of 1",
    ):  # fmt: skip
        assert words in text, words
    assert "$" not in text
    assert "LARKIN-77" not in text


def test_a_purchase_order_keeps_the_studios_own_to_itself() -> None:
    """It has the account, codes and costs, and neither the studio's notes nor the address of the client."""
    (text,) = pages(orders.purchase_orders(STUDIO, [order()], PICTURES).data)
    for words in (
        "Purchase order",
        "LARKIN-77",
        "BL-810-L",
        "$12.50",
        "$37.50",
        "Send by courier.",
    ):
        assert words in text, words
    assert "Total $37.50" in text
    assert "Use the new paper." not in text
    assert "5 Elm Street" not in text


def test_long_orders_repeat_their_head() -> None:
    """Five hundred lines: none lost, the head of the table and the number on every page."""
    made = orders.work_orders(STUDIO, [order(count=500)], PICTURES)
    texts = pages(made.data)
    assert made.pages == len(texts) > 20
    for number, text in enumerate(texts, start=1):
        assert f"Work order O-1043 page {number} of {len(texts)}" in text
        assert "What" in text
        assert "To come" in text
    assert " ".join(texts).count("Print 8×10, lustre") == 500


def test_several_orders_count_their_own_pages() -> None:
    """Each begins on a page of its own and is numbered by itself."""
    papers = [order("O-1", count=40), order("O-2"), order("O-3", count=30)]
    texts = pages(orders.purchase_orders(STUDIO, papers, {}).data)
    found = [text.partition("Purchase order O-")[2][:13] for text in texts]
    counts = {ref: sum(f"O-{ref} page" in text for text in texts) for ref in (1, 2, 3)}
    assert counts[2] == 1
    assert counts[1] > 1
    assert f"O-3 page {counts[3]} of {counts[3]}" in texts[-1], found


@pytest.mark.parametrize("ref", ["O-1043", "P-7", "O-999999999"])
def test_scanners_read_the_number(ref: str, tmp_path: Path) -> None:
    """From a page as a poor printer would show it, by a real decoder."""
    for made in (orders.work_orders, orders.purchase_orders):
        page = rendered(made(STUDIO, [order(ref)], PICTURES).data, tmp_path)[0]
        assert scanned(page) == [ref]


def test_a_batch_is_scanned_page_by_page(tmp_path: Path) -> None:
    """Every order of a file carries its own number."""
    papers = [order(f"O-{number}") for number in range(1001, 1006)]
    found = rendered(orders.work_orders(STUDIO, papers, {}).data, tmp_path)
    assert [scanned(page) for page in found] == [[paper.ref] for paper in papers]


def test_the_same_input_gives_the_same_bytes() -> None:
    """In this process, and in another one."""
    made = [orders.work_orders(STUDIO, [order(count=3)], PICTURES).data for _ in range(2)]
    assert made[0] == made[1]
    program = (
        "import sys; from tests.store.documents.ground import *; "
        "from store.documents import letters, orders; "
        "orders.purchase_orders(STUDIO, [order()], {}); "
        "sys.stdout.buffer.write(orders.work_orders(STUDIO, [order(count=3)], {1: jpeg()}).data)"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert other.stdout == made[0]


def test_no_moment_of_making_is_in_a_file() -> None:
    """Dates of the machine would make every file another."""
    data = orders.work_orders(STUDIO, [order()], {}).data
    found = PdfReader(io.BytesIO(data)).metadata
    assert found is not None
    assert found.creation_date is not None
    assert found.creation_date.year == 2000
    assert found.title == "Work order O-1043"
    assert found.author == "Larkin Studio"


# Pictures ----------------------------------------------------------------------------------------


def images_in(data: bytes) -> int:
    """How many pictures a file has."""
    return sum(len(page.images) for page in PdfReader(io.BytesIO(data)).pages)


def test_pictures_are_embedded_once() -> None:
    """A thumbnail that stands on forty lines is in the file once, as the JPEG that it is."""
    few = orders.work_orders(STUDIO, [order(count=2)], PICTURES).data
    many = orders.work_orders(STUDIO, [order(count=40)], PICTURES).data
    assert images_in(few) == 1
    assert many.count(b"/DCTDecode") == 1


@pytest.mark.parametrize(
    "damaged",
    [b"", b"x", b"GIF89a", b"\xff\xd8\xff", jpeg()[:200], jpeg()[:-400], b"%PDF-1.4", b"\x00" * 5_000],
)  # fmt: skip
def test_damaged_pictures_are_frames(damaged: bytes) -> None:
    """The order is printed all the same."""
    (text,) = pages(orders.work_orders(STUDIO, [order()], {1: damaged}).data)
    assert "no picture" in text


def test_orders_without_pictures_have_no_column_for_them() -> None:
    """The room goes to the words."""
    (text,) = pages(orders.work_orders(STUDIO, [order(count=0)], {}).data)
    assert "Picture" not in text
    assert "0 lines, 0 pieces" in text


# Letters and fonts -------------------------------------------------------------------------------


def test_letters_of_europe_are_shown() -> None:
    """Latin with all its signs, Greek, Cyrillic, money."""
    words = "Māra Þórsson Žižek Łódź İstanbul Ngọc Ωμέγα Привет Ћирилица ₤ € ½ × …"
    letter = LetterPaper("O-1", Party(words), "today", words, words)
    (text,) = pages(letters.letters(STUDIO, [letter]).data)
    assert text.count(words) == 3


def test_what_the_font_lacks_is_seen() -> None:
    """A replacement for each, never a hole."""
    assert fonts.printable("a漢b👍c") == "a\ufffdb\ufffdc"
    assert fonts.printable("x\u2011y") == "x-y"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_every_character_that_is_printed_has_a_shape(text: str) -> None:
    """Whatever comes in, and doing it twice changes nothing."""
    clean = fonts.printable(text)
    assert all(letter == "\n" or ord(letter) in fonts.register() for letter in clean)
    assert fonts.printable(clean) == clean


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.floats(5, 400))
def test_fitted_lines_fit(text: str, room: float) -> None:
    """At most as wide as the room, unless not even an ellipsis is."""
    found = fitted(text, room, 8)
    assert fonts.width(found, 8) <= max(room, fonts.width("…", 8))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aW \n", max_size=3_000), st.floats(20, 300))
def test_pieces_lose_nothing(text: str, width: float) -> None:
    """Every word of a long text is in some piece, in order, and each piece is lower than a page."""
    found = list(parts.pieces(text, width))
    assert "".join("".join(found).split()) == "".join(text.split())
    for piece in found:
        assert parts.text(piece).wrap(max(width - parts.PADDING, 12), 9_999)[1] < 450


# Hostile texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_text(text: str) -> None:
    """In every place of every document: no error, no markup, no more than is written there."""
    bad = Party(text, (text, text))
    one = line(
        item=text, description=text, code=text, size=text, image=text,
        details=(("Note", text), ("Options", text)),
    )  # fmt: skip
    paper = order(
        kind=text, vendor=bad, account=text, client=bad, sources=(text,), facts=((text, text),), own=((text, text),) * 3,
        studio_notes=text, vendor_notes=text, lines=(one, replace(one, number=2)),
    )  # fmt: skip
    studio = replace(STUDIO, name=text, address=text, phone=text, email=text)
    picture = Picture(1, "", text, text, ((text, text),), (text,))
    made = [
        orders.work_orders(studio, [paper], PICTURES),
        orders.purchase_orders(studio, [paper], PICTURES),
        letters.letters(studio, [LetterPaper(text[:40], bad, text, text, text)]),
        details.sheets(studio, [DetailPaper("S-1", text, ((text, text),), (picture,))], PICTURES),
        sales.invoices(
            studio,
            [
                InvoicePaper(
                    "I-1",
                    bad,
                    ((text, text),),
                    ((text, text),),
                    text,
                    (one,),
                    5,
                    1,
                    ((text, text, 1),),
                )
            ],
        ),
        sales.sessions(studio, [SessionPaper("S-1", bad, ((text, text),), text)]),
    ]
    for pdf in made:
        read = PdfReader(io.BytesIO(pdf.data))
        assert len(read.pages) == pdf.pages
        assert not any("/Annots" in page for page in read.pages)
        assert len(read.pages[0].extract_text()) > 10


def test_markup_stands_as_it_is_written() -> None:
    """What looks like markup is read by people, not by the layout."""
    text = "<b>x</b> & </para> [/] &amp;"
    paper = order(vendor_notes=text)
    assert text in pages(orders.work_orders(STUDIO, [paper], {}).data)[0]


def test_long_notes_go_on_over_pages() -> None:
    """A note of ten thousand characters is printed whole, in notes and in lines."""
    words = " ".join(f"w{number}" for number in range(1_500))
    paper = order(studio_notes=words, lines=(line(details=(("Note", words),)),))
    text = " ".join(pages(orders.work_orders(STUDIO, [paper], {}).data))
    assert all(
        text.count(f"w{number} ") + text.count(f"w{number}\n") >= 2 for number in (1, 700, 1_498)
    )


# The other papers --------------------------------------------------------------------------------


def test_an_invoice_says_what_is_to_pay() -> None:
    """Lines, parts of packages without a price, payments, and the rest."""
    paper = InvoicePaper(
        "I-1020", Party("Ada Okafor"), (("Date", "2 November 2026"),), (), "",
        (line(1, price_cents=10_000, wanted=2), line(2, price_cents=0, part=True)),
        20_000, 5_000, (("3 November 2026", "Card", 5_000),),
    )  # fmt: skip
    (text,) = pages(sales.invoices(STUDIO, [paper]).data)
    for words in ("Invoice", "I-1020", "$200.00", "Paid 3 November 2026 (Card)", "-$50.00",
                  "To pay $150.00", "– Print 8×10"):  # fmt: skip
        assert words in text, words
    assert "$0.00" not in text
    paid = replace(paper, paid_cents=20_000)
    assert "Paid in full" in pages(sales.invoices(STUDIO, [paid]).data)[0]


def test_details_of_images() -> None:
    """Number, pixels, crop, what to retouch, and where it is ordered."""
    picture = Picture(
        1, "f" * 64, "128", "4 of 5", (("Size", "6,000 × 4,000 pixels"), ("Retouch", "Eyes")),
        ("O-1 line 2: 3 × Print",),
    )  # fmt: skip
    paper = DetailPaper("S-1007", "Ada", (("Photographer", "Teo"),), (picture,) * 30)
    made = details.sheets(STUDIO, [paper], PICTURES)
    texts = pages(made.data)
    assert made.pages > 2
    for words in (
        "128",
        "4 of 5",
        "6,000 × 4,000 pixels",
        "Retouch: Eyes",
        "O-1 line 2: 3 × Print",
    ):
        assert all(words in text for text in texts), words
    assert "Ada · 30 images" in texts[0]


def test_paper_follows_the_country() -> None:
    """Letter where it is used, A4 everywhere else, and what the studio says above all."""
    letter, a4 = (612, 792), (595, 842)

    def rounded(**given: str) -> tuple[int, int]:
        width, height = paper_size(replace(STUDIO, **given))
        return round(width), round(height)

    assert rounded(country="US") == letter
    assert rounded(country="DE") == rounded(country="") == a4
    assert rounded(country="US", paper="a4") == a4
    assert rounded(country="DE", paper="letter") == letter
