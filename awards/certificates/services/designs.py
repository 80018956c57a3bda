"""An office's own designs: drafted from another, edited number by number, taken into use, exported and imported."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import OfficeDesign
from awards.certificates.printing import (
    DESIGNS,
    AssetDenied,
    BadDesign,
    CertificateText,
    Design,
    DoesNotFit,
    from_values,
    page_picture,
    to_values,
)
from awards.certificates.printing.layout import page_lines
from awards.certificates.services.choosing import Paper
from awards.core import clock, storage
from awards.core.access import Role
from awards.core.child import Stopped
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.decisions.models import Decision
from awards.law import services as law
from awards.law.models import SUBJECT_NAMES, AwardForm, SubjectKind
from awards.units.models import Unit

FILES = ("emblem", "logo", "frame")
LARGEST_FILE = 200_000  # characters of an imported design
HEAVIEST = 1_000_000  # bytes of a drawing
PICTURES = (b"\x89PNG", b"<svg", b"<?xml")

SAMPLE = CertificateText(
    recipient_prefix="Bà",
    name="Lò Thị Ngọc Ánh",
    lines=("Trưởng bản Áng, xã Đông Sang, tỉnh Sơn La",),
    citation="Đã có thành tích xuất sắc trong phong trào thi đua “Vì người nghèo - Không để ai bị bỏ lại phía sau” "
    "giai đoạn 2021 - 2025",
    issuer="CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ ĐÔNG SANG",
    decision_line="Quyết định số 12/QĐ-UBND ngày 24 tháng 11 năm 2026",
    gold_book_no=7,
    place_date="Đông Sang, ngày 24 tháng 11 năm 2026",
    signer_title=("CHỦ TỊCH",),
    signer_name="Hoàng Minh Tuệ",
    check_url="https://guong-sang.example/check/0000-0000",
    check_code="0000-0000",
    sample=True,
)


def printing_units(actor: User) -> list[Unit]:
    """The units for which this person prints."""
    return [one.unit for one in actor.appointments_now() if one.role is Role.PRINT_CLERK]


def designs_of(actor: User) -> list[OfficeDesign]:
    """The designs of the units for which this person prints, the newest version first."""
    query = select(OfficeDesign).where(OfficeDesign.unit_id.in_([unit.id for unit in printing_units(actor)]))
    whole = query.options(joinedload(OfficeDesign.award_form), joinedload(OfficeDesign.unit))
    order = (OfficeDesign.award_form_id, OfficeDesign.subject_kind, OfficeDesign.number.desc())
    return list(db.session.scalars(whole.order_by(*order).limit(200)))


def get_design(design_id: int, *, actor: User) -> OfficeDesign:
    """The office's design, or NoResultFound when it does not exist for this person."""
    units = [unit.id for unit in printing_units(actor)]
    return db.session.scalars(
        select(OfficeDesign).where(OfficeDesign.id == design_id, OfficeDesign.unit_id.in_(units))
    ).one()


def forms_to_design(actor: User) -> list[AwardForm]:
    """The award forms that a unit of this person decides and this house can print."""
    levels = {unit.level for unit in printing_units(actor)}
    forms = [form for form in law.award_forms(clock.today()) if form.decided_at in levels]
    decided = select(Decision.award_form_id).where(Decision.unit_id.in_([u.id for u in printing_units(actor)]))
    older = select(AwardForm).where(AwardForm.id.in_(decided), AwardForm.id.not_in([form.id for form in forms]))
    return [form for form in (*forms, *db.session.scalars(older)) if form.certificate_kind.value in DESIGNS]


def draft_design(
    unit: Unit, award_form: AwardForm, subject_kind: str, layout: Mapping[str, Any], *, actor: User
) -> OfficeDesign:
    """Begin the next version of a design from these numbers. Refuses who does not print for the unit."""
    if not actor.holds(Role.PRINT_CLERK, unit.id):
        raise Refused(_("Mẫu in do người in của đơn vị lập."))
    if subject_kind and subject_kind not in {kind.value for kind in award_form.kinds}:
        raise Refused(_("Hình thức khen này không dành cho đối tượng đã chọn."), "subject_kind")
    same = select(func.max(OfficeDesign.number)).where(
        OfficeDesign.unit_id == unit.id,
        OfficeDesign.award_form_id == award_form.id,
        OfficeDesign.subject_kind == subject_kind,
    )
    record = OfficeDesign(
        unit=unit,
        award_form=award_form,
        subject_kind=subject_kind,
        number=(db.session.scalar(same) or 0) + 1,
        layout=_looked_at(layout),
        made_by=actor,
    )
    db.session.add(record)
    db.session.flush()
    audit.record("design.draft", record, actor=actor, number=record.number)
    return record


def copy_design(record: OfficeDesign, *, actor: User) -> OfficeDesign:
    """The next version, with the same numbers and the same files, to be changed."""
    copied = draft_design(record.unit, record.award_form, record.subject_kind, record.layout, actor=actor)
    copied.files = dict(record.files)
    return copied


def edit_design(
    record: OfficeDesign, typed: Mapping[str, str], files: Mapping[str, bytes], *, seen: int, actor: User
) -> None:
    """Change numbers (`paths_of`) and drawings of a version that is not in use.

    Refuses a version in use, numbers that make no design, texts that no longer fit, and a drawing that cannot be shown.
    """
    _check_open(record, seen)
    record.layout = _looked_at(_typed_into(record.layout, typed))
    wanted = {name for name in FILES if typed.get(f"without_{name}")}
    kept = {name: sha256 for name, sha256 in record.files.items() if name not in wanted}
    record.files = kept | {name: _drawing(name, content) for name, content in files.items()}
    audit.record("design.edit", record, actor=actor, number=record.number)
    field = next(iter(files), None)
    try:
        _picture(record)
    except AssetDenied as denied:
        raise Refused(_wrong_with(denied), field) from denied
    except Stopped as stopped:
        raise Refused(_too_heavy(), field) from stopped


