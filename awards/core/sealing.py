"""Values that are stored sealed: who holds the database, a backup or a log, but not the key file, cannot read them.

Sealed: AES-256-GCM under the current key, written “<key id>.<base64>”. Bound to its cell (table, column, row): a value
moved to another row does not open. Found again through a keyed index, never through the value.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask_babel import gettext as _

from awards.core.errors import Refused
from awards.core.settings import setting

KIND = "guong-sang/keys/1"
NONCE = 12  # bytes


class CannotOpen(ValueError):
    """The value was changed, moved to another cell, or sealed with a key that the file does not hold."""


def key_file() -> Path:
    """Where the keys lie: outside the database and outside every backup of it."""
    return Path(setting("CITIZEN_KEY_FILE") or Path(setting("INSTANCE_DIR")) / "citizen.keys")


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def make_keys() -> None:
    """Write a first key file. Refuses (FileExistsError) to touch one that is there: its values would be lost."""
    _write({"kind": KIND, "current": "k1", "sealing": {"k1": _key()}, "index": _key()}, new=True)


def add_key() -> str:
    """A new current key, by its name. The older ones stay in the file, for what they sealed and for old backups."""
    keys = _keys()
    name = f"k{len(keys['sealing']) + 1}"
    keys["sealing"][name] = _key()
    _write(keys | {"current": name})
    return name


def _write(keys: dict[str, Any], *, new: bool = False) -> None:
    """Whole or not at all, readable by the owner alone."""
    path = key_file()
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".keys")
    with os.fdopen(descriptor, "w") as file:
        json.dump(keys, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    try:
        (os.link if new else os.replace)(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _keys() -> dict[str, Any]:
    """The key file as it stands. The demo and the tests make their own at first use; production says what to do."""
    if not key_file().exists():
        if setting("PROFILE") == "production":
            raise Refused(_("Chưa có khóa để lưu số định danh. Người quản trị máy chủ cần chạy lệnh “flask keys new”."))
        with suppress(FileExistsError):  # another process was first
            make_keys()
    keys: dict[str, Any] = json.loads(key_file().read_text())
    return keys


def seal(text: str, *cell: object) -> str:
    """This text, sealed for this cell: table, column, row id. Refuses where there is no key file."""
    keys = _keys()
    name, nonce = keys["current"], secrets.token_bytes(NONCE)
    sealed = AESGCM(base64.b64decode(keys["sealing"][name])).encrypt(nonce, text.encode(), _bound_to(name, cell))
    return f"{name}.{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *cell: object) -> str:
    """The text that was sealed for this cell. Refuses (`CannotOpen`) a changed or moved value, and a missing key."""
    name, _dot, written = sealed.partition(".")
    try:
        parts, key = base64.b64decode(written, validate=True), base64.b64decode(_keys()["sealing"][name])
        return AESGCM(key).decrypt(parts[:NONCE], parts[NONCE:], _bound_to(name, cell)).decode()
    except (InvalidTag, KeyError, ValueError) as error:
        raise CannotOpen("sealed value cannot be opened") from error


def is_current(sealed: str) -> bool:
    """Was it sealed with the current key?"""
    return bool(sealed.partition(".")[0] == _keys()["current"])


def index(text: str, purpose: str) -> str:
    """128 bits in hex that are equal for equal texts and tell nothing without the index key (HMAC-SHA-256)."""
    key = base64.b64decode(_keys()["index"])
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]


def _bound_to(name: str, cell: tuple[object, ...]) -> bytes:
    return "|".join((KIND, name, *map(str, cell))).encode()
