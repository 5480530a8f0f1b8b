"""Stories of readings in a real browser: one that moves the forecast, one that is questioned, the cross."""

import pytest
from dials import read_dial
from visitor import normalize

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SEND = "main form .btn[data-kind=primary]"
INDEX = "main input.nb >> nth=0"
LATEST = (
    "SELECT index_value FROM metering_reading r JOIN supply_contract c USING (supply_point_id)"
    " WHERE c.number = %s AND r.state = 'accepted' ORDER BY read_on DESC, r.id LIMIT 1"
)
COUNT = (
    "SELECT count(*) FROM metering_reading r JOIN supply_contract c USING (supply_point_id)"
    " WHERE c.number = %s"
)


def begin_reading(visitor, demonstration) -> tuple[str, int, str]:
    """Open the form; returns contract, the latest index and the supply point's code."""
    visitor.open("/readings/")
    code = visitor.path.split("/")[2]
    contract = demonstration.ask(
        "SELECT c.number FROM supply_contract c JOIN metering_supplypoint p ON p.id = supply_point_id"
        " WHERE p.code = %s",
        code,
    )[0]["number"]
    visitor.follow("main .btn[data-kind=primary]")
    latest = demonstration.ask(LATEST, contract)[0]["index_value"]
    return contract, latest, code


def test_a_reading_changes_the_forecast_and_the_cross_changes_it_back(enter, demonstration):
    nadia = enter("nadia").open("/advance/")
    page, before = nadia.page, read_dial(nadia)
    _contract, latest, code = begin_reading(nadia, demonstration)
    assert nadia.path == f"/readings/{code}/enter/"
    # some 200 kWh are expected since the first of November: this is a little more, not too much
    page.fill(INDEX, str(latest + 240))
    nadia.follow(SEND)
    assert nadia.path == f"/readings/{code}/"
    assert page.locator(".notice[data-kind=done]").count() == 1
    newest = page.locator("main ol.rows > li").first
    assert newest.locator("time").first.get_attribute("datetime") == "2026-11-21"
    assert str(latest + 240) in normalize(newest.text_content())
    nadia.open("/advance/")
    after = read_dial(nadia)
    assert after.figure != before.figure
    assert after.band != before.band
    nadia.open(f"/readings/{code}/")
    crosses = page.locator("main ol.rows a.btn[href$='/delete/']")
    assert crosses.count() == 1  # only one's own, only the newest
    with nadia.leaving():
        crosses.first.click()
    assert nadia.path == f"/readings/{code}/2026-11-21/delete/"
    nadia.follow(SEND)
    assert nadia.path == f"/readings/{code}/"
    assert str(latest + 240) not in nadia.text("main ol.rows")
    nadia.open("/advance/")
    assert read_dial(nadia) == before


def test_a_questioned_reading_is_corrected_then_confirmed(enter, demonstration):
    amelia = enter("amelia")
    page = amelia.page
    contract, latest, code = begin_reading(amelia, demonstration)
    page.fill(INDEX, str(latest + 9_000))
    amelia.follow(SEND)
    asked = f"/readings/{code}/2026-11-21/confirm/"
    assert amelia.path == asked
    assert str(latest + 9_000) in amelia.text("main .facts")
    assert page.locator("main .card p").first.text_content().strip()
    amelia.follow("button[name=answer][value=correct]")
    assert amelia.path == f"/readings/{code}/enter/"
    page.fill(INDEX, str(latest + 8_000))
    amelia.follow(SEND)
    assert amelia.path == asked
    amelia.follow("button[name=answer][value=confirm]")
    reference = amelia.text(".panel__ref b")
    assert amelia.path == f"/requests/{reference}/"
    states = demonstration.ask(
        "SELECT DISTINCT r.state FROM metering_reading r JOIN supply_contract c USING"
        " (supply_point_id) WHERE c.number = %s AND read_on = '2026-11-21'",
        contract,
    )
    assert {row["state"] for row in states} == {"withdrawn", "with_agent"}
    amelia.open(f"/readings/{code}/")
    newest = page.locator("main ol.rows > li").first
    assert str(latest + 8_000) in normalize(newest.text_content())


BAD = {
    "letters": "12a34",
    "decimals": "1234,5",
    "too many digits": "1234567",
    "below the last one": "1",
    "nothing": "",
}


@pytest.mark.parametrize("typed", BAD.values(), ids=BAD)
def test_a_reading_that_cannot_be_is_said_at_the_field_and_nothing_is_stored(
    enter, demonstration, typed
):
    gijs = enter("gijs")
    contract, _latest, code = begin_reading(gijs, demonstration)
    before = demonstration.ask(COUNT, contract)
    gijs.page.fill(INDEX, typed)
    gijs.follow(SEND)
    assert gijs.path == f"/readings/{code}/enter/"
    field = gijs.page.locator(INDEX)
    assert field.input_value() == typed
    assert field.get_attribute("aria-invalid") == "true"
    name = field.get_attribute("id")
    assert f"{name}_error" in field.get_attribute("aria-describedby")
    assert len(gijs.text(f"[id='{name}_error']")) > 15
    # the summary takes the focus and leads to the field
    assert gijs.page.evaluate("document.activeElement.hasAttribute('data-errors')")
    assert gijs.page.locator(f"[data-errors] a[href='#{name}']").count() == 1
    assert demonstration.ask(COUNT, contract) == before


def test_a_day_that_is_yet_to_come_is_refused(enter, demonstration):
    gijs = enter("gijs")
    contract, latest, _code = begin_reading(gijs, demonstration)
    before = demonstration.ask(COUNT, contract)
    gijs.page.fill("#id_read_on", "2026-11-22")
    gijs.page.fill(INDEX, str(latest + 10))
    gijs.follow(SEND)
    assert gijs.page.locator("#id_read_on").get_attribute("aria-invalid") == "true"
    assert gijs.page.locator("#id_read_on").input_value() == "2026-11-22"
    assert demonstration.ask(COUNT, contract) == before
