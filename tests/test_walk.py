"""The main job from end to end: by HTTP without JavaScript, and in a real Chromium."""

import shutil
from pathlib import Path
from typing import Any

from flask import Flask

from tests import walk
from tests.surf import ByHttp


def test_the_main_job_by_http_without_javascript(app: Flask, browser: Any, tmp_path: Path) -> None:
    walk.settle()
    walk.Walk(lambda name: ByHttp(browser()), lambda: None, tmp_path).whole()


_ = shutil
