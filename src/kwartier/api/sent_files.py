"""A file in the body of a request: its bytes as they are, or a form with it."""

from collections.abc import Set as AbstractSet

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from kwartier.api.refusals import ContentTypeUnknown, UploadBroken
from kwartier.banking.refusals import FileTooLarge
from kwartier.metering.refusals import PhotoIsTooLarge
from kwartier.metering.types import LARGEST_PHOTO_MB
from kwartier.platform.errors import Refusal

LARGEST_MB = 20
_BYTES_PER_MB = 1_000_000
# What a form adds to its file.
_FORM_BYTES = 10_000
_FORM = "multipart/form-data"
_PLAIN = frozenset({"application/octet-stream", "application/xml", "text/xml", "text/plain"})
_TABLES = _PLAIN | {"text/csv", "application/csv", "application/json", "application/zip"}
_PHOTOS = frozenset({"application/octet-stream", "image/jpeg", "image/png", "image/webp"})


def read_sent_photo(request: HttpRequest) -> bytes:
    """The same of a photo: its bytes alone; one that is too large is not read.

    Raises:
        ContentTypeUnknown, UploadBroken, PhotoIsTooLarge: as they say.
    """
    too_large = PhotoIsTooLarge(params={"limit_mb": LARGEST_PHOTO_MB})
    return _read(request, kinds=_PHOTOS, too_large=too_large, largest_mb=LARGEST_PHOTO_MB)[1]


def read_sent_table(
    request: HttpRequest, *, too_large: Refusal, largest_mb: int
) -> tuple[str, bytes]:
    """The same of a file that may be larger, or a table, JSON or packed; ``too_large`` is raised.

    Raises:
        ContentTypeUnknown, UploadBroken: as they say.
    """
    return _read(request, kinds=_TABLES, too_large=too_large, largest_mb=largest_mb)


def read_sent_file(request: HttpRequest) -> tuple[str, bytes]:
    """The name that a form gives (else empty) and the bytes; one that is too large is not read.

    Raises:
        ContentTypeUnknown, UploadBroken, FileTooLarge: as they say.
    """
    too_large = FileTooLarge(params={"limit_mb": LARGEST_MB})
    return _read(request, kinds=_PLAIN, too_large=too_large, largest_mb=LARGEST_MB)


def _read(
    request: HttpRequest, *, kinds: AbstractSet[str], too_large: Refusal, largest_mb: int
) -> tuple[str, bytes]:
    largest = largest_mb * _BYTES_PER_MB
    kind = (request.content_type or "").lower()
    if kind != _FORM and kind not in kinds:
        raise ContentTypeUnknown(params={"found": kind[:80]})
    if int(request.META.get("CONTENT_LENGTH") or 0) > largest + _FORM_BYTES:
        raise too_large
    if kind != _FORM:
        return "", request.read(largest + 1)
    try:
        file = request.FILES.get("file")
    except (MultiPartParserError, TooManyFilesSent):
        raise UploadBroken from None
    if file is None or isinstance(file, list):
        raise UploadBroken
    return file.name or "", file.read(largest + 1)
