"""Work on what came from outside, in a process of its own: bounded in memory, time and files, and without a network.

A fork server, one for each process that needs it, has the libraries loaded; every piece of work is a fresh fork of it.
So a bomb in a picture, a Word file or a paper ends a process that nobody else uses, within WALL seconds.
"""

import ctypes
import json
import multiprocessing
import os
import resource
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from awards.core.errors import Overloaded, Refused

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG = 1
LARGEST_FILE = 256 * 1024 * 1024  # bytes that a child may write into one file
Answer = tuple[dict[str, Any], bytes]  # plain facts, and bytes
Work = Callable[..., Answer]


@dataclass(frozen=True)
class Limits:
    """What a child may use: bytes beyond those of the server, seconds of processor, seconds by the clock."""

    memory: int = 1 << 30
    cpu: int = 15
    wall: float = 20


class Stopped(Overloaded):
    """The child used more than it may, or died."""


class Failed(RuntimeError):
    """The work went wrong in the child; the message says how."""


@cache
def _server() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["awards.core.warm"])
    return context


def warm() -> None:
    """Start the server now, so that the first paper need not wait for it."""
    from multiprocessing.forkserver import ensure_running  # noqa: PLC0415

    _server()
    ensure_running()


def run(work: Work, *arguments: Any, limits: Limits = Limits(), raises: tuple[type[Exception], ...] = ()) -> Answer:
    """Do `work(*arguments)`, a function of a module, in a child; give what it gives.

    A `Refused` of the work, and exceptions of the kinds in `raises`, are raised here again; everything else is
    `Failed`, and a child that used too much or died is `Stopped`.
    """
    receiver, sender = _server().Pipe(duplex=False)
    process = _server().Process(target=_work, args=(sender, work, arguments, limits), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(limits.wall):
            raise Stopped(f"{work.__name__}: more than {limits.wall} seconds")
        told = receiver.recv_bytes()
    except EOFError as error:
        raise Stopped(f"{work.__name__}: the child died") from error
    finally:
        process.kill()
        process.join()
        receiver.close()
    return _read(told, work, raises)


def _read(told: bytes, work: Work, raises: tuple[type[Exception], ...]) -> Answer:
    """Nothing of the child is unpickled: who broke it could answer anything."""
    head, _line, content = told.partition(b"\n")
    facts = json.loads(head)
    if "refused" in facts:
        raise Refused(*facts["refused"])
    if "error" in facts:
        kind, message = facts["error"]
        _raise_again(kind, message, work, raises)
    return facts["facts"], content


def _raise_again(kind: str, message: str, work: Work, raises: tuple[type[Exception], ...]) -> NoReturn:
    if kind == "MemoryError":
        raise Stopped(f"{work.__name__}: more memory than it may have")
    for known in raises:
        if known.__name__ == kind:
            raise known(message)
    raise Failed(f"{work.__name__}: {kind}: {message}")


def _work(sender: Connection, work: Work, arguments: tuple[Any, ...], limits: Limits) -> None:
    """The child's whole life."""
    _confine(limits)
    content = b""
    try:
        facts, content = work(*arguments)
        head: dict[str, Any] = {"facts": facts}
    except Refused as refused:
        head = {"refused": [refused.sentence, refused.field]}
    except BaseException as error:  # the parent says it in its own words
        head = {"error": [type(error).__name__, str(error)[:2000]]}
    sender.send_bytes(json.dumps(head).encode() + b"\n" + content)


def _confine(limits: Limits) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for spaces in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET):  # where the kernel lets us: a network of its own, empty
        if libc.unshare(spaces) == 0:
            break
    socket.socket = _no_socket  # type: ignore[assignment, misc]
    resource.setrlimit(resource.RLIMIT_AS, (_used() + limits.memory,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        os.nice(5)  # whoever waits for a page goes first


def _used() -> int:
    """Bytes of address space in use."""
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[0]) * resource.getpagesize()


def _no_socket(*_: object, **__: object) -> NoReturn:
    raise PermissionError("no network here")
