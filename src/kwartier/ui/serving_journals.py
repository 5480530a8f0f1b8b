"""The journals of a month or a year handed out at a door, as the accounting takes them in."""

import tempfile
from datetime import date, timedelta

from django.http import FileResponse

from kwartier.documents.queries import get_issuer
from kwartier.ledger.formats.files import choose_form, read_period
from kwartier.ledger.queries import get_chart, iterate_journal_lines
from kwartier.platform.errors import NotFound
from kwartier.platform.types import BrandInfo

_IN_MEMORY = 1_000_000  # bytes; what is longer waits in a file


def serve_journals(brand: BrandInfo, *, period: str, form: str) -> FileResponse:
    """The journals of a month (``2026-10``) or a year: a table, or the French accounting entries.

    Raises:
        NotFound: the period is none, or the form is not that of the brand's country.
        IssuerUnknown: under which number the brand is registered is not known, which the form needs.
    """
    if form == "fec" and brand.country != "FR":
        raise NotFound
    try:
        first, end = read_period(period)
        siren = _find_siren(brand.id, end) if form == "fec" else ""
        name, write = choose_form(form, brand_key=brand.key, period=period, siren=siren)
    except ValueError:
        raise NotFound from None
    chart = get_chart(brand_id=brand.id, country=brand.country)
    # Written whole first: no transaction stays open while a slow reader takes its time.
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    lines = iterate_journal_lines(brand_id=brand.id, chart=chart, first=first, end=end)
    file.writelines(line.encode() for line in write(lines))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/plain")


def _find_siren(brand_id: int, end: date) -> str:
    """The number under which the brand is registered on the last day of a period."""
    return get_issuer(brand_id=brand_id, on=end - timedelta(days=1)).enterprise_number
