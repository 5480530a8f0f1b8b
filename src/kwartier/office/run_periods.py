"""The periods of a billing run in an agent's hands: counted, found, exported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kwartier.billing import queries
from kwartier.billing.gap_types import GapKind
from kwartier.billing.queries import RunRowView, RunRowWish, RunView
from kwartier.metering.types import Energy
from kwartier.office.access import office_page
from kwartier.office.gap_steps import GapStep, list_steps
from kwartier.office.rendering import render_office
from kwartier.office.search import search_customers
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.exports import CSV_TYPE, csv_bytes
from kwartier.ui.tables import Column, Table

_PER_PAGE = 50
# A part of the file that is written at once: one question for each, however long the run.
_PER_PART = 2_000
_LONGEST_SEARCH = 120
# Customers whose periods a search looks for: a whole street, and what is no more is said.
_MOST_FOUND = 1_000
_LONGEST_PAGE = 7
_SHOWS: dict[str, RunRowWish] = {
    "all": RunRowWish(),
    "bills": RunRowWish(states=("planned", "drafted", "billed", "told")),
    "waiting": RunRowWish(is_waiting=True),
    "left_out": RunRowWish(kind="left_out"),
    "outliers": RunRowWish(is_outlier=True, by_size=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """A period of a run, with whose it is, and what stands in its way with what to do about it."""

    row: RunRowView
    account: AccountInfo
    reasons: tuple[GapStep, ...]


def list_lines(rows: Sequence[RunRowView]) -> list[RowLine]:
    """The periods with their customers; one question for all of them."""
    accounts = get_accounts({row.contract.account_id for row in rows})
    return [
        RowLine(row=row, account=account, reasons=_list_reasons(row, account))
        for row in rows
        if (account := accounts.get(row.contract.account_id)) is not None
    ]


def say_kind(kind: str) -> str:
    """What is missing or in the way, as a heading of the report."""
    if kind in GapKind.values:
        return str(GapKind(kind).label)
    return str(queries.say_obstacle(kind))


def _list_reasons(row: RunRowView, account: AccountInfo) -> tuple[GapStep, ...]:
    if row.left_out_because:
        return (GapStep(said=row.left_out_because),)
    if row.obstacle is not None:
        return (GapStep(said=str(row.obstacle)),)
    return list_steps(row.gaps, account=account, contract=row.contract)


@office_page
@require_safe
def show_periods(request: BrandedRequest, run_number: str) -> HttpResponse:
    """The periods of a run: all, those that wait, those out of line; of one customer, page by page."""
    run = queries.get_run(brand_id=request.brand.id, number=run_number)
    wish = _wish_of(request, run)
    count = queries.count_run_rows(run_id=run.id, wish=wish)
    page_count = max(1, -(-count // _PER_PAGE))
    page = min(_read_page(request), page_count)
    rows = queries.list_run_rows(
        run_id=run.id, wish=wish, skip=(page - 1) * _PER_PAGE, limit=_PER_PAGE
    )
    shown = _read_show(request, run)
    context = {
        "active": "billing_runs",
        "run": run,
        "lines": list_lines(rows),
        "count": count,
        "wanted": _read_search(request),
        "is_cut": len(wish.account_ids or ()) >= _MOST_FOUND,
        "shown": shown,
        "is_narrow": bool(_read_search(request)) or shown != "all",
        "shows": list_shows(run),
        "file_query": _query_of(request, page=None),
        "page_number": page,
        "page_count": page_count,
        "before_query": _query_of(request, page=page - 1) if page > 1 else "",
        "after_query": _query_of(request, page=page + 1) if page < page_count else "",
        "limits": queries.get_outlier_limits(brand_id=request.brand.id, on=run.billed_until),
    }
    return render_office(request, "billing_runs/periods.html", context)


@office_page
@require_safe
def download_periods(request: BrandedRequest, run_number: str) -> HttpResponse:
    """The same list as CSV, every row of it: what the run comes to, or what stands in its way."""
    run = queries.get_run(brand_id=request.brand.id, number=run_number)
    response = HttpResponse(
        b"".join(_write_parts(run, _wish_of(request, run))), content_type=CSV_TYPE
    )
    response["Content-Disposition"] = f'attachment; filename="{run.number}.csv"'
    return response


def list_shows(run: RunView) -> list[tuple[str, str, int]]:
    """The parts of a run's list with how many periods each holds, then what waits by its reason."""
    report = run.report
    counts = {
        "all": report.row_count,
        "bills": report.billable_count,
        "outliers": report.outlier_count,
        "waiting": report.waiting_count,
        "left_out": report.left_out_count,
    }
    names = {
        "all": _("All periods"),
        "bills": _("With a bill"),
        "outliers": _("Out of line"),
        "waiting": _("Waiting"),
        "left_out": _("Left out"),
    }
    kinds = [
        (kind, say_kind(kind), count)
        for kind, count in report.refused_counts.items()
        if kind != "left_out"
    ]
    return [(key, names[key], count) for key, count in counts.items()] + kinds


