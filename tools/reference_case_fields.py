"""Every field of a case for `kwartier bill quote`, in the words of who writes one."""

from collections.abc import Callable, Mapping, Sequence

from energycore.tariff import COMPONENTS, INJECTION_KINDS
from rulebooks.be.connection import OFFTAKE, OPERATORS
from rulebooks.fr.price_list import REGISTERS as OPTIONS
from rulebooks.fr.terms import REGISTERS as FORMULAS
from rulebooks.profiles import list_profiles

type Render = Callable[[Sequence[str], Sequence[Sequence[object]]], str]

_DAYS = {
    "from": "first day; the period of the case where both are left out",
    "until": "first day that no longer counts",
}
_SOURCE = "where it comes from, for who reads the bill"


def _told(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _mapped(kinds: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"`{name}` has {_told(registers)}" for name, registers in kinds.items())


FIELDS: dict[str, dict[str, str]] = {
    "the case": {
        "title": "what the case is about",
        "source": "where its figures come from",
        "supply_point": "what is supplied; needed",
        "period": "`from` and `until`, a date each; needed",
        "cards": "the supplier's prices; needed without a social tariff, a price list or `terms`",
        "volumes": "what every register counted, on every day of the period; needed without `intervals`",
        "annual_kwh": "the yearly offtake that places the bill in slices and tiers; worked out from the volumes and the profile otherwise",
        "peaks": "the mean monthly peak, by stretches of days; a digital meter in Flanders needs these or the next",
        "monthly_peaks": 'the highest quarter-hour of each month in kW, such as `"2026-01" = "5.2"`: a month is charged on the mean of the twelve up to it; '
        "one before the period that is not told counts as the smallest peak",
        "lines": "what is asked once",
        "terms": "further promises, each with the fields of a [term of a bundle](bundle.md)",
        "intervals": "quarter-hours or hours, for a dynamic price",
    },
    "supply_point in Belgium": {
        "country": '`"BE"`; needed',
        "region": f"{_told(tuple(OPERATORS))}; needed",
        "operator": f"the grid operator: {'; '.join(_told(names) for names in OPERATORS.values())}; needed",
        "energy": "`electricity` or `gas`; needed",
        "category": "`residential` or `professional`: decides on excise and VAT; needed",
        "meter": "`digital`, `electronic` (also a digital one that does not reach its operator), `ferraris` (runs backwards) or `gas`; needed",
        "registers": f"what the meter counts: {_told([*OFFTAKE, *INJECTION_KINDS])}; needed",
        "profile": f"the load profile that divides volumes: {_told(list_profiles())}; needed",
        "injection_profile": "the same for a register of injection; needed with one",
        "domicile": "whether somebody is domiciled there (Flemish energy fund); true if not said",
        "protected": "whether the social tariff holds, in place of cards and grid; false if not said",
        "prosumer_kva": "power of the inverter behind a meter that runs backwards",
        "subscribed_kva": "power of the connection; needed in Brussels",
    },
    "supply_point in France": {
        "country": '`"FR"`; needed',
        "energy": "`electricity`; needed",
        "category": "`residential` or `professional`; needed",
        "registers": f"those of the formula ({_mapped(FORMULAS)}) or of the price list ({_mapped(OPTIONS)}); needed",
        "profile": "as in Belgium; `fr.days` divides by days; needed",
        "subscribed_kva": "the power subscribed to; needed",
        "formula": f"the formula of the grid: {_told(tuple(FORMULAS))}; needed without a price list",
        "price_list": f"the demonstration supplier's prices with everything inside, in place of cards: {_told(tuple(OPTIONS))}",
        "storage_kwc": "power of the panels, with a virtual battery",
    },
    "cards": {
        "name": "what the card is called",
        "from": "its first day; it holds until the next card begins; needed",
        "fixed_fee_eur_per_year": "needed",
        "eur_per_kwh": 'a price for each register, such as `{ day = "0.14", night = "0.11" }`',
        "formulas": "or a formula for each: a table `[cards.formulas.day]` with the fields below",
        "injection_eur_per_kwh": "what is paid for a kWh of injection, by register",
        "injection_formulas": "or a formula for it",
        "contributions_eur_per_kwh": "green certificates and the like, by name, on every kWh of offtake",
    },
    "a formula": {
        "index": "its name",
        "factor": "times the value; needed",
        "value": "the published value in EUR/kWh; needed",
        "addend": "what is added; needed",
        "at_least": "the price is never below it",
        "at_most": "and never above it",
    },
    "volumes": {
        "register": "needed",
        **_DAYS,
        "kwh": "kWh, at most three decimals",
        "m3": "cubic meters instead, of gas",
        "kwh_per_m3": "what a cubic meter held; needed with `m3`",
    },
    "peaks": {
        "from": "first day; the stretches follow each other over the whole period; needed",
        "until": f"{_DAYS['until']}; needed",
        "mean_kw": "the mean of the last twelve monthly peaks, on these days; needed",
    },
    "lines": {
        "code": "its name; needed",
        "on": "a day of the period; needed",
        "eur": "without VAT; below zero for something given; needed",
        "vat_percent": "needed",
        "component": f"{_told(COMPONENTS)}; energy if not said",
        "source": _SOURCE,
    },
    "intervals": {
        "register": "needed",
        **_DAYS,
        "index": "its name; needed",
        "wh": "whole Wh of every quarter-hour, or of every hour; needed",
        "index_eur_per_kwh": "the index of each of them; needed",
    },
}
"""By where they stand: what each field says, and whether it is needed."""


def render_fields(render_table: Render) -> str:
    """Return one table for each place of a case."""
    tables = [
        f"**{place}**\n\n{render_table(('field', 'what it says'), [(f'`{name}`', told) for name, told in fields.items()])}"
        for place, fields in FIELDS.items()
    ]
    return "## Fields\n\n" + "\n\n".join(tables)
