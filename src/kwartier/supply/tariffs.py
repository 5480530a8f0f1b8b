"""What a contract is charged by: the supplier's card and the market's rules, one compiled tariff.

A forecast may carry the last known figure forward, and says so; a bill may not. Both ask here, so
that the slider and the bill cannot disagree about a price.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from energycore.clocks import DayRange, day_number
from energycore.tariff import InjectionTerm, RegisterUnpriced, Tariff, Term, compile_tariff
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, RegisterRow
from kwartier.pricing.promises import Courses
from kwartier.pricing.queries import list_terms
from kwartier.pricing.refusals import RegisterWithoutPrice
from kwartier.pricing.types import CardView
from kwartier.supply.refusals import RulesUnclear
from kwartier.supply.types import ContractRow
from rulebooks.be.connection import IMPACT
from rulebooks.be.impact import price_impact_slots
from rulebooks.be.terms import build_terms as build_belgian_terms
from rulebooks.fr.terms import build_supply_terms as build_french_terms
from rulebooks.unclear import FactsUnclear
from rulebooks.vat import list_vat_rates

_MOST_KEPT = 512
_NO_END = day_number(date.max)


@dataclass(frozen=True, slots=True)
class TariffKey:
    """What contracts must share to be charged together.

    ``card_prices`` counts the prices of the card, so that a new index makes another key;
    ``courses`` say what came of its promises over the period: the same in the same situation.
    """

    country: str
    region: str
    operator: str
    energy: str
    category: str
    domicile: bool
    prosumer_kva: Decimal | None
    subscribed_kva: Decimal | None
    meter_kind: str
    registers: tuple[str, ...]
    profile_key: str
    injection_profile_key: str
    card_id: int
    card_prices: int
    protected: tuple[DayRange, ...] = ()
    courses: Courses = ()


_kept: dict[tuple[TariffKey, DayRange, bool], Tariff] = {}


def key_of(
    contract: ContractRow,
    registers: Sequence[RegisterRow],
    card: CardView,
    *,
    courses: Courses = (),
) -> TariffKey:
    """The tariff that a contract is charged by, with these registers on its meters.

    ``courses`` say what comes of the promises of its card over the period.
    """
    point = contract.supply_point
    kinds = {register.kind for register in registers}
    offtake = [register for register in registers if register.kind not in INJECTION_KINDS]
    return TariffKey(
        country=point.country,
        region=point.region,
        operator=point.grid_operator,
        energy=point.energy,
        category=contract.customer_category,
        domicile=contract.domicile,
        prosumer_kva=contract.prosumer_kva,
        subscribed_kva=contract.subscribed_kva,
        meter_kind=(offtake or registers)[0].meter_kind,
        registers=tuple(kind.value for kind in REGISTER_KINDS if kind in kinds),
        profile_key=point.profile_key,
        injection_profile_key=point.injection_profile_key,
        card_id=card.id,
        card_prices=len(card.dated),
        protected=tuple(
            DayRange(day_number(each.from_), day_number(each.until) if each.until else _NO_END)
            for each in contract.protections
        ),
        courses=courses,
    )


def get_tariff(key: TariffKey, card: CardView, period: DayRange, *, carry_forward: bool) -> Tariff:
    """The compiled tariff of a period, kept: published prices do not change, they are added to.

    ``carry_forward`` is for forecasts: past its last known day a figure goes on, provisional.

    Raises:
        MissingParameter, ExpiredParameter: a figure of the rules is not known on a day.
        PriceMissing: the card has no price for a day.
        RegisterWithoutPrice: the card has no price for a register of the meter.
        RulesUnclear: the facts of the supply point do not fit together.
    """
    place = (key, period, carry_forward)
    kept = _kept.get(place)
    if kept is not None:
        return kept
    terms = list_tariff_terms(key, card, period, carry_forward=carry_forward)
    try:
        compiled = compile_tariff(terms, key.registers, period.from_, period.until)
    except RegisterUnpriced as unpriced:
        raise _forgotten(card, unpriced) from None
    # Threads may make room at the same moment: each takes a copy, and nothing twice.
    for oldest in list(_kept)[: max(len(_kept) + 1 - _MOST_KEPT, 0)]:
        _kept.pop(oldest, None)
    _kept[place] = compiled
    return compiled


def forget_tariffs() -> None:
    """Drop what is kept in memory: after another database was turned to in this process."""
    _kept.clear()


def list_tariff_terms(
    key: TariffKey, card: CardView, period: DayRange, *, carry_forward: bool
) -> list[Term]:
    """The supplier's prices and the market's rules of a period, as a bill keeps them.

    On protected days the social tariff stands in place of the card and the grid.

    Raises what `get_tariff` raises for a figure or a price that is not known, RulesUnclear for a
    supply point whose facts do not fit together.
    """
    inside = [each for days in key.protected if (each := days.overlap(period)) is not None]
    stretches = period.split([day for days in inside for day in (days.from_, days.until)])
    terms: list[Term] = []
    for days in stretches:
        is_protected = any(each.covers(days) for each in inside)
        found = [
            *_card_terms(key, card, days, is_protected=is_protected, carry_forward=carry_forward),
            *_market_terms(key, days, is_protected=is_protected, carry_forward=carry_forward),
        ]
        # What only one side of a change knows (a fixed fee, say) has no price on the other.
        terms += found if len(stretches) == 1 else [replace(t, required=False) for t in found]
    return terms


def _card_terms(
    key: TariffKey, card: CardView, days: DayRange, *, is_protected: bool, carry_forward: bool
) -> list[Term]:
    """What the supplier asks; of a protected customer nothing, but injection is still credited."""
    vat = list_vat_rates(
        country=key.country,
        energy=key.energy,
        category=key.category,
        period=days,
        carry_forward=carry_forward,
    )
    terms = list_terms(
        card, from_day=days.from_, until_day=days.until, vat=vat, courses=key.courses
    )
    if is_protected:
        return [term for term in terms if isinstance(term, InjectionTerm)]
    return price_impact_slots(terms) if set(IMPACT) <= set(key.registers) else terms


def _market_terms(
    key: TariffKey, days: DayRange, *, is_protected: bool, carry_forward: bool
) -> list[Term]:
    rules = _RULES[key.country]
    try:
        return rules(key, days, is_protected=is_protected, carry_forward=carry_forward)
    except FactsUnclear as unclear:
        raise RulesUnclear(params={"unclear": unclear.code, "told": unclear.told}) from None


def _belgian_terms(
    key: TariffKey, days: DayRange, *, is_protected: bool, carry_forward: bool
) -> list[Term]:
    build: Callable[..., list[Term]] = build_belgian_terms
    return build(
        region=key.region,
        operator=key.operator,
        energy=key.energy,
        category=key.category,
        meter_kind=key.meter_kind,
        register_kinds=key.registers,
        domicile=key.domicile,
        prosumer_kva=key.prosumer_kva,
        subscribed_kva=key.subscribed_kva,
        is_protected=is_protected,
        from_day=days.from_,
        until_day=days.until,
        carry_forward=carry_forward,
    )


def _french_terms(
    key: TariffKey, days: DayRange, *, is_protected: bool, carry_forward: bool
) -> list[Term]:
    """The network stands beside the supplier's prices: together they are the subscription and kWh."""
    return build_french_terms(
        energy=key.energy,
        registers=key.registers,
        subscribed_kva=key.subscribed_kva,
        is_protected=is_protected,
        from_day=days.from_,
        until_day=days.until,
        carry_forward=carry_forward,
    )


# The rules of a market as price terms; a country joins by its entry here.
_RULES: dict[str, Callable[..., list[Term]]] = {"BE": _belgian_terms, "FR": _french_terms}


def _forgotten(card: CardView, unpriced: RegisterUnpriced) -> RegisterWithoutPrice:
    params = {"card": card.version, "register": unpriced.register}
    return RegisterWithoutPrice(params=params)
