"""A design as plain values for a file or a database row, and back, with every number looked at."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from .designs import Box, Design, Stack, Words
from .faces import MissingGlyph, faces
from .frames import FRAMES
from .texts import FIELDS

FORMAT = "guong-sang/design/1"
PAGE = (100.0, 500.0)  # shortest and longest side of a paper
ALIGNS = ("left", "center", "right")
COLOUR = re.compile(r"#[0-9a-f]{6}")
MOST = 30  # words or boxes of one kind
NEEDED = ("name", "citation", "decision_line", "gold_book", "place_date", "signer_title", "signer_name")


class BadDesign(ValueError):
    """Values that are not a design; the message says in Vietnamese which and why."""


def to_values(design: Design) -> dict[str, Any]:
    """The design as plain values, ready for JSON."""
    return {"format": FORMAT, **asdict(design)}


def from_values(values: object) -> Design:
    """The design these values describe. Refuses (`BadDesign`) what is missing, unknown, out of range, off the page."""
    given = _table(values, "Mẫu in")
    if given.get("format") != FORMAT:
        raise BadDesign("Tệp này không phải là mẫu in của Gương sáng.")
    page = _numbers(given.get("page"), "Khổ giấy", 2, *PAGE)
    stack = _table(given.get("stack"), "Nhóm giữa")
    gap = _numbers(stack.get("gap"), "Khoảng cách nhóm giữa", 2, 0, 50)
    design = Design(
        key=_text(given.get("key"), "Loại giấy", 40),
        title=_text(given.get("title"), "Tên giấy", 80),
        page=(page[0], page[1]),
        frame=_one_of(given.get("frame"), ("", *FRAMES), "Khung"),
        words=tuple(_words(one) for one in _rows(given.get("words"), "Chữ cố định")),
        boxes=tuple(_box(one) for one in _rows(given.get("boxes"), "Ô chữ")),
        stack=Stack(
            top=_number(stack.get("top"), "Mép trên nhóm giữa", 0, page[1]),
            bottom=_number(stack.get("bottom"), "Mép dưới nhóm giữa", 0, page[1]),
            gap=(gap[0], gap[1]),
            boxes=tuple(_box(one) for one in _rows(stack.get("boxes"), "Ô chữ nhóm giữa")),
        ),
        qr=_place(given.get("qr"), "Mã QR", page),
        emblem=_maybe_place(given.get("emblem"), "Chỗ biểu trưng", page),
        logo=_maybe_place(given.get("logo"), "Chỗ lô-gô", page),
    )
    _look_whole(design)
    return design


def _look_whole(design: Design) -> None:
    """What can only be seen of the design as a whole."""
    names = [box.field for box in design.every_box]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadDesign(f"Ô chữ “{FIELDS[min(twice)]}” có hai lần.")
    if missing := [name for name in NEEDED if name not in names]:
        raise BadDesign(f"Mẫu thiếu ô chữ “{FIELDS[missing[0]]}”.")
    if design.stack.bottom <= design.stack.top:
        raise BadDesign("Mép dưới của nhóm giữa phải nằm thấp hơn mép trên.")
    for box in design.every_box:
        _look_at_box(design, box)
    _look_at_qr(design)
    for words in design.words:
        try:
            faces()[words.face].positions(words.text)
        except MissingGlyph as missing_glyph:
            raise BadDesign(str(missing_glyph)) from missing_glyph


def _look_at_qr(design: Design) -> None:
    (width, height), (x, y, side) = design.page, design.qr
    if not 18 <= side <= 30:
        raise BadDesign("Mã QR cần cạnh từ 18 đến 30 mm để máy đọc được.")
    if x + side > width or y + side > height:
        raise BadDesign("Mã QR nằm ra ngoài giấy.")


def _look_at_box(design: Design, box: Box) -> None:
    width, height = design.page
    bottom = 0 if box in design.stack.boxes else box.y + box.height
    if box.x + box.width > width + 0.01 or bottom > height + 0.01:
        raise BadDesign(f"Ô chữ “{box.label}” nằm ra ngoài giấy.")
    if box.smallest > box.largest:
        raise BadDesign(f"Ô chữ “{box.label}”: cỡ nhỏ nhất lớn hơn cỡ lớn nhất.")


def _table(values: object, label: str) -> Mapping[str, Any]:
    if not isinstance(values, dict):
        raise BadDesign(f"{label}: nội dung không đúng dạng.")
    return values


def _rows(values: object, label: str) -> Sequence[object]:
    if not isinstance(values, (list, tuple)) or len(values) > MOST:
        raise BadDesign(f"{label}: cần một danh sách không quá {MOST} mục.")
    return values


def _number(value: object, label: str, least: float, most: float) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not least <= value <= most:  # type: ignore[arg-type, operator]
        raise BadDesign(f"{label}: cần một số từ {least:g} đến {most:g}.")
    return float(value)  # type: ignore[arg-type]


def _numbers(value: object, label: str, count: int, least: float, most: float) -> list[float]:
    if not isinstance(value, (list, tuple)) or len(value) != count:
        raise BadDesign(f"{label}: cần {count} số.")
    return [_number(one, label, least, most) for one in value]


def _text(value: object, label: str, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
        raise BadDesign(f"{label}: cần chữ, không quá {longest} ký tự.")
    return value


def _one_of(value: object, known: Sequence[str], label: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise BadDesign(f"{label}: “{str(value)[:40]}” không có trong danh sách.")
    return value


def _colour(value: object, label: str) -> str:
    if not isinstance(value, str) or not COLOUR.fullmatch(value):
        raise BadDesign(f"{label}: màu ghi theo mẫu #a3161b.")
    return value


def _place(value: object, label: str, page: Sequence[float]) -> tuple[float, float, float]:
    x, y, size = _numbers(value, label, 3, 0, max(page))
    return x, y, size


def _maybe_place(value: object, label: str, page: Sequence[float]) -> tuple[float, float, float] | None:
    return None if value is None else _place(value, label, page)


def _known(values: Mapping[str, Any], kind: type, label: str) -> None:
    """Refuse a name that this kind of value does not have: a misspelt one would be lost without a word."""
    if strange := set(values) - {field.name for field in fields(kind)}:
        raise BadDesign(f"{label}: không rõ “{min(strange)[:40]}”.")


def _words(value: object) -> Words:
    given = _table(value, "Chữ cố định")
    _known(given, Words, "Chữ cố định")
    text = _text(given.get("text"), "Chữ cố định", 120)
    return Words(
        text,
        _number(given.get("x"), text, 0, PAGE[1]),
        _number(given.get("y"), text, 0, PAGE[1]),
        _one_of(given.get("face"), list(faces()), text),
        _number(given.get("size"), text, 4, 120),
        _colour(given.get("colour"), text),
        _number(given.get("spacing", 0), text, 0, 1),
        given.get("rule") is True,
    )


def _box(value: object) -> Box:
    given = _table(value, "Ô chữ")
    _known(given, Box, "Ô chữ")
    field = _one_of(given.get("field"), list(FIELDS), "Ô chữ")
    label = FIELDS[field]
    return Box(
        field=field,
        label=label,
        x=_number(given.get("x"), label, 0, PAGE[1]),
        y=_number(given.get("y"), label, 0, PAGE[1]),
        width=_number(given.get("width"), label, 5, PAGE[1]),
        height=_number(given.get("height"), label, 2, PAGE[1]),
        face=_one_of(given.get("face"), list(faces()), label),
        largest=_number(given.get("largest"), label, 4, 120),
        smallest=_number(given.get("smallest"), label, 4, 120),
        align=_one_of(given.get("align", "center"), ALIGNS, label),
        colour=_colour(given.get("colour"), label),
        leading=_number(given.get("leading", 1.2), label, 0.8, 3),
        lines=int(_number(given.get("lines", 1), label, 1, 8)),
        comfort=_number(given.get("comfort", 1), label, 0.1, 1),
        yields=_number(given.get("yields", 1), label, 0.1, 2),
    )
