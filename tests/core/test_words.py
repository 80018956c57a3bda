"""The wording of papers: dates, numbers, document numbers, names of units."""

import unicodedata
from datetime import date

import pytest

from awards.core.words import (
    LARGEST,
    counted,
    date_in_words,
    document_number,
    number_in_words,
    parse_date,
    short_date,
    unit_running_name,
    upper,
)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 9, 2), "ngày 02 tháng 9 năm 2026"),
        (date(2023, 3, 10), "ngày 10 tháng 3 năm 2023"),
        (date(2023, 12, 15), "ngày 15 tháng 12 năm 2023"),
    ],
)
def test_only_early_days_and_the_first_two_months_carry_a_zero(day: date, words: str) -> None:
    assert date_in_words(day) == words


def test_a_date_not_yet_given_leaves_room_for_the_pen() -> None:
    assert date_in_words(None).split() == ["ngày", "tháng", "năm"]
    assert " " not in date_in_words(None)


def test_the_short_date_has_two_two_and_four_figures() -> None:
    assert short_date(date(2026, 1, 5)) == "05/01/2026"


@pytest.mark.parametrize(
    "typed", ["05/01/2026", "5/1/2026", "05-01-2026", "05.01.2026", "05012026", "2026-01-05", " 05/01/2026 "]
)
def test_a_date_is_understood_as_people_type_it(typed: str) -> None:
    assert parse_date(typed) == date(2026, 1, 5)


@pytest.mark.parametrize(
    "typed",
    ["31/02/2024", "29/02/2023", "00/01/2026", "01/13/2026", "", "hôm nay", "05/01-2026", "05/01/26", "05/01/0000",
     "٠٥/٠١/٢٠٢٦", "2026/01/05", "1²/01/2026", "05/01/2026\0", "5012026", "0" * 100_000],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^Ngày không đúng\. Ghi theo mẫu 05/01/2026\.$"):
        parse_date(typed)


ONE_TO_TWENTY = (
    "một hai ba bốn năm sáu bảy tám chín mười|mười một|mười hai|mười ba|mười bốn|mười lăm|mười sáu|mười bảy|mười tám"
    "|mười chín|hai mươi"
)
FIRST = ONE_TO_TWENTY.split("|")[0].split() + ONE_TO_TWENTY.split("|")[1:]
AFTER_TENS = ["", " mốt", " hai", " ba", " tư", " lăm", " sáu", " bảy", " tám", " chín"]
TENS = ["hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
HUNDRED = FIRST[:19] + [f"{ten} mươi{one}" for ten in TENS for one in AFTER_TENS] + ["một trăm"]
TO_110 = [*HUNDRED, *(f"một trăm linh {one}" for one in FIRST[:9]), "một trăm mười"]


@pytest.mark.parametrize(("number", "words"), list(enumerate(TO_110, 1)))
def test_numbers_to_110_are_read_as_at_school(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (155, "một trăm năm mươi lăm"),
        (300, "ba trăm"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_015, "một nghìn không trăm mười lăm"),
        (1_600, "một nghìn sáu trăm"),
        (2_026, "hai nghìn không trăm hai mươi sáu"),
        (10_000, "mười nghìn"),
        (25_453, "hai mươi lăm nghìn bốn trăm năm mươi ba"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (5_265_000, "năm triệu hai trăm sáu mươi lăm nghìn"),
        (1_000_000_000, "một tỷ"),
        (21_004_000_001, "hai mươi mốt tỷ không trăm linh bốn triệu không trăm linh một"),
    ],
)
def test_larger_numbers_say_their_missing_hundreds(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize("number", [-1, LARGEST + 1, 10**4000])
def test_a_number_that_no_paper_carries_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="not between"):
        number_in_words(number)


def test_counts_are_written_in_figures_and_words() -> None:
    assert [counted(n) for n in (2, 15, 300)] == ["02 (hai)", "15 (mười lăm)", "300 (ba trăm)"]
    assert counted(1005) == "1.005 (một nghìn không trăm linh năm)"


def test_a_document_number_has_a_zero_below_ten_and_no_space() -> None:
    assert document_number(5, "TTr", "UBND") == "05/TTr-UBND"
    assert document_number(15, "QĐ", "BTĐKT") == "15/QĐ-BTĐKT"
    assert document_number(None, "QĐ", "BTĐKT").strip() == "/QĐ-BTĐKT"


@pytest.mark.parametrize(
    ("name", "running"),
    [
        ("Xã Hua Păng", "xã Hua Păng"),
        ("Huyện Mộc Châu", "huyện Mộc Châu"),
        ("Thị trấn Nông trường Mộc Châu", "thị trấn Nông trường Mộc Châu"),
        ("Thị xã Mộc Châu", "thị xã Mộc Châu"),
        ("Tỉnh Sơn La", "tỉnh Sơn La"),
        ("Đặc khu Phú Quốc", "đặc khu Phú Quốc"),
        ("Thành phố Sơn La", "thành phố Sơn La"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Thủ đô Hà Nội", "Thủ đô Hà Nội"),
        ("Phường 1", "Phường 1"),
        ("Quận 10", "Quận 10"),
        ("Phường Điện Biên Phủ", "Phường Điện Biên Phủ"),
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("Trung ương", "Trung ương"),
        ("Xã", "Xã"),
    ],
)
def test_the_word_for_a_unit_is_small_inside_a_sentence(name: str, running: str) -> None:
    assert unit_running_name(name) == running


def test_capitals_keep_every_accent() -> None:
    written = "đồng chí Lò Thị Ước, xã Hua Păng, ỵ ữ"
    assert upper(written) == "ĐỒNG CHÍ LÒ THỊ ƯỚC, XÃ HUA PĂNG, Ỵ Ữ"
    assert upper(unicodedata.normalize("NFD", written)) == upper(written)
