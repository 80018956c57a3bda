"""Templates at work: the same pages as Jinja would make, with less done over and over."""

import re
from collections.abc import MutableMapping
from typing import Any

from flask import g
from flask.templating import Environment as FlaskEnvironment
from flask_babel import get_translations
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>\"']")


def written(value: Any) -> str:
    """The value as it stands in a page: escaped, unless it is markup. Plain text, for nothing more is done with it."""
    if type(value) is str:
        return str(escape(value)) if _SPECIAL.search(value) else value
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


class Writer(CodeGenerator):
    """Lets templates escape by `written` what they write: to make Markup of it is most of the cost of a long list."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Environment(FlaskEnvironment):
    """Flask's, whose templates share one dict of globals: none of ours has its own, and a chain of dicts is slow."""

    code_generator_class = Writer
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def said(sentence: str, **values: object) -> str:
    """gettext for templates: they ask for hundreds of sentences a page, so the catalogue is found once a request."""
    catalogue = g.get("catalogue")
    if catalogue is None:
        catalogue = g.catalogue = get_translations()
    found: str = catalogue.gettext(sentence)
    return found % values if values else found
