"""Who calls: the person behind a token, what the token may do, and whose things they may name."""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import TypedDict

from allauth.core.ratelimit import consume
from django.urls import reverse

from kwartier.api.refusals import TooOften
from kwartier.parties.queries import get_account_for, list_accounts
from kwartier.parties.types import AccountInfo, PersonInfo, TokenInfo
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.queries import find_contract_by_number, list_contracts_of
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a token."""

    person: PersonInfo
    token: TokenInfo

    @property
    def actor(self) -> Actor:
        """The person, as it goes on the record."""
        return Actor(kind=ActorKind.CUSTOMER, person_id=self.person.id, name=self.person.name)


class ApiRequest(BrandedRequest):
    """A request after authentication: what routes may rely on (for annotations only)."""

    auth: Caller


class Act(TypedDict):
    """Who acts, on which day and at which moment: what operations ask beside their own."""

    actor: Actor
    today: date
    now: datetime


def act_of(request: ApiRequest) -> Act:
    """The act of the caller, now."""
    return Act(actor=request.auth.actor, today=request.today, now=request.now)


def get_account(request: ApiRequest, number: str) -> AccountInfo:
    """The caller's customer account with this number.

    Raises:
        NotFound: it is not one of theirs, whether it exists or not.
    """
    return get_account_for(request.auth.person.id, number=number)


def requests_url(request: ApiRequest) -> str:
    """The address of the customer's requests, for the mails about one."""
    return request.build_absolute_uri(reverse("portal:requests"))


def get_contract(request: ApiRequest, number: str) -> ContractRow:
    """The contract with this number, if it is on one of the caller's accounts.

    Raises:
        NotFound: it is not, whether it exists or not.
    """
    contract = find_contract_by_number(request.brand.id, number)
    if contract is None:
        raise NotFound
    get_account_for(request.auth.person.id, account_id=contract.account_id)
    return contract


def list_own_contracts(request: ApiRequest, account: str | None = None) -> list[ContractRow]:
    """The contracts of one of the caller's accounts, or of all of them; running ones first.

    Raises:
        NotFound: the account is not one of theirs.
    """
    own = [get_account(request, account)] if account else list_accounts(request.auth.person.id)
    return list_contracts_of([each.id for each in own])


def get_supply(request: ApiRequest, code: str, on: date | None = None) -> ContractRow:
    """The caller's contract at the supply point with this EAN or PDL: the one of ``on`` if there is.

    Raises:
        NotFound: none of their contracts is or was there.
    """
    there = [each for each in list_own_contracts(request) if each.code == code]
    if not there:
        raise NotFound
    day = on or request.today
    return next((each for each in there if each.holds_on(day)), there[0])


def take_turn_of_person(request: ApiRequest, action: str) -> None:
    """Count an act under the limit that the pages have for it: both doors count together.

    Raises:
        TooOften: the person did it more often than the settings allow.
    """
    if not consume(request, action=action, user=SimpleNamespace(pk=request.auth.person.id)):
        raise TooOften
