"""Tables as files."""

from django.http import HttpResponse

from kwartier.ui.exports import csv_bytes, xlsx_bytes
from kwartier.ui.tables import Table

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
