"""The way in: a personal token as ``Authorization: Bearer``, one scope for each route."""

from typing import cast

from django.http import HttpRequest
from ninja.security.http import HttpAuthBase

from kwartier.api.caller import Caller
from kwartier.api.language import choose_language, speak
from kwartier.api.refusals import ScopeMissing, TokenMissing, TooManyRequests
from kwartier.parties.queries import find_token, get_person
from kwartier.parties.types import TokenScope
from kwartier.platform import clock
from kwartier.platform.limits import take_turn
from kwartier.platform.tenancy import BrandedRequest, enter_as_person

# A phone's app that shows every page once needs some twenty requests.
TURNS_PER_MINUTE = 300
_MINUTE = 60
# Ours have 47 characters; what is much longer is not looked up.
_LONGEST_TOKEN = 200


class PersonalToken(HttpAuthBase):
    """Lets a caller in whose token has the scope; from then on the database knows the person.

    A brand may set its own pace as the feature ``api_requests_per_minute``.
    """

    openapi_scheme: str = "bearer"

    def __init__(self, scope: TokenScope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """The caller.

        Raises:
            TokenMissing, TooManyRequests, ScopeMissing: as they say.
        """
        branded = cast("BrandedRequest", request)
        raw = read_token(request)
        token = find_token(raw, now=branded.now) if raw else None
        if token is None:
            raise TokenMissing
        keep_pace(branded, f"token {token.id}")
        enter_as_person(person_id=token.person_id)
        person = get_person(token.person_id)
        language = choose_language(request, branded.brand, of_person=person.language)
        speak(language, branded.brand)
        if not token.allows(self.scope):
            raise ScopeMissing(params={"scope": self.scope.value})
        return Caller(person=person, token=token)


def read_token(request: HttpRequest) -> str:
    """The token that came with a request; empty where none did that could be one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or len(token) > _LONGEST_TOKEN:
        return ""
    return token.strip()


def keep_pace(request: BrandedRequest, key: str) -> None:
    """Count a request of a token.

    Raises:
        TooManyRequests: it asked more often than the brand lets it in a minute.
    """
    limit = int(request.brand.features.get("api_requests_per_minute", TURNS_PER_MINUTE))
    wait = take_turn(key=key, limit=limit, seconds=_MINUTE, at=clock.real_now())
    if wait:
        raise TooManyRequests(params={"limit": limit, "wait_seconds": wait})


READ = PersonalToken(TokenScope.READ)
WRITE_READINGS = PersonalToken(TokenScope.READINGS_WRITE)
WRITE_ADVANCE = PersonalToken(TokenScope.ADVANCE_WRITE)
WRITE_ACCOUNT = PersonalToken(TokenScope.ACCOUNT_WRITE)
EXPORT = PersonalToken(TokenScope.EXPORT)
