"""Consents to keep values finer than a day: given, revoked, expired; what they covered goes with them."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from kwartier.intervals._consent_texts import CONSENT_VERSION
from kwartier.intervals._consent_types import (
    ENDS_WITH_CONTRACT,
    ConsentChannel,
    ConsentEnd,
    ConsentRow,
    Purged,
    Purpose,
)
from kwartier.intervals._covering import list_contract_days, lock_points, purge, tell_purged
from kwartier.intervals.models import LONGEST_CONSENT, IntervalConsent
from kwartier.intervals.queries import as_consent
from kwartier.intervals.refusals import (
    ConsentAlreadyEnded,
    ConsentAlreadyGiven,
    ConsentTextChanged,
    ConsentTooLong,
)
from kwartier.parties.types import AccountInfo
from kwartier.platform import audit, locks
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.inserting import as_array
from kwartier.platform.prepared import fetch_rows
from kwartier.platform.types import SYSTEM, Actor, ActorKind

# So long after its end, what lies behind a contract is looked for: a move may be told a year late, and
# until then the files go on bringing days.
_LOOK_BACK_DAYS = 400
_ENDED_LATELY = """
SELECT DISTINCT point_id FROM kwartier_contract_days(%(points)s::bigint[])
WHERE until_day <= %(today)s::date AND until_day > %(today)s::date - %(days)s::int
"""
_GONE = """
SELECT account_id, point_id FROM kwartier_contract_days(%(points)s::bigint[])
GROUP BY account_id, point_id HAVING max(COALESCE(until_day, 'infinity')) <= %(today)s::date
"""


@transaction.atomic
def give_consent(
    *,
    account: AccountInfo,
    supply_point_id: int,
    purpose: Purpose,
    text_version: str,
    channel: ConsentChannel,
    actor: Actor,
    today: date,
    now: datetime,
    expires_on: date | None = None,
) -> ConsentRow:
    """Let the values finer than a day of a supply point be kept for a purpose, for three years at most.

    ``expires_on`` is the first day on which it holds no more.

    Raises:
        NotAllowed: somebody who may only look asks.
        NotFound: the account has no contract at this supply point, now or ever.
        ConsentTooLong: the last day lies behind us, or more than three years ahead.
        ConsentAlreadyGiven: a consent for this purpose holds already.
        ConsentTextChanged: the text that was read is not the one of today.
    """
    check_may_consent(account, actor)
    if text_version != CONSENT_VERSION:
        raise ConsentTextChanged
    contracts = list_contract_days([supply_point_id])[supply_point_id]
    if all(each.account_id != account.id for each in contracts):
        raise NotFound
    latest = today + LONGEST_CONSENT
    ends = expires_on or latest
    if not today < ends <= latest:
        raise ConsentTooLong(params={"latest_on": latest})
    locks.hold("intervals.consent", account.id)
    rows = IntervalConsent.objects.filter(
        account_id=account.id, supply_point_id=supply_point_id, ended_at__isnull=True
    )
    there = rows.filter(purpose=purpose).first()
    if there is not None:
        raise ConsentAlreadyGiven(params={"expires_on": there.expires_on})
    row = IntervalConsent.objects.create(
        brand_id=account.brand_id,
        account_id=account.id,
        supply_point_id=supply_point_id,
        purpose=purpose,
        text_version=text_version,
        channel=channel,
        given_at=now,
        given_on=today,
        given_by=actor.name,
        given_by_person_id=actor.person_id,
        expires_on=ends,
    )
    after = {"text_version": text_version, "channel": str(channel), "expires_on": ends.isoformat()}
    _record(row, "consent.given", actor, now, after)
    return as_consent(row)


@transaction.atomic
def revoke_consent(*, account: AccountInfo, consent_id: int, actor: Actor, now: datetime) -> Purged:
    """End a consent, and delete at once what it alone covered: values, revisions, files.

    What stays, because another consent covers it or a bill rests on it, is counted in the answer.

    Raises:
        NotAllowed: somebody who may only look asks.
        NotFound: the account has no such consent.
        ConsentAlreadyEnded: it holds no more.
    """
    row, purged = _revoke(account, consent_id, actor, now)
    _record(row, "consent.revoked", actor, now, tell_purged(purged))
    return purged


@transaction.atomic
def preview_revocation(
    *, account: AccountInfo, consent_id: int, actor: Actor, now: datetime
) -> Purged:
    """What `revoke_consent` would delete and leave, by the same statements; all of it is taken back.

    Raises:
        NotAllowed, NotFound, ConsentAlreadyEnded: as revoking itself.
    """
    with transaction.atomic():
        _row, purged = _revoke(account, consent_id, actor, now)
        transaction.set_rollback(True)
    return purged


def _revoke(
    account: AccountInfo, consent_id: int, actor: Actor, now: datetime
) -> tuple[IntervalConsent, Purged]:
    check_may_consent(account, actor)
    found = IntervalConsent.objects.filter(pk=consent_id, account_id=account.id)
    lock_points(found.values_list("supply_point_id", flat=True))
    row = found.first()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise ConsentAlreadyEnded
    _end(row, ConsentEnd.REVOKED, actor, now)
    return row, purge([row.supply_point_id])


@transaction.atomic
def end_due_consents(*, brand_id: int, today: date, now: datetime) -> int:
    """End what expired, and what ends with a contract; delete what nothing covers; how many ended.

    Also days behind the end of a contract go, which were loaded before the move was known.
    """
    rows = IntervalConsent.objects.filter(brand_id=brand_id)
    live = rows.filter(ended_at__isnull=True)
    points = list(rows.values_list("supply_point_id", flat=True).distinct())
    asked = {"points": as_array(points), "today": today, "days": _LOOK_BACK_DAYS}
    ended_lately = {point for (point,) in fetch_rows(_ENDED_LATELY, asked)}
    due = [(row, ConsentEnd.EXPIRED) for row in live.filter(expires_on__lte=today)]
    known = {row.pk for row, _ in due}
    ending = list(live.filter(purpose__in=ENDS_WITH_CONTRACT))
    asked["points"] = as_array([row.supply_point_id for row in ending])
    moved = set(fetch_rows(_GONE, asked))
    due += [
        (row, ConsentEnd.MOVED)
        for row in ending
        if row.pk not in known and (row.account_id, row.supply_point_id) in moved
    ]
    stale = {row.supply_point_id for row, _ in due} | ended_lately
    lock_points(stale)
    # Those that were revoked meanwhile have ended.
    still = set(live.filter(pk__in=[row.pk for row, _ in due]).values_list("pk", flat=True))
    due = [(row, why) for row, why in due if row.pk in still]
    for row, why in due:
        _end(row, why, SYSTEM, now)
    purged = {point: purge([point]) for point in sorted(stale)}
    for row, why in due:
        _record(row, f"consent.{why}", SYSTEM, now, tell_purged(purged[row.supply_point_id]))
    return len(due)


def check_may_consent(account: AccountInfo, actor: Actor) -> None:
    """Let holders, delegates, agents and the system act.

    Raises:
        NotAllowed: a reader asks.
    """
    if actor.kind is ActorKind.CUSTOMER and not account.may_act:
        raise NotAllowed


def _end(row: IntervalConsent, why: ConsentEnd, actor: Actor, now: datetime) -> None:
    row.ended_at, row.ended_because, row.ended_by = now, why, actor.name
    row.save(update_fields=["ended_at", "ended_because", "ended_by"])


def _record(
    row: IntervalConsent, action: str, actor: Actor, now: datetime, after: Mapping[str, object]
) -> None:
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="interval_consent",
        subject_id=row.pk,
        account_id=row.account_id,
        after={"supply_point_id": row.supply_point_id, "purpose": row.purpose, **after},
    )
