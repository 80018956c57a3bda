"""The print room: certificates and their printings, designs, printers and blanks."""

from flask import Blueprint

from awards.core.access import Permission
from awards.core.pages import room
from awards.core.sentences import lazy as _l

bp = Blueprint("certificates", __name__)
room(_l("In ấn"), "certificates.index", Permission.CERTIFICATE_VIEW, place=50)

from awards.certificates.views import batches, designs, papers, supplies  # noqa: E402, F401  (they put their pages on bp)
