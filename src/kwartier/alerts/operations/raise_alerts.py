"""Every night: look at what is watched, raise what was passed, once for each cause, and tell who asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from energycore.clocks import day_number
from kwartier.alerts._judging import (
    Found,
    Judged,
    judge_advance,
    judge_leak,
    judge_peak,
    judge_reading,
    judge_use,
)
from kwartier.alerts._mails import write_mails
from kwartier.alerts._series import Watched, read_watched, window_from
from kwartier.alerts.models import Alert, Watch
from kwartier.alerts.types import AlertKind
from kwartier.billing.bulk_types import BulkForecast
from kwartier.billing.queries import simulate_many
from kwartier.metering.queries import list_latest_readings, list_month_peaks
from kwartier.metering.types import LatestReading
from kwartier.parties.queries import list_active_members
from kwartier.platform import audit, mail
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.supply.queries import list_contracts_of
from kwartier.supply.types import ContractRow
from rulebooks.alerts import AlertRules, get_alert_rules

_AT_ONCE = 500


def raise_alerts(*, brand_id: int, today: date, now: datetime) -> int:
    """Look at each watch of a brand that was not looked at today; returns how many alerts were raised.

    Repeating it changes nothing: a cause is told once. A watch whose contract is over, or whose person
    may no longer see the account, stops.

    Raises:
        MissingParameter, ExpiredParameter: a figure that alerts or advances rest on is not known.
    """
    brand = get_brand_by_id(brand_id)
    rules = get_alert_rules(country=brand.country, on=day_number(today))
    raised_count = 0
    while (raised := _look_at_some(brand, rules, today=today, now=now)) is not None:
        raised_count += raised
    return raised_count


@transaction.atomic
def _look_at_some(brand: BrandInfo, rules: AlertRules, *, today: date, now: datetime) -> int | None:
    """The next watches, as many as fit in memory; None where none is left."""
    rows = Watch.objects.select_for_update(of=("self",), skip_locked=True)
    due = list(
        rows.filter(brand_id=brand.id, is_on=True)
        .exclude(checked_on=today)
        .order_by("account_id", "supply_point_id", "pk")[:_AT_ONCE]
    )
    if not due:
        return None
    members = list_active_members({row.account_id for row in due})
    contracts = {
        (each.account_id, each.supply_point_id): each
        for each in list_contracts_of({row.account_id for row in due}, on=today)
    }
    kept = [
        row
        for row in due
        if (row.account_id, row.person_id) in members
        and (row.account_id, row.supply_point_id) in contracts
    ]
    _stop([row for row in due if row not in kept], brand, now)
    facts = _Facts(kept, contracts, rules, today)
    alerts = _raise([(row, facts.judge(row)) for row in kept], today=today, now=now)
    for row in due:
        row.checked_on = today
    Watch.objects.bulk_update(due, ["is_on", "checked_on", "outcome"])
    mail.queue_all(
        write_mails(alerts, kept, brand=brand, contracts=contracts, members=members),
        brand=brand,
        at=now,
    )
    return len(alerts)


class _Facts:
    """What some watches rest on: asked for together where that is possible, else when first needed."""

    def __init__(
        self,
        rows: Sequence[Watch],
        contracts: Mapping[tuple[int, int], ContractRow],
        rules: AlertRules,
        today: date,
    ) -> None:
        points: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            points[row.kind].add(row.supply_point_id)
        self._contracts, self._rules, self._today = contracts, rules, today
        self._peaks = list_month_peaks(points[AlertKind.MONTH_PEAK], window_from(today), today)
        self._readings: dict[int, LatestReading] = (
            list_latest_readings(points[AlertKind.READING_DUE])
            if points[AlertKind.READING_DUE]
            else {}
        )
        drifting = [
            contracts[row.account_id, row.supply_point_id].id
            for row in rows
            if row.kind == AlertKind.ADVANCE_DRIFT
        ]
        self._forecasts: dict[int, BulkForecast] = {
            each.contract_id: each for each in simulate_many(contract_ids=drifting, today=today)
        }
        self._watched: tuple[tuple[int, int], Watched] | None = None

    def judge(self, row: Watch) -> Judged:
        """What a watch comes to."""
        contract = self._contracts[row.account_id, row.supply_point_id]
        today, rules, kind = self._today, self._rules, AlertKind(row.kind)
        if kind is AlertKind.ADVANCE_DRIFT:
            return judge_advance(self._forecasts.get(contract.id), row.limit, today=today)
        if kind is AlertKind.READING_DUE:
            latest = self._readings.get(row.supply_point_id)
            read_on = latest.read_on if latest and latest.read_on >= contract.from_ else None
            return judge_reading(read_on, contract.from_, row.limit, today=today)
        watched = self._read(row, contract)
        if kind is AlertKind.UNUSUAL_USE:
            return judge_use(watched, row.limit, rules, today=today)
        if kind is AlertKind.LEAK:
            return judge_leak(watched, row.limit, rules, today=today)
        told = {
            month: watts
            for month, watts in self._peaks.get(row.supply_point_id, {}).items()
            if month >= contract.from_
        }
        return judge_peak(watched, told, row.limit, today=today)

    def _read(self, row: Watch, contract: ContractRow) -> Watched:
        """The days of a supply point: the watches come point by point, so the last are kept."""
        place = (row.account_id, row.supply_point_id)
        if self._watched is None or self._watched[0] != place:
            found = read_watched(
                row.account_id,
                contract.supply_point,
                history_weeks=self._rules.history_weeks,
                today=self._today,
            )
            self._watched = (place, found)
        return self._watched[1]


def _raise(judged: Sequence[tuple[Watch, Judged]], *, today: date, now: datetime) -> list[Alert]:
    """Keep what was not told before, and note on each watch what it came to."""
    known = _list_known([row for row, _ in judged])
    raised: list[Alert] = []
    for row, (outcome, found) in judged:
        row.outcome = outcome
        told = known.get((row.account_id, row.supply_point_id, row.kind), [])
        raised += [
            _make(row, each, today=today, now=now) for each in found if not _is_told(each, told)
        ]
    Alert.objects.bulk_create(raised)
    by_brand = {alert.brand_id for alert in raised}
    for brand_id in by_brand:
        audit.record_many(
            brand_id=brand_id,
            at=now,
            actor=SYSTEM,
            action="alert.raised",
            subject_kind="alert",
            acts=[
                audit.Act(
                    subject_id=alert.pk, account_id=alert.account_id, after={"kind": alert.kind}
                )
                for alert in raised
            ],
        )
    return raised


def _list_known(rows: Iterable[Watch]) -> dict[tuple[int, int, str], list[Alert]]:
    """What was raised before on the same accounts, by account, supply point and kind."""
    found: dict[tuple[int, int, str], list[Alert]] = defaultdict(list)
    for alert in Alert.objects.filter(account_id__in={row.account_id for row in rows}):
        found[alert.account_id, alert.supply_point_id, alert.kind].append(alert)
    return found


def _is_told(found: Found, told: Sequence[Alert]) -> bool:
    """Whether its cause was told; of a spell also whether one of its days was, for it goes on."""
    return any(
        alert.cause == found.cause
        or (
            found.is_spell and alert.from_day <= found.last_day and found.from_day <= alert.last_day
        )
        for alert in told
    )


def _make(row: Watch, found: Found, *, today: date, now: datetime) -> Alert:
    return Alert(
        brand_id=row.brand_id,
        account_id=row.account_id,
        supply_point_id=row.supply_point_id,
        kind=row.kind,
        cause=found.cause,
        raised_at=now,
        raised_on=today,
        from_day=found.from_day,
        last_day=found.last_day,
        found=found.found,
        usual=found.usual,
        limit=row.limit,
        rests_on_finer=found.rests_on_finer,
    )


def _stop(rows: Sequence[Watch], brand: BrandInfo, now: datetime) -> None:
    for row in rows:
        row.is_on, row.outcome = False, ""
    audit.record_many(
        brand_id=brand.id,
        at=now,
        actor=SYSTEM,
        action="alert.stopped",
        subject_kind="alert_watch",
        acts=[
            audit.Act(subject_id=row.pk, account_id=row.account_id, after={"kind": row.kind})
            for row in rows
        ],
    )
