"""A file in the body of a request: its bytes as they are, or a form with it."""

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from kwartier.api.refusals import ContentTypeUnknown, UploadBroken
from kwartier.banking.refusals import FileTooLarge

LARGEST_MB = 20
_LARGEST = LARGEST_MB * 1_000_000
# What a form adds to its file.
_FORM_BYTES = 10_000
_FORM = "multipart/form-data"
_PLAIN = frozenset({"application/octet-stream", "application/xml", "text/xml", "text/plain"})


def read_sent_file(request: HttpRequest) -> tuple[str, bytes]:
    """The name that a form gives (else empty) and the bytes; one that is too large is not read.

    Raises:
        ContentTypeUnknown, UploadBroken, FileTooLarge: as they say.
    """
    kind = (request.content_type or "").lower()
    if kind != _FORM and kind not in _PLAIN:
        raise ContentTypeUnknown(params={"found": kind[:80]})
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST + _FORM_BYTES:
        raise FileTooLarge(params={"limit_mb": LARGEST_MB})
    if kind in _PLAIN:
        return "", request.read(_LARGEST + 1)
    try:
        file = request.FILES.get("file")
    except (MultiPartParserError, TooManyFilesSent):
        raise UploadBroken from None
    if file is None or isinstance(file, list):
        raise UploadBroken
    return file.name or "", file.read(_LARGEST + 1)
