"""The frame of every page: head, menus, languages. ``{% load frame %}``.

A page shows some thirty links that are alike; written here, and not by a template that looks up
each of their parts, they cost a tenth. Only the head is kept in memory: it follows from the theme.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kwartier.ui.context import list_menu
from kwartier.ui.icons import icon_svg
from kwartier.ui.navigation import NavItem
from kwartier.ui.themes import Theme, get_theme

register = template.Library()
_MOST_THEMES = 64


@register.simple_tag
def theme_head(theme: Theme) -> SafeString:
    """What stands in the head for a theme's sake: colors, fonts, style sheets, the script, the mark."""
    return _head_of(theme.key)


@lru_cache(maxsize=_MOST_THEMES)
def _head_of(theme_key: str) -> SafeString:
    # The template sees the theme and nothing else: what is kept cannot be somebody's.
    return render_to_string("ui/head.html", {"theme": get_theme(theme_key)})


@register.simple_tag
def nav_links(items: Iterable[NavItem], active: str = "") -> SafeString:
    """Links of a menu, the current one marked; each on its own line."""
    return SafeString("\n      ".join(_link(item, active) for item in items))


@register.simple_tag
def nav_tabs(items: Iterable[NavItem], active: str = "") -> SafeString:
    """The same as items of a list."""
    return SafeString("".join(f"<li>{_link(item, active)}</li>" for item in items))


@register.simple_tag(takes_context=True)
def menu(context: Context, area: str, active: str = "") -> SafeString:
    """The links of an area that this person sees, looked up only where they are shown."""
    return nav_links(list_menu(area, context["request"]), active)


@register.simple_tag
def language_buttons(languages: Iterable[Mapping[str, str]]) -> SafeString:
    """A button for each language, the one of the page marked."""
    spoken = get_language()
    return SafeString("\n  ".join(_language_button(each, spoken) for each in languages))


def _link(item: NavItem, active: str) -> str:
    is_current = item.key in {active, f"tab_{active}"}
    mark = ' aria-current="page"' if is_current else ""
    picture = icon_svg(item.icon) if item.icon else ""
    return f'<a href="{escape(item.url)}"{mark}>{picture}{escape(str(item.label))}</a>'


def _language_button(language: Mapping[str, str], spoken: str | None) -> str:
    code, name = escape(language["code"]), escape(language["name"])
    mark = ' aria-current="true"' if language["code"] == spoken else ""
    return (
        f'<button type="submit" name="language" value="{code}" lang="{code}"{mark}>{name}</button>'
    )
