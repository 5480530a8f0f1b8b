"""Everything a forecast of some contracts rests on, read in a fixed number of questions."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.backends.postgresql.psycopg_any import DateRange

from energycore.clocks import date_of, day_number
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._advances.plans import as_plan
from kwartier.billing.refusals import AdvanceMissing
from kwartier.billing.types import PlanView, Rhythm
from kwartier.metering.queries import list_registers_with_history
from kwartier.metering.types import (
    REGISTER_KINDS,
    LatestReading,
    ReadingOrigin,
    RegisterHistory,
    RegisterRow,
    Unit,
)
from kwartier.platform.errors import NotFound
from kwartier.platform.prepared import fetch_rows_of
from kwartier.pricing.conditions import PromiseFacts
from kwartier.pricing.queries import get_cards
from kwartier.pricing.types import CardView
from kwartier.supply.promises import gather_facts
from kwartier.supply.queries import get_contracts, list_contracts, list_contracts_of
from kwartier.supply.types import ContractRow

# The year before the billing period, and a few weeks more to find the reading that opens it.
_DAYS_BEFORE_PERIOD = 365 + 62
_PLAN_COLUMNS = (
    *("id", "brand_id", "account_id", "contract_id", "amount_cents", "rhythm", "issue_day"),
    *("term_days", "vat_bp", "next_issue_on", "version"),
)
_OF_CONTRACTS = "contract_id"
_OF_ACCOUNT = "account_id"
# Each with the days and cents of its invoices, and what the bill before charged in advance.
_PLANS = (
    "SELECT DISTINCT ON (p.contract_id) "  # noqa: S608 - names of columns, and one of two owners
    + ", ".join(f"p.{name}" for name in _PLAN_COLUMNS)
    + """, lower(p.period), upper(p.period), s.effective_on, i.days, i.cents, c.issued_on, c.cents
FROM billing_advanceplan p
LEFT JOIN billing_billingswitch s ON s.contract_id = p.contract_id
  AND s.withdrawn_at IS NULL AND s.done_at IS NULL
LEFT JOIN LATERAL (
  SELECT array_agg(issued_on ORDER BY issued_on) AS days,
         array_agg(amount_cents ORDER BY issued_on) AS cents
  FROM billing_advanceinvoice WHERE plan_id = p.id) i ON true
LEFT JOIN LATERAL (
  SELECT b.issued_on, (b.provisional_part ->> 'cents')::bigint AS cents
  FROM billing_bill b JOIN billing_billedperiod t ON t.bill_id = b.id
  WHERE b.contract_id = p.contract_id AND b.provisional_part IS NOT NULL
    AND upper(b.period) = lower(p.period)) c ON true
