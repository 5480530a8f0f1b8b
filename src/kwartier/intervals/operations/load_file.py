"""Look at a file of series, and load it: the same computation, then COPY."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kwartier.intervals._consent_types import ConsentChannel, Purpose
from kwartier.intervals._load_types import LoadDoor, LoadPlan, LoadReport
from kwartier.intervals._planning import Rules, join_rows
from kwartier.intervals._preparing import prepare
from kwartier.intervals._storing import copy_days
from kwartier.intervals.models import IntervalConsent, IntervalLoad, QuarantinedRow
from kwartier.intervals.operations.consents import check_may_consent, give_consent
from kwartier.intervals.refusals import (
    FileHasFindings,
    NothingOfYours,
    NothingToLoad,
    NothingWithConsent,
)
from kwartier.metering.operations import load_month_peaks, load_operator_readings
from kwartier.parties.types import AccountInfo
from kwartier.platform import archive, audit
from kwartier.platform.errors import NotAllowed
from kwartier.platform.inserting import insert_rows
from kwartier.platform.types import Actor, ActorKind, BrandInfo

_LONGEST_REASON, _LONGEST_FIELD = 400, 60
_QUARANTINED = ("brand_id", "account_id", "load_id", "line", "field", "code", "reason")


@transaction.atomic
def preview_file(
    *,
    brand: BrandInfo,
    content: bytes,
    name: str,
    actor: Actor,
    now: datetime,
    account: AccountInfo | None = None,
    code: str = "",
    consents: bool = False,
) -> LoadPlan:
    """What `load_file` would do with the same arguments; nothing is written.

    Raises:
        NotAllowed: a customer asks without an account, or may only look.
        FormatUnknown, FileTooLarge and others of `formats.read_file`: it cannot be read.
    """
    rules = _make_rules(brand, actor, account, now)
    return prepare(brand, content, name, code, rules, consents=consents).plan


@transaction.atomic
def load_file(
    *,
    brand: BrandInfo,
    content: bytes,
    name: str,
    door: LoadDoor,
    actor: Actor,
    now: datetime,
    account: AccountInfo | None = None,
    code: str = "",
    consents: bool = False,
    text_version: str = "",
    quarantines: bool = False,
) -> LoadReport:
    """Load a file: whole, or with ``quarantines`` without the rows that are named as wrong.

    Without an account the file is the grid operator's and official; with one it is the customer's own,
    and only that account's days are taken. ``code`` is the EAN or PDL of a file that names none.
    ``consents``: by loading it the account consents to keeping it for display, under the text of
    ``text_version``. Loading the same again changes nothing.

    Raises:
        NotAllowed: a customer asks without an account, or may only look.
        FormatUnknown, FileTooLarge and others of `formats.read_file`: it cannot be read.
        FileHasFindings: rows of it are wrong, and are not to be put into quarantine.
        NothingToLoad, NothingOfYours, NothingWithConsent: no day of it can be taken, and why.
    """
    rules = _make_rules(brand, actor, account, now)
    prepared = prepare(brand, content, name, code, rules, consents=consents)
    plan = prepared.plan
    if plan.blocking and not quarantines:
        first = plan.blocking[0]
        raise FileHasFindings(
            params={"count": len(plan.blocking), "line": first.line, "reason": first.text}
        )
    if not (plan.written_days or prepared.peaks or prepared.readings):
        _require_same(plan)
        return LoadReport(load_id=None, plan=plan)
    if account is not None and consents:
        _consent(
            prepared.point_ids,
            account=account,
            door=door,
            text_version=text_version,
            actor=actor,
            today=rules.today,
            now=now,
        )
    if plan.may_keep_file:
        archive.put(content)
    load = _note(plan, brand.id, door=door, actor=actor, now=now, account_id=rules.account_id)
    for rows in join_rows(prepared.rows):
        copy_days(rows, brand_id=brand.id, load_id=load.pk, is_official=plan.is_official)
    if prepared.peaks:
        load_month_peaks(prepared.peaks, brand_id=brand.id, now=now, actor=actor)
    if prepared.readings:
        load_operator_readings(prepared.readings, brand_id=brand.id, now=now, actor=actor)
    _put_aside(plan, load)
    _record(load, plan, actor, now)
    return LoadReport(load_id=load.pk, plan=plan)


def _make_rules(
    brand: BrandInfo, actor: Actor, account: AccountInfo | None, now: datetime
) -> Rules:
    """Without an account a file is the operator's, which no customer brings. Raises NotAllowed."""
    if account is not None:
        check_may_consent(account, actor)
    elif actor.kind is ActorKind.CUSTOMER:
        raise NotAllowed
    return Rules(
        account_id=account.id if account else None,
        is_official=account is None,
        today=brand.day_of(now),
    )


