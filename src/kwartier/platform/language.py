"""Which language a request speaks: the person's, else a choice kept in a cookie, else the browser's.

A *language* is what a person chose (`fr`). Where a country says some things with other words, its
*speech* is the catalogue of both (`fr-france`): what Belgium calls an *acompte* is a *mensualité* in France.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from kwartier.platform.types import BrandInfo

LANGUAGE_COOKIE = "kwartier_language"
SPEECHES = {("fr", "FR"): "fr-france"}
"""The catalogues of one country, by language and country; elsewhere a language speaks for all.

Not `fr-fr`: Python looks for `fr` under that name first, and Belgium would read what France does.
"""


def speech_of(language: str, country: str) -> str:
    """The catalogue in which a language is spoken in a country, to be activated."""
    return SPEECHES.get((language, country), language)


def spoken_language() -> str:
    """The language of the active catalogue, as a person chooses it."""
    return (translation.get_language() or "en").split("-")[0]


def choose_language(request: HttpRequest, brand: BrandInfo) -> str:
    """The best of the brand's languages for this request."""
    user = getattr(request, "user", None)
    wishes = [user.language] if user is not None and user.is_authenticated else []
    wishes.append(request.COOKIES.get(LANGUAGE_COOKIE, ""))
    header = request.headers.get("Accept-Language", "")
    wishes += [code.split("-")[0] for code, _ in parse_accept_lang_header(header)]
    return next((wish for wish in wishes if wish in brand.languages), brand.default_language)


class LanguageMiddleware:
    """Activates the language for the length of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Choose, activate, answer, and say in the answer which language it is in."""
        brand = getattr(request, "brand", None)
        if brand is None:
            return self.get_response(request)
        language = choose_language(request, brand)
        with translation.override(speech_of(language, brand.country)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
