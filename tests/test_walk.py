"""The main job from end to end: by HTTP without JavaScript, and in a real Chromium."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from awards.core.db import db
from awards.jobs import worker
from awards.jobs.models import Job, JobState
from tests import walk
from tests.chromium import PROGRAM, chromium
from tests.surf import ByHttp, InChromium, served


def work() -> None:
    """What the background worker does, here and now."""
    db.session.rollback()
    for job_id in db.session.scalars(select(Job.id).where(Job.state == JobState.QUEUED)).all():
        worker.run(job_id)
    db.session.rollback()


def test_the_main_job_by_http_without_javascript(app: Flask, browser: Any, tmp_path: Path) -> None:
    walk.settle()

    walk.Walk(lambda name: ByHttp(browser()), work, tmp_path).whole()


@pytest.mark.browser
@pytest.mark.skipif(PROGRAM is None, reason="this machine has no Chromium")
def test_the_main_job_in_a_browser(app: Flask, tmp_path: Path) -> None:
    walk.settle()
    db.session.remove()

    with served(app) as base, chromium() as window:

        def surfer(name: str) -> InChromium:
            context = window.new_context(locale="vi-VN", accept_downloads=True)
            context.set_default_timeout(60_000)
            return InChromium(context.new_page(), base)

        walk.Walk(surfer, work, tmp_path).whole()
