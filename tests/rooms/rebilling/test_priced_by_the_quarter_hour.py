"""A card whose price follows an index by the quarter-hour: what it comes to, and what it lacks."""

import tomllib
from datetime import date

import pytest

from advance_factory import (
    make_household,
)
from energycore.bundle import state
from house_factory import NOW
from interval_factory import store_consent, store_day
from kwartier.intervals.models import IntervalConsent
from kwartier.metering.types import ReadingOrigin, RegisterKind, RegisterSpec
from kwartier.platform.types import SYSTEM
from kwartier.rebilling.queries import get_would_have_paid
from kwartier.rebilling.types import LackKind
from kwartier.supply.operations import end_contract
from kwartier.supply.types import EndReason
from rulebooks.cases import read_case
from supply_factory import make_contract, read

pytestmark = pytest.mark.django_db

TOTAL = (RegisterSpec(RegisterKind.TOTAL),)


FIRST, LAST = date(2025, 10, 25), date(2025, 10, 28)  # the clock moves on the second of three days
QUARTERS = (96, 100, 96)
DYNAMIC = """
[[terms]]
kind = "fixed"
code = "supplier_fee"
eur_per_year = "75"

[[terms]]
kind = "dynamic"
code = "energy_total"
index = "day-ahead"
factor = "1.019"
addend_eur_per_kwh = "0.019591"
registers = ["total"]
{more}
[[intervals]]
register = "total"
index = "day-ahead"
{wh}index_eur_per_kwh = [{prices}]
"""
POINT = """
[supply_point]
country = "BE"
region = "flanders"
operator = "fluvius_antwerpen"
energy = "electricity"
category = "residential"
meter = "digital"
registers = ["total"]
profile = "rlp0n.flanders"

[period]
from = 2025-10-25
until = 2025-10-28

[[peaks]]
from = 2025-10-25
until = 2025-10-28
mean_kw = "0"
"""


def dynamic(*, more="", prices=None, wh=""):
    listed = prices or [f'"0.{at % 100:02}"' for at in range(sum(QUARTERS))]
    return DYNAMIC.format(more=more, wh=wh, prices=", ".join(listed))


def make_days(
    *,
    origin=ReadingOrigin.OPERATOR,
    wh=250,
    counted=73,
    registers=TOTAL,
    left_out=(),
    consents=True,
):
    """A home of three days that were read at both ends, with quarter-hours that come to 73 kWh."""
    home = make_household(
        moved_in=FIRST, read_on=(), period=(FIRST, LAST), issue=False, home={"registers": registers}
    )
    if consents:
        store_consent(home.account, home.home, purpose="advice")
    for day, shown in ((FIRST, 0), (LAST, counted)):
        read(home.home, day, *([1_000 + shown] * len(registers)), origin=origin)
    for number, count in enumerate(QUARTERS):
        day = date(2025, 10, 25 + number)
        if day not in left_out:
            store_day(home.home, day, values_wh=[wh] * count, total_wh=wh * count, peak_wh=wh)
    return home


def brought(home, case):
    offers = get_would_have_paid(
        account_id=home.account.pk, code=home.home.code, months=12, today=LAST, case=case.encode()
    ).offers
    (offer,) = [offer for offer in offers if offer.is_from_file]
    return offer


