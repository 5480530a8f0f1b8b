"""Months of money through a simulated bank, day by day, by the operations of the house alone.

    python tests/simulated_bank_year.py --customers 10000 --months 12 [--seed 1]

Invoices are booked, collected and paid; statements are loaded and placed; refunds go out after two
agents; an agent works off what waits, and knows only what an agent could. At each month's end the
books have to say what the bank's log says, to the cent. Needs DATABASE_URL of a server where it
may make a database of its own, which it drops at the end.
"""

import argparse
import itertools
import json
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # as a command: a database of its own
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    import django

    django.setup()

from house_factory import acting, make_agent, make_brand
from kwartier.banking import operations as banking
from kwartier.banking.models import DetailPlacing, EntryDetail, PlacingRule
from kwartier.banking.queries import check_day, list_work
from kwartier.banking.types import FileFormat, Reason
from kwartier.demo.bank import Order, SimulatedBank, Transfer
from kwartier.ledger.models import Posting
from kwartier.ledger.operations import book_advance_invoices, book_settlements
from kwartier.ledger.queries import get_bank_balance, list_ageing, list_books, list_suspense
from kwartier.ledger.types import AdvanceInvoicePosting, Book, SettlementPosting, TaxedCents
from kwartier.parties.queries import get_accounts
from kwartier.payments import operations as payments
from kwartier.payments import queries as payment_queries
from kwartier.payments._bank_days import is_bank_day
from kwartier.payments._return_steps import find_step
from kwartier.payments.models import Collection, Refund
from kwartier.payments.refusals import NoRefundDue, NothingToCollect
from kwartier.payments.types import NextStep
from kwartier.platform.errors import Refusal
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo
from mandate_factory import make_creditor
from simulated_bank import choose_fates
from simulated_customers import Customer, Debt, list_payments, make_customers

A_DAY = timedelta(days=1)
_OPENING_CENTS = 1_000_000
_SOURCES = {
    "merel": (FileFormat.CODA, "BE68539007547034", ".08"),
    "plein-midi": (FileFormat.CAMT_053, "FR1420041010050500013M02606", ".02"),
}


