"""A design as JSON: out and in again unchanged, and everything wrong answered with a sentence."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from awards.certificates.printing import DESIGNS, GIAY_KHEN, BadDesign, from_values, to_values

Change = Callable[[dict[str, Any]], Any]


def as_json(design: Any = GIAY_KHEN) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(json.dumps(to_values(design)))
    return values


def test_a_shipped_design_comes_back_as_it_went() -> None:
    for design in DESIGNS.values():
        back = from_values(as_json(design))
        assert to_values(back) == to_values(from_values(to_values(back)))
        assert [(b.field, b.x, b.y, b.largest) for b in back.every_box] == [
            (b.field, b.x, b.y, b.largest) for b in design.every_box
        ]


WRONG: dict[str, tuple[Change, str]] = {
    "another file": (lambda d: d.update(format="svg"), "không phải là mẫu in"),
    "a page as large as a wall": (lambda d: d.update(page=[9000, 210]), "Khổ giấy: cần một số"),
    "not a number": (lambda d: d["boxes"][0].update(x="ba"), "cần một số"),
    "infinity": (lambda d: d["boxes"][0].update(x=float("inf")), "cần một số"),
    "no number at all": (lambda d: d["boxes"][0].update(x=True), "cần một số"),
    "off the page": (lambda d: d["boxes"][0].update(x=290), "nằm ra ngoài giấy"),
    "an unknown face": (lambda d: d["boxes"][0].update(face="Comic"), "không có trong danh sách"),
    "an unknown frame": (lambda d: d.update(frame="../etc"), "không có trong danh sách"),
    "an unknown name": (lambda d: d["boxes"][0].update(colr="#000000"), "không rõ “colr”"),
    "a colour that is CSS": (lambda d: d["boxes"][0].update(colour="red;}"), "màu ghi theo mẫu"),
    "sizes the wrong way round": (lambda d: d["boxes"][0].update(smallest=40), "cỡ nhỏ nhất lớn hơn"),
    "a box twice": (lambda d: d["boxes"].append(d["boxes"][0]), "có hai lần"),
    "without the name": (lambda d: d["stack"].update(boxes=[]), "thiếu ô chữ “Tên được khen”"),
    "a QR code too small": (lambda d: d.update(qr=[12, 187, 8]), "Mã QR cần cạnh"),
    "a stack upside down": (lambda d: d["stack"].update(top=150), "thấp hơn mép trên"),
    "words the face lacks": (lambda d: d["words"][0].update(text="漢"), "không có ký tự"),
    "a thousand boxes": (lambda d: d.update(boxes=d["boxes"] * 100), "không quá 30"),
}


@pytest.mark.parametrize(("change", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said(change: Change, sentence: str) -> None:
    values = as_json()
    change(values)
    with pytest.raises(BadDesign, match=sentence):
        from_values(values)


@pytest.mark.parametrize("values", [None, [], "x", 3, {"format": "guong-sang/design/1"}])
def test_what_is_no_design_at_all_is_refused(values: object) -> None:
    with pytest.raises(BadDesign):
        from_values(values)
