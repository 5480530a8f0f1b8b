"""A bank that does as banks do: it takes our files, moves money, and tells of it in statements.

It collects, refuses, and gives back later; books batches as one entry with its details, as one sum,
or payment by payment; takes transfers of customers; and answers in CODA or camt.053 (and 054,
pain.002). Its log says of each cent where it went: tests compare what the books say with that. The
same seed does the same.
"""

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from kwartier.banking.types import DetailLine, EntryLine, FileFormat, StatementLines
from kwartier.demo.bank.camt import write_camt
from kwartier.demo.bank.coda import write_coda
from kwartier.demo.bank.orders import Order, read_orders, write_rejections
from kwartier.payments.queries import bank_day_after, bank_day_from

_A_DAY = timedelta(days=1)
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


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an order: carried out, rejected before, or given back after so many days."""

    code: str = ""
    days_later: int | None = None  # None with a code: rejected, nothing is ever booked


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money that somebody sends us, or takes, of one of the kinds of `CODES`.

    ``truth`` is for whom it is meant, and ``is_knowable`` whether anybody but them could find out.
    """

    on: date
    cents: int
    iban: str
    name: str
    structured: str = ""
    text: str = ""
    end_to_end_id: str = ""
    mandate: str = ""
    return_reason: str = ""
    kind: str = "transfer"
    truth: Any = None
    is_knowable: bool = True


def carry_out(_order: Order) -> Fate:
    """Every order is carried out."""
    return Fate()


Money = tuple[str, DetailLine, str]  # as CODES call it, the payment, its group


@dataclass(slots=True)
class SimulatedBank:
    """One account of ours: what is agenda, what was booked, and what the bank remembers."""

    iban: str
    bic: str
    format: FileFormat
    day: date
    balance_cents: int
    random: random.Random
    choose: Callable[[Order], Fate] = carry_out
    number: int = 0
    # How a batch is booked: in one entry with its details, one by one, or as a sum that is opened later.
    ways: Sequence[str] = ("one", "one", "single", "whole")
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

    def take(
        self, content: bytes, *, still: Callable[[list[Order]], Collection[str]] | None = None
    ) -> None:
        """Take a file of ours: what it asks for is on the agenda, or rejected.

        ``still`` says which of its orders, where some were carried out before.
        """
        orders = list(read_orders(content))
        if still is not None:
            left = still(orders)
            orders = [order for order in orders if order.end_to_end_id in left]
        for order in orders:
            fate = self.choose(order)
            self.counted["orders"] += 1
            if order.end_to_end_id in self.log:
                msg = f"{order.end_to_end_id} was used twice"
                raise ValueError(msg)
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
            counterpart_name=order.name,
        )
        on = bank_day_from(max(order.on, self.day + _A_DAY))
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
        """A statement of what moved since the last one, and what the bank says of our files.

        Without a statement where nothing moved.
        """
        answers = list(write_rejections(self.rejected))
        self.rejected = []
        entries = []
        for on in sorted(each for each in {*self.agenda, *self.to_come} if each <= day):
            moved = [*self._list_orders(on), *self._list_transfers(on)]
            self.random.shuffle(moved)
            entries += moved
        if not entries:
            return self.take_notices(), answers
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
            way = self.random.choice(self.ways)
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
                end_to_end_id=each.end_to_end_id,
                mandate=each.mandate,
                return_reason=each.return_reason,
                return_type="return" if each.return_reason else "",
                counterpart_iban=each.iban,
                counterpart_name=each.name,
            )
            yield self._entry(day, each.kind, (detail,))

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
            bank_reference=f"R{day:%y%m%d}{self.counted['reference']:06d}",
            code=code,
            details=details,
        )
