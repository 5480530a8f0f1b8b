"""Customer accounts, the people on them, invitations, and what happened to them."""

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import Query, Router

from kwartier.api.access import EXPORT, READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, get_account, take_turn_of_person
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, RowId
from kwartier.api.logs import show_log_page
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit
from kwartier.api.refusals import TooOften
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.people import (
    AccessLogEntry,
    Account,
    Invitation,
    Member,
    NewInvitation,
    RoleChange,
    show_account,
    show_invitation,
    show_member,
)
from kwartier.parties import operations, queries
from kwartier.parties.refusals import AlreadyInvited, AlreadyMember, LastHolder
from kwartier.parties.types import AccountInfo, MembershipInfo, MembershipState, Role, TokenScope
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.ui.access_log import access_log_table
from kwartier.ui.downloads import table_response
from kwartier.ui.exports import CSV_TYPE
from kwartier.ui.portability import everything_response

router = Router(tags=["Accounts"])
_WRITE = TokenScope.ACCOUNT_WRITE


@router.get(
    "/accounts",
    auth=READ,
    response=list[Account],
    **told("list_accounts", "One's customer accounts"),
)
def list_accounts(request: ApiRequest) -> list[Account]:
    """Every account on which the person is an active member, with the role, by number."""
    return [show_account(account) for account in queries.list_accounts(request.auth.person.id)]


@router.get(
    "/accounts/{number}",
    auth=READ,
    response=Account,
    **told("get_account", "A customer account", finds=True),
)
def show_one_account(request: ApiRequest, number: AccountNumber) -> Account:
    """In whose name it is, and what the caller may do on it."""
    return show_account(get_account(request, number))


