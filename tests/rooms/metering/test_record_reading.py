"""Giving a reading: what each input gets, and that nothing is stored when one field is refused."""

from datetime import date, timedelta

import pytest

from house_factory import NOW, acting, make_account, make_brand, make_person
from kwartier.metering.models import Reading, ReadingEvent
from kwartier.metering.operations import exchange_meter, record_reading
from kwartier.metering.refusals import (
    NoMeterThen,
    ReadingAlreadyThere,
    ReadingBeyondNext,
    ReadingGoesBackwards,
    ReadingHasDecimals,
    ReadingHasTooManyDigits,
    ReadingInTheFuture,
    ReadingIsMissing,
    ReadingIsNegative,
    ReadingIsNotANumber,
    ReadingOnClosedPeriod,
    ReadingRefused,
    RegisterIsNotThere,
)
from kwartier.metering.types import (
    Energy,
    Expectation,
    MeterKind,
    MeterSpec,
    ReadingOrigin,
    ReadingState,
    RegisterKind,
    RegisterSpec,
)
from kwartier.platform.audit import list_entries
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM
from supply_factory import TODAY, make_home, make_solar_home, read, register_of, registers_of

pytestmark = pytest.mark.django_db

DAY_NIGHT = (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT))


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def home(brand):
    """3500 kWh a year, read by the operator twice; the last period is closed."""
    home = make_home(brand)
    read(home, date(2024, 11, 1), 10_000)
    read(home, date(2025, 11, 1), 13_500, closes_period=True)
    return home


def give(home, *typed, on=TODAY, expectation=None, account_id=None, indexes=None):
    registers = registers_of(home, on)
    return record_reading(
        supply_point_id=home.id,
        read_on=on,
        indexes=indexes
        if indexes is not None
        else {register.id: value for register, value in zip(registers, typed, strict=False)},
        actor=acting(make_person(make_brand())),
        today=TODAY,
        now=NOW,
        account_id=account_id,
        expectation=expectation,
    )


def refused(home, *typed, **more):
    """The refusals by class, after making sure that nothing was stored."""
    before = Reading.objects.count()
    with pytest.raises(ReadingRefused) as refusal:
        give(home, *typed, **more)
    assert Reading.objects.count() == before
    return refusal.value.refusals


def test_a_reading_in_line_is_accepted_and_on_the_record(brand, home):
    account = make_account(brand)
    answer = give(home, "17 100", account_id=account.pk)
    assert answer.state == ReadingState.ACCEPTED
    assert not answer.is_questioned
    (found,) = answer.indexes
    assert (found.index_value, found.previous_index, found.volume) == (17_100, 13_500, 3_600)
    assert found.previous_on == date(2025, 11, 1)
    assert found.finding == "ok"
    stored = Reading.objects.get(read_on=TODAY)
    assert (stored.origin, stored.is_official) == (ReadingOrigin.CUSTOMER, False)
    assert stored.account_id == account.pk
    event = ReadingEvent.objects.get(reading=stored)
    assert (event.from_state, event.to_state) == ("", "accepted")
    (entry,) = list_entries(account_id=account.pk)
    assert entry.action == "reading.recorded"
    assert entry.after["indexes"] == {str(register_of(home).id): 17_100}


@pytest.mark.parametrize("typed", ["017100", "17\u202f100", "17\u00a0100", " 17100 ", 17100])
def test_spaces_and_leading_zeros_are_taken(home, typed):
    assert give(home, typed).indexes[0].index_value == 17_100


@pytest.mark.parametrize(
    ("typed", "kind", "says"),
    [
        ("17100,5", ReadingHasDecimals, "only the digits before the comma"),
        ("17100.5", ReadingHasDecimals, "only the digits before the comma"),
        ("17.100", ReadingHasDecimals, "only the digits before the comma"),
        (",5", ReadingHasDecimals, "only the digits before the comma"),
        ("17l00", ReadingIsNotANumber, "“17l00”"),
        ("1e5", ReadingIsNotANumber, "“1e5”"),
        ("%(typed)s", ReadingIsNotANumber, "“%(typed)s”"),
        ("١٧١٠٠", ReadingIsNotANumber, "something else"),
        (".", ReadingIsNotANumber, "something else"),
        ("--5", ReadingIsNotANumber, "something else"),
        ("-5", ReadingIsNegative, "below zero"),
        ("\u22125", ReadingIsNegative, "below zero"),
        ("-5,5", ReadingIsNegative, "below zero"),
        ("1234567", ReadingHasTooManyDigits, "6 digits before the comma, and you typed 7"),
        ("13499", ReadingGoesBackwards, "which was 13500"),
        ("", ReadingIsMissing, "still empty"),
        ("   ", ReadingIsMissing, "still empty"),
    ],
)
def test_what_bad_input_gets(home, typed, kind, says):
    (refusal,) = refused(home, typed)
    assert type(refusal) is kind
    assert refusal.field == str(register_of(home).id)
    assert says in refusal.say()
    assert refusal.say_next()


