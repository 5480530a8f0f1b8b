"""What bills say of each other: taken back, in whose place, and what changed between them."""

import pytest
from test_corrections import AGENT, JANUARY, OCTOBER, correct, read_late

from advance_factory import PERIOD_FROM
from bill_factory import make_year, settle
from energycore.profiles import OutsideProfile
from kwartier.billing import queries
from kwartier.billing.models import Bill
from kwartier.billing.queries import bill_bridges
from kwartier.billing.types import BillKind

pytestmark = pytest.mark.django_db


def links_of(number):
    links = queries.get_bill_page(number).links
    return {
        name: found.number
        for name in ("takes_back", "credit_note", "replaces", "standing")
        if (found := getattr(links, name)) is not None
    }


def test_a_bill_alone_has_no_links():
    page = queries.get_bill_page(settle(make_year()).number)
    assert page.links == queries.BillLinks()
    assert page.correction is None


def test_after_two_corrections_each_bill_finds_the_others():
    household = make_year()
    first = settle(household)
    read_late(household, OCTOBER)
    second = correct(household, first)
    read_late(household, JANUARY)
    third = correct(household, second)
    notes = [note.number for note in Bill.objects.filter(kind=BillKind.CREDIT_NOTE).order_by("pk")]
    assert links_of(first.number) == {"credit_note": notes[0], "standing": third.number}
    assert links_of(notes[0]) == {"takes_back": first.number, "standing": third.number}
    assert links_of(second.number) == {
        "credit_note": notes[1],
        "replaces": first.number,
        "standing": third.number,
    }
    assert links_of(third.number) == {"replaces": second.number}
    assert queries.get_bill_page(notes[0]).links.reason == AGENT.reason
    assert queries.get_bill_page(first.number).links.reason == AGENT.reason
    third_page = queries.get_bill_page(third.number)
    assert (third_page.links.reason, third_page.links.replaced_reason) == ("", AGENT.reason)


def test_a_correction_says_which_readings_changed_and_adds_up():
    household = make_year()
    wrong = settle(household)
    read_late(household, PERIOD_FROM, -500)
    right = correct(household, wrong)
    found = queries.get_bill_page(right.number).correction
    assert found.before.number == wrong.number
    (change,) = found.readings
    assert (change.register, change.on) == ("total", PERIOD_FROM)
    assert change.before_index - change.after_index == 500
    steps = {step.kind: step.cents for step in found.bridge.steps}
    assert wrong.total_cents + sum(steps.values()) == right.total_cents
    assert set(steps) == {"volume"}
    assert found.bridge.after_balance_cents == right.balance_cents
    assert found.bridge.before_balance_cents == wrong.balance_cents


def test_a_reading_in_between_moves_the_course_of_the_year_and_nothing_else():
    household = make_year()
    wrong = settle(household)
    read_late(household, JANUARY)
    found = queries.get_bill_page(correct(household, wrong).number).correction
    assert {step.kind for step in found.bridge.steps} == {"profile"}
    (change,) = found.readings
    assert (change.on, change.before_index) == (JANUARY, None)
    assert change.after_index is not None


def test_a_profile_that_nobody_publishes_now_leaves_its_part_to_the_prices(monkeypatch):
    household = make_year()
    wrong = settle(household)
    read_late(household, JANUARY)
    right = correct(household, wrong)

    def find_none(*_args):
        raise OutsideProfile(key="rlp0n.flanders", day=0, first_day=1, last_day=2)

    monkeypatch.setattr(bill_bridges, "along_course_of", find_none)
    found = queries.get_bill_page(right.number).correction
    assert {step.kind for step in found.bridge.steps} == {"price"}
    assert wrong.total_cents + sum(each.cents for each in found.bridge.steps) == right.total_cents
