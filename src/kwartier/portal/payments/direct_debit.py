"""Direct debit: what there is, one question a page on the way to a signature, change, stop."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kwartier.ledger.queries import list_open_items
from kwartier.parties.types import AccountInfo, AccountKind
from kwartier.payments import operations
from kwartier.payments.queries import (
    find_account_obstacle,
    find_bank_account,
    find_creditor,
    find_live_mandate,
    find_next_transfer,
    list_mandates,
    read_text,
)
from kwartier.payments.refusals import MandateMissing
from kwartier.payments.types import MandateInfo, Scheme
from kwartier.platform.errors import NotAllowed, NotFound, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, customer_page
from kwartier.portal.account.step_up import check_identity
from kwartier.portal.payments.signing import Wish, address_of, find_step, form_of, list_steps
from kwartier.pricing.queries import list_cards_with_condition
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ArrangementKind
from kwartier.ui.mandate_form import TermsForm, initial_of
from kwartier.ui.refusing import refuse

_LONGEST_ID = 19
_CHANGEABLE = ("kind", "scope", "from", "limit")


@require_GET
@customer_page
def show_direct_debit(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The mandate that there is, with its text; or what direct debit is, and how to begin."""
    mandates = list_mandates(account.id)
    context = {
        "active": "payments",
        "account": account,
        "mandate": next((each for each in mandates if each.is_live), None),
        "earlier": [each for each in mandates if not each.is_live],
        "is_offered": find_creditor(request.brand.id, on=request.today) is not None,
        "has_discount": has_discount(request, account),
    }
    return render(request, "portal/payments/direct_debit.html", context)


