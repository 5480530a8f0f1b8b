"""What falls due on a day, in order; the worker runs it, and the demonstration's calendar too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kwartier.billing.operations import (
    issue_due_advances,
    issue_due_settlements,
    open_due_plans,
    work_on_runs,
)
from kwartier.documents.access_point import FileDrop
from kwartier.documents.operations import hand_over_einvoices as hand_over
from kwartier.documents.operations import make_missing_documents
from kwartier.platform import brands, clock, mail
from kwartier.platform.types import BrandInfo

# What could not be made is tried again for so long: a glyph or an issuer may come meanwhile.
_DOCUMENTS_BACK_TO = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class DutyDone:
    """How many things a duty did for one brand on one day."""

    name: str
    done_count: int


Duty = Callable[[BrandInfo, date, datetime], int]


def _open_periods(brand: BrandInfo, day: date, now: datetime) -> int:
    return open_due_plans(brand_id=brand.id, today=day, now=now)


def _issue_advances(brand: BrandInfo, day: date, now: datetime) -> int:
    return issue_due_advances(brand_id=brand.id, today=day, now=now)


def _issue_settlements(brand: BrandInfo, day: date, now: datetime) -> int:
    """Day by day, unless the brand settles by billing runs, which people plan and approve."""
    if brand.features.get("billing_runs", False):
        return 0
    return issue_due_settlements(brand_id=brand.id, today=day, now=now)


# A period is settled before the next one opens, and that before its first advance is issued.
DUTIES: tuple[tuple[str, Duty], ...] = (
    ("issue_settlements", _issue_settlements),
    ("open_periods", _open_periods),
    ("issue_advances", _issue_advances),
)


def run_day(*, brand: BrandInfo, day: date, now: datetime) -> list[DutyDone]:
    """Everything that is due for ``brand`` on ``day``; running it again does nothing more."""
    done = []
    for name, duty in DUTIES:
        with transaction.atomic():
            done.append(DutyDone(name=name, done_count=duty(brand, day, now)))
    return done


def work_on_billing_runs(*, now_of: Callable[[BrandInfo], datetime]) -> int:
    """Do what billing runs leave to workers, for every brand; returns how many rows moved.

    Any number of workers may do so at once, and any of them may be stopped.
    """
    return sum(work_on_runs(brand_id=brand.id, now=now_of(brand)) for brand in brands.list_brands())


def make_documents() -> int:
    """The documents of what was issued in the last weeks and has none; returns how many were made."""
    made_count = 0
    for brand in brands.list_brands():
        if not brand.is_demonstration:
            made = make_missing_documents(
                brand_id=brand.id,
                issued_from=clock.today(brand) - _DOCUMENTS_BACK_TO,
                now=clock.now(brand),
            )
            made_count += made.made_count
    return made_count


def hand_over_einvoices() -> int:
    """Drop waiting e-invoices into the folder of each brand; returns how many were handed over.

    Without a folder in the settings they wait; those of a demonstration go nowhere.
    """
    if not settings.KWARTIER_EINVOICES:
        return 0
    sent_count = 0
    for brand in brands.list_brands():
        if not brand.is_demonstration:
            drop = FileDrop(Path(settings.KWARTIER_EINVOICES) / brand.key)
            done = hand_over(brand_id=brand.id, access_point=drop, now=clock.now(brand))
            sent_count += done.sent_count
    return sent_count


def send_mails(*, now: datetime) -> int:
    """Empty the outbox; returns how many mails were handed to the mail server."""
    return mail.send_waiting(at=now)
