"""The first of a month at Plein Midi: meters are read, the month is invoiced, bills are paid.

A monthly invoice of the demonstration is booked here as a fact, from the readings and the price
card; what a bill is made of in law comes with the rule books of bills.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from energycore.clocks import add_months, date_of, day_number
from energycore.units import divide_half_away, vat_cents
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.french_homes import START, FrenchHome, draw_homes
from kwartier.ledger.operations import pay_in_full, post_journals, use_credits
from kwartier.ledger.queries import list_due_items
from kwartier.ledger.types import Book, JournalDraft, JournalKind, PostingDraft
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.queries import list_current_registers
from kwartier.metering.types import OperatorReading, RegisterKind
from kwartier.platform.numbering import next_number
from kwartier.platform.types import BrandInfo
from kwartier.pricing.queries import get_cards, show_prices
from kwartier.pricing.types import ShownPrices
from kwartier.supply.queries import list_contracts_on
from kwartier.supply.types import ContractRow

_TERM_DAYS = 14
_MOST = 1_000
_NANO_PER_CENT = 10_000_000
_MICRO_PER_CENT = 10_000
_MONTHS_OF_A_YEAR = 12


def live_first_of_month(brand: BrandInfo, day: date) -> int:
    """Read every meter on the first of a month and invoice the month before; how many readings."""
    if day.day != 1:
        return 0
    homes = {home.code: home for home in draw_homes()}
    contracts = [
        contract
        for contract in list_contracts_on(brand.id, day, limit=_MOST)
        if contract.code in homes
    ]
    loaded = _read_meters(brand, homes, contracts, day)
    if day > START:
        _invoice_month(brand, homes, contracts, day)
    return loaded


def pay(brand: BrandInfo, day: date) -> None:
    """Whatever is due by a day is paid."""
    pay_in_full(list_due_items(brand_id=brand.id, on=day), brand_id=brand.id, now=morning_of(day))


def _read_meters(
    brand: BrandInfo, homes: dict[str, FrenchHome], contracts: Sequence[ContractRow], day: date
) -> int:
    by_point = {contract.supply_point_id: homes[contract.code] for contract in contracts}
    at = np.array([day_number(day)])
    shown = {point: home.indexes_at(at) for point, home in by_point.items()}
    readings = [
        OperatorReading(
            register_id=register.id,
            read_on=day,
            index_value=int(shown[register.supply_point_id][RegisterKind(register.kind)][0]),
            closes_period=True,
        )
        for register in list_current_registers(list(by_point), day)
    ]
    return load_operator_readings(readings, brand_id=brand.id, now=morning_of(day)).loaded_count


def _invoice_month(
    brand: BrandInfo, homes: dict[str, FrenchHome], contracts: Sequence[ContractRow], day: date
) -> None:
    """Book an invoice for each contract: the fixed fee of the month, and what was counted in it."""
    before = date_of(add_months(day_number(day), -1))
    cards = get_cards({contract.price_card_id for contract in contracts})
    drafts = []
    for contract in contracts:
        prices = show_prices(
            cards[contract.price_card_id].dated_on(before).prices,
            country=contract.supply_point.country,
            energy=contract.energy,
            category=contract.customer_category,
            on=before,
        )
        indexes = homes[contract.code].indexes_at(np.array([day_number(before), day_number(day)]))
        used = {kind: int(index[1] - index[0]) for kind, index in indexes.items()}
        drafts.append(_draft(brand, contract, prices, used, day))
    post_journals(drafts, now=morning_of(day))
    use_credits(account_ids={contract.account_id for contract in contracts}, now=morning_of(day))


def _draft(
    brand: BrandInfo,
    contract: ContractRow,
    prices: ShownPrices,
    used_kwh: dict[RegisterKind, int],
    day: date,
) -> JournalDraft:
    """Fee and energy are taxed each at its rate on its total; a credit stands outside VAT."""
    document = f"F{day:%y}-{next_number(brand_id=brand.id, series='french invoice'):06d}"
    fee = divide_half_away(prices.fixed_fee.excluding, _MICRO_PER_CENT * _MONTHS_OF_A_YEAR)
    nano = sum(used_kwh[RegisterKind(kind)] * price.excluding
               for kind, price in prices.offtake.items() if RegisterKind(kind) in used_kwh)  # fmt: skip
    energy = divide_half_away(nano, _NANO_PER_CENT)
    credit_nano = sum(used_kwh[RegisterKind(kind)] * price.excluding
                      for kind, price in prices.injection.items() if RegisterKind(kind) in used_kwh)  # fmt: skip
    credit = divide_half_away(credit_nano, _NANO_PER_CENT)
    taxed = [(fee, prices.rates.fee_bp), (energy, prices.rates.unit_bp)]
    lines = [PostingDraft(Book.REVENUE, credit, document=document)]
    for net, rate in taxed:
        lines.append(PostingDraft(Book.REVENUE, -net, vat_bp=rate, document=document))
        lines.append(PostingDraft(Book.VAT, -vat_cents(net, rate), vat_bp=rate, document=document))
    owed = -sum(line.amount_cents for line in lines)
    due_on = day + timedelta(days=_TERM_DAYS) if owed > 0 else None
    lines.append(PostingDraft(Book.RECEIVABLE, owed, document=document, due_on=due_on))
    return JournalDraft(
        brand_id=brand.id,
        account_id=contract.account_id,
        kind=JournalKind.INVOICE,
        booked_on=day,
        postings=tuple(line for line in lines if line.amount_cents),
        unique_key=f"invoice:{document}",
        params={"document": document, "contract": contract.number},
    )
