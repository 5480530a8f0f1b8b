"""The pages of a bill; each asks queries, and what is another account's is not there."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kwartier.billing import queries
from kwartier.delivery.queries import list_deliveries_of
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import agent_request_url, customer_page, locale_of
from kwartier.ui.bills.opening import open_bill_page
from kwartier.ui.bills.page import BillAddresses, BillReader, find_words
from kwartier.ui.bills.recomputing import build_recomputed
from kwartier.ui.downloads import json_response, table_response


@require_GET
@customer_page
def show_bill(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """The answer, the three components with their lines, the bridge, what it rests on."""
    page = open_bill_page(
        number,
        account=account,
        reader=_reader(request),
        addresses=_addresses(number),
        with_closed_requests=False,
    )
    deliveries = list_deliveries_of([number], account_id=account.id).get(number, [])
    context = {"active": "payments", "deliveries": deliveries, **page}
    return render(request, "portal/bills/bill.html", context)


@require_GET
@customer_page
def recompute_bill(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """The bill made again from what it keeps, and whether every figure is the same."""
    bill = queries.get_bill(number, account_id=account.id)
    made = queries.recompute_bill(number, account_id=account.id)
    context = {
        "active": "payments",
        "bill_url": reverse("portal:bill", args=[number]),
        "bundle_url": reverse("portal:bill_bundle", args=[number]),
        **build_recomputed(bill, made, locale_of(request)),
    }
    return render(request, "portal/bills/recomputed.html", context)


@require_GET
@customer_page
def download_bundle(_request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Everything that the bill was made from, as the document that anybody can calculate again."""
    return json_response(queries.get_bundle(number, account_id=account.id), name=number)


@require_GET
@customer_page
def download_bridge(
    request: BrandedRequest, account: AccountInfo, number: str, which: str, file_kind: str
) -> HttpResponse:
    """The steps from the bill before, or from the one that it replaces, as CSV or XLSX."""
    page = queries.get_bill_page(number, account_id=account.id)
    words = find_words(page, which, _reader(request))
    if words is None:
        raise Http404
    return table_response(words.file_table(), name=f"{which}-{number}", file_kind=file_kind)


def _reader(request: BrandedRequest) -> BillReader:
    return BillReader(
        locale=locale_of(request),
        supplier=request.brand.name,
        today=request.today,
        now=request.now,
    )


def _addresses(number: str) -> BillAddresses:
    return BillAddresses(
        recompute=reverse("portal:bill_again", args=[number]),
        bundle=reverse("portal:bill_bundle", args=[number]),
        pdf=reverse("portal:document_pdf", args=[number]),
        einvoice=reverse("portal:document_einvoice", args=[number]),
        bill_at=lambda other: reverse("portal:bill", args=[other]),
        file_at=lambda which, kind: reverse("portal:bill_bridge", args=[number, which, kind]),
        request_at=lambda other: reverse("portal:request", args=[other]),
        disagree=agent_request_url("bill_dispute", bill=number),
    )
