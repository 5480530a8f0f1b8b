"""The frame of every page: head, header, menus, languages, footer. ``{% load frame %}``.

A page shows some thirty links that are alike; written here, and not by a template that looks up
each of their parts, they cost a tenth. Kept in memory are the head, which follows from the theme,
and menus, which follow from their entries and the language; never who is signed in.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kwartier.platform.language import spoken_language
from kwartier.ui.context import list_menu
from kwartier.ui.icons import icon_svg
from kwartier.ui.navigation import NavItem, Text
from kwartier.ui.templatetags.ui import brand_mark, day
from kwartier.ui.themes import Theme, get_theme

register = template.Library()
_MOST_THEMES = 64
_MOST_MENUS = 512
_NO_TOKEN = "NOTPROVIDED"  # noqa: S105 - what Django writes where a request has no token


@register.simple_tag
def theme_head(theme: Theme) -> SafeString:
    """What stands in the head for a theme's sake: colors, fonts, style sheets, the script, the mark."""
    return _head_of(theme.key)


@lru_cache(maxsize=_MOST_THEMES)
def _head_of(theme_key: str) -> SafeString:
    # The template sees the theme and nothing else: what is kept cannot be somebody's.
    return render_to_string("ui/head.html", {"theme": get_theme(theme_key)})


@register.simple_tag(takes_context=True)
def page_header(context: Context) -> SafeString:
    """The header of a signed-in person's page: mark, tools, main menu, own menu."""
    user = getattr(context.get("request"), "user", None)
    person = user if user is not None and user.is_authenticated else None
    home, brand = escape(str(context["home_url"])), context.get("brand")
    is_office = context.get("area") == "office"
    name = escape(brand.name) if brand is not None else ""
    office = f" <small>{_('Office')}</small>" if is_office else ""
    return SafeString(
        f"""
<header class="top">
  <div class="top__in">
    <a class="mark" href="{home}">{brand_mark(context)}<span>{name}{office}</span></a>
    <div class="top__tools">
      {language_choice(context)}
      {_person_tool(context, person)}
      {_menu_tool(context)}
    </div>
    {_main_menu(context, _("Office") if is_office else _("Customer area"))}
    {_own_menu(context, person)}
  </div>
  {_group_menu(context)}
</header>
"""
    )


@register.simple_tag(takes_context=True)
def language_choice(context: Context) -> SafeString:
    """The button that opens the choice of a language; nothing where the brand speaks only one."""
    languages, url = context.get("languages"), context.get("language_url")
    if not url or not languages or len(languages) < 2:  # noqa: PLR2004 - a choice
        return SafeString("\n\n")
    name = escape(context["language_name"])
    label = _("Language: %(name)s") % {"name": name}
    here = escape(context["request"].get_full_path())
    return SafeString(
        f"""

<button class="tool" type="button" popovertarget="language" aria-label="{label}">{icon_svg("globe")}<span class="wide">{name}</span></button>
<form id="language" popover method="post" action="{escape(url)}" aria-label="{_("Language")}">{_csrf_field(context)}<input type="hidden" name="next" value="{here}">
  {language_buttons(languages)}
</form>

"""
    )


@register.simple_tag(takes_context=True)
def page_footer(context: Context, area: str = "footer") -> SafeString:
    """The footer: whose page it is, the demonstration's day, the menu of an area."""
    brand, demo_today = context.get("brand"), context.get("demo_today")
    if demo_today and brand is not None:
        told = {"brand": escape(brand.name), "today_text": day(context, demo_today)}
        whose = _("%(brand)s, a demonstration of Kwartier") % told
        calendar = _("Its calendar says %(today_text)s.") % told
        said = f"<span>{whose}. {calendar}</span>\n    "
    else:
        said = f"<span>{escape(brand.name) if brand is not None else 'Kwartier'}</span>"
    return SafeString(
        f"""
<footer class="foot">
  <div class="foot__in">
    {said}
    {menu(context, area)}
  </div>
</footer>
"""
    )


def _person_tool(context: Context, person: Any) -> str:
    if person is not None:
        name = escape(person.name)
        label = _("My account: %(name)s") % {"name": name}
        return f"""
      <button class="tool" type="button" popovertarget="account" aria-label="{label}">{icon_svg("user")}<span class="wide">{name}</span></button>
      """
    url = context.get("sign_in_url")
    if not url:
        return ""
    return f'<a class="tool" href="{escape(url)}">{icon_svg("user")}<span>{_("Sign in")}</span></a>'


def _menu_tool(context: Context) -> str:
    if not context.get("nav_is_bar"):
        return ""
    return (
        '<button class="tool narrow" type="button" popovertarget="nav" '
        f'aria-label="{_("Menu")}">{icon_svg("menu")}</button>'
    )


