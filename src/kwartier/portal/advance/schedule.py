"""The instalment schedule of a customer: how it stands, what is proposed, its files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kwartier.billing import operations, queries
from kwartier.billing.schedule_refusals import ScheduleMissing
from kwartier.billing.schedule_types import ScheduleView
from kwartier.billing.types import Channel
from kwartier.documents.queries import get_issuer, write_schedule
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown
from kwartier.parties.types import AccountInfo
from kwartier.payments.queries import find_live_mandate
from kwartier.platform.errors import NotAllowed, NotFound, Refusal
from kwartier.platform.language import spoken_language
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import (
    actor_of,
    agent_request_url,
    customer_page,
    get_current_contract,
    locale_of,
)
from kwartier.supply.types import ContractRow
from kwartier.ui.downloads import document_response
from kwartier.ui.schedule_calendar import CALENDAR_TYPE, write_calendar


@require_GET
@customer_page
def show_schedule(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Every day and amount, what came in, what is proposed, how it is paid."""
    try:
        contract, schedule = _get(request, account, number)
    except ScheduleMissing:
        return redirect("portal:advance", number=number)
    mandate = find_live_mandate(account.id)
    next_due = schedule.next_due
    context = {
        "active": "advance",
        "contract": contract,
        "schedule": schedule,
        "next": next_due,
        "next_cents": (next_due.open_cents or next_due.amount_cents) if next_due else 0,
        "mandate": mandate,
        "issuer": _find_issuer(request),
        "can_act": account.may_act,
        "files": [
            ("PDF", reverse("portal:schedule_file", args=[number, "pdf"])),
            (_("Calendar"), reverse("portal:schedule_file", args=[number, "ics"])),
        ],
        "agent_url": agent_request_url("contact", contract=contract.number),
    }
    return render(request, "portal/advance/schedule.html", context)


@require_POST
@customer_page
def answer_proposal(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Accept what is proposed, or keep the schedule as it is: one operation."""
    contract = get_current_contract(request, account, number=number)
    answer, revision = request.POST.get("answer", ""), request.POST.get("revision", "")
    if answer not in {"accept", "keep"} or not (revision.isascii() and revision.isdecimal()):
        raise Http404
    try:
        operations.answer_revision(
            contract_id=contract.id,
            revision_id=min(int(revision[:18]), 2**62),
            accepts=answer == "accept",
            actor=actor_of(request),
            today=request.today,
            now=request.now,
            channel=Channel.WEB,
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    else:
        said = (
            _("Your instalments are changed. The calendar and the document are new, too.")
            if answer == "accept"
            else _("Your schedule stays as it is.")
        )
        messages.success(request, said)
    return redirect("portal:schedule", number=number)


@require_GET
@customer_page
def download_schedule(
    request: BrandedRequest, account: AccountInfo, number: str, file_kind: str
) -> HttpResponse:
    """The schedule as a document, or for a calendar."""
    _contract, schedule = _get(request, account, number)
    name = f"{schedule.number}.{file_kind}"
    if file_kind == "ics":
        content = write_calendar(
            schedule,
            brand_name=request.brand.name,
            host=request.get_host().partition(":")[0],
            locale=locale_of(request),
        )
        return document_response(content, name=name, media_type=CALENDAR_TYPE)
    try:
        content = write_schedule(
            schedule, account=account, language=spoken_language(), on=request.today
        )
    except (IssuerUnknown, GlyphMissing) as refusal:
        messages.warning(request, refusal.say_all())
        return redirect("portal:schedule", number=number)
    return document_response(content, name=name, media_type="application/pdf")


def _get(
    request: BrandedRequest, account: AccountInfo, number: str
) -> tuple[ContractRow, ScheduleView]:
    """The contract and its schedule. Raises NotFound, ScheduleMissing."""
    contract = get_current_contract(request, account, number=number)
    return contract, queries.get_schedule(contract_id=contract.id, today=request.today)


def _find_issuer(request: BrandedRequest) -> object | None:
    try:
        return get_issuer(brand_id=request.brand.id, on=request.today)
    except IssuerUnknown:
        return None
