"""The context processor of every page: theme, locale, menus, the demonstration's day."""

from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language_info

from kwartier.platform.language import spoken_language
from kwartier.platform.types import BrandInfo
from kwartier.ui import navigation
from kwartier.ui.formats import locale_for
from kwartier.ui.themes import Theme, get_theme

DEFAULT_THEME = "merel"
MOST_TABS = 4


def find_theme(brand: BrandInfo | None) -> Theme:
    """The theme of a brand; a page without a brand, or a brand without a theme, wears the first."""
    try:
        return get_theme(brand.key if brand is not None else DEFAULT_THEME)
    except FileNotFoundError:
        return get_theme(DEFAULT_THEME)


def list_languages(brand: BrandInfo | None) -> list[dict[str, str]]:
    """The languages that a brand speaks, each with its own name (``Nederlands``)."""
    codes = brand.languages if brand is not None else ("fr", "nl", "de", "en")
    return [{"code": code, "name": name_language(code)} for code in codes]


@cache
def name_language(code: str) -> str:
    """A language's own name for itself."""
    return str(get_language_info(code)["name_local"]).capitalize()


def find_area(request: HttpRequest) -> str:
    """Which door's menus a page shows."""
    match = getattr(request, "resolver_match", None)
    return "office" if match is not None and "office" in match.namespaces else "portal"


def list_menu(area: str, request: HttpRequest) -> list[navigation.NavItem]:
    """The entries of an area; a page without a brand (the front door) has nowhere to lead to."""
    if getattr(request, "brand", None) is None:
        return []
    return navigation.list_items(area, request)


def page(request: HttpRequest) -> dict[str, Any]:
    """What ``ui/page.html`` needs, without a query of its own.

    ``nav`` is the main menu, a list of :class:`navigation.NavItem`, shown as a bar or as tabs; the
    other menus are looked up by ``{% menu %}`` where they are shown.
    """
    brand: BrandInfo | None = getattr(request, "brand", None)
    language = spoken_language()
    demo_today: date | None = None
    if brand is not None and brand.demo_today is not None:
        demo_today = getattr(request, "today", brand.demo_today)
    theme, area = find_theme(brand), find_area(request)
    nav = list_menu(area, request)
    return {
        "brand": brand,
        "theme": theme,
        "locale": locale_for(language, brand.country if brand is not None else ""),
        "area": area,
        "nav": nav,
        "nav_is_bar": bool(nav)
        and (theme.navigation == "bar" or len(nav) > MOST_TABS or area == "office"),
        "languages": list_languages(brand),
        "language_name": name_language(language),
        "language_url": navigation.find_url("portal:set_language"),
        "home_url": navigation.find_url("portal:home", "home") or "/",
        "sign_in_url": navigation.find_url("account_login"),
        "sign_out_url": navigation.find_url("account_logout"),
        "demo_today": demo_today,
    }
