"""The name doctor finds what is odd and offers a mending; names of all peoples are left alone."""

import unicodedata

import pytest

from awards.core import spelling

NAMES = ["Nguyễn Thị Hòa", "Đinh Văn Thắng", "Lường Thị Duyên", "Vũ Đức Hưng", "Trần Quốc Khuyến", "Phạm Ngọc Ỷ"]


def as_tcvn3(name: str) -> str:
    """As an old program stored it, read as if it were Unicode; capitals with tones had a font of their own."""
    table = str.maketrans(spelling.UNICODE_LETTERS, spelling.TCVN3_LETTERS)
    return name.translate(table)


VNI = {
    "Nguyeãn Thò Hoøa": "Nguyễn Thị Hòa",
    "Ñinh Vaên Thaéng": "Đinh Văn Thắng",
    "Löôøng Thò Duyeân": "Lường Thị Duyên",
    "Vuõ Ñöùc Höng": "Vũ Đức Hưng",
    "Traàn Quoác Khuyeán": "Trần Quốc Khuyến",
}


@pytest.mark.parametrize("name", NAMES[:5])
def test_tcvn3_is_recognised_with_its_mending(name: str) -> None:
    found = spelling.look(as_tcvn3(name))
    assert found is not None
    assert (found.mended, found.needs_choice) == (name, True)
    assert "TCVN3" in found.what


@pytest.mark.parametrize("typed", VNI)
def test_vni_is_recognised_with_its_mending(typed: str) -> None:
    found = spelling.look(typed)
    assert found is not None
    assert (found.mended, found.needs_choice) == (VNI[typed], True)
    assert "VNI" in found.what


@pytest.mark.parametrize(
    "name",
    [*NAMES, "Giàng A Páo", "Sồng Thị Mỷ", "H'Hen Niê", "Y Blôm Kpă", "Siu Bláh", "Nguyễn Thị Hoà", "LÒ VĂN Ế"],
)
def test_a_name_of_any_people_is_left_alone(name: str) -> None:
    assert spelling.look(name) is None


def test_letters_of_other_scripts_accents_apart_and_blanks_are_found() -> None:
    cyrillic = spelling.look("Lò Văn Hоа")  # о and а are Cyrillic
    assert cyrillic is not None
    assert (cyrillic.mended, cyrillic.needs_choice) == ("Lò Văn Hoa", True)
    eth = spelling.look("Ðinh Văn Ba")
    assert eth is not None
    assert eth.mended == "Đinh Văn Ba"
    apart = spelling.look(unicodedata.normalize("NFD", "Lò Văn Ế"))
    assert apart is not None
    assert (apart.mended, apart.needs_choice) == ("Lò Văn Ế", False)
    blanks = spelling.look("Lò  Văn Ế ")
    assert blanks is not None
    assert blanks.mended == "Lò Văn Ế"
