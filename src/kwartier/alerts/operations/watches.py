"""A customer sets an alert of a supply point, changes its limit, or stops it; a link in a mail stops, too."""

from datetime import date, datetime

from django.db import transaction

from kwartier.alerts._offered import get_bounds, list_kinds
from kwartier.alerts.models import Watch
from kwartier.alerts.refusals import AlertLimitOutOfBounds, AlertNotOffered
from kwartier.alerts.types import AlertKind
from kwartier.parties.types import AccountInfo
from kwartier.platform import audit, locks
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow


@transaction.atomic
def set_watch(
    *,
    account: AccountInfo,
    code: str,
    kind: AlertKind,
    limit: int,
    person_id: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Tell a person from now on when a limit is passed at a supply point; setting it again changes it.

    It is looked at anew the next time alerts are raised. What is set already stays as it is.

    Raises:
        NotAllowed: somebody who may only look asks.
        NotFound: the account has no running contract at a supply point of this number.
        AlertNotOffered: the supply point cannot have an alert of this kind.
        AlertLimitOutOfBounds: the limit is below or above what makes sense.
    """
    contract = _get_contract(account, code, actor, today=today)
    if kind not in list_kinds(contract):
        raise AlertNotOffered(field="kind")
    bounds = get_bounds(contract, kind, today)
    if not bounds.least <= limit <= bounds.most:
        told = {
            "chosen_limit": limit,
            "lowest_limit": bounds.least,
            "highest_limit": bounds.most,
            "unit": bounds.unit,
        }
        raise AlertLimitOutOfBounds(field="limit", params=told)
    locks.hold("alerts.watch", account.id)
    row = Watch.objects.filter(
        account_id=account.id, supply_point_id=contract.supply_point_id, kind=kind
    ).first() or Watch(
        brand_id=account.brand_id,
        account_id=account.id,
        supply_point_id=contract.supply_point_id,
        kind=kind,
        is_on=False,
    )
    if row.is_on and (row.limit, row.person_id) == (limit, person_id):
        return
    row.limit, row.person_id, row.is_on, row.set_at = limit, person_id, True, now
    row.checked_on, row.outcome = None, ""
    row.save()
    _record(row, "alert.set", actor=actor, now=now)


@transaction.atomic
def stop_watch(
    *, account: AccountInfo, code: str, kind: AlertKind, actor: Actor, today: date, now: datetime
) -> bool:
    """Watch one kind at a supply point no longer; whether it was watched until now.

    Raises:
        NotAllowed: somebody who may only look asks.
        NotFound: the account has no running contract at a supply point of this number.
    """
    contract = _get_contract(account, code, actor, today=today)
    return bool(
        stop_watches(
            account_id=account.id,
            supply_point_id=contract.supply_point_id,
            kind=kind,
            actor=actor,
            now=now,
        )
    )


@transaction.atomic
def stop_watches(
    *,
    account_id: int,
    actor: Actor,
    now: datetime,
    supply_point_id: int | None = None,
    kind: AlertKind | None = None,
    person_id: int | None = None,
) -> int:
    """Stop the alerts of an account: all of them, of a supply point, of a kind, or mailed to a person.

    Returns how many were stopped; what was raised stays in the list. Whoever may see the account and
    gets the mails may stop them.
    """
    rows = Watch.objects.select_for_update(of=("self",)).filter(account_id=account_id, is_on=True)
    if supply_point_id is not None:
        rows = rows.filter(supply_point_id=supply_point_id)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    stopped = list(rows.order_by("pk"))
    for row in stopped:
        row.is_on, row.outcome, row.checked_on = False, "", None
        row.save(update_fields=["is_on", "outcome", "checked_on"])
        _record(row, "alert.stopped", actor=actor, now=now)
    return len(stopped)


def _get_contract(account: AccountInfo, code: str, actor: Actor, *, today: date) -> ContractRow:
    if actor.kind is ActorKind.CUSTOMER and not account.may_act:
        raise NotAllowed
    for contract in list_contracts(account.id):
        if contract.code == code and contract.ends_after(today):
            return contract
    raise NotFound


def _record(row: Watch, action: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="alert_watch",
        subject_id=row.pk,
        account_id=row.account_id,
        after={"kind": row.kind, "limit": row.limit, "supply_point_id": row.supply_point_id},
    )
