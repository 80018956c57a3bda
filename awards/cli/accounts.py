"""flask setup: production's first start. flask accounts confirm: its second administrator; demo-list: the demo's."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.cli import bp
from awards.cli.demo_facts import PASSWORD, PEOPLE
from awards.core import clock
from awards.core.access import ROLE_NAMES, Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.law import services as law
from awards.units import services as units

group = AppGroup("accounts", help="The people who sign in.")
bp.cli.add_command(group)


@bp.cli.command("setup")
@click.option("--name", prompt="Họ và tên người quản trị", help="The administrator's full name.")
@click.option("--username", prompt="Tên đăng nhập", help="Small Latin letters, figures, dots.")
def setup(name: str, username: str) -> None:
    """Begin an empty database: the law, the root of the units, and one administrator with a one-time code."""
    if db.session.scalar(select(User.id).limit(1)) is not None:
        raise click.ClickException(_("Hệ thống đã có người dùng nên không thiết lập lại. Chưa có gì thay đổi."))
    try:
        code = _begin(name.strip(), username)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    db.session.commit()
    click.echo(_("Đã thiết lập hệ thống và lập tài khoản quản trị."))
    click.echo(_("Tên đăng nhập: %(username)s", username=username.strip().lower()))
    click.echo(_("Mã một lần: %(code)s", code=code))
    click.echo(
        _(
            "Mở %(address)s để đặt mật khẩu. Mã dùng được một lần trong %(days)s ngày và không hiện lại.",
            address=f"{current_app.config['PUBLIC_BASE_URL']}/first-password",
            days=accounts.CODE_LIVES.days,
        )
    )
    click.echo(
        _(
            "Mỗi bổ nhiệm cần hai người quản trị. Hãy lập tài khoản quản trị thứ hai trên trang Người dùng, rồi chạy "
            "lệnh: flask accounts confirm <tên đăng nhập>"
        )
    )


def _begin(name: str, username: str) -> str:
    """Everything the first start puts into the database, in one transaction; the administrator's code."""
    law.load_seed()
    administrator = accounts.create_person(name, username, actor=None)
    title = _("Quản trị hệ thống")
    accounts.appoint(administrator, units.establish_root(), Role.ADMINISTRATOR, title, clock.today(), actor=None)
    return accounts.issue_code(administrator, actor=None)


@group.command("confirm")
@click.argument("username")
def confirm(username: str) -> None:
    """Confirm the appointment of a second administrator, while there is only one: the server's keeper is the other."""
    user = accounts.called(username)
    waiting = [a for a in user.appointments if a.is_proposed and a.role is Role.ADMINISTRATOR] if user else []
    if not waiting:
        raise click.ClickException(_("Không có đề nghị bổ nhiệm quản trị nào cho người này."))
    if len(accounts.administrators()) > 1:
        raise click.ClickException(_("Đã có từ hai người quản trị: hãy xác nhận trên trang Người dùng."))
    accounts.confirm_appointment(waiting[0], actor=None)
    db.session.commit()
    click.echo(_("Đã xác nhận người quản trị %(name)s.", name=waiting[0].user.name))


@group.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Print a new one-time code, while no two administrators can give it: the server's keeper is the other one."""
    user = accounts.called(username)
    if user is None:
        raise click.ClickException(_("Không có người dùng này."))
    if len([one for one in accounts.administrators() if one.id != user.id]) > 1:
        raise click.ClickException(_("Có từ hai người quản trị khác: hãy đề nghị và cấp mã trên trang Người dùng."))
    code = accounts.issue_code(user, actor=None)
    db.session.commit()
    click.echo(_("Mã một lần: %(code)s", code=code))


@group.command("demo-list")
def demo_list() -> None:
    """Say where the demo is and as whom one can sign in."""
    if current_app.config["PROFILE"] != "demo":
        raise click.ClickException(_("Chỉ bản trình diễn mới có tài khoản mẫu."))
    address = current_app.config["PUBLIC_BASE_URL"]
    click.echo(_("Mở %(address)s và đăng nhập bằng một trong các tài khoản mẫu:", address=address))
    for username, name, role, unit, _title in PEOPLE:
        click.echo(f"  {username:<22} {name:<18} {ROLE_NAMES[role]}, {unit}")
    click.echo(_("Mật khẩu chung: %(password)s", password=PASSWORD))
