"""Where a Vietnamese line may be broken: at phrases, not inside a word of two syllables."""

from __future__ import annotations

from itertools import pairwise

# Words of two and more syllables that awards are made of. A line is not broken inside one where there is another way.
_WORDS = """
an sinh, an toàn, bản làng, bảo vệ, bền vững, bí thư, cán bộ, cải tạo, cây trồng, chăm sóc, chăn nuôi, chế biến, chi bộ,
chi hội, chính quyền, chính sách, chủ tịch, cộng đồng, công tác, cơ quan, cơ sở, cựu chiến binh, du lịch, dân cư,
dân tộc, doanh nghiệp, đặc khu, đầu tư, đất dốc, địa bàn, địa phương, điển hình, đoàn kết, đoàn thanh niên, đóng góp,
đời sống, đường giao thông, giai đoạn, giảm nghèo, gia đình, giáo dục, giúp đỡ, góp phần, hạ tầng, hiến đất, hiệu quả,
hoàn cảnh, hoàn thành, hỗ trợ, hộ nghèo, hộ cận nghèo, hội viên, hội đồng, hợp tác xã, khó khăn, khu phố, khuyến nông,
kinh tế, kỹ thuật, lao động, liên kết, liên minh, mặt trận tổ quốc, mô hình, môi trường, ngày công, nghề nghiệp,
người dân, người nghèo, người cao tuổi, nhà ở, nhân dân, nhân rộng, nông dân, nông nghiệp, nông sản, nông thôn, ổn định,
ủng hộ, phát động, phát triển, phong trào thi đua, phó chủ tịch, phòng chống, phụ nữ, phục vụ, quê hương, quân đội,
sản phẩm, sản xuất, sinh kế, sinh hoạt, sức khỏe, tập thể, thành tích, thành viên, thoát nghèo, thôn bản, thu nhập,
thực hiện, thương binh, tiêu biểu, tiêu thụ, tình nguyện, tổ chức, tổ dân phố, trách nhiệm, trẻ em, trồng cây ăn quả,
trồng trọt, truyền thống, trưởng ban, trưởng bản, trưởng thôn, tuyên truyền, tự nguyện, từ thiện, ủy ban, văn hóa,
vận động, việc làm, vượt khó, xã hội, xây dựng, xóa đói, xóa nhà tạm, xuất sắc, y tế, công trình, ban chỉ đạo,
phía sau
"""
_OPENING = """
và của trong với gắn tại thuộc cho về trên từ để góp giai giúp thực phong nhằm theo do là đã được có
"""
PAIRS = frozenset(pair for word in _WORDS.replace("\n", " ").split(",") for pair in pairwise(word.split()))
OPENING = frozenset(_OPENING.split())  # a phrase begins with one of these
COMMA, PHRASE, WORD, QUOTED, ORPHAN = -0.05, -0.025, 0.3, 0.2, 0.5


def torn_before(left: str, right: str) -> float:
    """How bad a break between these two words is, in parts of a line's width squared; below 0: a good place."""
    if not left.strip() or not right.strip():  # a blank too many
        return 0.0
    last, first = left.split()[-1].casefold(), right.split()[0].casefold()
    if last.endswith((",", ";", ":")):
        return COMMA
    is_name = left.split()[-1][:1].isupper() and right[:1].isupper()  # “Tà Phềnh”
    if is_name or (last.strip("“”"), first.strip("“”,;.")) in PAIRS:
        return WORD
    return PHRASE if first in OPENING else 0.0
