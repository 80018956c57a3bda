"""Templates at work: the same pages as Jinja would make, with less done over and over."""

import re
from collections.abc import MutableMapping
from functools import cached_property
from typing import Any

from flask.templating import Environment as FlaskEnvironment
from flask_babel import get_translations
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>\"']")
_INDENTED = re.compile(r"\n[ \n]+")


def written(value: Any) -> str:
    """The value as it stands in a page: escaped, unless it is markup. Plain text, for nothing more is done with it."""
    if type(value) is str:
        return str(escape(value)) if _SPECIAL.search(value) else value
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


DIRECT = {"_": "said", "url_for": "url_for"}


class Writer(CodeGenerator):
    """Lets templates escape by `written` what they write: to make Markup of it is most of the cost of a long list.

    Sentences without values are found when the template is read, and blanks that only indent it are not sent.
    """

    def _sentence(self, node: nodes.Node) -> str | None:
        """What this call of `_` says, where that is always the same."""
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=sentence)], kwargs=[]):
                said: str = self.environment.said(sentence)  # type: ignore[attr-defined]
                return said
        return None

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        sentence = None if frame.eval_ctx.volatile else self._sentence(node)
        if sentence is not None:
            return str(escape(sentence)) if frame.eval_ctx.autoescape else sentence
        constant = super()._output_child_to_const(node, frame, finalize)
        is_page = isinstance(node, nodes.TemplateData) and frame.eval_ctx.autoescape
        return _INDENTED.sub("\n", constant) if is_page else constant

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Sentences and addresses, which make most of a page's calls, go straight to where they are made."""
        sentence = self._sentence(node)
        if sentence is not None:
            self.write(repr(sentence))
            return
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name not in DIRECT or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write(f"environment.{DIRECT[name]}(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for keyword in node.kwargs:
            self.write(f"{keyword.key}=")
            self.visit(keyword.value, frame)
            self.write(", ")
        self.write(")")


class Environment(FlaskEnvironment):
    """Flask's, whose templates share one dict of globals: none of ours has its own, and a chain of dicts is slow."""

    code_generator_class = Writer
    written = staticmethod(written)

    @cached_property
    def catalogue(self) -> Any:
        """The sentences of the application's one language."""
        return get_translations()

    def said(self, sentence: str, **values: object) -> str:
        """gettext, without asking for each of a page's hundreds of sentences which language it shall be in."""
        found: str = self.catalogue.gettext(sentence)
        return found % values if values else found

    def url_for(self, endpoint: str, **parts: Any) -> str:
        return self.app.url_for(endpoint, **parts)  # type: ignore[attr-defined, no-any-return]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