def _wrong_with(denied: AssetDenied) -> str:
    """What is wrong with a drawing, without the words of the library that could not show it."""
    if "://" in str(denied):
        return str(_("Tệp hình gọi tới một tệp khác nằm ngoài nó. Hãy lưu hình thành một tệp trọn vẹn."))
    return str(_("Không đọc được tệp hình. Hãy mở lại hình và lưu thành tệp SVG hoặc PNG mới."))


def use_design(record: OfficeDesign, *, seen: int, actor: User) -> None:
    """From now on certificates are printed in this version; its numbers stand still. Refuses a version in use."""
    _check_open(record, seen)
    record.used_from = clock.now()
    audit.record("design.use", record, actor=actor, number=record.number)


def _check_open(record: OfficeDesign, seen: int) -> None:
    if record.used_from is not None:
        raise Refused(_("Phiên bản này đang dùng nên không sửa được. Hãy tạo phiên bản mới."))
    if record.version != seen:
        raise Stale(_("Mẫu này vừa thay đổi. Xin xem lại rồi thực hiện lại."))


def _drawing(name: str, content: bytes) -> str:
    if len(content) > HEAVIEST or not content.lstrip().startswith(PICTURES):
        raise Refused(_("Hình cần là tệp SVG hoặc PNG, không quá 1 MB."), name)
    return storage.keep(content)


def exported(record: OfficeDesign) -> str:
    """The numbers of a design as a JSON file; its drawings are files of the office and stay with it."""
    return json.dumps(record.layout, ensure_ascii=False, indent=2) + "\n"


def imported(content: bytes) -> dict[str, Any]:
    """The numbers in a JSON file. Refuses, with a sentence, what is not a design."""
    if len(content) > LARGEST_FILE:
        raise Refused(_("Tệp mẫu in quá lớn."), "file")
    try:
        return _looked_at(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        raise Refused(_("Tệp này không phải là mẫu in của Gương sáng (JSON)."), "file") from error


def _looked_at(layout: object) -> dict[str, Any]:
    """The numbers of a design on which the sample text fits. Refuses all others."""
    try:
        design = from_values(layout)
        page_lines(design, SAMPLE)
    except (BadDesign, DoesNotFit) as error:
        raise Refused(str(error)) from error
    return to_values(design)


def preview(record: OfficeDesign) -> bytes:
    """The design with a sample's words as a PNG picture, made by the printing itself.

    Refuses a design whose drawings take too long; without drawings of the office it is the machine that is slow.
    """
    try:
        return _picture(record)
    except Stopped as stopped:
        if not record.files:
            raise
        raise Refused(_too_heavy()) from stopped


def _too_heavy() -> str:
    return str(
        _("Hình của mẫu quá nặng, vẽ không xong. Hãy đơn giản hóa hình (bớt nét, bớt hiệu ứng) rồi tải lên lại.")
    )


def _picture(record: OfficeDesign) -> bytes:
    sheet = Paper(from_values(record.layout), record)
    return page_picture(sheet.design, SAMPLE, assets=sheet.artwork)


def sample_picture(design: Design) -> bytes:
    """A design that comes with the house with the sample's words, as a PNG picture."""
    return page_picture(design, SAMPLE)


def kind_name(record: OfficeDesign) -> str:
    """Whom the design is for."""
    return SUBJECT_NAMES[SubjectKind(record.subject_kind)] if record.subject_kind else str(_("Mọi đối tượng"))


PLACES = ("emblem", "logo")
FIXED = {"format", "key", "field", "label"}


def paths_of(layout: Mapping[str, Any]) -> dict[str, str]:
    """The numbers and words of a design that a person may type, by their path (“boxes.3.x”), as they are typed."""
    whole = dict(layout) | {name: layout[name] or ["", "", ""] for name in PLACES}
    return {path: _as_typed(value) for path, value in _leaves(whole)}


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, (dict, list, tuple)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in pairs:
            if name not in FIXED:
                yield from _leaves(part, f"{path}.{name}" if path else str(name))
    else:
        yield path, value


def _as_typed(value: object) -> str:
    if isinstance(value, bool):
        return "y" if value else ""
    return f"{value:.6g}".replace(".", ",") if isinstance(value, (int, float)) else str(value)


def _typed_into(layout: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """The numbers with what was typed in place of the old ones; what is not a number stays as typed, to be refused."""
    new: dict[str, Any] = deepcopy(dict(layout))
    for name in PLACES:
        new[name] = list(layout[name] or ["", "", ""])
    for path, old in list(_leaves(new)):
        if path in typed:
            *way, last = path.split(".")
            place: Any = new
            for name in way:
                place = place[int(name) if isinstance(place, list) else name]
            place[int(last) if isinstance(place, list) else last] = _read(typed[path], old)
    for name in PLACES:
        new[name] = new[name] if any(part != "" for part in new[name]) else None
    new["words"] = [words for words in new["words"] if words["text"].strip()]
    return new


def _read(text: str, old: object) -> object:
    text = text.strip()
    if isinstance(old, bool):
        return bool(text)
    if isinstance(old, (int, float)) or old == "":
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return text
    return text
