"""The context processor of every page: theme, locale, menus, the demonstration's day."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from kwartier.platform.types import BrandInfo
from kwartier.ui import navigation
from kwartier.ui.formats import locale_for
from kwartier.ui.themes import Theme, get_theme

DEFAULT_THEME = "merel"


def find_theme(brand: BrandInfo | None) -> Theme:
    """The theme of a brand; a page without a brand, or a brand without a theme, wears the first."""
    try:
        return get_theme(brand.key if brand is not None else DEFAULT_THEME)
    except FileNotFoundError:
        return get_theme(DEFAULT_THEME)


def list_languages(brand: BrandInfo | None) -> list[dict[str, Any]]:
    """The languages that a brand speaks, each with its own name (``Nederlands``)."""
    codes = brand.languages if brand is not None else ("fr", "nl", "de", "en")
    return [
        {"code": code, "name": str(get_language_info(code)["name_local"]).capitalize()}
        for code in codes
    ]


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

    ``nav``, ``account_nav`` and ``footer_nav`` are lists of :class:`navigation.NavItem`, made only
    when a template asks for them.
    """
    brand: BrandInfo | None = getattr(request, "brand", None)
    language = get_language() or "en"
    demo_today: date | None = None
    if brand is not None and brand.demo_today is not None:
        demo_today = getattr(request, "today", brand.demo_today)
    return {
        "brand": brand,
        "theme": find_theme(brand),
        "locale": locale_for(language, brand.country if brand is not None else ""),
        "area": find_area(request),
        "nav": SimpleLazyObject(lambda: list_menu(find_area(request), request)),
        "account_nav": SimpleLazyObject(lambda: list_menu("account", request)),
        "footer_nav": SimpleLazyObject(lambda: list_menu("footer", request)),
        "languages": list_languages(brand),
        "language_name": str(get_language_info(language)["name_local"]).capitalize(),
        "language_url": navigation.find_url("portal:set_language"),
        "home_url": navigation.find_url("portal:home", "home") or "/",
        "sign_in_url": navigation.find_url("account_login"),
        "sign_out_url": navigation.find_url("account_logout"),
        "demo_today": demo_today,
    }
