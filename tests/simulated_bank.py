"""A bank that does as banks do: it takes our files, moves money, and tells of it day by day.

It reads pain.008 and pain.001 by itself, collects, refuses, and gives back later; books batches as
one entry with its details, as one sum, or payment by payment; takes transfers of customers; and
answers in CODA or camt.053 (and 054, pain.002). Its log says of each cent where it went: what the
books say is compared with that. The same seed does the same.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lxml import etree

from bank_files import write_camt, write_coda
from kwartier.banking.types import DetailLine, EntryLine, FileFormat, StatementLines
from kwartier.payments._bank_days import bank_day_after, bank_day_from
from kwartier.payments._return_steps import list_steps

A_DAY = timedelta(days=1)
_NETTED = 0.3  # Some banks book what they collected less what came back.
# How each format calls what is booked: collections, transfers in and out, returns, costs.
CODES = {
    FileFormat.CODA: {
        "collection": "00550000",
        "transfer": "00150000",
        "refund": "00101000",
        "returned": "00505000",
        "come_back": "00149000",
        "costs": "03537000",
    },
    FileFormat.CAMT_053: {
        "collection": "PMNT-IDDT-ESDD",
        "transfer": "PMNT-RCDT-ESCT",
        "refund": "PMNT-ICDT-ESCT",
        "returned": "PMNT-IDDT-UPDD",
        "come_back": "PMNT-ICDT-RRTN",
        "costs": "ACMT-MDOP-CHRG",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A collection or a transfer that we asked for, as the bank read it from our file."""

    is_debit: bool
    message: str
    group: str
    on: date
    end_to_end_id: str
    cents: int
    iban: str
    mandate: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an order: carried out, rejected before, or given back after so many days."""

    code: str = ""
    days_later: int | None = None  # None with a code: rejected, nothing is ever booked


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money that somebody sends us; ``truth`` is for whom it is meant, and ``is_knowable`` whether
    anybody but them could find out."""

    on: date
    cents: int
    iban: str
    name: str
    structured: str = ""
    text: str = ""
    truth: Any = None
    is_knowable: bool = True


Money = tuple[str, DetailLine, str]  # as CODES call it, the payment, its group


