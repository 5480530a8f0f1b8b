"""The person behind the token, and their tokens."""

from ninja import Query, Router

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest
from kwartier.api.documented import told
from kwartier.api.fields import TokenPrefix
from kwartier.api.logs import show_log_page
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.people import (
    AccessLogEntry,
    Profile,
    ProfileChange,
    TokenRow,
    show_profile,
    show_token,
)
from kwartier.parties import operations, queries
from kwartier.parties.refusals import NameUnreadable, UnknownLanguage
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotFound

router = Router(tags=["Me"])


@router.get("/me", auth=READ, response=Profile, **told("get_me", "Who the token belongs to"))
def get_me(request: ApiRequest) -> Profile:
    """Name, address and language of the person, and what the token may do."""
    return show_profile(request.auth.person, request.auth.token)


@router.patch(
    "/me",
    auth=WRITE_ACCOUNT,
    response=Profile,
    **told(
        "change_me",
        "Change one's own name, telephone number or language",
        scope=TokenScope.ACCOUNT_WRITE,
        refusals=[NameUnreadable, UnknownLanguage],
        reads_body=True,
    ),
)
def change_me(request: ApiRequest, change: ProfileChange) -> Profile:
    """Only what is sent changes. The language is that of pages, mails, and answers without a wish."""
    person = request.auth.person
    operations.change_profile(
        brand=request.brand,
        name=person.name if change.name is None else change.name,
        phone=person.phone if change.phone is None else change.phone,
        language=person.language if change.language is None else change.language,
        actor=request.auth.actor,
        now=request.now,
    )
    return show_profile(queries.get_person(person.id), request.auth.token)


@router.get(
    "/me/access-log",
    auth=READ,
    response=Page[AccessLogEntry],
    **told("list_own_access", "What happened to one's own access", pages=True),
)
def list_own_access(
    request: ApiRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[AccessLogEntry]:
    """Sign-ins, passwords, second factors and tokens, newest first."""
    return show_log_page(
        person_id=request.auth.person.id, account_id=None, limit=limit, cursor=cursor
    )


@router.get(
    "/tokens", auth=READ, response=list[TokenRow], **told("list_tokens", "One's own tokens")
)
def list_tokens(request: ApiRequest) -> list[TokenRow]:
    """The tokens that still open something, newest first. New ones are made in the customer area."""
    caller = request.auth
    return [
        show_token(token, used_id=caller.token.id)
        for token in queries.list_tokens(caller.person.id, now=request.now)
    ]


@router.delete(
    "/tokens/{prefix}",
    auth=WRITE_ACCOUNT,
    response={204: None},
    **told("revoke_token", "Revoke a token", scope=TokenScope.ACCOUNT_WRITE, finds=True),
)
def revoke_token(request: ApiRequest, prefix: TokenPrefix) -> None:
    """The token is worthless at once; this may be the one that carries the request."""
    own = queries.list_tokens(request.auth.person.id, now=request.now)
    token = next((each for each in own if each.prefix == prefix), None)
    if token is None:
        raise NotFound
    operations.revoke_token(
        brand=request.brand, token_id=token.id, actor=request.auth.actor, now=request.now
    )
