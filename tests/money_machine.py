"""Anything that may happen to money, in any order, beside a reckoning that knows no database.

The reckoning holds one number per account, bank entry and refund. Whatever the books say has to
come to the same: journals sum to zero, nothing posted changes, nothing is allocated beyond what
there is, balances are the sums of their open parts, the bank's money is explained.
"""

import itertools

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from house_factory import make_account, make_brand
from kwartier.ledger import operations, queries
from kwartier.ledger.models import Allocation, Posting
from kwartier.ledger.types import BankAssertion, Book, Clearing, Reversal
from kwartier.platform.errors import Refusal
from ledger_factory import (
    ACTOR,
    IBAN,
    NOW,
    TODAY,
    bounce,
    charge,
    entry,
    lose,
    owe,
    place,
    release_refund,
    reserve,
    settle_refund,
    waive,
)

_keys = itertools.count(1)
CENTS = st.integers(1, 300).map(lambda hundreds: hundreds * 100)
WHO = st.integers(0, 1)


class MoneyMachine(RuleBasedStateMachine):
    """Two customers, one account at a bank."""

    documents = Bundle("documents")  # (account's place, number)
    costs = Bundle("costs")
    came = Bundle("came")  # keys of entries that brought money
    payments = Bundle("payments")  # (account's place, key, cents)
    refunds = Bundle("refunds")

    @initialize()
    def open_books(self):
        brand = make_brand(f"law{next(_keys)}")
        self.brand_id = brand.id
        self.accounts = [make_account(brand), make_account(brand)]
        self.balances = [0, 0]
        self.left = {}  # of every bank entry, as the bank signs it
        self.bank = 0
        self.gone = set()  # payments and credits that were taken back
        self.states = {}  # of every refund
        self.posted = {}

    def new_key(self, letter):
        return f"{letter}{next(_keys)}"

    def post(self, cents):
        key = self.new_key("e")
        entry(self.accounts[0], key, cents)
        self.left[key] = cents
        self.bank += cents
        return key

    @rule(target=documents, who=WHO, cents=CENTS)
    def bill(self, who, cents):
        number = self.new_key("A")
        owe(self.accounts[who], number, cents=cents)
        self.balances[who] += cents
        return who, number

    @rule(target=costs, who=WHO, cents=CENTS)
    def remind(self, who, cents):
        number = self.new_key("C")
        charge(self.accounts[who], number, cents)
        self.balances[who] += cents
        return who, number, cents

    @rule(target=came, cents=CENTS)
    def money_comes(self, cents):
        return self.post(cents)

    @rule(target=payments, key=came, who=WHO, cents=CENTS, document=st.none() | documents)
    def place(self, key, who, cents, document):
        name = self.new_key("p")
        named = (document[1],) if document else ()
        try:
            place(self.accounts[who], key, cents, unique_key=name, documents=named)
        except Refusal:
            assert cents > self.left[key]
            return multiple()
        assert cents <= self.left[key]
        self.left[key] -= cents
        self.balances[who] -= cents
        return who, name, cents, key

    @rule(payment=payments)
    def bank_takes_back(self, payment):
        who, name, cents, _key = payment
        back = self.post(-cents)
        try:
            done = bounce(self.accounts[who], name, back)
        except Refusal:
            assert name in self.gone
            return
        assert name not in self.gone
        assert bounce(self.accounts[who], name, back).journal_id == done.journal_id
        self.gone.add(name)
        self.left[back] = 0
        self.balances[who] += cents

    @rule(payment=payments)
    def reverse(self, payment):
        who, name, cents, key = payment
        made = Reversal(brand_id=self.brand_id, journal=name, booked_on=TODAY)
        try:
            (done,) = operations.reverse_journals([made], now=NOW, actor=ACTOR)
        except Refusal:
            assert name in self.gone
            return
        assert done.is_repeat == (name in self.gone)
        if not done.is_repeat:
            self.gone.add(name)
            self.left[key] += cents
            self.balances[who] += cents

    @rule(target=refunds, who=WHO, cents=CENTS)
    def reserve(self, who, cents):
        key = self.new_key("R")
        reserved = reserve(self.accounts[who], key, cents)
        if reserved.journal_id is None:
            assert cents > reserved.available_cents
            return multiple()
        self.states[key] = "reserved"
        self.balances[who] += cents
        return who, key, cents

    @rule(refund=refunds)
    def pay_out(self, refund):
        who, key, cents = refund
        out = self.post(-cents)
        try:
            settle_refund(self.accounts[who], key, out)
        except Refusal:
            assert self.states[key] == "released"
            return
        if self.states[key] == "reserved":
            self.states[key], self.left[out] = "paid", 0

    @rule(refund=refunds, comes_back=st.booleans())
    def release(self, refund, comes_back):
        who, key, cents = refund
        came_back = self.post(cents) if comes_back else ""
        try:
            release_refund(self.accounts[who], key, came_back)
        except Refusal:
            assert self.states[key] == ("reserved" if comes_back else "paid")
            return
        if self.states[key] != "released":
            self.states[key] = "released"
            self.balances[who] -= cents
            if comes_back:
                self.left[came_back] = 0

    @rule(cost=costs, cents=CENTS)
    def waive(self, cost, cents):
        who, number, _charged = cost
        left = queries.list_charged([(self.accounts[who].pk, number)])
        try:
            waive(self.accounts[who], number, cents, unique_key=self.new_key("w"))
        except Refusal:
            assert cents > left[self.accounts[who].pk, number]
            return
        self.balances[who] -= cents

    @rule(document=documents, cents=CENTS)
    def write_off(self, document, cents):
        who, number = document
        try:
            lose(self.accounts[who], number, cents, unique_key=self.new_key("l"))
        except Refusal:
            return
        self.balances[who] -= cents

    @rule(key=came)
    def clear(self, key):
        if self.left[key]:
            made = Clearing(
                brand_id=self.brand_id,
                entry_key=key,
                amount_cents=self.left[key],
                booked_on=TODAY,
                book=Book.OUTSIDE,
                unique_key=self.new_key("o"),
            )
            operations.clear_entries([made], now=NOW)
            self.left[key] = 0

    @rule(document=documents, share=st.integers(1, 4), again=st.booleans())
    def allocate_by_hand(self, document, share, again):
        """Take a part of an allocation back, and use it once more or leave it."""
        account = self.accounts[document[0]]
        found = Allocation.objects.filter(account=account, debit__document=document[1]).last()
        if found is None:
            return
        act = {
            "account_id": account.pk,
            "debit_id": found.debit_id,
            "credit_id": found.credit_id,
            "amount_cents": max(1, abs(found.amount_cents) // share),
            "now": NOW,
            "actor": ACTOR,
        }
        try:
            operations.release_allocation(**act)
        except Refusal:
            return
        if again:
            operations.allocate(**act)

    @invariant()
    def books_agree(self):
        if not hasattr(self, "balances"):
            return
        source = self.new_key("s")
        operations.assert_bank_balances(
            [
                BankAssertion(
                    brand_id=self.brand_id,
                    bank_iban=IBAN,
                    on=TODAY,
                    balance_cents=self.bank,
                    source=source,
                )
            ],
            now=NOW,
        )
        assert queries.check_books(brand_id=self.brand_id, on=TODAY) == []
        waiting = queries.list_suspense(brand_id=self.brand_id)
        left = {each.entry_key: each.left_cents for each in waiting}
        assert left == {key: cents for key, cents in self.left.items() if cents}
        for account, balance in zip(self.accounts, self.balances, strict=True):
            standing = queries.get_standing(account_id=account.pk)
            assert standing.balance_cents == balance
            assert queries.get_balance(account_id=account.pk) == balance

    @invariant()
    def nothing_posted_changes(self):
        if hasattr(self, "posted"):
            now = dict(
                Posting.objects.filter(brand_id=self.brand_id).values_list("pk", "amount_cents")
            )
            assert self.posted.items() <= now.items()
            self.posted = now
