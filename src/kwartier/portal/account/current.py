"""Which of a person's customer accounts a page is about.

The choice lives in the session and is checked against the memberships at each request: a membership
that ended yesterday opens nothing today, whatever the session says.
"""

from typing import cast

from django.http import HttpRequest

from kwartier.parties.queries import get_account_for, list_accounts
from kwartier.parties.refusals import NoAccountYet
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest

_SESSION_KEY = "account_id"


def list_own_accounts(request: HttpRequest) -> list[AccountInfo]:
    """The accounts of the signed-in person, as the request found them; none when signed out."""
    user = cast("BrandedRequest", request).user
    if not user.is_authenticated:
        return []
    if user.read_accounts is None:  # signed in by this very request
        user.read_accounts = list_accounts(user.pk)
    kept: list[AccountInfo] = user.read_accounts
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
