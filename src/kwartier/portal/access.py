"""Who may open a page of the customer area, and what a refusal looks like there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language

from kwartier.parties.entrance import sign_in_required
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor, ActorKind
from kwartier.portal.account.current import get_current_account
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import BillingRhythm, ContractRow
from kwartier.ui.formats import locale_for

Page = Callable[..., HttpResponseBase]


def customer_page(
    view: Callable[Concatenate[BrandedRequest, AccountInfo, ...], HttpResponseBase],
) -> Page:
    """Give the view the customer account in whose area the person is; strangers sign in first."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(cast("BrandedRequest", request), get_current_account(request), *args, **kwargs)

    return sign_in_required(wrapped)


def actor_of(request: BrandedRequest) -> Actor:
    """The signed-in person, as it goes on the record."""
    return Actor(kind=ActorKind.CUSTOMER, person_id=request.user.pk, name=request.user.name)


def locale_of(request: BrandedRequest) -> str:
    """In which form this page writes numbers and dates."""
    return locale_for(get_language() or "en", request.brand.country)


ABOUT_SCHEDULE = "schedule"
"""What a request is about that asks to pay by an instalment schedule: it comes with its subject."""


def agent_request_url(kind: str, **context: object) -> str:
    """Where an agent is asked for what the web refuses; the form comes filled in."""
    from urllib.parse import urlencode

    return f"{reverse('portal:open_request')}?{urlencode({'kind': kind, **context})}"


def has_forecast(request: BrandedRequest, contract: ContractRow) -> bool:
    """Whether a settlement of the contract is forecast: only advances lead to one."""
    is_offered = bool(request.brand.features.get("advance", True))
    return is_offered and contract.billing_rhythm == BillingRhythm.YEARLY


def get_current_contract(
    request: BrandedRequest, account: AccountInfo, *, number: str = "", code: str = ""
) -> ContractRow:
    """The account's contract of this number, or at this supply point; anything else is not there."""
    for contract in list_current_contracts(request, account):
        if contract.number == number or contract.code == code:
            return contract
    raise Http404


def list_current_contracts(request: BrandedRequest, account: AccountInfo) -> list[ContractRow]:
    """The account's contracts of today and of days to come, in order of address."""
    return [
        contract for contract in list_contracts(account.id) if contract.ends_after(request.today)
    ]


def one_per_point(contracts: list[ContractRow]) -> list[ContractRow]:
    """The first contract at each supply point: the running one, if there is one."""
    return list({contract.code: contract for contract in reversed(contracts)}.values())[::-1]
