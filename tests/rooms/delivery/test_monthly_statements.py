"""The account statement of each month: told once, to who may see the account, in their language."""

from datetime import date

import pytest
from delivering import AGENT

from advance_factory import NOW
from arrears_factory import pay
from customer_factory import make_customer, make_day_brand
from house_factory import make_membership, make_person
from kwartier.billing.refusals import SupplyPointNotYours
from kwartier.delivery.models import MonthlyStatement
from kwartier.delivery.operations import (
    choose_monthly_statement,
    read_stop_key,
    send_statements,
    stop_monthly_statement,
)
from kwartier.delivery.operations.monthly_statements import write_stop_key
from kwartier.delivery.queries import find_monthly_statement
from kwartier.ledger.queries import get_balance
from kwartier.parties.models import Membership
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry, OutboxMail

pytestmark = pytest.mark.django_db
FIFTH = date(2026, 12, 5)


@pytest.fixture
def household(settings):
    settings.KWARTIER_ADDRESS = "https://energy.example"
    return make_customer(make_day_brand(), "unpaid")


def want(household, person=None, *, codes=(), file="xlsx", actor=None):
    return choose_monthly_statement(
        account=household.account,
        person_id=(person or household.person).pk,
        format=file,
        codes=codes,
        actor=actor or household.actor,
        now=NOW,
    )


def send(household, day=FIFTH):
    return send_statements(brand_id=household.brand.id, today=day, now=NOW)


def list_mails():
    return OutboxMail.objects.filter(topic="monthly_statement").order_by("pk")


def test_it_is_sent_on_the_fifth_once_and_again_for_the_month_after(household):
    assert want(household).next_on == FIFTH
    assert [send(household, date(2026, 12, day)) for day in (1, 4, 5, 5, 31)] == [0, 0, 1, 0, 0]
    assert [send(household, date(2027, 1, day)) for day in (4, 5, 6)] == [0, 1, 0]
    first, second = list_mails()
    assert (first.recipient, first.person_id) == (household.person.email, household.person.pk)
    assert f"/payments/statement/{household.account.number}/2026-11.xlsx" in first.body_text
    assert "2026-12.xlsx" in second.body_html
    assert first.stop_url in first.body_text
    assert not first.body_text.count("None")


def test_its_mail_tells_what_was_owed_at_the_end_of_the_month(household):
    """What was paid or invoiced between then and the mail is for the next one."""
    want(household)
    owed_cents = get_balance(account_id=household.account.pk)
    pay(household, owed_cents, date(2026, 12, 2))
    assert send(household) == 1
    assert f"€{owed_cents / 100:.2f} was invoiced and not paid" in list_mails()[0].body_text


def test_a_month_in_which_nobody_worked_is_sent_with_the_next(household):
    want(household, file="pdf")
    assert send(household, date(2027, 2, 20)) == 3
    assert ["2026-11.pdf" in mail.body_text for mail in list_mails()] == [True, False, False]


def test_who_lost_the_account_gets_nothing_and_no_more(household):
    reader = make_person(household.brand, email="reader@example.org", language="fr")
    membership = make_membership(household.account, reader, role="reader")
    want(household)
    want(household, reader)
    Membership.objects.filter(pk=membership.pk).update(state="ended")
    assert send(household) == 1
    assert [mail.recipient for mail in list_mails()] == [household.person.email]
    lost = AuditEntry.objects.get(action="statement.stopped")
    assert (lost.actor_kind, lost.subject_id) == ("system", str(reader.pk))
    make_membership(household.account, reader, role="reader")
    assert send(household, date(2027, 1, 5)) == 1


def test_each_reads_their_own_language_and_what_they_chose(household):
    reader = make_person(household.brand, email="reader@example.org", language="fr")
    make_membership(household.account, reader, role="reader")
    code = household.contract.supply_point.code
    want(household, reader, codes=[code], file="pdf", actor=AGENT)
    assert send(household) == 1
    mail = list_mails().get()
    assert (mail.language, "novembre 2026" in mail.subject) == ("fr", True)
    assert AuditEntry.objects.get(action="statement.chosen").reason == "On the phone"


def test_choosing_again_goes_on_and_stopping_stops(household):
    want(household)
    send(household)
    code = household.contract.supply_point.code
    assert want(household, codes=[code]).next_on == date(2027, 1, 5)
    assert want(household, codes=[code]).codes == (code,)
    assert AuditEntry.objects.filter(action="statement.chosen").count() == 2
    about = {"account_id": household.account.id, "person_id": household.person.pk}
    wish = {**about, "actor": household.actor, "now": NOW}
    assert [stop_monthly_statement(**wish) for _ in range(2)] == [True, False]
    assert find_monthly_statement(**about) is None
    assert send(household, date(2027, 1, 5)) == 0


def test_what_is_not_theirs_is_refused(household):
    with pytest.raises(SupplyPointNotYours):
        want(household, codes=["541499999999999999"])
    with pytest.raises(NotFound):
        want(household, make_person(household.brand, email="stranger@example.org"))
    with pytest.raises(NotFound):
        read_stop_key("made:up")
    assert read_stop_key(write_stop_key(account_id=1, person_id=2)) == (1, 2)
    assert not MonthlyStatement.objects.exists()


def test_many_cost_as_many_questions_as_one(household, django_assert_max_num_queries):
    people = [make_person(household.brand, email=f"reader{each}@example.org") for each in range(5)]
    for person in people:
        make_membership(household.account, person, role="reader")
        want(household, person)
    with django_assert_max_num_queries(16):
        assert send(household) == len(people)
