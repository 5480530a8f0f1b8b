"""`kwartier manage note_protection`: the social tariff of a contract, or the sentence why not."""

import pytest
from django.core.management import CommandError, call_command

from house_factory import make_account, make_brand
from kwartier.platform import brands
from supply_factory import make_contract, make_home

pytestmark = pytest.mark.django_db
PAPER = ("--document", "List of the federal administration, 1 July 2025")


@pytest.fixture
def contract():
    brands.forget_brands()
    brand = make_brand()
    return make_contract(make_account(brand), make_home(brand), brand=brand)


def note(contract, *more, number="", brand="merel", first="2025-07-01"):
    given = (number or contract.number, "--brand", brand, "--from", first, *more)
    call_command("note_protection", *given)


def test_it_says_which_days_are_protected_and_by_what(contract, capsys):
    note(contract, *PAPER)
    assert "2025-07-01 until no end yet: List of the federal" in capsys.readouterr().out
    note(contract, "--end", "--until", "2025-10-01", "--reason", "the list of October")
    assert "2025-07-01 until 2025-10-01: List" in capsys.readouterr().out
    note(contract, "--corrects", "2025-07-01", "--document", "Attestation 12", first="2025-08-01")
    assert capsys.readouterr().out == "2025-08-01 until no end yet: Attestation 12\n"


@pytest.mark.parametrize(
    ("more", "given", "said"),
    [
        ((), {}, "Nothing is said about the document"),
        (PAPER, {"brand": "moon"}, "There is no brand moon"),
        (PAPER, {"number": "C-7"}, "There is no contract C-7 of merel"),
        (("--end",), {}, "Give --until"),
        (PAPER, {"first": "2020-01-01"}, "is for households in Belgium"),
    ],
)
def test_what_cannot_be_noted_is_said(contract, more, given, said):
    with pytest.raises(CommandError, match=said):
        note(contract, *more, **given)
