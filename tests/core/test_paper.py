"""Papers as PDF, read back: Decree 30's layout, the words, the faces, and what is never let in."""

import io
import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pdfplumber
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from jinja2 import UndefinedError

from awards.core import paper, text
from awards.core.paper import AssetDenied, Decision, Entry, Letter, document_html, html_to_pdf, render_document
from awards.core.words import document_number

COOPERATIVE = (
    "Hợp tác xã Dịch vụ nông nghiệp tổng hợp, chế biến, tiêu thụ nông sản và du lịch cộng đồng các dân tộc Mông, "
    "Thái, Dao, Mường, Khơ Mú bản Nà Bai - Suối Khem - Tà Lạc - Piềng Lán"
)
MERIT = "đã có thành tích xuất sắc trong Phong trào thi đua “Vì người nghèo - Không để ai bị bỏ lại phía sau”"
AWARD = "Giấy chứng nhận của phong trào"
MM = 72 / 25.4


def entry(number: int, kind: str = "individual", **words: Any) -> Entry:
    prefixes = {"collective": "Tập thể", "household": "Hộ gia đình bà", "individual": "Ông"}
    names = {"collective": COOPERATIVE, "household": "Lường Thị Mẫu", "individual": f"Lò Văn Mẫu {number}"}
    made = {
        "kind": kind,
        "prefix": prefixes[kind],
        "name": names[kind],
        "birth_year": 1970 if kind == "individual" else None,
        "lines": ["Trưởng bản Nà Bai", "xã Hua Păng"],
        "citation": "Giúp 47 hộ nghèo về giống, vốn và kỹ thuật trồng cây ăn quả trên đất dốc.",
        "award": AWARD,
        "article": "khoản 2 Điều 75 Luật Thi đua, khen thưởng",
        "note": "",
        "ordinal": number,
    }
    return made | words  # type: ignore[return-value]


