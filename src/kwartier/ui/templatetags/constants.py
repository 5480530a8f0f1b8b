"""Django's ``translate``, ``blocktranslate`` and ``url``, with what never changes found once.

Built into every template by the settings, in place of Django's own, and byte for byte the same in
what they write. A page has some fifty of them: Django makes a lazy sentence of each constant one,
puts a block's message together from its tokens, and searches an address, each time anew.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.base import (
    FilterExpression,
    Parser,
    Token,
    Variable,
    render_value_in_context,
)
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.templatetags.i18n import (
    BlockTranslateNode,
    TranslateNode,
    do_block_translate,
    do_translate,
)
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()
_MOST_ADDRESSES = 2_048


class _ConstantSentence(TranslateNode):
    """A sentence that stands in the template; only the language is still open."""

    msgid: str

    def render(self, context: Context) -> str:
        text = SafeString(translation.gettext(self.msgid).replace("%%", "%"))
        if not self.asvar:
            return text
        context[self.asvar] = text
        return ""


@register.tag("translate")
def parse_translate(parser: Parser, token: Token) -> Any:
    """``{% translate "A sentence." %}``, with all that Django's own takes."""
    node: Any = do_translate(parser, token)
    variable = node.filter_expression.var
    is_constant = isinstance(variable, Variable) and isinstance(variable.literal, str)
    if is_constant and not (node.noop or node.message_context or node.filter_expression.filters):
        node.__class__ = _ConstantSentence
        node.msgid = variable.literal.replace("%", "%%")
    return node


class _BlockSentence(BlockTranslateNode):
    """A sentence with places; its message is put together when the template is read."""

    message: str
    places: list[str]
    plural_message: str
    plural_places: list[str]
    countervar: str
    counter: FilterExpression

    def render(self, context: Context, nested: bool = False) -> str:  # noqa: FBT001, FBT002 - as Django's
        extra = {name: value.resolve(context) for name, value in self.extra_context.items()}
        places = self.places
        if self.plural:
            extra[self.countervar] = count = self.counter.resolve(context)
            if not isinstance(count, float | int):
                return str(super().render(context, nested))
            result = translation.ngettext(self.message, self.plural_message, count)
            places = places + self.plural_places
        else:
            result = translation.gettext(self.message)
        try:
            result %= {name: _value_of(name, extra, context) for name in places}
        except (KeyError, ValueError):
            # A value that is missing, or a translation that is malformed: as Django says it.
            return str(super().render(context, nested))
        if not self.asvar:
            return result
        context[self.asvar] = SafeString(result)
        return ""


def _value_of(name: str, extra: dict[str, Any], context: Context) -> str:
    return render_value_in_context(extra[name] if name in extra else context[name], context)


@register.tag("blocktranslate")
def parse_block_translate(parser: Parser, token: Token) -> Any:
    """``{% blocktranslate %}``, with all that Django's own takes."""
    node: Any = do_block_translate(parser, token)
    if node.message_context or (node.plural and node.extra_context):
        return node
    node.__class__ = _BlockSentence
    node.message, node.places = node.render_token_list(node.singular)
    node.plural_message, node.plural_places = node.render_token_list(node.plural or [])
    return node


class _ConstantAddress(URLNode):
    """The address of a page that takes no arguments."""

    name: str

    def render(self, context: Context) -> str:
        request = getattr(context, "request", None)
        match = getattr(request, "resolver_match", None)
        application = getattr(request, "current_app", getattr(match, "namespace", None))
        address = _address_of(self.name, get_script_prefix(), get_urlconf(), application)
        return SafeString(conditional_escape(address)) if context.autoescape else address


@lru_cache(maxsize=_MOST_ADDRESSES)
def _address_of(
    name: str,
    prefix: str,  # noqa: ARG001 - part of the key: `reverse` reads it itself
    urlconf: str | None,
    application: str | None,
) -> str:
    return reverse(name, urlconf=urlconf, current_app=application)


@register.tag("url")
def parse_address(parser: Parser, token: Token) -> Any:
    """``{% url 'portal:payments' %}``, with all that Django's own takes."""
    node: Any = parse_url(parser, token)
    name = node.view_name.var
    if not (node.args or node.kwargs or node.asvar) and isinstance(name, str):
        node.__class__ = _ConstantAddress
        node.name = str(name)
    return node
