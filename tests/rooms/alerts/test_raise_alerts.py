"""Alerts are raised at night, once for each cause, on what may be looked at; too little known is said."""

from datetime import date

import pytest

from advance_factory import make_household
from alert_factory import DAY, TODAY, consent_to_alerts, now_on, raise_on, store_use, watch
from house_factory import acting, make_membership, make_person
from interval_factory import House
from kwartier.alerts.models import Alert, Watch
from kwartier.alerts.operations import read_stop_key
from kwartier.alerts.queries import count_alerts, list_alerts, list_watches
from kwartier.alerts.types import AlertKind, Outcome, StopKey
from kwartier.alerts.wording import say_alert, say_limit
from kwartier.billing.queries import simulate_many
from kwartier.intervals.operations import end_due_consents, preview_revocation, revoke_consent
from kwartier.metering.models import MonthPeak
from kwartier.parties.models import Membership
from kwartier.parties.queries import get_account_for
from kwartier.platform.models import AuditEntry, OutboxMail
from supply_factory import make_contract, make_home, read

pytestmark = pytest.mark.django_db
USE, PEAK, LEAK = AlertKind.UNUSUAL_USE, AlertKind.MONTH_PEAK, AlertKind.LEAK
READING, ADVANCE = AlertKind.READING_DUE, AlertKind.ADVANCE_DRIFT


def outcome_of(house, kind):
    return Outcome(Watch.objects.get(account_id=house.account.id, kind=kind).outcome)


def test_a_day_far_above_its_weekday_is_told_once_while_it_goes_on(house):
    store_use(house.home, others={TODAY - DAY: 200})
    watch(house, USE)
    assert [raise_on(house), raise_on(house)] == [1, 0]
    (alert,) = list_alerts(house.account.id)
    assert (alert.kind, alert.from_day, alert.last_day) == (USE, TODAY - DAY, TODAY - DAY)
    assert (alert.found, alert.usual, alert.limit, alert.rests_on_finer) == (
        19_200,
        4_800,
        50,
        True,
    )
    assert say_alert(alert) == (
        "On 20 November 2026 you used 19.2\u00a0kWh; the same weekday of the weeks before usually"
        " took 4.8\u00a0kWh."
    )
    store_use(house.home, 1, quarter_wh=200, until=TODAY + DAY)
    assert raise_on(house, TODAY + DAY) == 0
    store_use(house.home, 1, until=TODAY + 2 * DAY)
    store_use(house.home, 1, quarter_wh=200, until=TODAY + 3 * DAY)
    assert raise_on(house, TODAY + 3 * DAY) == 1
    assert count_alerts(house.account.id) == 2


def test_a_spell_of_days_is_told_with_its_first(house):
    store_use(house.home, others={TODAY - 2 * DAY: 200, TODAY - DAY: 300})
    watch(house, USE)
    assert raise_on(house) == 1
    assert say_alert(list_alerts(house.account.id)[0]).startswith(
        "Since 19 November 2026 you use much more than usual: 19.2\u00a0kWh on that day"
    )


def test_what_is_old_when_it_is_known_is_not_told(house):
    store_use(house.home, others={TODAY - 8 * DAY: 200})
    watch(house, USE)
    assert raise_on(house) == 0
    assert outcome_of(house, USE) is Outcome.QUIET


def test_too_little_known_is_no_quiet(house):
    watch(house, USE)
    watch(house, PEAK)
    watch(house, LEAK)
    assert raise_on(house) == 0
    kinds = (USE, PEAK, LEAK)
    assert {outcome_of(house, kind) for kind in kinds} == {Outcome.TOO_LITTLE}
    # Three weeks tell no weekday, and a day that lacks a quarter-hour is no day.
    store_use(house.home, 27)
    assert raise_on(house, TODAY + DAY) == 0
    assert [outcome_of(house, kind) for kind in kinds] == [
        Outcome.TOO_LITTLE,
        Outcome.QUIET,
        Outcome.QUIET,
    ]


def test_a_day_that_lacks_a_value_is_not_judged(house):
    store_use(house.home, 70, until=TODAY - DAY)
    store_use(house.home, 1, quarter_wh=200, missing_count=1)
    watch(house, USE)
    assert raise_on(house) == 0


