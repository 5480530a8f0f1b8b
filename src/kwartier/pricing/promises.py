"""Promises of a price card beside its prices: discounts, limits, slices, tiers, bonuses, fees.

A promise is one price term of the kernel as a bundle writes it, without days and VAT, and what a card
adds to it: a condition, the months of the contract for which it is made, and the unit in which a fee
is told. Stored, it is the JSON that `promise_to_json` gives; a person writes the same in a card file:

    {"kind": "percentage", "code": "discount_direct_debit", "of": ["energy"], "percent": "-5",
     "condition": {"name": "direct_debit"}, "for_months": 12}

In ``of``, ``energy`` stands for every price per kWh of the card, ``fee`` for its fixed fee and
``contributions`` for what is passed on; anything else names another promise of the card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from energycore.bundle import DocumentInvalid, term_from_json, term_to_json
from energycore.bundle.decimals import from_decimal, to_decimal
from energycore.bundle.reading import as_mapping, as_text, as_whole
from energycore.clocks import DayRange, add_months
from energycore.tariff import (
    CardPrices,
    CardVat,
    Condition,
    FixedTerm,
    FollowingTerm,
    LimitTerm,
    OneOffTerm,
    PercentageTerm,
    SliceTerm,
    Term,
    TierTerm,
)
from kwartier.pricing.conditions import (
    CONDITIONS,
    LOYAL,
    MET,
    NEW_CUSTOMER,
    OUTSIDE,
    CardCondition,
    Course,
    PromiseFacts,
    decide,
    list_stretches,
)

Per = Literal["year", "month", "day"]
"""In which unit of time a fixed fee is told."""

KINDS: Final = ("fixed", "one_off", "unit", "slices", "tiers", "percentage", "limit")
"""The kinds of term that a card may promise beside its prices."""

GROUPS: Final = ("energy", "fee", "contributions")
"""What stands in ``of`` for several terms of the card at once."""

_OWN = frozenset({"condition", "after_months", "for_months", "eur_per_month", "eur_per_day"})
_NOT_ON_A_CARD = (
    *("component", "vat_percent", "included_vat_percent", "from", "until", "source"),
    *("parameters", "required", "provisional"),
)
_TAKEN = ("energy_", "contribution_", "credit_", "supplier_fee")
# A fee by the month is a twelfth for every calendar month, one by the day the same every day.
_PARTS_OF_YEAR: Final[dict[Per, tuple[int, str]]] = {"month": (12, "month"), "day": (365, "365")}
_FEE_PLACES = 6
_MOST_MONTHS = 600
_ANY_DAY = DayRange(0, 1)
_NOWHERE = {"component": "energy", "vat_percent": "0", "from": "1970-01-01", "until": "1970-01-02"}
_FAR = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPromise:
    """A promise: its term without days and VAT, and when it holds.

    It is made for ``for_months`` months (None: as long as the contract) that begin ``after_months``
    months into the contract; what falls due once does so on that first day.
    """

    term: Term
    condition: CardCondition | None = None
    after_months: int = 0
    for_months: int | None = None
    per: Per = "year"

    def made_for(self, facts: PromiseFacts) -> DayRange:
        """The days for which it is made to a contract."""
        begins = add_months(facts.contract_from, self.after_months)
        if isinstance(self.term, OneOffTerm):
            return DayRange(begins, begins + 1)
        if self.for_months is None:
            return DayRange(begins, _FAR)
        return DayRange(begins, add_months(begins, self.for_months))


type Courses = tuple[Course, ...]
"""What comes of each promise of a card over a period, in the card's order."""


def decide_all(promises: Sequence[CardPromise], facts: PromiseFacts, period: DayRange) -> Courses:
    """What comes of the promises of a card over a period, for a contract with these facts."""
    return tuple(
        decide(each.condition, facts, period, made_for=each.made_for(facts)) for each in promises
    )


