"""Promises of a price card in sentences, and what came of their conditions, in the active language."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from energycore.tariff import (
    CardVat,
    Condition,
    FixedTerm,
    LimitTerm,
    OneOffTerm,
    PercentageTerm,
    SliceTerm,
    Term,
    TierTerm,
    UnitTerm,
)
from energycore.units import apply_vat
from kwartier.platform.formats import (
    NBSP,
    count_decimals,
    format_energy,
    format_money,
    format_number,
    format_percent,
)
from kwartier.pricing.conditions import (
    BOTH_ENERGIES,
    DIRECT_DEBIT,
    E_BILLING,
    LOYAL,
    MET,
    NEW_CUSTOMER,
    UNMET,
)
from kwartier.pricing.promises import CardPromise, taxed_as_fee

_MICRO_PER_CENT, _NANO_PER_CENT, _PPM_DECIMALS = 10_000, 10**7, 6
_UNIT_DECIMALS = 4

# By what a share is taken of: less of it, more of it.
_LESS: dict[tuple[str, ...], Promise] = {
    ("energy",): gettext_lazy("%(share)s less on energy."),
    ("fee",): gettext_lazy("%(share)s less on the fixed fee."),
    ("contributions",): gettext_lazy("%(share)s less on the certificates."),
    ("energy", "fee"): gettext_lazy("%(share)s less on energy and the fixed fee."),
}
_MORE: dict[tuple[str, ...], Promise] = {
    ("energy",): gettext_lazy("%(share)s more on energy."),
    ("fee",): gettext_lazy("%(share)s more on the fixed fee."),
    ("contributions",): gettext_lazy("%(share)s more on the certificates."),
    ("energy", "fee"): gettext_lazy("%(share)s more on energy and the fixed fee."),
}
_FEES: dict[str, Promise] = {
    "year": gettext_lazy("%(amount)s a year, counted by the day."),
    "month": gettext_lazy("%(amount)s a month."),
    "day": gettext_lazy("%(amount)s a day."),
}
_LIMITS: dict[tuple[str, bool], Promise] = {
    ("at_most", True): gettext_lazy("Never more than %(amount)s on average over a bill."),
    ("at_least", True): gettext_lazy("Never less than %(amount)s on average over a bill."),
    ("at_most", False): gettext_lazy("Never more than %(amount)s a year."),
    ("at_least", False): gettext_lazy("Never less than %(amount)s a year."),
}
_WHEN: dict[str, Promise] = {
    DIRECT_DEBIT: gettext_lazy("It counts while you pay by direct debit."),
    E_BILLING: gettext_lazy("It counts while your bills come by e-mail."),
    BOTH_ENERGIES: gettext_lazy("It counts while you take both electricity and gas from us."),
    LOYAL: gettext_lazy("It counts once you have been a customer for %(months)s months."),
    NEW_CUSTOMER: gettext_lazy("It counts in your first %(months)s months as a customer."),
}
_MET: dict[str, Promise] = {
    DIRECT_DEBIT: gettext_lazy("It counts: you pay by direct debit."),
    E_BILLING: gettext_lazy("It counts: your bills come by e-mail."),
    BOTH_ENERGIES: gettext_lazy("It counts: you take both electricity and gas from us."),
    LOYAL: gettext_lazy("It counts: you have been a customer for %(months)s months."),
    NEW_CUSTOMER: gettext_lazy("It counts: these are your first %(months)s months as a customer."),
}
_UNMET: dict[str, Promise] = {
    DIRECT_DEBIT: gettext_lazy("It does not count: you do not pay by direct debit."),
    E_BILLING: gettext_lazy("It does not count: you have not chosen bills by e-mail."),
    BOTH_ENERGIES: gettext_lazy("It does not count: you take one of electricity and gas from us."),
    LOYAL: gettext_lazy(
        "It does not count: you have been a customer for less than %(months)s months."
    ),
    NEW_CUSTOMER: gettext_lazy(
        "It does not count any more: your first %(months)s months as a customer are over."
    ),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a price: in which locale, and with or without VAT."""

    locale: str
    vat: CardVat
    with_vat: bool = True


def say_promise(promise: CardPromise, reader: Reader) -> list[str]:
    """What is promised, when it counts, and for how long: a sentence each."""
    return [*_say_term(promise, reader), *_say_when(promise), *_say_months(promise)]


def say_came_of(condition: Condition) -> str:
    """What came of a condition on the days of a line of a bill.

    The code that a card's condition has as its reason is put into words; a case brings its own.
    """
    name, told = _split(condition.name)
    words = _MET if condition.is_met else _UNMET
    if name in words and condition.reason in {MET, UNMET}:
        return str(words[name]) % told
    reason = {"reason": condition.reason.rstrip(".")}
    if condition.is_met:
        return _("Its condition is met: %(reason)s.") % reason
    return _("Its condition is not met, so it counts for nothing: %(reason)s.") % reason


