"""Which language an answer speaks: the one asked for, else the person's, else the brand's."""

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from kwartier.platform.language import speech_of, spoken_language
from kwartier.platform.types import BrandInfo


def choose_language(request: HttpRequest, brand: BrandInfo, *, of_person: str = "") -> str:
    """The best of the brand's languages; cookies have no say here."""
    header = request.headers.get("Accept-Language", "")
    wishes = [code.split("-")[0].lower() for code, _weight in parse_accept_lang_header(header)]
    return next(
        (wish for wish in [*wishes, of_person] if wish in brand.languages), brand.default_language
    )


def speak(language: str, brand: BrandInfo) -> None:
    """Answer in this language from here on; the language middleware resets it after the request."""
    translation.activate(speech_of(language, brand.country))


def active_language() -> str:
    """The language in which the answer is written."""
    return spoken_language()
