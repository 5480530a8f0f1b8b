"""Files of a bank in any order, cut off, falsified, twice and in two formats, with agents at work between
them: after each, the books hold what the last loaded statement says, and what waits is in suspense."""

import random
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db.models import Sum

from kwartier.banking import operations
from kwartier.banking.models import ArrivedFile, BankStatement, DetailPlacing
from kwartier.banking.queries import check_day, list_takeable
from kwartier.demo.bank import write_camt, write_coda
from kwartier.ledger.models import Posting
from kwartier.platform.errors import Refusal

pytestmark = pytest.mark.django_db
WRONG_BY = 82_600
AMOUNTS = (11_800, 11_801, 11_799, WRONG_BY, 1, 50_000)


class Walk:
    """One bank, its true statements, the files that come of them, and agents who choose at random."""

    def __init__(self, bank, made, seed):
        self.bank, self.made = bank, made
        self.rng = random.Random(seed)  # noqa: S311 - a seed, no secret
        self.asked = {"brand_id": bank.brand.id, "actor": made.agent, "now": made.now}
        numbers = range(12, 20)
        self.references = [bank.owe(f"A26-00000{number}", 11_700 + number) for number in numbers]
        self.told = [
            bank.statement(*(self._detail() for _ in range(self.rng.randint(0, 3))))
            for _ in range(6)
        ]

    def _detail(self):
        cents, reference = self.rng.choice(AMOUNTS), self.rng.choice(self.references)
        said = self.rng.choice(
            [
                {"structured": reference},
                {"free_text": f"energy {reference}"},
                {"structured": "+++123/4567/89012+++"},
                None,
            ]
        )
        return self.made.detail(-cents) if said is None else self.made.detail(cents, **said)

    def list_files(self):
        """Each statement in one format or both, some cut off, some wrong by the same amount throughout."""
        files = []
        for each in self.told:
            write, other = self.rng.sample([write_coda, write_camt], 2)
            shifted = {
                "opening_cents": each.opening_cents + WRONG_BY,
                "closing_cents": each.closing_cents + WRONG_BY,
            }
            files.append(write(each))
            files += [other(each)] if self.rng.random() < 0.3 else []
            files += [write(each)[: self.rng.randint(50, 400)]] if self.rng.random() < 0.3 else []
            files += [write(replace(each, **shifted))] if self.rng.random() < 0.3 else []
        for _ in range(self.rng.choice([0, 2, 6])):
            first, second = (self.rng.randrange(len(files)) for _ in range(2))
            files[first], files[second] = files[second], files[first]
        return files

    def bring(self, content):
        """The file comes, is loaded and placed, and agents do what they may."""
        with suppress(Refusal):
            self.bank.receive(content)
        operations.load_arrivals(brand_id=self.bank.brand.id, now=self.made.now)
        self.bank.place()
        for waiting in ArrivedFile.objects.filter(state="waiting"):
            if self.rng.random() < 0.15:
                act = self.rng.choice([operations.allow_hole, operations.put_aside])
                self._try(act, arrival_id=waiting.pk)
        for placing in DetailPlacing.objects.select_related("detail"):
            if self.rng.random() < 0.3:
                self._decide(placing)

    def _decide(self, placing):
        about = {"detail_id": placing.detail_id}
        if placing.state != "waiting":
            self._try(operations.undo_placing, **about)
        elif placing.detail.amount_cents < 0:
            for paid in list_takeable(self.bank.brand.id, **about)[:1]:
                self._try(operations.take_back_by_hand, **about, payment_id=paid.id)
        elif self.rng.random() < 0.5:
            self._try(operations.place_by_hand, **about, customer=self.bank.account.number)
        else:
            self._try(operations.clear_by_hand, **about, book="outside")

    def _try(self, act, **about):
        with suppress(Refusal):
            act(**self.asked, **about)

    def check(self):
        """Bank, books and what waits agree to the cent."""
        last = BankStatement.objects.order_by("-closed_on", "-pk").first()
        assert in_book("bank") == (last.closing_cents if last else 0)
        waiting = DetailPlacing.objects.filter(state="waiting")
        waiting_cents = waiting.aggregate(cents=Sum("detail__amount_cents"))["cents"] or 0
        assert -in_book("suspense") == waiting_cents
        assert check_day(self.bank.brand.id, on=self.made.today) == []


def in_book(book):
    return Posting.objects.filter(book=book).aggregate(cents=Sum("amount_cents"))["cents"] or 0


@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_files_and_no_act_between_them_makes_a_difference(bank, made, seed):
    walk = Walk(bank, made, seed)
    for content in walk.list_files():
        walk.bring(content)
        walk.check()
    for each in walk.told:
        walk.bring(write_coda(each))
        walk.check()
    assert BankStatement.objects.count() > 0