def test_a_long_text_is_not_thrown_back_whole(home):
    (refusal,) = refused(home, "x" * 5_000)
    assert len(refusal.say()) < 120


def test_a_day_to_come(home):
    (refusal,) = refused(home, "17100", on=TODAY + timedelta(days=1))
    assert type(refusal) is ReadingInTheFuture
    assert refusal.field == "read_on"


@pytest.mark.parametrize("day", [date(2025, 11, 1), date(2025, 10, 31), date(2024, 6, 1)])
def test_a_closed_period(home, day):
    (refusal,) = refused(home, "13400", on=day)
    assert type(refusal) is ReadingOnClosedPeriod
    assert "2025" in refusal.say()


def test_before_there_was_a_meter(brand):
    (refusal,) = refused(make_home(brand), indexes={1: "100"}, on=date(2014, 1, 1))
    assert type(refusal) is NoMeterThen


def test_the_day_and_the_digits_are_said_at_once(home):
    kinds = {type(each) for each in refused(home, "17l00", on=TODAY + timedelta(days=1))}
    assert kinds == {ReadingInTheFuture, ReadingIsNotANumber}


def test_one_already_of_that_day(home):
    give(home, "17100")
    (refusal,) = refused(home, "17200")
    assert type(refusal) is ReadingAlreadyThere
    assert "17100" in refusal.say()


def test_above_a_later_reading(home):
    give(home, "17100")
    (refusal,) = refused(home, "17101", on=TODAY - timedelta(days=30))
    assert type(refusal) is ReadingBeyondNext
    assert "17100" in refusal.say()
    assert give(home, "16900", on=TODAY - timedelta(days=30)).state == ReadingState.ACCEPTED


def test_a_supply_point_that_is_not_there(home):
    with pytest.raises(NotFound):
        record_reading(
            supply_point_id=home.id + 999,
            read_on=TODAY,
            indexes={},
            actor=SYSTEM,
            today=TODAY,
            now=NOW,
            account_id=None,
        )


def test_all_registers_of_a_meter_come_together_and_all_errors_at_once(brand):
    home = make_home(brand, registers=DAY_NIGHT)
    read(home, date(2025, 11, 1), 5_000, 6_000)
    day, night = registers_of(home)
    found = {refusal.field: type(refusal) for refusal in refused(home, "4999", "6x")}
    assert found == {str(day.id): ReadingGoesBackwards, str(night.id): ReadingIsNotANumber}
    (missing,) = refused(home, "5100")
    assert (type(missing), missing.field) == (ReadingIsMissing, str(night.id))
    (empty,) = refused(home, "5100", "")
    assert type(empty) is ReadingIsMissing
    assert {type(each) for each in refused(home, indexes={})} == {ReadingIsMissing}


def test_another_meters_register(brand, home):
    stranger = register_of(make_home(brand)).id
    found = refused(home, indexes={register_of(home).id: "17100", stranger: "5"})
    assert [(type(each), each.field) for each in found] == [(RegisterIsNotThere, str(stranger))]


def test_a_second_meter_may_be_left_out(brand):
    """The exclusive-night meter hangs beside the main one; one may be read without the other."""
    home = make_home(brand)
    spec = MeterSpec(
        "EN-1", MeterKind.DIGITAL, date(2015, 3, 1), (RegisterSpec(RegisterKind.EXCLUSIVE_NIGHT),)
    )
    removed = register_of(home).meter_serial
    exchange_meter(
        supply_point_id=home.id, removed_serial=removed, installed=spec, actor=SYSTEM, now=NOW
    )
    # On the day of the exchange both hang there: the old one may be left out, or given too.
    on = date(2015, 3, 1)
    old, new = registers_of(home, on)
    assert give(home, indexes={new.id: "0"}, on=on).indexes[0].register_id == new.id
    assert give(home, indexes={old.id: "77", new.id: ""}, on=on).indexes[0].register_id == old.id


def test_out_of_line_is_kept_as_questioned_with_the_range(home):
    answer = give(home, "31000")
    assert answer.is_questioned
    (found,) = answer.indexes
    assert (found.finding, found.in_line) == ("too_high", False)
    assert found.expected_from < 3_700 < found.expected_until < 17_500
    assert found.lowest_index == 13_500 + found.expected_from
    assert found.highest_index == 13_500 + found.expected_until
    stored = Reading.objects.get(read_on=TODAY)
    assert stored.state == ReadingState.QUESTIONED
    assert ReadingEvent.objects.get(reading=stored).reason == "total: too_high"


def test_far_too_little_is_questioned_too(home):
    assert give(home, "13501").indexes[0].finding == "too_low"


def test_one_register_out_of_line_questions_the_whole_reading(brand):
    home = make_home(brand, registers=DAY_NIGHT)
    read(home, date(2024, 11, 1), 1_000, 1_000)
    read(home, date(2025, 11, 1), 3_000, 4_000)
    answer = give(home, "5000", "14000")
    assert answer.is_questioned
    assert [found.in_line for found in answer.indexes] == [True, False]
    assert set(Reading.objects.filter(read_on=TODAY).values_list("state", flat=True)) == {
        "questioned"
    }


