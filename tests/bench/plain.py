"""The plain way of making a certificate: one HTML page, laid out and drawn by WeasyPrint from the beginning."""

from __future__ import annotations

from collections.abc import Iterator

from awards.certificates.printing import CertificateText, Design, lines_html
from awards.certificates.printing.faces import FONTS
from awards.certificates.printing.plate import plate_html
from awards.certificates.printing.setting import qr_code

FAMILY = ("Lò", "Quàng", "Giàng", "Vừ", "Hoàng", "Đinh", "Bàn", "Triệu", "Nguyễn", "Sồng")
MIDDLE = ("Văn", "Thị", "A", "Thị Ngọc", "Đức", "Páo", "Mùi", "Hữu", "Thị Hồng", "Láo")
GIVEN = ("Ánh", "Phướng", "Ứng", "Sủa", "Quỳnh", "Thào", "Ngoan", "Tở", "Nghĩa", "Mẩy", "Dợ")


def invented(count: int) -> Iterator[CertificateText]:
    """Certificates for invented people, each with another name, address and code."""
    for k in range(count):
        name = f"{FAMILY[k % 10]} {MIDDLE[k // 10 % 10]} {GIVEN[k % 11]}"
        yield CertificateText(
            recipient_prefix=("Ông", "Bà", "Hộ gia đình ông")[k % 3],
            name=name,
            lines=(f"Bản số {k + 1}, xã Đông Sang, huyện Mộc Châu, tỉnh Sơn La",),
            citation="Đã có thành tích xuất sắc trong phong trào thi đua “Vì người nghèo - Không để ai bị bỏ lại phía "
            f"sau” giai đoạn 2021 - 2025, giúp {k + 2} hộ thoát nghèo bền vững",
            issuer="TRƯỞNG BAN CHỈ ĐẠO PHONG TRÀO THI ĐUA",
            decision_line="Quyết định số 12/QĐ-BCĐ ngày 24 tháng 11 năm 2026",
            gold_book_no=k + 1,
            place_date="Hà Nội, ngày 24 tháng 11 năm 2026",
            signer_title=("TRƯỞNG BAN",),
            signer_name="Hoàng Minh Tuệ",
            check_url=f"https://guongsang.example.vn/kiem-tra/{k:022d}",
            check_code=f"K7MX-{k:04d}",
        )


def plain_html(design: Design, text: CertificateText) -> str:
    """The whole certificate as one HTML page, its texts placed line by line where our engine puts them."""
    page = plate_html(design, "sample" if text.sample else None, {}).removesuffix("</section>")
    return page + lines_html(design, text) + _qr(design, text) + "</section>"


def _qr(design: Design, text: CertificateText) -> str:
    if text.check_url is None:
        return ""
    x, y, side = design.qr
    svg = qr_code(text.check_url).svg_inline(border=0, omitsize=True)
    return f'<div style="position:absolute;left:{x}mm;top:{y}mm;width:{side}mm;height:{side}mm">{svg}</div>'


def plain(design: Design, text: CertificateText) -> bytes:
    """One certificate as a fresh WeasyPrint document."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    page = HTML(string=plain_html(design, text).replace("asset:", f"{FONTS.as_uri()}/"))
    pdf: bytes = page.write_pdf(font_config=FontConfiguration())
    return pdf
