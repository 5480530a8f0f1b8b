"""What is arranged for a contract: on which days, by what document, noted by whom."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from house_factory import NOW, acting, make_account, make_brand, make_person
from kwartier.platform import brands
from kwartier.platform.audit import list_entries
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import SYSTEM
from kwartier.supply.models import Arrangement
from kwartier.supply.operations import end_arrangement, note_arrangement
from kwartier.supply.queries import get_contract, list_contracts
from kwartier.supply.refusals import (
    ArrangementDoesNotFit,
    ArrangementsOverlap,
    ArrangementWithoutDocument,
)
from kwartier.supply.types import ArrangementKind
from supply_factory import make_contract, make_home

pytestmark = pytest.mark.django_db
JULY, OCTOBER = date(2025, 7, 1), date(2025, 10, 1)
DEBIT = ArrangementKind.DIRECT_DEBIT


@pytest.fixture
def contract():
    brands.forget_brands()
    brand = make_brand()
    return make_contract(make_account(brand), make_home(brand), brand=brand)


def note(contract, *, from_=JULY, until=None, kind=DEBIT, document="mandate 7", actor=SYSTEM):
    return note_arrangement(
        contract_id=contract.id, kind=kind, from_=from_, until=until, document=document,
        actor=actor, now=NOW,
    )  # fmt: skip


def test_it_is_kept_with_its_document_and_told_by_every_list(contract):
    (noted,) = note(contract).arrangements
    assert (noted.kind, noted.from_, noted.until, noted.document) == (
        DEBIT,
        JULY,
        None,
        "mandate 7",
    )
    note(contract, kind=ArrangementKind.E_BILLING)
    assert len(get_contract(contract.id).arrangements) == 2
    assert list_contracts(contract.account_id)[0].arrangements[0] == noted
    ended = end_arrangement(
        contract_id=contract.id, kind=DEBIT, from_=JULY, until=OCTOBER, actor=SYSTEM, now=NOW
    )
    assert [each.until for each in ended.arrangements] == [OCTOBER, None]
    (entry, *_) = list_entries(account_id=contract.account_id)
    assert (entry.action, entry.before["until"]) == ("contract.arrangement_ended", None)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"document": " "}, ArrangementWithoutDocument),
        ({"from_": date(2000, 1, 1)}, ArrangementDoesNotFit),
        ({"until": JULY}, ArrangementDoesNotFit),
        ({"from_": OCTOBER}, ArrangementsOverlap),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(contract, given, refusal):
    note(contract)
    with pytest.raises(refusal):
        note(contract, **given)
    assert Arrangement.objects.count() == 1


def test_a_customer_does_not_note_it_and_nobody_ends_what_is_not_there(contract):
    with pytest.raises(NotAllowed):
        note(contract, actor=acting(make_person(make_brand(), "someone@example.org")))
    contract_id = contract.id
    with pytest.raises(NotFound):
        end_arrangement(
            contract_id=contract_id, kind=DEBIT, from_=JULY, until=OCTOBER, actor=SYSTEM, now=NOW
        )
    with pytest.raises(NotFound):
        note_arrangement(
            contract_id=0, kind=DEBIT, from_=JULY, until=None, document="x", actor=SYSTEM, now=NOW
        )


def test_the_command_says_what_stands_or_why_not(contract, capsys):
    given = (contract.number, "e_billing", "--brand", "merel", "--from", "2025-07-01")
    call_command("note_arrangement", *given, "--document", "mandate 7")
    assert "e_billing, 2025-07-01 until no end yet: mandate 7" in capsys.readouterr().out
    call_command("note_arrangement", *given, "--end", "--until", "2025-10-01", "--reason", "asked")
    assert "until 2025-10-01" in capsys.readouterr().out
    for arguments, said in (
        ((*given, "--document", "again"), "This is arranged"),
        ((*given, "--end"), "Give --until"),
        (("C-7", *given[1:]), "There is no contract C-7"),
        ((*given[:3], "moon", *given[4:]), "There is no brand moon"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("note_arrangement", *arguments)
