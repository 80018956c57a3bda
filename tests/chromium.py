"""A real Chromium, where the machine has one."""

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


def _program() -> str | None:
    """Where Chromium is; None too where its driver lacks the library that a bare Debian does not have."""
    with suppress(OSError):
        ctypes.CDLL("libatomic.so.1")
        return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return None


PROGRAM = _program()
ALONE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser that talks to this machine alone."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(ALONE))
        yield browser
        browser.close()