def entries(count: int) -> list[Entry]:
    """A quarter collectives, a quarter households, half individuals."""
    kinds = ["collective"] * (count // 4) + ["household"] * (count // 4)
    kinds += ["individual"] * (count - len(kinds))
    return [entry(number, kind) for number, kind in enumerate(kinds, 1)]


def letter(count: int = 1, **words: Any) -> Letter:
    made = {
        "agency_parent": "ỦY BAN NHÂN DÂN HUYỆN MỘC CHÂU",
        "agency": "ỦY BAN NHÂN DÂN XÃ HUA PĂNG",
        "proposer": "Ủy ban nhân dân xã Hua Păng",
        "number_text": "05/TTr-UBND",
        "place": "Hua Păng",
        "date": "2023-10-05",
        "subject": "đề nghị tặng Giấy chứng nhận của phong trào",
        "addressees": ["Ủy ban nhân dân huyện Mộc Châu"],
        "decides": False,
        "bases": ["Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022", "Căn cứ Quyết định số 666/QĐ-TTg;"],
        "merit": MERIT,
        "entries": entries(count),
        "statements": [],
        "recipients": ["Như trên", "Lưu: VT"],
        "signer": {"mode": ["KT. CHỦ TỊCH"], "title": "PHÓ CHỦ TỊCH", "name": "Hà Thị Mẫu"},
    }
    return made | words  # type: ignore[return-value]


def decision(count: int = 1, **words: Any) -> Decision:
    made = {
        "agency_parent": "BỘ NỘI VỤ",
        "agency": "BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG",
        "authority": "TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG",
        "issuer": "Trưởng Ban Thi đua - Khen thưởng Trung ương",
        "number_text": "128/QĐ-BTĐKT",
        "place": "Hà Nội",
        "date": "2023-12-08",
        "subject": "tặng Giấy chứng nhận của phong trào",
        "bases": ["Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022", "Căn cứ Quyết định số 666/QĐ-TTg;"],
        "proposal": "Vụ trưởng Vụ Thi đua, khen thưởng",
        "award": AWARD,
        "merit": MERIT,
        "entries": entries(count),
        "articles": ["Quyết định này có hiệu lực kể từ ngày ký.", "Chánh Văn phòng chịu trách nhiệm thi hành."],
        "recipients": ["Như Điều 3", "Lưu: VT (02 bản)"],
        "signer": {"mode": [], "title": "TRƯỞNG BAN", "name": "Trần Văn Mẫu"},
        "chain_head": "",
    }
    return made | words  # type: ignore[return-value]


@contextmanager
def opened(pdf: bytes) -> Iterator[pdfplumber.PDF]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        yield document


def read(template: str, *, sample: bool = False, **words: Any) -> list[str]:
    """The text of each page."""
    with opened(render_document(template, sample=sample, **words)) as document:
        return [page.extract_text() for page in document.pages]


def flat(pages: list[str]) -> str:
    return " ".join(" ".join(pages).split())


def where(pdf: bytes, words: str, page: int = 0) -> dict[str, Any]:
    """Place, face and size of the first characters that spell these words."""
    with opened(pdf) as document:
        found = document.pages[page].search(words, regex=False)[0]
        return found | {"fontname": found["chars"][0]["fontname"], "size": round(found["chars"][0]["size"], 1)}


LETTER = render_document("letter.html", sample=False, letter=letter(40, statements=["Nội dung bổ sung."] * 30))
DECISION = render_document("decision.html", sample=False, decision=decision(40, chain_head="Nhật ký: 9f86d0"))


@pytest.mark.parametrize(
    ("pdf", "words", "face", "size"),
    [
        (LETTER, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Tinos-Bold", 12),
        (LETTER, "Độc lập - Tự do - Hạnh phúc", "Tinos-Bold", 13),
        (LETTER, "HUYỆN MỘC CHÂU", "Tinos", 12),
        (LETTER, "XÃ HUA PĂNG", "Tinos-Bold", 12),
        (LETTER, "Số: 05/TTr-UBND", "Tinos", 13),
        (LETTER, "Hua Păng, ngày 05 tháng 10 năm 2023", "Tinos-Italic", 13),
        (LETTER, "TỜ TRÌNH", "Tinos-Bold", 14),
        (LETTER, "Về việc đề nghị tặng", "Tinos-Bold", 14),
        (LETTER, "Căn cứ Luật Thi đua", "Tinos-Italic", 14),
        (LETTER, "Ủy ban nhân dân xã Hua Păng đề nghị", "Tinos", 14),
        (DECISION, "TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG", "Tinos-Bold", 14),
        (DECISION, "QUYẾT ĐỊNH:", "Tinos-Bold", 14),
        (DECISION, "Điều 2.", "Tinos-Bold", 14),
        (DECISION, "Nơi nhận:", "Tinos-Bold-Italic", 12),
        (DECISION, "- Như Điều 3;", "Tinos", 11),
        (DECISION, "Trần Văn Mẫu", "Tinos-Bold", 14),
    ],
)
def test_each_element_has_the_face_and_size_of_the_decree(pdf: bytes, words: str, face: str, size: int) -> None:
    found = where(pdf, words)
    assert (found["fontname"].partition("+")[2], found["size"]) == (face, size)


def test_text_keeps_the_margins_of_the_decree() -> None:
    for pdf in (LETTER, DECISION):
        with opened(pdf) as document:
            for page in document.pages:
                text_area = [word for word in page.extract_words() if word["top"] > 20 * MM]
                assert min(word["x0"] for word in text_area) >= 30 * MM - 0.1
                assert max(word["x1"] for word in text_area) <= page.width - 15 * MM + 0.5
                assert max(word["bottom"] for word in text_area if word["bottom"] < page.height - 18 * MM) <= (
                    page.height - 20 * MM + 0.1
                )


def test_the_letter_is_a4_and_its_list_lies_across() -> None:
    with opened(LETTER) as document:
        sizes = [(round(page.width / MM), round(page.height / MM)) for page in document.pages]
    assert (sizes[0], sizes[-1]) == ((210, 297), (297, 210))


def test_page_numbers_stand_in_the_top_margin_from_page_2_and_begin_again_in_the_list() -> None:
    for pdf in (LETTER, DECISION):
        with opened(pdf) as document:
            heads = [page.crop((0, 0, page.width, 20 * MM)).extract_text() for page in document.pages]
            lists = [at for at, page in enumerate(document.pages) if "Phụ lục" in page.extract_text()]
            body = lists[0]
            numbers = [
                word for page in document.pages for word in page.crop((0, 0, page.width, 20 * MM)).extract_words()
            ]
            middle = (30 * MM + document.pages[-1].width - 15 * MM) / 2
        assert heads[:body] == ["", *map(str, range(2, body + 1))]
        for begin, end in zip(lists, [*lists[1:], len(heads)], strict=True):  # each list is numbered on its own
            assert heads[begin:end] == ["", *map(str, range(2, end - begin + 1))]
        assert len(heads) - body > 2
        assert abs((numbers[-1]["x0"] + numbers[-1]["x1"]) / 2 - middle) < 1


@pytest.mark.parametrize("pdf", [LETTER, DECISION])
def test_only_tinos_is_embedded_and_the_language_is_vietnamese(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "vi"
        fonts = [font.DescendantFonts[0] for page in document.pages for font in page.Resources.Font.values()]
        assert fonts
        assert all("+Tinos" in str(font.BaseFont) for font in fonts)
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_a_letter_says_what_a_proposal_letter_says() -> None:
    said = flat(
        read("letter.html", letter=letter(3, entries=[entry(1, "collective"), entry(2, "household"), entry(3)]))
    )
    for words in (
        "Kính gửi: Ủy ban nhân dân huyện Mộc Châu",
        "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022; Căn cứ Quyết định số 666/QĐ-TTg. ",
        f"trình cấp có thẩm quyền tặng {AWARD} (theo khoản 2 Điều 75 Luật Thi đua, khen thưởng) cho 01 (một) tập thể,",
        f"01 (một) tập thể, 01 (một) hộ gia đình và 01 (một) cá nhân {MERIT}, cụ thể như sau:",
        f"1. {COOPERATIVE}, Trưởng bản Nà Bai",
        "2. Hộ gia đình bà Lường Thị Mẫu,",
        "3. Ông Lò Văn Mẫu 3, sinh năm 1970, Trưởng bản Nà Bai, xã Hua Păng: Giúp 47 hộ nghèo",
        "xem xét, trình cấp có thẩm quyền quyết định./.",
        "- Như trên;",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
    ):
        assert words in said
    assert "Phụ lục" not in said


def test_a_letter_to_those_who_decide_asks_them_to_decide() -> None:
    said = flat(read("letter.html", letter=letter(1, decides=True, addressees=["Ban Thi đua", "Bộ Nội vụ"])))
    assert "Kính gửi: - Ban Thi đua; - Bộ Nội vụ." in said
    assert f"đề nghị Ban Thi đua và Bộ Nội vụ xem xét, tặng {AWARD}" in said
    assert "xem xét, quyết định./." in said


def test_the_opening_words_of_subject_and_basis_are_written_once() -> None:
    said = flat(read("letter.html", letter=letter(subject="Về việc đề nghị khen thưởng.")))
    assert said.count("Về việc đề nghị khen thưởng Kính gửi") == 1
    assert "Căn cứ Căn cứ" not in said


def test_a_letter_for_several_awards_counts_each() -> None:
    several = [entry(1), entry(2, "household", award="Giấy khen", article="")]
    said = flat(read("letter.html", letter=letter(entries=several)))
    assert "tặng thưởng cho 01 (một) hộ gia đình và 01 (một) cá nhân" in said
    assert "- Giấy khen: 01 (một) hộ gia đình;" in said
    assert f"- {AWARD} (theo khoản 2 Điều 75 Luật Thi đua, khen thưởng): 01 (một) cá nhân." in said


def test_a_longer_list_is_an_appendix_grouped_by_kind_and_numbered_through() -> None:
    mixed = [entry(1), entry(2, "collective"), entry(3, "household"), entry(4, prefix="Bà")]
    pages = read("letter.html", letter=letter(entries=mixed))
    said = flat(pages[1:])
    assert "(có danh sách kèm theo)." in flat(pages[:1])
    assert said.startswith("Phụ lục DANH SÁCH TẬP THỂ, HỘ GIA ĐÌNH, CÁ NHÂN ĐỀ NGHỊ KHEN THƯỞNG")
    assert "(Kèm theo Tờ trình số 05/TTr-UBND ngày 05 tháng 10 năm 2023 của Ủy ban nhân dân xã Hua Păng)" in said
    assert said.index("I TẬP THỂ (1)") < said.index("II HỘ GIA ĐÌNH (1)") < said.index("III CÁ NHÂN (2)")
    assert said.index("2 Hộ gia đình bà") < said.index("3 Ông Lò Văn Mẫu 1") < said.index("4 Bà Lò Văn Mẫu 4")
    assert "Nữ" in said


def test_a_decision_says_what_a_decision_says() -> None:
    pages = read("decision.html", decision=decision(4))
    said, listed = flat(pages[:1]), flat(pages[1:])
    for words in (
        "QUYẾT ĐỊNH Về việc tặng Giấy chứng nhận của phong trào",
        "Căn cứ Quyết định số 666/QĐ-TTg; Theo đề nghị của Vụ trưởng Vụ Thi đua, khen thưởng. QUYẾT ĐỊNH: Điều 1. Tặng",
        "cho 01 (một) tập thể, 01 (một) hộ gia đình và 02 (hai) cá nhân",
        "(có danh sách kèm theo). Điều 2. Quyết định này có hiệu lực kể từ ngày ký. Điều 3. Chánh Văn phòng",
        "chịu trách nhiệm thi hành./.",
    ):
        assert words in said
    assert "(Kèm theo Quyết định số 128/QĐ-BTĐKT ngày 08 tháng 12 năm 2023 của Trưởng Ban" in listed


def test_the_decision_keeps_its_own_order_and_gold_book_numbers() -> None:
    own = [entry(7, "household"), entry(8), entry(9, "collective")]
    said = flat(read("decision.html", decision=decision(entries=own))[1:])
    for number, heading, first in (
        ("I", "HỘ GIA ĐÌNH", "7 Hộ"),
        ("II", "CÁ NHÂN", "8 Ông"),
        ("III", "TẬP THỂ", "9 Hợp"),
    ):
        said = said[said.index(f"Phụ lục {number} DANH SÁCH {heading} ") :]
        assert first in said


def test_a_decision_without_number_leaves_room_for_number_and_date() -> None:
    draft = decision(number_text=document_number(None, "QĐ", "BTĐKT"), date="")
    said = flat(read("decision.html", decision=draft))
    assert "Số: /QĐ-BTĐKT Hà Nội, ngày tháng năm" in said
    assert "(Kèm theo Quyết định số /QĐ-BTĐKT ngày tháng năm của Trưởng Ban" in said


def test_the_head_of_the_log_stands_in_the_foot_of_the_last_page_only() -> None:
    with opened(DECISION) as document:
        held = ["Nhật ký: 9f86d0" in page.extract_text() for page in document.pages]
    assert held == [False] * (len(held) - 1) + [True]
    assert where(DECISION, "Nhật ký", len(held) - 1)["top"] > (297 - 20) * MM


@pytest.mark.parametrize("sample", [True, False])
def test_every_page_of_a_trial_is_marked(sample: bool) -> None:
    pages = read("letter.html", letter=letter(10), sample=sample)
    assert [("MẪU" in page) for page in pages] == [sample] * len(pages)
    assert len(pages) > 1


def test_the_mark_does_not_disturb_the_words() -> None:
    marked, plain = (read("letter.html", letter=letter(10), sample=sample) for sample in (True, False))
    assert flat(marked).replace("MẪU ", "") == flat(plain)


@pytest.mark.parametrize("count", [1, 3, 40, 300])
def test_every_name_of_a_list_is_on_paper_under_a_repeated_head(count: int) -> None:
    own = [entry(number, name=f"Lò Thị Mẫu {number}") for number in range(1, count + 1)]
    pages = read("decision.html", decision=decision(entries=own))
    said = flat(pages)
    assert all(f"{number} Ông Lò Thị Mẫu {number} " in said for number in range(1, count + 1))
    assert all("STT" in page for page in pages[1:])


@pytest.mark.parametrize("more", range(0, 30, 3))
def test_the_signature_is_never_alone_on_a_page(more: int) -> None:
    statements = [f"Nội dung thứ {number}." for number in range(more)]
    for pages in (
        read("letter.html", letter=letter(statements=statements)),
        read("decision.html", decision=decision(articles=[*statements, "Các tập thể thi hành Quyết định này"])),
    ):
        last = next(page for page in pages if "Nơi nhận:" in page)
        assert last.index("./.") < last.index("Nơi nhận:")
        assert "Mẫu" in last.split("Nơi nhận:")[1]


def test_a_long_unbroken_word_stays_inside_its_cell() -> None:
    pdf = render_document("decision.html", sample=False, decision=decision(entries=[entry(1, name="Ô" * 200)]))
    with opened(pdf) as document:
        assert max(char["x1"] for char in document.pages[1].chars if char["text"] == "Ô") < 110 * MM


def test_what_people_typed_is_only_text() -> None:
    typed = "<script>alert(1)</script> {{ 7*7 }} & =1+1"
    said = flat(read("letter.html", letter=letter(entries=[entry(1, name=typed)])))
    assert typed in said


def test_a_missing_word_stops_the_paper() -> None:
    gap = {key: value for key, value in decision().items() if key != "place"}
    with pytest.raises(UndefinedError, match="place"):
        render_document("decision.html", sample=False, decision=gap)
    with pytest.raises(ValueError, match="not enough values"):
        render_document("decision.html", sample=False, decision=decision(entries=[]))


def test_a_paper_survives_its_json_column_and_prints_the_same_bytes() -> None:
    kept = json.loads(json.dumps(decision(5)))
    assert render_document("decision.html", sample=False, decision=kept) == render_document(
        "decision.html", sample=False, decision=decision(5)
    )


def test_another_process_prints_the_same_bytes() -> None:
    code = "import hashlib; from tests.core.test_paper import *;print(hashlib.sha256(LETTER + DECISION).hexdigest())"
    run = subprocess.run([sys.executable, "-c", code], cwd=paper.ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == paper.sha256(LETTER + DECISION).hexdigest()


def test_the_pdf_carries_the_date_of_the_paper_and_of_nothing_else() -> None:
    with pikepdf.open(io.BytesIO(DECISION)) as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:20231208")
        assert "/ModDate" not in document.docinfo
        assert str(document.docinfo["/Title"]) == "Quyết định số 128/QĐ-BTĐKT"
    assert date.today().strftime("%Y%m%d").encode() not in DECISION  # noqa: DTZ011


@pytest.mark.parametrize(
    "html",
    [
        '<img src="http://127.0.0.1:9/seal.png">',
        '<img src="file:///etc/passwd">',
        '<img src="seal.png">',
        '<img src="asset:seal.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="stylesheet" href="https://example.org/a.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        "<style>@import 'http://127.0.0.1:9/a.css';</style>",
        "<style>@font-face { font-family: X; src: url(file:///etc/passwd) } p { font-family: X }</style><p>x</p>",
        '<p style="background: url(//127.0.0.1/a.png)">x</p>',
        '<svg viewBox="0 0 9 9" width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        '<object data="file:///etc/passwd"></object>',
    ],
)
def test_whatever_is_not_in_the_asset_table_is_denied(html: str) -> None:
    with pytest.raises(AssetDenied, match="not in the asset table"):
        html_to_pdf(f"<!DOCTYPE html><html lang='vi'><body>{html}</body></html>")


def test_a_file_of_the_asset_table_is_printed() -> None:
    seal = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#a00"/></svg>'
    html = '<html lang="vi"><body><img src="asset:seal.svg" width="90"></body></html>'
    with opened(html_to_pdf(html, assets={"asset:seal.svg": seal})) as document:
        assert document.pages[0].curves
    with pytest.raises(AssetDenied):
        html_to_pdf(html)


def test_an_asset_that_asks_for_another_is_denied() -> None:
    nested = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>'
    with pytest.raises(AssetDenied):
        html_to_pdf('<img src="asset:seal.svg">', assets={"asset:seal.svg": nested})


@pytest.mark.parametrize("html", ["a" * (paper.LONGEST + 1), "<p>😀</p>", "<p>q" + "\u0302" * 100_000, "<p>\ue000</p>"])
def test_too_much_and_the_unprintable_are_refused_at_once(html: str) -> None:
    before = time.process_time()
    with pytest.raises(ValueError, match="paper"):
        html_to_pdf(html)
    assert time.process_time() - before < 1


def test_the_faces_hold_everything_that_may_be_written() -> None:
    writable = {chr(code) for code in range(32, 0xFFFF) if not text.unprintable(chr(code))}
    assert len(writable) > 900
    for face in paper.FACES:
        with TTFont(paper.ROOT / "static" / "fonts" / f"{face}.ttf", lazy=True) as font:
            assert writable - set(map(chr, font.getBestCmap())) == set()


def test_the_style_sheet_is_understood_to_the_last_line(caplog: pytest.LogCaptureFixture) -> None:
    paper._settings.cache_clear()
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_document("letter.html", sample=True, letter=letter(5))
        render_document("decision.html", sample=True, decision=decision(5, chain_head="Nhật ký"))
    assert [record.getMessage() for record in caplog.records] == []


def test_counts_and_order_are_for_callers_too() -> None:
    mixed = [entry(1), entry(2, "collective"), entry(3)]
    assert paper.counts(mixed) == "01 (một) tập thể và 02 (hai) cá nhân"
    assert paper.kinds_of(mixed) == "tập thể, cá nhân"
    assert [one["ordinal"] for one in paper.in_order(mixed)] == [2, 1, 3]
    assert document_html("letter.html", sample=False, letter=letter()).count("<h1>") == 1
