"""The parts that debits and transfers share in XML, written as they come: nothing is kept."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from kwartier.payments.formats.model import Holder, Message, PostalAddress
from kwartier.payments.formats.refusals import PaymentNotWritable
from kwartier.payments.formats.sepa_text import is_identifier, write_plain

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
# An element: its name, and a text or the elements in it; what is None or empty is left out.
type Tree = tuple[str, str | Sequence[Tree | None]]

_LONGEST_NAME, _LONGEST_TEXT = 70, 140
_LONGEST_STREET, _LONGEST_HOUSE, _LONGEST_POSTAL_CODE, _LONGEST_CITY = 70, 16, 16, 35
_MOST_CENTS = 99_999_999_999
_CENTS = 100
_MODULUS = 97
_BELGIAN = re.compile(r"\d{12}")
_CREDITOR = re.compile(r"RF\d\d[A-Z0-9]{1,21}")
_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


def write_tree(file: Any, namespace: str, tree: Tree) -> None:
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
                write_tree(file, namespace, child)


def write_euro(cents: int) -> str:
    """An amount as files of banks have it: a point, two decimals, no thousands.

    >>> write_euro(123_405), write_euro(7)
    ('1234.05', '0.07')
    """
    return f"{cents // _CENTS}.{cents % _CENTS:02d}"


def header(message: Message, *, count: int, total_cents: int) -> Tree:
    """The group header: what the file is called, how much is in it, and who made it."""
    initiator = _organization(message) if message.initiator else None
    made_at = message.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        "GrpHdr",
        [
            ("MsgId", identifier(message.id, place=message.id)),
            ("CreDtTm", made_at),
            ("NbOfTxs", str(count)),
            ("CtrlSum", write_euro(total_cents)),
            ("InitgPty", [("Nm", name_of(message.owner, place=message.id)), initiator]),
        ],
    )


def _organization(message: Message) -> Tree:
    issuer: Tree | None = ("Issr", message.initiator_issuer) if message.initiator_issuer else None
    return ("Id", [("OrgId", [("Othr", [("Id", message.initiator), issuer])])])


def party(tag: str, holder: Holder, *, place: str, has_parts: bool) -> Tree:
    """A party with its name, and its address where the version takes one in parts."""
    address = _address(holder.address) if holder.address and has_parts else None
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


def _address(address: PostalAddress) -> Tree:
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
    return (tag, [("Id", [("IBAN", checked_iban(iban, place=place))])])


def checked_iban(iban: str, *, place: str) -> str:
    """An IBAN that holds; raises as `account`."""
    moved = iban[4:] + iban[:4]
    if not _IBAN.fullmatch(iban) or int("".join(str(int(s, 36)) for s in moved)) % _MODULUS != 1:
        raise _refusal(place, _("“%(iban)s” is not an IBAN.") % {"iban": iban})
    return iban


def agent(tag: str, bic: str, *, place: str, bic_tag: str) -> Tree:
    """A bank by its BIC, or without one: the bank finds itself by the IBAN.

    Raises:
        PaymentNotWritable: there is a BIC and it is none.
    """
    if not bic:
        return (tag, [("FinInstnId", [("Othr", [("Id", "NOTPROVIDED")])])])
    if not _BIC.fullmatch(bic):
        raise _refusal(place, _("“%(bic)s” is not a BIC.") % {"bic": bic})
    return (tag, [("FinInstnId", [(bic_tag, bic)])])


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
    if _BELGIAN.fullmatch(reference):
        is_right = (int(reference[:10]) % _MODULUS or _MODULUS) == int(reference[10:])
        return "BBA" if is_right else None
    if not _CREDITOR.fullmatch(reference):
        return None
    moved = reference[4:] + reference[:4]
    is_right = int("".join(str(int(sign, 36)) for sign in moved)) % _MODULUS == 1
    return "ISO" if is_right else None


def check_sums(
    found_count: int, found_cents: int, *, count: int, total_cents: int, place: str
) -> None:
    """Compare what was written with what the header says, which stands before it.

    Raises:
        PaymentNotWritable: they differ; the file is of no use.
    """
    if (found_count, found_cents) != (count, total_cents):
        told = _(
            "it was to hold %(count)s payments of %(total)s euro together, and holds "
            "%(found_count)s of %(found)s."
        )
        filled = {
            "count": count,
            "total": write_euro(total_cents),
            "found_count": found_count,
            "found": write_euro(found_cents),
        }
        raise _refusal(place, told % filled)


def check_version(version: str, known: Iterable[str]) -> str:
    """The version, if files of it are written.

    Raises:
        ValueError: they are not.
    """
    if version not in known:
        raise ValueError(f"files of version {version!r} are not written")
    return version


def _refusal(place: str, reason: str) -> PaymentNotWritable:
    return PaymentNotWritable(params={"place": place, "reason": reason})
