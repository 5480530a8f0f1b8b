"""Files of the grid operator that a program brings: kept as they came, and loaded by a worker."""

from datetime import datetime

from django.db import transaction

from kwartier.intervals._load_types import ArrivalState, LoadDoor
from kwartier.intervals.formats import name_format
from kwartier.intervals.models import IntervalArrival
from kwartier.intervals.operations.load_file import load_file
from kwartier.intervals.refusals import FileLost
from kwartier.platform import archive, audit
from kwartier.platform.errors import Refusal
from kwartier.platform.leaving import let_go
from kwartier.platform.types import Actor, ActorKind, BrandInfo

_LONGEST_NAME = 200


@transaction.atomic
def receive_file(
    *,
    brand: BrandInfo,
    content: bytes,
    name: str,
    actor: Actor,
    now: datetime,
    code: str = "",
    quarantines: bool = False,
) -> int:
    """Keep a file that is in one of our formats; the id under which it waits for `load_arrivals`.

    For who may bring it and sees no customer: a program. An agent loads it at once, `load_file`;
    ``code`` and ``quarantines`` are as there.

    Raises:
        FormatUnknown, FileTooLarge and others of `formats.name_format`: it is not kept.
    """
    kind = name_format(content)
    arrival = IntervalArrival.objects.create(
        brand_id=brand.id,
        name=name[:_LONGEST_NAME],
        sha256=archive.put(content),
        format=kind,
        code=code,
        quarantines=quarantines,
        arrived_at=now,
        arrived_by=actor.name,
        state=ArrivalState.ARRIVED,
    )
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="series.arrived",
        subject_kind="interval_arrival",
        subject_id=arrival.pk,
        account_id=None,
        after={"name": arrival.name, "sha256": arrival.sha256},
    )
    return arrival.pk


def load_arrivals(*, brand: BrandInfo, now: datetime) -> int:
    """Load what programs brought, the earliest first, each in a transaction of its own; how many.

    One that is refused says why in its row. The archive keeps a file only where a load does.
    """
    waiting = IntervalArrival.objects.filter(brand_id=brand.id, state=ArrivalState.ARRIVED)
    ids = list(waiting.order_by("arrived_at", "pk").values_list("pk", flat=True))
    return sum(_load_one(arrival_id, brand=brand, now=now) for arrival_id in ids)


@transaction.atomic
def _load_one(arrival_id: int, *, brand: BrandInfo, now: datetime) -> bool:
    """Whether a file that still waited was looked at: another worker may have been quicker."""
    rows = IntervalArrival.objects.select_for_update(skip_locked=True)
    arrival = rows.filter(pk=arrival_id, state=ArrivalState.ARRIVED).first()
    if arrival is None:
        return False
    try:
        with transaction.atomic():
            _load(arrival, brand=brand, now=now)
    except Refusal as refusal:
        arrival.state, arrival.refusal = ArrivalState.REFUSED, refusal.code
        arrival.params = {
            key: value if isinstance(value, int) else str(value)
            for key, value in refusal.params.items()
        }
    arrival.save()
    let_go([arrival.sha256])
    return True


def _load(arrival: IntervalArrival, *, brand: BrandInfo, now: datetime) -> None:
    """Load a file, and note on its row what came of it."""
    content = archive.find(arrival.sha256)
    if content is None or not archive.fits(content, arrival.sha256):
        raise FileLost
    report = load_file(
        brand=brand,
        content=content,
        name=arrival.name,
        door=LoadDoor.API,
        actor=Actor(kind=ActorKind.SERVICE, name=arrival.arrived_by),
        now=now,
        code=arrival.code,
        quarantines=arrival.quarantines,
    )
    arrival.state = ArrivalState.KNOWN if report.load_id is None else ArrivalState.LOADED
    arrival.written_days = report.plan.written_days
    arrival.left_out_days = report.plan.days.left_out
    arrival.quarantined_count = len(report.plan.blocking)
