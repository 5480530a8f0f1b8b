"""The parts of a camt file: amounts, days, parties, references."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Never

from kwartier.banking.formats.sums import require_details, require_euro
from kwartier.banking.refusals import CountDiffers, RecordBroken
from kwartier.banking.types import DetailLine, EntryLine, ReturnType

# As long as in CODA: what is longer is a mistake, and sums of it would not fit into the books.
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,5})?")
_SPACES = re.compile(r"\s+")
_NOT_PROVIDED = "NOTPROVIDED"
_LONGEST_TEXT, _LONGEST_NAME, _LONGEST_ID, _LONGEST_NUMBER = 1000, 140, 35, 18
# Sub-families of direct debits that came back: unpaid, or taken back by the creditor's own reversal.
_RETURNS = {"UPDD": ReturnType.RETURN, "PRDD": ReturnType.REVERSAL, "RRTN": ReturnType.RETURN}


class Finder:
    """Finds the texts of elements by the path of their names, in the namespace of a file."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._paths: dict[str, str] = {}

    def path(self, path: str) -> str:
        """A path of plain names, as the library wants it."""
        known = self._paths.get(path)
        if known is None:
            known = "/".join(f"{{{self._namespace}}}{name}" for name in path.split("/"))
            self._paths[path] = known
        return known

    def text(self, element: Any, path: str) -> str:
        """The text of the first element at a path; empty without one."""
        return (element.findtext(self.path(path)) or "").strip()

    def texts(self, element: Any, path: str) -> list[str]:
        """The texts of all elements at a path."""
        return [(each.text or "").strip() for each in element.findall(self.path(path))]

    def one_of(self, element: Any, *paths: str) -> str:
        """The text at the first of some paths that has one."""
        for path in paths:
            found = self.text(element, path)
            if found:
                return found
        return ""

    def status(self, element: Any) -> str:
        """The status of an entry: ``BOOK``, ``PDNG``, ``INFO``, ``FUTR``."""
        return self.one_of(element, "Sts/Cd", "Sts")

    def cents(self, element: Any, path: str, *, place: str) -> int:
        """The amount at a path, without sign.

        Raises:
            RecordBroken: it is none, or has parts of a cent.
        """
        told = self.text(element, path)
        if not _AMOUNT.fullmatch(told):
            _refuse(f"{place}/{path}", expected="an amount", found=repr(told[:40]))
        cents = _as_cents(told)
        if cents is None:
            _refuse(f"{place}/{path}", expected="whole cents", found=told)
        return cents

    def number(self, element: Any, path: str) -> int | None:
        """The number at a path; None without one, or where it is longer than a number of ISO 20022."""
        told = self.text(element, path)
        return int(told) if told.isdecimal() and len(told) <= _LONGEST_NUMBER else None

    def currency(self, element: Any, path: str) -> str:
        """The currency of the amount at a path."""
        found = element.find(self.path(path))
        return "" if found is None else str(found.get("Ccy", ""))

    def sign(self, element: Any, *, place: str) -> int:
        """1 for a credit, -1 for a debit.

        Raises:
            RecordBroken: it is said of neither.
        """
        told = self.text(element, "CdtDbtInd")
        if told not in ("CRDT", "DBIT"):
            _refuse(f"{place}/CdtDbtInd", expected="CRDT or DBIT", found=repr(told[:40]))
        return 1 if told == "CRDT" else -1

    def day(self, element: Any, path: str, *, place: str) -> date:
        """The day at a path, written as a day or as an instant.

        Raises:
            RecordBroken: there is none.
        """
        told = self.one_of(element, f"{path}/Dt", f"{path}/DtTm")
        try:
            return date.fromisoformat(told[:10])
        except ValueError:
            _refuse(f"{place}/{path}", expected="a day", found=repr(told[:40]))

    def created_on(self, element: Any, *, place: str) -> date:
        """The day on which a statement was made."""
        told = self.text(element, "CreDtTm")
        try:
            return date.fromisoformat(told[:10])
        except ValueError:
            _refuse(f"{place}/CreDtTm", expected="a day", found=repr(told[:40]))

    def identifier(self, element: Any, path: str, *, place: str) -> str:
        """An identifier of 35 signs at the most; empty where the bank says that there is none.

        Raises:
            RecordBroken: it is longer.
        """
        told = self.text(element, path)
        if len(told) > _LONGEST_ID:
            _refuse(f"{place}/{path}", expected=f"{_LONGEST_ID} signs", found=f"{len(told)} signs")
        return "" if told == _NOT_PROVIDED else told


def _as_cents(amount: str) -> int | None:
    """Hundredths of an amount; None where it has smaller parts, as in dinars."""
    cents = Decimal(amount).scaleb(2)
    return int(cents) if cents == cents.to_integral_value() else None


def _refuse(place: str, *, expected: str, found: str) -> Never:
    raise RecordBroken(params={"place": place, "expected": expected, "found": found})


