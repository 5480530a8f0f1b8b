"""The database keeps advances apart: another customer and another brand see nothing of them."""

import pytest
from django.db import DatabaseError, connection, transaction

from advance_factory import MOVED_IN, NOW, PERIOD_FROM, TODAY, change_before, make_household
from house_factory import acting, as_web, make_agent, make_brand
from kwartier.billing import operations, queries
from kwartier.billing.types import Channel, SettlementDraft
from kwartier.ledger.operations import record_payment
from kwartier.ledger.queries import get_balance, list_movements, list_open_items
from kwartier.platform.errors import NotFound
from kwartier.platform.types import ActorKind, Door

pytestmark = pytest.mark.django_db

OWNED = (
    "billing_advanceplan",
    "billing_advancechange",
    "billing_advanceinvoice",
    "billing_settlementrecord",
    "billing_refusalrecord",
    "ledger_journal",
    "ledger_posting",
    "ledger_allocation",
)
BRANDED = (
    "brand_settings_brandparameter",
    "pricing_product",
    "pricing_pricecard",
)


@pytest.fixture
def household():
    home = make_household()
    operations.record_settlements(
        [
            SettlementDraft(
                contract_id=home.contract.id,
                period_from=MOVED_IN,
                period_until=PERIOD_FROM,
                total_cents=1,
                advances_cents=1,
                issued_on=PERIOD_FROM,
            )
        ]
    )
    change_before(home, on=PERIOD_FROM)
    operations.record_refusal(
        contract_id=home.contract.id,
        refusals=queries.list_obstacles(contract_id=home.contract.id, today=TODAY),
        actor=home.actor,
        now=NOW,
    )
    return home


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


def test_the_customer_sees_what_is_theirs(household):
    with as_web(household.brand, household.person):
        assert all(count(table) for table in (*OWNED, *BRANDED))
        assert household.simulate().is_known
        assert queries.list_settlements(contract_id=household.contract.id)


@pytest.mark.parametrize("whose", ["another customer", "another brand", "nobody"])
def test_others_see_nothing(household, whose):
    other = make_household(make_brand("heron") if whose == "another brand" else None)
    person = None if whose == "nobody" else other.person
    account_id = household.account.pk
    with as_web(other.brand, person):
        with connection.cursor() as cursor:
            for table in OWNED:
                cursor.execute(
                    f"SELECT count(*) FROM {table} WHERE account_id = %s",  # noqa: S608
                    [account_id],
                )
                assert cursor.fetchone()[0] == 0, table
        with pytest.raises(NotFound):
            household.simulate()
        with pytest.raises(NotFound):
            queries.list_obstacles(contract_id=household.contract.id, today=TODAY)
        assert queries.list_changes(contract_id=household.contract.id) == []
        assert queries.list_advance_invoices(contract_id=household.contract.id) == []
        assert queries.list_settlements(contract_id=household.contract.id) == []
        assert get_balance(account_id=account_id) == 0
        assert list_open_items(account_id=account_id) == []
        assert list_movements(account_id=account_id) == []


def test_another_brand_does_not_even_see_the_prices(household):
    stranger = make_brand("heron")
    with as_web(stranger):
        assert [count(table) for table in BRANDED] == [0] * len(BRANDED)


def test_a_customer_changes_the_advance_with_the_rights_of_the_web():
    home = make_household()
    with as_web(home.brand, home.person):
        changed = operations.change_advance(
            contract_id=home.contract.id,
            amount_cents=12_500,
            seen=home.simulate().seen_version,
            actor=home.actor,
            today=TODAY,
            now=NOW,
            channel=Channel.WEB,
            form_token="t",
        )
    assert changed.change.to_cents == 12_500


def test_a_payment_is_booked_by_a_worker_and_seen_with_the_rights_of_the_web():
    home = make_household(paid=False)

    def pay():
        record_payment(
            brand_id=home.brand.id,
            account_id=home.account.pk,
            amount_cents=get_balance(account_id=home.account.pk),
            paid_on=TODAY,
            now=NOW,
        )

    with as_web(home.brand, home.person):
        with pytest.raises(DatabaseError), transaction.atomic():
            pay()
        assert list_open_items(account_id=home.account.pk) != []
    pay()
    with as_web(home.brand, home.person):
        assert list_open_items(account_id=home.account.pk) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_agent_changes_it_through_the_office(household):
    agent = make_agent(household.brand).person
    with as_web(household.brand, agent, Door.OFFICE):
        changed = operations.change_advance_as_agent(
            contract_id=household.contract.id,
            amount_cents=20_000,
            justification="Asked by telephone.",
            actor=acting(agent, kind=ActorKind.AGENT),
            today=TODAY,
            now=NOW,
        )
    assert changed.change.to_cents == 20_000


def test_a_refusal_is_recorded_with_the_rights_of_the_web():
    home = make_household(paid=False)
    with as_web(home.brand, home.person):
        refusals = queries.list_obstacles(contract_id=home.contract.id, today=TODAY)
        operations.record_refusal(
            contract_id=home.contract.id, refusals=refusals, actor=home.actor, now=NOW
        )
        assert count("billing_refusalrecord") == 1


FORBIDDEN = {
    "a rule": """
        INSERT INTO brand_settings_brandparameter (brand_id, key, value, from_day, source)
        VALUES (%(brand)s, 'advance.upper_percent', '900', '2026-01-01', 'me')""",
    "a settlement": """
        INSERT INTO billing_settlementrecord (brand_id, account_id, contract_id, period,
          total_cents, advances_cents, balance_cents, issued_on)
        VALUES (%(brand)s, %(account)s, %(contract)s, '[2020-01-01,2021-01-01)', 0, 100, -100,
          '2021-01-01')""",
    "a product": """
        INSERT INTO pricing_product (brand_id, key, name, energy, price_kind, is_active)
        VALUES (%(brand)s, 'free', 'Free', 'gas', 'fixed', true)""",
    "a change of the past": "UPDATE billing_advancechange SET to_cents = 1",
    "a debt made smaller": "UPDATE ledger_posting SET amount_cents = 1",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_the_web_may_not_write(household, what):
    values = {
        "brand": household.brand.id,
        "account": household.account.pk,
        "contract": household.contract.id,
    }
    with (
        as_web(household.brand, household.person),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(FORBIDDEN[what], values)


def test_the_web_forgets_no_debt():
    home = make_household(paid=False)
    with as_web(home.brand, home.person), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_posting")
        assert cursor.rowcount == 0
    assert get_balance(account_id=home.account.pk) > 0


def test_a_plan_of_somebody_else_cannot_be_moved(household):
    other = make_household()
    with as_web(other.brand, other.person), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE billing_advanceplan SET amount_cents = 1 WHERE contract_id = %s",
            [household.contract.id],
        )
        assert cursor.rowcount == 0