def test_a_month_peak_is_told_once_a_month_with_its_day(house):
    on = TODAY - 3 * DAY
    store_use(house.home, 40, others={on: 1_500})
    watch(house, PEAK)
    assert [raise_on(house), raise_on(house, TODAY + DAY)] == [1, 0]
    (alert,) = list_alerts(house.account.id)
    assert (alert.from_day, alert.last_day, alert.found) == (date(2026, 11, 1), on, 6_000)
    assert say_alert(alert) == (
        "On 18 November 2026 a quarter-hour reached 6.00\u00a0kW: above your limit of 5.00\u00a0kW"
        " for a month."
    )
    # The next month is another one.
    store_use(house.home, 1, quarter_wh=1_400, until=date(2026, 12, 2))
    assert raise_on(house, date(2026, 12, 2)) == 1


def test_at_the_limit_is_not_above_it(house):
    store_use(house.home, 5, quarter_wh=1_250)
    watch(house, PEAK)
    assert raise_on(house) == 0


def test_without_consent_daily_and_monthly_values_are_all_that_is_looked_at(house):
    revoke(house)
    store_use(house.home, others={TODAY - DAY: 200})
    for kind in (USE, PEAK, LEAK):
        watch(house, kind)
    assert raise_on(house) == 0
    assert [outcome_of(house, kind) for kind in (USE, PEAK, LEAK)] == [
        Outcome.TOO_LITTLE,
        Outcome.TOO_LITTLE,
        Outcome.NO_CONSENT,
    ]
    views = {view.kind: view for view in list_watches(contract_of(house), today=TODAY)}
    assert [(views[kind].is_coarse, views[kind].is_blind) for kind in (USE, PEAK, LEAK)] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert not views[READING].is_coarse


def test_daily_and_monthly_values_are_enough_for_some(house):
    revoke(house)
    for number in range(70, 0, -1):
        day = TODAY - number * DAY
        wh = 20_000 if number == 1 else 5_000
        store_use(house.home, 1, until=day + DAY, step_minutes=1440, values_wh=[wh], total_wh=wh)
    MonthPeak.objects.create(
        brand_id=house.brand.id,
        supply_point_id=house.home.id,
        month=date(2026, 10, 1),
        peak_w=7_500,
        recorded_at=now_on(TODAY),
    )
    watch(house, USE)
    watch(house, PEAK)
    assert raise_on(house) == 2
    found = {alert.kind: alert for alert in list_alerts(house.account.id)}
    assert not any(alert.rests_on_finer for alert in found.values())
    assert say_alert(found[PEAK]) == (
        "The highest quarter-hour of October 2026 reached 7.50\u00a0kW: above your limit of"
        " 5.00\u00a0kW."
    )


@pytest.mark.parametrize(("limit", "raised"), [(200, 1), (201, 0)])
def test_what_never_rests_for_three_nights_is_a_leak(house, limit, raised):
    store_use(house.home, 5)
    watch(house, LEAK, limit)
    assert raise_on(house) == raised
    assert raise_on(house, TODAY + DAY) == 0


def test_a_leak_says_since_when_and_how_low_it_went(house):
    store_use(house.home, 12, others={TODAY - 6 * DAY: 10, TODAY - 5 * DAY: 45})
    watch(house, LEAK, 150)
    assert raise_on(house) == 1
    (alert,) = list_alerts(house.account.id)
    assert (alert.from_day, alert.last_day, alert.found) == (TODAY - 5 * DAY, TODAY - DAY, 180)
    assert say_alert(alert) == (
        "From 16 November 2026 to 20 November 2026 your use never fell below 150\u00a0W at night:"
        " the lowest was 180\u00a0W."
    )


def test_a_leak_that_goes_on_is_told_again_after_a_month(house):
    store_use(house.home, 5)
    watch(house, LEAK, 150)
    told = 0
    for number in range(80):
        day = TODAY + number * DAY
        told += raise_on(house, day)
        store_use(house.home, 1, until=day + DAY)
    assert told == 3  # in November, at the turn of December, in January


