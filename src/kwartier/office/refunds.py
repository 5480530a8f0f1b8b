"""Refunds in an agent's hands: who waits for money, batches made by one and approved by another."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kwartier.office.access import actor_of, customer_page, office_page
from kwartier.office.collections import XML, OfAnAccount, beside_accounts
from kwartier.office.paging import read_stretch
from kwartier.office.rendering import render_office
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.payments import operations, queries
from kwartier.payments.types import RefundBatchState
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.wording import speak_money
from kwartier.ui.downloads import document_response

_MOST = 100


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_refunds(request: BrandedRequest) -> HttpResponse:
    """Who waits for money and who does not get it yet, and the batches; the button makes one."""
    if request.method == "POST":
        return _make_batch(request)
    planned = queries.plan_refunds(request.brand.id, request.today, now=request.now)
    asked = queries.list_waiting_refunds(request.brand.id)
    ready = [each for each in planned if each.why_not is None]
    held = [each for each in planned if each.why_not is not None]
    shown: list[OfAnAccount] = [*ready[:_MOST], *asked[:_MOST], *held[:_MOST]]
    accounts = get_accounts({each.account_id for each in shown})
    batches = queries.list_refund_batches(request.brand.id)
    to_approve = [each for each in batches if each.state == RefundBatchState.MADE]
    context = {
        "active": "refunds",
        "ready": beside_accounts(ready[:_MOST], accounts),
        "asked": beside_accounts(asked[:_MOST], accounts),
        "held": beside_accounts(held[:_MOST], accounts),
        "held_count": len(held),
        "to_approve": to_approve,
        "to_approve_cents": sum(each.total_cents for each in to_approve),
        "count": len(ready) + len(asked),
        "shown_count": len(ready[:_MOST]) + len(asked[:_MOST]),
        "cents": sum(each.amount_cents for each in ready)
        + sum(each.amount_cents for each in asked),
        "batches": batches,
    }
    return render_office(request, "bank/refunds.html", context)


def _make_batch(request: BrandedRequest) -> HttpResponse:
    try:
        batch = operations.make_refund_batch(
            brand_id=request.brand.id,
            today=request.today,
            now=request.now,
            actor=actor_of(request),
        )
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
        return redirect("office:refunds")
    return redirect("office:refund_batch", batch.number)


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_batch(request: BrandedRequest, batch: str) -> HttpResponse:
    """One batch: what is in it, and the buttons of its next step."""
    found = queries.get_refund_batch(request.brand.id, batch)
    if request.method == "POST":
        _take_step(request, batch)
        return redirect("office:refund_batch", batch)
    stretch = read_stretch(request, size=_MOST)
    refunds, beside = stretch.cut(
        queries.list_batch_refunds(found.id, offset=stretch.first, limit=stretch.limit)
    )
    context = {
        "active": "refunds",
        "batch": found,
        "refunds": beside_accounts(refunds),
        **beside,
        "is_mine": found.made_by == request.user.pk,
        "needs_another": queries.needs_another(found.id, int(request.user.pk), now=request.now),
    }
    return render_office(request, "bank/refund_batch.html", context)


def _take_step(request: BrandedRequest, number: str) -> None:
    say: dict[str, Any] = {
        "brand_id": request.brand.id,
        "number": number,
        "now": request.now,
        "actor": actor_of(request),
    }
    steps: dict[str, Callable[[], object]] = {
        "approve": lambda: operations.approve_refund_batch(today=request.today, **say),
        "undo": lambda: operations.undo_refund_batch(**say),
    }
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        return
    try:
        step()
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    else:
        messages.success(request, _DONE[request.POST["step"]]())


_DONE: dict[str, Callable[[], str]] = {
    "approve": lambda: _("Approved: fetch the file, and bring it to the bank."),
    "undo": lambda: _("The batch is undone: what was asked for waits again."),
}


@office_page
@require_safe
def download_batch(request: BrandedRequest, batch: str) -> HttpResponse:
    """The file of a batch that was approved."""
    content = queries.read_refund_file(request.brand.id, batch)
    return document_response(content, name=f"{batch}.xml", media_type=XML)


@customer_page
@require_POST
def ask_for_refund(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Ask for the credit of a customer who is on the telephone."""
    try:
        refund = operations.ask_for_refund(
            account=account, today=request.today, now=request.now, actor=actor_of(request)
        )
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    else:
        told = {"amount": speak_money(refund.amount_cents), "iban": refund.masked_iban}
        messages.success(
            request, _("%(amount)s goes to %(iban)s with the next batch of refunds.") % told
        )
    return redirect("office:customer", account.number)
