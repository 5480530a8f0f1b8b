"""From an article's Markdown to the HTML of its page. HTML within Markdown is shown, never obeyed."""

import re
from collections.abc import Callable

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_PLACEHOLDER = re.compile(r"\{\{(page|article):([a-z-]+)\}\}")
_markdown = MarkdownIt("commonmark", {"html": False})


def render_article(body: str, *, link: Callable[[str, str], str]) -> SafeString:
    """The body as HTML; ``link(kind, name)`` gives the address behind ``{{kind:name}}``.

    The door that shows the page knows its addresses; the room does not.
    """
    linked = _PLACEHOLDER.sub(lambda match: link(match[1], match[2]), body)
    return SafeString(_markdown.render(linked))  # the renderer escapes every text
