"""A person chooses to get the account statement of each month, or no longer; an agent does it for them."""

from collections.abc import Collection
from datetime import datetime

from django.core import signing
from django.db import transaction

from kwartier.billing.queries import list_statement_points
from kwartier.billing.refusals import SupplyPointNotYours
from kwartier.delivery.models import MonthlyStatement
from kwartier.delivery.queries import as_monthly_statement
from kwartier.delivery.types import MonthlyStatementView, StatementFormat
from kwartier.parties.queries import find_role
from kwartier.parties.types import AccountInfo
from kwartier.platform import audit
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor

_SALT = "kwartier.statement.stop"


@transaction.atomic
def choose_monthly_statement(
    *,
    account: AccountInfo,
    person_id: int,
    format: StatementFormat,  # noqa: A002 - the trade's word
    codes: Collection[str],
    actor: Actor,
    now: datetime,
) -> MonthlyStatementView:
    """Send a person the statement of each month from the running one on; ``codes`` empty: of all.

    Whoever may see the account may have it: a reader, too. What is chosen again while it runs goes
    on with the month that is next.

    Raises:
        NotFound: the person may not see the account.
        SupplyPointNotYours: one of ``codes`` is not the account's.
    """
    if find_role(person_id, account.id) is None:
        raise NotFound
    known = [point.code for point in list_statement_points(account_id=account.id)]
    for code in codes:
        if code not in known:
            raise SupplyPointNotYours(field="supply_point", params={"code": code[:40]})
    chosen = [code for code in known if code in set(codes)]
    row = _lock(account.id, person_id) or MonthlyStatement(
        brand_id=account.brand_id, account_id=account.id, person_id=person_id, is_on=False
    )
    if row.is_on and (row.format, row.codes) == (format, chosen):
        return as_monthly_statement(row)
    if not row.is_on:
        row.next_month = get_brand_by_id(account.brand_id).day_of(now).replace(day=1)
    row.format, row.codes, row.is_on, row.changed_at = format, chosen, True, now
    row.save()
    _record(row, "statement.chosen", actor=actor, now=now)
    return as_monthly_statement(row)


@transaction.atomic
def stop_monthly_statement(*, account_id: int, person_id: int, actor: Actor, now: datetime) -> bool:
    """Send a person no statement of the account any more; whether they had one until now."""
    row = _lock(account_id, person_id)
    if row is None or not row.is_on:
        return False
    row.is_on, row.changed_at = False, now
    row.save(update_fields=["is_on", "changed_at"])
    _record(row, "statement.stopped", actor=actor, now=now)
    return True


def write_stop_key(*, account_id: int, person_id: int) -> str:
    """What a mail carries so that its reader stops them without signing in: it opens nothing else."""
    return signing.dumps([account_id, person_id], salt=_SALT)


def read_stop_key(key: str) -> tuple[int, int]:
    """The account and the person of a key.

    Raises:
        NotFound: we did not write it.
    """
    try:
        account_id, person_id = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        raise NotFound from None
    return account_id, person_id


def _lock(account_id: int, person_id: int) -> MonthlyStatement | None:
    rows = MonthlyStatement.objects.select_for_update(of=("self",))
    return rows.filter(account_id=account_id, person_id=person_id).first()


def _record(row: MonthlyStatement, action: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="person",
        subject_id=row.person_id,
        account_id=row.account_id,
        after={"format": row.format, "supply_points": row.codes},
    )