def test_quarter_hours_at_their_index_come_to_what_a_quote_of_the_case_does():
    wh = f"wh = [{', '.join(['250'] * sum(QUARTERS))}]\n"
    quote = POINT + dynamic(wh=wh)
    expected = state(read_case(tomllib.loads(quote))).total_cents
    offer = brought(make_days(), quote)
    assert (offer.total_cents, offer.price_kind) == (expected, "dynamic")
    assert offer.left_aside == ("peaks",)
    hours = [f'"0.{at % 100:02}"' for at in range(sum(QUARTERS) // 4)]
    by_hour = brought(make_days(), dynamic(prices=hours))
    assert by_hour.total_cents not in {None, expected}


def test_hours_of_the_meter_are_priced_where_their_price_is_one():
    home = make_days(left_out=(FIRST,))
    store_day(home.home, FIRST, step_minutes=60, values_wh=[1_000] * 24, total_wh=24_000)
    hours = [f'"0.{at % 100:02}"' for at in range(sum(QUARTERS) // 4)]
    assert brought(home, dynamic(prices=hours)).total_cents is not None
    (lack,) = brought(home, dynamic()).lacks
    assert (lack.kind, lack.day, lack.day_count) == (LackKind.QUARTER_HOURS, FIRST, 1)


def test_quarter_hours_advise_nobody_without_the_consent_for_that():
    home = make_days(consents=False)
    store_consent(home.account, home.home)  # to be shown them is another purpose
    (lack,) = brought(home, dynamic()).lacks
    assert (lack.kind, lack.day) == (LackKind.CONSENT, FIRST)
    consent = store_consent(
        home.account, home.home, purpose="advice", expires_on=LAST, given_on=FIRST
    )
    (lack,) = brought(home, dynamic()).lacks
    assert lack.kind == LackKind.CONSENT
    IntervalConsent.objects.filter(pk=consent.pk).update(expires_on=date(2026, 1, 1))
    assert brought(home, dynamic()).total_cents is not None


def test_what_is_not_known_by_the_quarter_hour_is_told_and_not_guessed():
    (lack,) = brought(make_days(left_out=(date(2025, 10, 26),)), dynamic()).lacks
    assert (lack.kind, lack.day, lack.day_count) == (
        LackKind.QUARTER_HOURS,
        date(2025, 10, 26),
        1,
    )
    (lack,) = brought(make_days(counted=80), dynamic()).lacks
    assert (lack.kind, lack.difference_wh) == (LackKind.QUARTER_HOURS_DIFFER, -7_000)
    elsewhere = dynamic().replace("[[intervals]]", "[[intervals]]\nfrom = 2025-10-25\nuntil = 2025-10-26", 1)  # fmt: skip
    short = elsewhere.replace(", ".join([f'"0.{at % 100:02}"' for at in range(292)]), ", ".join(['"0.1"'] * 96))  # fmt: skip
    (lack,) = brought(make_days(), short).lacks
    assert (lack.kind, lack.what, lack.day_count) == (LackKind.QUARTER_PRICES, "day-ahead", 2)
    before = short.replace("2025-10-25", "2025-09-25").replace("2025-10-26", "2025-09-26")
    assert brought(make_days(), before).lacks[0].day_count == 3
    other = dynamic().replace('index = "day-ahead"\nindex_eur', 'index = "intraday"\nindex_eur')
    assert brought(make_days(), other).lacks[0].kind == LackKind.QUARTER_PRICES


def test_quarter_hours_of_several_contracts_are_weighed_contract_by_contract():
    home = make_days(counted=74)
    half = date(2025, 10, 26)
    read(home.home, half, 1_024)
    end_contract(
        contract_id=home.contract.id, ends_on=half, reason=EndReason.PRODUCT, actor=SYSTEM, now=NOW
    )
    make_contract(home.account, home.home, starts_on=half, brand=home.brand)
    # 24 and 50 kWh at no price but the index, which is a tenth: no cent is lost between them.
    flat = dynamic(prices=['"0.1"'] * sum(QUARTERS)).replace('"0.019591"', '"0"')
    offer = brought(home, flat.replace('"1.019"', '"1"').replace('"75"', '"0"'))
    assert offer.lacks == ()
    # 73 kWh by the quarter-hour at 10 cents, with 6 % VAT.
    assert offer.component_cents["energy"] == pytest.approx(774, abs=1)


def test_an_estimated_index_may_be_off_by_some_percent():
    estimated = ReadingOrigin.ESTIMATED
    assert brought(make_days(counted=76, origin=estimated), dynamic()).lacks == ()
    assert brought(make_days(counted=79, origin=estimated), dynamic()).lacks != ()


def test_a_price_that_changes_between_two_days_is_weighed_on_either_side():
    whole = dynamic()
    term = whole[whole.index('[[terms]]\nkind = "dynamic"') : whole.index("[[intervals]]")]
    first = term + "from = 2025-10-25\nuntil = 2025-10-26\n\n"
    later = term + "from = 2025-10-26\nuntil = 2025-10-28\n\n"
    cut = whole.replace(term, first + later)
    assert brought(make_days(), cut).total_cents == brought(make_days(), whole).total_cents


def test_registers_that_are_only_known_together_are_priced_together():
    both = (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT))
    home = make_days(registers=both, counted=36, wh=247)  # 72.1 kWh by the quarter-hour
    case = dynamic().replace('["total"]', '["day", "night"]')
    assert brought(home, case).total_cents is not None
    apart = case.replace('["day", "night"]', '["day"]') + '\n[[terms]]\nkind = "unit"\ncode = "energy_night"\neur_per_kwh = "0.1"\nregisters = ["night"]\n'  # fmt: skip
    (lack,) = brought(home, apart).lacks
    assert (lack.kind, lack.what) == (LackKind.REGISTER, "night")


def test_an_injection_that_nobody_measured_by_the_quarter_hour_is_lacking():
    both = (RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))
    credit = """
[[terms]]
kind = "dynamic"
code = "credit_injection"
index = "day-ahead"
factor = "1"
addend_eur_per_kwh = "0"
registers = ["injection"]
is_credit = true
vat_percent = "0"
"""
    (lack,) = brought(make_days(registers=both), dynamic(more=credit)).lacks
    assert (lack.kind, lack.day_count) == (LackKind.QUARTER_HOURS, 3)
    unmet = credit.replace('code = "credit_injection"', 'code = "credit_injection"\ncondition = {name = "x", is_met = false, reason = "y"}')  # fmt: skip
    plain = '\n[[terms]]\nkind = "injection"\ncode = "credit"\neur_per_kwh = "0.01"\nvat_percent = "0"\n'
    assert brought(make_days(registers=both), dynamic(more=unmet + plain)).lacks == ()
