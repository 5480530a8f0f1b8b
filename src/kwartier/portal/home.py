"""The first page after signing in: answers first, then what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kwartier.arrears.queries import list_late
from kwartier.billing.queries import (
    AccountAdvance,
    find_latest_bill,
    list_account_advances,
    list_running_schedules,
)
from kwartier.billing.schedule_types import RunningSchedule
from kwartier.billing.types import SCHEDULED, BillKind, BillView
from kwartier.consumption.queries import list_months
from kwartier.ledger.queries import get_standing
from kwartier.metering.queries import list_latest_readings
from kwartier.metering.types import LatestReading
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, locale_of
from kwartier.portal.consumption import find_consumption_figure
from kwartier.supply.types import ContractRow
from kwartier.support.queries import list_requests
from kwartier.ui.advance_sums import AdvanceSums
from kwartier.ui.charts import Figure
from kwartier.ui.months import say_months

_FEW = 3


@require_GET
@customer_page
def show_home(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What is to pay, where the settlement goes, the last reading, and who has the ball."""
    held = list_account_advances(account_id=account.id, today=request.today)
    advances = [advance for advance in held if advance.contract.ends_after(request.today)]
    contracts = [advance.contract for advance in advances]
    sums = AdvanceSums.of(advance.forecast for advance in advances)
    standing = get_standing(account_id=account.id)
    overdue = list_late(standing.open_items, brand_id=request.brand.id, today=request.today)
    latest_bill = find_latest_bill(account_id=account.id) if advances else None
    context = {
        "active": "home",
        "account": account,
        "contracts": contracts,
        "balance_cents": standing.balance_cents,
        "overdue": overdue,
        "overdue_cents": sum(item.open_cents for item in overdue),
        "sums": sums,
        "advice": sums.say(locale_of(request)) if sums.forecasts else "",
        "schedule": _find_schedule(account, advances),
        "next_invoice": _find_next_invoice(advances),
        "settles_on": min(
            (each.plan.period_until for each in advances if each.plan is not None), default=None
        ),
        "latest_bill": latest_bill,
        "last_readings": _list_last_readings(advances),
        "last_month": _find_last_month(request, advances, latest_bill),
        "consumption": _find_consumption(
            request, account, contracts, [advance.contract for advance in held]
        ),
        "requests": list_requests(account_id=account.id, limit=_FEW),
    }
    return render(request, "portal/home.html", context)


def _find_schedule(
    account: AccountInfo, advances: Sequence[AccountAdvance]
) -> RunningSchedule | None:
    """The schedule to go to: the one with a proposal first; nothing is asked where none can run."""
    if not any(each.plan is not None and each.plan.rhythm in SCHEDULED for each in advances):
        return None
    running = list_running_schedules(account.id)
    return max(running, key=lambda each: each.has_proposal, default=None)


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """The advances that are invoiced next: the day, and what they come to."""

    on: date
    amount_cents: int


def _find_next_invoice(advances: Sequence[AccountAdvance]) -> NextInvoice | None:
    """The next advance invoices of the account; None where only settlements are to come."""
    coming = [
        (advance.plan.next_instalment_on, advance.plan.amount_cents)
        for advance in advances
        if advance.plan is not None and advance.plan.next_instalment_on is not None
    ]
    if not coming:
        return None
    first = min(day for day, _cents in coming)
    return NextInvoice(first, sum(cents for day, cents in coming if day == first))


@dataclass(frozen=True, slots=True)
class LastMonth:
    """The last bill of who pays each month what was used: of which contract, of which month."""

    contract: ContractRow
    name: str
    total_cents: int


def _find_last_month(
    request: BrandedRequest, advances: Sequence[AccountAdvance], latest: BillView | None
) -> LastMonth | None:
    """The last monthly bill, where the only contract of the account has no advance."""
    if len(advances) != 1 or latest is None or latest.kind != BillKind.MONTHLY:
        return None
    name = say_months(latest.period_from, latest.period_until, locale_of(request))
    return LastMonth(advances[0].contract, name, latest.total_cents)


def _list_last_readings(
    advances: Sequence[AccountAdvance],
) -> list[tuple[ContractRow, LatestReading | None]]:
    """What the meters of each contract last showed; nothing where there are too many to list."""
    if len(advances) > _FEW:
        return []
    unread = {each.contract.supply_point_id for each in advances if each.latest is None}
    latest = list_latest_readings(unread) if unread else {}
    return [
        (each.contract, each.latest or latest.get(each.contract.supply_point_id))
        for each in advances
    ]


def _find_consumption(
    request: BrandedRequest,
    account: AccountInfo,
    running: Sequence[ContractRow],
    held: Sequence[ContractRow],
) -> Figure | None:
    """Twelve months of the only supply point; who has several chooses one first."""
    if len(running) != 1:
        return None
    code = running[0].code
    months = list_months(account_id=account.id, code=code, today=request.today, contracts=held)
    return find_consumption_figure(months, code=code, locale=locale_of(request))
