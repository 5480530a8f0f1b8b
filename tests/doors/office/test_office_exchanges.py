"""An agent records that a meter was exchanged: looked at first, recorded then, on the customer's record."""

from datetime import timedelta

import pytest
from office_day import OfficeDay, text_of

from advance_factory import TODAY, index_on
from kwartier.metering.models import Meter
from supply_factory import register_of

DAY = TODAY


@pytest.fixture
def path(day):
    return f"readings/{day.code}/exchange/"


def fill(day: OfficeDay, *, above: int = 0, **changes: str) -> dict[str, str]:
    """The form as the fitter's note has it; ``above`` what is to be expected."""
    return {
        "exchanged_on": DAY.isoformat(),
        "last_total": str(index_on(day.home.home, DAY, annual=3_500) + above),
        "installed_serial": "NEW-77",
        "meter_kind": "digital",
        "first_total": "0",
        "dials_total": "6",
        "step": "look",
        **changes,
    }


def test_an_exchange_is_looked_at_and_recorded(day, path):
    old = register_of(day.home.home, DAY).meter_serial
    assert "Record a meter exchange" in text_of(
        day.client.get(day.address(f"readings/{day.code}/"))
    )
    assert f"What did meter {old} show last?" in text_of(day.client.get(day.address(path)))
    seen = text_of(day.send(path, **fill(day)))
    assert f"Meter {old} gives way to NEW-77." in seen
    assert "Out of line" not in seen
    assert Meter.objects.filter(serial="NEW-77").count() == 0
    answered = day.send(path, **fill(day, step="record"))
    assert answered.url == day.address(f"readings/{day.code}/")
    assert Meter.objects.get(serial="NEW-77").installed_from == DAY
    assert "Recorded the exchange of the meter" in day.customer_reads("account/access-log/")
    assert "read by the grid operator" in day.customer_reads(f"readings/{day.code}/")


def test_what_is_out_of_line_is_recorded_once_it_was_seen(day, path):
    sent = fill(day, above=9_000, step="record")
    refused = day.send(path, **sent)
    assert refused.status_code == 422
    assert "Out of line: between" in text_of(refused, 422)
    looked_at = f"{DAY.isoformat()} {sent['last_total']}"
    assert f'value="{looked_at}"' in refused.content.decode()
    other = fill(day, above=9_500, step="record", looked_at=looked_at)
    assert day.send(path, **other).status_code == 422
    assert day.send(path, **sent, looked_at=looked_at).status_code == 302


def test_what_cannot_be_is_said_beside_its_field(day, path):
    for changes in (
        {"last_total": "12a"},
        {"installed_serial": " "},
        {"exchanged_on": (TODAY + timedelta(days=1)).isoformat()},
        {"first_total": ""},
        {"meter_kind": "linky"},
    ):
        answered = day.send(path, **fill(day, **changes))
        assert answered.status_code == 422, changes
        assert "data-invalid" in answered.content.decode(), changes


def test_the_new_meter_may_have_other_registers(day, path):
    asked = f"{path}?registers=day-night"
    page = day.client.get(day.address(asked)).content.decode()
    assert 'name="first_day"' in page
    assert 'name="first_total"' not in page
    sent = fill(day, step="record", first_day="1", first_night="2", dials_day="6", dials_night="6")
    assert day.send(asked, **sent).status_code == 302
    kinds = Meter.objects.get(serial="NEW-77").registers.values_list("kind", flat=True)
    assert sorted(kinds) == ["day", "night"]


def test_without_a_meter_there_is_nothing_to_exchange(day, path):
    Meter.objects.filter(supply_point=day.home.home.id).update(removed_on=TODAY)
    assert "No meter hangs at this supply point." in text_of(day.client.get(day.address(path)))


def test_a_missing_index_is_estimated_after_it_was_looked_at(day):
    path, lacking = f"readings/{day.code}/estimate/", TODAY - timedelta(days=30)
    listed = text_of(day.client.get(day.address(f"readings/{day.code}/")))
    assert "Estimate a missing index" in listed
    early = day.send(path, read_on=TODAY.isoformat(), step="look")
    assert "is estimated from" in text_of(early, 422)
    seen = text_of(day.send(path, read_on=lacking.isoformat(), step="look"))
    assert "Nothing is recorded yet." in seen
    assert day.send(path, read_on=lacking.isoformat(), step="record").status_code == 302
    assert "by us, along the load profile" in day.customer_reads(f"readings/{day.code}/")
    assert "Estimated the reading of" in day.customer_reads("account/access-log/")
