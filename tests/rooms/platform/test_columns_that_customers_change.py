"""Of a row of their own, a customer's session changes what an operation changes, and nothing else."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from advance_factory import make_household
from house_factory import as_web, make_agent
from kwartier.billing._advance_models import AdvancePlan
from kwartier.parties.models import (
    ApiToken,
    CustomerAccount,
    Invitation,
    Membership,
    Person,
)
from kwartier.platform.models import Counter, IdempotencyKey
from kwartier.platform.types import Door
from kwartier.support.models import Request

pytestmark = pytest.mark.django_db

# What operations and the sign-in library write in a customer's name.
CHANGED_BY_CUSTOMERS = {
    AdvancePlan: {"amount_cents", "version"},
    CustomerAccount: {"language"},
    Membership: {"role", "state", "ended_at"},
    Invitation: {"withdrawn_at"},
    ApiToken: {"revoked_at"},
    Person: {"name", "phone", "language", "email", "login_key", "password", "last_login"},
    IdempotencyKey: {"response_status", "response_body"},
    Counter: {"last_number"},
    Request: {"state", "promised_on", "closed_at"},
}
# The database works these out itself, and says so to whoever sets them.
WORKED_OUT = {"plain_name"}
# Only an agent writes these (or nobody); the last seven have rules of their own on what changes.
GUARDED_OTHERWISE = {
    "billing_billdraft", "billing_billedperiod", "billing_billingrun", "billing_billingrunrow",
    "metering_meter", "metering_register", "metering_supplypoint", "pricing_product",
    "supply_arrangement", "supply_contract", "supply_protection", "delivery_printbatch",
    "documents_opening", "payments_creditor", "payments_collection", "payments_collectionbatch",
    "payments_return", "payments_refund", "payments_refundbatch", "arrears_remindercase",
    "banking_ownaccount", "banking_arrivedfile", "banking_detailplacing", "intervals_arrival",
    "account_emailaddress", "mfa_authenticator", "usersessions_usersession", "metering_reading",
    "intervals_day", "intervals_load", "alerts_alert", "weather_station", "metering_readingphoto",
}  # fmt: skip
WRITABLE = """
SELECT relname FROM pg_class c
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relrowsecurity
  AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polpermissive
              AND polcmd IN ('*', 'w') AND polroles @> ARRAY['kwartier_web'::regrole::oid])
  AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid
                  AND tgname IN ('forbid_change', 'keep_columns'))
"""


@pytest.fixture
def household():
    """A household with a row of its own in every table that its session may change."""
    made = make_household()
    own = {"brand_id": made.brand.id}
    moment = timezone.now()
    Invitation.objects.create(
        **own, account_id=made.account.pk, email="x@example.org", role="reader", token_hash="h",
        invited_by=made.person, created_at=moment, expires_at=moment,
    )  # fmt: skip
    ApiToken.objects.create(
        **own, person=made.person, name="t", token_hash="h", prefix="kwt_", created_at=moment
    )
    IdempotencyKey.objects.create(
        **own, person_id=made.person.pk, key="k", request_hash="h", response_status=0,
        response_body={}, created_at=moment,
    )  # fmt: skip
    Counter.objects.create(**own, series="request-2026", last_number=4)
    Request.objects.create(
        **own, account_id=made.account.pk, number="R26-1", kind="question", state="open",
        subject="s", promised_on=moment.date(), opened_at=moment, opened_by=made.person.pk,
    )  # fmt: skip
    return made


def list_columns(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s",
            [model._meta.db_table],
        )
        return dict(cursor.fetchall())


# A value that the row does not have, of the type of its column.
OTHER = {
    "bool": "NOT {0}", "date": "'1999-01-01'", "timestamptz": "'1999-01-01Z'",
    "jsonb": "'[1]'", "varchar": "left('x' || coalesce({0}, ''), 5)",
    "text": "coalesce({0}, '') || 'x'", "daterange": "'[1999-01-01,1999-02-01)'",
}  # fmt: skip


def set_column(model, column, kind):
    value = OTHER.get(kind, "coalesce({0}, 0) + 1").format(column)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = {value}")  # noqa: S608 - own names
        return cursor.rowcount


@pytest.mark.parametrize("model", CHANGED_BY_CUSTOMERS, ids=lambda model: model.__name__)
def test_every_other_column_stays(household, model):
    columns = list_columns(model)
    kept = set(columns) - CHANGED_BY_CUSTOMERS[model] - WORKED_OUT
    with as_web(household.brand, household.person):
        assert model.objects.exists()
        for column in sorted(kept):
            with pytest.raises(DatabaseError):
                set_column(model, column, columns[column])


def test_the_refusal_names_the_table(household):
    with as_web(household.brand, household.person):
        with pytest.raises(DatabaseError, match="of billing_advanceplan a session does not change"):
            set_column(AdvancePlan, "next_issue_on", "date")
        with pytest.raises(DatabaseError, match="of parties_customeraccount"):
            set_column(CustomerAccount, "number", "varchar")


def test_what_an_operation_writes_can_be_written(household):
    for model, column in (
        (AdvancePlan, "amount_cents"),
        (Person, "phone"),
        (Request, "promised_on"),
    ):
        with as_web(household.brand, household.person):
            assert set_column(model, column, list_columns(model)[column]) == 1
    with as_web(household.brand, household.person):
        Person.objects.get(pk=household.person.pk).save()
        assert CustomerAccount.objects.select_for_update().count() == 1


def test_an_agent_writes_what_agents_write_but_makes_nobody_staff(household):
    agent = make_agent(household.brand).person
    with as_web(household.brand, agent, Door.OFFICE):
        assert set_column(AdvancePlan, "next_issue_on", "date") == 1
        with pytest.raises(DatabaseError, match="of parties_person"):
            set_column(Person, "is_staff", "bool")


def test_no_table_that_the_web_may_change_is_forgotten():
    with connection.cursor() as cursor:
        cursor.execute(WRITABLE)
        assert {name for (name,) in cursor.fetchall()} == GUARDED_OTHERWISE
