"""Writes collections as pain.008: customer direct debit initiation of ISO 20022.

Versions .001.02 (2009) and .001.08 (2019), after the guidelines of the European Payments Council
for the Core and the B2B scheme.
"""

from collections.abc import Sequence
from typing import BinaryIO

from kwartier.payments.formats import writing
from kwartier.payments.formats.model import Amendment, Debit, DebitGroup, Message
from kwartier.payments.formats.sepa_text import write_plain
from kwartier.payments.formats.writing import FileKind, Tree

VERSIONS = ("pain.008.001.02", "pain.008.001.08")


def write_debits(
    out: BinaryIO, message: Message, groups: Sequence[DebitGroup], *, version: str
) -> None:
    """Write a file of collections to ``out``.

    Raises:
        PaymentNotWritable: a debit holds what no bank takes, or the sums of a group are not
            what it said; what was written is of no use then.
        ValueError: the version is not one of `VERSIONS`.
    """
    writing.write_file(out, _KIND, message, groups, version=version)


def explain_unwritable(debit: Debit, *, version: str) -> str:
    """Why no bank takes a debit; empty where it can stand in a file."""
    return writing.explain_unwritable(_KIND, debit, version=version)


def _head(message: Message, group: DebitGroup, version: str) -> list[Tree]:
    head = writing.group_head(
        message,
        group,
        method="DD",
        service=[("LclInstrm", [("Cd", group.scheme)]), ("SeqTp", group.sequence)],
        day=("ReqdColltnDt", group.collect_on.isoformat()),
        owner="Cdtr",
        version=version,
    )
    return [*head, ("CdtrSchmeId", [_creditor_id(message.creditor_identifier)])]


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
            writing.agent("DbtrAgt", debtor.bic, place=place, version=version),
            writing.party("Dbtr", debtor, place=place, version=version),
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
        parts.append(_creditor_id(amendment.creditor_identifier))
    return parts


def _creditor_id(identifier: str) -> Tree:
    scheme: Tree = ("Othr", [("Id", identifier), ("SchmeNm", [("Prtry", "SEPA")])])
    return ("Id", [("PrvtId", [scheme])])


_KIND = FileKind(root="CstmrDrctDbtInitn", versions=VERSIONS, head=_head, payment=_debit)
