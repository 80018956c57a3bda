"""Reading the lists of the state: identity, repeatability, order, and files that are refused."""

import hashlib
import unicodedata
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from awards.audit.models import AuditDetail
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.units import services
from awards.units.models import Unit, UnitLoad, UnitPlace, UnitSuccession
from awards.units.services import LoadResult, load
from tests import make

HEAD = "code,level,name,parent_code"
EARLY, LATE = date(2024, 1, 1), date(2025, 7, 1)
BASE = ("14,province,Tỉnh Sơn La,", "123,district,Huyện Mộc Châu,14", "03985,commune,Xã Chiềng Sơn,123")


def read(*rows: str, on: date = EARLY, head: str = HEAD, whole_country: bool = True) -> LoadResult:
    content = "\r\n".join((head, *rows)).encode() + b"\r\n"
    return load(content.splitlines(keepends=True), on, whole_country=whole_country)


def counts(result: LoadResult) -> tuple[int, int, int, int]:
    return result.opened, result.closed, result.moved, result.unchanged


def test_the_first_list_opens_every_unit_under_the_root() -> None:
    result = read(*BASE)

    commune = db.session.scalars(select(Unit).where(Unit.level == Level.COMMUNE)).one()
    assert counts(result) == (3, 0, 0, 0)
    assert [unit.name for unit in services.ancestors(commune, EARLY)] == ["Huyện Mộc Châu", "Tỉnh Sơn La", "Trung ương"]


def test_the_same_list_again_changes_nothing_and_says_so() -> None:
    read(*BASE)
    before = db.session.scalar(select(func.count()).select_from(AuditDetail))

    again = read(*BASE)

    assert not again.changed
    assert counts(again) == (0, 0, 0, 3)
    assert db.session.scalar(select(func.count()).select_from(AuditDetail)) == before
    assert len(db.session.scalars(select(UnitLoad)).all()) == 1


def test_the_same_list_of_a_later_date_changes_no_unit() -> None:
    read(*BASE)

    assert not read(*BASE, on=LATE).changed


def test_a_new_name_under_an_old_code_is_another_unit() -> None:
    read(*BASE)

    result = read(*BASE[:2], "03985,commune,Phường Chiềng Sơn,123", on=LATE)

    held = db.session.scalars(select(Unit).where(Unit.code == "03985").order_by(Unit.id)).all()
    assert counts(result) == (1, 1, 0, 2)
    assert [(unit.name, unit.valid_from, unit.valid_to) for unit in held] == [
        ("Xã Chiềng Sơn", EARLY, LATE),
        ("Phường Chiềng Sơn", LATE, None),
    ]


@pytest.mark.parametrize("name", ["xã  chiềng sơn", unicodedata.normalize("NFD", "Xã Chiềng Sơn")])
def test_case_blanks_and_the_form_of_the_accents_do_not_make_another_unit(name: str) -> None:
    read(*BASE)

    assert not read(*BASE[:2], f"03985,commune,{name},123", on=LATE).changed


def test_two_spellings_are_two_units() -> None:
    read(*BASE, "03991,commune,Xã Quy Hướng,123")

    assert counts(read(*BASE, "03991,commune,Xã Qui Hướng,123", on=LATE)) == (1, 1, 0, 3)


def test_the_same_code_on_another_level_is_another_unit() -> None:
    read("14,province,Tỉnh Sơn La,", "123,district,Sơn La,14")

    assert counts(read("14,province,Tỉnh Sơn La,", "123,commune,Sơn La,14", on=LATE)) == (1, 1, 0, 1)


def test_a_new_parent_is_a_dated_change_of_the_same_unit() -> None:
    read(*BASE)
    commune = db.session.scalars(select(Unit).where(Unit.code == "03985")).one()

    result = read(BASE[0], "03985,commune,Xã Chiềng Sơn,14", on=LATE)

    assert counts(result) == (0, 1, 1, 1)
    places = db.session.execute(
        select(UnitPlace.valid_from, UnitPlace.valid_to)
        .where(UnitPlace.unit_id == commune.id)
        .order_by(UnitPlace.valid_from)
    )
    assert [tuple(place) for place in places] == [(EARLY, LATE), (LATE, None)]
    assert services.parent_of(commune, LATE).level is Level.PROVINCE


