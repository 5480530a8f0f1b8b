"""What came back is recorded once, followed by the step of the table, and told to the customer."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from collection_factory import (
    MONDAY,
    NOW,
    WEDNESDAY,
    make_colleague,
    make_collecting_brand,
    make_payer,
    owe,
    send_collections,
)
from house_factory import acting
from kwartier.payments import operations, queries, refusals
from kwartier.payments._return_steps import find_step, list_steps
from kwartier.payments.models import Collection, Creditor, Return
from kwartier.payments.operations import returning
from kwartier.payments.refusals import BankAnswerUnreadable
from kwartier.payments.types import CollectionState, NextStep, ReturnDraft
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from mandate_factory import sign

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
RETURNED_ON = date(2026, 11, 27)
FIRST = ReturnDraft(
    end_to_end_id="DD26-0000001",
    code="AM04",
    amount_cents=11_800,
    happened_on=RETURNED_ON,
    unique_key="camt:1:1",
    is_settled=True,
)


@pytest.fixture
def brand():
    return make_collecting_brand()


@pytest.fixture
def payer(brand):
    """A customer of whom something is at the bank."""
    person, account = make_payer(brand)
    owe(account, "A26-0000001")
    send_collections(brand)
    OutboxMail.objects.all().delete()
    return person, account


def record(brand, *drafts, **changes):
    say = {"brand_id": brand.id, "today": RETURNED_ON, "now": NOW, **changes}
    return operations.record_returns(returns=drafts, **say)


def find_first(brand):
    return queries.find_collections(brand.id, ["DD26-0000001"])["DD26-0000001"]


@pytest.mark.parametrize(
    ("code", "follows", "told"),
    [
        ("AM04", ("retry", "active"), "not enough money"),
        ("MS03", ("retry", "active"), "without telling us why"),
        ("AC01", ("suspend", "suspended"), "account number is not right"),
        ("AC06", ("suspend", "suspended"), "blocked"),
        ("MD06", ("suspend", "suspended"), "refused or reversed"),
        ("AC04", ("end", "ended"), "the account is closed"),
        ("MD07", ("end", "ended"), "without telling us why"),
        ("SL01", ("ask", "active"), "as you asked it to"),
        ("AM05", ("look", "active"), None),
        ("ZZ99", ("look", "active"), None),
    ],
)
def test_the_next_step_of_each_reason(brand, payer, code, follows, told):
    step, mandate = follows
    (made,) = record(brand, replace(FIRST, code=code))
    assert (made.next_step, made.state) == (step, "open" if step == "look" else "done")
    assert find_first(brand).state == CollectionState.RETURNED
    assert queries.list_mandates(payer[1].pk)[0].state == mandate
    mails = OutboxMail.objects.filter(topic="collection_returned")
    assert [told in mail.body_text for mail in mails] == ([True] if told else [])
    if told:
        assert "€118.00 for A26-0000001" in mails[0].body_text
    assert len(queries.list_returns(brand.id)) == (step == "look")
    assert AuditEntry.objects.filter(action="return.recorded").count() == 1


def test_who_is_to_pay_by_transfer_reads_where(brand, payer):
    record(brand, replace(FIRST, code="MD06"))
    said = OutboxMail.objects.get(topic="collection_returned").body_text
    way = "Please pay €118.00 by bank transfer to Merel NV, account BE11 3630 7500 1248, with the reference"
    assert way in said


@pytest.mark.parametrize("wrong", ["document", "account"])
def test_where_nobody_knows_it_the_payments_page_says_it(brand, payer, monkeypatch, wrong):
    if wrong == "account":
        monkeypatch.setattr(returning, "get_promises", lambda *_: Creditor())
    else:
        Collection.objects.filter(end_to_end_id=FIRST.end_to_end_id).update(document="OLD")
    record(brand, replace(FIRST, code="MD06"))
    said = OutboxMail.objects.get(topic="collection_returned").body_text
    assert "the payments page shows the account number and the reference to copy" in said


def test_every_code_of_the_table_has_a_step_a_day_and_a_meaning():
    codes = {step.code for step in list_steps()}
    assert all(queries.explain_code(code) for code in codes)
    assert queries.explain_code("ZZ99") == ""
    wanted = "AC01 AC04 AC06 AG01 AG02 AM04 AM05 BE05 DNOR MD01 MD02 MD06 MD07 MS02 MS03 RC01 RR01"
    assert set(wanted.split()) | {"RR02", "RR03", "RR04", "SL01", "FF01", "CNOR"} <= codes
    assert find_step("AM04", on=date(2019, 1, 1)) is None


def test_the_document_for_the_office_says_what_the_table_says():
    text = (ROOT / "docs/how-to/collect-by-direct-debit.md").read_text("utf-8")
    told = [set(re.findall(r"\b[A-Z]{2}[A-Z0-9]{2}\b", line.split("|")[2])) for line in
            text.splitlines() if re.search(r"\b(?:AM04|AC01|AC04|SL01|AG02)\b", line)]  # fmt: skip
    steps = {step.code: step.step for step in list_steps()}
    order = (NextStep.RETRY, NextStep.SUSPEND, NextStep.END, NextStep.ASK, NextStep.LOOK)
    assert told == [{code for code, step in steps.items() if step == each} for each in order]


def test_a_second_try_on_a_later_day_and_no_third(brand, payer):
    (made,) = record(brand, FIRST)
    assert made.retry_on == date(2026, 12, 11)  # fourteen days later, told by the mail
    assert "11 December 2026" in OutboxMail.objects.get().body_text
    plan = {"brand_id": brand.id, "now": NOW, "until": date(2027, 1, 31)}
    (planned,) = queries.plan_collections(today=MONDAY, **plan)
    assert (planned.collect_on, planned.attempt) == (date(2026, 12, 11), 2)
    send_collections(brand, until=date(2026, 12, 31))
    (again,) = record(brand, replace(FIRST, end_to_end_id="DD26-0000002", unique_key="camt:2:1"))
    assert (again.next_step, again.retry_on) == (NextStep.ASK, None)
    assert queries.plan_collections(today=MONDAY, **plan) == []


def test_an_agent_may_have_it_tried_once_more(brand, payer):
    record(brand, FIRST)
    send_collections(brand, until=date(2026, 12, 31))
    second = replace(FIRST, end_to_end_id="DD26-0000002", unique_key="camt:2:1", code="AM05")
    (made,) = record(brand, second)
    say = {"brand_id": brand.id, "now": NOW}
    operations.decide_return(
        return_id=made.id,
        note="The bank's mistake",
        step=NextStep.RETRY,
        today=RETURNED_ON,
        actor=make_colleague(brand),
        **say,
    )
    (planned,) = queries.plan_collections(today=MONDAY, until=date(2027, 1, 31), **say)
    assert (planned.document, planned.attempt) == ("A26-0000001", 3)


def test_under_another_mandate_it_is_a_new_collection(brand, payer):
    record(brand, replace(FIRST, code="AC04"))
    assert queries.plan_collections(brand.id, MONDAY, now=NOW) == []
    sign(*payer)
    (planned,) = queries.list_collections_to_come(brand.id, MONDAY, now=NOW)
    assert (planned.attempt, planned.collect_on) == (1, date(2026, 12, 7))


def test_told_twice_is_recorded_once(brand, payer):
    (made,) = record(brand, FIRST)
    assert record(brand, FIRST, FIRST) == [replace(made, is_repeat=True)] * 2
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "why", "says"),
    [
        ({"end_to_end_id": "DD26-0000099"}, "unknown", "never made a collection or a refund"),
        ({"end_to_end_id": ""}, "unknown", "never made a collection or a refund"),
        ({"amount_cents": 11_799}, "other_amount", "not the one that we sent"),
        ({"code": "ZZ99"}, "unknown_code", "no rule for this reason"),
        ({"code": "FF01"}, "look", "made a mistake"),
    ],
)
def test_what_does_not_fit_waits_for_a_person(brand, payer, changes, why, says):
    (made,) = record(brand, replace(FIRST, **changes))
    assert made.why_open == why
    assert says in made.why_open.label
    assert queries.list_returns(brand.id) == [made]
    is_ours = why in {"unknown_code", "look"}
    assert (find_first(brand).state == CollectionState.RETURNED) is is_ours
    assert made.account_id == (None if why == "unknown" else payer[1].pk)


def test_of_what_was_never_sent_and_what_came_back_before(brand, payer):
    record(brand, FIRST)
    (twice,) = record(brand, replace(FIRST, unique_key="camt:1:2"))
    owe(payer[1], "A26-0000002")
    operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)
    unsent = replace(FIRST, end_to_end_id="DD26-0000002", unique_key="camt:1:3")
    (never,) = record(brand, unsent)
    assert (twice.why_open, never.why_open) == ("twice", "never_sent")
    assert len(queries.list_returns(brand.id, queries.ReturnWish(is_open=False))) == 3


def test_an_agent_decides_once_with_a_note(brand, payer):
    (made,) = record(brand, replace(FIRST, code="AM05"))
    agent = make_colleague(brand)
    say = {"brand_id": brand.id, "return_id": made.id, "today": RETURNED_ON, "now": NOW}
    with pytest.raises(refusals.NoteMissing):
        operations.decide_return(note="  ", actor=agent, **say)
    with pytest.raises(NotAllowed):
        operations.decide_return(note="Mine", actor=acting(payer[0]), **say)
    decided = operations.decide_return(
        note="Not a duplicate", step=NextStep.RETRY, actor=agent, **say
    )
    assert (decided.state, decided.note, decided.decided_by_name) == (
        "done",
        "Not a duplicate",
        agent.name,
    )
    assert find_first(brand).retry_on == date(2026, 12, 11)
    with pytest.raises(refusals.ReturnDecided):
        operations.decide_return(note="Again", actor=agent, **say)
    with pytest.raises(NotFound):
        operations.decide_return(note="Again", actor=agent, **{**say, "return_id": 0})


def test_a_return_of_nobody_is_closed_by_a_note(brand):
    (made,) = record(brand, replace(FIRST, end_to_end_id="XX"))
    decided = operations.decide_return(
        brand_id=brand.id,
        return_id=made.id,
        note="Of the former system",
        step=NextStep.END,
        today=RETURNED_ON,
        now=NOW,
        actor=make_colleague(brand),
    )
    assert (decided.state, decided.next_step) == ("done", NextStep.LOOK)
    assert queries.list_returns(brand.id) == []


def test_without_a_row_of_the_bank_the_usual_notice_holds(brand, payer):
    (made,) = record(brand, FIRST, today=date(2019, 12, 1))
    assert made.retry_on == date(2019, 12, 16)  # the fifteenth is a Sunday


def answer(number, inside="", *, status="PART"):
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{number}</OrgnlMsgId>
<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>{status}</GrpSts>
<StsRsnInf><Rsn><Cd>MS03</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts>{inside}
</CstmrPmtStsRpt></Document>""".encode()


