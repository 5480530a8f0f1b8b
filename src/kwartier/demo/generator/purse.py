"""How everybody of a brand pays: through its invented bank, whose statements are loaded and placed.

Who signed a mandate is collected from, the others transfer what they owe on the last day on which
banks work before it is overdue. Nothing is booked here but what the bank tells.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kwartier.banking.operations import (
    add_own_account,
    load_arrivals,
    place_details,
    receive_file,
)
from kwartier.banking.queries import list_statements
from kwartier.banking.types import FileFormat
from kwartier.demo.bank import Fate, Order, SimulatedBank, Transfer
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.homes import SEED
from kwartier.demo.generator.payments import CREDITORS, iban_of
from kwartier.demo.generator.people import find_agent
from kwartier.ledger.queries import list_due_items
from kwartier.ledger.references import reference_of
from kwartier.ledger.types import OpenItem
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.payments.operations import make_collection_batch, send_batch
from kwartier.payments.queries import (
    bank_day_after,
    bank_day_before,
    explain_collecting,
    find_collections,
    find_refunds,
    is_bank_day,
    list_batches,
    list_being_collected,
    list_collections_to_come,
    list_live_mandates,
    list_refund_batches,
    read_batch_file,
    read_refund_file,
)
from kwartier.payments.refusals import NothingToCollect
from kwartier.payments.types import BatchState, CollectionState, MandateInfo, RefundState
from kwartier.platform.types import SYSTEM, BrandInfo

_A_DAY = timedelta(days=1)
_OPENING_CENTS = 40_000_000
_ACCOUNT_NAMES = {"merel": "Zichtrekening", "plein-midi": "Compte courant"}
# Codes of no bank, as the account numbers are.
_BICS = {"merel": "VERZBEBB", "plein-midi": "FICTFRPP"}
_FORMATS = {"merel": FileFormat.CODA, "plein-midi": FileFormat.CAMT_053}
_ENDINGS = {FileFormat.CODA: "cod", FileFormat.CAMT_053: "xml"}
# The costs of an account are booked on the first day of a month on which something moves.
_COSTS_CENTS = 1_250
# As many of the latest batches may still have something at the bank.
_FEW = 6


def pays_everything(_item: OpenItem) -> bool:
    """Nobody leaves anything open."""
    return False


@dataclass(slots=True)
class Purse:
    """A brand's bank, and its customers as they pay.

    ``leaves_open`` says what somebody does not pay. ``fates`` has what the bank gives back, by the
    account number it is collected from: once each, the next one that comes.
    """

    brand: BrandInfo
    bank: SimulatedBank
    leaves_open: Callable[[OpenItem], bool] = pays_everything
    fates: dict[str, Fate] = field(default_factory=dict)
    sends_files: bool = False

    def __post_init__(self) -> None:
        """The bank asks here what becomes of an order."""
        self.bank.choose = lambda order: self.fates.pop(order.iban, Fate())

    def collect(self, day: date, *, until: date | None = None) -> None:
        """Send a file of what is to be collected, up to a day or what has to be at the bank now."""
        self.sends_files = True
        brand_id, now, actor = self.brand.id, morning_of(day), find_agent(self.brand)
        try:
            made = make_collection_batch(
                brand_id=brand_id, today=day, now=now, actor=actor, until=until
            )
            sent = send_batch(
                brand_id=brand_id, number=made.number, today=day, now=now, actor=actor
            )
        except NothingToCollect:
            return
        if sent.state == BatchState.SENT:
            self.bank.take(read_batch_file(brand_id, made.number))

    def pay_until(self, day: date) -> None:
        """What is due before banks work again after ``day`` is paid; the bank tells of it until then."""
        day = day if is_bank_day(day) else bank_day_before(day, count=1)
        if day <= self.bank.day:
            return
        due = list_due_items(brand_id=self.brand.id, on=bank_day_after(day, count=1) - _A_DAY)
        for each in self._list_transfers([item for item in due if not self.leaves_open(item)]):
            self.bank.expect(each)
        self.tell_until(day)

    def tell_until(self, day: date) -> None:
        """Load the bank's statements up to a day, and place what they tell."""
        files = []
        for closing in _list_closings(self.bank.day, day):
            if self.bank.to_come or self.bank.agenda:
                self._charge(closing)
            told, _answers = self.bank.end_day(closing)
            files += [(closing, content) for content in told]
        self._load(files, morning=day + _A_DAY)

    def _charge(self, closing: date) -> None:
        first = closing.replace(day=1)
        if self.bank.day < first:
            costs = Transfer(
                on=max(first, self.bank.day + _A_DAY),
                cents=-_COSTS_CENTS,
                iban="",
                name="",
                text="Costs of the account",
                kind="costs",
            )
            self.bank.expect(costs)

    def _load(self, files: Sequence[tuple[date, bytes]], *, morning: date) -> None:
        if not files:
            return
        now = morning_of(morning)
        ending = _ENDINGS[self.bank.format]
        for place, (closing, content) in enumerate(files):
            name = f"{self.brand.key}-{closing}-{place}.{ending}"
            receive_file(brand_id=self.brand.id, content=content, name=name, actor=SYSTEM, now=now)
        load_arrivals(brand_id=self.brand.id, now=now)
        place_details(brand_id=self.brand.id, today=morning, now=now)

    def _list_transfers(self, due: Sequence[OpenItem]) -> Iterator[Transfer]:
        """What is transferred for items: what the bank collects is left out.

        Before the first file of ours, somebody else's system collected: under the same mandates,
        whose reference is all that the bank tells of it.
        """
        collected = self._list_collected(due)
        accounts = get_accounts({item.account_id for item in due})
        mandates = list_live_mandates(accounts)
        for item in due:
            if item.document in collected:
                continue
            mandate = mandates.get(item.account_id)
            is_older = mandate is not None and _is_covered(item, mandate)
            yield self.as_transfer(
                item, accounts[item.account_id], mandate.reference if mandate and is_older else ""
            )

    def _list_collected(self, due: Sequence[OpenItem]) -> set[str]:
        """What is at the bank, or comes into one of the next files."""
        if not self.sends_files:
            return set()
        to_come = list_collections_to_come(
            self.brand.id, self.bank.day, now=morning_of(self.bank.day)
        )
        being = list_being_collected(self.brand.id, {item.document for item in due})
        return {*being, *(each.document for each in to_come)}

    def as_transfer(self, item: OpenItem, account: AccountInfo, mandate: str = "") -> Transfer:
        """The payment of an item: in time, with its reference or under a mandate."""
        day = item.due_on if is_bank_day(item.due_on) else bank_day_before(item.due_on, count=1)
        return Transfer(
            on=max(day, self.bank.day + _A_DAY),
            cents=item.open_cents,
            iban=iban_of(account.number, country=self.brand.country),
            name=account.name,
            structured=""
            if mandate
            else reference_of(item.document, country=self.brand.country)[1],
            mandate=mandate,
            kind="collection" if mandate else "transfer",
        )

    def as_payment(
        self, account: AccountInfo, cents: int, *, on: date, structured: str
    ) -> Transfer:
        """What somebody pays of their own accord: a part of a plan, for example."""
        return Transfer(
            on=on,
            cents=cents,
            iban=iban_of(account.number, country=self.brand.country),
            name=account.name,
            structured=structured,
        )


