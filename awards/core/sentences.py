"""Sentences that stand in a module: names and labels, found when they are written."""

from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel.speaklater import LazyString


def lazy(sentence: str) -> Any:
    """lazy_gettext, at a fraction of its cost: a page writes dozens of them."""
    return LazyString(_said, sentence)


def _said(sentence: str) -> str:
    return current_app.jinja_env.said(sentence) if current_app else gettext(sentence)  # type: ignore[attr-defined, no-any-return]
