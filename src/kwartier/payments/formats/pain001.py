"""Writes transfers as pain.001: customer credit transfer initiation of ISO 20022.

Versions .001.03 (2009) and .001.09 (2019), after the guidelines of the European Payments Council.
"""

from collections.abc import Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from kwartier.payments._eea import is_in_eea
from kwartier.payments.formats import writing
from kwartier.payments.formats.model import Message, Transfer, TransferGroup
from kwartier.payments.formats.writing import FileKind, Tree
from kwartier.payments.refusals import PaymentNotWritable

VERSIONS = ("pain.001.001.03", "pain.001.001.09")


def write_transfers(
    out: BinaryIO, message: Message, groups: Sequence[TransferGroup], *, version: str
) -> None:
    """Write a file of transfers to ``out``.

    Raises:
        PaymentNotWritable: a transfer holds what no bank takes, or the sums of a group are not
            what it said; what was written is of no use then.
        ValueError: the version is not one of `VERSIONS`.
    """
    writing.write_file(out, _KIND, message, groups, version=version)


def explain_unwritable(transfer: Transfer, *, version: str) -> str:
    """Why no bank takes a transfer; empty where it can stand in a file."""
    return writing.explain_unwritable(_KIND, transfer, version=version)


def _head(message: Message, group: TransferGroup, version: str) -> list[Tree]:
    day = group.pay_on.isoformat()
    return writing.group_head(
        message,
        group,
        method="TRF",
        service=(),
        day=("ReqdExctnDt", [("Dt", day)] if version == VERSIONS[-1] else day),
        owner="Dbtr",
        version=version,
    )


def _transfer(transfer: Transfer, version: str) -> Tree:
    place, receiver = transfer.end_to_end_id, transfer.receiver
    agent = None
    if not receiver.bic and not is_in_eea(receiver.iban):
        told = _("outside the European Economic Area the bank of “%(iban)s” has to be named (BIC).")
        raise PaymentNotWritable(params={"place": place, "reason": told % {"iban": receiver.iban}})
    if receiver.bic:
        agent = writing.agent("CdtrAgt", receiver.bic, place=place, version=version)
    return (
        "CdtTrfTxInf",
        [
            ("PmtId", [("EndToEndId", writing.identifier(transfer.end_to_end_id, place=place))]),
            ("Amt", [("InstdAmt", writing.amount(transfer.amount_cents, place=place))]),
            agent,
            writing.party("Cdtr", receiver, place=place, version=version),
            writing.account("CdtrAcct", receiver.iban, place=place),
            writing.remittance(transfer.reference, transfer.text, place=place),
        ],
    )


_KIND = FileKind(root="CstmrCdtTrfInitn", versions=VERSIONS, head=_head, payment=_transfer)
