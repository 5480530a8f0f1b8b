"""Collections in an agent's hands: what is to come, the batches for the bank, what came back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.office.access import actor_of, office_page
from kwartier.office.bank_forms import LARGEST_MB
from kwartier.office.paging import read_stretch
from kwartier.office.rendering import render_office
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.payments import operations, queries
from kwartier.payments.types import BatchInfo, BatchState, NextStep, ReturnInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.downloads import document_response

XML = "application/xml"
# As many as one reads at once.
_MOST = 100
_LARGEST_ANSWER = LARGEST_MB * 1_000_000
_STEPS = (NextStep.ASK, NextStep.RETRY, NextStep.SUSPEND, NextStep.END)


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_collections(request: BrandedRequest) -> HttpResponse:
    """What is to be collected in the weeks ahead, and the batches; the button makes the next one."""
    if request.method == "POST":
        return _make_batch(request)
    planned = queries.list_collections_to_come(request.brand.id, request.today, now=request.now)
    due = [each for each in planned if each.is_due]
    stretch = read_stretch(request, size=_MOST)
    shown, beside = stretch.cut(planned[stretch.first : stretch.first + stretch.limit])
    context = {
        "active": "collections",
        "is_offered": bool(planned)
        or queries.find_creditor(request.brand.id, on=request.today) is not None,
        "due_count": len(due),
        "due_cents": sum(each.amount_cents for each in due),
        "planned_count": len(planned),
        "planned": beside_accounts(shown),
        **beside,
        "batches": queries.list_batches(request.brand.id),
    }
    return render_office(request, "bank/collections.html", context)


class OfAnAccount(Protocol):
    """Something of a customer's."""

    @property
    def account_id(self) -> int:
        """Whose it is."""
        ...


def beside_accounts[Row: OfAnAccount](
    rows: Sequence[Row], accounts: Mapping[int, AccountInfo] | None = None
) -> list[tuple[Row, AccountInfo]]:
    """Each row with the customer whose it is; one question, unless the customers are at hand."""
    if accounts is None:
        accounts = get_accounts({each.account_id for each in rows})
    return [(each, accounts[each.account_id]) for each in rows if each.account_id in accounts]


def _make_batch(request: BrandedRequest) -> HttpResponse:
    try:
        batch = operations.make_collection_batch(
            brand_id=request.brand.id,
            today=request.today,
            now=request.now,
            actor=actor_of(request),
        )
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
        return redirect("office:collections")
    return redirect("office:collection_batch", batch.number)


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_batch(request: BrandedRequest, batch: str) -> HttpResponse:
    """One batch: what is in it, and the buttons that send or undo it."""
    found = queries.get_batch(request.brand.id, batch)
    if request.method == "POST":
        _take_step(request, found)
        return redirect("office:collection_batch", found.number)
    stretch = read_stretch(request, size=_MOST)
    collections, beside = stretch.cut(
        queries.list_batch_collections(found.id, offset=stretch.first, limit=stretch.limit)
    )
    context = {
        "active": "collections",
        "batch": found,
        "collections": beside_accounts(collections),
        **beside,
    }
    return render_office(request, "bank/collection_batch.html", context)


def _take_step(request: BrandedRequest, batch: BatchInfo) -> None:
    """Send or undo; a refusal is said on the page that follows."""
    say: dict[str, Any] = {
        "brand_id": request.brand.id,
        "number": batch.number,
        "now": request.now,
        "actor": actor_of(request),
    }
    steps: dict[str, Callable[[], BatchInfo]] = {
        "send": lambda: operations.send_batch(today=request.today, **say),
        "undo": lambda: operations.undo_batch(**say),
    }
    step_name = request.POST.get("step", "")
    step = steps.get(step_name)
    if step is None:
        return
    try:
        done = step()
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    else:
        left_out = batch.count - done.count
        if step_name == "send" and done.state == BatchState.UNDONE:
            messages.info(request, _("Nothing of the batch was left to collect: it was undone."))
        elif step_name == "undo":
            messages.success(request, _("The batch is undone: what is due is planned again."))
        else:
            messages.success(request, _("The file is made: fetch it, and bring it to the bank."))
        if done.state != BatchState.UNDONE and left_out:
            told = _("%(count)s of the batch were paid or stopped meanwhile, or wait for a person.")
            messages.info(request, told % {"count": left_out})


