"""Files for the bank are valid on the official schemas, add up, and are refused rather than wrong."""

import io
import re
from dataclasses import replace

import pytest
from lxml import etree

from kwartier.payments.formats import pain001, pain008
from kwartier.payments.formats.model import Amendment, Holder
from kwartier.payments.formats.sepa_text import is_identifier, write_plain
from kwartier.payments.refusals import PaymentNotWritable
from payment_file_factory import (
    check_valid,
    make_debit,
    make_debit_group,
    make_holder,
    make_message,
    make_transfer,
    make_transfer_group,
)

pytestmark = pytest.mark.one_server


def write_debits(groups, *, version="pain.008.001.08", **changes):
    out = io.BytesIO()
    pain008.write_debits(out, make_message(**changes), groups, version=version)
    return out.getvalue()


def write_transfers(groups, *, version="pain.001.001.09"):
    out = io.BytesIO()
    pain001.write_transfers(out, make_message(), groups, version=version)
    return out.getvalue()


def make_debit_groups():
    return [
        make_debit_group(1, 120, sequence="FRST"),
        make_debit_group(121, 120),
        make_debit_group(241, 60, scheme="B2B"),
    ]


def find_all(content, path):
    everywhere = re.sub(r"(\w+)", r"{*}\1", path)
    return [element.text for element in etree.fromstring(content).iterfind(everywhere)]


@pytest.mark.parametrize("version", pain008.VERSIONS)
def test_debits_are_valid_and_add_up(version):
    content = write_debits(make_debit_groups(), version=version)
    check_valid(content, version)
    assert find_all(content, ".//GrpHdr/NbOfTxs") == ["300"]
    assert find_all(content, ".//GrpHdr/CtrlSum") == ["3451.50"]  # 300 x 10 + (1 + ... + 300) / 100
    assert find_all(content, ".//PmtInf/NbOfTxs") == ["120", "120", "60"]
    assert find_all(content, ".//PmtInf/PmtTpInf/SeqTp") == ["FRST", "RCUR", "RCUR"]
    assert find_all(content, ".//PmtInf/PmtTpInf/LclInstrm/Cd") == ["CORE", "CORE", "B2B"]
    cents = [round(float(each) * 100) for each in find_all(content, ".//DrctDbtTxInf/InstdAmt")]
    assert (len(cents), sum(cents)) == (300, 345_150)
    assert content == write_debits(make_debit_groups(), version=version), "not the same bytes"


@pytest.mark.parametrize("version", pain001.VERSIONS)
def test_transfers_are_valid_and_add_up(version):
    content = write_transfers(
        [make_transfer_group(1, 100), make_transfer_group(101, 100)], version=version
    )
    check_valid(content, version)
    assert find_all(content, ".//GrpHdr/CtrlSum") == ["5201.00"]
    assert find_all(content, ".//PmtInf/CtrlSum") == ["2550.50", "2650.50"]


def test_a_file_without_payments_breaks_the_schema():
    """The schema judges: what has nothing in it is no file, and the check says so."""
    with pytest.raises(etree.DocumentInvalid):
        check_valid(write_debits([make_debit_group(1, 0)]), "pain.008.001.08")


def test_references_say_whose_they_are():
    group = make_debit_group(1, 3)
    content = write_debits([group])
    assert find_all(content, ".//CdtrRefInf/Tp/Issr") == ["BBA", "ISO"]
    assert find_all(content, ".//CdtrRefInf/Tp/CdOrPrtry/Cd") == ["SCOR", "SCOR"]
    assert find_all(content, ".//CdtrRefInf/Ref") == ["190000000185", "RF80A260000002"]
    assert find_all(content, ".//RmtInf/Ustrd") == ["Advance 3 - thank you"]


@pytest.mark.parametrize(
    ("amendment", "path", "expected"),
    [
        (Amendment(has_new_account=True), "OrgnlDbtrAcct/Id/Othr/Id", "SMNDA"),
        (
            Amendment(has_new_account=True, iban="BE71096123456769"),
            "OrgnlDbtrAcct/Id/IBAN",
            "BE71096123456769",
        ),
        (Amendment(mandate_reference="KW-OLD-7"), "OrgnlMndtId", "KW-OLD-7"),
        (Amendment(creditor_name="Élan"), "OrgnlCdtrSchmeId/Nm", "Elan"),
    ],
)
@pytest.mark.parametrize("version", pain008.VERSIONS)
def test_amendments(amendment, path, expected, version):
    debit = make_debit(1, amendment=amendment)
    group = replace(make_debit_group(1, 1), payments=[debit])
    content = write_debits([group], version=version)
    check_valid(content, version)
    assert find_all(content, ".//MndtRltdInf/AmdmntInd") == ["true"]
    assert find_all(content, f".//AmdmntInfDtls/{path}") == [expected]


