"""Bills read back: one, the bills of an account, and what each is explained by."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from energycore.bundle import Measured, Recomputed, read_bundle, recompute, state
from energycore.clocks import DayRange
from energycore.statement import BilledYear, Bridge, Statement, explain_bridge
from kwartier.billing._bill_inputs import gather
from kwartier.billing._bills import as_bill
from kwartier.billing._plans import effective_until, list_due_plans
from kwartier.billing.models import Bill
from kwartier.billing.types import BillGap, BillKind, BillView
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPage:
    """Everything that the page of a bill shows: its lines, their readings, the one before it."""

    bill: BillView
    statement: Statement
    measured: tuple[Measured, ...]
    facts: dict[str, Any]
    bundle_sha256: str
    before: BillView | None
    bridge: Bridge | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbilled:
    """A period that is over and not billed; without ``gaps`` nothing but the run is missing."""

    contract: ContractRow
    period_from: date
    period_until: date
    gaps: tuple[BillGap, ...]


def get_bill(number: str) -> BillView:
    """The bill of this number.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    return as_bill(_row(number))


def list_bills(*, account_id: int) -> list[BillView]:
    """The bills of an account, the newest first; without the bundles behind them."""
    rows = Bill.objects.filter(account_id=account_id).defer("bundle")
    return [as_bill(row) for row in rows.order_by("-issued_on", "-pk")]


def get_bundle(number: str) -> dict[str, Any]:
    """The document from which anybody can calculate a bill again.

    Raises:
        NotFound: there is no such bill, or it is not the asker's to see.
    """
    bundle: dict[str, Any] = _row(number).bundle
    return bundle


def recompute_bill(number: str) -> Recomputed:
    """The bill made again today from what was kept, and every figure that would differ.

    Raises:
        NotFound: there is no such bill, or it is not the asker's to see.
    """
    return recompute(_row(number).bundle)


def find_bridge(number: str) -> tuple[BillView, Bridge] | None:
    """The settlement before this one, and the steps from it; None for the first one.

    Raises:
        NotFound: there is no such bill, or it is not the asker's to see.
    """
    row = _row(number)
    return _bridge_to(row, state(read_bundle(row.bundle)))


def get_bill_page(number: str) -> BillPage:
    """Everything that the page of a bill shows.

    Raises:
        NotFound: there is no such bill, or it is not the asker's to see.
    """
    row = _row(number)
    inputs = read_bundle(row.bundle)
    statement = state(inputs)
    bridge = _bridge_to(row, statement)
    return BillPage(
        bill=as_bill(row),
        statement=statement,
        measured=inputs.measured,
        facts=dict(row.bundle["facts"]),
        bundle_sha256=row.bundle_sha256,
        before=bridge and bridge[0],
        bridge=bridge and bridge[1],
    )


def list_unbilled(*, brand_id: int, today: date, limit: int = 100) -> list[Unbilled]:
    """Periods that are over and wait for a bill, with everything that is missing for each."""
    waiting = []
    brand = get_brand_by_id(brand_id)
    for plan in list_due_plans(brand_id=brand_id, today=today)[:limit]:
        contract = get_contract(plan.contract_id)
        until = effective_until(plan, contract.until)
        period = DayRange.of_dates(plan.period.lower, until)
        found = gather(contract, period, allows_demonstration=brand.is_demonstration)
        waiting.append(
            Unbilled(
                contract=contract,
                period_from=plan.period.lower,
                period_until=until,
                gaps=found.gaps,
            )
        )
    return waiting


def _row(number: str) -> Bill:
    found = Bill.objects.filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def _bridge_to(bill: Bill, statement: Statement) -> tuple[BillView, Bridge] | None:
    """The bill of the contract that this one follows, and the steps from it."""
    earlier = Bill.objects.filter(
        contract_id=bill.contract_id,
        period__endswith__lte=bill.period.lower,
        stands_for__isnull=False,
    )
    before = earlier.exclude(kind=BillKind.CREDIT_NOTE).order_by("-period").first()
    if before is None:
        return None
    first = BilledYear(statement=state(read_bundle(before.bundle)), volumes_wh=before.volumes_wh)
    last = BilledYear(statement=statement, volumes_wh=bill.volumes_wh)
    return as_bill(before), explain_bridge(first, last)
