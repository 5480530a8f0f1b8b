"""What an agent reads of a protected customer: the days and the document, on one line."""

from datetime import date

from office_day import text_of

from house_factory import NOW
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_protection, note_protection


def test_the_days_and_the_document_stand_with_the_contract(day):
    noted = {"contract_id": day.home.contract.id, "actor": SYSTEM, "now": NOW}
    first = date(2026, 1, 1)
    note_protection(from_=first, until=None, document="Attestation 12", **noted)
    page = day.read().replace(" :", ":")
    assert "Social tariff since 1 January 2026: Attestation 12" in page
    assert "Noted the social tariff: Attestation 12" in page
    end_protection(from_=first, until=date(2026, 10, 1), **noted)
    page = day.read().replace(" :", ":")
    assert "Social tariff from 1 January 2026 until 30 September 2026: Attestation 12" in page
    assert "Set the end of the social tariff" in page


NOTED = {"first_on": "2026-10-01", "last_on": "2026-12-31", "proof": "certificate"}


def test_an_agent_notes_it_corrects_it_and_ends_it(day):
    page = f"protection/{day.contract}/"
    assert "not have the social tariff today" in day.read(page)
    assert day.send(page, document="12", **NOTED).status_code == 302
    assert "since 1 October 2026" in day.read(page)
    assert "certificate: 12" in day.read()
    assert "Social tariff from 1 October 2026 to 31 December 2026" in day.customer_reads(
        "contract/"
    )
    filled = day.client.get(day.address(page), {"from": "2026-10-01"}).content.decode()
    assert 'value="2026-12-31"' in filled
    sent = {"first_on": "2026-09-01", "last_on": "", "proof": "automatic", "document": "1 July"}
    day.client.post(f"{day.address(page)}?from=2026-10-01", sent)
    assert "Social tariff since 1 September 2026" in day.customer_reads("contract/")
    assert "list of the FPS Economy: 1 July" in day.read()
    day.client.post(f"{day.address(page)}?from=2026-09-01", sent | {"last_on": "2026-09-30"})
    assert "not have the social tariff today" in day.read(page)
    assert "Corrected the social tariff" in day.read()


def test_what_does_not_fit_is_said_and_nothing_is_noted(day):
    page = f"protection/{day.contract}/"
    assert "Nothing is said about the document" in text_of(day.send(page, **NOTED), 422)
    backwards = NOTED | {"last_on": "2026-09-01", "document": "12"}
    assert "The social tariff is for households" in text_of(day.send(page, **backwards), 422)
    day.send(page, document="12", **NOTED)
    again = text_of(day.send(page, document="13", **NOTED), 422)
    assert "has the social tariff on some of the days" in again
    assert "certificate: 13" not in day.read()


def test_only_an_agent_notes_it_for_a_contract_of_the_customer(day):
    page = day.address(f"protection/{day.contract}/")
    client = day.browser_of(day.home.person, second_factor=True)
    assert client.get(page).status_code == 404
    assert client.post(page, NOTED | {"document": "12"}).status_code == 404
    assert day.client.get(day.address("protection/C-999999/")).status_code == 404
    assert "Social tariff" not in day.customer_reads("contract/")
