"""Photos beside readings: which there are, and the picture of one."""

from datetime import date

from energycore.clocks import day_number
from kwartier.metering._photos import as_photo_row
from kwartier.metering.models import ReadingPhoto
from kwartier.metering.types import PhotoRow
from kwartier.platform import archive
from kwartier.platform.errors import NotFound
from rulebooks import readings as rulebook


def list_photos(supply_point_id: int, *, account_id: int) -> list[PhotoRow]:
    """The photos that an account has at a supply point, in the order in which they came."""
    found = ReadingPhoto.objects.filter(supply_point_id=supply_point_id, account_id=account_id)
    return [as_photo_row(photo) for photo in found.order_by("added_at", "pk")]


def get_photo(photo_id: int, *, supply_point_id: int, account_id: int) -> bytes:
    """The picture of a photo that an account has at a supply point: a JPEG without anything beside it.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    photo = ReadingPhoto.objects.filter(
        pk=photo_id, supply_point_id=supply_point_id, account_id=account_id
    ).first()
    content = archive.find(photo.sha256) if photo else None
    if photo is None or content is None or not archive.fits(content, photo.sha256):
        raise NotFound
    return content


def get_photo_months(country: str, on: date) -> int:
    """For how many months a photo is kept in a country.

    Raises:
        MissingParameter, ExpiredParameter: it is not known on that day.
    """
    return rulebook.get_photo_months(country=country, on=day_number(on))
