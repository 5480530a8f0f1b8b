"""What the late went through: reminders, a plan kept and one broken, a dispute, costs asked back."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kwartier.arrears import operations, queries
from kwartier.arrears.types import ReminderView
from kwartier.brand_settings.operations import set_brand_parameter
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.lateness import Lateness, LatePayer
from kwartier.demo.generator.purse import Purse
from kwartier.ledger.queries import list_overdue
from kwartier.ledger.references import account_reference_of
from kwartier.payments.queries import bank_day_from
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo

_BACK_TO = timedelta(days=75)
# What was disputed was so long ago.
AGREED = timedelta(days=3)
_LETTERS_LIE = timedelta(days=8)
# Once a week is enough to tell: each day asks for every open item of the brand.
_LETTER_DAY = 4
_SINCE = date(2024, 1, 1)
_AGENTS = {"merel": "Tom Peeters", "plein-midi": "Inès Mésangier"}
# The French brand lets an agent decide each cost that somebody asks back.
_TERMS: dict[str, dict[str, object]] = {
    "merel": {"are_sent": True, "reminder_days_more": 14},
    "plein-midi": {"are_sent": True, "reminder_days_more": 18, "waivers_a_year": 0},
}
_DISPUTES = {
    "merel": "We read the meter ourselves, and it shows less.",
    "plein-midi": "Le relevé ne correspond pas à mon compteur.",
}


def send_reminders(brand: BrandInfo, *, today: date) -> None:
    """The brand reminds since long ago, two weeks or more later than it may."""
    for name, value in _TERMS[brand.key].items():
        set_brand_parameter(
            brand_id=brand.id,
            key=f"reminders.{name}",
            value=value,
            from_day=_SINCE,
            source="demonstration",
            actor=SYSTEM,
            now=morning_of(today),
        )


def remind(brand: BrandInfo, *, today: date, until: date, first: date | None = None) -> None:
    """Every letter of the last weeks before a day, on its day."""
    for day in _letter_days(first or today - _BACK_TO, until):
        operations.remind(brand_id=brand.id, today=day, now=morning_of(day))
        if day < today - _LETTERS_LIE:
            _post_letters(brand, on=day)


def agree(purse: Purse, payers: Sequence[LatePayer], *, today: date) -> None:
    """Plans and disputes; and who is to ask a cost back pays what it was about."""
    brand = purse.brand
    for each in payers:
        if each.lateness is Lateness.IN_PLAN:
            _keep_a_plan(purse, each, today=today)
        elif each.lateness is Lateness.PLAN_BROKEN:
            first_on = today - timedelta(days=12)
            _plan(brand, each, months=2, on=today - timedelta(days=20), first_on=first_on)
        elif each.lateness is Lateness.DISPUTED:
            _dispute(brand, each, today=today)
        elif each.lateness is Lateness.WAIVER:
            for item in list_overdue(account_id=each.account.id, today=today):
                if item.kind != "reminder_cost":
                    purse.bank.expect(purse.as_transfer(item, each.account))
    operations.follow_plans(brand_id=brand.id, today=today, now=morning_of(today))


def ask_waivers(brand: BrandInfo, payers: Sequence[LatePayer], *, today: date) -> None:
    """Who paid asks the cost of a letter back: granted by rule, or an agent decides."""
    for each in payers:
        if each.lateness is Lateness.WAIVER:
            for letter in _list_costly(each):
                operations.ask_waiver(
                    account=each.account,
                    number=letter.number,
                    actor=Actor(kind=ActorKind.SYSTEM, name=each.account.name),
                    today=today,
                    now=morning_of(today),
                    reason="",
                )
    operations.post_waivers(brand_id=brand.id, today=today, now=morning_of(today))


def _list_costly(payer: LatePayer) -> Iterable[ReminderView]:
    letters = queries.list_reminders(account_id=payer.account.id)
    return [each for each in letters if each.cost_cents]


def _post_letters(brand: BrandInfo, *, on: date) -> None:
    operations.note_all_posted(
        brand_id=brand.id,
        numbers=[letter.number for letter in queries.list_to_post(brand_id=brand.id, today=on)],
        actor=_acting(brand),
        today=on,
        now=morning_of(on),
    )


def _letter_days(first: date, until: date) -> list[date]:
    days = [first + timedelta(days=number) for number in range((until - first).days)]
    return [day for day in days if day.weekday() == _LETTER_DAY]


def _acting(brand: BrandInfo) -> Actor:
    return Actor(kind=ActorKind.AGENT, name=_AGENTS[brand.key], reason="Agreed on the telephone")


def _plan(brand: BrandInfo, payer: LatePayer, *, months: int, on: date, first_on: date) -> int:
    """Agree on a plan of everything overdue; returns its first part in cents, or nothing."""
    if not list_overdue(account_id=payer.account.id, today=on):
        return 0
    offer = queries.offer_plan(account=payer.account, months=months, first_on=first_on, today=on)
    operations.accept_plan(
        account=payer.account,
        months=months,
        first_on=first_on,
        seen=offer.seen,
        actor=_acting(brand),
        today=on,
        now=morning_of(on),
    )
    return offer.instalments[0].cents


def _keep_a_plan(purse: Purse, payer: LatePayer, *, today: date) -> None:
    """The first part is paid, a day before it is due."""
    first_on = today - timedelta(days=4)
    cents = _plan(purse.brand, payer, months=3, on=today - timedelta(days=12), first_on=first_on)
    if cents:
        number, country = payer.account.number, purse.brand.country
        purse.bank.expect(
            purse.as_payment(
                payer.account,
                cents,
                on=bank_day_from(first_on - timedelta(days=1)),
                structured=account_reference_of(number, country=country)[1],
            )
        )


def _dispute(brand: BrandInfo, payer: LatePayer, *, today: date) -> None:
    items = list_overdue(account_id=payer.account.id, today=today)
    for item in items[:1]:
        operations.open_dispute(
            account=payer.account,
            document=item.document,
            cents=item.open_cents,
            actor=_acting(brand),
            today=today - AGREED,
            now=morning_of(today - AGREED),
            reason=_DISPUTES[brand.key],
        )
