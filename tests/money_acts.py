"""What one of many sessions may do with the money of an account, and what each is told.

Customers act under the web's role, by the operations that the doors call and by the doors themselves;
agents and jobs under the worker's. See ``money_rush``.
"""

import random
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from advance_factory import Household
from arrears_factory import account_of, at, owe
from house_factory import acting, sign_in
from kwartier.arrears import operations as arrears
from kwartier.arrears.queries import offer_plan
from kwartier.ledger import operations as ledger
from kwartier.ledger.types import BankEntry, PaymentReturn, Placing
from kwartier.payments import operations as payments
from kwartier.payments.models import Refund
from kwartier.payments.queries import find_bank_account, find_live_mandate
from kwartier.payments.types import MandateScope, MandateTerms, RefundBatchState, Scheme
from kwartier.platform.errors import Refusal
from kwartier.platform.isolation import WEB_ROLE, WORKER_ROLE
from kwartier.platform.tenancy import enter
from kwartier.platform.types import Actor, BrandInfo, Door
from mandate_factory import IBAN, OTHER_IBAN

TODAY = date(2026, 2, 27)
NOW = at(TODAY)
OURS = "BE68539007547034"
_PAYMENTS = 24  # so many payments of a round, which several sessions tell of


@dataclass
class World:
    """A household that everybody is busy with, and what they were told that they did."""

    home: Household
    agents: list[Actor]
    notice: str
    documents: tuple[str, ...]
    owed_cents: int
    name: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    placed: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)
    sent_cents: int = 0
    waived_count: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    sentences: set[str] = field(default_factory=set)

    @property
    def brand(self) -> BrandInfo:
        return self.home.brand

    def cents_of(self, key: str) -> int:
        """What a payment comes to: the same, whoever tells of it."""
        return random.Random(key).randrange(1_000, 30_000)  # noqa: S311 - a game


