"""The shape of an uploaded sheet."""

from flask_babel import lazy_gettext as _l

from awards.core.forms import Form, file


class SheetForm(Form):
    """One Excel workbook."""

    file = file(
        _l("Tệp Excel"),
        required=_l("Chọn tệp Excel."),
        hint=_l("Tệp .xlsx, nhiều nhất 10 MB. Dòng tiêu đề ở đâu cũng được."),
        accept=".xlsx",
    )
