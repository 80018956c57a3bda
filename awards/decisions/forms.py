"""The shape of what is written in a decision. Each form carries the version that was on the screen."""

from flask_babel import lazy_gettext as _l

from awards.core.forms import Form, choice, day, long_text, seen
from awards.decisions.models import Decision
from awards.decisions.services import leaders_of


class DecisionForm(Form):
    """A step that asks for nothing but the version."""

    seen = seen()

    @property
    def version(self) -> int:
        """The version that was on the screen; 0, which no record ever has, when it is not a number."""
        written = self.seen.data or ""
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


class WordsForm(DecisionForm):
    """What the decision is about."""

    subject = long_text(
        _l("Trích yếu"),
        longest=300,
        required=_l("Ghi trích yếu của quyết định."),
        hint=_l("Đứng sau “Về việc”, ví dụ: tặng Giấy chứng nhận của phong trào."),
        rows=2,
    )
    merit = long_text(
        _l("Thành tích ghi tại Điều 1"),
        longest=500,
        required=_l("Ghi thành tích tại Điều 1."),
        hint=_l("Đứng sau số lượng tập thể, hộ gia đình, cá nhân; bắt đầu bằng “đã có thành tích”."),
        rows=3,
    )


class FreezeForm(DecisionForm):
    """Whose name the paper carries."""

    signer = choice(_l("Người ký"), coerce=int, required=_l("Chọn người ký."))

    def offer(self, decision: Decision) -> None:
        """The leaders of the deciding unit today."""
        leaders = leaders_of(decision.unit)
        self.signer.choices = [(a.user_id, f"{a.user.name} – {a.title}") for a in leaders]


class ThawForm(DecisionForm):
    """Why a frozen list is opened again."""

    reason = long_text(_l("Lý do"), longest=1000, required=_l("Ghi lý do mở lại danh sách."), rows=3)


class SignForm(DecisionForm):
    """When the paper was signed."""

    signed_on = day(_l("Ngày ký"), required=_l("Ghi ngày ký trên quyết định."))


def chosen(values: list[str]) -> list[int]:
    """The ids that were ticked, once each, in their order."""
    ids = [int(text) for text in values if text.isascii() and text.isdigit() and len(text) < 11]
    return list(dict.fromkeys(ids))
