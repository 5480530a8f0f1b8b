"""Bills in an agent's hands: the customer's own page, and the periods that wait for one."""

from collections import Counter

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kwartier.billing import queries
from kwartier.billing.gap_types import GapKind
from kwartier.office.access import customer_page, note_visit, office_page
from kwartier.office.gap_steps import list_steps
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.bills.opening import open_bill_page
from kwartier.ui.bills.page import BillAddresses, BillReader, find_words
from kwartier.ui.bills.recomputing import build_recomputed
from kwartier.ui.downloads import json_response, table_response

# As many as are assessed while somebody waits for the page; a run looks at all of them.
_MOST = 200


@customer_page
@require_safe
def show_bill(request: BrandedRequest, account: AccountInfo, bill: str) -> HttpResponse:
    """What the customer reads, word for word."""
    context = open_bill_page(
        bill,
        account=account,
        reader=_reader(request),
        addresses=_addresses(account, bill),
        with_closed_requests=True,
    )
    note_visit(request, account.id, "bill")
    return render_office(request, "bills/bill.html", context, account=account)


@customer_page
@require_safe
def recompute_bill(request: BrandedRequest, account: AccountInfo, bill: str) -> HttpResponse:
    """The bill made again from what it keeps, and whether every figure is the same."""
    issued = queries.get_bill(bill, account_id=account.id)
    made = queries.recompute_bill(bill, account_id=account.id)
    context = {
        "bill_url": reverse("office:bill", args=[account.number, bill]),
        "bundle_url": reverse("office:bill_bundle", args=[account.number, bill]),
        **build_recomputed(issued, made, locale_of(request)),
    }
    return render_office(request, "bills/recomputed.html", context, account=account)


@customer_page
@require_safe
def download_bundle(_request: BrandedRequest, account: AccountInfo, bill: str) -> HttpResponse:
    """Everything that the bill was made from."""
    return json_response(queries.get_bundle(bill, account_id=account.id), name=bill)


@customer_page
@require_safe
def download_bridge(
    request: BrandedRequest, account: AccountInfo, bill: str, which: str, file_kind: str
) -> HttpResponse:
    """The steps from the bill before, or from the one that it replaces, as CSV or XLSX."""
    page = queries.get_bill_page(bill, account_id=account.id)
    words = find_words(page, which, _reader(request))
    if words is None:
        raise Http404
    return table_response(words.file_table(), name=f"{which}-{bill}", file_kind=file_kind)


@office_page
@require_safe
def show_unbilled(request: BrandedRequest) -> HttpResponse:
    """Every period that is over and waits for a bill, with what is missing for each."""
    waiting = queries.list_unbilled(brand_id=request.brand.id, today=request.today, limit=_MOST)
    counts = Counter(kind for each in waiting for kind in {gap.kind for gap in each.gaps})
    shown = request.GET.get("missing", "")
    wanted = [
        each for each in waiting if shown not in counts or shown in {gap.kind for gap in each.gaps}
    ]
    wanted.sort(key=lambda each: not each.gaps)  # What has to be worked off comes first.
    accounts = get_accounts({each.contract.account_id for each in wanted})
    context = {
        "active": "unbilled",
        "rows": [
            (each, account, list_steps(each.gaps, account=account, contract=each.contract))
            for each in wanted
            if (account := accounts.get(each.contract.account_id)) is not None
        ],
        "shown": shown if shown in counts else "",
        "kinds": [(kind, GapKind(kind).label, count) for kind, count in counts.most_common()],
        "whole_count": len(waiting),
        "incomplete_count": sum(bool(each.gaps) for each in waiting),
        "is_cut": len(waiting) == _MOST,
    }
    return render_office(request, "worklists/bills.html", context)


def _reader(request: BrandedRequest) -> BillReader:
    return BillReader(
        locale=locale_of(request),
        supplier=request.brand.name,
        today=request.today,
        now=request.now,
    )


def _addresses(account: AccountInfo, bill: str) -> BillAddresses:
    of_bill = [account.number, bill]
    return BillAddresses(
        recompute=reverse("office:bill_again", args=of_bill),
        bundle=reverse("office:bill_bundle", args=of_bill),
        pdf=reverse("office:document_pdf", args=of_bill),
        einvoice=reverse("office:document_einvoice", args=of_bill),
        bill_at=lambda other: reverse("office:bill", args=[account.number, other]),
        file_at=lambda which, kind: reverse(f"office:bill_{which}_{kind}", args=of_bill),
        request_at=lambda other: reverse("office:request", args=[account.number, other]),
    )
