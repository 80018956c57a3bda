"""Text at the door: what is cleaned, what is refused, and in which order names stand."""

import random
import time
import unicodedata

import pytest

from awards.core.text import Unwritable, clean_text, fold, given_name_key, safe_filename, sort_key, unprintable

VIETNAMESE = "ăâđêôơư" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in "\u0300\u0309\u0303\u0301\u0323"
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Lò   Văn\tMẫu ", "Lò Văn Mẫu"),
        (unicodedata.normalize("NFD", "Trường Tiểu học Hua Păng"), "Trường Tiểu học Hua Păng"),
        ("Hòa", "Hòa"),
        ("Hoà", "Hoà"),
        ("Lò\0 Văn\x07 A\x9f", "Lò Văn A"),
        ("a\u202eb\u2066c\u200bd\u200de\ufefff\xadg\u034fh", "abcdefgh"),
        ("một\u00a0hai\u3000ba", "một hai ba"),
        ("dòng một\r\ndòng hai", "dòng một dòng hai"),
        ("Sùng A Giàng’s H'Mông, 1.234 m² – 50% ₫ № 5…", "Sùng A Giàng’s H'Mông, 1.234 m² – 50% ₫ № 5…"),
        ("<script>alert(1)</script> =1+1", "<script>alert(1)</script> =1+1"),
        ("", ""),
        (" \n\u200b ", ""),
    ],
)
def test_text_is_kept_in_one_clean_form(typed: str, kept: str) -> None:
    assert clean_text(typed, longest=200) == kept


def test_single_line_breaks_stay_where_lines_are_allowed() -> None:
    assert clean_text(" một \r\n\r\n\n hai\u2028ba\n", longest=50, lines=True) == "một\nhai\nba"


def test_every_vietnamese_letter_may_be_written() -> None:
    letters = VIETNAMESE + VIETNAMESE.upper()
    assert len(set(letters)) == 134
    assert clean_text(unicodedata.normalize("NFD", letters), longest=134) == letters


@pytest.mark.parametrize("typed", ["Lò 😀 Văn", "x\U000f0000", "tên \ue000", "Иван", "中文", "a\ud800b", "❤", "ก"])
def test_what_the_paper_cannot_carry_is_refused(typed: str) -> None:
    with pytest.raises(Unwritable, match=r"không in được trên giấy"):
        clean_text(typed, longest=50)


def test_the_refusal_names_the_character_and_the_place() -> None:
    with pytest.raises(Unwritable, match=r"^Ký tự 😀 sau chữ “Lò Văn ” không in được trên giấy"):
        clean_text("Lò Văn 😀", longest=50)
    with pytest.raises(Unwritable, match=r"^Ký tự U\+E000 ở đầu nội dung không in"):
        clean_text("\ue000", longest=50)


def test_two_loose_marks_on_a_letter_pass_and_three_do_not() -> None:
    assert clean_text("q\u0323\u0302", longest=5) == "q\u0323\u0302"
    with pytest.raises(Unwritable, match="quá nhiều dấu"):
        clean_text("q\u0323\u0302\u0301", longest=5)


def test_marks_that_melt_into_the_letter_are_not_counted() -> None:
    assert clean_text("e\u0323\u0302\u0301\u0331", longest=5) == "ệ\u0331\u0301"


def test_text_may_be_as_long_as_allowed_and_no_longer() -> None:
    assert len(clean_text("ệ" * 200, longest=200)) == 200
    with pytest.raises(Unwritable, match=r"quá 200 ký tự \(đang có 201\)"):
        clean_text("ệ" * 201, longest=200)


@pytest.mark.parametrize(
    ("bomb", "longest"),
    [
        ("a" + "\u0302" * 100_000, 200),
        ("a" + "\u0323\u0302" * 50_000, 100_000),
        ("a" + "\u0323\u0302\u200b" * 40_000, 100_000),
        ("ê" * 10_000_000, 200),
        (" " * 10_000_000 + "😀", 10_000_000),
    ],
)
def test_text_bombs_are_refused_in_under_a_second(bomb: str, longest: int) -> None:
    before = time.process_time()
    with pytest.raises(Unwritable):
        clean_text(bomb, longest=longest)
    assert time.process_time() - before < 1


