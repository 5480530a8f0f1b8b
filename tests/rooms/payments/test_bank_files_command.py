"""``kwartier payments``: an operator takes the steps of the office, in the name of an agent."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from collection_factory import make_collecting_brand, make_payer, owe, settle
from house_factory import NOW, make_agent, make_customer
from kwartier.platform import brands
from kwartier.platform.models import Brand
from mandate_factory import add_bank_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    made = make_collecting_brand()
    Brand.objects.filter(pk=made.id).update(demo_today=date(2026, 11, 23))
    brands.forget_brands()
    yield made
    brands.forget_brands()


@pytest.fixture
def agents(brand):
    return [make_agent(brand, name=name).person.email for name in ("Tom", "Ilse")]


def run(capsys, *words, **options):
    call_command("bank_files", *words, brand="merel", **options)
    return capsys.readouterr().out


def test_collections_from_plan_to_answer(brand, agents, capsys, tmp_path):
    _, account = make_payer(brand)
    owe(account, "A26-0009001", due_on=date(2026, 11, 2))
    say = {"agent": agents[0]}
    assert "CB26-0000001: made, not sent, 1 of €118.00" in run(capsys, "collect", **say)
    with pytest.raises(CommandError, match="it was not sent"):
        run(capsys, "fetch", "CB26-0000001")
    assert "undone" in run(capsys, "undo", "CB26-0000001", **say)
    run(capsys, "collect", **say)
    assert "CB26-0000002: sent" in run(capsys, "send", "CB26-0000002", **say)
    run(capsys, "fetch", "CB26-0000002", to=str(tmp_path))
    assert b"pain.008.001.08" in (tmp_path / "CB26-0000002.xml").read_bytes()
    answer = tmp_path / "answer.xml"
    answer.write_text(
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr>'
        "<MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>CB26-0000002</OrgnlMsgId>"
        "<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    )
    read = run(capsys, "answer", str(answer), **say)
    assert "CB26-0000002: RJCT, 1 came back." in read
    assert "1 returns wait" in run(capsys, "show")


def test_refunds_take_two(brand, agents, capsys):
    person, account = make_customer(brand)
    add_bank_account(person, account, now=NOW.replace(month=9))
    settle(account, "S26-0000001", cents=-5_000)
    assert "waiting for approval" in run(capsys, "refund", agent=agents[0])
    with pytest.raises(CommandError, match="another person"):
        run(capsys, "approve", "RB26-0000001", agent=agents[0])
    assert "approved" in run(capsys, "approve", "RB26-0000001", agent=agents[1])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["collect"], "--as"),
        (["fetch"], "number of the batch"),
        (["answer"], "Name the bank's file"),
        (["answer", "/nowhere/at/all.xml"], "No such file"),
    ],
)
def test_what_is_missing_is_said(brand, words, told, capsys):
    with pytest.raises(CommandError, match=told):
        run(capsys, *words)
