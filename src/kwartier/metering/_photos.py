"""Photos beside readings: how they are kept, and how many."""

import secrets

from kwartier.metering.formats.photos import CleanPhoto, clean_photo
from kwartier.metering.models import ReadingPhoto
from kwartier.metering.types import PhotoRow

MOST_PHOTOS = 4
"""A digital meter shows its registers one after the other: two for each way."""


def draw_anew(content: bytes) -> CleanPhoto:
    """A photo as it will be kept. No other file is like it, so that one can go without another.

    Raises what `formats.photos.clean_photo` raises.
    """
    return clean_photo(content, mark=secrets.token_hex(16))


def as_photo_row(photo: ReadingPhoto) -> PhotoRow:
    """Copy a photo's row."""
    return PhotoRow(
        id=photo.pk,
        reading_id=photo.reading_id,
        added_at=photo.added_at,
        size_bytes=photo.size_bytes,
        width=photo.width,
        height=photo.height,
    )