def test_heaps_of_marks_cost_the_search_and_the_order_nothing() -> None:
    heap = "a" + "\u0323\u0302" * 200_000
    before = time.process_time()
    assert fold(heap) == "a"
    assert sort_key(heap) == sort_key("a")
    assert safe_filename(heap)
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("Đặng Thị Ước", "dang thi uoc"),
        ("H’Mông", "H'MÔNG"),
        (" Mộc   Châu ", "moc chau"),
        ("Nguyễn", unicodedata.normalize("NFD", "NGUYỄN")),
    ],
)
def test_search_does_not_see_accents_or_case(one: str, other: str) -> None:
    assert fold(one) == fold(other)


ORDERED = [
    "1 A",
    "2 A",
    "An",
    "Àn",
    "An Bình",
    "Ảnh",
    "Ăn",
    "Âm",
    "Ba",
    "Bà",
    "Bả",
    "Bã",
    "Bá",
    "Bạ",
    "Bản Chiềng",
    "Bình",
    "Chiềng Sơn",
    "Da",
    "Dưa",
    "Đa",
    "Đặng",
    "Em",
    "Êm",
    "H'Mông",
    "Hoa",
    "Hòa",
    "Họa",
    "Hoàn",
    "Lò Thị Ánh",
    "Lò Thị Bình",
    "Lộ",
    "Lơ",
    "Mua",
    "Mùa",
    "Mưa",
    "Ong",
    "Ông",
    "Ờ",
    "Tuấn",
    "Tư",
    "Vì",
    "Y",
    "Ỷ",
]


def test_names_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    shuffled = random.Random(7).sample(ORDERED, len(ORDERED))
    assert sorted(shuffled, key=sort_key) == ORDERED


def test_tones_count_only_after_all_letters() -> None:
    assert sorted(["Bạ An", "Ba Yên", "Bà An", "Ba An"], key=sort_key) == ["Ba An", "Bà An", "Bạ An", "Ba Yên"]


def test_a_sort_key_is_made_of_figures_so_that_no_collation_can_disturb_it() -> None:
    assert sort_key("Đặng H’Mông – ŋ 5").isdigit()


def test_case_and_composition_do_not_change_the_order() -> None:
    assert sort_key("ĐẶNG  THỊ") == sort_key(unicodedata.normalize("NFD", "Đặng Thị"))


def test_a_list_of_people_goes_by_given_name_then_family_name() -> None:
    people = ["Bùi Thị Bé", "Lò Văn An", "Hà Văn An", "Lò Thị Ánh", "Mùa A Ân", "Y"]
    assert sorted(people, key=given_name_key) == [
        "Hà Văn An",
        "Lò Văn An",
        "Lò Thị Ánh",
        "Mùa A Ân",
        "Bùi Thị Bé",
        "Y",
    ]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("báo cáo.pdf", "báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lò\\ảnh 1.JPG", "ảnh 1.JPG"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("ảnh 😀\0.png", "ảnh _.png"),
        ("..", "tep"),
        ("", "tep"),
        ("thư mục/", "tep"),
        ('a"b|c?.pdf', "a_b_c_.pdf"),
    ],
)
def test_a_file_name_is_its_last_part_and_harmless(sent: str, shown: str) -> None:
    assert safe_filename(sent) == shown


def test_a_long_file_name_is_cut_before_its_ending() -> None:
    assert safe_filename("ệ" * 10_000 + ".docx") == "ệ" * 115 + ".docx"
    assert len(safe_filename("a" * 10_000_000)) == 120


def test_the_first_unprintable_character_is_found() -> None:
    assert unprintable("Lò Văn Mẫu\n<b>") == ""
    assert unprintable("Lò 😀 ❤") == "😀"
    assert unprintable("q\u0323\u0302\u0301") == "\u0323"