@office_page
@require_safe
def download_batch(request: BrandedRequest, batch: str) -> HttpResponse:
    """The file of a batch that was sent."""
    content = queries.read_batch_file(request.brand.id, batch)
    return document_response(content, name=f"{batch}.xml", media_type=XML)


class AnswerForm(forms.Form):
    """A bank's answer, as the bank gave it."""

    answer = forms.FileField(
        label=gettext_lazy("File of the bank (pain.002)"),
        max_length=200,
        error_messages={"required": gettext_lazy("Choose the file that the bank gave you.")},
    )


class DecisionForm(forms.Form):
    """What an agent found and decided about a return."""

    note = forms.CharField(
        label=gettext_lazy("What did you find?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say in a few words what you found and decided.")},
    )
    step = forms.ChoiceField(
        label=gettext_lazy("What follows?"),
        required=False,
        choices=[
            ("", gettext_lazy("nothing more")),
            *((str(step), step.label) for step in _STEPS),
        ],
    )


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_returns(request: BrandedRequest) -> HttpResponse:
    """What came back and waits for a person; a bank's answer is loaded here."""
    is_sent = request.method == "POST"
    form = AnswerForm(request.POST, request.FILES) if is_sent else AnswerForm()
    if is_sent and form.is_valid() and _read_answer(request, form):
        return redirect("office:returns")
    everything = request.GET.get("show") == "all"
    returns = queries.list_returns(request.brand.id, queries.ReturnWish(is_open=not everything))
    suspended = queries.list_suspended(request.brand.id)
    about = {each.account_id for each in returns} | {each.account_id for each in suspended}
    accounts = get_accounts({account_id for account_id in about if account_id is not None})
    context = {
        "active": "collections",
        "form": form,
        "suspended": beside_accounts(suspended, accounts),
        "shows_all": everything,
        "returns": [(each, accounts.get(each.account_id or 0)) for each in returns],
        "work": queries.count_work(request.brand.id),
    }
    status = 422 if form.errors else 200
    return render_office(request, "bank/returns.html", context, status=status)


def _read_answer(request: BrandedRequest, form: AnswerForm) -> bool:
    uploaded = form.cleaned_data["answer"]
    if uploaded.size > _LARGEST_ANSWER:
        form.add_error("answer", _("This file is larger than an answer of a bank can be."))
        return False
    try:
        read = operations.read_bank_answer(
            brand_id=request.brand.id,
            content=uploaded.read(),
            today=request.today,
            now=request.now,
            actor=actor_of(request),
        )
    except Refusal as refusal:
        form.add_error("answer", refusal.say_all())
        return False
    fresh = [each for each in read.returns if not each.is_repeat]
    told = _("The answer to %(number)s was read: %(count)s of it came back.")
    messages.success(request, told % {"number": read.number, "count": len(fresh)})
    return True


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def decide_return(request: BrandedRequest, return_id: int) -> HttpResponse:
    """One return: what the bank said, and what an agent decides."""
    found = _get_return(request, return_id)
    is_sent = request.method == "POST"
    form = DecisionForm(request.POST) if is_sent else DecisionForm()
    if is_sent and form.is_valid():
        step = form.cleaned_data["step"]
        try:
            operations.decide_return(
                brand_id=request.brand.id,
                return_id=return_id,
                note=form.cleaned_data["note"],
                step=NextStep(step) if step else None,
                today=request.today,
                now=request.now,
                actor=actor_of(request),
            )
        except Refusal as refusal:
            messages.error(request, refusal.say_all())
        else:
            messages.success(request, _("The decision is on the record."))
        return redirect("office:returns")
    account = get_accounts([found.account_id]).get(found.account_id) if found.account_id else None
    context = {
        "active": "collections",
        "form": form,
        "each": found,
        "account": account,
    }
    return render_office(request, "bank/return.html", context, status=422 if form.errors else 200)


def _get_return(request: BrandedRequest, return_id: int) -> ReturnInfo:
    found = queries.find_return(request.brand.id, return_id)
    if found is None:
        raise Http404
    return found
