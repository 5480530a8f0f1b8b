"""What the alerts room can be asked. Everything answered is what the asker may see."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from kwartier.alerts._offered import LOOKS_FINER, NEEDS_FINER, get_bounds, list_kinds
from kwartier.alerts.models import Alert, Watch
from kwartier.alerts.types import AlertKind, AlertRow, Outcome, SetWatch, WatchView
from kwartier.intervals.queries import may_use_finer
from kwartier.intervals.types import Purpose
from kwartier.supply.types import ContractRow

__all__ = [
    "as_alert",
    "count_alerts",
    "list_alerts",
    "list_set_watches",
    "list_watched_points",
    "list_watches",
]


def list_watches(contract: ContractRow, *, today: date) -> list[WatchView]:
    """Every kind that the supply point of a contract can have, set or not; two questions."""
    rows = Watch.objects.filter(
        account_id=contract.account_id, supply_point_id=contract.supply_point_id
    )
    kept = {row.kind: row for row in rows}
    may = may_use_finer(
        contract.account_id, contract.supply_point_id, today, purpose=Purpose.ALERTS
    )
    return [
        _as_watch(contract, kind, kept.get(kind), today=today, may_look=may)
        for kind in list_kinds(contract)
    ]


def _as_watch(
    contract: ContractRow, kind: AlertKind, row: Watch | None, *, today: date, may_look: bool
) -> WatchView:
    bounds = get_bounds(contract, kind, today)
    return WatchView(
        supply_point_id=contract.supply_point_id,
        kind=kind,
        bounds=bounds,
        is_on=row is not None and row.is_on,
        limit=row.limit if row else bounds.default,
        mails_to_person_id=row.person_id if row else None,
        checked_on=row.checked_on if row else None,
        outcome=Outcome(row.outcome) if row and row.outcome else None,
        is_coarse=kind in LOOKS_FINER - NEEDS_FINER and not may_look,
        is_blind=kind in NEEDS_FINER and not may_look,
    )


def list_alerts(
    account_id: int,
    *,
    supply_point_ids: Collection[int] | None = None,
    raised_from: date | None = None,
    offset: int = 0,
    limit: int = 50,
) -> list[AlertRow]:
    """What was raised for an account, the latest first."""
    rows = _alerts(account_id, supply_point_ids)
    if raised_from is not None:
        rows = rows.filter(raised_on__gte=raised_from)
    return [as_alert(row) for row in rows[offset : offset + limit]]


def count_alerts(account_id: int, *, supply_point_ids: Collection[int] | None = None) -> int:
    """How many were raised for an account."""
    return _alerts(account_id, supply_point_ids).count()


def list_set_watches(account_id: int) -> list[SetWatch]:
    """What is watched on an account, at all its supply points."""
    rows = Watch.objects.filter(account_id=account_id, is_on=True)
    return [
        SetWatch(
            supply_point_id=row.supply_point_id,
            kind=AlertKind(row.kind),
            limit=row.limit,
            mails_to_person_id=row.person_id,
            checked_on=row.checked_on,
            outcome=Outcome(row.outcome) if row.outcome else None,
        )
        for row in rows.order_by("supply_point_id", "pk")
    ]


def list_watched_points(account_id: int) -> set[int]:
    """The supply points of an account for which something is watched."""
    rows = Watch.objects.filter(account_id=account_id, is_on=True)
    return set(rows.values_list("supply_point_id", flat=True))


def _alerts(account_id: int, supply_point_ids: Collection[int] | None) -> QuerySet[Alert]:
    rows = Alert.objects.filter(account_id=account_id)
    if supply_point_ids is not None:
        rows = rows.filter(supply_point_id__in=list(supply_point_ids))
    return rows.order_by("-raised_at", "-pk")


def as_alert(row: Alert) -> AlertRow:
    """An alert as doors hold it."""
    return AlertRow(
        id=row.pk,
        account_id=row.account_id,
        supply_point_id=row.supply_point_id,
        kind=AlertKind(row.kind),
        raised_at=row.raised_at,
        raised_on=row.raised_on,
        from_day=row.from_day,
        last_day=row.last_day,
        found=row.found,
        usual=row.usual,
        limit=row.limit,
        rests_on_finer=row.rests_on_finer,
    )
