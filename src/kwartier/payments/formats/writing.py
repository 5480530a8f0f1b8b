"""What files of debits and of transfers share: the frame, and the parts in it, written as they come.

Streamed: memory does not grow with the number of payments. The same message makes the same bytes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from kwartier.ledger.references import checks_by_97, is_creditor, is_structured
from kwartier.payments.formats.model import (
    DebitGroup,
    Holder,
    Message,
    PostalAddress,
    TransferGroup,
)
from kwartier.payments.formats.sepa_text import is_identifier, write_plain
from kwartier.payments.refusals import PaymentNotWritable

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
# These take addresses in parts, and call a BIC BICFI.
_OF_2019 = frozenset({"pain.001.001.09", "pain.008.001.08"})
# An element: its name, and a text or the elements in it; what is None or empty is left out.
type Tree = tuple[str, str | Sequence[Tree | None]]

_LONGEST_NAME, _LONGEST_TEXT = 70, 140
_LONGEST_STREET, _LONGEST_HOUSE, _LONGEST_POSTAL_CODE, _LONGEST_CITY = 70, 16, 16, 35
_MOST_CENTS = 99_999_999_999
_CENTS = 100
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """What tells files of debits from files of transfers.

    ``head`` makes what stands before the payments of a group, ``payment`` one of them, each in a
    version.
    """

    root: str
    versions: tuple[str, ...]
    head: Callable[[Message, Any, str], Sequence[Tree]]
    payment: Callable[[Any, str], Tree]


def write_file(
    out: BinaryIO,
    kind: FileKind,
    message: Message,
    groups: Sequence[DebitGroup] | Sequence[TransferGroup],
    *,
    version: str,
) -> None:
    """Write a file to ``out``: its head, and each group with its payments.

    Raises:
        PaymentNotWritable: a payment holds what no bank takes, or the sums of a group are not
            what it said; what was written is of no use then.
        ValueError: files of this version are not written.
    """
    if version not in kind.versions:
        raise ValueError(f"files of version {version!r} are not written")
    space = _NAMESPACE + version
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with (
            file.element(f"{{{space}}}Document", nsmap={None: space}),
            file.element(f"{{{space}}}{kind.root}"),
        ):
            file.write("\n")
            _write_tree(file, space, _header(message, groups))
            for group in groups:
                file.write("\n")
                with file.element(f"{{{space}}}PmtInf"):
                    for tree in kind.head(message, group, version):
                        _write_tree(file, space, tree)
                    _write_payments(file, space, kind, group, version)
            file.write("\n")


def _write_payments(
    file: Any, space: str, kind: FileKind, group: DebitGroup | TransferGroup, version: str
) -> None:
    found_count = found_cents = 0
    for payment in group.payments:
        file.write("\n")
        _write_tree(file, space, kind.payment(payment, version))
        found_count += 1
        found_cents += payment.amount_cents
    _check_sums(group, found_count, found_cents)


def explain_unwritable(kind: FileKind, payment: Any, *, version: str) -> str:
    """Why no bank takes a payment; empty where it can stand in a file."""
    try:
        kind.payment(payment, version)
    except PaymentNotWritable as refused:
        return str(refused.params["reason"])
    return ""


def _write_tree(file: Any, namespace: str, tree: Tree) -> None:
    """Write an element, and what is in it, to an open `lxml.etree.xmlfile`.

    The only attribute of these files is the currency of an amount, which is always the euro.
    """
    name, content = tree
    attributes = {"Ccy": "EUR"} if name == "InstdAmt" else {}
    with file.element(f"{{{namespace}}}{name}", attributes):
        if isinstance(content, str):
            file.write(content)
            return
        for child in content:
            if child is not None:
                _write_tree(file, namespace, child)


def write_euro(cents: int) -> str:
    """An amount as files of banks have it: a point, two decimals, no thousands.

    >>> write_euro(123_405), write_euro(7)
    ('1234.05', '0.07')
    """
    return f"{cents // _CENTS}.{cents % _CENTS:02d}"


def _header(message: Message, groups: Sequence[DebitGroup] | Sequence[TransferGroup]) -> Tree:
    """The group header: what the file is called, how much is in it, and who made it."""
    initiator = _organization(message) if message.initiator else None
    made_at = message.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        "GrpHdr",
        [
            ("MsgId", identifier(message.id, place=message.id)),
            ("CreDtTm", made_at),
            *_sums(
                sum(group.count for group in groups), sum(group.total_cents for group in groups)
            ),
            ("InitgPty", [("Nm", name_of(message.owner, place=message.id)), initiator]),
        ],
    )


def _sums(count: int, total_cents: int) -> list[Tree]:
    return [("NbOfTxs", str(count)), ("CtrlSum", write_euro(total_cents))]


def _organization(message: Message) -> Tree:
    issuer: Tree | None = ("Issr", message.initiator_issuer) if message.initiator_issuer else None
    return ("Id", [("OrgId", [("Othr", [("Id", message.initiator), issuer])])])


def group_head(
    message: Message,
    group: DebitGroup | TransferGroup,
    *,
    method: str,
    service: Sequence[Tree],
    day: Tree,
    owner: str,
    version: str,
) -> list[Tree]:
    """What stands before the payments of a group.

    ``method`` is DD or TRF, ``service`` what is said of it beside SEPA, ``day`` the element with
    the day of the group, ``owner`` what our side of it is called: Cdtr or Dbtr.
    """
    ours, place = message.owner, group.id
    return [
        ("PmtInfId", identifier(group.id, place=place)),
        ("PmtMtd", method),
        ("BtchBookg", "true" if message.is_booked_as_one else "false"),
        *_sums(group.count, group.total_cents),
        ("PmtTpInf", [("SvcLvl", [("Cd", "SEPA")]), *service]),
        day,
        party(owner, ours, place=place, version=version),
        account(f"{owner}Acct", ours.iban, place=place),
        agent(f"{owner}Agt", ours.bic, place=place, version=version),
        ("ChrgBr", "SLEV"),
    ]


def party(tag: str, holder: Holder, *, place: str, version: str) -> Tree:
    """A party with its name, and its address where the version takes one in parts."""
    address = _address(holder.address) if holder.address and version in _OF_2019 else None
    return (tag, [("Nm", name_of(holder, place=place)), address])


def name_of(holder: Holder, *, place: str) -> str:
    """A holder's name in the signs of the SEPA.

    Raises:
        PaymentNotWritable: nothing of it is left.
    """
    name = write_plain(holder.name, longest=_LONGEST_NAME)
    if not name.strip(" ."):
        raise _refusal(place, _("the name of the account's holder is missing."))
    return name


def _address(address: PostalAddress) -> Tree | None:
    """An address in parts; none where its country is not told as banks tell it."""
    if not _COUNTRY.fullmatch(address.country):
        return None
    parts = (
        ("StrtNm", address.street, _LONGEST_STREET),
        ("BldgNb", address.house_number, _LONGEST_HOUSE),
        ("PstCd", address.postal_code, _LONGEST_POSTAL_CODE),
        ("TwnNm", address.city, _LONGEST_CITY),
    )
    plain = [(tag, write_plain(text, longest=longest)) for tag, text, longest in parts]
    return ("PstlAdr", [*((tag, text) for tag, text in plain if text), ("Ctry", address.country)])


def account(tag: str, iban: str, *, place: str) -> Tree:
    """An account by its IBAN.

    Raises:
        PaymentNotWritable: it is none: its form or its check digits are wrong.
    """
    return (tag, [("Id", [("IBAN", _checked_iban(iban, place=place))])])


def _checked_iban(iban: str, *, place: str) -> str:
    if not _IBAN.fullmatch(iban) or not checks_by_97(iban):
        raise _refusal(place, _("“%(iban)s” is not an IBAN.") % {"iban": iban})
    return iban


def is_bic(text: str) -> bool:
    """Whether a text has the form of a bank's code: eight or eleven letters and digits."""
    return _BIC.fullmatch(text) is not None