class Session:
    """One of the many: acts at random, and notes what it was told."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance, self.home = world, chance, world.home
        self.client = sign_in(world.home.person)
        self.client.raise_request_exception = False
        self.account = account_of(world.home)
        self.actor = acting(world.home.person)

    def act(self, count: int) -> None:
        """So many acts, one after another; a refusal is one, too."""
        acts = [getattr(self, name) for name in ACTS.elements()]
        for _ in range(count):
            each = self.chance.choice(acts)
            try:
                said = each() or "done"
            except Refusal as refusal:
                said = refusal.code
                self.world.sentences.add(refusal.say_all())
            except Exception:  # noqa: BLE001 - whatever it is, it is a fault
                said = "FAULT"
                with self.world.lock:
                    self.world.faults.append(f"{each.__name__}: {traceback.format_exc()}")
            with self.world.lock:
                self.world.counts[f"{each.__name__}: {said}"] += 1

    @contextmanager
    def customer(self) -> Iterator[None]:
        """A transaction of the customer's own session, under the rules of the database."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
            enter(brand_id=self.world.brand.id, person_id=self.actor.person_id, door=Door.PORTAL)
            yield

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A transaction of a job."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {WORKER_ROLE}")
            yield

    def _visit(self, path: str, form: dict[str, Any] | None = None) -> str:
        """A request through the door of the pages; what it answers is said by its status."""
        address = f"/{self.world.brand.path_prefix}{path}"
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {WEB_ROLE}")
        try:
            answer = self.client.get(address) if form is None else self.client.post(address, form)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
        assert answer.status_code < 500, (path, answer.status_code, answer.content[:2_000])
        return str(answer.status_code)

    def _choose_key(self) -> str:
        return f"{self.world.name}-{self.chance.randrange(_PAYMENTS)}"

    def _entry(self, key: str, cents: int) -> None:
        made = BankEntry(
            brand_id=self.world.brand.id,
            entry_key=key,
            bank_iban=OURS,
            booked_on=TODAY,
            amount_cents=cents,
        )
        ledger.post_bank_entries([made], now=NOW)

    def pay(self) -> None:
        """The bank tells of a payment, and it is placed; others may tell of the same."""
        key = self._choose_key()
        cents = self.world.cents_of(key)
        placing = Placing(
            brand_id=self.world.brand.id,
            account_id=self.account.id,
            entry_key=key,
            amount_cents=cents,
            paid_on=TODAY,
            unique_key=f"pay {key}",
            documents=self.world.documents[: self.chance.randrange(3)],
        )
        with self.worker():
            self._entry(key, cents)
            ledger.place_payments([placing], now=NOW)
        with self.world.lock:
            self.world.placed[key] = cents

    def bill(self) -> None:
        """A small invoice, overdue already: something to plan again, and to use credit for."""
        cents = self.chance.randrange(1, 20) * 100
        with self.worker():
            owe(self.home, cents=cents, due_on=TODAY - timedelta(days=3))
        with self.world.lock:
            self.world.owed_cents += cents

    def take_back(self) -> None:
        """The bank takes a payment back."""
        key = self._choose_key()
        back = PaymentReturn(
            brand_id=self.world.brand.id,
            payment=f"pay {key}",
            entry_key=f"back {key}",
            returned_on=TODAY,
        )
        with self.worker():
            self._entry(f"back {key}", -self.world.cents_of(key))
            ledger.return_payments([back], now=NOW)
        with self.world.lock:
            self.world.returned[key] = self.world.cents_of(key)

    def ask_waiver(self) -> None:
        """The customer asks for the cost to be taken off."""
        with self.customer():
            arrears.ask_waiver(
                account=self.account,
                number=self.world.notice,
                actor=self.actor,
                today=TODAY,
                now=NOW,
            )

    def post_waivers(self) -> None:
        """A job posts what was granted."""
        with self.worker():
            count = arrears.post_waivers(brand_id=self.world.brand.id, today=TODAY, now=NOW)
        with self.world.lock:
            self.world.waived_count += count

    def plan(self) -> None:
        """The customer agrees on a plan of what is overdue, as it was shown a moment ago."""
        first_on = TODAY + timedelta(days=5)
        with self.customer():
            offer = offer_plan(account=self.account, months=3, first_on=first_on, today=TODAY)
        with self.customer():
            arrears.accept_plan(
                account=self.account,
                months=3,
                first_on=first_on,
                seen=offer.seen,
                actor=self.actor,
                today=TODAY,
                now=NOW,
            )

    def plan_on_the_page(self) -> str:
        """The same through the door; what was shown is old."""
        form = {"months": "3", "first_on": "2026-03-05", "seen": "long ago"}
        return self._visit("/cannot-pay/confirm/", form)

    def sign(self) -> None:
        """The customer signs a mandate."""
        with self.customer():
            payments.sign_mandate(
                account=self.account,
                scheme=Scheme.CORE,
                terms=self._choose_terms(),
                language="en",
                signed_from="192.0.2.0",
                actor=self.actor,
                now=NOW,
            )

    def change_mandate(self) -> None:
        """What is collected is changed, on top of what was seen."""
        with self.customer():
            live = find_live_mandate(self.account.id)
        seen = live.terms if live else None
        with self.customer():
            payments.change_mandate(
                account=self.account,
                terms=self._choose_terms(),
                seen=seen,
                actor=self.actor,
                now=NOW,
            )

    def stop_mandate(self) -> None:
        """The direct debit is stopped."""
        with self.customer():
            payments.stop_mandate(account=self.account, actor=self.actor, now=NOW)

    def change_bank_account(self) -> None:
        """Another bank account in place of the one that was seen."""
        with self.customer():
            seen = find_bank_account(self.account.id)
        with self.customer():
            payments.change_bank_account(
                account=self.account,
                iban=self.chance.choice((IBAN, IBAN, IBAN, OTHER_IBAN)),
                holder="Somebody",
                actor=self.actor,
                now=NOW,
                replacing=seen.id if seen else None,
            )

    def ask_refund(self) -> None:
        """The customer asks for the credit."""
        with self.customer():
            payments.ask_for_refund(account=self.account, today=TODAY, now=NOW, actor=self.actor)

    def make_batch(self) -> None:
        """An agent puts what was asked for into a file."""
        with self.worker():
            payments.make_refund_batch(
                brand_id=self.world.brand.id, today=TODAY, now=NOW, actor=self.world.agents[0]
            )

    def approve_batch(self) -> str:
        """Another agent approves the oldest one that was made; one of which nothing is left is undone."""
        number = self._find_batch()
        with self.worker():
            batch = payments.approve_refund_batch(
                brand_id=self.world.brand.id,
                number=number,
                today=TODAY,
                now=NOW,
                actor=self.world.agents[1],
            )
        if batch.state is RefundBatchState.APPROVED:
            with self.world.lock:
                self.world.sent_cents += batch.total_cents
        return str(batch.state)

    def undo_batch(self) -> None:
        """An agent undoes it: what was asked for waits for the next."""
        with self.worker():
            payments.undo_refund_batch(
                brand_id=self.world.brand.id,
                number=self._find_batch(),
                now=NOW,
                actor=self.world.agents[1],
            )

    def _find_batch(self) -> str:
        made = Refund.objects.filter(brand_id=self.world.brand.id, state="batched")
        number = made.order_by("batch_id").values_list("batch__number", flat=True).first()
        return number or "RB26-0000000"

    def wait_for_money(self) -> str:
        """The credit is asked for on the page."""
        return self._visit("/payments/refund/", {})

    def press_waiver(self) -> str:
        """The cost is asked to be taken off on the page."""
        return self._visit(f"/reminders/{self.world.notice}/waiver/", {})

    def press_stop(self) -> str:
        """The direct debit is stopped on the page."""
        return self._visit("/payments/direct-debit/stop/", {})

    def press_change(self) -> str:
        """What is collected is changed on the page, on top of nothing that was seen."""
        return self._visit("/payments/direct-debit/change/", {"scope": "advances"})

    def look(self) -> str:
        """Somebody looks at the payments, or at the statement."""
        return self._visit(
            self.chance.choice(("/payments/", "/payments/statement/", "/payments/statement.csv"))
        )

    def _choose_terms(self) -> MandateTerms:
        return MandateTerms(
            scope=self.chance.choice(list(MandateScope)),
            ask_above_cents=self.chance.choice((None, 20_000, 30_000)),
        )


# How often each happens, beside the others.
ACTS = Counter(
    pay=4,
    bill=1,
    take_back=1,
    ask_waiver=1,
    post_waivers=1,
    plan=1,
    plan_on_the_page=1,
    sign=1,
    change_mandate=1,
    stop_mandate=1,
    press_change=1,
    press_stop=1,
    change_bank_account=1,
    ask_refund=2,
    wait_for_money=1,
    make_batch=2,
    approve_batch=2,
    undo_batch=1,
    press_waiver=1,
    look=1,
)
