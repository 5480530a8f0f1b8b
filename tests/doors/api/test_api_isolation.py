"""The scoping in Python switched off: the database itself refuses what belongs to others.

Every query and operation that a route calls is called here with the ids of another customer, and of
another brand, on a connection with the web's rights. Nothing is found, and nothing changes.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from api_routes import make_bill, no_trace
from django.db import ProgrammingError, transaction

from advance_factory import NOW, TODAY, Household
from customer_factory import make_customer, make_day_brand, make_request, make_token
from house_factory import as_web, make_membership, make_person
from kept_world import check_constraints, keep_world
from kwartier.billing import operations as billing_operations
from kwartier.billing import queries as billing
from kwartier.billing.types import Channel
from kwartier.consumption import queries as consumption
from kwartier.ledger import queries as ledger
from kwartier.metering import operations as metering_operations
from kwartier.metering import queries as metering
from kwartier.parties import operations as parties_operations
from kwartier.parties import queries as parties
from kwartier.parties.models import Invitation
from kwartier.parties.types import AccountInfo, Role
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.types import Actor, ActorKind
from kwartier.rebilling import queries as rebilling
from kwartier.supply import queries as supply
from kwartier.support import operations as support_operations
from kwartier.support import queries as support
from kwartier.support.types import RequestKind

pytestmark = pytest.mark.django_db


@dataclass
class Theirs:
    """What belongs to somebody else."""

    household: Household
    request_number: str
    invitation_id: int
    membership_id: int
    token_id: int
    register_id: int
    seen: str
    bill: str

    @property
    def account(self) -> AccountInfo:
        """The account as somebody would forge it: with a role that they do not have."""
        return parties.as_account(self.household.account, role=Role.HOLDER)


def make_theirs() -> Theirs:
    household = make_customer(make_day_brand(), "unpaid")
    invitation_id = parties_operations.invite_member(
        brand=household.brand,
        account_id=household.account.pk,
        email="jan@example.org",
        role=Role.READER,
        link_maker=str,
        actor=household.actor,
        now=NOW,
    )
    member = make_membership(household.account, make_person(household.brand), Role.READER)
    make_token(household)
    assert Invitation.objects.get().pk == invitation_id
    return Theirs(
        household=household,
        bill=make_bill(household),
        request_number=make_request(household),
        invitation_id=invitation_id,
        membership_id=member.pk,
        token_id=parties.list_tokens(household.person.pk, now=NOW)[0].id,
        register_id=metering.list_registers(household.home.id, TODAY)[0].id,
        seen=household.simulate(12_500).seen_version,
    )


@dataclass
class World:
    """Somebody, a neighbor of the same brand, and a customer of the other one."""

    theirs: Theirs
    neighbor: Household
    foreigner: Household


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with keep_world(django_db_blocker):
        theirs = make_theirs()
        neighbor = make_customer(theirs.household.brand)
        foreigner = make_customer(make_day_brand("plein-midi"))
        check_constraints()
        yield World(theirs, neighbor, foreigner)


@pytest.fixture
def theirs(world) -> Theirs:
    return copy.deepcopy(world.theirs)


@pytest.fixture(params=["another customer", "another brand", "nobody"])
def intruder(request, world) -> tuple[Any, Any]:
    """(brand, person) who asks."""
    household = world.foreigner if request.param == "another brand" else world.neighbor
    return household.brand, None if request.param == "nobody" else household.person


def _ids(theirs: Theirs) -> tuple[int, int, int, int]:
    household = theirs.household
    return household.account.pk, household.contract.id, household.home.id, household.person.pk


QUERIES: dict[str, Callable[[Theirs], object]] = {
    "get_account": lambda t: parties.get_account(_ids(t)[0]),
    "list_accounts": lambda t: parties.list_accounts(_ids(t)[3]),
    "get_account_for": lambda t: parties.get_account_for(_ids(t)[3], account_id=_ids(t)[0]),
    "find_role": lambda t: parties.find_role(_ids(t)[3], _ids(t)[0]),
    "list_members": lambda t: parties.list_members(_ids(t)[0]),
    "list_invitations": lambda t: parties.list_invitations(_ids(t)[0], now=NOW),
    "list_tokens": lambda t: parties.list_tokens(_ids(t)[3], now=NOW),
    "list_access_log": lambda t: parties.list_access_log(
        person_id=_ids(t)[3], account_id=_ids(t)[0]
    ),
    "list_own_access": lambda t: parties.list_access_log(person_id=_ids(t)[3]),
    "list_account_numbers": lambda t: parties.list_account_numbers([_ids(t)[0]]),
    "find_key_account_manager": lambda t: parties.find_key_account_manager(_ids(t)[0]),
    "list_contracts": lambda t: supply.list_contracts(_ids(t)[0]),
    "list_contracts_of": lambda t: supply.list_contracts_of([_ids(t)[0]]),
    "get_contract": lambda t: supply.get_contract(_ids(t)[1]),
    "find_contract_by_number": lambda t: supply.find_contract_by_number(
        t.household.brand.id, t.household.contract.number
    ),
    "list_supply_points": lambda t: metering.list_supply_points([_ids(t)[2]]),
    "find_supply_point_by_code": lambda t: metering.find_supply_point_by_code(
        t.household.brand.id, t.household.home.code
    ),
    "list_meters": lambda t: metering.list_meters(_ids(t)[2]),
    "list_registers": lambda t: metering.list_registers(_ids(t)[2], TODAY),
    "list_readings": lambda t: metering.list_readings(_ids(t)[2], account_id=_ids(t)[0]),
    "list_billing_periods": lambda t: billing.list_billing_periods([_ids(t)[1]]),
    "explore_intervals": lambda t: consumption.explore_intervals(
        account_id=_ids(t)[0],
        code=t.household.home.code,
        from_=date(2026, 10, 1),
        until=date(2026, 10, 5),
        today=TODAY,
    ),
    "get_consumption": lambda t: consumption.get_consumption(
        account_id=_ids(t)[0], code=t.household.home.code, view="year", from_="", today=TODAY
    ),
    "list_months": lambda t: consumption.list_months(
        account_id=_ids(t)[0], code=t.household.home.code, today=TODAY
    ),
    "list_billed_months": lambda t: consumption.list_billed_months(
        account_id=_ids(t)[0], code=t.household.home.code, until=TODAY
    ),
    "get_would_have_paid": lambda t: rebilling.get_would_have_paid(
        account_id=_ids(t)[0], code=t.household.home.code, months=12, today=TODAY
    ),
    "find_advance": lambda t: billing.find_advance(_ids(t)[1], on=TODAY),
    "get_reading": lambda t: metering.get_reading(_ids(t)[2], date(2026, 11, 20)),
    "simulate_advance": lambda t: billing.simulate_advance(contract_id=_ids(t)[1], today=TODAY),
    "get_advance_page": lambda t: billing.get_advance_page(contract_id=_ids(t)[1], today=TODAY),
    "list_obstacles": lambda t: billing.list_obstacles(contract_id=_ids(t)[1], today=TODAY),
    "list_changes": lambda t: billing.list_changes(contract_id=_ids(t)[1]),
    "list_advance_invoices": lambda t: billing.list_advance_invoices(contract_id=_ids(t)[1]),
    "list_settlements": lambda t: billing.list_settlements(contract_id=_ids(t)[1]),
    "simulate_many": lambda t: list(billing.simulate_many(contract_ids=[_ids(t)[1]], today=TODAY)),
    "list_bills": lambda t: billing.list_bills(account_id=_ids(t)[0]),
    "list_documents": lambda t: billing.list_documents(account_ids=[_ids(t)[0]]).rows,
    "list_document_years": lambda t: billing.list_document_years(account_id=_ids(t)[0]),
    "get_bills": lambda t: billing.get_bills([t.bill], account_ids=[_ids(t)[0]]),
    "get_bundles": lambda t: billing.get_bundles([t.bill], account_id=_ids(t)[0]),
    "get_open_by_document": lambda t: ledger.get_open_by_document([_ids(t)[0]]),
    "get_bill": lambda t: billing.get_bill(t.bill),
    "get_bill_page": lambda t: billing.get_bill_page(t.bill),
    "get_bundle": lambda t: billing.get_bundle(t.bill),
    "recompute_bill": lambda t: billing.recompute_bill(t.bill),
    "get_balance": lambda t: ledger.get_balance(account_id=_ids(t)[0]),
    "list_open_items": lambda t: ledger.list_open_items(account_id=_ids(t)[0]),
    "list_overdue": lambda t: ledger.list_overdue(account_id=_ids(t)[0], today=TODAY),
    "list_movements": lambda t: ledger.list_movements(account_id=_ids(t)[0]),
    "list_requests": lambda t: support.list_requests(account_id=_ids(t)[0]),
    "get_request": lambda t: support.get_request(
        brand_id=t.household.brand.id, number=t.request_number, account_id=_ids(t)[0]
    ),
}
# What this household does not have itself.
NONE_HERE = {"find_key_account_manager"}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_with_foreign_ids_gives_nothing(name, theirs, intruder):
    ask = QUERIES[name]
    found = ask(theirs)  # as the owner of the database: the question itself is right
    assert found or name in NONE_HERE
    brand, person = intruder
    with as_web(brand, person):
        assert not ask_or_miss(ask, theirs)


def ask_or_miss(ask: Callable[[Theirs], object], theirs: Theirs) -> object:
    """What a question finds; nothing where it says that nothing is there."""
    try:
        return ask(theirs)
    except NotFound:
        return None


def _actor(theirs: Theirs) -> Actor:
    """The actor as somebody would forge it: the other person."""
    return Actor(kind=ActorKind.CUSTOMER, person_id=theirs.household.person.pk, name="forged")


def _of_account(theirs: Theirs) -> dict[str, Any]:
    return {
        "brand": theirs.household.brand,
        "account_id": theirs.household.account.pk,
        "actor": _actor(theirs),
        "now": NOW,
    }


def _of_reading(theirs: Theirs) -> dict[str, Any]:
    return {
        "supply_point_id": theirs.household.home.id,
        "read_on": TODAY,
        "account_id": theirs.household.account.pk,
        "actor": _actor(theirs),
        "now": NOW,
    }


def _of_request(theirs: Theirs) -> dict[str, Any]:
    return {
        "brand": theirs.household.brand,
        "account": theirs.account,
        "actor": _actor(theirs),
        "now": NOW,
    }


OPERATIONS: dict[str, Callable[[Theirs], object]] = {
    "change_advance": lambda t: billing_operations.change_advance(
        contract_id=t.household.contract.id,
        amount_cents=12_500,
        seen=t.seen,
        actor=_actor(t),
        today=TODAY,
        now=NOW,
        channel=Channel.API,
    ),
    "record_refusal": lambda t: billing_operations.record_refusal(
        contract_id=t.household.contract.id, refusals=[], actor=_actor(t), now=NOW
    ),
    "record_reading": lambda t: metering_operations.record_reading(
        indexes={t.register_id: "6000"}, today=TODAY, **_of_reading(t)
    ),
    "withdraw_reading": lambda t: metering_operations.withdraw_reading(**_of_reading(t)),
    "confirm_reading": lambda t: metering_operations.confirm_reading(**_of_reading(t)),
    "invite_member": lambda t: parties_operations.invite_member(
        email="els@example.org", role=Role.HOLDER, link_maker=str, **_of_account(t)
    ),
    "withdraw_invitation": lambda t: parties_operations.withdraw_invitation(
        invitation_id=t.invitation_id, **_of_account(t)
    ),
    "change_role": lambda t: parties_operations.change_role(
        membership_id=t.membership_id, role=Role.HOLDER, **_of_account(t)
    ),
    "end_membership": lambda t: parties_operations.end_membership(
        membership_id=t.membership_id, **_of_account(t)
    ),
    "leave_account": lambda t: parties_operations.leave_account(**_of_account(t)),
    "revoke_token": lambda t: parties_operations.revoke_token(
        brand=t.household.brand, token_id=t.token_id, actor=_actor(t), now=NOW
    ),
    "open_request": lambda t: support_operations.open_request(
        kind=RequestKind.CONTACT, subject="a", text="b", today=TODAY, **_of_request(t)
    ),
    "add_message": lambda t: support_operations.add_message(
        number=t.request_number, text="b", today=TODAY, **_of_request(t)
    ),
    "close_request": lambda t: support_operations.close_request(
        number=t.request_number, **_of_request(t)
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_on_foreign_ids_changes_nothing(name, theirs, intruder):
    brand, person = intruder
    with no_trace(), as_web(brand, person):
        with pytest.raises((Refusal, ProgrammingError)) as refused, transaction.atomic():
            OPERATIONS[name](theirs)
        if isinstance(refused.value, ProgrammingError):
            assert "row-level security" in str(refused.value)
        else:
            assert refused.value.code in {"platform.not_found", "platform.not_allowed"}
