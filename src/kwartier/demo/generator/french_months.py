"""The first of a month at Plein Midi: meters are read, solar homes are invoiced.

A month of a solar home is booked here as a fact, from its readings, its price card and the rules of
the market: its battery or its surplus has no bill yet. Who pays a mensualité is billed by the product.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.tariff import FixedTerm, InjectionTerm, Term, UnitTerm
from energycore.units import divide_half_away, vat_cents
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.french_homes import START, FrenchHome, draw_homes
from kwartier.demo.generator.french_stories import BilledHome, french_stories
from kwartier.ledger.operations import post_journals, use_credits
from kwartier.ledger.types import Book, JournalDraft, JournalKind, PostingDraft
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.queries import list_current_registers
from kwartier.metering.types import OperatorReading, RegisterKind
from kwartier.platform.numbering import next_numbers
from kwartier.platform.types import BrandInfo
from kwartier.pricing.queries import get_cards, list_terms
from kwartier.pricing.types import CardView
from kwartier.supply.queries import list_contracts_on
from kwartier.supply.types import ContractRow
from rulebooks.fr.terms import build_supply_terms
from rulebooks.vat import list_vat_rates

_TERM_DAYS = 14
_MOST = 1_000
_NANO_PER_CENT = 10_000_000
_NANO_PER_MICRO = 1_000
_DAYS_OF_A_YEAR = 365


def live_first_of_month(brand: BrandInfo, day: date) -> int:
    """Read every meter on the first of a month and invoice the month before; how many readings."""
    if day.day != 1:
        return 0
    solar = {home.code: home for home in draw_homes()}
    homes = solar | {home.code: home for home in french_stories()}
    contracts = [
        contract
        for contract in list_contracts_on(brand.id, day, limit=_MOST)
        if contract.code in homes
    ]
    loaded = _read_meters(brand, homes, contracts, day)
    if day > START:
        before = date_of(add_months(day_number(day), -1))
        _invoice_month(
            brand,
            solar,
            [
                each
                for each in contracts
                if each.code in solar and not solar[each.code].is_billed_in(before)
            ],
            day,
        )
    return loaded


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
            closes_period=_closes(by_point[register.supply_point_id], day),
        )
        for register in list_current_registers(list(by_point), day)
    ]
    return load_operator_readings(readings, brand_id=brand.id, now=morning_of(day)).loaded_count


def _closes(home: FrenchHome, day: date) -> bool:
    """Whether a reading closes a period: each month of a solar home, each year of another one."""
    return not isinstance(home, BilledHome) or day.month == home.starts_on.month


def _invoice_month(
    brand: BrandInfo, homes: dict[str, FrenchHome], contracts: Sequence[ContractRow], day: date
) -> None:
    """Book an invoice for each contract: what stands by the day, and what was counted in the month."""
    month = DayRange(add_months(day_number(day), -1), day_number(day))
    cards = get_cards({contract.price_card_id for contract in contracts})
    listed: dict[tuple[object, ...], list[Term]] = {}
    drafts = []
    numbers = next_numbers(brand_id=brand.id, series="french invoice", count=len(contracts))
    for contract, number in zip(contracts, numbers, strict=True):
        home = homes[contract.code]
        key = contract.price_card_id, contract.customer_category, home.kva, home.kinds
        if key not in listed:
            listed[key] = _terms_of(contract, home, cards[contract.price_card_id], month)
        indexes = home.indexes_at(np.array([month.from_, month.until]))
        used = {kind.value: int(index[1] - index[0]) for kind, index in indexes.items()}
        drafts.append(_draft(brand, contract, _net_by_rate(listed[key], used, month), day, number))
    post_journals(drafts, now=morning_of(day))
    use_credits(account_ids={contract.account_id for contract in contracts}, now=morning_of(day))


def _terms_of(
    contract: ContractRow, home: FrenchHome, card: CardView, month: DayRange
) -> list[Term]:
    """What the card and the market ask in a month: prices only ever change on the first of one."""
    rates = list_vat_rates(
        country="FR", energy=contract.energy, category=contract.customer_category, period=month,
        carry_forward=True,
    )  # fmt: skip
    return [
        *list_terms(card, from_day=month.from_, until_day=month.until, vat=rates),
        *build_supply_terms(
            energy=contract.energy, registers=[kind.value for kind in home.kinds],
            subscribed_kva=contract.subscribed_kva, is_protected=False,
            from_day=month.from_, until_day=month.until, carry_forward=True,
        ),
    ]  # fmt: skip


def _net_by_rate(
    terms: Sequence[Term], used_kwh: dict[str, int], month: DayRange
) -> dict[int, int]:
    """Cents without VAT of each rate; a credit stands outside VAT."""
    nano: defaultdict[int, int] = defaultdict(int)
    for term in terms:
        if isinstance(term, FixedTerm):
            nano[term.vat_bp] += term.micro_eur_per_year * _NANO_PER_MICRO * month.days_count
        elif isinstance(term, UnitTerm | InjectionTerm):
            kwh = sum(used_kwh.get(register, 0) for register in term.registers)
            sign = -1 if isinstance(term, InjectionTerm) else 1
            nano[term.vat_bp] += sign * term.nano_eur_per_kwh * kwh * _DAYS_OF_A_YEAR
    return {
        rate: divide_half_away(amount, _NANO_PER_CENT * _DAYS_OF_A_YEAR)
        for rate, amount in nano.items()
    }


def _draft(
    brand: BrandInfo, contract: ContractRow, net_cents: dict[int, int], day: date, number: int
) -> JournalDraft:
    document = f"F{day:%y}-{number:07d}"
    lines = []
    for rate, net in net_cents.items():
        lines.append(PostingDraft(Book.REVENUE, -net, vat_bp=rate or None, document=document))
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
