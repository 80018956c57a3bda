"""What comes next with a dossier, in words for everybody who sees it."""

from flask_babel import gettext as _

from awards.core.sentences import lazy as _l
from awards.nominations.models import Nomination
from awards.nominations.route import WRITING, State
from awards.nominations.services.content import fingerprint_of

AFTERWARDS = {
    State.WAITING: _l("Chờ chuyên viên %(here)s tiếp nhận."),
    State.SUSPENDED: _l("%(here)s đang tạm dừng xem xét."),
    State.ACCEPTED: _l("%(here)s đã đồng ý xét khen; chờ thư ký đưa vào dự thảo quyết định."),
    State.DECIDED: _l("Đang trong quyết định trình ký."),
    State.REJECTED: _l("Đã dừng ở %(here)s; lý do ở cuối trang."),
    State.WITHDRAWN: _l("Đơn vị đề nghị đã rút hồ sơ."),
    State.AWARDED: _l("Đã có quyết định khen thưởng."),
}


def is_proposed(nomination: Nomination) -> bool:
    """Has the officer proposed exactly these words, so that the dossier lies before the leader?"""
    open_here = nomination.state in {*WRITING, State.RECEIVED}
    return open_here and nomination.proposed_fingerprint == fingerprint_of(nomination)


def outlook(nomination: Nomination) -> str:
    """Who has the next step and what it is, in one sentence."""
    position = nomination.stage.position
    here = nomination.desks[position - 1].unit_name
    if nomination.state in AFTERWARDS:
        return str(AFTERWARDS[nomination.state]) % {"here": here}
    if is_proposed(nomination) and nomination.is_deciding:
        words = _("Đã trình lãnh đạo; chờ lãnh đạo %(here)s kết luận.", here=here)
    elif is_proposed(nomination):
        above = nomination.desks[position].unit_name
        words = _("Đã trình lãnh đạo; chờ lãnh đạo %(here)s ký tờ trình gửi %(above)s.", here=here, above=above)
    elif nomination.state is State.RETURNED:
        words = _("Chuyên viên %(here)s bổ sung theo lý do trả lại, rồi trình lãnh đạo.", here=here)
    elif nomination.state is State.DRAFT:
        words = _("Chuyên viên %(here)s viết hồ sơ, rồi trình lãnh đạo.", here=here)
    else:
        words = _("Chuyên viên %(here)s thẩm định, rồi trình lãnh đạo.", here=here)
    return str(words)
