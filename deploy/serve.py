"""Serve the demo on this machine, until Ctrl-C: python deploy/serve.py, with HOST and PORT from the environment.

Brings the database up to date, fills it on the first start, then runs the web server and the background worker as
children. A child that dies is started again, later each time; when this program ends, however it ends, they end too.
"""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
FLASK = [PYTHON, "-m", "flask", "--app", "wsgi"]
WEB = [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]

START_SECONDS = 60  # after that we say that the web server does not answer
STOP_SECONDS = 10  # after that a child is killed; an unfinished job is taken up again at the next start
LONGEST_PAUSE = 30  # seconds between two starts of a child that keeps dying
STEADY_SECONDS = 60  # a child that lived this long starts again without a pause

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def start(command: list[str], *, own_group: bool = True) -> "subprocess.Popen[bytes]":
    """Start a child that gets SIGTERM when this program dies.

    In a group of its own, the terminal's Ctrl-C reaches this program alone, which then stops each child in its way.
    """
    die_with_us = (lambda: LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)) if LIBC else None
    return subprocess.Popen(command, cwd=ROOT, start_new_session=own_group, preexec_fn=die_with_us)


class Child:
    """A program that is kept running."""

    def __init__(self, name: str, command: list[str], stop_signal: signal.Signals) -> None:
        self.name, self.command, self.stop_signal = name, command, stop_signal
        self.pause = 1
        self.launch()

    def launch(self) -> None:
        self.process = start(self.command)
        self.started, self.due = time.monotonic(), 0.0

    def keep(self) -> None:
        """Start the program again when it has died and its pause is over."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.due:
            self.kill_group()
            steady = now - self.started > STEADY_SECONDS
            self.pause = 1 if steady else self.pause
            self.due = now + self.pause
            print(f"{self.name} dừng bất thường (mã {self.process.returncode}); khởi động lại sau {self.pause} giây.")
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.due:
            self.launch()

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop_by(self, deadline: float) -> None:
        """Wait for the end until the deadline, then kill; whatever the program started ends with it."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self.kill_group()
        self.process.wait()

    def kill_group(self) -> None:
        with suppress(ProcessLookupError):  # raised when all have ended
            os.killpg(self.process.pid, signal.SIGKILL)


def free_address() -> tuple[str, int]:
    """Host and port to serve on; ends the program with a sentence when the port cannot be had."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (OSError, ValueError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = "đang có chương trình khác dùng" if taken else f"không dùng được ({error})"
        sys.exit(f"Cổng {port} {why}. Hãy chọn cổng khác, ví dụ: make run PORT=8001")
    return host, int(port)


def prepare() -> None:
    """Bring the database up to date and fill it on the first start; ends the program when that fails."""
    for words in (["db", "upgrade"], ["demo"]):
        if code := start([*FLASK, *words], own_group=False).wait():
            sys.exit(f"Lệnh “flask {' '.join(words)}” không thành công (mã {code}); chưa khởi động.")


def answers(host: str, port: int) -> bool:
    """Does the web server answer, and not with a failure of its own?"""
    connection = HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=1)  # noqa: S104
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def watch(children: list[Child], stop: threading.Event, host: str, port: int) -> int:
    """Keep the children running until we are told to stop; returns the exit code."""
    web, ready, patience = children[0], False, time.monotonic() + START_SECONDS
    while not stop.wait(0.2):
        if not ready and web.process.poll() is not None:
            print("Máy chủ web không khởi động được; xem các dòng ở trên.")
            return 1
        for child in children:
            child.keep()
        if not ready and answers(host, port):
            ready = True
            start([*FLASK, "accounts", "demo-list"], own_group=False).wait()
            print("Nhấn Ctrl-C để dừng.")
        elif not ready and time.monotonic() > patience:
            print(f"Máy chủ web chưa trả lời sau {START_SECONDS} giây; vẫn tiếp tục chờ.")
            patience = float("inf")
    print("\nĐang dừng…")
    return 0


def main() -> int:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    host, port = free_address()
    try:
        prepare()
    except KeyboardInterrupt:
        return 130
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    # The worker finishes its job on SIGINT and drops it on SIGTERM; the web server is gentle on SIGTERM.
    children = [Child("Máy chủ web", WEB, signal.SIGTERM), Child("Tiến trình nền", [*FLASK, "worker"], signal.SIGINT)]
    try:
        return watch(children, stop, host, port)
    finally:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            child.stop_by(deadline)


if __name__ == "__main__":
    sys.exit(main())
