"""Which of a person's customer accounts a page is about.

The choice lives in the session and is checked against the memberships at each request: a membership
that ended yesterday opens nothing today, whatever the session says.
"""

from typing import Any

from django.http import HttpRequest

from kwartier.parties.queries import get_account_for, list_accounts
from kwartier.parties.refusals import NoAccountYet
from kwartier.parties.types import AccountInfo

_SESSION_KEY = "account_id"
_KEPT = "_kwartier_accounts"


def list_own_accounts(request: HttpRequest) -> list[AccountInfo]:
    """The accounts of the signed-in person, asked for once per request; none when signed out."""
    carrier: Any = request
    if not hasattr(carrier, _KEPT):
        user = request.user
        setattr(carrier, _KEPT, list_accounts(user.pk) if user.is_authenticated else [])
    kept: list[AccountInfo] = getattr(carrier, _KEPT)
    return kept


def find_current_account(request: HttpRequest) -> AccountInfo | None:
    """The account chosen in this session, else the first; None without any."""
    accounts = list_own_accounts(request)
    chosen = request.session.get(_SESSION_KEY)
    return next((account for account in accounts if account.id == chosen), None) or next(
        iter(accounts), None
    )


def get_current_account(request: HttpRequest) -> AccountInfo:
    """The account that the page is about.

    Raises:
        NoAccountYet: the person is not an active member of any account.
    """
    account = find_current_account(request)
    if account is None:
        raise NoAccountYet
    return account


def choose_account(request: HttpRequest, account_id: int) -> AccountInfo:
    """Turn the session to another of the person's accounts.

    Raises:
        NotFound: it is not one of theirs.
    """
    account = get_account_for(request.user.pk or 0, account_id=account_id)
    request.session[_SESSION_KEY] = account.id
    return account