def test_a_questioned_reading_is_no_neighbor(home):
    give(home, "31000", on=TODAY - timedelta(days=10))
    assert give(home, "17100").state == ReadingState.ACCEPTED


def test_a_roll_over_that_the_year_supports(brand):
    home = make_home(brand, registers=(RegisterSpec(RegisterKind.TOTAL, dials=5),))
    read(home, date(2024, 11, 1), 95_000)
    read(home, date(2025, 11, 1), 98_500)
    answer = give(home, "02100")
    assert answer.state == ReadingState.ACCEPTED
    assert (answer.indexes[0].finding, answer.indexes[0].volume) == ("roll_over", 3_600)


def test_a_fall_that_no_roll_over_explains(brand):
    home = make_home(brand, registers=(RegisterSpec(RegisterKind.TOTAL, dials=5),))
    read(home, date(2024, 11, 1), 75_000)
    read(home, date(2025, 11, 1), 78_500)
    # 78500 to 08500 would be 30000 kWh over the roll-over: nine times the year.
    (refusal,) = refused(home, "08500")
    assert type(refusal) is ReadingGoesBackwards


def test_without_anything_to_expect_a_roll_over_is_asked_about(brand):
    home = make_home(brand, registers=(RegisterSpec(RegisterKind.TOTAL, dials=5),))
    read(home, TODAY - timedelta(days=20), 99_900)
    assert give(home, "00100").indexes[0].finding == "roll_over"
    assert Reading.objects.get(read_on=TODAY).state == ReadingState.QUESTIONED


def test_a_first_reading_has_nothing_to_be_compared_with(brand):
    home = make_home(brand)
    answer = give(home, "123")
    assert (answer.state, answer.indexes[0].previous_index) == (ReadingState.ACCEPTED, None)
    assert answer.indexes[0].volume is None
    assert give(home, "120", on=TODAY - timedelta(days=9)).state == ReadingState.ACCEPTED


def test_without_anything_to_expect_every_rise_is_taken(brand):
    home = make_home(brand)
    read(home, TODAY - timedelta(days=20), 100)
    assert give(home, "90000").state == ReadingState.ACCEPTED


def test_what_the_caller_or_the_operator_expects_stands_in(brand):
    estimated = make_home(
        brand, registers=(RegisterSpec(RegisterKind.TOTAL, annual_estimate=3_500),)
    )
    read(estimated, TODAY - timedelta(days=60), 100)
    assert give(estimated, "5000").is_questioned
    expected = make_home(brand)
    read(expected, TODAY - timedelta(days=60), 100)
    year = Expectation({register_of(expected).id: 3_500})
    assert give(expected, "5000", expectation=year).is_questioned


def test_short_readings_are_better_than_nothing(brand):
    home = make_home(brand)
    read(home, TODAY - timedelta(days=30), 100)
    read(home, TODAY - timedelta(days=15), 250)
    assert give(home, "9000").is_questioned


def test_before_the_first_published_profile_nothing_is_expected(brand):
    home = make_home(brand)
    read(home, date(2019, 1, 1), 100)
    assert give(home, "90000", on=date(2020, 1, 1)).state == ReadingState.ACCEPTED
    assert give(home, "190000", on=date(2024, 1, 1)).indexes[0].expected_until is None


def test_gas_is_assessed_in_cubic_metres(brand):
    home = make_home(brand, energy=Energy.GAS)
    read(home, date(2024, 11, 1), 1_000)
    read(home, date(2025, 11, 1), 2_500)
    assert give(home, "04000").state == ReadingState.ACCEPTED
    assert give(home, "02510", on=TODAY - timedelta(days=180)).is_questioned


def test_a_meter_that_runs_backwards_may_fall_as_far_as_the_sun_explains(brand):
    home = make_solar_home(brand)
    read(home, date(2025, 3, 1), 20_000)
    read(home, date(2026, 3, 1), 20_400)
    fallen = give(home, "19000", on=date(2026, 9, 1))
    assert fallen.state == ReadingState.ACCEPTED
    assert fallen.indexes[0].volume == -1_400
    assert give(home, "09000", on=date(2026, 10, 1)).indexes[0].finding == "too_low"
    assert give(home, "29000", on=date(2026, 11, 1)).indexes[0].finding == "too_high"


def test_injection_follows_the_sun(brand):
    kinds = (RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))
    home = make_home(brand, registers=kinds, has_production=True)
    read(home, date(2025, 1, 1), 0, 0)
    read(home, date(2026, 1, 1), 3_500, 3_000)
    # From January to the summer the panels give about half of the year.
    answer = give(home, "5400", "4500", on=date(2026, 7, 1))
    assert answer.state == ReadingState.ACCEPTED
    assert 1_200 < (answer.indexes[1].expected_until - 50) / 2.5 < 1_800


def test_the_same_form_sent_twice_is_stored_once(home):
    give(home, "17100")
    refused(home, "17100")
    assert Reading.objects.filter(read_on=TODAY).count() == 1
