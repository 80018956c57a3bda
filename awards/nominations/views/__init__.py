"""The pages of the dossier."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from awards.core.access import Permission
from awards.core.pages import room

bp = Blueprint("nominations", __name__)
room(_l("Hồ sơ"), "nominations.index", Permission.NOMINATION_VIEW, place=10)

from awards.nominations.views import citizen, dossiers, drafts, letters  # noqa: E402, F401  (they put their pages on bp)