def test_a_child_follows_a_parent_that_began_anew() -> None:
    read(*BASE)
    commune = db.session.scalars(select(Unit).where(Unit.code == "03985")).one()

    result = read(BASE[0], "123,district,Thị xã Mộc Châu,14", BASE[2], on=LATE)

    assert counts(result) == (1, 1, 1, 1)
    assert services.parent_of(commune, LATE).name == "Thị xã Mộc Châu"


def test_the_root_and_agencies_are_never_touched_by_a_list() -> None:
    read(*BASE)
    agency = make.unit(Level.PROVINCE, parent=services.root(), name="Sở Nội vụ tỉnh Sơn La", code="")

    read(*BASE[:2], on=LATE)

    db.session.refresh(agency)
    assert agency.valid_to is None
    assert services.root().valid_to is None


def test_a_list_of_some_provinces_leaves_the_others_as_they_are() -> None:
    read(*BASE, "04,province,Tỉnh Cao Bằng,", "040,district,Huyện Bảo Lạc,04")

    result = read("14,province,Tỉnh Sơn La,", on=LATE, whole_country=False)

    assert counts(result) == (0, 2, 0, 1)
    assert services.levels_on(LATE) == {Level.CENTRAL, Level.PROVINCE, Level.DISTRICT}


def test_a_list_of_some_provinces_takes_no_code_from_another() -> None:
    read("04,province,Tỉnh Cao Bằng,", "03985,commune,Xã Nam Cao,04")

    with pytest.raises(Refused, match="Mã “03985” đang thuộc một đơn vị ngoài phạm vi"):
        read("14,province,Tỉnh Sơn La,", "03985,commune,Xã Chiềng Sơn,14", on=LATE, whole_country=False)


def test_the_database_itself_keeps_a_code_to_one_living_unit_and_a_unit_to_one_parent() -> None:
    first = make.unit(code="03985", valid_to=LATE)
    second = make.unit(code="03985", valid_from=LATE, parent=first)

    with pytest.raises(IntegrityError):
        make.unit(code="03985", valid_from=LATE)
    db.session.rollback()
    with pytest.raises(IntegrityError):
        make.save(UnitPlace(unit_id=second.id, parent_id=make.unit().id, valid_from=LATE))
    db.session.rollback()
    make.unit(Level.DISTRICT, code="03985")  # another level has its own codes
    make.unit(code="")
    make.unit(code="")  # agencies have none


def test_an_older_state_is_refused() -> None:
    read(*BASE, on=LATE)

    with pytest.raises(Refused, match="cũ hơn"):
        read(*BASE[:2], on=EARLY)


def test_an_older_list_that_was_read_before_changes_nothing() -> None:
    read(*BASE)
    read(*BASE[:2], on=LATE)

    assert not read(*BASE).changed


def test_another_list_of_the_same_date_may_add_but_not_contradict() -> None:
    read(*BASE)

    assert counts(read(*BASE, "03988,commune,Xã Tân Hợp,123")) == (1, 0, 0, 3)
    with pytest.raises(Refused, match="cùng ngày 01/01/2024"):
        read(*BASE[:2], "03985,commune,Xã Chiềng Xuân,123")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((*BASE, "03988,commune,Xã Tân Hợp,999"), "Dòng 5: không có đơn vị cấp trên mang mã “999”"),
        ((*BASE, "03988,commune,Xã Tân Hợp,"), "Dòng 5: không có đơn vị cấp trên"),
        ((*BASE, "03985,commune,Xã Tân Hợp,123"), "Dòng 5: mã “03985” đã có ở cùng cấp"),
        ((*BASE, "03988,village,Bản Nà Bó,03985"), "Dòng 5: không có cấp “village”"),
        ((*BASE, "00,central,Trung ương,"), "Dòng 5: không có cấp “central”"),
        ((*BASE, "04,province,Tỉnh Cao Bằng,14"), "Dòng 5: đơn vị cấp tỉnh không ghi mã cấp trên"),
        ((*BASE, "03988,commune,Xã Tân\0 Hợp,123"), "Dòng 5: có ký tự điều khiển"),
        ((*BASE, "03988,commune,,123"), "Dòng 5: thiếu tên đơn vị"),
        ((*BASE, "3A,commune,Xã Tân Hợp,123"), "Dòng 5: mã “3A” không đúng"),
        ((*BASE, "٣,commune,Xã Tân Hợp,123"), "Dòng 5: "),
        ((*BASE, ",commune,Xã Tân Hợp,123"), "Dòng 5: mã “” không đúng"),
        ((*BASE, "03988,commune,Xã Tân Hợp"), "Dòng 5: cần đúng 4 cột"),
        ((*BASE, '03988,commune,"Xã Tân Hợp,123'), "Dòng 5: "),
        ((*BASE, f"03988,commune,{'x' * 201},123"), "Dòng 5: Nội dung dài quá 200 ký tự"),
        ((*BASE, "03988,commune,Xã 😀,123"), "Dòng 5: Ký tự 😀"),
    ],
)
def test_a_malformed_list_is_refused_with_its_line_and_changes_nothing(rows: tuple[str, ...], sentence: str) -> None:
    read(*BASE)
    db.session.commit()

    with pytest.raises(Refused) as refused:
        read(*rows, on=LATE)

    assert refused.value.sentence.startswith(sentence)
    assert not db.session.new
    assert not db.session.dirty
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 4


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"code,level,name\r\n",
        f"{HEAD}\n14,province,Tỉnh Sơn La,\n".encode("utf-16"),
        f"{HEAD}\n".encode() + "14,province,Tỉnh Sơn La,".encode("cp1258", "replace").replace(b"?", b"\xe0"),
    ],
)
def test_what_is_no_such_list_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match=r"^Dòng [12]: "):
        load(content.splitlines(keepends=True), EARLY)


