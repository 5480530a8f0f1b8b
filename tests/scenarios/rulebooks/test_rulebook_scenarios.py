"""Each folder ``given_<situation>`` tells a connection and its consumption, and what the rules ask.

``given.toml`` names the source of the worked figures. Consumption is spread evenly over the days.
``expected.toml`` gives each amount in euro, rounded to the cent, as the figure is published: without
VAT, or with it where the operator publishes it so; the total and the VAT are those of the bill. A
connection of ``levies_only`` is asked for excise and contribution, in years of which no network tariff
is kept; ``kwh_a_year`` is told where the period is not a year and slices are to be divided by it. A
supplier's card stands in none of them, but in a price list with everything inside. ``debts`` are paid
late, and cost at most what is expected.
"""

import tomllib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pytest

from energycore.charges import split_volumes
from energycore.clocks import DayRange, day_number
from energycore.statement import make_statement
from energycore.tariff import compile_tariff
from rulebooks.be import terms as belgium
from rulebooks.be.connection import Connection
from rulebooks.be.federal import federal_terms
from rulebooks.be.late_payment import most_indemnity_cents
from rulebooks.dated_pieces import Scope
from rulebooks.fr import price_list
from rulebooks.fr import terms as france

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("given_*/given.toml"))
CENT = Decimal("0.01")
PICO = 10**12
POWERS = ("option", "subscribed_kva", "storage_kwc")
PLAIN = {"domicile": True, "is_protected": False, "mean_peak_w": None}
PLAIN |= {"prosumer_kva": None, "subscribed_kva": None}
DECIMALS = ("subscribed_kva", "prosumer_kva")


def read(folder, name):
    return tomllib.loads((folder / name).read_text("utf-8"))


def build_terms(given, period):
    """The terms of the place that a folder tells."""
    facts = dict(given["connection"])
    days = {"from_day": period.from_, "until_day": period.until}
    for name in DECIMALS:
        if name in facts:
            facts[name] = Decimal(facts[name])
    if facts.pop("country") == "France":
        return france.build_terms(**facts, **days)
    kinds = tuple(given["kwh"])
    if facts.pop("levies_only", False):
        scope = Scope(period=period, vat_key=f"be.vat.{facts['energy']}.{facts['category']}")
        return federal_terms(scope, Connection(register_kinds=kinds, **(PLAIN | facts)))
    return belgium.build_terms(register_kinds=kinds, **facts, **days)


def state(terms, kwh, period, *, kwh_a_year=None):
    """The statement of a period, its volumes spread evenly over the days."""
    tariff = compile_tariff(terms, tuple(kwh), period.from_, period.until)
    wh = [1000 * amount for amount in kwh.values()]
    spread = split_volumes(np.array(wh), tariff.boundaries.astype(float)[None, :])
    return make_statement(
        tariff, spread, period=period, annual_wh=1000 * kwh_a_year if kwh_a_year else sum(wh)
    )


def cents(amount):
    """An amount as a bill writes it."""
    return str(amount.quantize(CENT, ROUND_HALF_UP))


def tell(statement):
    """A statement in the words of ``expected.toml``."""
    amounts: dict[str, Decimal] = {}
    for line in statement.lines:
        amounts[line.code] = amounts.get(line.code, Decimal(0)) + Decimal(line.pico_eur) / PICO
    return {
        "euro": {code: cents(amount) for code, amount in amounts.items() if amount},
        "total": cents(Decimal(statement.total_cents) / 100),
        "vat": {
            f"{vat.rate_bp / 100:g} %": cents(Decimal(vat.vat_cents) / 100)
            for vat in statement.vat
            if vat.vat_cents
        },
    }


def folders_with(name):
    return [folder for folder in FOLDERS if name in read(folder, "given.toml")]


@pytest.mark.parametrize("folder", folders_with("period"), ids=lambda f: f.name)
def test_the_rules_ask_what_the_folder_says(folder):
    given, expected = read(folder, "given.toml"), read(folder, "expected.toml")
    period = DayRange.of_dates(given["period"]["from"], given["period"]["until"])
    terms, year = build_terms(given, period), given.get("kwh_a_year")
    told = tell(state(terms, given["kwh"], period, kwh_a_year=year))
    assert told["euro"] == expected["euro"]
    for name in ("total", "vat"):
        if name in expected:
            assert told[name] == expected[name]


@pytest.mark.parametrize("folder", folders_with("debts"), ids=lambda f: f.name)
def test_a_late_payment_costs_what_the_folder_says(folder):
    given = read(folder, "given.toml")
    on = day_number(given["on"])
    told = {
        name: cents(Decimal(most_indemnity_cents(int(100 * Decimal(owed)), on=on)) / 100)
        for name, owed in given["debts"].items()
    }
    assert told == read(folder, "expected.toml")["euro"]


def test_nothing_owed_costs_nothing():
    with pytest.raises(ValueError, match="a debt is above zero"):
        most_indemnity_cents(0, on=day_number(date(2026, 11, 22)))


@pytest.mark.parametrize("folder", folders_with("month"), ids=lambda f: f.name)
def test_a_month_of_the_price_list_is_what_the_folder_says(folder):
    """What is bought and what comes back from the store have prices of their own."""
    given, expected = read(folder, "given.toml"), read(folder, "expected.toml")
    period = DayRange.of_dates(given["month"]["from"], given["month"]["until"])
    days = {"from_day": period.from_, "until_day": period.until}
    option, *powers = (given["connection"][name] for name in POWERS)
    kva, kwc = map(Decimal, powers)
    none_used = dict.fromkeys(price_list.REGISTERS[option], 0)
    bought = price_list.price_list_terms(option=option, subscribed_kva=kva, storage_kwc=kwc, **days)
    returned = price_list.returned_terms(option=option, **days)
    euro: dict[str, Decimal] = {}
    for terms, kwh in ((bought, given["kwh"]), (returned, given["returned_kwh"])):
        for line in state(terms, none_used | kwh, period).lines:
            euro[line.code] = euro.get(line.code, Decimal(0)) + Decimal(line.pico_eur) / PICO
    assert {code: cents(amount) for code, amount in euro.items() if amount} == expected["euro"]
    assert cents(sum(euro.values())) == expected["total"]


def test_there_are_folders():
    assert len(FOLDERS) >= 40
