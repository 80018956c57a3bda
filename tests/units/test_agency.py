"""What stands in the head of a paper for each kind of unit (D30 App. I and II)."""

import pytest

from awards.core.levels import Level
from awards.units.models import Unit
from awards.units.services import Agency, agency_of, establish_root, running_name
from tests import make


def unit(name: str, level: Level = Level.COMMUNE, **paper: str) -> Unit:
    return make.unit(level, name=name, **paper)


def test_a_territorial_unit_is_written_for_by_its_peoples_committee() -> None:
    assert agency_of(unit("Xã Hua Păng")) == Agency(
        parent="",
        name="ỦY BAN NHÂN DÂN XÃ HUA PĂNG",
        symbol="UBND",
        place="Hua Păng",
        head_title="CHỦ TỊCH",
        running_name="Ủy ban nhân dân xã Hua Păng",
    )


def test_the_root_is_written_for_by_the_central_board() -> None:
    assert agency_of(establish_root()) == Agency(
        parent="BỘ NỘI VỤ",
        name="BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG",
        symbol="BTĐKT",
        place="Hà Nội",
        head_title="TRƯỞNG BAN",
        running_name="Ban Thi đua - Khen thưởng Trung ương",
    )


def test_what_is_filled_in_wins() -> None:
    paper = agency_of(unit("Phường Nguyễn Du", place="Phường Nguyễn Du", symbol="UBND-ND", head_title="Q. CHỦ TỊCH"))

    assert (paper.place, paper.symbol, paper.head_title) == ("Phường Nguyễn Du", "UBND-ND", "Q. CHỦ TỊCH")
    assert paper.name == "ỦY BAN NHÂN DÂN PHƯỜNG NGUYỄN DU"


def test_an_agency_writes_for_itself() -> None:
    paper = agency_of(unit("Sở Nội vụ tỉnh Sơn La", Level.PROVINCE, symbol="SNV", place="Sơn La"))

    assert (paper.name, paper.symbol, paper.place) == ("SỞ NỘI VỤ TỈNH SƠN LA", "SNV", "Sơn La")
    assert agency_of(unit("Sở Nội vụ")).symbol == "SNV"


@pytest.mark.parametrize(
    ("name", "running", "place"),
    [
        ("Tỉnh Sơn La", "tỉnh Sơn La", "Sơn La"),
        ("Thị xã Mộc Châu", "thị xã Mộc Châu", "Mộc Châu"),
        ("Thị trấn Nông trường Mộc Châu", "thị trấn Nông trường Mộc Châu", "Nông trường Mộc Châu"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("Thành phố Sơn La", "thành phố Sơn La", "Sơn La"),
        ("Quận 1", "Quận 1", "Quận 1"),
        ("Đặc khu Phú Quốc", "đặc khu Phú Quốc", "Phú Quốc"),
        ("xã Bắc Sơn", "xã Bắc Sơn", "Bắc Sơn"),
    ],
)
def test_names_stand_in_a_sentence_and_before_the_date_as_decree_30_writes_them(
    name: str, running: str, place: str
) -> None:
    named = unit(name)

    assert running_name(named) == running
    assert agency_of(named).place == place
