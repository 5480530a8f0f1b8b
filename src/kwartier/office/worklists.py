"""What waits for the office: readings to decide, readings that wait for the customer, requests."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kwartier.metering.queries import list_questioned, list_supply_points, list_with_agent
from kwartier.metering.types import ReadingRow, SupplyPointRow
from kwartier.office.access import office_page
from kwartier.office.rendering import render_office
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.support.queries import list_open_requests


@dataclass(frozen=True, slots=True)
class WaitingReading:
    """A reading that waits, with whose it is and where."""

    reading: ReadingRow
    point: SupplyPointRow
    account: AccountInfo


@dataclass(frozen=True, slots=True)
class ReadingLists:
    """The readings that wait: for an agent, and for the customer's answer."""

    with_agent: list[WaitingReading]
    questioned: list[WaitingReading]


def list_waiting_readings(brand_id: int) -> ReadingLists:
    """Both lists, the oldest first; six questions however long they are."""
    with_agent, questioned = list_with_agent(brand_id), list_questioned(brand_id)
    rows = [*with_agent, *questioned]
    points = {p.id: p for p in list_supply_points({row.supply_point_id for row in rows})}
    accounts = get_accounts({row.account_id for row in rows if row.account_id is not None})

    def join(waiting: Sequence[ReadingRow]) -> list[WaitingReading]:
        return [
            WaitingReading(row, points[row.supply_point_id], accounts[row.account_id])
            for row in waiting
            if row.account_id in accounts and row.supply_point_id in points
        ]

    return ReadingLists(with_agent=join(with_agent), questioned=join(questioned))


@office_page
@require_safe
def show_readings(request: BrandedRequest) -> HttpResponse:
    """Every reading that waits."""
    context = {"active": "readings", "readings": list_waiting_readings(request.brand.id)}
    return render_office(request, "worklists/readings.html", context)


@office_page
@require_safe
def show_requests(request: BrandedRequest) -> HttpResponse:
    """Every request that is with us, the overdue ones first."""
    rows = list_open_requests(brand_id=request.brand.id)
    context = {
        "active": "requests",
        "requests": rows,
        "late_count": sum(row.is_late(request.today) for row in rows),
    }
    return render_office(request, "worklists/requests.html", context)
