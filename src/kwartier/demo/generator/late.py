"""Who pays late in the demonstration: reminders, a cost taken off, plans kept and broken, a dispute."""

from collections.abc import Sequence
from datetime import date, timedelta

from kwartier.arrears import operations, queries
from kwartier.billing.operations import set_brand_parameter
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.stories import Situation
from kwartier.ledger.operations import pay_in_full, record_payment
from kwartier.ledger.queries import list_overdue
from kwartier.ledger.types import OpenItem
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo

# Drawn customers without a login, whom the office sees: one plan is broken, one bill disputed, one
# cost taken off. A fourth is not reminded yet.
_DRAWN_COUNT = 4
_BACK_TO = timedelta(days=75)
_DAYS_MORE = 5
_LETTERS_LIE = timedelta(days=8)
# Twice a week is enough to tell: each day asks for every open item of the brand.
_LETTER_DAYS = (1, 4)


def list_late(customers: Sequence[Customer]) -> set[int]:
    """The accounts that leave what was due lately unpaid."""
    told = {
        each.account.id
        for each in customers
        if each.situation in {Situation.UNPAID, Situation.SEVERAL}
    }
    drawn = [each.account.id for each in customers if each.story is None]
    return told | set(drawn[:_DRAWN_COUNT])


def send_reminders(brand: BrandInfo, *, today: date) -> None:
    """The brand reminds since long ago, five days later than it may."""
    for name, value in (("are_sent", True), ("reminder_days_more", _DAYS_MORE)):
        set_brand_parameter(
            brand_id=brand.id,
            key=f"reminders.{name}",
            value=value,
            from_day=date(2024, 1, 1),
            source="demonstration",
            actor=SYSTEM,
            now=morning_of(today),
        )


def live_late(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """What the late went through until today, day by day as it would have been."""
    drawn = [each for each in customers if each.story is None][:_DRAWN_COUNT]
    planner = next((each for each in customers if each.situation is Situation.SEVERAL), None)
    asker, disputer, breaker = (*drawn[:3], *[None] * 3)[:3]
    for day in _letter_days(today - _BACK_TO, today):
        operations.remind(brand_id=brand.id, today=day, now=morning_of(day))
        if day < today - _LETTERS_LIE:
            _post_letters(brand, on=day)
    if planner is not None:
        _keep_a_plan(brand, planner, today=today)
    if breaker is not None:
        _break_a_plan(brand, breaker, today=today)
    if disputer is not None:
        _dispute(disputer, today=today)
    if asker is not None:
        _take_a_cost_off(brand, asker, today=today)


def _post_letters(brand: BrandInfo, *, on: date) -> None:
    for letter in queries.list_to_post(brand_id=brand.id):
        operations.note_posted(
            brand_id=brand.id,
            number=letter.number,
            actor=_acting(),
            today=on,
            now=morning_of(on),
        )


def _letter_days(first: date, until: date) -> list[date]:
    days = [first + timedelta(days=number) for number in range((until - first).days)]
    return [day for day in days if day.weekday() in _LETTER_DAYS]


def _acting() -> Actor:
    return Actor(kind=ActorKind.AGENT, name="Tom Peeters", reason="Agreed on the telephone")


def _plan(customer: Customer, *, months: int, on: date, first_on: date) -> int:
    """Agree on a plan of everything overdue; returns its first part in cents, or nothing."""
    if not list_overdue(account_id=customer.account.id, today=on):
        return 0
    offer = queries.offer_plan(account=customer.account, months=months, first_on=first_on, today=on)
    operations.accept_plan(
        account=customer.account,
        months=months,
        first_on=first_on,
        seen=offer.seen,
        actor=_acting(),
        today=on,
        now=morning_of(on),
    )
    return offer.instalments[0].cents


def _keep_a_plan(brand: BrandInfo, customer: Customer, *, today: date) -> None:
    cents = _plan(
        customer,
        months=3,
        on=today - timedelta(days=12),
        first_on=today - timedelta(days=4),
    )
    if cents:
        _pay(brand, customer, cents, on=today - timedelta(days=5))


def _break_a_plan(brand: BrandInfo, customer: Customer, *, today: date) -> None:
    _plan(
        customer,
        months=2,
        on=today - timedelta(days=20),
        first_on=today - timedelta(days=12),
    )
    operations.follow_plans(brand_id=brand.id, today=today, now=morning_of(today))


def _dispute(customer: Customer, *, today: date) -> None:
    items = list_overdue(account_id=customer.account.id, today=today)
    for item in items[:1]:
        operations.open_dispute(
            account=customer.account,
            document=item.document,
            cents=item.open_cents // 2,
            actor=_acting(),
            today=today - timedelta(days=3),
            now=morning_of(today - timedelta(days=3)),
            reason="We read the meter ourselves, and it shows less.",
        )


def _take_a_cost_off(brand: BrandInfo, customer: Customer, *, today: date) -> None:
    """Everything is paid, then the cost of a notice is asked back, by rule."""
    costly = [
        each for each in queries.list_reminders(account_id=customer.account.id) if each.cost_cents
    ]
    owed = list_overdue(account_id=customer.account.id, today=today)
    pay_in_full(_invoices(owed), brand_id=brand.id, now=morning_of(today), paid_on=today)
    for each in costly[:1]:
        operations.ask_waiver(
            account=customer.account,
            number=each.number,
            actor=_acting(),
            today=today,
            now=morning_of(today),
        )
    operations.post_waivers(brand_id=brand.id, today=today, now=morning_of(today))


def _invoices(items: Sequence[OpenItem]) -> list[OpenItem]:
    return [item for item in items if item.kind != "reminder_cost"]


def _pay(brand: BrandInfo, customer: Customer, cents: int, *, on: date) -> None:
    record_payment(
        brand_id=brand.id,
        account_id=customer.account.id,
        amount_cents=cents,
        paid_on=on,
        now=morning_of(on),
    )
