"""Units and people from Excel: sent in and tried, looked at, entered; proposals confirmed by a second administrator."""

import tempfile
from pathlib import Path

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.administration import services
from awards.administration.forms import ListForm
from awards.administration.models import ListKind
from awards.administration.views import bp
from awards.core import storage
from awards.core.access import Permission, requires
from awards.core.db import db
from awards.core.edge import shown_on, takes_files
from awards.core.errors import Refused
from awards.core.sentences import lazy as _l
from awards.core.sheet import FIELD, LARGEST, MEDIA_TYPE

TITLES = {ListKind.UNITS: _l("Nhập đơn vị từ Excel"), ListKind.PEOPLE: _l("Nhập người dùng từ Excel")}


@bp.route("/lists/<any(units, people):kind>/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("nhập danh sách"))
@takes_files(LARGEST + (1 << 20))
def new_list(kind: str) -> ResponseReturnValue:
    """Send in a list; its rows are tried, and nothing is entered yet."""
    wanted, form = ListKind(kind), ListForm()
    if form.validate_on_submit():
        content = form.file.data.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Refused(_("Tệp lớn hơn 10 MB."), FIELD)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sheet.xlsx"
            path.write_bytes(content)
            db.session.rollback()  # nobody waits for the reading
            sheet = services.read(path, wanted)
        name = form.file.data.filename or ""
        made = services.receive(wanted, sheet, file_name=name, content=content, actor=me())
        db.session.flush()
        return redirect(url_for(".show_list", list_id=made.id), 303)
    given = {"title": TITLES[wanted], "columns": services.COLUMNS[wanted], "earlier": services.lists(wanted)}
    return render_template("administration/new_list.html", form=form, kind=kind, **given)


@bp.get("/lists/<id:list_id>")
@requires(Permission.PEOPLE_MANAGE)
def show_list(list_id: int) -> ResponseReturnValue:
    """What the trial found, and what waits for a second administrator."""
    made = services.get_list(list_id)
    given = {"title": TITLES[made.kind], "waiting": services.waiting_of(made)}
    return render_template("administration/show_list.html", made=made, **given)


@bp.get("/lists/<id:list_id>/marked")
@requires(Permission.PEOPLE_MANAGE)
def marked_list(list_id: int) -> ResponseReturnValue:
    """The same file with red cells and notes."""
    made = services.get_list(list_id)
    answer = Response(services.marked_list(made), mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="danh-sach-{made.id}-danh-dau.xlsx"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.post("/lists/<id:list_id>/enter")
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("nhập danh sách"))
@shown_on(".show_list")
def enter_list(list_id: int) -> ResponseReturnValue:
    """Enter the clean rows."""
    made = services.get_list(list_id)
    path, kind = storage.path_of(made.sha256), made.kind
    db.session.rollback()  # nobody waits for the reading
    count = services.enter(made, services.read(path, kind), actor=me())
    flash(_("Đã nhập %(count)s dòng.", count=count))
    return redirect(url_for(".show_list", list_id=list_id), 303)


@bp.post("/lists/<id:list_id>/confirm")
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("xác nhận bổ nhiệm"))
@shown_on(".show_list")
def confirm_list(list_id: int) -> ResponseReturnValue:
    """Confirm what the list proposed and still waits."""
    count = services.confirm_list(services.get_list(list_id), actor=me())
    flash(_("Đã xác nhận %(count)s bổ nhiệm.", count=count))
    return redirect(url_for(".show_list", list_id=list_id), 303)
