"""The contract page (D1)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from energycore.statement import split_total
from energycore.tariff import CardPrices
from energycore.units import divide_half_away
from kwartier.billing.naming import name_component, name_line
from kwartier.billing.queries import ExpectedCost, list_expected_costs
from kwartier.metering.queries import list_meters_of
from kwartier.metering.types import MeterRow, RegisterKind
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, has_forecast, list_current_contracts, locale_of
from kwartier.portal.contract.hours import say_hours, say_off_peak
from kwartier.pricing.queries import get_cards, show_prices
from kwartier.pricing.types import CardView, PriceWithVat, ShownPrices
from kwartier.pricing.wording import Reader, say_promise
from kwartier.supply.promises import KeptPromise, list_promises
from kwartier.supply.queries import list_night_hours
from kwartier.supply.types import ContractRow, CustomerCategory
from kwartier.ui.charts.meters import Share
from kwartier.ui.narrowing import narrow
from kwartier.ui.tables import Column, Table
from kwartier.ui.templatetags.trade import word

_MOST_IN_FULL = 6
_NANO_PER_MICRO = 1_000
_MICRO_PER_CENT = 10_000
_CENTS_PER_EURO = 100
_AT_ANY_HOUR = {RegisterKind.TOTAL, RegisterKind.BASE}


def prices_table(prices: ShownPrices, kinds: set[str], *, number: str, vat_first: bool) -> Table:
    """The unit prices that the meters of contract ``number`` need, with and without VAT.

    ``kinds`` are the registers that hang there; ``vat_first`` puts the price with VAT first, as
    who cannot deduct it reads it.
    """
    rows = [
        *((_of_register(kind), price) for kind, price in prices.offtake.items() if kind in kinds),
        *(
            (_("%(register)s, credited") % {"register": _of_register(kind)}, price)
            for kind, price in prices.injection.items()
            if kind in kinds
        ),
        *((_of_contribution(name), price) for name, price in prices.contributions.items()),
    ]
    including, excluding = (
        Column(_("With VAT"), "unit_price"),
        Column(_("Without VAT"), "unit_price"),
    )
    return Table(
        caption=_("Energy prices of contract %(number)s") % {"number": number},
        columns=(
            Column(pgettext("price", "For")),
            *((including, excluding) if vat_first else (excluding, including)),
        ),
        rows=tuple((name, *_both(price, vat_first=vat_first)) for name, price in rows),
    )


def _of_register(kind: str) -> str:
    if kind in _AT_ANY_HOUR:
        return _("Energy, at any hour")
    return capfirst(word(kind, "register"))


def _of_contribution(name: str) -> str:
    names = {"green": _("Green certificates"), "cogeneration": _("Cogeneration certificates")}
    return names.get(name, name)


def _both(price: PriceWithVat, *, vat_first: bool) -> tuple[int, int]:
    """Both prices in micro-euro per kWh, the one that counts for the reader first."""
    including = divide_half_away(price.including, _NANO_PER_MICRO)
    excluding = divide_half_away(price.excluding, _NANO_PER_MICRO)
    return (including, excluding) if vat_first else (excluding, including)


@require_GET
@customer_page
def show_contracts(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """All contracts of the account; a few are shown in full, many as a list that opens."""
    contracts = list_current_contracts(request, account)
    chosen = request.GET.get("contract", "")
    opened = [each for each in contracts if each.number == chosen] or contracts
    shown = opened if len(opened) <= _MOST_IN_FULL else []
    cards = get_cards({contract.price_card_id for contract in shown})
    meters = list_meters_of(contract.supply_point_id for contract in shown) if shown else {}
    forecast = [contract.id for contract in shown if has_forecast(request, contract)]
    costs = list_expected_costs(forecast, today=request.today) if forecast else {}
    promised = list_promises(shown, cards, on=request.today)
    details = [
        {
            **_detail(contract, cards, meters[contract.supply_point_id], request.today),
            "off_peak": say_off_peak(contract.off_peak_label, locale_of(request)),
            "night_hours": _say_night_hours(request, contract, meters[contract.supply_point_id]),
            "promises": _say_promises(
                request, contract, cards[contract.price_card_id], promised[contract.id]
            ),
            "cost": _explain_cost(costs.get(contract.id)),
        }
        for contract in shown
    ]
    context = {
        "active": "contract",
        "account": account,
        "contracts": contracts,
        "narrowed": narrow(contracts, request.GET.get("q", ""), lambda each: each.words),
        "details": details,
        "since": min((contract.from_ for contract in contracts), default=None),
        "is_list": not shown,
    }
    return render(request, "portal/contract/contracts.html", context)


def _say_night_hours(
    request: BrandedRequest, contract: ContractRow, hung: Sequence[MeterRow]
) -> str:
    windows = list_night_hours(contract, on=request.today, meters=hung)
    return say_hours(windows, locale_of(request))


def _say_promises(
    request: BrandedRequest,
    contract: ContractRow,
    card: CardView,
    promised: Sequence[KeptPromise],
) -> list[dict[str, object]]:
    """What the price card promises besides, in words, and what of it counts today."""
    if not promised:
        return []
    prices = _prices_of(contract, card.prices, request.today)
    reader = Reader(locale_of(request), prices.rates.on, with_vat=_reads_vat(contract))
    said = []
    for each in promised:
        first, *rest = say_promise(each.promise, reader)
        said.append(
            {
                "name": name_line(each.promise.term.code),
                "first": first,
                "rest": rest,
                "hangs": each.promise.condition is not None and each.is_open,
                "is_met": each.is_met,
            }
        )
    return said


def _explain_cost(cost: ExpectedCost | None) -> dict[str, object] | None:
    """All in: what the billing period is expected to come to, per kWh and in its three blocks."""
    if cost is None:
        return None
    blocks = cost.block_cents.items()
    # Whole euro that add up to the whole euro of the sum.
    exact = {name: Fraction(cents, _CENTS_PER_EURO) for name, cents in blocks}
    shown = split_total(exact, divide_half_away(cost.cost_cents, _CENTS_PER_EURO))
    return {
        "expected": cost,
        "last_day": cost.period_until - timedelta(days=1),
        "per_kwh_cents": Decimal(cost.micro_eur_per_kwh) / _MICRO_PER_CENT,
        "blocks": [
            (name, name_component(name), _CENTS_PER_EURO * euro) for name, euro in shown.items()
        ],
        "shares": tuple(Share(component, cents) for component, cents in blocks),
    }


def _prices_of(contract: ContractRow, prices: CardPrices, today: date) -> ShownPrices:
    return show_prices(
        prices,
        country=contract.supply_point.country,
        energy=contract.energy,
        category=contract.customer_category,
        on=today,
    )


def _reads_vat(contract: ContractRow) -> bool:
    """Whether the price with VAT counts: who cannot deduct VAT pays it."""
    return contract.customer_category == CustomerCategory.RESIDENTIAL


def _detail(
    contract: ContractRow, cards: dict[int, CardView], hung: Sequence[MeterRow], today: date
) -> dict[str, object]:
    dated = cards[contract.price_card_id].dated_on(today)
    meters = [meter for meter in hung if meter.removed_on is None]
    kinds = {register.kind for meter in meters for register in meter.registers}
    prices = _prices_of(contract, dated.prices, today)
    vat_first = _reads_vat(contract)
    fee = prices.fixed_fee
    return {
        "contract": contract,
        "protection": contract.find_protection(today),
        "last_day": contract.until - timedelta(days=1) if contract.until else None,
        "meters": meters,
        "prices": prices_table(prices, kinds, number=contract.number, vat_first=vat_first),
        "vat_first": vat_first,
        "fee_with_vat_cents": divide_half_away(fee.including, _MICRO_PER_CENT),
        "fee_without_vat_cents": divide_half_away(fee.excluding, _MICRO_PER_CENT),
        "prices_since": dated.valid_from,
        "prices_until": dated.known_until,
    }
