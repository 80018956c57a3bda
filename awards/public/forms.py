"""The shape of what a stranger may send."""

from awards.core.forms import Form, file
from awards.core.sentences import lazy as _l


class FileForm(Form):
    """A certificate as a file."""

    file = file(_l("Tệp giấy (PDF)"), required=_l("Chọn tệp PDF của giấy."), accept="application/pdf,.pdf")
