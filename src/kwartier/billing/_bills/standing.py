"""Which billing periods still wait for a bill, asked under the locks that keep the answer true."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q

from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._advances.plans import is_over
from kwartier.billing._bills.deciding import DuePeriod
from kwartier.billing._run_states import RunRowState, RunState
from kwartier.billing.models import BilledPeriod, BillingRunRow, SettlementRecord
from kwartier.billing.types import Rhythm
from kwartier.metering.queries import list_read_days
from kwartier.platform.inserting import any_of
from kwartier.supply.queries import get_contracts

_BATCH = 200


def is_billed() -> Q:
    """Whether a bill, or a settlement taken over from before, stands for a plan's period."""
    same = {"contract": OuterRef("contract"), "period__overlap": OuterRef("period")}
    return Q(Exists(BilledPeriod.objects.filter(**same))) | Q(
        Exists(SettlementRecord.objects.filter(**same))
    )


def list_due_plans(*, brand_id: int, today: date, after_id: int = 0) -> list[AdvancePlan]:
    """A batch of plans whose period is over and not billed, in order of their id."""
    unbilled = AdvancePlan.objects.filter(
        ~is_billed(), is_over(today), brand_id=brand_id, pk__gt=after_id
    )
    return list(unbilled.order_by("pk")[:_BATCH])


def lock_plans(plan_ids: Sequence[int]) -> None:
    """Lock plans in order of their id: whoever settles one of them waits, or comes later."""
    locked = AdvancePlan.objects.select_for_update(of=("self",)).filter(pk__in=any_of(plan_ids))
    list(locked.order_by("pk").values_list("pk"))


def list_due_periods(plan_ids: Sequence[int], *, until: date) -> dict[int, DuePeriod]:
    """The periods of plans that are over by a day and that nobody settled, by plan.

    True as long as the plans are locked. A month billed on what was used begins where its meter was
    read (see `begin_where_read`).
    """
    plans = list(AdvancePlan.objects.filter(~is_billed(), pk__in=any_of(plan_ids)).order_by("pk"))
    contracts = get_contracts([plan.contract_id for plan in plans])
    due = {
        plan.pk: DuePeriod.of(contracts[plan.contract_id], plan)
        for plan in plans
        if plan.contract_id in contracts
    }
    return begin_where_read(
        {plan_id: each for plan_id, each in due.items() if each.period.upper <= until}
    )


def begin_where_read(due: Mapping[int, DuePeriod]) -> dict[int, DuePeriod]:
    """The same periods, where a month follows months that nobody read at their end.

    A month is billed from reading to reading: where the operator read no register on the day on
    which it began, and the month before waits for just that reading, both go on one bill. No
    question where no month is billed on what was used.
    """
    ids = {each.contract.id for each in due.values() if each.on_use}
    if not ids:
        return dict(due)
    before: dict[int, dict[date, date]] = {contract_id: {} for contract_id in ids}
    waiting = AdvancePlan.objects.filter(~is_billed(), rhythm=Rhythm.ACTUAL, contract_id__in=ids)
    for contract_id, period in waiting.values_list("contract_id", "period"):
        before[contract_id][period.upper] = period.lower
    wanted = {
        (each.contract.supply_point_id, end)
        for each in due.values()
        if each.on_use
        for end in before[each.contract.id]
        if end <= each.period.lower
    }
    read = list_read_days(wanted) if wanted else set()
    return {
        plan_id: _begun(each, before[each.contract.id], read) if each.on_use else each
        for plan_id, each in due.items()
    }


def _begun(
    due: DuePeriod, before: Mapping[date, date], read: AbstractSet[tuple[int, date]]
) -> DuePeriod:
    start = due.period.lower
    while start in before and (due.contract.supply_point_id, start) not in read:
        start = before[start]
    return replace(due, period=DateRange(start, due.period.upper))


def find_releasing_run(plan_ids: Sequence[int]) -> dict[int, str]:
    """The run that has drawn a number for the bill of a plan, by plan, for those that have one."""
    numbered = BillingRunRow.objects.filter(
        plan_id__in=plan_ids, state=RunRowState.DRAFTED, run__state=RunState.RELEASING
    )
    return dict(numbered.values_list("plan_id", "run__number"))
