"""Changing an advance: by the customer within the rules, by an agent beyond them."""

from datetime import date

import pytest

from advance_factory import NOW, PERIOD_UNTIL, TODAY, change_before, make_household, read_along
from house_factory import acting, make_agent, make_membership, make_person
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvanceChange
from kwartier.billing.refusals import (
    AdvanceAboveBound,
    AdvanceAlreadyChanged,
    AdvanceBelowBound,
    AdvanceBeyondReason,
    AdvanceMissing,
    AdvanceNotANumber,
    AdvanceUnchanged,
    JustificationMissing,
    PageIsStale,
    SomethingIsUnpaid,
)
from kwartier.billing.types import Channel, Occasion
from kwartier.parties.types import Role
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import SYSTEM, ActorKind

pytestmark = pytest.mark.django_db


def change(household, amount_cents=12_500, *, seen=None, today=TODAY, **more):
    values = {
        "actor": household.actor,
        "channel": Channel.WEB,
        "seen": seen or household.simulate(today=today).seen_version,
        **more,
    }
    return operations.change_advance(
        contract_id=household.contract.id,
        amount_cents=amount_cents,
        today=today,
        now=NOW,
        **values,
    )


def amount_of(household):
    return queries.get_plan(contract_id=household.contract.id, today=TODAY).amount_cents


def agent_change(household, amount_cents=20_000, justification="Asked by telephone.", **more):
    agent = make_agent(household.brand)
    values = {
        "actor": acting(agent.person, kind=ActorKind.AGENT),
        "today": TODAY,
        "now": NOW,
        **more,
    }
    return operations.change_advance_as_agent(
        contract_id=household.contract.id,
        amount_cents=amount_cents,
        justification=justification,
        **values,
    )


def test_a_change_takes_effect_from_the_next_advance_invoice():
    household = make_household()
    simulation = household.simulate(12_500)
    changed = change(household, 12_500)
    assert not changed.is_repeat
    assert changed.settlement_on == PERIOD_UNTIL
    view = changed.change
    assert (view.from_cents, view.to_cents) == (11_800, 12_500)
    assert (view.effective_on, view.decided_on, view.decided_at) == (
        date(2026, 12, 1),
        TODAY,
        NOW,
    )
    assert (view.channel, view.occasion) == (Channel.WEB, Occasion.REQUEST)
    assert (view.actor_kind, view.actor_name) == ("customer", household.person.name)
    assert view.expected_settlement_cents == simulation.settlement_cents
    assert amount_of(household) == 12_500
    operations.issue_due_advances(brand_id=household.brand.id, today=date(2026, 12, 1), now=NOW)
    newest = queries.list_advance_invoices(contract_id=household.contract.id)[0]
    assert (newest.amount_cents, newest.issued_on) == (12_500, date(2026, 12, 1))


def test_it_is_on_the_record_with_what_the_simulation_said():
    household = make_household()
    change(household, 12_500)
    (entry,) = audit.list_entries(account_id=household.account.pk, actions=["advance.changed"])
    assert entry.before == {"amount_cents": 11_800}
    assert entry.after["amount_cents"] == 12_500
    assert entry.after["channel"] == "web"
    row = AdvanceChange.objects.get(to_cents=12_500)
    assert row.simulation["amount_cents"] == 12_500
    assert row.simulation["known_until"] == "2026-11-20"
    assert row.simulation["price_card"] == "2025-04"
    assert row.simulation["expected_wh"]["total"] > 3_000_000
    assert str(row) == "11800 -> 12500"


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Your advance is now €125.00"), ("fr", "125,00")],
)
def test_it_is_confirmed_by_mail_in_the_customers_language(language, subject):
    household = make_household(email="nadia@example.org", language=language)
    change(household, 12_500)
    (message,) = mail.list_mails(brand_id=household.brand.id)
    assert (message.recipient, message.language) == ("nadia@example.org", language)
    assert subject in message.subject.replace("\u202f", " ")
    assert household.home.address in message.body_text
    assert household.account.number in message.body_text
    assert message.body_html.startswith("<!doctype html>")
    assert "customer service" not in message.body_text


