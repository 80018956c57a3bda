"""What production must not start with. Each sentence says what is wrong and what to do; all are said at once."""

import importlib.util
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import make_url

from awards.core import mail
from awards.core.db import DURABLE, WAL_IS_SAFE

SHORTEST = 32  # characters of SECRET_KEY: 128 bits in hex, 192 in base64
KNOWN_SECRETS = {"changeme", "secret", "dev", "for tests only", "for this check only"}
# What the kernel calls file systems on which SQLite's locks and renames do not hold what they promise.
NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "vboxsf"),
    *("fuse.glusterfs", "fuse.sshfs", "fuse.rclone", "fuse.s3fs"),
}
NEW_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"  # noqa: S105


class Unsafe(RuntimeError):
    """Production would not be safe; the message holds the sentences, one a line."""


def refuse_unsafe(app: Flask) -> None:
    """Stop the start of production where something would put its records at risk. Other profiles start as they are."""
    if app.config["PROFILE"] != "production":
        return
    if faults := list(dangers(app)):
        raise Unsafe(_("Chưa khởi động được, vì:") + "".join(f"\n  - {fault}" for fault in faults))


def dangers(app: Flask) -> Iterator[str]:
    """What is wrong with these settings, one sentence each."""
    secret = app.config["SECRET_KEY"]
    if len(secret) < SHORTEST or secret.lower() in KNOWN_SECRETS or len(set(secret)) < 10:
        yield _("SECRET_KEY quá ngắn hoặc dễ đoán. Tạo khóa mới bằng lệnh: %(command)s", command=NEW_SECRET)
    if app.debug or os.environ.get("FLASK_DEBUG", "0").lower() not in {"", "0", "false"}:
        yield _("Chế độ gỡ lỗi đang bật. Bỏ FLASK_DEBUG.")
    yield from _addresses(app)
    yield from _mail(app)
    yield from _database(app)
    for name in ("INSTANCE_DIR", "STORAGE_DIR"):
        kind = file_system(Path(app.config[name]))
        if kind in NETWORK and (name == "STORAGE_DIR" or _sqlite_file(app)):
            yield _("%(name)s nằm trên ổ mạng (%(kind)s). Chuyển sang ổ đĩa của chính máy này.", name=name, kind=kind)


def _addresses(app: Flask) -> Iterator[str]:
    address = urlsplit(app.config["PUBLIC_BASE_URL"])
    secure = "http" if app.config["INSECURE_COOKIE"] else "https"
    if address.scheme not in {"https", secure} or not address.netloc or address.path not in {"", "/"}:
        example = "https://khenthuong.tinh.gov.vn"
        yield _("PUBLIC_BASE_URL chưa đặt hoặc không đúng. Ghi địa chỉ người dân mở, ví dụ %(a)s", a=example)
    if not app.config["TRUSTED_HOSTS"]:
        yield _("TRUSTED_HOSTS chưa đặt. Ghi các tên miền của hệ thống, cách nhau bằng dấu cách.")
    elif address.hostname and address.hostname not in app.config["TRUSTED_HOSTS"]:
        yield _("Tên miền trong PUBLIC_BASE_URL không có trong TRUSTED_HOSTS. Thêm tên miền đó.")
    if "PROXIES" not in os.environ:
        yield _("PROXIES chưa đặt. Ghi số máy chủ trung gian đứng trước (nginx, Caddy: 1; không có: 0).")


def _mail(app: Flask) -> Iterator[str]:
    server = urlsplit(app.config["MAIL_URL"])
    if app.config["MAIL_URL"] and (server.scheme not in mail.PORTS or not server.hostname):
        yield _("MAIL_URL không đúng. Ví dụ: smtp+starttls://ten:matkhau@mail.tinh.gov.vn:587")
    if app.config["MAIL_URL"] and not mail.is_address(app.config["MAIL_FROM"]):
        yield _("MAIL_FROM chưa đặt. Ghi địa chỉ thư mà hệ thống gửi đi.")


def _database(app: Flask) -> Iterator[str]:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite":
        if importlib.util.find_spec("psycopg") is None:
            yield _("Thiếu trình điều khiển PostgreSQL. Cài requirements-postgres.txt.")
        return
    if sqlite3.sqlite_version_info < (3, 35):
        yield _("SQLite %(version)s quá cũ. Cần từ 3.35.", version=sqlite3.sqlite_version)
    if DURABLE[0] == "WAL" and not WAL_IS_SAFE:
        yield _("SQLite %(version)s có lỗi mất dữ liệu với WAL.", version=sqlite3.sqlite_version)
    if DURABLE[1] not in {"FULL", "EXTRA"}:
        yield _("SQLite đang ghi đĩa không đủ chắc (synchronous=%(level)s).", level=DURABLE[1])
    if not _sqlite_file(app):
        yield _("DATABASE_URL trỏ vào bộ nhớ: mọi dữ liệu sẽ mất khi dừng. Ghi đường dẫn tới một tệp.")


def _sqlite_file(app: Flask) -> Path | None:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return Path(url.database or "") if is_file else None


def file_system(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The kind of file system under this path, as the kernel names it; empty where the kernel does not say."""
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return ""
    found, longest = "", -1
    for line in lines:
        _device, place, kind, *_rest = line.split(" ")
        place = place.replace("\\040", " ")
        if path.resolve().is_relative_to(place) and len(place) > longest:
            found, longest = kind, len(place)
    return found