@router.get(
    "/accounts/{number}/access-log",
    auth=READ,
    response=Page[AccessLogEntry],
    **told("list_account_access", "What happened to an account", finds=True, pages=True),
)
def list_account_access(
    request: ApiRequest,
    number: AccountNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[AccessLogEntry]:
    """Who did, changed or looked at what, and why: the account's whole record, newest first."""
    account = get_account(request, number)
    return show_log_page(
        person_id=request.auth.person.id, account_id=account.id, limit=limit, cursor=cursor
    )


@router.get(
    "/accounts/{number}/access-log.csv",
    auth=READ,
    **told("get_account_access_csv", "The same as text", finds=True, media_type=CSV_TYPE),
)
def get_account_access_csv(request: ApiRequest, number: AccountNumber) -> HttpResponse:
    """A row for each entry, the newest first, in the language of the request; the last ten thousand."""
    account = get_account(request, number)
    table = access_log_table(person_id=request.auth.person.id, account_id=account.id)
    return table_response(table, name=f"access-log-{account.number}", file_kind="csv")


@router.get(
    "/accounts/{number}/everything.zip",
    auth=EXPORT,
    **told(
        "take_everything",
        "Everything about an account in one file",
        scope=TokenScope.EXPORT,
        finds=True,
        refusals=[NotAllowed, TooOften],
        media_type="application/zip",
    ),
)
def take_everything(request: ApiRequest, number: AccountNumber) -> StreamingHttpResponse:
    """Each table as CSV and JSON, intervals as ESPI XML, the documents; for holders and delegates."""
    account = get_account(request, number)
    take_turn_of_person(request, "take_along")
    return everything_response(request, account, request.auth.actor)


@router.get(
    "/accounts/{number}/members",
    auth=READ,
    response=list[Member],
    **told("list_members", "Who is on an account", finds=True),
)
def list_members(request: ApiRequest, number: AccountNumber) -> list[Member]:
    """Active members, and people who wait for the holder's answer: holders first, then by name."""
    account = get_account(request, number)
    return [
        show_member(member, person_id=request.auth.person.id)
        for member in queries.list_members(account.id)
    ]


@router.delete(
    "/accounts/{number}/members/me",
    auth=WRITE_ACCOUNT,
    response={204: None},
    **told(
        "leave_account",
        "Give up one's own access to an account",
        scope=_WRITE,
        finds=True,
        refusals=[LastHolder],
    ),
)
def leave_account(request: ApiRequest, number: AccountNumber) -> None:
    """The holders are told. The only holder cannot leave."""
    operations.leave_account(
        brand=request.brand,
        account_id=get_account(request, number).id,
        actor=request.auth.actor,
        now=request.now,
    )


@router.patch(
    "/accounts/{number}/members/{member_id}",
    auth=WRITE_ACCOUNT,
    response=Member,
    **told(
        "change_member",
        "Give a member another role, or let somebody in",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[NotAllowed, LastHolder],
    ),
)
def change_member(
    request: ApiRequest, number: AccountNumber, member_id: RowId, change: RoleChange
) -> Member:
    """For holders. Whoever waits for an answer (`requested`) is let in with this role."""
    account = _held(request, number)
    member = _get_member(account, member_id)
    if member.state == MembershipState.REQUESTED:
        _answer(request, account, member_id, change.role)
    else:
        operations.change_role(
            brand=request.brand,
            account_id=account.id,
            membership_id=member_id,
            role=change.role,
            actor=request.auth.actor,
            now=request.now,
        )
    return show_member(_get_member(account, member_id), person_id=request.auth.person.id)


@router.delete(
    "/accounts/{number}/members/{member_id}",
    auth=WRITE_ACCOUNT,
    response={204: None},
    **told(
        "end_member",
        "End a member's access, or refuse somebody who waits",
        scope=_WRITE,
        finds=True,
        refusals=[NotAllowed, LastHolder],
    ),
)
def end_member(request: ApiRequest, number: AccountNumber, member_id: RowId) -> None:
    """For holders. The account never loses its last one."""
    account = _held(request, number)
    if _get_member(account, member_id).state == MembershipState.REQUESTED:
        _answer(request, account, member_id, None)
        return
    operations.end_membership(
        brand=request.brand,
        account_id=account.id,
        membership_id=member_id,
        actor=request.auth.actor,
        now=request.now,
    )


@router.get(
    "/accounts/{number}/invitations",
    auth=READ,
    response=list[Invitation],
    **told("list_invitations", "Open invitations", finds=True, refusals=[NotAllowed]),
)
def list_invitations(request: ApiRequest, number: AccountNumber) -> list[Invitation]:
    """For holders: the invitations that can still be accepted, newest first."""
    account = _held(request, number)
    return [show_invitation(each) for each in queries.list_invitations(account.id, now=request.now)]


@router.post(
    "/accounts/{number}/invitations",
    auth=WRITE_ACCOUNT,
    response={201: Invitation},
    **told(
        "invite_member",
        "Invite somebody to an account",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[NotAllowed, AlreadyMember, AlreadyInvited, TooOften],
    ),
)
def invite_member(
    request: ApiRequest, number: AccountNumber, invitation: NewInvitation
) -> Invitation:
    """For holders. The link to accept it goes by mail, works once, and for fourteen days."""
    account = _held(request, number)
    take_turn_of_person(request, "invite_member")
    invitation_id = operations.invite_member(
        brand=request.brand,
        account_id=account.id,
        email=invitation.email,
        role=invitation.role,
        link_maker=lambda token: request.build_absolute_uri(
            reverse("portal:accept_invitation", args=[token])
        ),
        actor=request.auth.actor,
        now=request.now,
    )
    open_now = queries.list_invitations(account.id, now=request.now)
    return show_invitation(next(each for each in open_now if each.id == invitation_id))


@router.delete(
    "/accounts/{number}/invitations/{invitation_id}",
    auth=WRITE_ACCOUNT,
    response={204: None},
    **told(
        "withdraw_invitation",
        "Take an invitation back",
        scope=_WRITE,
        finds=True,
        refusals=[NotAllowed],
    ),
)
def withdraw_invitation(request: ApiRequest, number: AccountNumber, invitation_id: RowId) -> None:
    """For holders. Its link opens nothing any more."""
    operations.withdraw_invitation(
        brand=request.brand,
        account_id=get_account(request, number).id,
        invitation_id=invitation_id,
        actor=request.auth.actor,
        now=request.now,
    )


def _held(request: ApiRequest, number: str) -> AccountInfo:
    account = get_account(request, number)
    queries.require_role(request.auth.person.id, account.id, Role.HOLDER)
    return account


def _get_member(account: AccountInfo, member_id: int) -> MembershipInfo:
    for member in queries.list_members(account.id):
        if member.id == member_id:
            return member
    raise NotFound


def _answer(request: ApiRequest, account: AccountInfo, member_id: int, role: Role | None) -> None:
    operations.answer_request(
        brand=request.brand,
        account_id=account.id,
        membership_id=member_id,
        role=role,
        actor=request.auth.actor,
        now=request.now,
    )