def _require_same(plan: LoadPlan) -> None:
    """Nothing is to be written: because it is all there, or say why nothing can be taken."""
    is_there = any(each.same_days or each.outranked_days for each in plan.series)
    if is_there or plan.same_reading_count or plan.is_known:
        return
    if any(each.unconsented_days for each in plan.series):
        raise NothingWithConsent
    if any(each.uncontracted_days for each in plan.series):
        raise NothingOfYours
    raise NothingToLoad


def _consent(
    point_ids: Sequence[int],
    *,
    account: AccountInfo,
    door: LoadDoor,
    text_version: str,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Consent to display where there is no such consent yet: who loads a file wants to see it."""
    there = IntervalConsent.objects.filter(
        account_id=account.id,
        supply_point_id__in=point_ids,
        purpose=Purpose.DISPLAY,
        ended_at__isnull=True,
    )
    for point_id in sorted(set(point_ids) - set(there.values_list("supply_point_id", flat=True))):
        give_consent(
            account=account,
            supply_point_id=point_id,
            purpose=Purpose.DISPLAY,
            text_version=text_version,
            channel=ConsentChannel.OFFICE if door == LoadDoor.OFFICE else ConsentChannel.FILE,
            actor=actor,
            today=today,
            now=now,
        )


def _note(
    plan: LoadPlan,
    brand_id: int,
    *,
    door: LoadDoor,
    actor: Actor,
    now: datetime,
    account_id: int | None,
) -> IntervalLoad:
    """The row of a load."""
    written = [each for each in plan.series if each.new_days or each.corrected_days]
    told = [
        (each.supply_point_id, each.from_day, each.until_day)
        for each in plan.series
        if each.supply_point_id and each.from_day and each.until_day
    ]
    return IntervalLoad.objects.create(
        brand_id=brand_id,
        account_id=account_id,
        name=plan.name,
        sha256=plan.sha256,
        format=plan.format,
        door=door,
        is_official=plan.is_official,
        is_kept=plan.may_keep_file,
        loaded_at=now,
        loaded_by=actor.name,
        from_day=min((each.from_day for each in written if each.from_day), default=None),
        until_day=max((each.until_day for each in written if each.until_day), default=None),
        point_count=len({each.supply_point_id for each in written}),
        new_days=plan.days.new,
        corrected_days=plan.days.corrected,
        same_days=plan.days.same,
        left_out_days=plan.days.left_out,
        value_count=sum(each.value_count for each in plan.series),
        missing_count=sum(each.missing_count for each in plan.series),
        peak_count=plan.peak_count,
        quarantined_count=len(plan.blocking),
        told_points=[point for point, _from, _until in told],
        told_from=[from_ for _point, from_, _until in told],
        told_until=[until for _point, _from, until in told],
    )


def _put_aside(plan: LoadPlan, load: IntervalLoad) -> None:
    """Name the rows that were not taken; what they say is not kept."""
    insert_rows(
        QuarantinedRow,
        _QUARANTINED,
        [
            (
                load.brand_id,
                load.account_id,
                load.pk,
                each.line,
                each.field[:_LONGEST_FIELD],
                each.code[:_LONGEST_FIELD],
                each.text[:_LONGEST_REASON],
            )
            for each in plan.blocking
        ],
    )


def _record(load: IntervalLoad, plan: LoadPlan, actor: Actor, now: datetime) -> None:
    audit.record(
        brand_id=load.brand_id,
        at=now,
        actor=actor,
        action="series.loaded",
        subject_kind="interval_load",
        subject_id=load.pk,
        account_id=load.account_id,
        after={
            "format": plan.format,
            "sha256": plan.sha256,
            "new_days": load.new_days,
            "corrected_days": load.corrected_days,
            "left_out_days": load.left_out_days,
            "reading_count": plan.reading_count,
            "quarantined_count": load.quarantined_count,
        },
    )
