"""Writes collections as pain.008: customer direct debit initiation of ISO 20022.

Versions .001.02 (2009) and .001.08 (2019), after the guidelines of the European Payments Council
for the Core and the B2B scheme. The file is streamed: memory does not grow with the number of debits.
The same message makes the same bytes.
"""

from collections.abc import Sequence
from typing import Any, BinaryIO

from lxml import etree

from kwartier.payments.formats import writing
from kwartier.payments.formats.model import Amendment, Debit, DebitGroup, Message
from kwartier.payments.formats.sepa_text import write_plain
from kwartier.payments.formats.writing import NAMESPACE, Tree, write_tree

VERSIONS = ("pain.008.001.02", "pain.008.001.08")
_IN_PARTS = "pain.008.001.08"


def write_debits(
    out: BinaryIO, message: Message, groups: Sequence[DebitGroup], *, version: str
) -> None:
    """Write a file of collections to ``out``.

    Raises:
        PaymentNotWritable: a debit holds what no bank takes, or the sums of a group are not
            what it said; what was written is of no use then.
        ValueError: the version is not one of `VERSIONS`.
    """
    space = NAMESPACE + writing.check_version(version, VERSIONS)
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with (
            file.element(f"{{{space}}}Document", nsmap={None: space}),
            file.element(f"{{{space}}}CstmrDrctDbtInitn"),
        ):
            count = sum(group.count for group in groups)
            total_cents = sum(group.total_cents for group in groups)
            file.write("\n")
            head = writing.header(message, count=count, total_cents=total_cents)
            write_tree(file, space, head)
            for group in groups:
                file.write("\n")
                _write_group(file, space, message, group, version)
            file.write("\n")


def _write_group(file: Any, space: str, message: Message, group: DebitGroup, version: str) -> None:
    found_count = found_cents = 0
    with file.element(f"{{{space}}}PmtInf"):
        for tree in _group_head(message, group, version):
            write_tree(file, space, tree)
        for debit in group.debits:
            file.write("\n")
            write_tree(file, space, _debit(debit, version))
            found_count += 1
            found_cents += debit.amount_cents
    writing.check_sums(
        found_count,
        found_cents,
        count=group.count,
        total_cents=group.total_cents,
        place=group.id,
    )


def _group_head(message: Message, group: DebitGroup, version: str) -> list[Tree]:
    owner, place = message.owner, group.id
    of_sepa: Tree = ("SchmeNm", [("Prtry", "SEPA")])
    scheme: Tree = ("Othr", [("Id", message.creditor_identifier), of_sepa])
    return [
        ("PmtInfId", writing.identifier(group.id, place=place)),
        ("PmtMtd", "DD"),
        ("BtchBookg", "true" if message.is_booked_as_one else "false"),
        ("NbOfTxs", str(group.count)),
        ("CtrlSum", writing.write_euro(group.total_cents)),
        (
            "PmtTpInf",
            [
                ("SvcLvl", [("Cd", "SEPA")]),
                ("LclInstrm", [("Cd", group.scheme)]),
                ("SeqTp", group.sequence),
            ],
        ),
        ("ReqdColltnDt", group.collect_on.isoformat()),
        writing.party("Cdtr", owner, place=place, has_parts=version == _IN_PARTS),
        writing.account("CdtrAcct", owner.iban, place=place),
        writing.agent("CdtrAgt", owner.bic, place=place, bic_tag=_bic_tag(version)),
        ("ChrgBr", "SLEV"),
        ("CdtrSchmeId", [("Id", [("PrvtId", [scheme])])]),
    ]


def _debit(debit: Debit, version: str) -> Tree:
    place, debtor = debit.end_to_end_id, debit.debtor
    amended: list[Tree] = [] if debit.amendment is None else _amendment(debit.amendment, place)
    mandate: Tree = (
        "MndtRltdInf",
        [
            ("MndtId", writing.identifier(debit.mandate_reference, place=place)),
            ("DtOfSgntr", debit.mandate_signed_on.isoformat()),
            *amended,
        ],
    )
    return (
        "DrctDbtTxInf",
        [
            ("PmtId", [("EndToEndId", writing.identifier(debit.end_to_end_id, place=place))]),
            ("InstdAmt", writing.amount(debit.amount_cents, place=place)),
            ("DrctDbtTx", [mandate]),
            writing.agent("DbtrAgt", debtor.bic, place=place, bic_tag=_bic_tag(version)),
            writing.party("Dbtr", debtor, place=place, has_parts=version == _IN_PARTS),
            writing.account("DbtrAcct", debtor.iban, place=place),
            writing.remittance(debit.reference, debit.text, place=place),
        ],
    )


def _amendment(amendment: Amendment, place: str) -> list[Tree]:
    """That the mandate was amended, and what was before; the order is that of the schema."""
    before: list[Tree] = []
    if amendment.mandate_reference:
        reference = writing.identifier(amendment.mandate_reference, place=place)
        before.append(("OrgnlMndtId", reference))
    if amendment.creditor_identifier or amendment.creditor_name:
        before.append(("OrgnlCdtrSchmeId", _creditor_before(amendment)))
    if amendment.iban:
        before.append(writing.account("OrgnlDbtrAcct", amendment.iban, place=place))
    elif amendment.has_new_account:
        before.append(("OrgnlDbtrAcct", [("Id", [("Othr", [("Id", "SMNDA")])])]))
    return [("AmdmntInd", "true"), ("AmdmntInfDtls", before)] if before else []


def _creditor_before(amendment: Amendment) -> list[Tree]:
    parts: list[Tree] = []
    if amendment.creditor_name:
        parts.append(("Nm", write_plain(amendment.creditor_name, longest=70)))
    if amendment.creditor_identifier:
        of_sepa: Tree = ("SchmeNm", [("Prtry", "SEPA")])
        scheme: Tree = ("Othr", [("Id", amendment.creditor_identifier), of_sepa])
        parts.append(("Id", [("PrvtId", [scheme])]))
    return parts


def _bic_tag(version: str) -> str:
    return "BICFI" if version == _IN_PARTS else "BIC"
