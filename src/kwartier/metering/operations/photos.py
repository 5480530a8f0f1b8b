"""Photos of a meter beside the readings that customers gave: added, deleted, and let go in time."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from energycore.clocks import add_months, date_of, day_number
from kwartier.metering._photos import MOST_PHOTOS, as_photo_row, draw_anew
from kwartier.metering.formats.photos import CleanPhoto
from kwartier.metering.models import Reading, ReadingPhoto, SupplyPoint
from kwartier.metering.operations._writing import (
    get_given,
    lock_supply_point,
    record_act,
    require_own,
)
from kwartier.metering.refusals import ReadingHasEnoughPhotos
from kwartier.metering.types import PhotoRow
from kwartier.platform import archive
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.platform.leaving import let_go
from kwartier.platform.types import SYSTEM, Actor
from rulebooks.readings import get_photo_months


@transaction.atomic
def add_photo(
    *,
    supply_point_id: int,
    read_on: date,
    content: bytes,
    actor: Actor,
    now: datetime,
    account_id: int,
) -> PhotoRow:
    """Keep a photo beside the reading that was given of a day for an account.

    It is drawn anew: what else the file holds, where it was taken above all, is not kept.

    Raises:
        PhotoIsTooLarge, PhotoIsOfAnotherKind, PhotoHasTooManyPixels, PhotoIsUnreadable: as they say.
        NotFound: no customer gave a reading of that day, or it is not the asker's to see.
        ReadingIsNotYours: it was given for another customer account.
        ReadingHasEnoughPhotos: it has as many as are kept.
    """
    photo = draw_anew(content)
    point = lock_supply_point(supply_point_id)
    given = get_given(point, read_on)
    require_own(given, actor=actor, account_id=account_id)
    if given[0].account_id != account_id:
        raise NotFound
    of_day = ReadingPhoto.objects.filter(reading__in=given)
    if of_day.count() >= MOST_PHOTOS:
        raise ReadingHasEnoughPhotos(params={"count": MOST_PHOTOS})
    kept = keep_photo(photo, point, given[0], account_id=account_id, actor=actor, now=now)
    return as_photo_row(kept)


@transaction.atomic
def remove_photo(
    *, supply_point_id: int, photo_id: int, actor: Actor, now: datetime, account_id: int
) -> None:
    """Delete a photo of an account; the reading stays, and so does the record that there was one.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    point = lock_supply_point(supply_point_id)
    photo = (
        ReadingPhoto.objects.select_related("reading")
        .filter(pk=photo_id, supply_point=point, account_id=account_id)
        .first()
    )
    if photo is None:
        raise NotFound
    _record(point, "reading_photo.removed", photo, actor=actor, now=now)
    _forget([photo])


def remove_old_photos(*, brand_id: int, today: date, now: datetime) -> int:
    """Delete the photos of a brand that were kept long enough; returns how many.

    Raises:
        MissingParameter, ExpiredParameter: how long they are kept is not known.
    """
    brand = get_brand_by_id(brand_id)
    day = day_number(today)
    oldest = date_of(add_months(day, -get_photo_months(country=brand.country, on=day)))
    before = datetime.combine(oldest, time.min, tzinfo=brand.timezone)
    with transaction.atomic():
        old = list(
            ReadingPhoto.objects.select_for_update(of=("self",))
            .select_related("reading", "supply_point")
            .filter(brand_id=brand_id, added_at__lt=before)
            .order_by("pk")
        )
        for photo in old:
            _record(photo.supply_point, "reading_photo.expired", photo, actor=SYSTEM, now=now)
        _forget(old)
    return len(old)


def keep_photo(
    photo: CleanPhoto,
    point: SupplyPoint,
    reading: Reading,
    *,
    account_id: int,
    actor: Actor,
    now: datetime,
) -> ReadingPhoto:
    """Keep a drawn photo beside a reading of an account: the picture first, then the row that names it."""
    kept = ReadingPhoto.objects.create(
        brand_id=reading.brand_id,
        supply_point_id=reading.supply_point_id,
        reading=reading,
        account_id=account_id,
        added_at=now,
        added_by=actor.person_id,
        sha256=archive.put(photo.content),
        size_bytes=len(photo.content),
        width=photo.width,
        height=photo.height,
    )
    _record(point, "reading_photo.added", kept, actor=actor, now=now)
    return kept


def forget_photos(
    point: SupplyPoint, given: Sequence[Reading], *, actor: Actor, now: datetime
) -> None:
    """Delete the photos beside readings that are taken back."""
    photos = list(ReadingPhoto.objects.select_related("reading").filter(reading__in=given))
    for photo in photos:
        _record(point, "reading_photo.removed", photo, actor=actor, now=now)
    _forget(photos)


def _forget(photos: Sequence[ReadingPhoto]) -> None:
    """The rows go with this transaction; the pictures are let go in it."""
    ReadingPhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    let_go(photo.sha256 for photo in photos)


def _record(
    point: SupplyPoint,
    action: str,
    photo: ReadingPhoto,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    record_act(
        point,
        action,
        actor=actor,
        now=now,
        account_id=photo.account_id,
        after={"read_on": photo.reading.read_on.isoformat(), "sha256": photo.sha256},
    )