def _read_show(request: BrandedRequest, run: RunView) -> str:
    asked = request.GET.get("show", "")
    return asked if asked in {key for key, _name, _count in list_shows(run)} else "all"


def _wish_of(request: BrandedRequest, run: RunView) -> RunRowWish:
    """What is asked for: a part of the list, and the customers that a search finds."""
    shown = _read_show(request, run)
    wish = _SHOWS.get(shown) or RunRowWish(kind=shown)
    wanted = _read_search(request)
    if not wanted:
        return wish
    hits = search_customers(request.brand.id, wanted, most=_MOST_FOUND)
    return replace(wish, account_ids={hit.account.id for hit in hits})


def _read_search(request: BrandedRequest) -> str:
    return request.GET.get("q", "").strip()[:_LONGEST_SEARCH]


def _read_page(request: BrandedRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < _LONGEST_PAGE else 1


def _query_of(request: BrandedRequest, *, page: int | None) -> str:
    """The address of another page of the same list, or of its file."""
    asked = {"show": request.GET.get("show", ""), "q": _read_search(request)}
    kept = {name: value for name, value in asked.items() if value}
    return urlencode(kept if page is None else kept | {"page": page})


def _write_parts(run: RunView, wish: RunRowWish) -> Iterator[bytes]:
    """The file part by part, its heading once."""
    in_order = replace(wish, by_size=False)
    after_id = 0
    while True:
        rows = queries.list_run_rows(
            run_id=run.id, wish=in_order, after_id=after_id, limit=_PER_PART
        )
        written = csv_bytes(_rows_table(list_lines(rows)))
        yield written if after_id == 0 else written.split(b"\r\n", 1)[1]
        if len(rows) < _PER_PART:
            return
        after_id = rows[-1].id


def _rows_table(lines: Sequence[RowLine]) -> Table:
    return Table(
        caption=_("The periods of a billing run"),
        columns=(
            Column(_("Customer number")),
            Column(_("Customer")),
            Column(_("Contract")),
            Column(_("Supply point")),
            Column(_("Energy")),
            Column(_("From"), "day"),
            Column(_("Until"), "day"),
            Column(_("State")),
            Column(_("Total"), "money"),
            Column(_("Invoiced in advance"), "money"),
            Column(_("Left to pay, below zero to give back"), "money"),
            Column(_("The same days before"), "money"),
            Column(_("Out of line")),
            Column(_("Bill")),
            Column(_("Why it waits")),
        ),
        rows=tuple(
            (
                line.account.number,
                line.account.name,
                line.row.contract.number,
                line.row.contract.code,
                str(Energy(line.row.contract.energy).label),
                line.row.period_from,
                line.row.period_until,
                str(line.row.state.label),
                line.row.total_cents,
                line.row.advances_cents,
                line.row.balance_cents,
                line.row.before_cents,
                _("yes") if line.row.is_outlier else "",
                line.row.bill_number,
                "; ".join(reason.said for reason in line.reasons),
            )
            for line in lines
        ),
    )
