"""Each folder ``given_<situation>`` tells a home, its contracts and its days, and every bill that follows.

``given.toml`` names the source of the figures and the sum that a clerk can do again on paper. Prices are
in euro without VAT and ``events`` happen in their order: *read* is an index of the grid operator,
*read_again* one that it corrects later, *settle* asks for the bill of a period, *bill_what_is_due* lets the daily duty issue what is complete, *peaks*
are monthly peaks in watts from a month on, *wants_provisional_part* is the brand's wish to bill the days since a reading, *switch* goes over to monthly bills or back, *rectify* takes a bill
back and issues the right one, *arranged* notes what discounts hang on. ``expected.toml`` gives every bill in the order of issue: amounts by line
without VAT, the VAT, the total, the advances taken off and what is to pay; what was refused, with what was
missing; and what every customer owes in the end. All in euro, rounded to the cent as the bill shows it.
"""

import tomllib
from pathlib import Path

import pytest
from billing_scene import Scene

from kwartier.billing.models import Bill
from kwartier.billing.queries import recompute_bill
from kwartier.ledger.models import Posting

pytestmark = pytest.mark.django_db

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("given_*/given.toml"))


def read(folder, name):
    return tomllib.loads((folder / name).read_text("utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_bills_are_what_the_folder_says(folder):
    scene = Scene.of(read(folder, "given.toml"))
    scene.play()
    assert scene.tell() == read(folder, "expected.toml")
    for bill in Bill.objects.all():
        assert recompute_bill(bill.number).differences == ()
    assert sum(Posting.objects.values_list("amount_cents", flat=True)) == 0


def test_there_are_folders():
    assert len(FOLDERS) >= 20
