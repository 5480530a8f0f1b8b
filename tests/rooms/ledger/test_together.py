"""Two at the same moment, each on a connection of its own: no cent is lost, none given back twice."""

import pytest

from at_once import together
from house_factory import make_account, make_brand
from kwartier.ledger import queries
from kwartier.ledger.models import Journal
from kwartier.platform.errors import Refusal
from ledger_factory import (
    TODAY,
    bounce,
    charge,
    entry,
    lose,
    owe,
    pay,
    place,
    release_refund,
    reserve,
    settle_refund,
    sum_book,
    waive,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_at_once():
    """One story with many pairs of acts: emptying the tables costs more than all of them."""
    brand = make_brand()
    account, other = make_account(brand), make_account(brand)
    owe(account, "A1", "A2")

    # The same entry twice, the same placing twice, one entry for two customers.
    first, second = together(*[lambda: entry(account, "e1", 15_000)] * 2)
    assert first == second
    done = together(*[lambda: place(account, "e1", 10_000)] * 2)
    assert sorted(each.is_repeat for each in done) == [False, True]
    done = together(
        lambda: place(account, "e1", 5_000, unique_key="mine"),
        lambda: place(other, "e1", 5_000, unique_key="theirs"),
    )
    assert sum(isinstance(each, Refusal) for each in done) == 1
    assert sum_book() == 0

    # A return and a reversal of one payment; two returns of it by two entries.
    pay(other, "e2", 50_000)
    entry(other, "back", -50_000)
    entry(other, "again", -50_000)
    done = together(
        lambda: bounce(other, "pay e2", "back"), lambda: bounce(other, "pay e2", "again")
    )
    assert sum(isinstance(each, Refusal) for each in done) == 1
    assert sum_book() == 50_000

    # Two refunds of one credit; a refund that is paid and released.
    pay(other, "e3", 50_000)
    available = -queries.get_balance(account_id=other.pk)
    done = together(*[lambda key=key: reserve(other, key, available) for key in ("R1", "R2")])
    assert sorted(bool(each.journal_id) for each in done) == [False, True]
    (reserved,) = [each.refund_key for each in done if each.journal_id]
    entry(other, "out", -available)
    done = together(
        lambda: settle_refund(other, reserved, "out"), lambda: release_refund(other, reserved)
    )
    assert sum(isinstance(each, Refusal) for each in done) == 1

    # A waiver twice under two keys, a write-off beside a payment.
    charge(account, "C1", 2_000)
    done = together(
        *[lambda key=key: waive(account, "C1", 2_000, unique_key=key) for key in ("w1", "w2")]
    )
    assert sum(isinstance(each, Refusal) for each in done) == 1
    owe(account, "A3")
    entry(account, "e4", 10_000)
    together(
        lambda: lose(account, "A3", 10_000),
        lambda: place(account, "e4", 10_000, documents=("A3",)),
    )
    assert queries.check_books(brand_id=brand.id, on=TODAY) == []
    assert Journal.objects.filter(kind="waiver").count() == 1
