"""A household whose bill can be issued, and what a brand may have decided about delivery."""

from datetime import date

import pytest
from delivering import name_printed, print_as

from advance_factory import Household
from bill_factory import NOW, make_year
from document_factory import make_issuer
from kwartier.brand_settings.operations import set_brand_parameter
from kwartier.platform.types import SYSTEM


@pytest.fixture
def home() -> Household:
    """A household whose first year is over; the brand is known before the law."""
    made = make_year(home={"street": "Lindelaan", "house_number": "4"})
    make_issuer(made.brand)
    return made


@pytest.fixture
def decide():
    """Set a parameter of a brand."""

    def decided(household: Household, key: str, value) -> None:
        set_brand_parameter(
            brand_id=household.brand.id,
            key=key,
            value=value,
            from_day=date(2026, 1, 1),
            source="tests",
            actor=SYSTEM,
            now=NOW,
        )

    return decided


@pytest.fixture
def quick_paper(monkeypatch):
    """Papers that are made in no time, and tell their number: what is on them is not asked here."""
    return print_as(monkeypatch, name_printed)
