"""Files are looked at and loaded: once, cut to what may be kept, corrected by revisions."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection

from energycore.clocks import DayRange, day_number
from energycore.intervals import ValueState, starts_of, unpack_states
from house_factory import (
    NOW,
    acting,
    as_web,
    make_agent,
    make_membership,
    make_person,
)
from interval_factory import CLOCK_DAY as DAY
from interval_factory import CLOCK_UNTIL as UNTIL
from interval_factory import House, load, load_own, store_day
from kwartier.intervals.models import IntervalConsent, IntervalDay, IntervalLoad
from kwartier.intervals.operations import preview_file
from kwartier.intervals.queries import (
    count_loads,
    get_days,
    get_load,
    get_loaded_file,
    list_loads,
    read_consent_text,
)
from kwartier.intervals.refusals import (
    FileHasFindings,
    NothingOfYours,
    NothingToLoad,
    NothingWithConsent,
)
from kwartier.intervals.types import DayCounts, Direction, LoadDoor, PeakRow, Purpose
from kwartier.metering.queries import list_month_peaks
from kwartier.metering.types import Energy
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import Role
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM, ActorKind, Door

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_day_by_day_with_the_hour_that_is_lost(house, tell):
    tell(house.series(wh=250))
    report = load(house)
    (told,) = report.plan.series
    assert (told.new_days, told.value_count, told.total_wh) == (3, 284, 284 * 250)
    assert (told.from_day, told.until_day) == (DAY, UNTIL)
    assert told.clock_changes == (date(2026, 3, 29),)
    assert told.gap_days == ()
    assert told.state_counts == {ValueState.MEASURED: 284}
    days = get_days(house.home.id, DAY, UNTIL)
    assert [len(values) for values in days.values_wh] == [96, 92, 96]
    assert days.totals_wh.tolist() == [24_000, 23_000, 24_000]
    assert days.peaks_wh.tolist() == [250] * 3
    assert days.packed_states == (b"\x01",) * 3
    assert days.is_official.all()
    load_row = get_load(house.brand.id, load_id=report.load_id)
    assert (load_row.new_days, load_row.point_count, load_row.is_kept) == (3, 1, True)
    assert load_row.written_days == 3
    assert list_loads(house.brand.id) == [load_row]
    assert count_loads(house.brand.id) == 1
    assert get_loaded_file(house.brand.id, load_id=report.load_id) == ("series.csv", b"file")
    entry = AuditEntry.objects.get(action="series.loaded")
    assert entry.after["new_days"] == 3


def test_a_preview_says_the_same_and_writes_nothing(house, tell):
    tell(house.series())
    plan = preview_file(
        brand=house.brand, content=b"file", name="series.csv", actor=SYSTEM, now=NOW
    )
    assert not IntervalDay.objects.exists()
    assert not IntervalLoad.objects.exists()
    assert load(house).plan == plan
    assert plan.written_days == 3


def test_loading_twice_changes_nothing(house, tell):
    tell(house.series())
    load(house)
    again = load(house)
    assert again.load_id is None
    assert again.plan.is_known
    assert [each.same_days for each in again.plan.series] == [3]
    assert load(house, b"the same values in other bytes").load_id is None
    assert IntervalLoad.objects.count() == 1
    assert IntervalDay.objects.count() == 3


def test_only_days_that_differ_get_a_revision_and_the_old_ones_stay(house, tell):
    tell(house.series(wh=100))
    load(house)
    corrected = house.series(wh=100)
    corrected.values_wh[5] = 900
    corrected.states[5] = ValueState.CORRECTED
    tell(corrected)
    report = load(house, b"corrected")
    (told,) = report.plan.series
    assert (told.new_days, told.corrected_days, told.same_days) == (0, 1, 2)
    days = get_days(house.home.id, DAY, UNTIL)
    assert days.revisions.tolist() == [2, 1, 1]
    assert days.values_wh[0][5] == 900
    assert unpack_states(days.packed_states[0], 96)[5] == ValueState.CORRECTED
    assert IntervalDay.objects.filter(day=DAY, revision=1).get().values_wh[5] == 100


def test_what_a_file_does_not_tell_stays_and_missing_is_never_zero(house, tell):
    first = house.series(wh=100)
    first.values_wh[:40], first.states[:40] = -1, ValueState.MISSING
    tell(first)
    load(house)
    days = get_days(house.home.id, DAY, UNTIL)
    assert days.totals_wh[0] == 56 * 100
    assert days.missing_counts.tolist() == [40, 0, 0]
    assert days.worst_states[0] == ValueState.MISSING
    second = house.series(DAY, DAY + timedelta(days=1), wh=200)
    second.values_wh[40:], second.states[40:] = -1, ValueState.MISSING
    tell(second)
    load(house, b"rest")
    days = get_days(house.home.id, DAY, UNTIL)
    assert days.totals_wh[0] == 40 * 200 + 56 * 100
    assert days.missing_counts.tolist() == [0, 0, 0]


def test_days_without_any_value_are_gaps_and_have_no_row(house, tell):
    series = house.series()
    hole = slice(96, 96 + 92)
    series.values_wh[hole], series.states[hole] = -1, ValueState.NOT_YET
    tell(series)
    (told,) = load(house).plan.series
    assert told.gap_days == (date(2026, 3, 29),)
    assert told.missing_count == 92
    assert get_days(house.home.id, DAY, UNTIL).days.tolist() == [
        day_number(DAY),
        day_number(DAY) + 2,
    ]


def test_days_outside_the_contract_are_cut_and_the_file_is_not_kept(tell):
    house = House(starts_on=date(2026, 3, 29))
    tell(house.series())
    report = load(house)
    (told,) = report.plan.series
    assert (told.new_days, told.uncontracted_days, told.left_out_days) == (2, 1, 1)
    assert not get_load(house.brand.id, load_id=report.load_id).is_kept
    with pytest.raises(NotFound):
        get_loaded_file(house.brand.id, load_id=report.load_id)
    tell(house.series(DAY, DAY + timedelta(days=1)))
    with pytest.raises(NothingOfYours):
        load(house, b"before")


def test_quarter_hours_need_a_consent_and_days_do_not(tell):
    house = House(consented=False)
    tell(house.series())
    with pytest.raises(NothingWithConsent):
        load(house)
    tell(house.series(step_minutes=1440, wh=9_000))
    (told,) = load(house).plan.series
    assert (told.new_days, told.unconsented_days) == (3, 0)
    days = get_days(house.home.id, DAY, UNTIL)
    assert days.steps_minutes.tolist() == [1440] * 3


def test_a_dynamic_contract_is_billed_on_quarter_hours_and_needs_no_consent(tell):
    house = House(consented=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pricing_product SET price_kind = 'dynamic'")
    tell(house.series())
    assert load(house).plan.written_days == 3


def test_who_loads_an_own_file_consents_by_saying_so(tell):
    house = House(consented=False)
    tell(house.series())
    with pytest.raises(NothingWithConsent):
        load_own(house)
    with as_web(house.brand, house.person):
        report = load_own(
            house, consents=True, text_version=read_consent_text(Purpose.DISPLAY).version
        )
        assert get_days(house.home.id, DAY, UNTIL).is_official.tolist() == [False] * 3
        assert get_days(house.home.id, DAY, UNTIL, official_only=True).days.tolist() == []
    consent = IntervalConsent.objects.get()
    assert (consent.purpose, consent.channel) == ("display", "file")
    assert get_load(house.brand.id, load_id=report.load_id, account_id=house.account.id)
    # A further one needs no second consent.
    tell(house.series(date(2026, 4, 1), date(2026, 4, 2)))
    load_own(house, b"april", consents=True)
    assert IntervalConsent.objects.count() == 1


def test_an_agent_consents_for_a_customer_in_the_office(tell):
    house = House(consented=False)
    agent = make_agent(house.brand)
    actor = acting(agent.person, kind=ActorKind.AGENT, reason="asked on the phone")
    tell(house.series())
    with as_web(house.brand, agent.person, Door.OFFICE):
        version = read_consent_text(Purpose.DISPLAY).version
        load_own(house, actor=actor, door=LoadDoor.OFFICE, consents=True, text_version=version)
    assert IntervalConsent.objects.get().channel == "office"
    assert not IntervalDay.objects.first().is_official


def test_a_customers_file_never_takes_the_operators_place_and_the_other_way_round(house, tell):
    one_day = (DAY, DAY + timedelta(days=1))
    tell(house.series(*one_day, wh=100))
    load(house)
    tell(house.series(*one_day, wh=1))
    (told,) = load_own(house).plan.series
    assert (told.outranked_days, told.same_days) == (1, 0)
    tell(house.series(*one_day, wh=100))
    (told,) = load_own(house, b"agrees").plan.series
    assert (told.outranked_days, told.same_days) == (0, 1)
    later = (date(2026, 4, 1), date(2026, 4, 2))
    tell(house.series(*later, wh=1))
    load_own(house, b"april")
    half = house.series(*later, wh=100)
    half.values_wh[50:], half.states[50:] = -1, ValueState.MISSING
    tell(half)
    assert load(house, b"operator's april").plan.series[0].corrected_days == 1
    days = get_days(house.home.id, *later)
    assert days.is_official.all()
    # Nothing of the customer's is mixed into it.
    assert days.missing_counts.tolist() == [46]


def test_the_finer_step_stays_and_takes_the_coarser_ones_place(house, tell):
    one_day = (DAY, DAY + timedelta(days=1))
    tell(house.series(*one_day, step_minutes=60, wh=400))
    load(house)
    tell(house.series(*one_day, wh=100))
    (told,) = load(house, b"quarters").plan.series
    assert (told.corrected_days, told.overlapping_days) == (1, 1)
    tell(house.series(*one_day, step_minutes=1440, wh=9_600))
    (told,) = load(house, b"days").plan.series
    assert (told.outranked_days, told.overlapping_days) == (1, 1)
    assert get_days(house.home.id, *one_day).steps_minutes.tolist() == [15]


def test_of_one_file_with_two_steps_the_finer_is_taken(house, tell):
    one_day = (DAY, DAY + timedelta(days=1))
    tell(house.series(step_minutes=1440, wh=9_600), house.series(*one_day, wh=100))
    finer, coarser = load(house).plan.series
    assert (finer.step_minutes, finer.new_days) == (15, 1)
    assert (coarser.new_days, coarser.outranked_days, coarser.overlapping_days) == (2, 1, 1)
    assert get_load(house.brand.id, load_id=IntervalLoad.objects.get().pk).left_out_days == 0
    assert get_days(house.home.id, DAY, UNTIL).steps_minutes.tolist() == [15, 1440, 1440]


def test_both_directions_of_a_home_are_apart(house, tell):
    tell(house.series(wh=100), house.series(wh=7, direction=Direction.INJECTION))
    plan = load(house).plan
    # A day counts once, whichever way it went.
    assert ([each.new_days for each in plan.series], plan.written_days) == ([3, 3], 3)
    given = get_days(house.home.id, DAY, UNTIL, direction=Direction.INJECTION)
    assert given.totals_wh[0] == 96 * 7
    tell(house.series(wh=100), house.series(wh=8, direction=Direction.INJECTION))
    plan = load(house, b"again").plan
    assert [(each.same_days, each.corrected_days) for each in plan.series] == [(3, 0), (0, 3)]
    assert plan.days == DayCounts(corrected=3)


def test_a_gas_day_begins_at_six_unless_the_file_says_midnight(tell):
    house = House(energy=Energy.GAS)
    tell(house.series(step_minutes=60, start_hour=6))
    load(house)
    tell(house.series(date(2026, 4, 1), date(2026, 4, 3), step_minutes=1440))
    load(house, b"days")
    days = get_days(house.home.id, DAY, date(2026, 4, 3))
    # The hour that is lost on Sunday at two belongs to the gas day of the Saturday.
    assert [len(values) for values in days.values_wh] == [23, 24, 24, 1, 1]


def test_a_file_that_names_no_supply_point_is_loaded_under_the_given_one(house, tell):
    tell(replace(house.series(), code=""))
    with pytest.raises(FileHasFindings, match=r"1 row .* does not say whose"):
        load(house)
    assert load(house, code=house.home.code).plan.written_days == 3


def test_month_peaks_of_the_operator_go_where_readings_are(house, tell):
    month = date(2026, 2, 1)
    known = PeakRow(house.home.code, month, 4_100, None, 3)
    unknown = PeakRow("541400000000999999", month, 4_100, None, 4)
    tell(peaks=(known, unknown))
    report = load(house, quarantines=True)
    assert report.plan.peak_count == 1
    assert list_month_peaks([house.home.id], month, month) == {house.home.id: {month: 4_100}}
    tell(peaks=(known,))
    assert load(house, quarantines=True).load_id is None
    with pytest.raises(NothingToLoad):
        load_own(house)


def test_a_customer_loads_neither_for_others_nor_as_the_operator(house, tell):
    tell(house.series())
    other = House()
    with as_web(house.brand, other.person), pytest.raises(FileHasFindings, match="No supply point"):
        load_own(other)
    with pytest.raises(NothingOfYours):
        load_own(other)
    with pytest.raises(NotAllowed):
        load(house, actor=acting(house.person))
    reader = make_person(house.brand)
    make_membership(house.owner, reader, Role.READER)
    looking = get_account_for(reader.pk, account_id=house.account.id)
    with pytest.raises(NotAllowed):
        load_own(house, account=looking, actor=acting(reader))
    with pytest.raises(NotAllowed):
        preview_file(
            brand=house.brand,
            content=b"x",
            name="x",
            actor=acting(reader),
            now=NOW,
            account=looking,
        )


def test_loads_are_seen_by_their_account_alone(house, tell):
    tell(house.series())
    report = load_own(house)
    other = House()
    with as_web(house.brand, other.person):
        assert list_loads(house.brand.id) == []
        with pytest.raises(NotFound):
            get_load(house.brand.id, load_id=report.load_id)
        assert get_days(house.home.id, DAY, UNTIL).days.tolist() == []
    with as_web(house.brand, house.person):
        assert count_loads(house.brand.id, account_id=house.account.id) == 1


def test_values_of_different_widths_come_back_as_they_went(house):
    """Many days at once, some with one state and some with several, over the format of COPY."""
    from kwartier.intervals._storing import DayRows, copy_days

    chance = np.random.default_rng(3)
    values = chance.integers(0, 2_000_000, size=(40, 24))
    states = np.ones((40, 24), dtype=np.uint8)
    states[::3, 7] = ValueState.ESTIMATED
    values[5], states[5] = -1, ValueState.MISSING
    rows = DayRows(
        supply_point_ids=np.full(40, house.home.id),
        directions=np.zeros(40, dtype=np.int64),
        days=np.arange(40) + day_number(date(2025, 12, 10)),
        revisions=np.ones(40, dtype=np.int64),
        step_minutes=60,
        values_wh=values,
        states=states,
    )
    assert copy_days(rows, brand_id=house.brand.id, load_id=1, is_official=True) == 960
    nothing = rows.where(np.zeros(40, dtype=np.bool_))
    assert copy_days(nothing, brand_id=house.brand.id, load_id=1, is_official=True) == 0
    days = get_days(house.home.id, date(2025, 12, 1), date(2026, 3, 1))
    assert np.array_equal(np.stack(days.values_wh), values)
    unpacked = np.stack([unpack_states(packed, 24) for packed in days.packed_states])
    assert np.array_equal(unpacked, states)
    assert days.peaks_wh[5] == -1
    assert days.missing_counts[5] == 24


def test_a_day_stored_by_hand_reads_as_one_that_was_copied(house):
    stored = store_day(house.home, DAY, values_wh=[3] * 96, total_wh=288)
    days = get_days(house.home.id, DAY, UNTIL)
    assert days.values_wh[0].tolist() == stored.values_wh
    assert len(days) == 1
    starts = starts_of(
        DayRange(day_number(DAY), day_number(DAY) + 1), step_minutes=15, timezone="Europe/Brussels"
    )
    assert len(starts) == len(days.values_wh[0])
