"""Whoever holds a customer's session writes no amount that nobody could mean: the database refuses."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advance_factory import MOVED_IN, RULES, make_household
from house_factory import as_web
from kwartier.billing._advance_models import (
    AdvanceChange,
    AdvanceInvoice,
    AdvancePlan,
    RefusalRecord,
)
from kwartier.billing.types import MOST_ADVANCE_CENTS, MOST_ASKED_CENTS
from kwartier.metering.models import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def household():
    return make_household()


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize("cents", [-500, 0, MOST_ADVANCE_CENTS + 1, 10**11])
def test_an_advance_is_above_nothing_and_below_a_ceiling(household, cents):
    change = AdvanceChange.objects.latest("pk")
    with as_web(household.brand, household.person):
        with refused("plan_amount"), transaction.atomic():
            AdvancePlan.objects.update(amount_cents=cents)
        change.pk, change.to_cents, change.once_key = None, cents, None
        with refused("change_amounts_within_reason"), transaction.atomic():
            change.save(force_insert=True)


@pytest.mark.parametrize("cents", [-500, 0, MOST_ADVANCE_CENTS + 1])
def test_a_worker_issues_no_such_invoice_either(household, cents):
    invoice = AdvanceInvoice.objects.earliest("pk")
    invoice.pk, invoice.number, invoice.issued_on = None, "A26-9", MOVED_IN.replace(year=2020)
    invoice.amount_cents = cents
    with refused("advance_invoice_within_reason"), transaction.atomic():
        invoice.save(force_insert=True)


def test_the_ceiling_itself_can_be_written(household):
    with as_web(household.brand, household.person):
        assert AdvancePlan.objects.update(amount_cents=MOST_ADVANCE_CENTS) == 1


@pytest.mark.parametrize("asked", [-500, 0, MOST_ASKED_CENTS + 1])
def test_nobody_is_put_on_the_record_with_an_amount_that_cannot_be_asked(household, asked):
    with (
        as_web(household.brand, household.person),
        refused("refusal_asked_within_reason"),
        transaction.atomic(),
    ):
        RefusalRecord.objects.create(
            brand_id=household.brand.id,
            account_id=household.account.id,
            contract_id=household.contract.id,
            at=timezone.now(),
            actor_kind="customer",
            actor_person_id=household.person.pk,
            asked_cents=asked,
            codes=[],
            facts={},
        )


def test_no_reading_is_longer_than_a_register(household):
    reading = Reading.objects.earliest("pk")
    reading.pk, reading.is_official, reading.origin = None, False, "customer"
    reading.account_id, reading.recorded_by = household.account.id, household.person.pk
    reading.closes_period, reading.index_value = False, 10**9
    reading.read_on = MOVED_IN.replace(day=28)
    with (
        as_web(household.brand, household.person),
        refused("reading_index_fits_a_register"),
        transaction.atomic(),
    ):
        reading.save(force_insert=True)


@pytest.mark.parametrize(
    "changes",
    [{"smallest_cents": 0}, {"agent_cap_cents": MOST_ADVANCE_CENTS + 1}, {"agent_cap_cents": 999}],
)
def test_a_brand_sets_no_bounds_beyond_those_of_the_database(changes):
    with pytest.raises(ValueError, match="between a cent and a million"):
        replace(RULES, **changes)