def group(inside, name="CB26-0000001-1", status=""):
    said = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>{said}{inside}</OrgnlPmtInfAndSts>"


def one(name, status="RJCT", code="AC04", told=""):
    said = f"<TxSts>{status}</TxSts>" if status else ""
    reason = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if code else ""
    named = f"<OrgnlEndToEndId>{name}</OrgnlEndToEndId>" if name else ""
    return f"<TxInfAndSts>{named}{said}{reason}{told}</TxInfAndSts>\n"


@pytest.mark.parametrize(
    ("inside", "status", "expected"),
    [
        (group(one("DD26-0000001") + one("DD26-0000002", "ACSP")), "PART", ["AC04"]),
        (group(one("DD26-0000001", "", "") + one("DD26-0000002", "", ""), status="RJCT"), "PART",
         ["MS03", "MS03"]),
        (group("", status="RJCT"), "PART", ["MS03", "MS03"]),
        (group("", name="CB26-0000001-9", status="RJCT"), "PART", []),
        (group("", status="ACSP"), "RJCT", []),
        (group(one("DD26-0000077")), "PART", ["AC04"]),
        # Of payments without a name, or with one that is none of ours, each is kept with its place.
        (group(one("") + one("NOTPROVIDED") + one("NOTPROVIDED") + one("DD26-0000001")), "PART",
         ["AC04"] * 4),
        ("", "RJCT", ["MS03", "MS03"]),
        ("", "ACSP", []),
    ],
)  # fmt: skip
def test_a_banks_answer_rejects_before_anything_was_booked(brand, inside, status, expected):
    for place in (1, 2):
        _, account = make_payer(brand)
        owe(account, f"A26-000000{place}")
    send_collections(brand)
    say = {"brand_id": brand.id, "today": MONDAY, "now": NOW}
    content = answer("CB26-0000001", inside, status=status)
    told = operations.read_bank_answer(content=content, **say)
    assert [made.code for made in told.returns] == expected
    assert not Return.objects.filter(is_settled=True).exists()
    places = [made.text for made in told.returns if made.why_open == "unknown"]
    assert len(set(places)) == len(places)
    assert all(re.fullmatch(r"B1, line \d+", place) for place in places)
    again = operations.read_bank_answer(content=content, **say)
    assert all(made.is_repeat for made in again.returns)
    assert Return.objects.count() == len(expected)


