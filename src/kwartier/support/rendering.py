"""From an article's Markdown to the HTML of its page. HTML within Markdown is shown, never obeyed."""

from collections.abc import Callable

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from kwartier.support._article_files import PLACEHOLDER

_markdown = MarkdownIt("commonmark", {"html": False})


def render_article(body: str, *, link: Callable[[str, str], str]) -> SafeString:
    """The body as HTML; ``link(kind, name)`` gives the address behind ``{{kind:name}}``.

    The door that shows the page knows its addresses; the room does not.
    """
    linked = PLACEHOLDER.sub(lambda match: link(match[1], match[2]), body)
    return SafeString(_markdown.render(linked))  # the renderer escapes every text
