"""Early in a month: tell who wants it that the account statement of the month before is there.

As with bills, no document hangs on the mail: it leads to the file, which is made when it is opened.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.functional import lazy

from kwartier.delivery.models import MonthlyStatement
from kwartier.delivery.operations.monthly_statements import write_stop_key
from kwartier.delivery.types import STATEMENT_DAY, following_month
from kwartier.ledger.queries import list_ageing
from kwartier.parties.queries import get_accounts, list_active_members
from kwartier.parties.types import AccountInfo, MembershipInfo
from kwartier.platform import audit, mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.platform.wording import speak_day, speak_money, speak_month

_AT_ONCE = 500
_money = lazy(speak_money, str)
_day = lazy(speak_day, str)
_month = lazy(speak_month, str)


def send_statements(*, brand_id: int, today: date, now: datetime) -> int:
    """Send what is due of the months before, to everybody once; returns how many mails.

    Who may no longer see the account gets nothing, and no more; a month that was left out, because
    nobody worked, is sent with the next.
    """
    brand = get_brand_by_id(brand_id)
    sent_count = 0
    while (sent := _send_some(brand, _last_month(today), now=now)) is not None:
        sent_count += sent
    return sent_count


def _last_month(today: date) -> date:
    """The newest month whose statement is sent by now."""
    last_of_month_before = today.replace(day=1) - timedelta(days=1)
    if today.day < STATEMENT_DAY:
        last_of_month_before = last_of_month_before.replace(day=1) - timedelta(days=1)
    return last_of_month_before.replace(day=1)


@transaction.atomic
def _send_some(brand: BrandInfo, last_month: date, *, now: datetime) -> int | None:
    """The next ones that are due, as many as fit in memory; None where none is left."""
    due = list(
        MonthlyStatement.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(brand_id=brand.id, is_on=True, next_month__lte=last_month)
        .order_by("next_month", "pk")[:_AT_ONCE]
    )
    if not due:
        return None
    members = list_active_members({row.account_id for row in due})
    kept = [row for row in due if (row.account_id, row.person_id) in members]
    mail.queue_all(list(_write(brand, kept, members)), brand=brand, at=now)
    for row in due:
        row.is_on = (row.account_id, row.person_id) in members
        row.next_month = following_month(row.next_month)
    MonthlyStatement.objects.bulk_update(due, ["is_on", "next_month"])
    lost = [row for row in due if not row.is_on]
    audit.record_many(
        brand_id=brand.id,
        at=now,
        actor=SYSTEM,
        action="statement.stopped",
        subject_kind="person",
        acts=[audit.Act(subject_id=row.person_id, account_id=row.account_id) for row in lost],
    )
    return len(kept)


def _write(
    brand: BrandInfo,
    rows: Sequence[MonthlyStatement],
    members: Mapping[tuple[int, int], MembershipInfo],
) -> Iterator[mail.Draft]:
    accounts = get_accounts({row.account_id for row in rows})
    balances: dict[tuple[date, int], int] = {}
    for month in {row.next_month for row in rows}:
        whole = {row.account_id for row in rows if row.next_month == month and not row.codes}
        last_day = following_month(month) - timedelta(days=1)
        for each in list_ageing(brand_id=brand.id, on=last_day, account_ids=whole, is_past=True):
            balances[month, each.account_id] = each.balance_cents
    for row in rows:
        account, member = accounts[row.account_id], members[row.account_id, row.person_id]
        balance_cents = balances.get((row.next_month, row.account_id), 0)
        yield _draft(brand, row, account, member, balance_cents)


def _draft(
    brand: BrandInfo,
    row: MonthlyStatement,
    account: AccountInfo,
    member: MembershipInfo,
    balance_cents: int,
) -> mail.Draft:
    key = write_stop_key(account_id=row.account_id, person_id=row.person_id)
    stop_url = find_customer_url(brand, "portal:stop_statement", key=key)
    language = member.language if member.language in brand.languages else brand.default_language
    return mail.Draft(
        recipient=member.email,
        language=language,
        topic="monthly_statement",
        context={
            "month": _month(row.next_month),
            "day": _day(following_month(row.next_month) - timedelta(days=1)),
            "number": account.number,
            "name": account.name,
            "point_count": len(row.codes),
            "balance_cents": balance_cents,
            "amount": _money(abs(balance_cents)),
            "format": row.format,
            "page_url": find_customer_url(
                brand,
                "portal:month_statement",
                number=account.number,
                month=f"{row.next_month:%Y-%m}",
                file_kind=row.format,
            ),
            "stop_url": stop_url,
        },
        account_id=row.account_id,
        person_id=row.person_id,
        unique_key=f"statement:{row.pk}:{row.next_month:%Y-%m}",
        stop_url=stop_url,
    )