def test_gas_is_watched_by_its_own_day(settings):
    settings.KWARTIER_ADDRESS = "https://energy.example"
    house = House(consented=False, energy="gas")
    consent_to_alerts(house)
    for number in range(6, 0, -1):
        store_use(
            house.home,
            1,
            until=TODAY - (number - 1) * DAY,
            step_minutes=60,
            values_wh=[400] * 24,
            total_wh=9_600,
        )
    # One day of a file that began at another hour: its night is not known.
    assert [view.kind for view in list_watches(contract_of(house), today=TODAY)] == [
        USE,
        LEAK,
        READING,
        ADVANCE,
    ]
    watch(house, LEAK)
    assert raise_on(house) == 1


def test_values_that_do_not_fit_their_day_are_no_values(house):
    store_use(house.home, 4)
    store_use(house.home, 1, until=TODAY - 4 * DAY, values_wh=[50] * 92)
    watch(house, LEAK, 150)
    assert raise_on(house) == 1
    assert list_alerts(house.account.id)[0].from_day == TODAY - 4 * DAY


def test_a_leak_whose_values_stopped_coming_is_not_known(house):
    store_use(house.home, 5, until=TODAY - 10 * DAY)
    watch(house, LEAK, 150)
    assert raise_on(house) == 0
    assert outcome_of(house, LEAK) is Outcome.TOO_LITTLE


def test_a_reading_is_due_again_each_time_its_days_pass(house):
    read(house.home, date(2026, 10, 1), 4_000)
    watch(house, READING, 35)
    told = {
        TODAY + number * DAY for number in range(-20, 60) if raise_on(house, TODAY + number * DAY)
    }
    assert told == {date(2026, 11, 5), date(2026, 12, 10), date(2027, 1, 14)}
    first = list_alerts(house.account.id)[-1]
    assert say_alert(first) == (
        "Your meter was last read on 1 October 2026: a new reading is due since 5 November 2026."
    )


def test_a_meter_that_was_never_read_is_due_since_the_contract_began(house):
    watch(house, READING, 366)
    assert raise_on(house) == 1
    assert list_alerts(house.account.id)[0].from_day == date(2025, 1, 15)


@pytest.fixture
def household(settings):
    settings.KWARTIER_ADDRESS = "https://energy.example"
    made = make_household(amount_cents=4_000)
    made.account = get_account_for(made.person.pk, account_id=made.account.pk)
    return made


def test_an_advance_away_from_the_recommendation_is_told_once(household):
    (forecast,) = simulate_many(contract_ids=[household.contract.id], today=TODAY)
    recommended = forecast.recommended_cents
    apart = abs(recommended - 4_000) // 100
    assert apart > 5
    watch(household, ADVANCE, apart)
    assert raise_on(household) == 0
    watch(household, ADVANCE, apart - 1)
    assert [raise_on(household), raise_on(household, TODAY + DAY)] == [1, 0]
    (alert,) = list_alerts(household.account.id)
    assert (alert.found, alert.usual) == (recommended, 4_000)
    assert say_alert(alert).startswith("Your advance is €40.00, and we would recommend €")


def test_an_advance_of_which_nothing_is_known_is_not_judged(settings):
    household = make_household(
        read_on=(date(2026, 10, 1),),
        moved_in=date(2026, 10, 1),
        period=(date(2026, 10, 1), date(2027, 10, 1)),
    )
    household.account = get_account_for(household.person.pk, account_id=household.account.pk)
    watch(household, ADVANCE, 1)
    assert raise_on(household) == 0
    assert outcome_of(household, ADVANCE) is Outcome.TOO_LITTLE


def test_a_contract_without_an_advance_has_nothing_to_judge(house):
    watch(house, ADVANCE, 1)
    assert raise_on(house) == 0
    assert outcome_of(house, ADVANCE) is Outcome.TOO_LITTLE


def test_one_mail_a_night_says_why_and_how_to_stop(house):
    store_use(house.home, others={TODAY - DAY: 1_500})
    for kind in (USE, PEAK, LEAK):
        watch(house, kind, {LEAK: 150}.get(kind))
    assert raise_on(house) == 3
    (told,) = OutboxMail.objects.filter(topic="alerts_raised")
    assert told.subject == "3 alerts that you asked for"
    assert (told.recipient, told.person_id) == (house.person.email, house.person.pk)
    for text in (told.body_text, told.body_html):
        assert "On 20 November 2026 a quarter-hour reached 6.00\u00a0kW" in text
        assert house.home.code not in text
        assert text.count("/alerts/stop/") == 4
    key = told.stop_url.rstrip("/").rpartition("/")[2]
    assert read_stop_key(key) == StopKey(house.account.id, house.person.pk, None, None)