@dataclass(slots=True)
class House:
    """A brand with its bank and its customers, from day to day."""

    brand: BrandInfo
    bank: SimulatedBank
    customers: list[Customer]
    chance: random.Random
    documents: "itertools.count[int]"
    small_cents: int = 0
    collects: Sequence[int] = range(5)  # on these days of the week
    owner: dict[str, Customer] = field(default_factory=dict)  # of a document
    by_mandate: dict[str, Customer] = field(default_factory=dict)
    by_number: dict[str, Customer] = field(default_factory=dict)
    read: int = 0  # of the bank's booked transfers, as far as the customers saw them
    counts: Counter[str] = field(default_factory=Counter)
    agents: list[Actor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_number = {each.number: each for each in self.customers}
        self.by_mandate = {each.mandate: each for each in self.customers if each.mandate}
        agents = [make_agent(self.brand, name=name).person for name in ("Ann", "Ben")]
        self.agents = [acting(each, kind=ActorKind.AGENT, reason="called") for each in agents]

    def say(self, day: date) -> dict[str, Any]:
        """What every operation wants to know: whose, which day, when."""
        return {"brand_id": self.brand.id, "today": day, "now": _at(day)}

    def live(self, day: date) -> None:
        """One day of the house."""
        self._bill(day)
        if not is_bank_day(day):
            return
        if day.weekday() in self.collects:
            self._collect(day)
        if day.weekday() == 0:
            self._pay_out(day)
        if day.day <= 3 and self.counts["costs"] < day.month:
            self.counts["costs"] = day.month
            self.bank.expect(
                Transfer(on=day, cents=-1_250, iban="", name="", text="costs", kind="costs")
            )
        files, answers = self.bank.end_day(day)
        for answer in answers:
            payments.read_bank_answer(content=answer, **self.say(day))
        if files:
            self.load(files, day)
        if files or answers:
            self._work_off(day)

    def load(self, files: Sequence[bytes], day: date) -> None:
        """Load what the bank told, and place what can be placed."""
        for content in files:
            self.counts["files"] += 1
            name = f"{day}-{self.counts['files']}"
            banking.receive_file(
                brand_id=self.brand.id, content=content, name=name, actor=SYSTEM, now=_at(day)
            )
        loaded = banking.load_arrivals(brand_id=self.brand.id, now=_at(day))
        assert len(loaded) == len(files), loaded
        banking.place_details(**self.say(day))

    def _bill(self, day: date) -> None:
        """Advance invoices every month, and once a year a settlement."""
        due_on = day + timedelta(days=16)
        billed = [
            each
            for each in self.customers
            if each.billed_on == day.day and (each.way != "leaves" or not each.billed)
        ]
        invoices = []
        settlements = []
        for each in billed:
            number = next(self.documents)
            if number % 12 == 7:
                cents = self.chance.randrange(-20_000, 25_000) or 1
                document = f"S{day:%y}-{number:07d}"
                settlements.append(self._as_settlement(each, document, cents, day))
            else:
                cents = each.cents
                document = f"A{day:%y}-{number:07d}"
                invoices.append(self._as_advance(each, document, cents, day, due_on))
            each.billed[document] = cents
            self.owner[document] = each
            if cents > 0:
                self._expect(each, Debt(document, cents, due_on))
        if invoices:
            book_advance_invoices(invoices, now=_at(day))
        if settlements:
            book_settlements(settlements, now=_at(day))
        self.counts["documents"] += len(billed)

    def _as_advance(self, each: Customer, document: str, cents: int, day: date, due_on: date):
        return AdvanceInvoicePosting(
            brand_id=self.brand.id,
            account_id=each.id,
            document=document,
            booked_on=day,
            due_on=due_on,
            gross_cents=cents,
            vat_cents=cents * 6 // 106,
            vat_bp=600,
        )

    def _as_settlement(self, each: Customer, document: str, cents: int, day: date):
        cost = (TaxedCents(vat_bp=0, base_cents=max(cents, 1), vat_cents=0),)
        given = (TaxedCents(vat_bp=0, base_cents=1 - cents, vat_cents=0),) if cents < 0 else ()
        return SettlementPosting(
            brand_id=self.brand.id,
            account_id=each.id,
            document=document,
            booked_on=day,
            due_on=day + timedelta(days=16),
            cost=cost,
            advances=given,
        )

    def _expect(self, customer: Customer, debt: Debt) -> None:
        """The customer will pay, in their way; who left sends the same once more."""
        other = next(
            (name for name in reversed(self.owner) if self.owner[name] is not customer), ""
        )
        told = {"brand": self.brand, "chance": self.chance, "other": other}
        if customer.way == "of_another" and not other:
            return
        for each in list_payments(customer, debt, **told):
            self.bank.expect(each)
        if customer.way == "leaves":
            later = Debt(debt.document, debt.cents, debt.due_on + timedelta(days=20))
            for each in list_payments(customer, later, **told):
                self.bank.expect(each)

    def _collect(self, day: date) -> None:
        try:
            until = None if len(self.collects) == 5 else day + timedelta(days=5)
            batch = payments.make_collection_batch(until=until, **self.say(day))
            sent = payments.send_batch(number=batch.number, **self.say(day))
        except NothingToCollect:
            return
        if sent.state != "sent":
            return
        before = set(self.bank.log)
        self.bank.take(payment_queries.read_batch_file(self.brand.id, sent.number))
        self.counts["collections"] += sent.count
        for name in self.bank.log.keys() - before:
            order, fate = self.bank.log[name]
            step = find_step(fate.code, on=day) if fate.code else None
            if step is not None and step.step in {NextStep.SUSPEND, NextStep.END}:
                self.by_mandate[order.mandate].pays_by_hand = True

    def _pay_out(self, day: date) -> None:
        """Some ask for their credit; two agents let the refunds go."""
        ahead = [
            each.account_id
            for each in list_ageing(brand_id=self.brand.id, on=day)
            if each.credit_cents > 0
        ]
        for account in get_accounts(ahead[:3]).values():
            try:
                payments.ask_for_refund(
                    account=account, today=day, now=_at(day), actor=self.agents[0]
                )
            except Refusal:
                self.counts["refunds_refused"] += 1
        try:
            made = payments.make_refund_batch(**self.say(day), actor=self.agents[0])
        except NoRefundDue:
            return
        sent = payments.approve_refund_batch(
            number=made.number, **self.say(day), actor=self.agents[1]
        )
        if sent.state != "approved":
            return
        self.bank.take(payment_queries.read_refund_file(self.brand.id, made.number))
        self.counts["refunds"] += 1

    def _work_off(self, day: date) -> None:
        """What an agent does: place what the payer's account tells, mend what customers complain of."""
        said = {_key_of(each): each for each in self.bank.booked[self.read :]}
        act = {"brand_id": self.brand.id, "actor": self.agents[0], "now": _at(day)}
        rows = DetailPlacing.objects.filter(
            brand_id=self.brand.id, state="waiting", detail__entry__booked_on__gt=day - 7 * A_DAY
        )
        for row in rows.select_related("detail"):
            meant = said.get(_told(row.detail))
            if meant is not None and meant.is_knowable and meant.truth:
                number, document = meant.truth
                banking.place_by_hand(
                    detail_id=row.detail_id, customer=number, documents=[document], **act
                )
        for meant in self.bank.booked[self.read :]:
            if meant.truth and self.by_number[meant.truth[0]].way == "of_another":
                self._mend(meant, act)
        self.read = len(self.bank.booked)
        for each in payment_queries.list_returns(self.brand.id):
            payments.decide_return(
                return_id=each.id, note="Looked at.", **self.say(day), actor=self.agents[0]
            )

    def _mend(self, meant: Transfer, act: dict[str, Any]) -> None:
        """A customer complains: their payment is on the account of somebody else."""
        number, document = meant.truth
        rows = DetailPlacing.objects.filter(
            brand_id=self.brand.id,
            state="placed",
            detail__counterpart_iban=meant.iban,
            detail__structured=meant.structured,
        ).exclude(account_id=self.by_number[number].id)
        for row in rows:
            banking.undo_placing(detail_id=row.detail_id, **act)
            banking.place_by_hand(
                detail_id=row.detail_id, customer=number, documents=[document], **act
            )

    def prove(self, day: date) -> None:
        """The end of a month: what the books say is what the bank's log says, to the cent."""
        if notices := self.bank.take_notices():
            self.load(notices, day)
        brand_id = self.brand.id
        findings = check_day(brand_id, on=day)
        assert not findings, findings
        in_books = get_bank_balance(brand_id=brand_id, bank_iban=self.bank.iban, on=day)
        assert in_books == self.bank.balance_cents
        self._prove_suspense()
        costs_cents = sum(each.cents for each in self.bank.booked if each.cents < 0)
        assert list_books(brand_id=brand_id, on=day).get(Book.BANK_COSTS, 0) == -costs_cents
        self._prove_customers(day)
        self._prove_states()

    def _prove_suspense(self) -> None:
        """In suspense is what nobody but the payer can know, and nothing else."""
        unknown = Counter(
            (each.on, each.cents, each.iban) for each in self.bank.booked if not each.is_knowable
        )
        waiting = list_work(self.brand.id, limit=100_000).waiting
        assert sum(unknown.values()) == len(waiting), waiting[:5]
        assert {iban for _on, _cents, iban in unknown} == {row.counterpart_iban for row in waiting}
        left = sum(each.left_cents for each in list_suspense(brand_id=self.brand.id))
        assert left == sum(cents * n for (_on, cents, _iban), n in unknown.items())
        assert {row.reason for row in waiting} <= {Reason.UNKNOWN, Reason.CHECK_FAILS}

    def _prove_customers(self, day: date) -> None:
        """Every balance is what was billed less what the bank kept; open is what it lacks."""
        owed = {each.id: sum(each.billed.values()) for each in self.customers}
        for name, (order, _fate) in self.bank.log.items():
            owed[self.of(order).id] -= self.bank.kept[name]
            if not order.is_debit and name in self.bank.under_way:
                owed[self.of(order).id] += order.cents  # reserved until it is booked
        for each in self.bank.booked:
            if each.truth and each.is_knowable:
                owed[self.by_number[each.truth[0]].id] -= each.cents
        lost = Posting.objects.filter(brand_id=self.brand.id, book=Book.LOSS)
        for account_id, cents in lost.values_list("journal__account_id", "amount_cents"):
            assert 0 < cents <= self.small_cents
            owed[account_id] -= cents
        standing = {each.account_id: each for each in list_ageing(brand_id=self.brand.id, on=day)}
        for each in self.customers:
            found = standing.get(each.id)
            open_cents = found.coming_cents + sum(found.late_cents) if found else 0
            credit_cents = found.credit_cents if found else 0
            assert (open_cents, credit_cents) == (max(owed[each.id], 0), max(-owed[each.id], 0)), (
                each,
                owed[each.id],
                open_cents,
                credit_cents,
            )
        self.counts["open"] = sum(cents > 0 for cents in owed.values())

    def _prove_states(self) -> None:
        """Collections and refunds stand where the bank left them."""
        for model, done in ((Collection, "collected"), (Refund, "paid")):
            rows = model.objects.filter(brand_id=self.brand.id).values_list(
                "end_to_end_id", "state"
            )
            for name, state in rows:
                if name not in self.bank.log:
                    assert state in {"withdrawn", "waiting", "batched", "planned"}, (name, state)
                    continue
                wanted = "returned" if done == "collected" else "rejected"
                if name in self.bank.under_way:
                    wanted = "sent"
                elif self.bank.kept[name]:
                    wanted = done
                assert state == wanted, (name, state, wanted, self.bank.log[name])

    def of(self, order: Order) -> Customer:
        """Whose an order is: by its mandate, or by the number in the text of a refund."""
        if order.is_debit:
            return self.by_mandate[order.mandate]
        return self.by_number[order.text.split()[0]]


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC)


