"""What falls due on a day, in order; the worker runs it, and the demonstration's calendar too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kwartier.billing.operations import (
    issue_due_advances,
    issue_due_settlements,
    open_due_plans,
)
from kwartier.platform import mail
from kwartier.platform.types import BrandInfo


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


def send_mails(*, now: datetime) -> int:
    """Empty the outbox; returns how many mails were handed to the mail server."""
    return mail.send_waiting(at=now)
