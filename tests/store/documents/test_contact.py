"""Contact sheets and before and after as PDF: every picture with its caption, whatever it says."""

from __future__ import annotations

import pytest

from store.documents import contact
from store.documents.values import ContactPaper, Picture
from tests.store.documents.ground import HOSTILE, STUDIO, jpeg, pages


def paper(count: int, across: int = 4, words: str = "") -> ContactPaper:
    """A sheet of so many pictures."""
    shown = tuple(Picture(n, "", words or f"IMG {n}", "5 of 5") for n in range(1, count + 1))
    return ContactPaper("S-1001", "Contact sheet", "Okafor", shown, across)


def test_every_picture_has_its_caption() -> None:
    """Over as many pages as they take, each record on a page of its own."""
    shown = {n: jpeg() for n in range(1, 30)}
    made = contact.sheets(STUDIO, [paper(41), paper(2)], shown)
    text = " ".join(" ".join(pages(made.data)).split())
    assert all(f"IMG {n} · 5 of 5" in text for n in range(1, 42))
    assert made.pages == 3
    assert contact.sheets(STUDIO, [paper(41), paper(2)], shown).data == made.data


@pytest.mark.parametrize("words", HOSTILE)
def test_any_words_are_words(words: str) -> None:
    """Nothing a picture is called breaks the page or is read as markup."""
    assert contact.sheets(STUDIO, [paper(3, 2, words)], {1: b"no picture"}).pages == 1
