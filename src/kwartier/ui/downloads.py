"""Tables and documents as files."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from kwartier.ui.exports import csv_bytes, xlsx_bytes
from kwartier.ui.tables import Table
from kwartier.ui.zips import NamedContent, stream_zip

_KINDS = {
    "csv": ("text/csv; charset=utf-8", csv_bytes),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes),
}


def table_response(table: Table, *, name: str, file_kind: str) -> HttpResponse:
    """The table as a download, ``file_kind`` csv or xlsx."""
    content_type, write = _KINDS[file_kind]
    response = HttpResponse(write(table), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_kind}"'
    return response


def json_response(document: Mapping[str, Any], *, name: str) -> HttpResponse:
    """A document as a download."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def document_response(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """A document of the archive as a download, under the name that it has there."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def response_as_it_came(content: bytes, *, name: str, unnamed: str) -> HttpResponse:
    """A file as somebody sent it, byte by byte, under the name that it had there.

    Of the name only plain letters, digits and ``._-`` are left: who sent it wrote it. ``unnamed`` is
    what it is called where nothing of its name is left. No browser opens it: it is of no known kind.
    """
    plain = "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in "._-"))
    return document_response(content, name=plain or unnamed, media_type="application/octet-stream")


def photo_response(content: bytes, *, name: str) -> HttpResponse:
    """A photo that the house drew anew, to look at: as a JPEG and as nothing else, kept by no cache.

    Opened alone it is a document without rights: nothing in it could run or load anything.
    """
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="{name}.jpg"'
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def zip_response(files: Iterable[NamedContent], *, name: str) -> StreamingHttpResponse:
    """Files as one download that is written while it is sent: one file in memory at a time."""
    response = StreamingHttpResponse(stream_zip(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
