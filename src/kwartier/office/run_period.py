"""One period of a billing run in an agent's hands: its bill as it will be; left out, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kwartier.arrears.invoice_states import Around, state_of
from kwartier.billing import operations, queries
from kwartier.billing.queries import RunView
from kwartier.ledger.queries import get_standing
from kwartier.office.access import actor_of, office_page
from kwartier.office.forms import LeaveOutForm
from kwartier.office.rendering import locale_of, render_office
from kwartier.office.run_periods import list_lines
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.bills.beside import beside_table
from kwartier.ui.bills.page import BillAddresses, BillReader, bill_page, build_bill_page
from kwartier.ui.refusing import refuse


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_period(request: BrandedRequest, run_number: str, row_id: int) -> HttpResponse:
    """One period of a run: its bill as it will be, beside the one before; left out, or taken back."""
    coming = queries.get_coming_bill(
        brand_id=request.brand.id, number=run_number, row_id=row_id, today=request.today
    )
    (line,) = list_lines([coming.row])
    is_leaving_out = request.method == "POST" and request.POST.get("step") == "leave_out"
    form = LeaveOutForm(request.POST if is_leaving_out else None)
    if request.method == "POST" and _choose(request, coming.run, row_id, form):
        return redirect("office:billing_run_period", run_number, row_id)
    context = {
        "active": "billing_runs",
        "run": coming.run,
        "line": line,
        "row": coming.row,
        "form": form,
        "may_leave_out": coming.run.may_be_chosen_from and not coming.row.left_out_because,
        "may_plan_again": coming.run.state == "planned" and coming.row.state == "refused",
        "bill_url": reverse("office:bill", args=[line.account.number, coming.row.bill_number])
        if coming.row.bill_number
        else "",
        "has_bill": coming.page is not None,
    }
    if coming.page is not None:
        context |= build_bill_page(
            coming.page,
            contract=coming.row.contract,
            open_by_number={
                **get_standing(account_id=line.account.id).open_by_document,
                coming.page.bill.number: coming.page.bill.balance_cents,
            },
            state=state_of(
                bill_page(coming.page, coming.page.bill.balance_cents),
                Around(),
                today=request.today,
            ),
            reader=BillReader(
                locale=locale_of(request),
                supplier=request.brand.name,
                today=request.today,
                now=request.now,
            ),
            addresses=_addresses_of(line.account),
        )
        if coming.page.before is not None:
            context |= {
                "side_by_side": beside_table(
                    coming.page.before, coming.page.bill, locale_of(request)
                ),
                "before_url": reverse(
                    "office:bill", args=[line.account.number, coming.page.before.number]
                ),
            }
    status = 422 if form.errors else 200
    return render_office(request, "billing_runs/period.html", context, status=status)


def _choose(request: BrandedRequest, run: RunView, row_id: int, form: LeaveOutForm) -> bool:
    """Leave the period out, or look at it again; whether nothing was refused."""
    step: dict[str, Any] = {
        "brand_id": request.brand.id,
        "number": run.number,
        "row_ids": [row_id],
        "now": request.now,
        "actor": actor_of(request),
    }
    try:
        if request.POST.get("step") == "plan_again":
            operations.plan_again(**step)
        elif request.POST.get("step") == "leave_out":
            if not form.is_valid():
                return False
            operations.leave_out(reason=form.cleaned_data["reason"], **step)
            messages.success(request, _("This period makes no bill in this run."))
    except Refusal as refusal:
        if not form.is_bound:
            messages.error(request, refusal.say_all())
            return True
        refuse(form, refusal)
        return False
    return True


def _addresses_of(account: AccountInfo) -> BillAddresses:
    """A bill that nobody got has no files yet, and nobody asked about it."""
    return BillAddresses(
        recompute="",
        bundle="",
        pdf="",
        einvoice="",
        bill_at=lambda other: reverse("office:bill", args=[account.number, other]),
        file_at=lambda _which, _kind: "",
        request_at=lambda other: reverse("office:request", args=[account.number, other]),
    )
