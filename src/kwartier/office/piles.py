"""What waits for an agent, counted: the piles of the office's first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kwartier.arrears import queries as arrears
from kwartier.banking.queries import count_waiting as count_payments
from kwartier.billing.queries import count_unbilled, list_runs
from kwartier.delivery.queries import count_failed
from kwartier.metering.queries import count_waiting as count_readings
from kwartier.office.menus import BILLS, MONEY, WORK, has_advances
from kwartier.payments import queries as payments
from kwartier.platform.types import BrandInfo
from kwartier.support.types import RequestRow

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Pile:
    """Something that waits, how much of it, and the page where it is worked off."""

    label: Text
    count: int
    url: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Heap:
    """The piles of one group of the menu."""

    key: str
    title: Text
    piles: tuple[Pile, ...]

    @property
    def count(self) -> int:
        """How much waits in all."""
        return sum(pile.count for pile in self.piles)


def list_piles(
    brand: BrandInfo, *, today: date, requests: Sequence[RequestRow]
) -> tuple[Heap, ...]:
    """Everything that waits for an agent, by group; a question for each room."""
    heaps = [_count_work(brand, today, requests)]
    if has_advances(brand):
        heaps.append(_count_bills(brand, today))
    return (*heaps, _count_money(brand))


def _count_work(brand: BrandInfo, today: date, requests: Sequence[RequestRow]) -> Heap:
    with_agent, questioned = count_readings(brand.id)
    late = sum(row.is_late(today) for row in requests)
    readings = reverse("office:readings")
    return Heap(
        "work",
        WORK,
        (
            Pile(_("Requests that are overdue"), late, reverse("office:requests"), is_late=True),
            Pile(_("Requests in time"), len(requests) - late, reverse("office:requests")),
            Pile(_("Readings to decide"), with_agent, readings),
            Pile(_("Readings that wait for the customer"), questioned, readings),
            Pile(
                _("Documents not delivered"),
                count_failed(brand_id=brand.id),
                reverse("office:deliveries"),
            ),
        ),
    )


def _count_bills(brand: BrandInfo, today: date) -> Heap:
    states = [str(run.state) for run in list_runs(brand_id=brand.id)]
    runs = reverse("office:billing_runs")
    return Heap(
        "bills",
        BILLS,
        (
            Pile(
                _("Periods that wait for a bill"),
                count_unbilled(brand_id=brand.id, today=today),
                reverse("office:unbilled"),
            ),
            Pile(_("Billing runs to approve"), states.count("planned"), runs),
            Pile(_("Drafts to release"), states.count("made"), runs),
        ),
    )


def has_print_house(brand: BrandInfo) -> bool:
    """Whether the letters of a brand leave by themselves; those of a demonstration never do."""
    return bool(settings.KWARTIER_PRINT) and not brand.is_demonstration


def _count_money(brand: BrandInfo) -> Heap:
    bank, late = payments.count_work(brand.id), arrears.count_work(brand_id=brand.id)
    collections, refunds = reverse("office:collections"), reverse("office:refunds")
    cases, returns = reverse("office:arrears"), reverse("office:returns")
    return Heap(
        "money",
        MONEY,
        (
            Pile(_("Payments to place"), count_payments(brand.id), reverse("office:bank_work")),
            Pile(_("Refund batches to approve"), bank.refund_batches, refunds),
            Pile(_("Collections to send"), bank.collection_batches, collections),
            Pile(_("Returns to answer"), bank.returns, returns),
            Pile(_("Costs that customers asked back"), late.waivers, cases),
            Pile(_("Disputes to answer"), late.disputes, cases),
            Pile(_("Late payments to decide"), late.cases, cases),
            Pile(_("Letters to post"), 0 if has_print_house(brand) else late.letters, cases),
            Pile(_("Mandates that are suspended"), bank.mandates, f"{returns}#suspended"),
        ),
    )
