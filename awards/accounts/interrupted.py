"""A form that was sent after the session had ended: nothing that was typed may be lost.

The sign-in page carries it in a hidden field; after signing in it lies with the new session, and one button sends it
again.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from awards.accounts import services
from awards.accounts.forms import SignInForm
from awards.core.access import READING
from awards.core.requests import fields_to_keep, sent_by_us


@dataclass(frozen=True)
class Typed:
    """What was typed for which page, by whom if that is known."""

    path: str
    fields: list[list[str]]
    had_files: bool
    owner_id: int | None

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """What `as_text` wrote; None for anything else."""
        try:
            found = cls(**json.loads(text))
        except (ValueError, TypeError, RecursionError):
            return None
        return found if found.is_sound() else None

    def is_sound(self) -> bool:
        pairs: Any = self.fields  # it came from outside, whatever the annotation says
        return (
            isinstance(self.path, str)
            and own_path(self.path) == self.path
            and isinstance(pairs, list)
            and all(isinstance(pair, list) and list(map(type, pair)) == [str, str] for pair in pairs)
            and isinstance(self.had_files, bool)
            and (self.owner_id is None or type(self.owner_id) is int)
        )


def own_path(text: object) -> str:
    """An address of ours, from the first slash on; “/” for any other, which might lead to somebody else's site."""
    if not isinstance(text, str) or not text.startswith("/") or text.startswith("//"):
        return "/"
    strange = "\\" in text or any(character <= " " or character == "\x7f" for character in text)
    return "/" if strange else text


def session_ended() -> ResponseReturnValue:
    """What a person without a living session gets: the sign-in page, which leads back to where they were."""
    here = own_path(request.full_path.rstrip("?"))
    if request.method in READING:
        return redirect(url_for("accounts.sign_in", next=None if here == "/" else here))
    form = SignInForm(formdata=None)
    if sent_by_us():
        form.typed.data = _typed(here).as_text()
    return render_template("accounts/sign_in.html", form=form, typed=form.typed.data), 401


def _typed(path: str) -> Typed:
    return Typed(
        path=path,
        fields=fields_to_keep(),
        had_files=any(file.filename for file in request.files.values()),
        owner_id=services.owner_of(session.get("_user_id", "")),
    )