def test_a_mandate_that_did_not_change_says_nothing():
    assert b"AmdmntInd" not in write_debits([make_debit_group(1, 1)])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"amount_cents": 0}, "0 cents"),
        ({"amount_cents": 100_000_000_000}, "100000000000 cents"),
        ({"debtor": Holder(name="Jan", iban="BE68539007547035")}, "BE68539007547035"),
        ({"debtor": Holder(name="Jan", iban="BE68 5390 0754 7034")}, "not an IBAN"),
        ({"debtor": Holder(name="  ", iban="BE68539007547034")}, "name of the account"),
        ({"debtor": Holder(name="王", iban="BE68539007547034")}, "name of the account"),
        ({"debtor": Holder(name="Jan", iban="BE68539007547034", bic="KBC")}, "not a BIC"),
        ({"mandate_reference": "/KW"}, "“/KW”"),
        ({"mandate_reference": "K//W"}, "identifier"),
        ({"reference": "190000000186"}, "190000000186"),
        ({"reference": "RF69A260000002"}, "RF69A260000002"),
        ({"reference": "+++190/0000/00185+++"}, "does not hold"),
    ],
)
def test_what_no_bank_takes_is_refused_with_its_place(changes, told):
    debit = make_debit(1, **changes)
    group = replace(make_debit_group(1, 1), payments=[debit], total_cents=debit.amount_cents)
    with pytest.raises(PaymentNotWritable) as refusal:
        write_debits([group])
    assert "C000000001" in refusal.value.say()
    assert told in refusal.value.say()


def test_out_of_the_economic_area_goes_what_names_its_bank():
    swiss = Holder(name="Jan", iban="CH9300762011623852957")
    named = replace(swiss, bic="BLKBCH22XXX")
    told = {
        holder.bic: pain001.explain_unwritable(
            replace(make_transfer(1), receiver=holder), version=pain001.VERSIONS[-1]
        )
        for holder in (swiss, named)
    }
    assert ("has to be named (BIC)" in told[""], told[named.bic]) == (True, "")


def test_sums_that_differ_are_refused():
    group = make_transfer_group(1, 2)
    with pytest.raises(PaymentNotWritable) as refusal:
        write_transfers([replace(group, total_cents=1)])
    assert "KW-R-1" in refusal.value.say()
    assert "holds 2 of 50.03" in refusal.value.say()
    with pytest.raises(PaymentNotWritable):
        write_transfers([replace(make_transfer_group(1, 2), payments=[make_transfer(1)])])


def test_a_version_that_is_not_written():
    with pytest.raises(ValueError, match=r"001\.07"):
        write_debits([], version="pain.008.001.07")


def test_addresses_are_in_parts_or_not_there():
    group = make_debit_group(5, 1)
    assert b"<TwnNm>Liege</TwnNm>" in write_debits([group])
    old = write_debits([make_debit_group(5, 1)], version="pain.008.001.02")
    assert b"PstlAdr" not in old
    holder = make_holder(5)
    lost = replace(holder, address=replace(holder.address, country="be"))
    group = replace(make_debit_group(5, 1), payments=[make_debit(5, debtor=lost)])
    content = write_debits([group])
    check_valid(content, "pain.008.001.08")
    assert b"Liege" not in content


def test_a_file_of_a_brand_without_an_enterprise_number():
    content = write_debits([make_debit_group(1, 1)], initiator="", is_booked_as_one=False)
    check_valid(content, "pain.008.001.08")
    assert b"OrgId" not in content
    assert b"<BtchBookg>false</BtchBookg>" in content


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Straße 5 & Co.", "Strasse 5 + Co."),
        ("Ǿresund", "Oresund"),
        ("Łódź", "Lodz"),
        ("Άννα", "Anna"),
        ("Женя", "ZHenya"),
        ("a\tb\n c", "a b c"),
        ("x" * 80, "x" * 70),
        ("价格", ".."),
        ("１２", "12"),
    ],
)
def test_signs_of_the_sepa(text, plain):
    assert write_plain(text, longest=70) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [("KW-1", True), ("", False), ("a" * 36, False), ("a b", True), ("é", False), ("a/", False)],
)
def test_identifiers(text, expected):
    assert is_identifier(text) is expected