def test_a_mail_of_one_alert_stops_that_one(house):
    store_use(house.home, 5)
    watch(house, LEAK, 150)
    raise_on(house)
    (told,) = OutboxMail.objects.filter(topic="alerts_raised")
    assert told.subject == "Alert: Use that never rests at night"
    key = told.stop_url.rstrip("/").rpartition("/")[2]
    assert read_stop_key(key) == StopKey(house.account.id, house.person.pk, house.home.id, LEAK)


def test_a_mail_is_written_in_the_language_of_its_reader(house):
    house.person.language = "fr"
    house.person.save()
    store_use(house.home, 5)
    watch(house, LEAK, 150)
    raise_on(house)
    assert "20 novembre 2026" in OutboxMail.objects.get(topic="alerts_raised").body_text


def test_a_language_that_the_brand_does_not_speak_is_its_own(house):
    house.person.language = "it"
    house.person.save()
    store_use(house.home, 5)
    watch(house, LEAK, 150)
    assert raise_on(house) == 1


def test_a_mail_of_very_many_counts_the_rest(house):
    for _ in range(12):
        home = make_home(house.brand)
        make_contract(house.owner, home, brand=house.brand)
        watch(house, READING, 100, code=home.code)
    assert raise_on(house) == 12
    (told,) = OutboxMail.objects.filter(topic="alerts_raised")
    assert "And 2 more, in your customer area." in told.body_text


def test_who_lost_the_account_is_told_nothing_more(house):
    other = make_person(house.brand, "other@example.org")
    membership = make_membership(house.owner, other)
    watch(house, READING, 7, person_id=other.pk)
    Membership.objects.filter(pk=membership.pk).update(state="ended")
    assert raise_on(house) == 0
    assert not Watch.objects.filter(is_on=True).exists()
    assert AuditEntry.objects.filter(action="alert.stopped", actor_kind="system").count() == 1


def revoke(house):
    return revoke_consent(
        account=house.account,
        consent_id=house.consent.pk,
        actor=acting(house.person),
        now=now_on(TODAY),
    )


def contract_of(house):
    from kwartier.supply.queries import list_contracts

    return list_contracts(house.account.id)[0]


def test_revoking_stops_what_needs_the_values_and_takes_its_alerts_and_mails_along(house):
    read(house.home, date(2026, 10, 1), 4_000)
    store_use(house.home, 5)
    watch(house, LEAK, 150)
    assert raise_on(house) == 1
    watch(house, READING, 35)
    assert raise_on(house, TODAY + DAY) == 1
    asked = {"account": house.account, "consent_id": house.consent.pk}
    preview_revocation(**asked, actor=acting(house.person), now=now_on(TODAY))
    assert count_alerts(house.account.id) == 2
    revoke(house)
    (kept,) = list_alerts(house.account.id)
    assert kept.kind is READING
    assert OutboxMail.objects.get(topic="alerts_raised").created_at == now_on(TODAY + DAY)
    assert raise_on(house, TODAY + 2 * DAY) == 0
    assert outcome_of(house, LEAK) is Outcome.NO_CONSENT


def test_a_consent_that_expires_takes_them_along_too(house):
    store_use(house.home, 5)
    watch(house, LEAK, 150)
    raise_on(house)
    end_due_consents(brand_id=house.brand.id, today=date(2028, 11, 21), now=now_on(TODAY))
    assert not Alert.objects.exists()


def test_a_limit_is_said_with_its_unit():
    said = [
        say_limit(kind, limit)
        for kind, limit in ((USE, 50), (PEAK, 5_000), (LEAK, 1_500), (READING, 35), (ADVANCE, 15))
    ]
    assert said == ["50%", "5.00\u00a0kW", "1,500\u00a0W", "35 days", "€15"]
