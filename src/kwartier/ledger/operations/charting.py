"""The numbers of general accounting: said per book, per rate, per account at a bank, from a day on."""

from datetime import date, datetime

from django.db import transaction

from kwartier.ledger.models import ChartAccount
from kwartier.ledger.refusals import ChartAccountSaid, ChartAccountUnnamed
from kwartier.platform import audit
from kwartier.platform.types import Actor


@transaction.atomic
def set_chart_account(
    *,
    brand_id: int,
    book: str,
    code: str,
    label: str,
    from_day: date,
    now: datetime,
    actor: Actor,
    vat_bp: int | None = None,
    bank_iban: str | None = None,
) -> None:
    """Say under which number general accounting keeps a book from a day on; on the record.

    Raises:
        ChartAccountUnnamed: it has no number, or no name.
        ChartAccountSaid: it was said for the same book, rate, account and day before.
    """
    if not code.strip() or not label.strip():
        raise ChartAccountUnnamed
    row, is_new = ChartAccount.objects.get_or_create(
        brand_id=brand_id,
        book=book,
        vat_bp=vat_bp,
        bank_iban=bank_iban,
        from_day=from_day,
        defaults={"code": code, "label": label},
    )
    if not is_new:
        raise ChartAccountSaid(params={"code": row.code, "from_day": from_day})
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="ledger.chart_set",
        subject_kind="chart_account",
        subject_id=row.pk,
        account_id=None,
        after={"book": book, "code": code, "label": label, "from_day": from_day.isoformat()},
    )
