"""What a page's menus list: each door registers its entries when the application starts.

Areas: ``portal`` and ``office`` (main navigation), ``account`` (the person's own menu in the portal),
``footer``. A template marks the current entry by the context variable ``active``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One link of a menu. ``is_shown`` may hide it (by brand, feature, role); ``is_public`` shows it signed out.

    Entries of one ``group`` stand together: the menu shows the group, and under it where one is.
    """

    key: str
    label: Text
    url_name: str
    icon: str = ""
    is_public: bool = False
    is_shown: Callable[[HttpRequest], bool] | None = None
    group: Text = ""

    def __hash__(self) -> int:
        """Without the label: a sentence is translated to be hashed."""
        return hash((self.key, self.url_name))


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry resolved for a request."""

    key: str
    label: Text
    url: str
    icon: str
    group: Text = ""

    def __hash__(self) -> int:
        """Without the label: a sentence is translated to be hashed."""
        return hash((self.key, self.url))


# The URLs and links of menus by the brand's prefix and the URL configuration: a page has twenty.
_urls: dict[tuple[str, str, str | None], str] = {}
_items: dict[tuple[NavEntry, str, str | None], NavItem] = {}
_entries: dict[str, dict[str, NavEntry]] = {}


def register(area: str, entries: Iterable[NavEntry]) -> None:
    """Add entries to an area, in this order; the same key again replaces its entry."""
    _entries.setdefault(area, {}).update({entry.key: entry for entry in entries})


def list_items(area: str, request: HttpRequest) -> list[NavItem]:
    """The links of an area that this person sees, in order of registration.

    Raises:
        NoReverseMatch: an entry names a URL that the project does not have.
    """
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    shown = (
        entry
        for entry in _entries.get(area, {}).values()
        if (signed_in or entry.is_public) and (entry.is_shown is None or entry.is_shown(request))
    )
    here = (get_script_prefix(), get_urlconf())
    return [_item_of(entry, here) for entry in shown]


def _item_of(entry: NavEntry, here: tuple[str, str | None]) -> NavItem:
    place = (entry, *here)
    if place not in _items:
        url = _url_of(entry.url_name, here)
        _items[place] = NavItem(entry.key, entry.label, url, entry.icon, entry.group)
    return _items[place]


def _url_of(name: str, here: tuple[str, str | None]) -> str:
    place = (name, *here)
    if place not in _urls:
        _urls[place] = reverse(name)
    return _urls[place]


def find_url(*names: str) -> str:
    """The URL of the first of these names that the project has, else an empty text."""
    here = (get_script_prefix(), get_urlconf())
    for name in names:
        try:
            return _url_of(name, here)
        except NoReverseMatch:
            continue
    return ""
