"""The supervisor of the demo: it starts again what died, and leaves nothing behind."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "deploy" / "serve.py"
spec = importlib.util.spec_from_file_location("serve", SOURCE)
assert spec
assert spec.loader
serve = importlib.util.module_from_spec(spec)
spec.loader.exec_module(serve)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

SLEEPER = ["sleep", "60"]
DEAF = ["sh", "-c", "trap '' TERM INT; sleep 60 & wait; wait"]  # hears no signal, and has a child


def until(happened: Callable[[], bool]) -> bool:
    """Wait up to five seconds."""
    deadline = time.monotonic() + 5
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def alive(group: int) -> int:
    """How many processes of this group run; one that has ended and waits to be counted does not."""
    count = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended while we looked
            state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            count += int(its_group) == group and state != "Z"
    return count


@pytest.fixture
def child() -> Iterator[Callable[[list[str]], "serve.Child"]]:
    """Makes children that end with the test."""
    made = []

    def make(command: list[str]) -> "serve.Child":
        made.append(serve.Child("Tiến trình thử", command, signal.SIGTERM))
        return made[-1]

    yield make
    for each in made:
        each.stop_by(0)


def test_a_child_that_was_killed_is_started_again_after_a_growing_pause(child, monkeypatch, capsys) -> None:
    clock = [100.0]
    monkeypatch.setattr(serve.time, "monotonic", lambda: clock[0])
    worker = child(SLEEPER)
    first = worker.process

    first.kill()
    first.wait()
    worker.keep()
    assert worker.process is first, "not before the pause is over"

    clock[0] += 1
    worker.keep()
    assert worker.process.poll() is None
    assert worker.process is not first
    assert worker.pause == 2
    assert "khởi động lại sau 1 giây" in capsys.readouterr().out


def test_a_child_that_lives_is_left_alone(child) -> None:
    worker = child(SLEEPER)
    first = worker.process

    worker.keep()

    assert worker.process is first


def test_a_child_that_does_not_listen_is_killed_with_all_it_started(child) -> None:
    deaf = child(DEAF)
    assert until(lambda: alive(deaf.process.pid) == 2), "it is deaf before it has a child"

    deaf.ask_to_stop()
    deaf.stop_by(time.monotonic() + 0.2)

    assert deaf.process.returncode == -signal.SIGKILL
    assert until(lambda: not alive(deaf.process.pid))


def test_children_end_when_the_supervisor_is_killed() -> None:
    program = (
        "import importlib.util, sys, time\n"
        "spec = importlib.util.spec_from_file_location('serve', sys.argv[1])\n"
        "serve = importlib.util.module_from_spec(spec); spec.loader.exec_module(serve)\n"
        "print(serve.start(['sleep', '60']).pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(SOURCE)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()

    assert until(lambda: not alive(pid))


def test_a_taken_port_is_named_with_the_way_out(monkeypatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setitem(os.environ, "PORT", str(port))
        with pytest.raises(SystemExit, match=f"Cổng {port} đang có chương trình khác dùng.*make run PORT=8001"):
            serve.free_address()


@pytest.mark.parametrize("port", ["tám nghìn", "70000"])
def test_an_impossible_port_is_refused_in_a_sentence(monkeypatch, port: str) -> None:
    monkeypatch.setitem(os.environ, "PORT", port)

    with pytest.raises(SystemExit, match=f"Cổng {port} không dùng được"):
        serve.free_address()
