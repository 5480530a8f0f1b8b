"""Who stands by a questioned reading gets a request and a promise with it, or neither."""

import dataclasses
from datetime import date
from typing import Any

import pytest
from tests import house_factory as house
from tests.supply_factory import TODAY, make_home, read, register_of

from kwartier.metering.models import Reading
from kwartier.metering.operations import record_reading
from kwartier.metering.refusals import ReadingIsNotQuestioned
from kwartier.metering.types import ReadingState
from kwartier.parties.queries import as_account
from kwartier.platform.errors import NotAllowed
from kwartier.support import queries
from kwartier.support.models import Request
from kwartier.support.operations import stand_by_reading
from kwartier.support.types import Ball, RequestKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish() -> dict[str, Any]:
    brand = house.make_brand()
    person, account = house.make_customer(brand)
    home = make_home(brand)
    read(home, date(2024, 11, 1), 10_000)
    read(home, date(2025, 11, 1), 13_500, closes_period=True)
    record_reading(
        supply_point_id=home.id,
        read_on=TODAY,
        indexes={register_of(home).id: "31000"},
        actor=house.acting(person),
        today=TODAY,
        now=house.NOW,
        account_id=account.pk,
    )
    return {
        "brand": brand,
        "account": as_account(account, role="holder"),
        "supply_point_id": home.id,
        "supply_point_code": home.code,
        "read_on": TODAY,
        "actor": house.acting(person),
        "today": TODAY,
        "now": house.NOW,
    }


def state() -> str:
    return Reading.objects.get(read_on=TODAY).state


def test_the_reading_goes_to_an_agent_with_a_promise(wish):
    row = stand_by_reading(**wish)
    assert state() == ReadingState.WITH_AGENT
    assert (row.kind, row.ball) == (RequestKind.READING_DISPUTE, Ball.US)
    detail = queries.get_request(brand_id=wish["brand"].id, number=row.number)
    assert detail.context == {"ean": wish["supply_point_code"], "day": TODAY.isoformat()}
    assert "the reading is right" in detail.messages[0].text


def test_a_second_click_opens_nothing_more(wish):
    stand_by_reading(**wish)
    with pytest.raises(ReadingIsNotQuestioned):
        stand_by_reading(**wish)
    assert Request.objects.count() == 1


def test_a_reader_moves_neither(wish):
    reader = dataclasses.replace(wish["account"], role="reader")
    with pytest.raises(NotAllowed):
        stand_by_reading(**{**wish, "account": reader})
    assert state() == ReadingState.QUESTIONED
    assert Request.objects.count() == 0