def agent(tag: str, bic: str, *, place: str, version: str) -> Tree:
    """A bank by its BIC, or without one: the bank finds itself by the IBAN.

    Raises:
        PaymentNotWritable: there is a BIC and it is none.
    """
    if not bic:
        return (tag, [("FinInstnId", [("Othr", [("Id", "NOTPROVIDED")])])])
    if not is_bic(bic):
        raise _refusal(place, _("“%(bic)s” is not a BIC.") % {"bic": bic})
    return (tag, [("FinInstnId", [("BICFI" if version in _OF_2019 else "BIC", bic)])])


def amount(cents: int, *, place: str) -> str:
    """An amount that a payment may have.

    Raises:
        PaymentNotWritable: nothing, less, or a milliard of euro or more.
    """
    if not 0 < cents <= _MOST_CENTS:
        raise _refusal(place, _("%(cents)s cents is no amount of a payment.") % {"cents": cents})
    return write_euro(cents)


def identifier(text: str, *, place: str) -> str:
    """A name of a message, a group, a payment or a mandate.

    Raises:
        PaymentNotWritable: banks would refuse it.
    """
    if not is_identifier(text):
        raise _refusal(place, _("“%(text)s” is not an identifier of the SEPA.") % {"text": text})
    return text


def remittance(reference: str, text: str, *, place: str) -> Tree | None:
    """What the receiver reads: a structured reference, else a text, else nothing.

    Raises:
        PaymentNotWritable: the reference is none that we know, or its check digits are wrong.
    """
    if not reference:
        plain = write_plain(text, longest=_LONGEST_TEXT)
        return ("RmtInf", [("Ustrd", plain)]) if plain else None
    issuer = _find_issuer(reference)
    if issuer is None:
        told = _("the reference “%(reference)s” does not hold.") % {"reference": reference}
        raise _refusal(place, told)
    kind: Tree = ("Tp", [("CdOrPrtry", [("Cd", "SCOR")]), ("Issr", issuer)])
    return ("RmtInf", [("Strd", [("CdtrRefInf", [kind, ("Ref", reference)])])])


def _find_issuer(reference: str) -> str | None:
    """Whose structured reference it is: BBA the Belgian banks', ISO that of ISO 11649."""
    if is_structured(reference):
        return "BBA"
    return "ISO" if is_creditor(reference) else None


def _check_sums(group: DebitGroup | TransferGroup, found_count: int, found_cents: int) -> None:
    """Compare what was written with what the head says, which stands before it."""
    if (found_count, found_cents) != (group.count, group.total_cents):
        told = _(
            "it was to hold %(count)s payments of %(total)s euro together, and holds "
            "%(found_count)s of %(found)s."
        )
        filled = {
            "count": group.count,
            "total": write_euro(group.total_cents),
            "found_count": found_count,
            "found": write_euro(found_cents),
        }
        raise _refusal(group.id, told % filled)


def _refusal(place: str, reason: str) -> PaymentNotWritable:
    return PaymentNotWritable(params={"place": place, "reason": reason})
