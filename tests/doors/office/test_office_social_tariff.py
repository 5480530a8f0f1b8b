"""What an agent reads of a protected customer: the days and the document, on one line."""

from datetime import date

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
