"""A bank's answer is read whatever its version, and refused with its line when it is broken."""

import pytest

from kwartier.payments.formats.pain002 import read_status_report
from kwartier.payments.refusals import BankAnswerUnreadable

pytestmark = pytest.mark.one_server

ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">
<CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-77</MsgId><CreDtTm>2026-12-01T08:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>KW-1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>
<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>KW-1-1</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>C1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Account</AddtlInf><AddtlInf>closed</AddtlInf></StsRsnInf>
<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">10.01</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>C2</OrgnlEndToEndId>
<StsRsnInf><Rsn><Prtry>X9</Prtry></Rsn></StsRsnInf><OrgnlTxRef/></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>C3</OrgnlEndToEndId><TxSts>ACSP</TxSts>
<StsRsnInf><AddtlInf>later</AddtlInf></StsRsnInf></TxInfAndSts>
</OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>
"""


@pytest.mark.parametrize("version", ["03", "08", "10", "14"])
def test_an_answer_is_read(version):
    report = read_status_report(ANSWER.format(version=version).encode())
    assert (report.id, report.original_id, report.status) == ("BANK-77", "KW-1", "PART")
    assert (report.version, report.original_kind) == (f"pain.002.001.{version}", "pain.008.001.08")
    (group,) = report.groups
    rejected, without_status, accepted = group.transactions
    assert (group.group_id, group.status) == ("KW-1-1", "")
    assert (rejected.end_to_end_id, rejected.status, rejected.amount_cents) == ("C1", "RJCT", 1001)
    assert [(reason.code, reason.text) for reason in rejected.reasons] == [
        ("AC04", "Account closed")
    ]
    assert (without_status.status, without_status.reasons[0].code) == ("", "X9")
    assert (accepted.reasons[0].code, accepted.amount_cents, accepted.line) == ("", None, 13)


@pytest.mark.parametrize(
    ("before", "after", "line", "told"),
    [
        (ANSWER, "", 1, "not whole XML"),
        ("</CstmrPmtStsRpt>", "", 16, "not whole XML"),
        ("pain.002.001.{version}", "pain.008.001.02", 2, "pain.008.001.02"),
        ("pain.002.001.{version}", "pain.002.001.02", 2, "no pain.002"),
        (
            "<CstmrPmtStsRpt>",
            "<CstmrPmtStsRpt><x/></CstmrPmtStsRpt><CstmrPmtStsRpt>",
            3,
            "OrgnlGrpInfAndSts",
        ),
        ("<OrgnlMsgId>KW-1</OrgnlMsgId>", "", 5, "OrgnlMsgId"),
        ("<OrgnlMsgId>KW-1<", "<OrgnlMsgId> <", 5, "empty"),
        ("PART", "PERHAPS", 6, "PERHAPS"),
        ("<OrgnlEndToEndId>C1<", f"<OrgnlEndToEndId>{'C' * 36}<", 8, "more than 35 signs"),
        ("10.01", "10.011", 10, "10.011"),
        ("10.01", "1" + "0" * 20, 10, "no amount"),
        ("10.01", "-1", 10, "-1"),
        ("10.01", "ten", 10, "ten"),
        ("10.01", "NaN", 10, "NaN"),
        ("10.01", "1E+999999", 10, "1E+999999"),
        ('Ccy="EUR"', 'Ccy="USD"', 10, "USD"),
        ("<Document ", "<!DOCTYPE Document [<!ENTITY a 'b'>]>\n<Document ", 1, "document type"),
    ],
)
def test_a_broken_answer_is_refused_with_its_line(before, after, line, told):
    broken = ANSWER.replace(before, after, 1).replace("{version}", "10")
    with pytest.raises(BankAnswerUnreadable) as refusal:
        read_status_report(broken.encode())
    assert f"Line {line} " in refusal.value.say()
    assert told in refusal.value.say()


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr("kwartier.payments.formats.pain002._LARGEST", 10)
    with pytest.raises(BankAnswerUnreadable, match="larger"):
        read_status_report(ANSWER.encode())
