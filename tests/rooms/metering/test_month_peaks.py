"""Monthly peaks: delivered once or again, corrected by a newer one, seen by whom they are billed to."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from house_factory import NOW, as_web, make_brand, make_customer
from kwartier.metering.models import MonthPeak
from kwartier.metering.operations import load_month_peaks
from kwartier.metering.queries import list_month_peaks, list_read_days
from kwartier.metering.types import DeliveredPeak
from supply_factory import make_contract, make_home, read

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def load(home, *peaks):
    delivered = [DeliveredPeak(home.id, month, peak_w) for month, peak_w in peaks]
    return load_month_peaks(delivered, brand_id=home.brand_id, now=NOW)


def test_the_newest_peak_of_a_month_holds_and_a_repeated_load_adds_nothing():
    home = make_home(make_brand())
    assert load(home) == 0
    assert load(home, (MAY, 4_100), (JUNE, 3_000)) == 2
    assert load(home, (MAY, 4_100), (JUNE, 3_200)) == 1
    assert list_month_peaks([home.id], MAY, JUNE) == {home.id: {MAY: 4_100, JUNE: 3_200}}
    assert list_month_peaks([home.id], JUNE, JUNE) == {home.id: {JUNE: 3_200}}
    assert list_month_peaks([], MAY, JUNE) == {}
    assert MonthPeak.objects.count() == 3


def test_a_peak_belongs_to_a_month_and_is_never_edited():
    home = make_home(make_brand())
    with pytest.raises(IntegrityError, match="monthpeak_of_a_month"), transaction.atomic():
        load(home, (date(2025, 5, 2), 4_100))
    load(home, (MAY, 4_100))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        MonthPeak.objects.update(peak_w=1)


def test_a_customer_sees_the_peaks_that_count_in_a_bill_of_a_day_of_theirs():
    brand = make_brand()
    home = make_home(brand)
    person, account = make_customer(brand)
    later, later_account = make_customer(brand)
    make_contract(account, home, brand=brand, starts_on=date(2025, 6, 1), ends_on=date(2026, 2, 1))
    make_contract(later_account, home, brand=brand, starts_on=date(2026, 2, 1))
    months = [date(2024, 5, 1), date(2025, 1, 1), date(2026, 1, 1), date(2026, 2, 1)]
    load(home, *((month, 4_000) for month in months))
    with as_web(brand, person):
        assert set(list_month_peaks([home.id], months[0], months[-1])[home.id]) == set(months[1:3])
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            load(home, (date(2025, 8, 1), 1))
    with as_web(brand, later):
        assert set(list_month_peaks([home.id], months[0], months[-1])[home.id]) == set(months[2:])


def test_a_day_counts_as_read_when_the_operator_read_a_register():
    home = make_home(make_brand())
    read(home, MAY, 1_000)
    assert list_read_days({(home.id, MAY), (home.id, JUNE)}) == {(home.id, MAY)}
