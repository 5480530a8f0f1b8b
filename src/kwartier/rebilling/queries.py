"""What the last months would have cost on each product, and on a price card that somebody brings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from energycore.clocks import add_months, date_of, day_number
from energycore.tariff import DynamicTerm
from kwartier.billing.queries import Past, find_advance, read_past, rebill
from kwartier.platform.errors import NotFound
from kwartier.pricing.queries import list_catalog
from kwartier.rebilling._offers import Situation, in_order, make_offers, make_own, price_card
from kwartier.rebilling._quarter_hours import MeterSeries, Weigher
from kwartier.rebilling.formats.price_case import PriceCase, read_price_case, refuse
from kwartier.rebilling.refusals import MonthsNotOffered, NotReadTwice
from kwartier.rebilling.types import MONTHS, Offer, WouldHavePaid
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from rulebooks.switching import find_notice
from rulebooks.vat import list_vat_rates


def get_would_have_paid(
    *,
    account_id: int,
    code: str,
    months: int,
    today: date,
    case: bytes | None = None,
    contracts: Sequence[ContractRow] | None = None,
) -> WouldHavePaid:
    """What an account's last ``months`` at a supply point would have cost on every product.

    ``case`` is the content of a file with a price card, which is put to them, too; nothing of it is
    kept. ``contracts`` are all of the account, where the caller has them already. Nine queries at
    most, and three more for a price by the quarter-hour, which needs the consent to be advised.

    Raises:
        NotFound: the account has, and had, no contract at such a supply point.
        MonthsNotOffered: ``months`` is none of ``MONTHS``.
        NotReadTwice: nothing was counted between two readings of the operator.
        PriceCaseTooLarge, PriceCaseInvalid: the file is no price card; its line and field are named.
    """
    if months not in MONTHS:
        offered = ", ".join(map(str, MONTHS))
        raise MonthsNotOffered(params={"months": months, "offered": offered})
    rows = list(contracts if contracts is not None else list_contracts(account_id))
    here = sorted((row for row in rows if row.code == code), key=lambda row: row.from_)
    if not here:
        raise NotFound
    past = read_past(here, of_account=rows, months=months, today=today)
    if past is None:
        raise NotReadTwice
    return _compare(past, here[-1], months=months, today=today, case=case)


def _compare(
    past: Past, contract: ContractRow, *, months: int, today: date, case: bytes | None
) -> WouldHavePaid:
    own = rebill(past)
    situation = Situation(
        past=past,
        contract=contract,
        own=own,
        advance=find_advance(contract.id, on=today),
        today=today,
    )
    catalog = list_catalog(
        brand_id=contract.brand_id, energy=contract.energy, region=contract.region
    )
    offers = make_offers(situation, catalog)
    if case is not None:
        offers.append(_price_case(situation, case))
    point = contract.supply_point
    return WouldHavePaid(
        contract=contract,
        months=months,
        asked_from=date_of(add_months(past.days.until, -months)),
        from_=situation.first_day,
        until=date_of(past.days.until),
        estimated_days=past.estimated_days,
        volumes_wh=own.volumes_wh,
        billed_cents=past.whole_billed_cents,
        own=make_own(situation),
        offers=in_order(offers),
        advance=situation.advance,
        notice=find_notice(
            country=point.country, category=contract.customer_category, on=day_number(today)
        ),
    )


def _price_case(situation: Situation, content: bytes) -> Offer:
    contract, past = situation.contract, situation.past
    # A rate that is not known any more is missing for the network too, and told there.
    rates = list_vat_rates(
        country=contract.supply_point.country,
        energy=contract.energy,
        category=contract.customer_category,
        period=past.days,
        carry_forward=True,
    )
    case = read_price_case(content, contract=contract, rates=rates, days=past.days)
    try:
        offer = price_card(situation, case.card, weigh=_weigher(situation, case))
    except ValueError as wrong:
        place = "terms" if "terms" in str(wrong) else "cards"
        refuse(case.line_of(place), place, str(wrong))
    return replace(offer, is_from_file=True, left_aside=case.left_aside)


def _weigher(situation: Situation, case: PriceCase) -> Weigher | None:
    if not any(isinstance(term, DynamicTerm) for term in case.card.written):
        return None
    point, past = situation.contract.supply_point, situation.past
    meter = MeterSeries(
        situation.contract.account_id,
        point.id,
        past.days,
        today=situation.today,
        timezone=point.timezone_name,
        is_cut=past.estimated_days > 0,
    )
    return Weigher(case.series, meter)