def test_the_mail_says_what_is_expected_in_your_favor_or_to_pay():
    ahead, behind = make_household(), make_household(annual=(6_500,))
    change(ahead, 12_500)
    change(behind, 12_500)
    behind_mail, ahead_mail = mail.list_mails(brand_id=ahead.brand.id)
    assert "in your favor" in ahead_mail.body_text
    assert "to pay" in behind_mail.body_text


def test_an_account_without_address_tells_its_holders():
    household = make_household()
    household.account.email = ""
    household.account.save()
    change(household)
    (message,) = mail.list_mails(brand_id=household.brand.id)
    assert message.recipient == household.person.email


def test_the_first_obstacle_refuses_and_nothing_changes():
    household = make_household(paid=False)
    with pytest.raises(SomethingIsUnpaid):
        change(household)
    assert amount_of(household) == 11_800
    assert mail.list_mails(brand_id=household.brand.id) == []


def test_once_and_not_twice():
    household = make_household()
    change(household, 12_500)
    with pytest.raises(AdvanceAlreadyChanged):
        change(household, 13_000)
    assert amount_of(household) == 12_500


def test_the_same_form_sent_twice_changes_once():
    household = make_household()
    seen = household.simulate().seen_version
    first = change(household, 12_500, seen=seen, form_token="f1")
    again = change(household, 12_500, seen=seen, form_token="f1")
    assert again.is_repeat
    assert again.change == first.change
    assert len(mail.list_mails(brand_id=household.brand.id)) == 1
    with pytest.raises(AdvanceAlreadyChanged):
        change(household, 12_500, form_token="f2")


def test_a_reading_since_the_page_was_shown_makes_it_stale():
    household = make_household()
    seen = household.simulate().seen_version
    read_along(household.home, [TODAY], 3_700)
    with pytest.raises(PageIsStale):
        change(household, seen=seen)
    assert change(household).change.to_cents == 12_500


def test_an_agents_change_since_the_page_was_shown_makes_it_stale():
    household = make_household()
    seen = household.simulate().seen_version
    agent_change(household, 13_000)
    with pytest.raises(PageIsStale):
        change(household, seen=seen)


def test_an_advance_invoice_since_the_page_was_shown_makes_it_stale():
    household = make_household()
    seen = household.simulate().seen_version
    operations.issue_due_advances(brand_id=household.brand.id, today=date(2026, 12, 1), now=NOW)
    with pytest.raises(PageIsStale):
        change(household, seen=seen, today=date(2026, 12, 1))


def test_the_amounts_at_the_bounds_are_allowed_and_those_beyond_are_not():
    household = make_household()
    simulation = household.simulate()
    with pytest.raises(AdvanceBelowBound) as below:
        change(household, simulation.lower.cents - 1)
    assert below.value.params["bound_cents"] == simulation.lower.cents
    assert below.value.params["reason"] == simulation.lower.reason
    assert below.value.field == "amount"
    with pytest.raises(AdvanceAboveBound) as above:
        change(household, simulation.upper.cents + 1)
    assert "€142.00" in above.value.say()
    assert change(household, simulation.upper.cents).change.to_cents == 14_200
    other = make_household()
    lowest = other.simulate().lower.cents
    assert change(other, lowest).change.to_cents == lowest


def test_the_amount_of_today_is_no_change():
    with pytest.raises(AdvanceUnchanged):
        change(make_household(), 11_800)


def test_a_reader_may_look_and_a_delegate_may_act():
    household = make_household()
    reader, delegate = make_person(household.brand), make_person(household.brand)
    make_membership(household.account, reader, Role.READER)
    make_membership(household.account, delegate, Role.DELEGATE)
    with pytest.raises(NotAllowed):
        change(household, actor=acting(reader))
    assert change(household, actor=acting(delegate)).change.actor_name == delegate.name


