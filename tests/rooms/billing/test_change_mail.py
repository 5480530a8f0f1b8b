"""The mail that confirms a change: its settlement is said as on the page, in each of three cases."""

from dataclasses import replace

import pytest
from django.utils import translation

from advance_factory import NOW, make_household
from kwartier.billing._mails import queue_changed_mail
from kwartier.billing.queries import list_changes
from kwartier.platform.models import OutboxMail
from kwartier.platform.wording import round_to_euro, speak_euros

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (8_449, "about €84 to pay."),
        (50, "about €1 to pay."),
        (49, "to come out around zero"),
        (0, "to come out around zero"),
        (-49, "to come out around zero"),
        (-8_450, "about €85 in your favor."),
    ],
)
def test_the_settlement_is_said_by_its_sign(cents, said):
    home = make_household()
    simulation = home.simulate(20_000)
    change = replace(
        list_changes(contract_id=home.contract.id)[0], id=1, from_cents=15_000, to_cents=20_000
    )
    told = replace(simulation, settlement_cents=cents, is_known=True)
    queue_changed_mail(change, contract=home.contract, simulation=told, now=NOW)
    mail = OutboxMail.objects.latest("pk")
    assert said in mail.body_text
    assert said in mail.body_html


def test_a_settlement_that_is_not_known_is_not_said():
    home = make_household()
    change = replace(list_changes(contract_id=home.contract.id)[0], id=2, from_cents=15_000)
    told = replace(home.simulate(20_000), is_known=False)
    queue_changed_mail(change, contract=home.contract, simulation=told, now=NOW)
    assert "settlement" not in OutboxMail.objects.latest("pk").body_text


def test_whole_euros_are_written_as_the_language_does():
    assert [round_to_euro(cents) for cents in (-150, -50, -49, 49, 50)] == [-2, -1, 0, 0, 1]
    written = []
    for language in ("fr", "nl", "de", "en"):
        with translation.override(language):
            written.append(speak_euros(1_234).replace("\u202f", " ").replace("\xa0", " "))
    assert written == ["1 234 €", "€ 1.234", "1.234 €", "€1,234"]
