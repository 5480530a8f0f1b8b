"""Further promises of a case: any price term, written as a bundle writes it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from energycore.bundle import term_from_json
from energycore.bundle.decimals import to_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import as_code, as_mapping, days_to_json, required
from energycore.clocks import DayRange
from energycore.tariff import FollowingTerm, Term
from rulebooks.cases.dates import read_days
from rulebooks.vat import VatRates


def list_further_terms(
    written: Sequence[Any], rates: Sequence[VatRates], period: DayRange
) -> list[Term]:
    """Return the terms under `terms` of a case.

    Without days a term holds for the period; without a component it is energy; without a rate of
    VAT it has that of the unit prices, whenever that changes. Raises DocumentInvalid for a term
    that cannot be read.
    """
    terms: list[Term] = []
    for number, document in enumerate(written):
        place = f"terms[{number}]"
        terms += _terms_of(as_mapping(document, place), place, rates, period)
    return terms


def check_followed(terms: Sequence[Term]) -> None:
    """Raise DocumentInvalid for a share or a limit of a promise that the case does not know."""
    codes = {term.code for term in terms}
    for term in terms:
        if isinstance(term, FollowingTerm):
            for code in term.of:
                if code not in codes:
                    known = ", ".join(sorted(codes))
                    raise DocumentInvalid(
                        f"terms.{term.code}.of", f"{code!r} is not one of the promises: {known}"
                    )


def _terms_of(
    document: Mapping[str, Any], place: str, rates: Sequence[VatRates], period: DayRange
) -> list[Term]:
    days = read_days({**_dates(period), **document}, place).overlap(period)
    if days is None:
        raise DocumentInvalid(place, "it lies outside the period of the case")
    as_code(required(document, "code", place), f"{place}.code")
    whole = {"component": "energy", **document}
    if "vat_percent" in document:
        return [term_from_json(whole | days_to_json(days), place)]
    found: list[Term] = []
    for rate in rates:
        both = rate.valid.overlap(days)
        if both is not None:
            percent = {"vat_percent": to_decimal(rate.unit_bp, 2)}
            found.append(term_from_json(whole | percent | days_to_json(both), place))
    return found


def _dates(period: DayRange) -> dict[str, str | date]:
    return {**days_to_json(period)}