def test_a_stranger_finds_nothing():
    household = make_household()
    with pytest.raises(NotFound):
        change(household, actor=acting(make_person(household.brand)))
    with pytest.raises(NotFound):
        operations.change_advance(
            contract_id=0,
            amount_cents=1,
            seen="",
            actor=household.actor,
            today=TODAY,
            now=NOW,
            channel=Channel.WEB,
        )


def test_a_contract_without_advances():
    household = make_household(period=(date(2026, 12, 1), date(2027, 12, 1)), issue=False)
    with pytest.raises(AdvanceMissing):
        change(household, seen="-")


def test_an_agent_goes_beyond_bounds_and_obstacles_and_is_seen():
    household = make_household(paid=False)
    change_before(household, on=date(2026, 10, 3))
    changed = agent_change(household, 20_000)
    assert changed.change.actor_kind == "agent"
    assert changed.change.actor_name == "Tom Peeters"
    assert changed.change.channel == Channel.OFFICE
    newest = queries.list_changes(contract_id=household.contract.id)[0]
    assert newest.justification == "Asked by telephone."
    assert amount_of(household) == 20_000
    (message,) = mail.list_mails(brand_id=household.brand.id)
    assert "Asked by telephone." in message.body_text
    assert "customer service" in message.body_text


def test_an_agents_justification_is_asked_for():
    household = make_household()
    with pytest.raises(JustificationMissing) as refused:
        agent_change(household, justification="  ")
    assert refused.value.field == "justification"


def test_an_agents_form_sent_twice_changes_once():
    household = make_household()
    first = agent_change(household, form_token="a1")
    again = agent_change(household, form_token="a1")
    assert (again.is_repeat, again.change.id) == (True, first.change.id)


@pytest.mark.parametrize(
    ("amount_cents", "refusal"),
    [
        (0, AdvanceNotANumber),
        (-500, AdvanceNotANumber),
        (500_001, AdvanceBeyondReason),
        (11_800, AdvanceUnchanged),
    ],
)
def test_some_amounts_even_an_agent_cannot_set(amount_cents, refusal):
    with pytest.raises(refusal) as refused:
        agent_change(make_household(), amount_cents)
    assert refused.value.field == "amount"


def test_the_cap_itself_is_possible_for_an_agent():
    household = make_household()
    assert agent_change(household, 500_000).change.to_cents == 500_000


@pytest.mark.parametrize("kind", [ActorKind.CUSTOMER, ActorKind.SYSTEM])
def test_only_agents_are_agents(kind):
    household = make_household()
    actor = household.actor if kind == ActorKind.CUSTOMER else SYSTEM
    with pytest.raises(NotAllowed):
        agent_change(household, actor=actor)


def test_an_agent_may_also_change_where_the_customer_could():
    household = make_household()
    agent = acting(make_agent(household.brand).person, kind=ActorKind.AGENT, reason="On request.")
    changed = change(household, actor=agent, channel=Channel.OFFICE)
    assert changed.change.justification == "On request."
    # It does not use up what the customer may do online.
    assert queries.list_obstacles(contract_id=household.contract.id, today=TODAY) == []


def test_with_no_advance_left_an_agents_change_holds_from_the_next_period():
    today = date(2027, 4, 2)
    household = make_household(today=today)
    changed = agent_change(household, 13_000, today=today)
    assert changed.change.effective_on == PERIOD_UNTIL


def test_where_nothing_is_known_an_agent_decides_without_a_simulation():
    household = make_household(read_on=[])
    changed = agent_change(household, 9_000)
    assert changed.change.expected_settlement_cents is None
    (message,) = mail.list_mails(brand_id=household.brand.id)
    assert "we expect your settlement" not in message.body_text


def test_an_agents_page_goes_stale_as_well():
    household = make_household()
    with pytest.raises(PageIsStale):
        agent_change(household, seen="what stood there an hour ago")
    assert amount_of(household) == 11_800


@pytest.mark.parametrize("token", ["a\0", "x" * 500, ""])
def test_a_token_that_no_page_wrote_stands_for_none(token):
    household = make_household()
    assert change(household, form_token=token).change.to_cents == 12_500
    assert AdvanceChange.objects.get(to_cents=12_500).form_token is None