def explain_all(
    promises: Sequence[CardPromise], facts: PromiseFacts, period: DayRange
) -> dict[str, dict[str, object]]:
    """The facts behind every condition of a card, by the condition's name: what a bill keeps."""
    conditions = [each.condition for each in promises if each.condition is not None]
    return {each.key: each.list_facts(facts, period) for each in conditions}


def list_promise_terms(
    promises: Sequence[CardPromise],
    courses: Courses,
    prices: CardPrices,
    period: DayRange,
    *,
    vat: CardVat,
    source: str,
) -> list[Term]:
    """The terms of a card's promises over some days at one rate of VAT each, in the card's order."""
    groups = _codes_of(prices, promises)
    return [
        replace(
            _followed(promise.term, groups),
            **_taxed(promise.term, vat),
            valid=days,
            source=source,
            required=False,
            condition=_came_of(promise.condition, state),
        )
        for promise, course in zip(promises, courses, strict=True)
        for days, state in list_stretches(course, period)
        if state != OUTSIDE
    ]


def _came_of(condition: CardCondition | None, state: str) -> Condition | None:
    """What came of a condition: its reason is a code, which who shows it puts into words."""
    if condition is None:
        return None
    return Condition(name=condition.key, is_met=state == MET, reason=state)


def _codes_of(prices: CardPrices, promises: Sequence[CardPromise]) -> dict[str, tuple[str, ...]]:
    scales = [each.term.code for each in promises if isinstance(each.term, SliceTerm | TierTerm)]
    return {
        "energy": (*(f"energy_{register}" for register in prices.offtake), *scales),
        "fee": ("supplier_fee",),
        "contributions": tuple(f"contribution_{name}" for name in prices.contributions),
    }


def _followed(term: Term, groups: Mapping[str, tuple[str, ...]]) -> Term:
    if not isinstance(term, FollowingTerm):
        return term
    return replace(term, of=tuple(code for name in term.of for code in groups.get(name, (name,))))


def taxed_as_fee(term: Term) -> bool:
    """Whether a promise has the rate of the fixed fee: what is paid for time, or follows the fee."""
    follows_fee = isinstance(term, FollowingTerm) and set(term.of) == {"fee"}
    return isinstance(term, FixedTerm | OneOffTerm) or follows_fee


def _taxed(term: Term, vat: CardVat) -> dict[str, Any]:
    """The rate of a term: what is paid for time has that of the fee, the rest that of a kWh."""
    is_fee = taxed_as_fee(term)
    key = vat.fee_key if is_fee else vat.unit_key
    bp = vat.fee_bp if is_fee else vat.unit_bp
    return {"vat_bp": bp, "parameters": (key,) if key else ()}


def read_promise(document: Mapping[str, Any], place: str) -> CardPromise:
    """A promise from what a person wrote, or from its stored form.

    Raises:
        DocumentInvalid: with the field that is missing, unknown or not what it should be.
    """
    kind = document.get("kind")
    if kind not in KINDS:
        raise DocumentInvalid(f"{place}.kind", f"{kind!r} is not one of {', '.join(KINDS)}")
    plain = {name: value for name, value in document.items() if name not in _OWN}
    per = _bring_to_year(document, plain, place)
    for name in _NOT_ON_A_CARD:
        if name in plain:
            raise DocumentInvalid(f"{place}.{name}", "a card does not say this of a promise")
    term = term_from_json({**_NOWHERE, **plain}, place)
    if term.code.startswith(_TAKEN) or term.code in GROUPS or not term.code.isidentifier():
        told = f"{term.code!r} names a price of the card, or is no word of letters, digits and _"
        raise DocumentInvalid(f"{place}.code", told)
    return CardPromise(
        term=term,
        condition=_read_condition(document.get("condition"), f"{place}.condition"),
        after_months=_read_months(document, "after_months", place) or 0,
        for_months=_read_months(document, "for_months", place),
        per=per,
    )


