"""Months billed on what was used: their days, their numbers, late readings, and the year they make."""

from datetime import date
from itertools import pairwise

import pytest

from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvanceChange, AdvancePlan
from kwartier.billing.models import Bill
from kwartier.billing.refusals import AdvanceMissing, BillIncomplete
from kwartier.billing.types import BillKind
from kwartier.ledger.models import Posting
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_contract
from kwartier.supply.types import EndReason
from month_factory import FIRST_END, MOVED_IN, at, make_monthly, pass_month, read_late
from run_factory import DAY, Run, make_year

pytestmark = pytest.mark.django_db

YEAR_END = date(2026, 2, 1)


def bills_of(household):
    return list(Bill.objects.filter(contract_id=household.contract.id).order_by("pk"))


def test_a_year_is_billed_month_by_month_without_an_advance():
    household = make_monthly()
    assert pass_month(household, YEAR_END) == 13
    bills = bills_of(household)
    assert [bill.number for bill in bills[:2]] == ["M26-0000001", "M26-0000002"]
    assert {bill.kind for bill in bills} == {BillKind.MONTHLY}
    assert bills[0].period.lower == MOVED_IN
    assert all(a.period.upper == b.period.lower for a, b in pairwise(bills))
    assert {bill.period.upper.day for bill in bills} == {1}
    assert all(bill.advances_cents == 0 and bill.total_cents > 0 for bill in bills)
    assert not AdvanceChange.objects.exists()
    assert sum(Posting.objects.values_list("amount_cents", flat=True)) == 0
    assert pass_month(household, YEAR_END) == 0
    with pytest.raises(AdvanceMissing):
        queries.simulate_advance(contract_id=household.contract.id, today=YEAR_END)


def test_the_month_that_runs_is_open_and_not_billed():
    household = make_monthly()
    pass_month(household, date(2026, 2, 14))
    assert AdvancePlan.objects.latest("period").period.upper == date(2026, 3, 1)
    assert Bill.objects.latest("period").period.upper == YEAR_END


def test_a_month_without_its_reading_waits_and_goes_on_the_next_bill():
    household = make_monthly(read_until=date(2025, 5, 1), left_out=[date(2025, 3, 1)])
    assert pass_month(household, date(2025, 3, 2)) == 1
    (waiting,) = queries.list_unbilled(brand_id=household.brand.id, today=date(2025, 3, 2))
    assert [(gap.kind, gap.day) for gap in waiting.gaps] == [("reading", date(2025, 3, 1))]
    with pytest.raises(BillIncomplete):
        operations.issue_settlement(
            contract_id=household.contract.id,
            period_from=FIRST_END,
            today=date(2025, 3, 2),
            now=at(date(2025, 3, 2)),
        )
    assert pass_month(household, date(2025, 4, 2)) == 1
    together = bills_of(household)[-1]
    assert (together.period.lower, together.period.upper) == (FIRST_END, date(2025, 4, 1))
    assert queries.list_unbilled(brand_id=household.brand.id, today=date(2025, 4, 2)) == []
    assert pass_month(household, date(2025, 5, 2)) == 1
    assert bills_of(household)[-1].period.lower == date(2025, 4, 1)


def test_a_reading_that_comes_late_but_before_the_next_one_is_a_bill_of_its_own():
    household = make_monthly(read_until=date(2025, 4, 1), left_out=[date(2025, 3, 1)])
    pass_month(household, date(2025, 3, 2))
    read_late(household, date(2025, 3, 1))
    assert pass_month(household, date(2025, 4, 2)) == 2
    assert [bill.period.upper for bill in bills_of(household)][1:] == [
        date(2025, 3, 1),
        date(2025, 4, 1),
    ]


def test_months_asked_for_by_hand_take_those_before_that_nobody_read():
    household = make_monthly(
        read_until=date(2025, 5, 1), left_out=[date(2025, 3, 1), date(2025, 4, 1)]
    )
    pass_month(household, date(2025, 3, 2))
    operations.open_due_plans(
        brand_id=household.brand.id, today=date(2025, 5, 2), now=at(date(2025, 5, 2))
    )
    bill = operations.issue_settlement(
        contract_id=household.contract.id,
        period_from=date(2025, 4, 1),
        today=date(2025, 5, 2),
        now=at(date(2025, 5, 2)),
    )
    assert (bill.period_from, bill.period_until) == (FIRST_END, date(2025, 5, 1))


def test_the_end_of_the_contract_makes_the_last_month_shorter():
    household = make_monthly(read_until=date(2025, 4, 1))
    read_late(household, date(2025, 4, 11))
    end_contract(
        contract_id=household.contract.id,
        ends_on=date(2025, 4, 11),
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=at(date(2025, 4, 1)),
    )
    pass_month(household, date(2025, 4, 20))
    last = bills_of(household)[-1]
    assert (last.kind, last.number) == (BillKind.CLOSING, "S25-0000001")
    assert (last.period.lower, last.period.upper) == (date(2025, 4, 1), date(2025, 4, 11))


def test_a_month_is_charged_on_the_mean_of_the_last_twelve_peaks():
    household = make_monthly(peaks=[6_000, 1_000, 3_700])
    pass_month(household, date(2025, 5, 1))
    # Eleven, ten, nine and ten months that nobody delivered, or that stayed below 2.5 kW.
    means = [bill.bundle["peaks"] for bill in bills_of(household)]
    assert [peaks[0]["mean_w"] for peaks in means] == [2_792, 2_792, 2_892, 2_892]
    assert all(len(peaks) == 1 for peaks in means)


def test_a_month_is_placed_in_slices_by_the_twelve_months_before_its_end():
    household = make_monthly()
    pass_month(household, YEAR_END)
    bills = bills_of(household)
    last_year = sum(bill.volumes_wh["total"] for bill in bills[1:])
    assert bills[-1].bundle["annual_wh"] == last_year
    # Before that, what is known of a year is brought to one along the load profile.
    assert all(abs(bill.bundle["annual_wh"] - 3_500_000) < 60_000 for bill in bills[:-1])


def test_a_run_holds_a_month_against_the_same_month_of_the_year_before():
    household = make_monthly()
    pass_month(household, YEAR_END)
    read_late(household, date(2026, 3, 1))
    operations.open_due_plans(
        brand_id=household.brand.id, today=date(2026, 3, 1), now=at(date(2026, 3, 1))
    )
    run = Run(household.brand, day=date(2026, 3, 5))
    run.plan()
    (february,) = run.rows()
    year_ago = Bill.objects.get(period__startswith=FIRST_END)
    assert february.before_cents == year_ago.total_cents


def test_a_run_numbers_months_and_settlements_each_in_their_own_series():
    household = make_monthly(read_until=date(2026, 4, 1))
    make_year(brand=household.brand)
    operations.open_due_plans(brand_id=household.brand.id, today=DAY, now=at(DAY))
    run = Run(household.brand)
    assert run.finish().state == "released"
    numbers = list(Bill.objects.order_by("pk").values_list("number", flat=True))
    assert sorted(numbers) == [f"M26-{place:07d}" for place in range(1, 16)] + ["S26-0000001"]
    assert len(bills_of(household)) == 15
