"""The last days at the bank: what it gave back, what nobody could place, what was paid back.

Everything that an office finds on its lists on a Monday happens here once.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from kwartier.demo.bank import Fate, Transfer
from kwartier.demo.generator import late
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.lateness import LatePayer
from kwartier.demo.generator.payments import iban_of
from kwartier.demo.generator.people import AGENT, SECOND_AGENT, find_agent
from kwartier.demo.generator.purse import Purse
from kwartier.demo.generator.steps import Rank, Step, take_in_order
from kwartier.ledger.queries import list_due_items
from kwartier.ledger.types import OpenItem
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.payments.operations import approve_refund_batch, ask_for_refund, make_refund_batch
from kwartier.payments.queries import (
    bank_day_after,
    bank_day_before,
    bank_day_from,
    read_refund_file,
)
from kwartier.payments.refusals import NoRefundDue, NothingToRefund
from kwartier.platform.types import Actor, ActorKind

_WEEK = timedelta(days=8)
_A_CENT = 1
# A collection that no file of ours asked for, and what came of it.
_NOT_OURS_CENTS, _NOT_OURS = 4_215, "DD23-0004711"
_OF_NOBODY_CENTS = 6_480
_PAID_BACK_AFTER = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays what in the last days: those who pay as they should are not named.

    ``plain`` are accounts without a login, of whom the first ones make a mistake each; the bank gives
    a collection of ``refused`` back, and one of ``doubtful`` for a reason that a person has to see.
    ``twice`` paid an invoice twice a month ago and has the money back.
    """

    plain: Sequence[AccountInfo]
    late: Sequence[LatePayer]
    refused: AccountInfo | None = None
    doubtful: AccountInfo | None = None
    twice: AccountInfo | None = None


def list_mishaps(purse: Purse, cast: Cast, *, today: date) -> Iterator[Step]:
    """What went wrong before the last days: an invoice paid twice, and what the bank will give back."""
    month = today.replace(day=1)
    yield Step(month, Rank.CHANGE, partial(_expect_returns, purse, cast))
    if cast.twice is not None:
        day = bank_day_from((month - timedelta(days=1)).replace(day=17))
        yield Step(day, Rank.PAY, partial(_pay_twice, purse, cast.twice, day=day))


def _expect_returns(purse: Purse, cast: Cast) -> None:
    for account, fate in ((cast.refused, Fate("AM04", 3)), (cast.doubtful, Fate("RR04", 2))):
        if account is not None:
            purse.fates[iban_of(account.number, country=purse.brand.country)] = fate


def _pay_twice(purse: Purse, account: AccountInfo, *, day: date) -> None:
    """Somebody pays the last invoice once more, asks for the money, and has it back."""
    purse.pay_until(day)
    iban = iban_of(account.number, country=purse.brand.country)
    paid = [each for each in purse.bank.booked if each.iban == iban]
    if not paid:
        return
    again = bank_day_after(day, count=1)
    purse.bank.expect(replace(paid[-1], on=again))
    purse.pay_until(again)
    asked_on = again + _PAID_BACK_AFTER
    _ask(account, on=asked_on)
    number = _make_batch(purse, on=asked_on)
    approve_refund_batch(
        brand_id=purse.brand.id,
        number=number,
        today=asked_on,
        now=morning_of(asked_on),
        actor=find_agent(purse.brand, SECOND_AGENT),
    )
    purse.bank.take(read_refund_file(purse.brand.id, number))


def live_last_days(purse: Purse, cast: Cast, *, today: date, happens: Sequence[Step] = ()) -> None:
    """Until a week ago everybody paid; then day by day, with everything that goes wrong once.

    ``happens``: what else there is in these days, after the payments of the day before.
    """
    brand = purse.brand
    last = bank_day_before(today - _WEEK, count=1)
    mistaken = _choose_mistaken(purse, cast, today=today)
    documents = {item.document for item in mistaken}
    leaves_open = purse.leaves_open
    purse.leaves_open = lambda item: item.document in documents or leaves_open(item)
    purse.pay_until(last)
    late.remind(brand, today=today, until=today - late.AGREED)
    late.agree(purse, cast.late, today=today)
    late.remind(brand, today=today, first=today - late.AGREED, until=today)
    _make_mistakes(purse, mistaken, day=bank_day_after(last, count=1))
    days = [bank_day_after(last, count=place) for place in range(1, 8)]
    steps = [Step(day, Rank.PAY, partial(purse.pay_until, day)) for day in days if day < today]
    take_in_order([*steps, *happens])
    late.ask_waivers(brand, cast.late, today=today)
    _leave_a_refund(purse, mistaken, today=today)


def _choose_mistaken(purse: Purse, cast: Cast, *, today: date) -> list[OpenItem]:
    """An invoice each of three who make a mistake: of those without a login, the latest that is due."""
    plain = {account.id for account in cast.plain}
    found: dict[int, OpenItem] = {}
    for item in list_due_items(brand_id=purse.brand.id, on=today):
        if item.account_id in plain and item.due_on > today - _WEEK:
            found.setdefault(item.account_id, item)
    return sorted(found.values(), key=lambda item: item.account_id)[:3]


def _make_mistakes(purse: Purse, items: Sequence[OpenItem], *, day: date) -> None:
    """A wrong reference, a cent too little, and an invoice paid twice; and what is nobody's."""
    accounts = get_accounts({item.account_id for item in items})
    for place, item in enumerate(items):
        paid = purse.as_transfer(item, accounts[item.account_id])
        if place == 0:
            wrong = str((int(paid.structured[-1]) + 1) % 10)
            purse.bank.expect(replace(paid, structured=paid.structured[:-1] + wrong))
        elif place == 1:
            purse.bank.expect(replace(paid, cents=paid.cents - _A_CENT))
        else:
            purse.bank.expect(paid)
            purse.bank.expect(replace(paid, on=bank_day_after(day, count=1)))
    country = purse.brand.country
    stranger = Transfer(
        on=bank_day_after(day, count=2),
        cents=_OF_NOBODY_CENTS,
        iban=iban_of("99", country=country),
        name="Fam. Onbekend" if country == "BE" else "Famille Inconnue",
        text="energie november" if country == "BE" else "énergie novembre",
    )
    purse.bank.expect(stranger)
    purse.bank.expect(
        replace(
            stranger,
            cents=-_NOT_OURS_CENTS,
            text="",
            end_to_end_id=_NOT_OURS,
            return_reason="MD01",
            kind="returned",
        )
    )


def _leave_a_refund(purse: Purse, items: Sequence[OpenItem], *, today: date) -> None:
    """Who paid twice now asks for the money back; the batch waits for a second pair of eyes."""
    day = today - timedelta(days=1)
    for account in get_accounts([item.account_id for item in items[2:]]).values():
        with suppress(NothingToRefund):  # A bill of these days has used it.
            _ask(account, on=day)
    with suppress(NoRefundDue):
        _make_batch(purse, on=day)


def _ask(account: AccountInfo, *, on: date) -> None:
    actor = Actor(kind=ActorKind.SYSTEM, name=account.name)
    ask_for_refund(account=account, today=on, now=morning_of(on), actor=actor)


def _make_batch(purse: Purse, *, on: date) -> str:
    made = make_refund_batch(
        brand_id=purse.brand.id,
        today=on,
        now=morning_of(on),
        actor=find_agent(purse.brand, AGENT),
    )
    return made.number