def promise_to_json(promise: CardPromise) -> dict[str, Any]:
    """The stored form of a promise; `read_promise` reads it."""
    written = term_to_json(promise.term, _ANY_DAY)
    for name in ("from", "until", "component", "vat_percent"):
        written.pop(name, None)
    if isinstance(promise.term, FixedTerm) and promise.per != "year":
        for name in ("eur_per_year", "day_count"):
            written.pop(name, None)
        parts, _ = _PARTS_OF_YEAR[promise.per]
        micro_eur = promise.term.micro_eur_per_year // parts
        written[f"eur_per_{promise.per}"] = to_decimal(micro_eur, _FEE_PLACES)
    if promise.condition is not None:
        months = {"months": promise.condition.months} if promise.condition.months else {}
        written["condition"] = {"name": promise.condition.name, **months}
    if promise.after_months:
        written["after_months"] = promise.after_months
    if promise.for_months is not None:
        written["for_months"] = promise.for_months
    return written


def _bring_to_year(document: Mapping[str, Any], plain: dict[str, Any], place: str) -> Per:
    """Write a fee by the month or the day as one by the year; returns in which unit it was told."""
    for per, (parts, day_count) in _PARTS_OF_YEAR.items():
        name = f"eur_per_{per}"
        if name in document:
            if document.get("kind") != "fixed" or "eur_per_year" in document:
                told = "only a fixed fee has it, and only one of the year, the month and the day"
                raise DocumentInvalid(f"{place}.{name}", told)
            micro_eur = parts * from_decimal(document[name], _FEE_PLACES, f"{place}.{name}")
            plain["eur_per_year"] = to_decimal(micro_eur, _FEE_PLACES)
            plain["day_count"] = day_count
            return per
    return "year"


def _read_condition(written: object, place: str) -> CardCondition | None:
    if written is None:
        return None
    document = as_mapping(written, place)
    name = as_text(document.get("name", ""), f"{place}.name")
    if name not in CONDITIONS:
        raise DocumentInvalid(f"{place}.name", f"{name!r} is not one of {', '.join(CONDITIONS)}")
    for field in document:
        if field not in {"name", "months"}:
            raise DocumentInvalid(f"{place}.{field}", "this field is not known here")
    months = _read_months(document, "months", place)
    if (name in {LOYAL, NEW_CUSTOMER}) != (months is not None):
        told = f"{LOYAL} and {NEW_CUSTOMER} count months as a customer, and no other condition does"
        raise DocumentInvalid(f"{place}.months", told)
    return CardCondition(name=name, months=months or 0)


def _read_months(document: Mapping[str, Any], name: str, place: str) -> int | None:
    if name not in document:
        return None
    months = as_whole(document[name], f"{place}.{name}")
    if not 0 < months <= _MOST_MONTHS:
        raise DocumentInvalid(f"{place}.{name}", f"it is not between 1 and {_MOST_MONTHS}")
    return months


def check_together(promises: Sequence[CardPromise]) -> None:
    """Refuse promises that share a code, or follow what the card does not have.

    Raises:
        DocumentInvalid: with the first that is wrong.
    """
    codes = [each.term.code for each in promises]
    for number, promise in enumerate(promises):
        place = f"promises[{number}]"
        if promise.term.code in codes[:number]:
            told = f"another promise has the code {promise.term.code!r} already"
            raise DocumentInvalid(f"{place}.code", told)
        for name in getattr(promise.term, "of", ()):
            if name not in {*GROUPS, *codes}:
                known = ", ".join((*GROUPS, *codes))
                raise DocumentInvalid(f"{place}.of", f"{name!r} is not one of {known}")
            followed = promises[codes.index(name)].term if name in codes else None
            if isinstance(followed, LimitTerm) or (
                isinstance(followed, PercentageTerm) and isinstance(promise.term, PercentageTerm)
            ):
                told = f"{name!r} follows others itself: a limit may follow a percentage, no more"
                raise DocumentInvalid(f"{place}.of", told)