def _split(key: str) -> tuple[str, dict[str, str]]:
    """The name and the months of a condition as a bill has it: ``loyal_24_months``."""
    head, _sep, months = key.removesuffix("_months").rpartition("_")
    if key.endswith("_months") and months.isdecimal():
        return head, {"months": months}
    return key, {}


def _say_term(promise: CardPromise, reader: Reader) -> list[str]:
    term = promise.term
    if isinstance(term, SliceTerm | TierTerm):
        return _say_bands(term, reader)
    return [_say_plain(promise, term, reader)]


def _say_plain(promise: CardPromise, term: Term, reader: Reader) -> str:
    said = term.code
    match term:
        case PercentageTerm():
            said = _say_share(term, reader)
        case LimitTerm():
            said = _say_limit(term, reader)
        case FixedTerm():
            amount = _money(term, term.micro_eur_per_year // _PARTS[promise.per], reader)
            said = str(_FEES[promise.per]) % {"amount": amount}
        case OneOffTerm():
            told = {"amount": _money(term, abs(term.micro_eur), reader)}
            credit, debit = _("%(amount)s back, once."), _("%(amount)s, once.")
            said = (credit if term.micro_eur < 0 else debit) % told
        case UnitTerm():
            price = _unit(term, term.nano_eur_per_kwh, reader)
            said = _("%(price)s for every kWh.") % {"price": price}
    return said


_PARTS: Final = {"year": 1, "month": 12, "day": 365}


def _say_share(term: PercentageTerm, reader: Reader) -> str:
    share = Decimal(abs(term.share_ppm)).scaleb(-_PPM_DECIMALS)
    told = {"share": format_percent(share, reader.locale, count_decimals(share.scaleb(2)))}
    base = tuple(sorted(term.of))
    if term.share_ppm < 0:
        return str(_LESS.get(base, gettext_lazy("%(share)s less on a part of the price."))) % told
    return str(_MORE.get(base, gettext_lazy("%(share)s more on a part of the price."))) % told


def _say_limit(term: LimitTerm, reader: Reader) -> str:
    if term.nano_eur_per_kwh is not None:
        amount = _unit(term, term.nano_eur_per_kwh, reader)
    else:
        amount = _money(term, term.micro_eur_per_year or 0, reader)
    sentence = _LIMITS[term.side, term.nano_eur_per_kwh is not None]
    return str(sentence) % {"amount": amount}


def _say_bands(term: SliceTerm | TierTerm, reader: Reader) -> list[str]:
    """One sentence per slice, or per tier of who falls in it."""
    sentences = []
    for band in term.slices if isinstance(term, SliceTerm) else term.tiers:
        told = {"price": _unit(term, band.nano_eur_per_kwh, reader)}
        told["amount"] = _money(term, getattr(band, "micro_eur_per_year", 0), reader)
        if band.up_to_wh is not None:
            told["volume"] = format_energy(band.up_to_wh, reader.locale)
        if isinstance(term, SliceTerm):
            sentence = (
                _("Each kWh above that: %(price)s.")
                if band.up_to_wh is None
                else _("Each kWh of a year up to %(volume)s: %(price)s.")
            )
        else:
            sentence = (
                _("Who uses more: %(price)s for every kWh, and %(amount)s a year.")
                if band.up_to_wh is None
                else _(
                    "Who uses up to %(volume)s a year: %(price)s for every kWh, and %(amount)s a year."
                )
            )
        sentences.append(sentence % told)
    return sentences


def _say_when(promise: CardPromise) -> list[str]:
    condition = promise.condition
    if condition is None:
        return []
    return [str(_WHEN[condition.name]) % {"months": condition.months}]


def _say_months(promise: CardPromise) -> list[str]:
    after, count = promise.after_months, promise.for_months
    if isinstance(promise.term, OneOffTerm):
        if not after:
            return [_("It falls due on the first day of the contract.")]
        return [
            ngettext(
                "It falls due %(number)s month after the contract begins.",
                "It falls due %(number)s months after the contract begins.",
                after,
            )
            % {"number": after}
        ]
    told: list[str] = []
    if after:
        told.append(_("It begins in month %(number)s of the contract.") % {"number": after + 1})
    if count is not None:
        told.append(
            ngettext("It lasts %(number)s month.", "It lasts %(number)s months.", count)
            % {"number": count}
        )
    return told


def _taxed(term: Term, amount: int, reader: Reader) -> int:
    if not reader.with_vat:
        return amount
    return apply_vat(amount, reader.vat.fee_bp if taxed_as_fee(term) else reader.vat.unit_bp)


def _money(term: Term, micro_eur: int, reader: Reader) -> str:
    cents = Decimal(_taxed(term, micro_eur, reader)) / _MICRO_PER_CENT
    return format_money(int(cents.to_integral_value("ROUND_HALF_UP")), reader.locale)


def _unit(term: Term, nano_eur: int, reader: Reader) -> str:
    price = Decimal(_taxed(term, nano_eur, reader)) / _NANO_PER_CENT
    return f"{format_number(price, reader.locale, _UNIT_DECIMALS)}{NBSP}c€/kWh"