WHERE p.{owner} = ANY (%(ids)s::bigint[]) AND lower(p.period) <= %(today)s::date
ORDER BY p.contract_id, lower(p.period) DESC
"""
)


@dataclass(frozen=True, slots=True, eq=False)
class ContractFacts:
    """One contract with its plan, prices, meter and what it counted.

    ``known_from`` is the customer's first day at this supply point: what was used before was
    somebody else's. ``invoiced`` are the days and cents of the advances of the plan so far, with the
    provisional part of the settlement before it.
    ``switches_on`` is the day on which another way of billing begins, and the plan ends, if one is
    to come.
    """

    contract: ContractRow
    plan: PlanView
    invoiced: tuple[tuple[date, int], ...]
    vat_bp: int
    card: CardView
    registers: tuple[RegisterRow, ...]
    history: RegisterHistory
    known_from: date
    today: date
    promised: PromiseFacts | None = None
    switches_on: date | None = None

    @property
    def first_known_on(self) -> date | None:
        """The first day of this customer's consumption that readings tell."""
        if not len(self.history):
            return None
        return max(self.known_from, date_of(int(self.history.from_days.min())))

    @property
    def last_known_on(self) -> date | None:
        """The day of the last reading that counts."""
        return date_of(int(self.history.until_days.max())) if len(self.history) else None

    @property
    def known_days(self) -> int:
        """The days of consumption that are known of this customer here."""
        first, last = self.first_known_on, self.last_known_on
        return max((last - first).days, 0) if first and last else 0

    @property
    def latest_reading(self) -> LatestReading | None:
        """The reading up to which consumption is known: every register's index of that day."""
        if not len(self.history):
            return None
        last = self.history.where(self.history.until_days == self.history.until_days.max())
        units = {register.kind: register.unit for register in self.registers}
        kinds = [REGISTER_KINDS[int(kind)] for kind in last.kinds]
        return LatestReading(
            read_on=date_of(int(last.until_days[0])),
            origin=_origin_of(last),
            indexes=tuple(
                (kind, int(index), units.get(kind, Unit.KWH))
                for kind, index in zip(kinds, last.until_indexes, strict=True)
            ),
        )

    @property
    def last_reading_id(self) -> int | None:
        """The newest reading behind the figures."""
        return int(self.history.until_reading_ids.max()) if len(self.history) else None


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan, the day on which another way of billing ends it, and its invoices so far.

    ``provisional_cents`` among them were charged by the settlement before it.
    """

    plan: AdvancePlan
    switches_on: date | None
    invoiced: tuple[tuple[date, int], ...]
    provisional_cents: int


def _origin_of(last: RegisterHistory) -> str:
    """How the indexes of a day came about: if those of its registers differ, the least certain."""
    if last.until_by_profile.any():
        return ReadingOrigin.PROFILE
    if last.until_estimated.any():
        return ReadingOrigin.ESTIMATED
    return ReadingOrigin.OPERATOR if last.until_official.all() else ReadingOrigin.CUSTOMER


def get_facts(
    contract_id: int, *, today: date, contracts: Sequence[ContractRow] | None = None
) -> ContractFacts:
    """The facts of one contract.

    ``contracts`` are all contracts of its account, where the caller has them already.

    Raises:
        NotFound: the contract is not there, or not to be seen.
        AdvanceMissing: it has no advances.
    """
    if contracts is None:
        found = list_facts([contract_id], today=today)
    else:
        plans = _latest_plans(_OF_CONTRACTS, [contract_id], today)
        chosen = [row for row in contracts if row.id == contract_id and row.id in plans]
        found = _gather(chosen, contracts, plans, today)
    if not found:
        raise AdvanceMissing
    return found[0]


def find_month_facts(
    contract_id: int, *, today: date, contracts: Sequence[ContractRow] | None = None
) -> ContractFacts | None:
    """The facts of a contract that is billed each month on what was used; None for any other.

    Its plan is the month of today. ``contracts`` are the contracts of its account, where the caller
    has them already.
    """
    plans = _latest_plans(_OF_CONTRACTS, [contract_id], today, on_use=True)
    if not plans:
        return None
    rows = contracts or list_contracts_of({each.plan.account_id for each in plans.values()})
    found = _gather([row for row in rows if row.id == contract_id], rows, plans, today)
    return found[0] if found else None


def list_facts(contract_ids: Collection[int], *, today: date) -> list[ContractFacts]:
    """The facts of those of the contracts that have advances, in the order asked for.

    Raises:
        NotFound: one of the contracts is not there, or not to be seen.
    """
    plans = _latest_plans(_OF_CONTRACTS, contract_ids, today)
    if len(plans) < len(set(contract_ids)):
        _require_contracts([each for each in contract_ids if each not in plans])
    rows = list_contracts_of({each.plan.account_id for each in plans.values()}) if plans else []
    contracts = {row.id: row for row in rows}
    return _gather([contracts[each] for each in contract_ids if each in plans], rows, plans, today)


def list_account_facts(
    account_id: int, *, today: date
) -> tuple[list[ContractRow], list[ContractFacts]]:
    """All contracts of an account, and the facts of those that have advances and still run."""
    rows = list_contracts(account_id)
    plans = _latest_plans(_OF_ACCOUNT, [account_id], today)
    running = [row for row in rows if row.ends_after(today)]
    chosen = [row for row in running if row.id in plans]
    return rows, _gather(chosen, rows, plans, today)


def _gather(
    chosen: Sequence[ContractRow],
    rows: Sequence[ContractRow],
    plans: dict[int, _Planned],
    today: date,
) -> list[ContractFacts]:
    """The facts of the chosen contracts; ``rows`` are all contracts of their accounts."""
    if not chosen:
        return []
    cards = get_cards(row.price_card_id for row in chosen)
    points = [row.supply_point_id for row in chosen]
    start = min(plans[row.id].plan.period.lower for row in chosen)
    start -= timedelta(days=_DAYS_BEFORE_PERIOD)
    current, whole = list_registers_with_history(points, start, today)
    registers: dict[int, list[RegisterRow]] = defaultdict(list)
    for register in current:
        registers[register.supply_point_id].append(register)
    histories = _histories(whole, points, today)
    first_days = _first_days(rows)
    by_account: dict[int, list[ContractRow]] = defaultdict(list)
    for row in rows:
        by_account[row.account_id].append(row)
    return [
        _assemble(
            contract=row,
            planned=plans[row.id],
            card=cards[row.price_card_id],
            registers=registers[row.supply_point_id],
            history=histories[row.supply_point_id],
            known_from=first_days[row.id],
            today=today,
            promised=gather_facts(row, by_account[row.account_id])
            if cards[row.price_card_id].promises
            else None,
        )
        for row in chosen
    ]


def _assemble(
    *,
    contract: ContractRow,
    planned: _Planned,
    card: CardView,
    registers: Sequence[RegisterRow],
    history: RegisterHistory,
    known_from: date,
    today: date,
    promised: PromiseFacts | None,
) -> ContractFacts:
    return ContractFacts(
        contract=contract,
        plan=as_plan(
            planned.plan,
            contract_until=min(
                (day for day in (contract.until, planned.switches_on) if day), default=None
            ),
            invoiced_cents=sum(cents for _, cents in planned.invoiced),
            provisional_cents=planned.provisional_cents,
        ),
        invoiced=planned.invoiced,
        vat_bp=planned.plan.vat_bp,
        card=card,
        registers=tuple(registers),
        history=_own_part(history, contract, known_from),
        known_from=known_from,
        today=today,
        promised=promised,
        switches_on=planned.switches_on,
    )


def _require_contracts(contract_ids: Sequence[int]) -> None:
    """A contract without advances is left out; one that cannot be seen is an error."""
    if len(get_contracts(contract_ids)) < len(set(contract_ids)):
        raise NotFound


def _first_days(rows: Sequence[ContractRow]) -> dict[int, date]:
    """The customer's first day at the supply point of each contract.

    A contract that follows another of the same customer without a gap continues it: the product
    changed, not the household.
    """
    first: dict[int, date] = {}
    open_end: dict[tuple[int, int], tuple[date | None, date]] = {}
    for row in sorted(rows, key=lambda row: row.from_):
        place = (row.account_id, row.supply_point_id)
        ended_on, began_on = open_end.get(place, (None, row.from_))
        first[row.id] = began_on if ended_on == row.from_ else row.from_
        open_end[place] = (row.until, first[row.id])
    return first


def _latest_plans(
    owner: str, ids: Collection[int], today: date, *, on_use: bool = False
) -> dict[int, _Planned]:
    """The plan of today of each contract; the last one, where no period holds today.

    Of those who pay in advance, or else of those who pay each month what was used: the others are
    left out.
    """
    found: dict[int, _Planned] = {}
    for row in fetch_rows_of(_PLANS.format(owner=owner), "ids", set(ids), {"today": today}):
        *columns, lower, upper, switches_on, days, cents, charged_on, provisional_cents = row
        plan = AdvancePlan(
            **dict(zip(_PLAN_COLUMNS, columns, strict=True)), period=DateRange(lower, upper)
        )
        if (plan.rhythm == Rhythm.ACTUAL) == on_use:
            invoiced = list(zip(days or (), cents or (), strict=True))
            if charged_on is not None:
                invoiced = sorted([*invoiced, (charged_on, provisional_cents)])
            found[plan.contract_id] = _Planned(
                plan, switches_on, tuple(invoiced), provisional_cents or 0
            )
    return found


def _histories(
    whole: RegisterHistory, points: Sequence[int], today: date
) -> dict[int, RegisterHistory]:
    """What the registers counted until today, per supply point; the rows come sorted by it."""
    whole = whole.where(whole.until_days <= day_number(today))
    wanted = np.array(sorted(set(points)), dtype=np.int64)
    starts = np.searchsorted(whole.supply_point_ids, wanted, side="left")
    ends = np.searchsorted(whole.supply_point_ids, wanted, side="right")
    return {
        int(point): whole.taken(slice(start, end))
        for point, start, end in zip(wanted, starts, ends, strict=True)
    }


def _own_part(history: RegisterHistory, contract: ContractRow, known_from: date) -> RegisterHistory:
    """The intervals that hold days of this customer: after the move in, before the move out."""
    own = history.until_days > day_number(known_from)
    if contract.until is not None:
        own &= history.from_days < day_number(contract.until)
    return history.where(own)
