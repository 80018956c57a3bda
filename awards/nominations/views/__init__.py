"""The pages of the dossier."""

from flask import Blueprint

from awards.core.access import Permission
from awards.core.pages import room
from awards.core.sentences import lazy as _l

bp = Blueprint("nominations", __name__)
room(_l("Hồ sơ"), "nominations.index", Permission.NOMINATION_VIEW, place=10)

# They put their pages on bp.
from awards.nominations.views import (  # noqa: E402
    citizen,  # noqa: F401
    conflicts,  # noqa: F401
    dossiers,  # noqa: F401
    drafts,  # noqa: F401
    letters,  # noqa: F401
    objections,  # noqa: F401
    papers,  # noqa: F401
    register,  # noqa: F401
    retention,  # noqa: F401
    screening,  # noqa: F401
    typing,  # noqa: F401
    uploads,  # noqa: F401
    words,  # noqa: F401
)
