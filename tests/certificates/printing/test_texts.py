"""What a certificate may say, and which certificates a proof shows."""

import unicodedata

import pytest

from awards.certificates.printing import GIAY_CHUNG_NHAN, UnfitText, proof_texts

from .papers import COOPERATIVE, HARD, LONG_CITATION, certificate


@pytest.mark.parametrize("field", ["name", "citation", "issuer", "decision_line", "place_date", "signer_name"])
def test_a_required_text_may_not_be_blank(field: str) -> None:
    with pytest.raises(UnfitText, match=field):
        certificate(**{field: " "})


def test_a_decomposed_name_is_refused() -> None:
    with pytest.raises(UnfitText, match="NFC"):
        certificate(name=unicodedata.normalize("NFD", "Lò Thị Ngọc Ánh"))


@pytest.mark.parametrize("bad", ["Lò\x00Ánh", "Lò\nÁnh", "Lò\u202eÁnh", "Lò\u200bÁnh"])
def test_control_and_invisible_characters_are_refused(bad: str) -> None:
    with pytest.raises(UnfitText, match="ký tự điều khiển"):
        certificate(name=bad)


def test_the_gold_book_starts_at_one() -> None:
    with pytest.raises(UnfitText):
        certificate(gold_book_no=0)


def test_the_gold_book_number_has_two_digits_at_least() -> None:
    assert certificate(gold_book_no=7).paragraphs("gold_book") == ("Số sổ vàng: 07",)
    assert certificate(gold_book_no=112).paragraphs("gold_book") == ("Số sổ vàng: 112",)


def test_the_check_words_name_the_page_without_the_secret_id() -> None:
    words = certificate().paragraphs("check")
    assert words == ("Kiểm tra tại guongsang.example.vn/kiem-tra", "Mã kiểm tra: K7MX-2QHD")


def test_a_paper_without_address_has_no_check_words() -> None:
    assert certificate(check_url=None).paragraphs("check") == ()


def test_an_honour_after_death_is_given_by_its_own_word() -> None:
    assert certificate(posthumous=True).paragraphs("giving") == ("TRUY TẶNG",)
    assert certificate().paragraphs("giving") == ("TẶNG",)


def test_a_proof_shows_the_longest_name_the_longest_citation_and_the_most_lines() -> None:
    usual = [certificate(name=f"Lò Văn {c}") for c in "ABC"]
    name, citation = certificate(name=COOPERATIVE), certificate(citation=LONG_CITATION)
    lines = certificate(lines=("Trưởng bản", "Bản Áng"))
    assert proof_texts(GIAY_CHUNG_NHAN, [*usual, lines, citation, *usual, name]) == [name, citation, lines]


def test_a_proof_of_nothing_is_empty() -> None:
    assert proof_texts(GIAY_CHUNG_NHAN, []) == []


def test_a_proof_shows_one_certificate_once() -> None:
    assert proof_texts(GIAY_CHUNG_NHAN, [certificate(name="Lò A"), HARD["hardest"]]) == [HARD["hardest"]]
