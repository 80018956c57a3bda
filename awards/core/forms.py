"""What every form has in common: Vietnamese messages, cleaned text, and a refusal that keeps what was typed."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import (
    DataRequired,
    EqualTo,
    InputRequired,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import TextInput

from awards.core.errors import Refused
from awards.core.sentences import lazy as _l
from awards.core.text import clean_text

# The messages of WTForms that a person can meet, in Vietnamese.
MESSAGES = {
    "This field is required.": "Cần điền mục này.",
    "Not a valid choice.": "Lựa chọn không có trong danh sách.",
    "Invalid Choice: could not coerce.": "Lựa chọn không có trong danh sách.",
    "Not a valid date value.": "Ngày không đúng. Ghi theo mẫu 05/01/2026.",
    "Not a valid integer value.": "Cần ghi một số nguyên.",
    "Invalid input.": "Nội dung không hợp lệ.",
    "Number must be between %(min)s and %(max)s.": "Cần một số từ %(min)s đến %(max)s.",
    "'%(value)s' is not a valid choice for this field.": "Lựa chọn không có trong danh sách.",
    "'%(value)s' are not valid choices for this field.": "Lựa chọn không có trong danh sách.",
}


class Messages:
    """The translations object that WTForms asks."""

    def gettext(self, message: str) -> str:
        return MESSAGES.get(message, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return MESSAGES.get(one, one)


class Form(FlaskForm):
    """A form that posts once and is shown again with what was typed when it, or a rule behind it, says no."""

    class Meta(FlaskForm.Meta):
        csrf = False  # the edge has checked it; the form macro prints it

        def get_translations(self, form: Any) -> Messages:
            return Messages()

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned input, ready to hand to a service by name."""
        return dict(self.data)

    @property
    def refusal(self) -> str | None:
        """What a rule answered to this form, or None."""
        refused: Refused | None = g.get("refused")
        return refused.sentence if refused else None

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        refused: Refused | None = g.get("refused")
        if refused is None:
            return bool(super().validate_on_submit(extra_validators))
        if refused.field in self._fields:
            field = self._fields[refused.field]
            field.errors = [*field.errors, refused.sentence]
        return False


def _cleaner(longest: int, lines: bool) -> Callable[[Any], Any]:
    return lambda text: clean_text(text, longest=longest, lines=lines) if isinstance(text, str) else text


def _needed(sentence: str | None) -> list[Any]:
    return [InputRequired(sentence)] if sentence else [Optional()]


def _written(sentence: str | None) -> list[Any]:
    """Something must be left of it when it has been cleaned: blanks are nothing."""
    return [DataRequired(sentence)] if sentence else [Optional()]


def text(label: str, *, longest: int = 200, required: str | None = None, hint: str = "", **more: Any) -> StringField:
    """One line. `required` is the sentence for when it is missing; without it the field may stay empty."""
    keys = more.pop("render_kw", {}) | {"maxlength": longest}
    filters = [_cleaner(longest, lines=False)]
    return StringField(label, description=hint, filters=filters, validators=_written(required), render_kw=keys, **more)


def long_text(label: str, *, longest: int, required: str | None = None, hint: str = "", rows: int = 5) -> TextAreaField:
    """Several lines of plain text."""
    keys = {"rows": rows, "data-longest": longest}
    filters = [_cleaner(longest, lines=True)]
    return TextAreaField(label, description=hint, filters=filters, validators=_written(required), render_kw=keys)


DATE_FORMS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d%m%Y"]


def day(label: str, *, required: str | None = None, hint: str = "") -> DateField:
    """A date, typed dd/mm/yyyy; not the browser's own picker, which follows the browser's language."""
    hint = hint or str(_l("Ví dụ: 05/01/2026"))
    keys = {"inputmode": "numeric", "size": 12, "maxlength": 10}
    return DateField(
        label, format=DATE_FORMS, description=hint, validators=_needed(required), widget=TextInput(), render_kw=keys
    )


def number(label: str, *, required: str | None = None, hint: str = "", **more: Any) -> IntegerField:
    """A whole number between 0 and 2 147 483 647."""
    validators = [*_needed(required), _bounded]
    return IntegerField(
        label, description=hint, validators=validators, widget=TextInput(), render_kw={"inputmode": "numeric"}, **more
    )


class AmountField(IntegerField):
    """A whole number as people write large ones: 45.000.000 or 45 000 000; shown with points."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([re.sub(r"[.\s]", "", text).removesuffix("đ") for text in valuelist])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:,}".replace(",", ".")


def amount(label: str, *, required: str | None = None, hint: str = "") -> AmountField:
    """A sum of money in đồng or another large figure, up to 999 999 999 999."""
    keys = {"inputmode": "numeric", "size": 18, "maxlength": 24}
    validators = [*_needed(required), NumberRange(0, 999_999_999_999, _l("Số nằm ngoài khoảng cho phép."))]
    return AmountField(label, description=hint, validators=validators, widget=TextInput(), render_kw=keys)


def _bounded(form: Form, field: Field) -> None:
    if field.data is not None and not 0 <= field.data <= 2_147_483_647:
        raise ValidationError(_l("Số nằm ngoài khoảng cho phép."))


def choice(label: str, *, coerce: Callable[[Any], Any] = str, required: str | None = None, **more: Any) -> SelectField:
    """One of a list; the list is set in the view or the form's constructor. An empty answer must be in it too."""
    validators = _needed(required) if required else [_if_asked]
    hint = more.pop("hint", "")
    return SelectField(label, coerce=coerce, description=hint, validators=validators, **more)


def _if_asked(form: Form, field: Field) -> None:
    """A form that does not show the field says nothing about it."""
    if not field.raw_data:
        field.errors = []
        raise StopValidation


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """The choices of a field, from (value, words)."""
    return [SelectChoice(value, words) for value, words in pairs]


def file(label: str, *, required: str | None = None, hint: str = "", accept: str = "") -> FileField:
    """One uploaded file."""
    return FileField(label, description=hint, validators=[_chosen(required)], render_kw={"accept": accept})


def _chosen(sentence: str | None) -> Callable[[Form, Field], None]:
    def check(form: Form, field: Field) -> None:
        if sentence and not (isinstance(field.data, FileStorage) and field.data.filename):
            raise ValidationError(sentence)

    return check


def secret(label: str, *, required: str, hint: str = "", new: bool = False, same_as: str = "") -> PasswordField:
    """A password: never cleaned, never shown again; managers may fill it in, and people may paste it.

    `same_as`: the field whose text is repeated here.
    """
    repeats = [EqualTo(same_as, _l("Hai lần ghi mật khẩu không giống nhau."))] if same_as else []
    keys = {"autocomplete": "new-password" if new else "current-password", "maxlength": 200}
    return PasswordField(label, description=hint, validators=[*_needed(required), *repeats], render_kw=keys)


def seen() -> HiddenField:
    """The version and the fingerprint of what is on the screen."""
    return HiddenField()


class ReasonForm(Form):
    """A step that may need a reason."""

    seen = seen()
    reason = long_text(_l("Lý do"), longest=2000, hint=_l("Lý do được ghi lại; những người liên quan đọc được."))


__all__ = [
    "Form",
    "ReasonForm",
    "amount",
    "choice",
    "date",
    "day",
    "file",
    "long_text",
    "number",
    "options",
    "secret",
    "seen",
    "text",
]