def _key_of(each: Transfer) -> tuple[Any, ...]:
    return (each.cents, each.iban, each.structured, each.text)


def _told(row: EntryDetail) -> tuple[Any, ...]:
    return (row.amount_cents, row.counterpart_iban, row.structured, row.free_text)


def open_house(
    key: str,
    count: int,
    *,
    seed: int,
    first_day: date,
    share: float = 0.04,
    collects: Sequence[int] = range(5),
    ways: Sequence[str] = (),
) -> House:
    """A brand at its bank, with customers; a ``share`` of all orders fails."""
    chance = random.Random(f"{seed}-{key}")  # noqa: S311 (a simulation)
    how, iban, version = _SOURCES[key]
    brand = make_brand(key)
    make_creditor(brand, iban=iban, pain_version=version)
    now = _at(first_day) - timedelta(days=60)
    banking.add_own_account(
        brand_id=brand.id, iban=iban, name="Current", opened_on=first_day, actor=SYSTEM, now=now
    )
    small_cents = int(brand.country == "FR")
    PlacingRule.objects.create(
        brand_id=brand.id,
        from_day=date(2020, 1, 1),
        small_difference_cents=small_cents,
        places_proposals=brand.country == "FR",
    )
    first = 100_001 if brand.country == "BE" else 500_001
    bank = SimulatedBank(
        iban=iban,
        bic="BBRUBEBB",
        format=how,
        day=first_day - A_DAY,
        balance_cents=_OPENING_CENTS,
        choose=choose_fates(chance, share=share),
        random=chance,
    )
    return House(
        brand=brand,
        bank=bank,
        customers=make_customers(brand, count, chance=chance, now=now, first=first, ways=ways),
        chance=chance,
        documents=itertools.count(1),
        collects=collects,
        small_cents=small_cents,
    )