def read_balance(
    element: Any, find: Finder, *, place: str, of: Collection[str]
) -> tuple[str, int, date]:
    """Code, amount and day of a balance; the code is empty for those that are not ``of`` ours."""
    code = find.one_of(element, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
    if code not in of:
        return "", 0, date.min
    require_euro(find.currency(element, "Amt"), place=f"{place}/Amt")
    cents = find.sign(element, place=place) * find.cents(element, "Amt", place=place)
    return code, cents, find.day(element, "Dt", place=place)


def as_entry(element: Any, find: Finder, *, place: str, details: Sequence[DetailLine]) -> EntryLine:
    """An entry with its details; without any, it is one payment, or a batch that was not opened."""
    require_euro(find.currency(element, "Amt"), place=f"{place}/Amt")
    sign = find.sign(element, place=place)
    cents = sign * find.cents(element, "Amt", place=place)
    told_count = find.number(element, "NtryDtls/Btch/NbOfTxs")
    if details and told_count not in (None, len(details)):
        counted = {"told": told_count, "counted": len(details), "place": place}
        raise CountDiffers(params=counted)
    is_whole = not details and (told_count or 0) > 1
    family = [find.text(element, f"BkTxCd/Domn/{each}") for each in ("Cd", "Fmly/Cd")]
    sub_family = find.text(element, "BkTxCd/Domn/Fmly/SubFmlyCd")
    code = "-".join(each for each in (*family, sub_family) if each)
    payments = details or (_only_detail(element, find, place, cents),)
    entry = EntryLine(
        place=place,
        amount_cents=cents,
        booked_on=find.day(element, "BookgDt", place=place),
        value_on=_find_day(element, find, "ValDt", place=place),
        bank_reference=find.identifier(element, "AcctSvcrRef", place=place),
        code=(code or find.text(element, "BkTxCd/Prtry/Cd"))[:_LONGEST_ID],
        details=tuple(
            _finish(each, entry_cents=cents, count=len(payments), sub_family=sub_family)
            for each in payments
        ),
        is_reversal=find.text(element, "RvslInd") in ("true", "1"),
        is_whole=is_whole,
    )
    require_details(entry)
    return entry


def _find_day(element: Any, find: Finder, path: str, *, place: str) -> date | None:
    told = find.one_of(element, f"{path}/Dt", f"{path}/DtTm")
    return find.day(element, path, place=place) if told else None


def _only_detail(element: Any, find: Finder, place: str, cents: int) -> DetailLine:
    """The whole of an entry as one payment; of a batch of ours the bank repeats its PmtInfId."""
    return DetailLine(
        place=place,
        amount_cents=cents,
        free_text=_tidy(find.text(element, "AddtlNtryInf"), _LONGEST_TEXT),
        end_to_end_id=find.identifier(element, "NtryDtls/Btch/PmtInfId", place=place),
    )


def _finish(detail: DetailLine, *, entry_cents: int, count: int, sub_family: str) -> DetailLine:
    """A single payment is what moved on the account; of many each says its own amount.

    Which kind of return it is: from the code of the entry, else a return where a reason is given.
    """
    cents = entry_cents if count == 1 else detail.amount_cents
    kind = _RETURNS.get(sub_family) or (ReturnType.RETURN if detail.return_reason else "")
    return replace(detail, amount_cents=cents, return_type=kind)


def read_detail(element: Any, find: Finder, *, place: str) -> DetailLine:
    """One payment, with the amount that it says: in euro, and with its side where it is said."""
    path = next(
        (each for each in ("Amt", "AmtDtls/TxAmt/Amt") if find.currency(element, each) == "EUR"), ""
    )
    cents = find.cents(element, path, place=place) if path else 0
    # Its entry says the side before the first payment, for those that do not say their own.
    says_side = element if find.text(element, "CdtDbtInd") else element.getparent().getparent()
    sign = find.sign(says_side, place=place)
    side = _other_side(element, find)
    original = find.text(element, "AmtDtls/InstdAmt/Amt")
    references = [each for each in find.texts(element, "RmtInf/Strd/CdtrRefInf/Ref") if each]
    said = [
        *find.texts(element, "RmtInf/Ustrd"),
        *references[1:],
        *find.texts(element, "RmtInf/Strd/RfrdDocInf/Nb"),
        *find.texts(element, "RmtInf/Strd/AddtlRmtInf"),
        *find.texts(element, "RtrInf/AddtlInf"),
        find.text(element, "AddtlTxInf"),
    ]
    return DetailLine(
        place=place,
        amount_cents=sign * cents,
        structured=references[0][:_LONGEST_ID] if references else "",
        free_text=_tidy(" ".join(said), _LONGEST_TEXT),
        end_to_end_id=find.identifier(element, "Refs/EndToEndId", place=place),
        mandate=find.identifier(element, "Refs/MndtId", place=place),
        counterpart_name=_tidy(
            find.one_of(element, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm"), _LONGEST_NAME
        ),
        counterpart_iban=find.one_of(
            element, f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id"
        )[:34],
        counterpart_bic=find.one_of(
            element,
            f"RltdAgts/{side}Agt/FinInstnId/BICFI",
            f"RltdAgts/{side}Agt/FinInstnId/BIC",
        )[:11],
        return_reason=find.one_of(element, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")[:4],
        original_cents=_as_cents(original) if _AMOUNT.fullmatch(original) else None,
        original_currency=find.currency(element, "AmtDtls/InstdAmt/Amt")[:3],
    )


def _other_side(element: Any, find: Finder) -> str:
    """Who the other is: the debtor of money that came in, and of a collection that came back.

    A transfer of ours that came back names us as debtor: then it is the creditor.
    """
    is_debit = find.text(element, "CdtDbtInd") == "DBIT"
    is_returned = bool(find.one_of(element, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"))
    is_collection = bool(find.text(element, "Refs/MndtId"))
    usual, other = (
        ("Dbtr", "Cdtr") if is_debit == is_returned or is_collection else ("Cdtr", "Dbtr")
    )
    parts = (f"RltdPties/{usual}", f"RltdPties/{usual}Acct", f"RltdAgts/{usual}Agt")
    is_told = any(element.find(find.path(each)) is not None for each in parts)
    return usual if is_told else other


def _tidy(text: str, longest: int) -> str:
    return _SPACES.sub(" ", text).strip()[:longest]