@require_GET
@customer_page
def ask_step(request: BrandedRequest, account: AccountInfo, step: str) -> HttpResponse:
    """One question; a good answer leads to the next, and what was answered stands in the address.

    Who signed already is led to what they signed.
    """
    _check_may_sign(request, account)
    if find_live_mandate(account.id) is not None:
        return redirect("portal:direct_debit")
    is_business = account.kind == AccountKind.BUSINESS
    steps = list_steps(is_business=is_business)
    if step not in steps:
        raise NotFound
    wish = Wish.of(request.GET, is_business=is_business)
    form = form_of(step, request.GET if "go" in request.GET else None, wish)
    if form is not None and form.is_valid():
        answered = wish.answer(step, form.cleaned_data)
        return redirect(address_of(find_step(steps, step), answered))
    known = find_bank_account(account.id) if step == "from" else None
    context = {
        "active": "payments",
        "form": form,
        "wish": wish,
        "step": step,
        "number": steps.index(step) + 1,
        "count": len(steps),
        "back_url": address_of(steps[steps.index(step) - 1], wish) if step != steps[0] else "",
        "next_url": address_of(find_step(steps, step), wish),
        "here_url": address_of(step, wish),
        "here_path": request.path,
        "kept": {k: v for k, v in wish.sent.items() if form is None or k not in form.fields},
        "bank_account": known,
        "obstacle": find_account_obstacle(known.masked_iban) if known else None,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, f"portal/payments/sign_{step}.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@customer_page
def sign(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Everything once more with the words of the mandate, and the signature of who just said who it is."""
    _check_may_sign(request, account)
    if request.method == "GET" and find_live_mandate(account.id) is not None:
        return redirect("portal:direct_debit")
    check_identity(request)
    is_business = account.kind == AccountKind.BUSINESS
    wish = Wish.of(request.POST or request.GET, is_business=is_business)
    creditor = find_creditor(request.brand.id, on=request.today)
    bank_account = find_bank_account(account.id)
    if creditor is None:
        raise NotFound
    if bank_account is None:
        return redirect(address_of("from", wish))
    if request.method == "GET" and find_account_obstacle(bank_account.masked_iban):
        return redirect(address_of("from", wish))
    seen_account_id = _read_seen(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        if seen_account_id is None or not wish.is_said_by(request.POST):
            messages.info(request, _("Nothing was signed yet. Read it here, and sign it below."))
            return redirect(address_of("sign", wish))
        try:
            operations.sign_mandate(
                account=account,
                scheme=wish.scheme,
                terms=wish.terms,
                seen_account_id=seen_account_id,
                language=get_language() or "en",
                signed_from=str(get_adapter().get_client_ip(request)),
                actor=actor_of(request),
                now=request.now,
            )
        except NotAllowed:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("portal:direct_debit_signed")
    context = {
        "active": "payments",
        "wish": wish,
        "creditor": creditor,
        "bank_account": bank_account,
        "words": read_text(wish.scheme, language=get_language() or "en", creditor=creditor.name),
        "addresses": {name: address_of(name, wish) for name in _CHANGEABLE},
        "is_business": is_business,
        "obstacles": [refusal] if refusal else [],
    }
    status = refusal.status if refusal else 200
    return render(request, "portal/payments/sign.html", context, status=status)


@require_GET
@customer_page
def show_signed(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The reference of the mandate, and what happens next."""
    context = {"active": "payments", "account": account, "mandate": _get_live(account)}
    return render(request, "portal/payments/direct_debit_signed.html", context)


@require_http_methods(["GET", "POST"])
@customer_page
def change(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What is collected, and above what the customer is asked: changed without a new signature."""
    _check_may_act(account)
    mandate = _get_live(account)
    form = TermsForm(request.POST or None, initial=initial_of(mandate.terms))
    if form.is_valid():
        try:
            operations.change_mandate(
                account=account,
                terms=form.terms,
                seen=form.cleaned_data["seen"],
                actor=actor_of(request),
                now=request.now,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Noted. We also told you by e-mail."))
            return redirect("portal:direct_debit")
    context = {"active": "payments", "form": form, "mandate": mandate}
    status = 422 if form.errors else 200
    return render(request, "portal/payments/direct_debit_change.html", context, status=status)


@require_http_methods(["GET", "POST"])
@customer_page
def stop(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What follows from stopping, said first; then one button."""
    _check_may_act(account)
    mandate = find_live_mandate(account.id)
    if mandate is None:
        return redirect("portal:direct_debit")
    if request.method == "POST":
        try:
            operations.stop_mandate(account=account, actor=actor_of(request), now=request.now)
        except MandateMissing as refusal:  # stopped in the same moment
            messages.info(request, refusal.say())
        else:
            messages.success(request, _say_stopped(mandate))
        return redirect("portal:direct_debit")
    context = {
        "active": "payments",
        "mandate": mandate,
        "reference": format_html('<span class="nb">{}</span>', mandate.reference),
        "has_discount": has_discount(request, account),
        "next_item": find_next_transfer(request.brand.id, account.id),
    }
    return render(request, "portal/payments/direct_debit_stop.html", context)


def _say_stopped(mandate: MandateInfo) -> str:
    said = _("The direct debit has stopped. Pay the next invoices by bank transfer.")
    if mandate.scheme != Scheme.B2B:
        return said
    its_bank = _(
        "Your bank keeps a business-to-business mandate until you tell it: ask it to take %(reference)s out."
    )
    return f"{said} {its_bank % {'reference': mandate.reference}}"


@require_POST
@customer_page
def resume(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Let a suspended mandate collect again."""
    try:
        operations.resume_mandate(account=account, actor=actor_of(request), now=request.now)
    except MandateMissing as refusal:
        messages.info(request, refusal.say_all())
    else:
        messages.success(request, _("We collect again from the next invoice on."))
    return redirect("portal:direct_debit")


@require_POST
@customer_page
def agree(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """Have one invoice above the limit collected."""
    items = list_open_items(account_id=account.id)
    item = next((each for each in items if each.document == document), None)
    if item is None:
        raise NotFound
    try:
        operations.agree_to_collection(
            account=account,
            document=document,
            kind=item.kind,
            amount_cents=item.open_cents,
            actor=actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        messages.info(request, refusal.say_all())
    else:
        messages.success(request, _("We collect %(document)s too.") % {"document": document})
    return redirect("portal:payments")


def has_discount(request: BrandedRequest, account: AccountInfo) -> bool:
    """Whether a price card of the customer promises something for direct debit."""
    cards = set(
        list_cards_with_condition(brand_id=request.brand.id, name=ArrangementKind.DIRECT_DEBIT)
    )
    contracts: list[Any] = list_contracts(account.id) if cards else []
    return any(each.price_card_id in cards and each.ends_after(request.today) for each in contracts)


def _check_may_sign(request: BrandedRequest, account: AccountInfo) -> None:
    _check_may_act(account)
    if find_creditor(request.brand.id, on=request.today) is None:
        raise NotFound


def _check_may_act(account: AccountInfo) -> None:
    if not account.may_act:
        raise NotAllowed


def _read_seen(request: BrandedRequest) -> int | None:
    """The bank account that the page of the signature showed; None where it does not say."""
    seen = request.POST.get("account", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < _LONGEST_ID else None


def _get_live(account: AccountInfo) -> MandateInfo:
    mandate = find_live_mandate(account.id)
    if mandate is None:
        raise NotFound
    return mandate