@dataclass(slots=True)
class SimulatedBank:
    """One account of ours: what is agenda, what was booked, and what the bank remembers."""

    iban: str
    bic: str
    format: FileFormat
    day: date
    balance_cents: int
    choose: Callable[[Order], Fate]
    random: random.Random
    number: int = 0
    agenda: dict[date, list[Money]] = field(default_factory=dict)
    log: dict[str, tuple[Order, Fate]] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)  # of each order: what it moved, in the end
    under_way: set[str] = field(default_factory=set)  # taken, and not booked yet
    booked: list[Transfer] = field(default_factory=list)
    to_come: dict[date, list[Transfer]] = field(default_factory=dict)
    rejected: list[tuple[Order, str]] = field(default_factory=list)
    notices: list[bytes] = field(default_factory=list)
    wholes: list[EntryLine] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def take(self, content: bytes) -> None:
        """Take a file of ours: what it asks for is on the agenda, or rejected."""
        for order in read_orders(content):
            fate = self.choose(order)
            self.counted["orders"] += 1
            assert order.end_to_end_id not in self.log, "an identifier was used twice"
            self.log[order.end_to_end_id] = (order, fate)
            self.kept[order.end_to_end_id] = 0
            if fate.code and fate.days_later is None:
                self.rejected.append((order, fate.code))
                continue
            self.under_way.add(order.end_to_end_id)
            self._plan(order, fate)

    def expect(self, transfer: Transfer) -> None:
        """Somebody will send money on a day, or on the next on which banks work."""
        self.to_come.setdefault(bank_day_from(transfer.on), []).append(transfer)

    def _plan(self, order: Order, fate: Fate) -> None:
        sign = 1 if order.is_debit else -1
        kind, back = ("collection", "returned") if order.is_debit else ("refund", "come_back")
        told = DetailLine(
            place="",
            amount_cents=sign * order.cents,
            end_to_end_id=order.end_to_end_id,
            mandate=order.mandate,
            counterpart_iban=order.iban,
            counterpart_name="Holder",
        )
        on = bank_day_from(max(order.on, self.day + A_DAY))
        self.agenda.setdefault(on, []).append((kind, told, order.group))
        if fate.days_later is not None:
            later = bank_day_after(on + timedelta(days=max(fate.days_later - 1, 0)), count=1)
            gone = DetailLine(
                place="",
                amount_cents=-sign * order.cents,
                end_to_end_id=order.end_to_end_id,
                mandate=order.mandate,
                counterpart_iban=order.iban,
                return_reason=fate.code,
                return_type="return",
            )
            self.agenda.setdefault(later, []).append((back, gone, order.group))

    def end_day(self, day: date) -> tuple[list[bytes], list[bytes]]:
        """The statement of a day on which something moved, and what the bank says of our files."""
        answers = list(write_rejections(self.rejected))
        self.rejected = []
        entries = [*self._list_orders(day), *self._list_transfers(day)]
        if not entries:
            return self.take_notices(), answers
        self.random.shuffle(entries)
        if day.year != self.day.year:
            self.number = 0
        self.number += 1
        closing_cents = self.balance_cents + sum(each.amount_cents for each in entries)
        statement = StatementLines(
            place="",
            iban=self.iban,
            currency="EUR",
            number=self.number,
            opened_on=self.day,
            closed_on=day,
            opening_cents=self.balance_cents,
            closing_cents=closing_cents,
            entries=tuple(entries),
            bic=self.bic,
        )
        self.day, self.balance_cents = day, closing_cents
        self.counted["entries"] += len(entries)
        files = [write_coda(statement)] if self._is_coda else [write_camt(statement)]
        files += self.take_notices()
        if self.wholes:
            told = replace(statement, entries=tuple(self.wholes), number=None)
            self.notices, self.wholes = [write_camt(told, message="054")], []
        return files, answers

    @property
    def _is_coda(self) -> bool:
        return self.format == FileFormat.CODA

    def take_notices(self) -> list[bytes]:
        """What was told as one sum the day before, opened."""
        told, self.notices = self.notices, []
        return told

    def _list_orders(self, day: date) -> Iterator[EntryLine]:
        """What was on the agenda, by group: in one entry, in one sum, netted, or one by one."""
        groups: dict[tuple[str, str], list[DetailLine]] = {}
        for kind, detail, group in self.agenda.pop(day, []):
            self.kept[detail.end_to_end_id] += detail.amount_cents
            self.under_way.discard(detail.end_to_end_id)
            self.counted[kind] += 1
            groups.setdefault((kind, group if kind in {"collection", "refund"} else ""), [])
            groups[kind, group if kind in {"collection", "refund"} else ""].append(detail)
        collected = [key for key in groups if key[0] == "collection"]
        if collected and ("returned", "") in groups and self.random.random() < _NETTED:
            groups[collected[0]] += groups.pop(("returned", ""))
        for (kind, group), details in groups.items():
            way = self.random.choice(("one", "one", "single", "whole"))
            if len(details) == 1 or way == "single":
                for each in details:
                    own = "returned" if kind == "collection" and each.return_reason else kind
                    yield self._entry(day, own, (each,))
            elif way == "whole" and kind == "collection" and not self._is_coda:
                yield self._whole(day, tuple(details), group)
            else:
                yield self._entry(day, kind, tuple(details))

    def _whole(self, day: date, details: tuple[DetailLine, ...], group: str) -> EntryLine:
        """One sum under the name of its group; a notification opens it the day after."""
        opened = self._entry(day, "collection", details)
        self.wholes.append(opened)
        only = DetailLine(place="", amount_cents=opened.amount_cents, end_to_end_id=group)
        return replace(opened, details=(only,), is_whole=True)

    def _list_transfers(self, day: date) -> Iterator[EntryLine]:
        for each in self.to_come.pop(day, []):
            self.booked.append(each)
            detail = DetailLine(
                place="",
                amount_cents=each.cents,
                structured=each.structured,
                free_text=each.text,
                counterpart_iban=each.iban,
                counterpart_name=each.name,
            )
            yield self._entry(day, "transfer" if each.cents > 0 else "costs", (detail,))

    def _entry(self, day: date, kind: str, details: tuple[DetailLine, ...]) -> EntryLine:
        code = CODES[self.format][kind]
        if self._is_coda and len(details) > 1:
            code = f"1{code[1:]}"
        self.counted["reference"] += 1
        return EntryLine(
            place="",
            amount_cents=sum(each.amount_cents for each in details),
            booked_on=day,
            value_on=day,
            bank_reference=f"R{self.counted['reference']:09d}",
            code=code,
            details=details,
        )


