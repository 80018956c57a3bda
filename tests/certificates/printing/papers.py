"""Invented certificates for the tests of the printing engine, from the shortest to the hardest."""

from typing import Any

from awards.certificates.printing import CertificateText

MOVEMENT = "“Vì người nghèo - Không để ai bị bỏ lại phía sau”"
CITATION = f"Đã có thành tích xuất sắc trong phong trào thi đua {MOVEMENT} giai đoạn 2021 - 2025"
LONG_CITATION = (
    "Đã có thành tích xuất sắc trong vận động nhân dân hiến đất, góp ngày công làm đường giao thông nông thôn, giúp đỡ "
    "hộ nghèo, hộ cận nghèo phát triển chăn nuôi, trồng cây ăn quả trên đất dốc, góp phần thực hiện phong trào thi đua "
    f"{MOVEMENT} giai đoạn 2021 - 2025 trên địa bàn"
)
COOPERATIVE = (
    "Hợp tác xã Sản xuất, Chế biến và Tiêu thụ nông sản an toàn gắn với du lịch cộng đồng bản Tà Phềnh, xã Tân Lập, "
    "huyện Mộc Châu, tỉnh Sơn La"
)


def certificate(**changes: Any) -> CertificateText:
    """A usual certificate with these fields changed."""
    usual: dict[str, Any] = {
        "recipient_prefix": "Bà",
        "name": "Lò Thị Ngọc Ánh",
        "lines": ("Trưởng bản Áng, xã Đông Sang, huyện Mộc Châu, tỉnh Sơn La",),
        "citation": CITATION,
        "issuer": "TRƯỞNG BAN CHỈ ĐẠO PHONG TRÀO THI ĐUA",
        "decision_line": "Quyết định số 12/QĐ-BCĐ ngày 24 tháng 11 năm 2026",
        "gold_book_no": 7,
        "place_date": "Hà Nội, ngày 24 tháng 11 năm 2026",
        "signer_title": ("TRƯỞNG BAN",),
        "signer_name": "Hoàng Minh Tuệ",
        "check_url": "https://guongsang.example.vn/kiem-tra/AbCdEfGhIjKlMnOpQrStUv",
        "check_code": "K7MX-2QHD",
    }
    return CertificateText(**(usual | changes))


HARD = {
    "usual": certificate(),
    "shortest": certificate(recipient_prefix="Ông", name="Lò A", lines=(), citation="Đã giúp ba hộ thoát nghèo"),
    "long name": certificate(
        recipient_prefix="Ông",
        name="Giàng A Páo Sủng Trồng Lềnh Vừ Thào",
        lines=(
            "Phó Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam xã, Trưởng Ban công tác Mặt trận",
            "Bản Pha Nhên, xã Chiềng Khừa, huyện Mộc Châu, tỉnh Sơn La",
        ),
        gold_book_no=112,
    ),
    "cooperative": certificate(recipient_prefix="Tập thể", name=COOPERATIVE, lines=()),
    "hardest": certificate(
        recipient_prefix="Tập thể",
        name=COOPERATIVE,
        lines=(
            "Đơn vị trực thuộc Liên minh Hợp tác xã tỉnh Sơn La",
            "Bản Tà Phềnh, xã Tân Lập, huyện Mộc Châu, tỉnh Sơn La",
        ),
        citation=LONG_CITATION,
        issuer=f"BAN CHỈ ĐẠO PHONG TRÀO THI ĐUA {MOVEMENT.upper()}",
        signer_title=("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN"),
    ),
    "household": certificate(recipient_prefix="Hộ gia đình ông", name="Vì Văn Chựa", citation=LONG_CITATION),
    "posthumous": certificate(recipient_prefix="Ông", name="Quàng Văn Ứng", posthumous=True),
}
