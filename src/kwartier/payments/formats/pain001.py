"""Writes transfers as pain.001: customer credit transfer initiation of ISO 20022.

Versions .001.03 (2009) and .001.09 (2019), after the guidelines of the European Payments Council.
Streamed, and the same bytes for the same message, as `pain008`.
"""

from collections.abc import Sequence
from typing import Any, BinaryIO

from lxml import etree

from kwartier.payments.formats import writing
from kwartier.payments.formats.model import Message, Transfer, TransferGroup
from kwartier.payments.formats.writing import NAMESPACE, Tree, write_tree

VERSIONS = ("pain.001.001.03", "pain.001.001.09")
_IN_PARTS = "pain.001.001.09"


def write_transfers(
    out: BinaryIO, message: Message, groups: Sequence[TransferGroup], *, version: str
) -> None:
    """Write a file of transfers to ``out``.

    Raises:
        PaymentNotWritable: a transfer holds what no bank takes, or the sums of a group are not
            what it said; what was written is of no use then.
        ValueError: the version is not one of `VERSIONS`.
    """
    space = NAMESPACE + writing.check_version(version, VERSIONS)
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with (
            file.element(f"{{{space}}}Document", nsmap={None: space}),
            file.element(f"{{{space}}}CstmrCdtTrfInitn"),
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


def _write_group(
    file: Any, space: str, message: Message, group: TransferGroup, version: str
) -> None:
    found_count = found_cents = 0
    with file.element(f"{{{space}}}PmtInf"):
        for tree in _group_head(message, group, version):
            write_tree(file, space, tree)
        for transfer in group.transfers:
            file.write("\n")
            write_tree(file, space, _transfer(transfer, version))
            found_count += 1
            found_cents += transfer.amount_cents
    writing.check_sums(
        found_count,
        found_cents,
        count=group.count,
        total_cents=group.total_cents,
        place=group.id,
    )


def _group_head(message: Message, group: TransferGroup, version: str) -> list[Tree]:
    owner, place, day = message.owner, group.id, group.pay_on.isoformat()
    return [
        ("PmtInfId", writing.identifier(group.id, place=place)),
        ("PmtMtd", "TRF"),
        ("BtchBookg", "true" if message.is_booked_as_one else "false"),
        ("NbOfTxs", str(group.count)),
        ("CtrlSum", writing.write_euro(group.total_cents)),
        ("PmtTpInf", [("SvcLvl", [("Cd", "SEPA")])]),
        ("ReqdExctnDt", [("Dt", day)] if version == _IN_PARTS else day),
        writing.party("Dbtr", owner, place=place, has_parts=version == _IN_PARTS),
        writing.account("DbtrAcct", owner.iban, place=place),
        writing.agent("DbtrAgt", owner.bic, place=place, bic_tag=_bic_tag(version)),
        ("ChrgBr", "SLEV"),
    ]


def _transfer(transfer: Transfer, version: str) -> Tree:
    place, receiver = transfer.end_to_end_id, transfer.receiver
    agent = None
    if receiver.bic:
        bic_tag = _bic_tag(version)
        agent = writing.agent("CdtrAgt", receiver.bic, place=place, bic_tag=bic_tag)
    return (
        "CdtTrfTxInf",
        [
            ("PmtId", [("EndToEndId", writing.identifier(transfer.end_to_end_id, place=place))]),
            ("Amt", [("InstdAmt", writing.amount(transfer.amount_cents, place=place))]),
            agent,
            writing.party("Cdtr", receiver, place=place, has_parts=version == _IN_PARTS),
            writing.account("CdtrAcct", receiver.iban, place=place),
            writing.remittance(transfer.reference, transfer.text, place=place),
        ],
    )


def _bic_tag(version: str) -> str:
    return "BICFI" if version == _IN_PARTS else "BIC"
