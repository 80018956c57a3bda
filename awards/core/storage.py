"""Files by their hash: written once, never changed, outside the web root."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from awards.core import clock

YOUNG = 3600  # seconds
SHA256 = re.compile(r"[0-9a-f]{64}")
PARTS = re.compile(r"[0-9a-f]{32}")


def folder() -> Path:
    """Where the files lie: STORAGE_DIR of the settings."""
    return Path(current_app.config["STORAGE_DIR"])


def path_of(sha256: str) -> Path:
    """The path of a stored file. Refuses anything that is not a SHA-256 in hex."""
    if not SHA256.fullmatch(sha256):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return folder() / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Store these bytes and return their SHA-256 in hex. Durable when it returns; storing them twice does no harm.

    Temporary file, fsync, rename, fsync of the folder: only then may a row point to it.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if target.exists():
        os.utime(target)  # somebody needs it again: `destroy` leaves it alone
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)  # a full disk needs every byte
        raise
    _sync_folder(target.parent)
    return sha256


def read(sha256: str) -> bytes:
    """The bytes of a stored file."""
    return path_of(sha256).read_bytes()


def destroy(name: str) -> bool:
    """Delete this file; True when it is gone.

    False while it is younger than an hour: a request may just be storing the same bytes. The key of a file that came
    in pieces names the pieces.
    """
    if PARTS.fullmatch(name):
        drop_parts(name)
        return True
    path = path_of(name)
    try:
        if path.stat().st_mtime > clock.now().timestamp() - YOUNG:
            return False
        path.unlink()
    except FileNotFoundError:
        return True
    _sync_folder(path.parent)
    return True


def all_files() -> Iterator[tuple[str, Path]]:
    """Every stored file as (its name, its path); the name should be its SHA-256. One half written has a dot before."""
    for path in sorted(folder().glob("??/[!.]*")):
        yield path.name, path


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def append_part(key: str, offset: int, content: bytes) -> None:
    """Write a piece of a file that comes in pieces at its place; what stood after it is gone.

    `key` is a random hexadecimal name. The row says how much has come; the file may hold more after a fault.
    """
    if not PARTS.fullmatch(key):
        raise ValueError(f"not a key: {key!r}")
    path = folder() / "parts" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_parts(key: str) -> bytes:
    """All that has come of a file in pieces."""
    return (folder() / "parts" / key).read_bytes()


def drop_parts(key: str) -> None:
    """It is whole and kept, or nobody waits for it any more."""
    (folder() / "parts" / key).unlink(missing_ok=True)
