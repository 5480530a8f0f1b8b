"""Alerts in the customer area: set with a form, listed with their reason, stopped from a mail by one press."""

import html
import re

import pytest
from visiting import sign_in_afresh

from alert_factory import DAY, TODAY, raise_on, store_use, watch
from customer_factory import make_customer, make_day_brand
from house_factory import as_web, make_membership, make_person
from interval_factory import store_consent
from kwartier.alerts.models import Watch
from kwartier.alerts.types import AlertKind
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import Role
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.platform.models import OutboxMail

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"[\s\u2060]+", " ", html.unescape(words))


@pytest.fixture
def household(settings):
    settings.KWARTIER_ADDRESS = "https://energy.example"
    made = make_customer(make_day_brand())
    made.owner = made.account
    made.account = get_account_for(made.person.pk, account_id=made.owner.pk)
    return made


@pytest.fixture
def visit(household):
    """Opens and sends pages as the customer."""

    def open_page(tail, *, person=None, **form):
        client = sign_in_afresh(person or household.person)
        client.cookies[LANGUAGE_COOKIE] = "en"
        address = f"/{household.brand.path_prefix}/{tail}"
        return client.post(address, form, follow=True) if form else client.get(address)

    return open_page


def watches_of(household):
    rows = Watch.objects.filter(account_id=household.account.id, is_on=True)
    return dict(rows.values_list("kind", "limit"))


def test_a_customer_sets_changes_and_stops_alerts(household, visit):
    page = f"alerts/{household.home.code}/"
    told = text_of(visit(page))
    assert "We watch nothing for you yet." in told
    assert "Needs quarter-hours or hours" in told
    saved = visit(
        page,
        on_month_peak="on",
        limit_month_peak="4.25",
        on_reading_due="on",
        limit_reading_due="",
        limit_leak="400",
    )
    assert "We watch 2 things for you." in text_of(saved)
    assert "We look at it tonight for the first time." in text_of(saved)
    assert watches_of(household) == {"month_peak": 4_250, "reading_due": 35}
    household.person.language = "fr"
    household.person.save()
    assert 'value="4,25"' in visit(page).content.decode()
    household.person.language = "en"
    household.person.save()
    visit(page, on_month_peak="on", limit_month_peak="6")
    assert watches_of(household) == {"month_peak": 6_000}
    raise_on(household)
    assert ": too little is known to say." in text_of(visit(page))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2", "Write a number from 2.5 to 1000."),
        ("much", "Write a number."),
        ("3.12345", "Write a whole number."),
        ("12345678901", "Write a shorter number."),
    ],
)
def test_a_limit_that_is_none_is_said_beside_its_field(household, visit, typed, said):
    answer = visit(f"alerts/{household.home.code}/", on_month_peak="on", limit_month_peak=typed)
    assert answer.status_code == 422
    assert said in text_of(answer).replace("\u202f", "").replace(",", "")
    assert watches_of(household) == {}


def test_who_only_looks_sees_and_sets_nothing(household, visit):
    reader = make_person(household.brand)
    make_membership(household.owner, reader, Role.READER)
    page = f"alerts/{household.home.code}/"
    assert "The holder or a delegate sets its alerts." in text_of(visit(page, person=reader))
    assert visit(page, person=reader, on_reading_due="on").status_code == 403
    stranger = make_customer(household.brand).person
    assert visit(page, person=stranger).status_code == 404


def test_what_was_raised_says_why_and_stops_with_one_press(household, visit):
    assert "You have set no alert yet." in text_of(visit("alerts/"))
    store_consent(household.owner, household.home, purpose="alerts")
    store_use(household.home, 5)
    watch(household, AlertKind.LEAK, 150)
    assert "Nothing was raised in the last two weeks." in text_of(visit("alerts/"))
    assert raise_on(household) == 1
    why = "your use never fell below 150 W at night: the lowest was 200 W."
    for page in (
        "alerts/",
        f"alerts/{household.home.code}/",
        f"consumption/{household.home.code}/",
    ):
        assert why in text_of(visit(page))
    assert "1 alert in the last two weeks." in text_of(visit("alerts/"))
    stop = OutboxMail.objects.get(topic="alerts_raised").stop_url
    stop = f"/{stop.removeprefix('https://energy.example/')}"
    visitor = sign_in_afresh(make_person(household.brand))
    visitor.cookies[LANGUAGE_COOKIE] = "en"
    assert "Shall we tell you nothing more of this" in text_of(visitor.get(stop))
    assert watches_of(household)
    with as_web():
        answer = visitor.post(stop, {"List-Unsubscribe": "One-Click"})
    assert "Stopped: Use that never rests at night." in text_of(answer)
    assert watches_of(household) == {}
    assert visitor.post(f"{stop[:-3]}xx/").status_code == 404
    assert why in text_of(visit("alerts/"))


def test_each_kind_leads_to_where_it_is_looked_into(household, visit):
    store_consent(household.owner, household.home, purpose="alerts")
    store_use(household.home, 70, others={TODAY.replace(day=20): 1_500})
    for kind, limit in (
        (AlertKind.UNUSUAL_USE, 50),
        (AlertKind.MONTH_PEAK, 5_000),
        (AlertKind.READING_DUE, 7),
        (AlertKind.ADVANCE_DRIFT, 1),
    ):
        watch(household, kind, limit)
    assert raise_on(household) >= 3
    page = visit("alerts/").content.decode()
    assert f"consumption/{household.home.code}/?view=day&amp;from=2026-11-20" in page
    assert f"/advance/{household.contract.number}/" in page
    raise_on(household, TODAY + 60 * DAY)
    assert f"/readings/{household.home.code}/" in visit("alerts/").content.decode()


def test_all_alerts_of_a_mail_stop_with_one_press(household, visit):
    from kwartier.alerts.operations import write_stop_key

    watch(household, AlertKind.READING_DUE)
    watch(household, AlertKind.ADVANCE_DRIFT)
    key = write_stop_key(account_id=household.account.id, person_id=household.person.pk)
    assert "Shall we send you no alerts any more?" in text_of(visit(f"alerts/stop/{key}/"))
    assert "We send you no more alerts." in text_of(visit(f"alerts/stop/{key}/", press="1"))
    assert watches_of(household) == {}


def test_revoking_says_that_alerts_go_too(household, visit):
    consent = store_consent(household.owner, household.home, purpose="alerts")
    page = f"consumption-data/{household.home.code}/consents/{consent.pk}/revoke/"
    assert "Alerts that were raised from these values go too" in text_of(visit(page))
