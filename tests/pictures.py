"""Make the pictures of the README again: python -m tests.pictures (needs Chromium)."""

import tempfile
from pathlib import Path

import pypdfium2
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

import config
from awards import create_app
from awards.certificates.models import Certificate
from awards.cli.demo import PASSWORD
from awards.core import storage
from awards.core.db import db
from awards.jobs import worker
from awards.jobs.models import Job
from tests.chromium import chromium
from tests.surf import InChromium, served

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = _demo(Path(folder))
        _inbox(app)
        with app.app_context():
            _certificate()


def _demo(folder: Path) -> Flask:
    """The demo as it is after its first start, with its certificates printed."""

    class Settings(config.DemoConfig):
        INSTANCE_DIR = folder
        STORAGE_DIR = folder / "files"
        SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder / 'demo.db'}"
        QUEUE_URL = ""

    app = create_app(Settings)
    with app.app_context():
        upgrade()
        app.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
        for job_id in db.session.scalars(select(Job.id)).all():
            worker.run(job_id)
        db.engine.dispose()
    return app


def _inbox(app: Flask) -> None:
    with served(app) as base, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="vi-VN")
        officer = InChromium(page, base)
        officer.open("/sign-in")
        officer.fill("Tên đăng nhập", "chuyenvien.huyen")
        officer.fill("Mật khẩu", PASSWORD)
        officer.press("Đăng nhập")
        page.screenshot(path=PICTURES / "viec-cua-toi.png")


def _certificate() -> None:
    sha256 = db.session.scalars(select(Certificate.sha256).order_by(Certificate.id)).all()[4]
    document = pypdfium2.PdfDocument(storage.read(sha256 or ""))
    picture = document[0].render(scale=1.4).to_pil().quantize(128)
    picture.save(PICTURES / "giay-chung-nhan.png", optimize=True)


if __name__ == "__main__":
    main()