def test_a_byte_order_mark_and_empty_lines_do_no_harm() -> None:
    content = b"\xef\xbb\xbf" + "\n".join((HEAD, *BASE, "", "")).encode()

    assert load(content.splitlines(keepends=True), EARLY).opened == 3


def test_each_list_leaves_one_audit_row_with_its_counts_and_hash() -> None:
    result = read(*BASE)

    content = "\r\n".join((HEAD, *BASE)).encode() + b"\r\n"
    body = db.session.scalars(select(AuditDetail.body)).one()
    assert result.sha256 == hashlib.sha256(content).hexdigest()
    assert (body["sha256"], body["opened"], body["state_of"]) == (result.sha256, 3, "2024-01-01")


def test_the_demo_seed_is_repeatable() -> None:
    services.load_demo_seed()
    before = [db.session.scalar(select(func.count()).select_from(model)) for model in (Unit, UnitPlace, AuditDetail)]

    services.load_demo_seed()

    models = (Unit, UnitPlace, AuditDetail)
    assert [db.session.scalar(select(func.count()).select_from(model)) for model in models] == before


SUCCESSION = "old_code,old_level,old_on,new_code,new_level,since"


def succeed(*rows: str) -> int:
    return services.load_successions("\n".join((SUCCESSION, *rows)).encode().splitlines(keepends=True))


def test_succession_comes_from_a_file_that_names_codes_and_dates() -> None:
    read(*BASE)
    read(BASE[0], "03985,commune,Phường Chiềng Sơn,14", on=LATE)

    assert succeed("03985,commune,2025-06-30,03985,commune,2025-07-01") == 1
    assert succeed("03985,commune,2025-06-30,03985,commune,2025-07-01") == 0
    assert db.session.scalars(select(UnitSuccession.since)).all() == [LATE]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("09999,commune,2024-06-30,03985,commune,2025-07-01", "Dòng 2: không có đơn vị mang mã “09999”"),
        (",province,2024-06-30,03985,commune,2025-07-01", "Dòng 2: không có đơn vị mang mã “”"),
        ("03985,commune,30/06/2025,03985,commune,2025-07-01", "Dòng 2: cấp hoặc ngày không đúng"),
        ("03985,xã,2025-06-30,03985,commune,2025-07-01", "Dòng 2: cấp hoặc ngày không đúng"),
        ("03985,commune,2025-06-30,03985,commune,2025-07-01", "Dòng 2: một đơn vị không kế thừa chính mình"),
        ("03985,commune,2025-06-30,03985,commune", "Dòng 2: cần đúng 6 cột"),
    ],
)
def test_a_succession_that_names_nobody_is_refused_with_its_line(row: str, sentence: str) -> None:
    read(*BASE)

    with pytest.raises(Refused) as refused:
        succeed(row)

    assert refused.value.sentence.startswith(sentence)