def choose_fates(chance: random.Random, *, share: float) -> Callable[[Order], Fate]:
    """Let a share of all orders fail, for any reason of the table, at once or weeks later."""
    codes = [each.code for each in list_steps()]

    def choose(order: Order) -> Fate:
        if chance.random() >= share:
            return Fate()
        if not order.is_debit:
            return Fate("AC04", chance.choice((None, 2)))
        how = chance.choice(("rejected", "returned", "returned", "taken_back"))
        if how == "rejected":
            return Fate(chance.choice(codes))
        if how == "taken_back":
            return Fate("MD06", chance.randrange(10, 56))
        return Fate(chance.choice(("AM04", "MS03", *codes)), chance.randrange(1, 6))

    return choose


def read_orders(content: bytes) -> Iterator[Order]:
    """What a file of ours asks for, read as a bank reads it: its sums and counts have to be right."""
    root = etree.fromstring(content)
    (body,) = root
    of_all = _Sums()
    message = _text(body, "GrpHdr/MsgId")
    is_debit = etree.QName(body).localname == "CstmrDrctDbtInitn"
    for group in body.iterfind("{*}PmtInf"):
        of_group = _Sums()
        found = "DrctDbtTxInf" if is_debit else "CdtTrfTxInf"
        for each in group.iterfind(f"{{*}}{found}"):
            order = _read_order(each, group, message=message, is_debit=is_debit)
            of_group.add(order.cents)
            of_all.add(order.cents)
            yield order
        of_group.require(group)
    of_all.require(next(body.iterfind("{*}GrpHdr")))


@dataclass(slots=True)
class _Sums:
    count: int = 0
    cents: int = 0

    def add(self, cents: int) -> None:
        self.count += 1
        self.cents += cents

    def require(self, told: Any) -> None:
        assert int(_text(told, "NbOfTxs")) == self.count
        assert _cents(_text(told, "CtrlSum")) == self.cents


def _read_order(each: Any, group: Any, *, message: str, is_debit: bool) -> Order:
    day = _text(group, "ReqdColltnDt") or _text(group, "ReqdExctnDt/Dt")
    amount = "InstdAmt" if is_debit else "Amt/InstdAmt"
    return Order(
        is_debit=is_debit,
        message=message,
        group=_text(group, "PmtInfId"),
        on=date.fromisoformat(day or _text(group, "ReqdExctnDt")),
        end_to_end_id=_text(each, "PmtId/EndToEndId"),
        cents=_cents(_text(each, amount)),
        iban=_text(each, f"{'Dbtr' if is_debit else 'Cdtr'}Acct/Id/IBAN"),
        mandate=_text(each, "DrctDbtTx/MndtRltdInf/MndtId"),
        text=_text(each, "RmtInf/Ustrd"),
    )


def _text(element: Any, path: str) -> str:
    found = element.findtext("/".join(f"{{*}}{name}" for name in path.split("/")))
    return (found or "").strip()


def _cents(euro: str) -> int:
    return int(Decimal(euro).scaleb(2))


def write_rejections(rejected: list[tuple[Order, str]]) -> Iterator[bytes]:
    """A pain.002 for each of our files of which something is rejected."""
    for message in sorted({order.message for order, _code in rejected}):
        told = "".join(
            f"<TxInfAndSts><OrgnlEndToEndId>{order.end_to_end_id}</OrgnlEndToEndId>"
            f"<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
            for order, code in rejected
            if order.message == message
        )
        yield (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
            f"<GrpHdr><MsgId>A-{message}</MsgId><CreDtTm>2026-01-01T08:00:00</CreDtTm></GrpHdr>"
            f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>"
            "<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>"
            f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}-1</OrgnlPmtInfId>{told}"
            "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
        ).encode()
