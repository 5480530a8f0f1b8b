"""Addresses inside a sentence as links: of the web, of mail, of the telephone; only well-formed ones."""

import re
from html import escape

from django.utils.functional import Promise
from django.utils.safestring import SafeString

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[a-z]{{2,24}}"
# A path ends with a letter, a digit or a slash: what ends a sentence is not part of its address.
_WEB = rf"(?:https://|www\.(?={_LABEL}\.)){_HOST}(?:/(?:[\w.~/-]*[\w/])?)?"
_MAIL = rf"[a-z0-9](?:[a-z0-9._+-]{{0,62}}[a-z0-9])?@{_HOST}"
# With the country, as everybody can dial it.
_PHONE = r"\+[1-9][0-9]{0,2}(?:[ \u00a0][0-9]{1,4}){2,6}|\+[1-9][0-9]{7,14}"
_ADDRESS = re.compile(
    rf"(?<![\w.@/:+-])(?:(?P<web>{_WEB})|(?P<mail>{_MAIL})|(?P<phone>{_PHONE}))(?![\w@:+-]|\.\w)",
    re.IGNORECASE | re.ASCII,
)
_FEWEST_DIGITS, _MOST_DIGITS = 8, 15


def write_links(text: str | Promise) -> SafeString:
    """A sentence as markup, escaped, with a link around each address in it.

    A web address begins with ``https://`` or ``www.``; a telephone number with ``+`` and its country.
    """
    said = str(text)
    parts, end = [], 0
    for found in _ADDRESS.finditer(said):
        address = _link(found)
        if address:
            parts += [
                escape(said[end : found.start()]),
                f'<a class="nb" href="{escape(address)}">{escape(found[0])}</a>',
            ]
            end = found.end()
    return SafeString("".join([*parts, escape(said[end:])]))


def _link(found: re.Match[str]) -> str:
    """Where an address leads; empty for a number that nobody can dial."""
    if found["web"]:
        return found[0] if found[0].lower().startswith("https://") else f"https://{found[0]}"
    if found["mail"]:
        return f"mailto:{found[0]}"
    digits = re.sub(r"[^0-9]", "", found[0])
    return f"tel:+{digits}" if _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS else ""
