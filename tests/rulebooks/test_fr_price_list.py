"""The demonstration supplier's price list: subscription by power and option, energy, the storage."""

from datetime import date
from decimal import Decimal

import pytest

from energycore.clocks import DayRange, day_number
from energycore.tariff import FixedTerm, UnitTerm
from rulebooks.fr.price_list import price_list_terms, returned_terms
from rulebooks.fr.terms import SupplyUnclear
from rulebooks.parameters import ExpiredParameter, MissingParameter, get_parameter

PERIOD = DayRange(day_number(date(2026, 10, 1)), day_number(date(2026, 11, 1)))


def prices(option, kva, **more):
    """Euro a month of each yearly amount and euro per kWh of each register, VAT included."""
    terms = price_list_terms(
        option=option,
        subscribed_kva=Decimal(kva),
        from_day=PERIOD.from_,
        until_day=PERIOD.until,
        **more,
    )
    assert all((term.vat_bp, term.included_vat_bp) == (2000, 2000) for term in terms)
    monthly = {t.code: t.micro_eur_per_year / 12e6 for t in terms if isinstance(t, FixedTerm)}
    per_kwh = {t.code: t.nano_eur_per_kwh / 1e9 for t in terms if isinstance(t, UnitTerm)}
    return monthly, per_kwh


@pytest.mark.parametrize(
    ("option", "amounts"),
    [
        (
            "base",
            "3:13.31 6:17.08 9:21.15 12:25.07 15:28.75 18:32.54 24:40.62 30:48.05 36:55.54",
        ),
        (
            "hphc",
            "3:17.31 6:17.31 9:21.48 12:26.09 15:30.88 18:35.68 24:45.27 30:54.86 36:64.45",
        ),
    ],
)
def test_the_subscription_follows_power_and_option(option, amounts):
    for pair in amounts.split():
        kva, amount = pair.split(":")
        assert prices(option, kva)[0] == {"subscription": float(amount)}


def test_energy_per_register():
    assert prices("base", 6)[1] == {"energy_base": 0.2001}
    assert prices("base", 9)[1] == {"energy_base": 0.1985}
    assert prices("hphc", 9)[1] == {
        "energy_peak_hours": 0.2142,
        "energy_off_peak_hours": 0.1589,
    }


def test_the_storage_is_paid_by_the_power_of_the_modules():
    monthly, _ = prices("hphc", 9, storage_kwc=Decimal(6))
    assert monthly == {"subscription": 21.48, "storage": 7.2}


def test_what_comes_back_still_pays_network_excise_certificates_and_vat():
    terms = returned_terms(option="hphc", from_day=PERIOD.from_, until_day=PERIOD.until)
    assert [t.nano_eur_per_kwh for t in terms] == [112_200_000, 94_500_000]
    certificates = get_parameter("fr.demo.energy_savings_certificates", PERIOD.from_).number()
    excise = get_parameter("fr.excise.household", PERIOD.from_).number()
    for term, key in zip(terms, ("peak_hours", "off_peak_hours"), strict=True):
        network = get_parameter(f"fr.turpe.mudt.kwh_{key}", PERIOD.from_).number()
        worked_out = (network + excise + certificates) * Decimal("1.2")
        # The list shows a hundredth of a cent.
        assert abs(worked_out - Decimal(term.nano_eur_per_kwh) / 10**6) < Decimal("0.1")


def test_days_options_and_powers_outside_the_list_are_refused():
    facts = {"subscribed_kva": Decimal(6), "from_day": PERIOD.from_, "until_day": PERIOD.until}
    with pytest.raises(SupplyUnclear, match="no option tempo, only base, hphc"):
        price_list_terms(option="tempo", **facts)
    with pytest.raises(SupplyUnclear, match="42 kVA"):
        price_list_terms(option="base", **(facts | {"subscribed_kva": Decimal(42)}))
    with pytest.raises(MissingParameter, match="first is of 2026-08-01"):
        price_list_terms(option="base", **(facts | {"from_day": PERIOD.from_ - 100}))
    with pytest.raises(ExpiredParameter, match=r"review demo_price_list\.toml"):
        returned_terms(option="base", from_day=PERIOD.from_, until_day=PERIOD.from_ + 100)
