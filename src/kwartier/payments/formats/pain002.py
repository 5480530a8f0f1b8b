"""Reads pain.002: what a bank says of a file of debits or transfers that it was given.

Versions 03 (2009) to 14: the elements that are read here have the same names in all of them.
Nothing outside the file is opened, whatever stands in it; a file that is broken is refused whole.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from lxml import etree

from kwartier.payments.refusals import BankAnswerUnreadable

_SPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(pain\.002\.001\.(\d\d))")
_OLDEST, _NEWEST = 3, 14
_LARGEST = 200 * 1024 * 1024
_LONGEST_NAME = 35
_CENTS = 100
# As much as SEPA moves at once, written as ISO 20022 has it: no sign, and nothing behind an E.
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,5})?")
# External payment status codes of ISO 20022, those that a bank may answer with.
_STATUSES = frozenset(
    [
        "ACCC",
        "ACCP",
        "ACSC",
        "ACSP",
        "ACTC",
        "ACWC",
        "ACWP",
        "ACPD",
        "ACFC",
        "BLCK",
        "CANC",
        "PART",
        "PATC",
        "PDNG",
        "PRES",
        "RCVD",
        "RJCT",
    ]
)
REJECTED = "RJCT"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReason:
    """Why: ``code`` is that of ISO 20022 (AM04) or a bank's own, ``text`` what it adds."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionStatus:
    """What became of one payment; ``status`` is empty where only a reason is given.

    ``end_to_end_id`` is empty where the bank does not name it; ``amount_cents`` is None where the bank does not repeat it; ``line`` is where it stands.
    """

    end_to_end_id: str
    status: str
    reasons: tuple[StatusReason, ...]
    amount_cents: int | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStatus:
    """What became of one group (PmtInf) of the file, and of the payments of it that are named."""

    group_id: str
    status: str
    reasons: tuple[StatusReason, ...]
    transactions: tuple[TransactionStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """A bank's answer about the file ``original_id``, as a whole and in its groups."""

    id: str
    version: str
    original_id: str
    original_kind: str
    status: str
    reasons: tuple[StatusReason, ...]
    groups: tuple[GroupStatus, ...]


def read_status_report(content: bytes) -> StatusReport:
    """Read a bank's answer.

    Raises:
        BankAnswerUnreadable: it is no pain.002, or broken; says the line and what is wrong there.
    """
    if len(content) > _LARGEST:
        _refuse(1, _("it is larger than an answer of a bank can be."))
    root = _parse(content)
    space = _SPACE.fullmatch(etree.QName(root).namespace or "")
    if space is None or not _OLDEST <= int(space[2]) <= _NEWEST:
        told = _("this is no pain.002, but “%(space)s”.")
        _refuse(_line(root), told % {"space": etree.QName(root).namespace or root.tag})
    report = _one(root, "CstmrPmtStsRpt")
    original = _one(report, "OrgnlGrpInfAndSts")
    return StatusReport(
        id=_name(_one(report, "GrpHdr"), "MsgId"),
        version=space[1],
        original_id=_name(original, "OrgnlMsgId"),
        original_kind=_text(_one(original, "OrgnlMsgNmId")),
        status=_status(original, "GrpSts"),
        reasons=_reasons(original),
        groups=tuple(_group(each) for each in _each(report, "OrgnlPmtInfAndSts")),
    )


def _parse(content: bytes) -> Any:
    """The root of a document; entities, networks and other files are not followed."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        tree = etree.parse(io.BytesIO(content), parser)
    except etree.XMLSyntaxError as problem:
        line = problem.lineno or 1
        _refuse(line, _("this is not whole XML (%(problem)s).") % {"problem": problem.msg})
    if tree.docinfo.internalDTD is not None:
        _refuse(1, _("a document type is declared, which no bank does."))
    return tree.getroot()


def _group(element: Any) -> GroupStatus:
    return GroupStatus(
        group_id=_name(element, "OrgnlPmtInfId"),
        status=_status(element, "PmtInfSts"),
        reasons=_reasons(element),
        transactions=tuple(_transaction(each) for each in _each(element, "TxInfAndSts")),
    )


def _transaction(element: Any) -> TransactionStatus:
    reference = _find(element, "OrgnlTxRef")
    is_named = _find(element, "OrgnlEndToEndId") is not None
    return TransactionStatus(
        end_to_end_id=_name(element, "OrgnlEndToEndId") if is_named else "",
        status=_status(element, "TxSts"),
        reasons=_reasons(element),
        amount_cents=None if reference is None else _amount(reference),
        line=_line(element),
    )


def _amount(reference: Any) -> int | None:
    """The amount of the payment that a bank repeats: of a debit, or of a transfer."""
    holder = _find(reference, "Amt")
    stated = None if holder is None else _find(holder, "InstdAmt")
    if stated is None:
        return None
    if stated.get("Ccy") != "EUR":
        told = _("an amount is in “%(currency)s”, not in euro.")
        _refuse(_line(stated), told % {"currency": stated.get("Ccy", "")})
    text = _text(stated)
    cents = Decimal(text) * _CENTS if _AMOUNT.fullmatch(text) else None
    if cents is None or cents != int(cents):
        _refuse(_line(stated), _("“%(text)s” is no amount.") % {"text": text[:_LONGEST_NAME]})
    return int(cents)


def _status(element: Any, tag: str) -> str:
    """A status of ISO 20022; empty where the bank says none on this level."""
    found = _find(element, tag)
    if found is None:
        return ""
    status = _text(found)
    if status not in _STATUSES:
        told = _("“%(status)s” is no status of a payment.") % {"status": status}
        _refuse(_line(found), told)
    return status


def _reasons(element: Any) -> tuple[StatusReason, ...]:
    return tuple(_reason(each) for each in _each(element, "StsRsnInf"))


def _reason(element: Any) -> StatusReason:
    reason = _find(element, "Rsn")
    code = next(iter(reason), None) if reason is not None else None
    text = " ".join(_text(each) for each in _each(element, "AddtlInf"))
    return StatusReason(code="" if code is None else _text(code), text=text)


def _each(element: Any, tag: str) -> Iterator[Any]:
    return (child for child in element if etree.QName(child).localname == tag)


def _find(element: Any, tag: str) -> Any | None:
    return next(_each(element, tag), None)


def _one(element: Any, tag: str) -> Any:
    found = _find(element, tag)
    if found is None:
        inside = etree.QName(element).localname
        told = _("“%(tag)s” is missing in “%(inside)s”.") % {"tag": tag, "inside": inside}
        _refuse(_line(element), told)
    return found


def _name(element: Any, tag: str) -> str:
    """What something in the file is called."""
    found = _one(element, tag)
    name = _text(found)
    if len(name) > _LONGEST_NAME:
        told = _("“%(tag)s” has more than %(most)s signs.") % {"tag": tag, "most": _LONGEST_NAME}
        _refuse(_line(found), told)
    return name


def _text(element: Any) -> str:
    text = (element.text or "").strip()
    if not text:
        tag = etree.QName(element).localname
        _refuse(_line(element), _("“%(tag)s” is empty.") % {"tag": tag})
    return text


def _line(element: Any) -> int:
    return int(element.sourceline or 1)


def _refuse(line: int, reason: str) -> NoReturn:
    raise BankAnswerUnreadable(params={"line": line, "reason": reason})