def _main_menu(context: Context, label: str) -> str:
    items, active = context.get("nav") or (), context.get("active") or ""
    if context.get("nav_is_bar"):
        return f"""
    <nav class="nav" id="nav" popover aria-label="{label}">
      {_write_groups(tuple(items), active, get_language())}
    </nav>
    """
    if not items:
        return ""
    return f"""
    <nav class="nav-tabs" aria-label="{_("Customer area")}">
      <ul class="nav-tabs__list">{nav_tabs(items, active)}</ul>
    </nav>
    """


def _group_menu(context: Context) -> str:
    """The links of the group that the page is in; nothing where it is in none."""
    items, active = context.get("nav") or (), context.get("active") or ""
    here = _find_group(items, active)
    if not here or not context.get("nav_is_bar"):
        return ""
    links = nav_links([item for item in items if item.group == here], active)
    return f'<nav class="nav-sub" aria-label="{escape(str(here))}"><div>{links}</div></nav>'


def _find_group(items: Iterable[NavItem], active: str) -> Text:
    return next((item.group for item in items if item.key == active), "")


@lru_cache(maxsize=_MOST_MENUS)
def _write_groups(
    items: tuple[NavItem, ...],
    active: str,
    language: str | None,  # noqa: ARG001 - part of the key: the labels speak it
) -> str:
    """A bar with a link for each group; where it opens as a list, every link under its group's name."""
    here, links, before = _find_group(items, active), [], ""
    for item in items:
        if not item.group:
            links.append(_link(item, active))
        else:
            if item.group != before:
                name = escape(str(item.group))
                mark = ' aria-current="true"' if item.group == here else ""
                links.append(f'<a class="wide" href="{escape(item.url)}"{mark}>{name}</a>')
                links.append(f'<span class="nav__group narrow">{name}</span>')
            links.append(_link(item, active, css_class="narrow"))
        before = str(item.group)
    return "\n      ".join(links)


def _own_menu(context: Context, person: Any) -> str:
    if person is None:
        return ""
    mail = f"<br>{escape(person.email)}" if person.email else ""
    url, leave = context.get("sign_out_url"), ""
    if url:
        button = f'<button type="submit">{icon_svg("log-out")}{_("Sign out")}</button>'
        leave = (
            f'<hr><form method="post" action="{escape(url)}">{_csrf_field(context)}{button}</form>'
        )
    return f"""
    <nav id="account" popover aria-label="{_("My account")}">
      <p class="who">{escape(person.name)}{mail}</p>
      {menu(context, "account", context.get("active") or "")}
      {leave}
    </nav>
    """


def _csrf_field(context: Context) -> str:
    token = str(context.get("csrf_token", ""))
    if not token or token == _NO_TOKEN:
        return ""
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">'


@register.simple_tag
def nav_links(items: Iterable[NavItem], active: str = "") -> SafeString:
    """Links of a menu, the current one marked; each on its own line."""
    return _write_menu(tuple(items), active, get_language(), is_list=False)


@register.simple_tag
def nav_tabs(items: Iterable[NavItem], active: str = "") -> SafeString:
    """The same as items of a list."""
    return _write_menu(tuple(items), active, get_language(), is_list=True)


@lru_cache(maxsize=_MOST_MENUS)
def _write_menu(
    items: tuple[NavItem, ...],
    active: str,
    language: str | None,  # noqa: ARG001 - part of the key: the labels speak it
    *,
    is_list: bool,
) -> SafeString:
    links = [_link(item, active) for item in items]
    if is_list:
        return SafeString("".join(f"<li>{link}</li>" for link in links))
    return SafeString("\n      ".join(links))


@register.simple_tag(takes_context=True)
def menu(context: Context, area: str, active: str = "") -> SafeString:
    """The links of an area that this person sees, looked up only where they are shown."""
    return nav_links(list_menu(area, context["request"]), active)


@register.simple_tag
def language_buttons(languages: Iterable[Mapping[str, str]]) -> SafeString:
    """A button for each language, the one of the page marked."""
    return _write_languages(
        tuple((each["code"], each["name"]) for each in languages), spoken_language()
    )


@lru_cache(maxsize=_MOST_MENUS)
def _write_languages(languages: tuple[tuple[str, str], ...], spoken: str | None) -> SafeString:
    return SafeString("\n  ".join(_language_button(*each, spoken) for each in languages))


def _link(item: NavItem, active: str, *, css_class: str = "") -> str:
    is_current = item.key in {active, f"tab_{active}"}
    mark = ' aria-current="page"' if is_current else ""
    picture = icon_svg(item.icon) if item.icon else ""
    named = f' class="{css_class}"' if css_class else ""
    return f'<a{named} href="{escape(item.url)}"{mark}>{picture}{escape(str(item.label))}</a>'


def _language_button(code: str, name: str, spoken: str | None) -> str:
    mark = ' aria-current="true"' if code == spoken else ""
    code, name = escape(code), escape(name)
    return (
        f'<button type="submit" name="language" value="{code}" lang="{code}"{mark}>{name}</button>'
    )
