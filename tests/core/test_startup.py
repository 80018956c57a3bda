"""Production does not start with settings that would put its records at risk, and says what to do about each."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from awards.core import startup

ROOT = Path(__file__).parents[2]
SOUND = {
    "PROFILE": "production",
    "SECRET_KEY": "kZ3v9QpX7mT2sLw8RyB4nHc6JdF1gUaE5oVi0xYt",
    "PUBLIC_BASE_URL": "https://khenthuong.example",
    "TRUSTED_HOSTS": ["khenthuong.example"],
    "INSECURE_COOKIE": False,
    "SQLALCHEMY_DATABASE_URI": "sqlite:////srv/awards/data/awards.db",
    "INSTANCE_DIR": "/srv/awards/data",
    "STORAGE_DIR": "/srv/awards/data/files",
    "MAIL_URL": "",
}


@pytest.fixture(autouse=True)
def _one_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXIES", "1")


def said(debug: bool = False, **changed: Any) -> str:
    app: Any = SimpleNamespace(config=SOUND | changed, debug=debug)
    return "\n".join(startup.dangers(app))


def test_sound_settings_are_let_through() -> None:
    assert said() == ""
    assert said(PUBLIC_BASE_URL="http://10.0.0.2:8000", TRUSTED_HOSTS=["10.0.0.2"], INSECURE_COOKIE=True) == ""


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 50}, "SECRET_KEY"),
        ({"SECRET_KEY": "kZ3v9QpX7mT2sLw8"}, "SECRET_KEY"),
        ({"debug": True}, "gỡ lỗi"),
        ({"PUBLIC_BASE_URL": ""}, "PUBLIC_BASE_URL"),
        ({"PUBLIC_BASE_URL": "http://khenthuong.example"}, "PUBLIC_BASE_URL"),
        ({"PUBLIC_BASE_URL": "https://khenthuong.example/app"}, "PUBLIC_BASE_URL"),
        ({"TRUSTED_HOSTS": None}, "TRUSTED_HOSTS"),
        ({"TRUSTED_HOSTS": ["other.example"]}, "TRUSTED_HOSTS"),
        ({"SQLALCHEMY_DATABASE_URI": "sqlite://"}, "bộ nhớ"),
        ({"MAIL_URL": "mail.tinh.gov.vn", "MAIL_FROM": "khen@tinh.gov.vn"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp+starttls://mail.tinh.gov.vn", "MAIL_FROM": ""}, "MAIL_FROM"),
    ],
    ids=str,
)
def test_each_danger_is_named(changed: dict[str, Any], word: str) -> None:
    assert word in said(**changed)


def test_a_flask_debug_in_the_environment_and_proxies_left_out_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    monkeypatch.delenv("PROXIES")
    assert "FLASK_DEBUG" in said()
    assert "PROXIES" in said()


@pytest.mark.parametrize(("level", "journal"), [("NORMAL", "DELETE"), ("OFF", "WAL")])
def test_a_database_that_writes_without_certainty_is_named(
    monkeypatch: pytest.MonkeyPatch, level: str, journal: str
) -> None:
    monkeypatch.setattr(startup, "DURABLE", (journal, level))
    assert f"synchronous={level}" in said()


def test_wal_on_a_sqlite_that_may_lose_rows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "DURABLE", ("WAL", "FULL"))
    monkeypatch.setattr(startup, "WAL_IS_SAFE", False)
    assert "mất dữ liệu với WAL" in said()


def test_a_network_share_is_named_by_its_mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nserver:/share /srv/awards nfs4 rw 0 0\n//x/y /srv/a\\040b cifs rw 0 0\n"
    )
    assert startup.file_system(Path("/srv/awards/data"), mounts) == "nfs4"
    assert startup.file_system(Path("/srv/a b/c"), mounts) == "cifs"
    assert startup.file_system(Path("/home"), mounts) == "ext4"
    assert startup.file_system(Path("/home"), tmp_path / "none") == ""
    monkeypatch.setattr(startup, "file_system", lambda path: "nfs4")
    assert said().count("ổ mạng") == 2
    assert said(SQLALCHEMY_DATABASE_URI="postgresql+psycopg://x@/x").count("ổ mạng") == 1


def _start(tmp_path: Path, **settings: str) -> tuple[int, str]:
    keep = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "PROXIES", "TRUSTED_HOSTS"}}
    environment = keep | {"AWARDS_PROFILE": "production", "INSTANCE_DIR": str(tmp_path)} | settings
    command = [sys.executable, "-c", "import wsgi"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_the_server_does_not_start_with_a_short_secret_and_starts_with_sound_settings(tmp_path: Path) -> None:
    code, error = _start(tmp_path, SECRET_KEY="short")
    assert code == 1
    assert "SECRET_KEY quá ngắn" in error
    assert "TRUSTED_HOSTS chưa đặt" in error
    sound = {name: str(SOUND[name]) for name in ("SECRET_KEY", "PUBLIC_BASE_URL")}
    code, error = _start(tmp_path, TRUSTED_HOSTS="khenthuong.example", PROXIES="1", **sound)
    assert (code, error) == (0, "")
