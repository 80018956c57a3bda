"""The shape of what a stranger may send."""

from flask_babel import lazy_gettext as _l

from awards.core.forms import Form, file


class FileForm(Form):
    """A certificate as a file."""

    file = file(_l("Tệp giấy (PDF)"), required=_l("Chọn tệp PDF của giấy."), accept="application/pdf,.pdf")
