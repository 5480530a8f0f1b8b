"""Pages without a database: a request with a brand and a person, rendered as the site would."""

import re
from datetime import date
from types import SimpleNamespace

from django.test import RequestFactory
from django.utils import translation

from kwartier.platform.types import BrandInfo

BRANDS = {
    "merel": BrandInfo(
        id=1, key="merel", name="Merel", country="BE", languages=("fr", "nl", "de", "en"), default_language="fr",
        timezone_name="Europe/Brussels", path_prefix="merel", hosts=(), demo_today=date(2026, 11, 21),
    ),
    "plein-midi": BrandInfo(
        id=2, key="plein-midi", name="Plein Midi", country="FR", languages=("fr", "en"), default_language="fr",
        timezone_name="Europe/Paris", path_prefix="plein-midi", hosts=(), demo_today=date(2026, 11, 21),
    ),
}  # fmt: skip
PERSON = SimpleNamespace(
    is_authenticated=True, name="Nadia El Amrani", email="nadia@example.org", pk=1, is_active=True
)
NOBODY = SimpleNamespace(is_authenticated=False, pk=None)


def make_request(path="/ui/gallery/", *, brand="merel", language="en", user=PERSON):
    """A request as the middlewares would leave it."""
    request = RequestFactory().get(path)
    request.brand = BRANDS[brand]
    request.today = request.brand.demo_today
    request.user = user
    request.LANGUAGE_CODE = language
    return request


def render_view(
    view, path="/ui/gallery/", *, brand="merel", language="en", user=PERSON, **arguments
):
    """The text of a view's answer in a language."""
    with translation.override(language):
        response = view(make_request(path, brand=brand, language=language, user=user), **arguments)
        return response.content.decode()


def find_inline(markup):
    """Inline styles, scripts and handlers, which the content security policy would block."""
    found = re.findall(r"<[^>]*\sstyle=[^>]*>", markup)
    found += re.findall(r"<[^>]*\son[a-z]+=[^>]*>", markup)
    found += re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", markup)
    return found
