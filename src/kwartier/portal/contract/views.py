"""The contract page (D1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kwartier.metering.queries import list_meters
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, list_current_contracts
from kwartier.pricing.queries import get_cards
from kwartier.pricing.types import CardPrices, CardView
from kwartier.supply.types import ContractRow
from kwartier.ui.tables import Column, Table
from kwartier.ui.templatetags.trade import word

_MOST_IN_FULL = 6


def prices_table(prices: CardPrices) -> Table:
    """The unit prices of a card, excluding VAT."""
    rows = [(word(kind, "register"), nano // 1000) for kind, nano in prices.offtake.items()]
    rows += [(word(kind, "register"), nano // 1000) for kind, nano in prices.injection.items()]
    names = {"green": _("green certificates"), "cogeneration": _("cogeneration certificates")}
    rows += [(names.get(key, key), nano // 1000) for key, nano in prices.contributions.items()]
    return Table(
        caption=_("Energy prices of your contract, VAT not included"),
        columns=(Column(_("For")), Column(_("Price"), "unit_price")),
        rows=tuple((capfirst(kind), price) for kind, price in rows),
    )


def _used_prices(prices: CardPrices, kinds: set[str]) -> CardPrices:
    """Only the registers that the customer's meters have: nobody needs the other prices."""
    return CardPrices(
        fixed_fee_micro_eur=prices.fixed_fee_micro_eur,
        offtake={kind: price for kind, price in prices.offtake.items() if kind in kinds},
        injection={kind: price for kind, price in prices.injection.items() if kind in kinds},
        contributions=prices.contributions,
    )


@require_GET
@customer_page
def show_contracts(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """All contracts of the account; a few are shown in full, many as a list that opens."""
    contracts = list_current_contracts(request, account)
    chosen = request.GET.get("contract", "")
    opened = [each for each in contracts if each.number == chosen] or contracts
    shown = opened if len(opened) <= _MOST_IN_FULL else []
    cards = get_cards({contract.price_card_id for contract in shown})
    details = [_detail(contract, cards) for contract in shown]
    context = {
        "active": "contract",
        "account": account,
        "contracts": contracts,
        "details": details,
        "is_list": not shown,
    }
    return render(request, "portal/contract/contracts.html", context)


def _detail(contract: ContractRow, cards: dict[int, CardView]) -> dict[str, object]:
    card = cards[contract.price_card_id]
    meters = [meter for meter in list_meters(contract.supply_point_id) if meter.removed_on is None]
    kinds = {register.kind for meter in meters for register in meter.registers}
    prices = card.dated[-1].prices
    return {
        "contract": contract,
        "meters": meters,
        "prices": prices_table(_used_prices(prices, kinds)),
        "fixed_fee_cents": prices.fixed_fee_micro_eur // 10_000,
    }
