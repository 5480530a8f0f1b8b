"""The days of the social tariff in the API: the customer's own, from behind the wall."""

from datetime import date

import pytest
from api_door import read

from house_factory import NOW
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import note_protection

pytestmark = pytest.mark.django_db


def test_a_contract_shows_on_which_days_it_is_protected(door, as_web_role):
    note_protection(
        contract_id=door.household.contract.id,
        from_=date(2026, 1, 1),
        until=None,
        document="Attestation of the first day of the year",
        actor=SYSTEM,
        now=NOW,
    )
    as_web_role()
    shown = read(door.get(door.contract))
    # The paper itself is the office's: it may say more of a household than its tariff.
    assert shown["protections"] == [{"protected_from": "2026-01-01", "protected_until": None}]
