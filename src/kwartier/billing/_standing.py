"""Which billing periods still wait for a bill, asked under the locks that keep the answer true."""

from collections.abc import Sequence
from datetime import date

from kwartier.billing._bill_deciding import DuePeriod
from kwartier.billing._plans import is_billed
from kwartier.billing._run_states import RunRowState, RunState
from kwartier.billing.models import AdvancePlan, BillingRunRow
from kwartier.supply.queries import get_contracts


def lock_plans(plan_ids: Sequence[int]) -> list[AdvancePlan]:
    """Plans in order of their id, locked: whoever settles one of them waits, or comes later."""
    locked = AdvancePlan.objects.select_for_update(of=("self",)).filter(pk__in=plan_ids)
    return list(locked.order_by("pk"))


def list_due_periods(plan_ids: Sequence[int], *, until: date) -> dict[int, DuePeriod]:
    """The periods of plans that are over by a day and that nobody settled, by plan.

    True as long as the plans are locked.
    """
    plans = list(AdvancePlan.objects.filter(~is_billed(), pk__in=plan_ids).order_by("pk"))
    contracts = get_contracts([plan.contract_id for plan in plans])
    due = {
        plan.pk: DuePeriod.of(contracts[plan.contract_id], plan)
        for plan in plans
        if plan.contract_id in contracts
    }
    return {plan_id: each for plan_id, each in due.items() if each.period.upper <= until}


def find_releasing_run(plan_ids: Sequence[int]) -> dict[int, str]:
    """The run that has drawn a number for the bill of a plan, by plan, for those that have one."""
    numbered = BillingRunRow.objects.filter(
        plan_id__in=plan_ids, state=RunRowState.DRAFTED, run__state=RunState.RELEASING
    )
    return dict(numbered.values_list("plan_id", "run__number"))
