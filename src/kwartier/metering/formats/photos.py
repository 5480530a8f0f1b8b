"""Photos of a meter as customers send them: known by what they hold, made small, and without what else is in them.

A photo is drawn anew: the answer holds its picture and a mark, and nothing of where, when and with what
it was taken, nor anything that stands behind it in the file. How much is decoded is bounded before
anything is: by the size of the file, then by the measures that its head gives.
"""

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from kwartier.metering.refusals import (
    PhotoHasTooManyPixels,
    PhotoIsOfAnotherKind,
    PhotoIsTooLarge,
    PhotoIsUnreadable,
)
from kwartier.metering.types import LARGEST_PHOTO_MB

_BYTES_PER_MB = 1_000_000
# A phone of 50 megapixels still fits: a JPEG is decoded at an eighth to the whole of its measures, as
# needed. The others are decoded whole, at four bytes for each pixel.
_MOST_MEGAPIXELS = {"JPEG": 64, "MPO": 64, "PNG": 24, "WEBP": 24}
_PIXELS_PER_MEGAPIXEL = 1_000_000
# Digits that fill a tenth of the width stay some 30 pixels high; the file is 100 to 300 kB.
_LONGEST_SIDE, _QUALITY = 1_600, 78
_KINDS = ("JPEG", "PNG", "WEBP")
# What Pillow raises of files that are cut off or made up; found by 20,000 broken ones.
_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError, MemoryError),
    *(TypeError, LookupError, ArithmeticError, AttributeError, AssertionError, Warning),
)


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo drawn anew, a JPEG: upright, at most 1,600 pixels long, with nothing beside the picture."""

    content: bytes
    width: int
    height: int


def clean_photo(content: bytes, *, mark: str) -> CleanPhoto:
    """Draw a photo anew; ``mark`` is written into it, so that no two are the same file.

    Raises:
        PhotoIsTooLarge: more bytes than are taken.
        PhotoIsOfAnotherKind: neither JPEG nor PNG nor WebP, whatever its name says.
        PhotoHasTooManyPixels: its measures are beyond what is decoded.
        PhotoIsUnreadable: it is cut off or broken.
    """
    if len(content) > LARGEST_PHOTO_MB * _BYTES_PER_MB:
        raise PhotoIsTooLarge(field="photo", params={"limit_mb": LARGEST_PHOTO_MB})
    try:
        picture = _draw(content)
    except UnidentifiedImageError:
        raise PhotoIsOfAnotherKind(field="photo") from None
    except Image.DecompressionBombError:
        most = _MOST_MEGAPIXELS["JPEG"]
        raise PhotoHasTooManyPixels(field="photo", params={"limit_megapixels": most}) from None
    except _BROKEN:
        raise PhotoIsUnreadable(field="photo") from None
    written = BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY, comment=mark.encode())
    return CleanPhoto(content=written.getvalue(), width=picture.width, height=picture.height)


def _draw(content: bytes) -> Image.Image:
    """The picture alone on a sheet of its own, as it is meant to be seen."""
    with Image.open(BytesIO(content), formats=_KINDS) as image:
        most = _MOST_MEGAPIXELS[str(image.format)]
        if image.width * image.height > most * _PIXELS_PER_MEGAPIXEL:
            raise PhotoHasTooManyPixels(field="photo", params={"limit_megapixels": most})
        image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        image.load()
        image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        upright = _turn(image)
        sheet = Image.new("RGB", upright.size, "white")
        clear = upright.convert("RGBA") if upright.has_transparency_data else None
        sheet.paste(clear or upright, mask=clear)
        return sheet


def _turn(image: Image.Image) -> Image.Image:
    """As its head says that it was held; as it lies where the head is broken, for the picture is not."""
    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        return image
