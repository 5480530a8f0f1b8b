"""A customer names a supply point, puts it in a group, and tags it; on the record."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kwartier.parties.types import AccountInfo
from kwartier.platform import audit, locks
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.models import SupplyPointLabel
from kwartier.supply.queries import list_contracts
from kwartier.supply.refusals import LabelTooLong
from kwartier.supply.types import (
    LONGEST_GROUP,
    LONGEST_NAME,
    LONGEST_TAG,
    MOST_TAGS,
    PointLabel,
)


@transaction.atomic
def label_supply_point(
    *,
    account: AccountInfo,
    code: str,
    label: PointLabel,
    actor: Actor,
    now: datetime,
) -> PointLabel:
    """Say what an account calls one of its supply points; what it said before is replaced.

    Spaces are made one, and a tag that is there twice, whatever its case, is kept once. The same
    label again changes nothing.

    Raises:
        NotAllowed: somebody who may only look asks.
        NotFound: the account has, and had, no contract at a supply point of this number.
        LabelTooLong: as it says; nothing was stored.
    """
    if actor.kind is ActorKind.CUSTOMER and not account.may_act:
        raise NotAllowed
    points = {row.code: row.supply_point_id for row in list_contracts(account.id)}
    if code not in points:
        raise NotFound
    wanted = _clean(label)
    locks.hold("supply.label", account.id)
    asked = {"account_id": account.id, "supply_point_id": points[code]}
    row = SupplyPointLabel.objects.filter(**asked).first() or SupplyPointLabel(
        brand_id=account.brand_id, **asked
    )
    before = PointLabel(row.name, row.group_name, tuple(row.tags))
    if before == wanted:
        return wanted
    row.name, row.group_name, row.tags = wanted.name, wanted.group, list(wanted.tags)
    row.labeled_at = now
    row.save()
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=actor,
        action="supply_point.labeled",
        subject_kind="supply_point",
        subject_id=row.supply_point_id,
        account_id=row.account_id,
        before=_on_record(before),
        after=_on_record(wanted),
    )
    return wanted


def _on_record(label: PointLabel) -> dict[str, object]:
    return {"name": label.name, "group": label.group, "tags": list(label.tags)}


def _clean(label: PointLabel) -> PointLabel:
    tags: dict[str, str] = {}
    for tag in filter(None, map(_squeeze, label.tags)):
        tags.setdefault(tag.casefold(), tag)
    found = PointLabel(
        name=_squeeze(label.name), group=_squeeze(label.group), tags=tuple(tags.values())
    )
    for field, texts, longest in (
        ("name", (found.name,), LONGEST_NAME),
        ("group", (found.group,), LONGEST_GROUP),
        ("tags", found.tags, LONGEST_TAG),
    ):
        _check(field, texts, longest)
    return found


def _check(field: str, texts: Sequence[str], longest: int) -> None:
    if len(texts) > MOST_TAGS or any(len(text) > longest for text in texts):
        told = {
            "longest_name": LONGEST_NAME,
            "longest_group": LONGEST_GROUP,
            "longest_tag": LONGEST_TAG,
            "most_tags": MOST_TAGS,
        }
        raise LabelTooLong(field=field, params=told)


def _squeeze(text: str) -> str:
    """Without characters that a database takes for an end, and spaces only between words."""
    return " ".join(text.replace("\x00", "").split())
