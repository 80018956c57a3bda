"""Templates at work: what is found when they are read, and what is still worked out on the page."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, bindparam, literal, select

from awards.core import db
from awards.core.pages import kept


def page(app: Flask, source: str, **known: object) -> str:
    return app.jinja_env.from_string(source).render(**known)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>\n      {{ _('Lưu & gửi') }}\n\n    </p>", "<p>\nLưu &amp; gửi\n</p>"),
        ("{% set words = _('a < b') %}<p title=\"{{ words }}\"></p>", '<p title="a &lt; b"></p>'),
        ("{{ _('%(n)s hồ sơ', n=n) }}", "3 hồ sơ"),
        ("{{ n ~ _(' hồ sơ') }}", "3 hồ sơ"),
        ("{{ name }}", "&lt;b&gt;"),
        ("<textarea>{{ lines }}</textarea>", "<textarea>một\n   hai</textarea>"),
    ],
)
def test_a_sentence_says_the_same_whenever_it_is_found_and_only_indents_are_left_out(
    app: Flask, source: str, text: str
) -> None:
    assert page(app, source, n=3, name="<b>", lines="một\n   hai") == text


def test_what_is_kept_is_made_for_each_value_once() -> None:
    asked: list[str] = []
    made = kept(lambda value: asked.append(value) or f"<{value}>")
    assert [made("a"), made("b"), made("a")] == ["<a>", "<b>", "<a>"]
    assert asked == ["a", "b"]


def test_a_kept_statement_is_run_with_its_own_words_and_values(app: Flask) -> None:
    statements: Mapping[str, Select[Any]] = {
        "twice": select(literal("x") + bindparam("said")),
        "thrice": select(literal("y") + bindparam("said")),
    }
    with app.app_context():
        found = [db.run(statements[name], {"said": said}).scalar() for said in "ab" for name in statements]
    assert found == ["xa", "ya", "xb", "yb"]