def test_an_answer_about_another_amount_waits_for_a_person(brand, payer):
    other = '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">117.99</InstdAmt></Amt></OrgnlTxRef>'
    content = answer("CB26-0000001", group(one("DD26-0000001", told=other)))
    (made,) = operations.read_bank_answer(
        brand_id=brand.id, content=content, today=MONDAY, now=NOW
    ).returns
    assert (made.amount_cents, made.why_open) == (11_799, "other_amount")
    assert queries.find_return(brand.id, made.id) == made
    assert queries.find_return(brand.id, 0) is None


def test_an_answer_decides_nothing_of_another_file(brand, payer):
    owe(payer[1], "A26-0000002")
    second = send_collections(brand)
    content = answer(second.number, group(one("DD26-0000001"), name=f"{second.number}-1"))
    (made,) = operations.read_bank_answer(
        brand_id=brand.id, content=content, today=MONDAY, now=NOW
    ).returns
    assert (made.why_open, made.text) == ("unknown", "B1, line 4: DD26-0000001")
    assert find_first(brand).state == CollectionState.SENT


def test_answers_that_are_not_for_us(brand, payer):
    owe(payer[1], "A26-0000002")
    unsent = operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)
    say = {"brand_id": brand.id, "today": MONDAY, "now": NOW}
    for number in ("CB26-0000099", unsent.number):
        with pytest.raises(refusals.BankAnswerForAnother, match=number):
            operations.read_bank_answer(content=answer(number, status="RJCT"), **say)
    with pytest.raises(BankAnswerUnreadable):
        operations.read_bank_answer(content=b"no", **say)
    with pytest.raises(NotAllowed):
        operations.read_bank_answer(content=b"no", actor=acting(payer[0]), **say)
    assert find_first(brand).collect_on == WEDNESDAY
