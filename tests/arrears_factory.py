"""Customers who owe something, for tests: made in a line, reminded of it day by day."""

import itertools
from datetime import UTC, date, datetime, time

from advance_factory import Household, make_household
from document_factory import make_issuer
from house_factory import acting, make_agent
from kwartier.arrears import operations
from kwartier.brand_settings.operations import set_brand_parameter
from kwartier.delivery.operations import choose_delivery
from kwartier.delivery.types import DeliveryChannel
from kwartier.ledger.models import Posting
from kwartier.ledger.operations import allocate, post_journals, record_payment
from kwartier.ledger.types import Book, JournalDraft, JournalKind, PostingDraft
from kwartier.parties.queries import get_account_for
from kwartier.platform.brands import forget_brands, get_brand_by_id
from kwartier.platform.models import Brand
from kwartier.platform.types import SYSTEM, ActorKind

DUE_ON = date(2026, 2, 10)
_documents = itertools.count(1)


def at(day: date) -> datetime:
    """Ten o'clock of a day."""
    return datetime.combine(day, time(10), tzinfo=UTC)


def decide(household: Household, key: str, value, from_day: date = date(2024, 1, 1)) -> None:
    """Set a dated parameter of the brand."""
    set_brand_parameter(
        brand_id=household.brand.id,
        key=key,
        value=value,
        from_day=from_day,
        source="tests",
        actor=SYSTEM,
        now=at(from_day),
    )


def make_debtor(**more) -> Household:
    """A household whose brand sends reminders, and who owes nothing yet."""
    household = make_household(issue=False, paid=False, read_on=(), **more)
    make_issuer(household.brand)
    if not more.get("brand"):
        decide(household, "reminders.are_sent", value=True)
    return household


def owe(household: Household, cents: int = 40_000, due_on: date = DUE_ON) -> str:
    """Have the household owe an invoice; returns its number."""
    document = f"F26-{next(_documents):07d}"
    lines = (
        PostingDraft(book=Book.RECEIVABLE, amount_cents=cents, document=document, due_on=due_on),
        PostingDraft(book=Book.REVENUE, amount_cents=-cents, document=document),
    )
    post_journals(
        [
            JournalDraft(
                brand_id=household.brand.id,
                account_id=household.account.pk,
                kind=JournalKind.INVOICE,
                booked_on=due_on,
                postings=lines,
            )
        ],
        now=at(due_on),
    )
    return document


def pay(household: Household, cents: int, on: date, document: str = "") -> None:
    """Have the household pay."""
    record_payment(
        brand_id=household.brand.id,
        account_id=household.account.pk,
        amount_cents=cents,
        paid_on=on,
        now=at(on),
        document=document,
    )


def credit(household: Household, document: str, cents: int, on: date) -> None:
    """Have a part of an invoice given back by a credit note, which is used for it."""
    note = owe(household, -cents, on)
    credited, owed = (
        Posting.objects.get(document=each, book="receivable") for each in (note, document)
    )
    allocate(
        account_id=household.account.pk,
        debit_id=owed.pk,
        credit_id=credited.pk,
        amount_cents=cents,
        now=at(on),
        actor=SYSTEM,
    )


def remind(household: Household, *days: date) -> list[int]:
    """Let days pass: how many letters each brought."""
    return [operations.remind(brand_id=household.brand.id, today=day, now=at(day)) for day in days]


def account_of(household: Household):
    """The account as rooms hold it, with the role of its person."""
    return get_account_for(household.person.pk, account_id=household.account.pk)


def agent_of(household: Household, reason: str = "The social service asked for time."):
    """An agent of the brand, acting with a reason."""
    return acting(make_agent(household.brand).person, kind=ActorKind.AGENT, reason=reason)


def post_letters_to(household: Household) -> None:
    """Have the household get its letters by post."""
    choose_delivery(
        account=account_of(household),
        channel=DeliveryChannel.POST,
        email="",
        copy_email="",
        language="en",
        actor=agent_of(household),
        now=at(DUE_ON),
    )


def make_demonstration(household: Household, today: date = DUE_ON) -> None:
    """Have the household's brand be a demonstration: there figures without a source are used, too."""
    Brand.objects.filter(pk=household.brand.id).update(demo_today=today)
    forget_brands()
    household.brand = get_brand_by_id(household.brand.id)
