"""Texts are fitted by measured width: as large as fits, in balanced lines, or refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.certificates.printing import DoesNotFit, MissingGlyph
from awards.certificates.printing.designs import POINT, Box
from awards.certificates.printing.faces import faces
from awards.certificates.printing.fitting import fit

from .papers import COOPERATIVE, LONG_CITATION

NAME = Box("name", "Tên", 0, 0, 225, 30, "Charm-Bold", 36, 14, lines=4, comfort=0.62)
CITATION = Box("citation", "Nội dung", 0, 0, 217, 30, "Tinos-Italic", 16, 11, lines=4, comfort=0.97)
SYLLABLES = st.sampled_from(
    ["Lò", "Thị", "Ngọc", "Giàng", "A", "xã", "Đông", "Sang", "nghiêng", "thoát", "nghèo", "2021", "-", "“Vì", "vững”,"]
)


def test_a_short_name_is_set_at_the_largest_size() -> None:
    fitted = fit(NAME, ["Lò A"])
    assert (fitted.size, len(fitted.lines)) == (36, 1)


def test_a_long_name_becomes_smaller_before_it_becomes_two_lines() -> None:
    fitted = fit(NAME, ["Giàng A Páo Sủng Trồng Lềnh Vừ Thào Chia Dơ Xày"])
    assert len(fitted.lines) == 1
    assert fitted.size < 36


def test_a_cooperative_fills_several_lines() -> None:
    assert 2 <= len(fit(NAME, [COOPERATIVE]).lines) <= 4


@pytest.mark.parametrize("width", range(150, 235, 5))
def test_no_line_of_a_cooperatives_name_tears_a_word_or_a_name(width: int) -> None:
    box = Box("name", "Tên", 0, 0, width, 40, "Charm-Bold", 36, 8, lines=4, comfort=0.6)
    lines = [line for line, _width in fit(box, [COOPERATIVE]).lines]
    for whole in ("Hợp tác xã", "nông sản", "du lịch", "cộng đồng", "Tà Phềnh", "Mộc Châu", "Sơn La"):
        assert any(whole in line for line in lines), (whole, lines)


@settings(max_examples=200, deadline=None)
@given(st.lists(SYLLABLES, min_size=1, max_size=70), st.sampled_from([NAME, CITATION]))
def test_what_is_fitted_stays_inside_its_box_and_loses_nothing(words: list[str], box: Box) -> None:
    text = " ".join(words)
    try:
        fitted = fit(box, [text])
    except DoesNotFit:
        return
    assert " ".join(line for line, _width in fitted.lines) == text
    assert fitted.height <= box.height + 1e-6
    assert len(fitted.lines) <= box.lines
    assert box.smallest <= fitted.size <= box.largest
    for line, width in fitted.lines:
        assert width <= box.width + 1e-6
        assert width == pytest.approx(faces()[box.face].width(line) * fitted.size * POINT, abs=0.2)


def test_no_line_of_a_citation_is_much_shorter_than_the_others() -> None:
    widths = [width for _line, width in fit(CITATION, [LONG_CITATION]).lines]
    assert min(widths) > 0.75 * max(widths)


@pytest.mark.parametrize("together", ["2021 - 2025", "xã Đông", "tỉnh Sơn"])
def test_what_belongs_together_stays_on_one_line(together: str) -> None:
    narrow = Box("citation", "Nội dung", 0, 0, 40, 90, "Tinos-Italic", 14, 14, lines=20)
    text = "Hộ gia đình thoát nghèo bền vững ở xã Đông Sang, tỉnh Sơn La trong giai đoạn 2021 - 2025 vừa qua"
    assert sum(together in line for line, _width in fit(narrow, [text]).lines) == 1


def test_a_text_too_long_for_its_box_is_refused_with_box_and_text() -> None:
    with pytest.raises(DoesNotFit, match="Nội dung quá dài") as refused:
        fit(CITATION, [LONG_CITATION * 3])
    assert refused.value.box is CITATION
    assert refused.value.text == LONG_CITATION * 3


@pytest.mark.parametrize("name", ["Lò 😀", "Lò ẞ漢", "a" + "\u0301" * 100_000, "Иван"])
def test_what_the_face_cannot_print_is_refused(name: str) -> None:
    with pytest.raises(MissingGlyph) as refused:
        fit(NAME, [name])
    assert refused.value.face == "Charm-Bold"


def test_a_word_of_ten_thousand_letters_is_refused() -> None:
    with pytest.raises(DoesNotFit):
        fit(NAME, ["A" * 10_000])


def test_kerning_brings_letters_together() -> None:
    face = faces()["Tinos-Bold"]
    assert face.width("AV") < face.width("A") + face.width("V")
