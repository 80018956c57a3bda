"""flask backup and flask restore: one file with the database, the stored files and a manifest of their hashes.

The database is copied first, as one consistent picture, while everybody goes on working. Files are written before the
rows that name them and never deleted, so every file which that picture names is there when the files are copied.
"""

import hashlib
import io
import json
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy import URL, inspect, select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.cli import bp, invariants
from awards.core import clock, storage
from awards.core.db import db, reading
from awards.units.models import Unit

KIND = "guong-sang/backup/1"
MEMBER = re.compile(r"manifest\.json|database|files/[0-9a-f]{64}")


@bp.cli.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything into FILE (a .tar), while the office goes on working."""
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder:
        copy = Path(folder) / "database"
        _copy_database(copy)
        unfinished = Path(folder) / "backup.tar"
        with tarfile.open(unfinished, "w") as archive:
            archive.add(copy, "database")
            manifest = {"database": _sha256(copy)}
            for name, path in storage.all_files():
                archive.add(path, f"files/{name}")
                manifest[f"files/{name}"] = name
            _add(archive, "manifest.json", {"kind": KIND, "at": clock.now().isoformat(), "sha256": manifest})
        unfinished.replace(file)
    click.echo(f"Đã sao lưu cơ sở dữ liệu và {len(manifest) - 1} tệp vào {file}.")


@bp.cli.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Thay thế dữ liệu đang có.")
def restore(file: Path, replace: bool) -> None:
    """Bring back what FILE holds, check it, and log it. Refuses to overwrite data without --replace."""
    if _holds_people() and not replace:
        raise click.ClickException("Cơ sở dữ liệu đang có người dùng. Muốn thay thế, thêm --replace.")
    with tempfile.TemporaryDirectory(dir=current_app.config["INSTANCE_DIR"]) as folder:
        _unpack(file, Path(folder))
        _check_manifest(Path(folder))
        for path in sorted((Path(folder) / "files").glob("*")):
            storage.keep(path.read_bytes())
        _put_database_back(Path(folder) / "database")
    with reading():
        faults = list(invariants.violations())
        length, head = audit.head()
        db.session.rollback()
    for fault in faults:
        click.echo(f"SAI  {fault}")
    root = db.session.scalars(select(Unit).order_by(Unit.id).limit(1)).first()
    if root is not None:
        audit.record("system.restore", root, actor=None, length=length, head=head, faults=len(faults))
    db.session.commit()
    click.echo(f"Đã phục hồi: chuỗi nhật ký {length} mắt xích, đầu chuỗi {head}, {len(faults)} lỗi.")
    if faults:
        raise SystemExit(1)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: dict[str, Any]) -> None:
    written = json.dumps(content, indent=1, sort_keys=True).encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(written)
    archive.addfile(entry, io.BytesIO(written))


def _unpack(file: Path, folder: Path) -> None:
    """Take out plain files under the names a backup has, and refuse anything else.

    The data filter of tarfile would do, but the Python of Debian 12 (3.11.2) does not have it.
    """
    (folder / "files").mkdir()
    with tarfile.open(file) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() and MEMBER.fullmatch(member.name) else None
            if content is None:
                raise click.ClickException(f"Tệp sao lưu có phần không thuộc về nó: {member.name}")
            with (folder / member.name).open("xb") as target:
                shutil.copyfileobj(content, target)


def _check_manifest(folder: Path) -> None:
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
        wrong = [name for name, sha256 in manifest["sha256"].items() if _sha256(folder / name) != sha256]
    except (OSError, ValueError, KeyError) as error:
        raise click.ClickException(f"Tệp sao lưu không đọc được: {error}") from error
    if manifest.get("kind") != KIND or wrong:
        raise click.ClickException(f"Tệp sao lưu không nguyên vẹn: {', '.join(wrong) or 'sai loại'}")


def _holds_people() -> bool:
    with reading():
        there = inspect(db.engine).has_table(User.__tablename__)
        found = there and db.session.scalar(select(User.id).limit(1)) is not None
        db.session.rollback()
    return found


def _copy_database(target: Path) -> None:
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database or "")) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}", _libpq(url))


def _put_database_back(source: Path) -> None:
    url = db.engine.url
    db.session.remove()
    db.engine.dispose()
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(url.database or "")) as target:
            copy.backup(target)
        return
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={_libpq(url)}",
        str(source),
    )


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise click.ClickException(f"Cần có chương trình {program} (gói postgresql-client).")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"{program}: {done.stderr.strip()[:500]}")
