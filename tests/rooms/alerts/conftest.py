"""A house whose use alerts may look at."""

import pytest

from alert_factory import consent_to_alerts
from interval_factory import House


@pytest.fixture
def house(settings):
    """A home with a customer who consented to alerts, and whose mails lead somewhere."""
    settings.KWARTIER_ADDRESS = "https://energy.example"
    made = House(consented=False)
    made.consent = consent_to_alerts(made)
    return made