def list_days(first: date, months: int) -> list[date]:
    """Every day of so many months."""
    end = date(
        first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1, 1
    )
    return [first + timedelta(days=each) for each in range((end - first).days)]


def live_months(
    houses: Sequence[House], first: date, months: int, *, tell: Callable[[str], None]
) -> None:
    """Live so many months, and prove the books at the end of each."""
    for day in list_days(first, months):
        for house in houses:
            house.live(day)
        if (day + A_DAY).day == 1:
            for house in houses:
                house.prove(day)
            tell(f"{day:%Y-%m}: the books are what the banks say; {dict(houses[0].counts)}")


def summarize(houses: Sequence[House]) -> dict[str, float]:
    """What moved, and which share of it was placed without a hand."""
    rows = DetailPlacing.objects.exclude(state="opened")
    of_hand = rows.filter(method="hand").count()
    waiting = rows.filter(state="waiting").count()
    total = rows.count()
    return {
        "customers": sum(len(each.customers) for each in houses),
        "documents": sum(each.counts["documents"] for each in houses),
        "entries": sum(each.bank.counted["entries"] for each in houses),
        "payments": total,
        "collections": sum(each.counts["collections"] for each in houses),
        "returns": sum(each.bank.counted["returned"] for each in houses),
        "refunds": sum(each.bank.counted["refund"] for each in houses),
        "by_hand": of_hand,
        "in_suspense": waiting,
        "placed_without_a_hand": round(100 * (total - of_hand - waiting) / max(total, 1), 2),
    }


def main() -> None:
    """Run it as a command, in a database of its own."""
    from django.db import connection

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun, first = time.monotonic(), date(2026, 1, 1)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        houses = [
            open_house(key, asked.customers // len(_SOURCES), seed=asked.seed, first_day=first)
            for key in _SOURCES
        ]

        def say(text: str) -> None:
            sys.stdout.write(f"{time.monotonic() - begun:6.0f} s  {text}\n")
            sys.stdout.flush()

        say(f"{asked.customers} customers are there")
        live_months(houses, first, asked.months, tell=say)
        used = resource.getrusage(resource.RUSAGE_SELF)
        told = summarize(houses) | {
            "seconds": round(time.monotonic() - begun),
            "own_processor_seconds": round(used.ru_utime + used.ru_stime),
        }
        sys.stdout.write(json.dumps(told) + "\n")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
