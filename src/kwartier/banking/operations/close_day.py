"""The end of a day: bank, books and customers' balances are compared, and the outcome is on record."""

from datetime import date, datetime

from django.db import transaction

from kwartier.banking.queries import check_day
from kwartier.banking.types import DayFinding
from kwartier.platform import audit
from kwartier.platform.types import Actor

_MOST_NAMED = 20


@transaction.atomic
def close_day(*, brand_id: int, on: date, actor: Actor, now: datetime) -> list[DayFinding]:
    """Compare what there is to compare at the end of a day, and note what came of it."""
    findings = check_day(brand_id, on=on)
    named = [f"{each.kind}: {each.subject}" for each in findings[:_MOST_NAMED]]
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="bank.day_closed",
        subject_kind="bank_day",
        subject_id=on,
        account_id=None,
        after={"finding_count": len(findings), "findings": named},
    )
    return findings
