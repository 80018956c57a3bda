"""Five photos over a line of 400 kbit/s, in a real Chromium that holds back what it sends and receives.

    python -m tests.bench.photos [--photos 5] [--line 400]

Each is a picture of 12 million pixels with as much in it as makes the browser's own smaller one nearly as large
as it may be: the worst that it sends. The time is from the press of the button until the page shows the last of them.
Limit: 60 s.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from flask_migrate import upgrade
from PIL import Image

from awards.accounts import services as accounts
from awards.core.db import db
from awards.nominations.models import Attachment
from tests import make
from tests.bench.nominations import application
from tests.chromium import chromium
from tests.surf import served

LIMIT, DELAY = 60.0, 100  # seconds; ms there and back


def photo(path: Path) -> Path:
    """A landscape of grain: hard to make small."""
    grain = [Image.effect_noise((2000, 1500), 34).resize((4000, 3000)) for _colour in "RGB"]
    Image.merge("RGB", grain).save(path, quality=90)
    return path


def measured(folder: Path, count: int, line: int) -> tuple[float, list[int]]:
    """(seconds, bytes of each file as it arrived)."""
    app = application(f"sqlite:///{folder / 'photos.db'}", folder)
    app.config |= {"SESSION_COOKIE_SECURE": False, "SESSION_COOKIE_NAME": "sid", "TRUSTED_HOSTS": None}
    with app.app_context():
        upgrade()
        world = make.world()
        address = f"/nominations/{make.nomination(world).id}/evidence"
        token = accounts.open_session(world.officers[0])
        db.session.commit()
        db.session.remove()
    signed = app.session_interface.get_signing_serializer(app).dumps({"_user_id": token, "_fresh": True})  # type: ignore[attr-defined]
    files = [photo(folder / f"anh-{number}.jpg") for number in range(count)]
    with served(app) as base, chromium() as window:
        context = window.new_context(locale="vi-VN")
        context.set_default_timeout(600_000)
        context.add_cookies([{"name": "sid", "value": signed, "url": base}])
        page = context.new_page()
        page.goto(base + address)
        speed = line * 1000 / 8
        held_back = {"offline": False, "latency": DELAY, "downloadThroughput": speed, "uploadThroughput": speed}
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", held_back)
        page.locator("#doc_type").select_option("evidence")
        page.locator("#file").set_input_files(files)
        begun = time.perf_counter()
        page.get_by_role("button", name="Gửi tệp").click()
        page.get_by_role("link", name=f"anh-{count - 1}.jpg").wait_for()
        spent = time.perf_counter() - begun
    with app.app_context():
        return spent, [file.size for file in db.session.query(Attachment)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line; `main([])` from another program takes the usual five."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=5)
    parser.add_argument("--line", type=int, default=400, help="kbit/s")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        spent, sizes = measured(Path(folder), chosen.photos, chosen.line)
    sys.stdout.write(
        f"{len(sizes)} photos at {chosen.line} kbit/s: {spent:.1f} s, {'reached' if spent <= LIMIT else 'MISSED'} "
        f"(<= {LIMIT:.0f} s); {', '.join(f'{size / 1000:.0f}' for size in sizes)} kB\n"
    )


if __name__ == "__main__":
    main()
