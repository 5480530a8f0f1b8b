"""Months billed on what was used: those that were, those to come, and the way to go over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from energycore.clocks import add_months, date_of, day_number, month_start
from energycore.forecast import Basis
from kwartier.billing._advances.facts import ContractFacts, find_month_facts
from kwartier.billing._advances.forecasting import figure, group_facts
from kwartier.billing._advances.plans import month_end
from kwartier.billing._bills.months import latest_mean_peak_w
from kwartier.billing._bills.rows import BUNDLE_COLUMNS, as_bill
from kwartier.billing._switching import SwitchChoice, choose
from kwartier.billing.models import Bill
from kwartier.billing.types import BillView
from kwartier.metering.queries import list_month_peaks
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ContractRow

COMING = 3
"""How many bills are foreseen."""
_SHOWN = 25
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingMonth:
    """A month that is not billed yet, and what its bill is expected to come to.

    Between ``low_cents`` and ``high_cents`` eight times out of ten. ``is_over``: its bill waits for
    the reading alone.
    """

    period_from: date
    period_until: date
    expected_cents: int
    low_cents: int
    high_cents: int
    is_over: bool

    @property
    def last_day(self) -> date:
        """The last day that it covers."""
        return self.period_until - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsPage:
    """Everything that the page of a contract shows that is billed each month on what was used.

    ``bills`` are those that stand, the newest first, at most two years of them; ``coming`` the next
    ones, none where too little is known. ``peaks`` are the last twelve monthly peaks in watts;
    ``switches_on`` is the day from which advances are paid again, if one is set.
    """

    bills: tuple[BillView, ...]
    coming: tuple[ComingMonth, ...]
    peaks: dict[date, int]
    switches_on: date | None

    def find_same_month(self, bill: BillView) -> BillView | None:
        """The bill of the same month a year before, if there is one."""
        return self.find_same_month_of(bill.period_from)

    def find_same_month_of(self, day: date) -> BillView | None:
        """The bill that began a year before a day, if there is one."""
        first = date_of(add_months(day_number(day), -_MONTHS_OF_YEAR))
        return next((each for each in self.bills if each.period_from == first), None)


def find_months_page(
    *, contract_id: int, today: date, contracts: Sequence[ContractRow] | None = None
) -> MonthsPage | None:
    """The months of a contract that is billed on what was used; None for any other.

    ``contracts`` are the contracts of its account, where the caller has them already.

    Raises:
        NotFound: the contract is not there, or not to be seen.
    """
    facts = find_month_facts(contract_id, today=today, contracts=contracts)
    if facts is None:
        get_contract(contract_id)
        return None
    rows = Bill.objects.filter(contract_id=contract_id, stands_for__isnull=False).defer(
        *BUNDLE_COLUMNS
    )
    bills = tuple(as_bill(row) for row in rows.order_by("-period")[:_SHOWN])
    this_month = month_start(day_number(today))
    point = facts.contract.supply_point_id
    since = date_of(add_months(this_month, 1 - _MONTHS_OF_YEAR))
    peaks = list_month_peaks([point], since, today).get(point, {})
    next_from = bills[0].period_until if bills else facts.plan.period_from
    return MonthsPage(
        bills=bills,
        coming=_list_coming(facts, max(next_from, facts.contract.from_), peaks),
        # Those of who was supplied there before count in the mean, and are not told.
        peaks={month: peak_w for month, peak_w in peaks.items() if month >= facts.known_from},
        switches_on=facts.switches_on,
    )


def get_switch_choice(*, contract_id: int, today: date) -> SwitchChoice:
    """The other way in which a contract could be billed, from when, and what stands in the way.

    Raises:
        NotFound: the contract is not there, or not to be seen.
        NotBilledHere: it has no billing period today.
    """
    return choose(get_contract(contract_id), today=today)


def _list_coming(
    facts: ContractFacts, first: date, peaks: dict[date, int]
) -> tuple[ComingMonth, ...]:
    """The next bills: the forecast of an advance, each over its own month."""
    if peaks:
        mean_w = latest_mean_peak_w(peaks)
        facts = replace(facts, contract=replace(facts.contract, mean_peak_w=mean_w))
    months = list(_list_months(facts, first))
    return tuple(_forecast(months))


def _list_months(facts: ContractFacts, first: date) -> Sequence[ContractFacts]:
    """The facts of the next months, each with a month for its billing period."""
    months: list[ContractFacts] = []
    until = facts.contract.until
    while len(months) < COMING and (until is None or first < until):
        end = month_end(first) if until is None else min(month_end(first), until)
        plan = replace(facts.plan, period_from=first, period_until=end, instalments=(), left=())
        months.append(replace(facts, plan=plan))
        first = end
    return months


def _forecast(months: Sequence[ContractFacts]) -> list[ComingMonth]:
    found: list[ComingMonth] = []
    for group in group_facts(months):
        forecast = group.run()
        for row, facts in enumerate(group.facts):
            if figure(forecast, "basis", row) == Basis.NOTHING:
                continue
            found.append(
                ComingMonth(
                    period_from=facts.plan.period_from,
                    period_until=facts.plan.period_until,
                    expected_cents=figure(forecast, "expected_cost_cents", row),
                    low_cents=figure(forecast, "low_cost_cents", row),
                    high_cents=figure(forecast, "high_cost_cents", row),
                    is_over=facts.plan.period_until <= facts.today,
                )
            )
    return found