def open_purse(brand: BrandInfo, *, opened_on: date) -> Purse:
    """The brand's account at the bank, with what was on it before its first statement here."""
    iban = CREDITORS[brand.key].iban or ""
    add_own_account(
        brand_id=brand.id,
        iban=iban,
        name=_ACCOUNT_NAMES[brand.key],
        opened_on=opened_on,
        actor=SYSTEM,
        now=morning_of(opened_on),
    )
    return Purse(brand, _make_bank(brand, iban=iban, day=opened_on, balance_cents=_OPENING_CENTS))


def reopen_purse(brand: BrandInfo) -> Purse:
    """The same as its last statement left it, with the orders that the bank still has to carry out."""
    (last,) = list_statements(brand.id, limit=1)
    bank = _make_bank(
        brand,
        iban=last.iban,
        day=last.closed_on,
        balance_cents=last.closing_cents,
        number=last.number or 0,
    )
    purse = Purse(brand, bank, sends_files=True)
    for content in _list_files(brand):
        bank.take(content, still=lambda orders: _list_sent(brand, orders))
    return purse


def _make_bank(
    brand: BrandInfo, *, iban: str, day: date, balance_cents: int, number: int = 0
) -> SimulatedBank:
    return SimulatedBank(
        iban=iban,
        bic=_BICS[brand.key],
        format=_FORMATS[brand.key],
        day=day,
        balance_cents=balance_cents,
        random=random.Random(f"{SEED}-{brand.key}-{day}"),  # noqa: S311 - a demonstration
        number=number,
        ways=("one", "single"),
    )


def _list_files(brand: BrandInfo) -> Iterator[bytes]:
    """Our latest files at the bank."""
    for batch in list_batches(brand.id, limit=_FEW):
        if batch.state == BatchState.SENT:
            yield read_batch_file(brand.id, batch.number)
    for refunds in list_refund_batches(brand.id, limit=_FEW):
        if refunds.approved_at:
            yield read_refund_file(brand.id, refunds.number)


def _list_sent(brand: BrandInfo, orders: Iterable[Order]) -> set[str]:
    """Which of some orders are at the bank and neither booked nor given back."""
    names = {order.end_to_end_id for order in orders}
    collections = find_collections(brand.id, names).values()
    refunds = find_refunds(brand.id, names).values()
    return {
        *(each.end_to_end_id for each in collections if each.state == CollectionState.SENT),
        *(each.end_to_end_id for each in refunds if each.state == RefundState.SENT),
    }


def _is_covered(item: OpenItem, mandate: MandateInfo) -> bool:
    if mandate.signed_at.date() > item.due_on:
        return False
    asked = explain_collecting(
        mandate, kind=item.kind, amount_cents=item.open_cents, has_consent=False
    )
    return asked.collects


def _list_closings(after: date, until: date) -> Iterator[date]:
    """The last day of banks in each quarter that ends before ``until``, then ``until``."""
    month = after.replace(month=(after.month - 1) // 3 * 3 + 1, day=1)
    while True:
        month = (month + timedelta(days=95)).replace(day=1)
        closing = bank_day_before(month, count=1)
        if closing >= until:
            break
        if closing > after:
            yield closing
    yield until
