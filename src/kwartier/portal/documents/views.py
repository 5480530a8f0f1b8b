"""Documents to download, and older ones to ask for; what is another account's is not there."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kwartier.documents.operations import ask_for_document
from kwartier.documents.queries import get_retention, list_archive
from kwartier.documents.refusals import DocumentWithOffice, NothingToAskFor
from kwartier.documents.types import E_INVOICES, DocumentFormat
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, customer_page
from kwartier.ui.serving import CANNOT_BE_MADE, TOO_OLD, serve_document

_logger = logging.getLogger(__name__)


@require_GET
@customer_page
def download_pdf(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The PDF of a bill, a credit note or an advance invoice of the account."""
    return _hand_out(request, account, document, formats=(DocumentFormat.PDF,))


@require_GET
@customer_page
def download_einvoice(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The e-invoice beside the PDF, where the account is a business; a household has none."""
    return _hand_out(request, account, document, formats=E_INVOICES)


@require_GET
@customer_page
def show_archive(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The papers that the list of invoices does not have: older ones, and those of before."""
    brand_id = request.brand.id
    context = {
        "active": "payments",
        "account": account,
        "retention": get_retention(brand_id=brand_id, on=request.today),
        "papers": list_archive(account.id, brand_id=brand_id, today=request.today),
    }
    return render(request, "portal/documents/archive.html", context)


@require_POST
@customer_page
def ask_for(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """Ask for an older paper; a worker opens it."""
    try:
        ask_for_document(
            account=account,
            number=document,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
        )
    except (DocumentWithOffice, NothingToAskFor) as refusal:
        messages.info(request, refusal.say_all())
    else:
        messages.success(
            request, _("You asked for it. We open it for you, and tell you by e-mail when it is.")
        )
    return redirect("portal:archive")


def _hand_out(
    request: BrandedRequest, account: AccountInfo, document: str, *, formats: tuple[str, ...]
) -> HttpResponse:
    try:
        return serve_document(
            document, account=account, formats=formats, now=request.now, online_on=request.today
        )
    except TOO_OLD as refusal:
        messages.info(request, refusal.say_all())
        return redirect("portal:archive")
    except CANNOT_BE_MADE as refusal:
        # Nothing that the customer could do about it: an agent can.
        _logger.warning("No document of %s: %s", document, refusal.code)
        messages.error(
            request, _("The document cannot be made at the moment. Ask us, and we send it to you.")
        )
        return redirect("portal:payments")
