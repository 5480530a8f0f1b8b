"""An agent on the telephone sees what a customer has watched and what was raised, and stops it when asked."""

import pytest

from alert_factory import TODAY, raise_on, store_use, watch
from house_factory import make_agent
from interval_factory import store_consent
from kwartier.alerts.models import Watch
from kwartier.alerts.types import AlertKind
from kwartier.parties.queries import get_account_for

WHY = "The customer asked for it on the telephone."


@pytest.fixture
def watched(day):
    """The agent's day, on which the customer watches two things and the night raised one."""
    home = day.home
    home.owner = home.account
    home.account = get_account_for(home.person.pk, account_id=home.owner.pk)
    store_consent(home.owner, home.home, purpose="alerts")
    store_use(home.home, 10, quarter_wh=50)
    watch(home, AlertKind.LEAK, 150)
    watch(home, AlertKind.READING_DUE, 30)
    raise_on(home, TODAY)
    return day


def is_on(day, kind: str) -> bool:
    return Watch.objects.get(account_id=day.home.account.id, kind=kind).is_on


def test_an_agent_reads_what_is_watched_and_what_was_raised(watched):
    page = watched.read("alerts/")
    assert "2 alerts are set." in page
    assert "Use that never rests at night , 150 W" in page
    assert f"Mails go to {watched.home.person.name}." in page
    assert "your use never fell below 150 W at night" in page
    assert "Alerts: what is watched, and what was raised" in watched.read()
    assert "Looked at the alerts" in watched.customer_reads("account/access-log/")


def test_one_alert_stops_with_its_reason_and_the_other_stays(watched):
    point = watched.home.home.id
    assert watched.send("alerts/", stop=f"{point}:leak").status_code == 422
    assert watched.send("alerts/", stop="leak", reason=WHY).status_code == 422
    assert is_on(watched, "leak")
    assert watched.send("alerts/", stop=f"{point}:leak", reason=WHY).status_code == 302
    assert not is_on(watched, "leak")
    assert is_on(watched, "reading_due")
    assert "Stopped. The customer reads it in the access log." in watched.read("alerts/")
    log = watched.customer_reads("account/access-log/")
    assert "Stopped an alert" in log
    assert WHY in log
    watched.send("alerts/", stop=f"{point}:leak", reason=WHY)
    assert "It was stopped already." in watched.read("alerts/")


def test_all_stop_at_once(watched):
    watched.send("alerts/", stop="all", reason=WHY)
    assert not Watch.objects.filter(is_on=True).exists()
    assert "This customer has set no alert." in watched.read("alerts/")


def test_no_other_customer_s_alert_stops_under_this_one_s_number(watched):
    watched.send("alerts/", stop=f"{watched.home.home.id + 1}:leak", reason=WHY)
    assert is_on(watched, "leak")
    customer = watched.browser_of(watched.home.person)
    sent = {"stop": "all", "reason": WHY}
    assert customer.post(watched.address("alerts/"), sent).status_code == 404
    without = watched.browser_of(make_agent(watched.brand, name="Mo Haddad").person)
    assert without.post(watched.address("alerts/"), sent).status_code in {302, 404}
    assert is_on(watched, "leak")
