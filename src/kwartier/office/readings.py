"""Readings of a customer in an agent's hands: enter one for them, accept or reject one."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kwartier.metering import operations, queries
from kwartier.metering.types import ReadingRow, ReadingState, RecordedReading
from kwartier.office.access import actor_of, customer_page, note_visit
from kwartier.office.forms import DecisionForm
from kwartier.office.rendering import render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import ActorKind
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.support.queries import list_requests
from kwartier.support.types import Ball, RequestKind, RequestRow
from kwartier.ui.downloads import photo_response
from kwartier.ui.reading_form import ReadingForm
from kwartier.ui.refusing import refuse

_MOST_EARLIER = 5  # two winters of a meter that is read every half year
_UNDECIDED = (ReadingState.QUESTIONED, ReadingState.WITH_AGENT)


@customer_page
@require_safe
def show_readings(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """Every reading of the customer at a supply point, also what was taken back or rejected."""
    contracts = get_contracts_at(account, code)
    note_visit(request, account.id, "readings")
    context = {
        "contract": contracts[0],
        "rows": _readings_of(account, contracts),
        "undecided": _UNDECIDED,
        "registers": queries.list_registers(contracts[0].supply_point_id, request.today),
    }
    return render_office(request, "readings/list.html", context, account=account)


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter_reading(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """Type what the customer reads out; what cannot be is said beside its field."""
    contract = get_contracts_at(account, code)[0]
    form, recorded = ReadingForm.take(request, contract=contract, actor=actor_of(request))
    if recorded is not None:
        return _after_recording(request, account, contract, recorded)
    context = {
        "contract": contract,
        "form": form,
        "latest": queries.find_latest_reading(contract.supply_point_id),
    }
    status = 422 if form.errors else 200
    return render_office(request, "readings/enter.html", context, account=account, status=status)


def _after_recording(
    request: BrandedRequest, account: AccountInfo, contract: ContractRow, recorded: RecordedReading
) -> HttpResponse:
    if recorded.is_questioned:
        for index in recorded.indexes:
            if not index.in_line and index.lowest_index is not None:
                messages.warning(
                    request,
                    _("%(index)s is out of line: between %(lowest)s and %(highest)s was expected.")
                    % {
                        "index": index.index_value,
                        "lowest": index.lowest_index,
                        "highest": index.highest_index,
                    },
                )
        return redirect("office:decide_reading", account.number, contract.code, recorded.read_on)
    messages.success(request, _("The reading is stored, and the forecast counts it."))
    return redirect("office:customer", account.number)


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def decide_reading(
    request: BrandedRequest, account: AccountInfo, code: str, day: date
) -> HttpResponse:
    """A reading out of line: accept it or not, and say why."""
    contracts = get_contracts_at(account, code)
    rows = _readings_of(account, contracts)
    reading = _find_reading(rows, day)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        accepts = request.POST.get("decision") == "accept"
        decide = operations.accept_reading if accepts else operations.reject_reading
        try:
            decide(
                supply_point_id=contracts[0].supply_point_id,
                read_on=day,
                actor=actor_of(request, reason=form.cleaned_data["reason"]),
                now=request.now,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _after_deciding(request, account, accepts=accepts)
    context = {
        "contract": contracts[0],
        "reading": reading,
        "earlier": _list_earlier(rows, day),
        "is_undecided": reading.state in _UNDECIDED,
        "requests": _open_requests(account),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render_office(request, "readings/decide.html", context, account=account, status=status)


@customer_page
@require_safe
def show_photo(
    request: BrandedRequest, account: AccountInfo, code: str, photo_id: int
) -> HttpResponse:
    """A photo that the customer put beside a reading; that it was looked at is in their log."""
    contract = get_contracts_at(account, code)[0]
    content = queries.get_photo(
        photo_id, supply_point_id=contract.supply_point_id, account_id=account.id
    )
    note_visit(request, account.id, "readings")
    return photo_response(content, name=f"meter-{photo_id}")


@customer_page
@require_POST
def remove_photo(
    request: BrandedRequest, account: AccountInfo, code: str, day: date, photo_id: int
) -> HttpResponse:
    """Delete a photo, one that shows a person for example; the reading stays."""
    contract = get_contracts_at(account, code)[0]
    operations.remove_photo(
        supply_point_id=contract.supply_point_id,
        photo_id=photo_id,
        actor=actor_of(request),
        now=request.now,
        account_id=account.id,
    )
    messages.success(request, _("The photo is deleted. The reading stays."))
    return redirect("office:decide_reading", account.number, code, day)


def _after_deciding(
    request: BrandedRequest, account: AccountInfo, *, accepts: bool
) -> HttpResponse:
    """To the request in which the customer waits for the answer, if it is plain which one it is."""
    messages.success(
        request,
        _("The reading is accepted, and the forecast counts it.")
        if accepts
        else _("The reading is not accepted. It stays on the record."),
    )
    disputes = [row for row in _open_requests(account) if row.kind is RequestKind.READING_DISPUTE]
    if len(disputes) == 1:
        messages.info(request, _("The customer waits for an answer here."))
        return redirect("office:request", account.number, disputes[0].number)
    return redirect("office:customer", account.number)


def _open_requests(account: AccountInfo) -> list[RequestRow]:
    return [row for row in list_requests(account_id=account.id) if row.ball is not Ball.DONE]


def get_contracts_at(account: AccountInfo, code: str) -> list[ContractRow]:
    """The customer's contracts at a supply point, the running one first. Raises NotFound."""
    contracts = [row for row in list_contracts(account.id) if row.code == code]
    if not contracts:
        raise NotFound
    return contracts


def _readings_of(account: AccountInfo, contracts: list[ContractRow]) -> list[ReadingRow]:
    """The readings of the customer's own days: what was before or after is somebody else's."""
    rows = queries.list_readings(
        contracts[0].supply_point_id,
        states=frozenset(ReadingState),
        account_id=account.id,
        actor_kind=ActorKind.AGENT,
        with_photos=True,
    )
    return [
        row
        for row in rows
        if any(
            each.from_ <= row.read_on and (each.until is None or row.read_on <= each.until)
            for each in contracts
        )
    ]


def _list_earlier(rows: list[ReadingRow], day: date) -> list[ReadingRow]:
    """The last readings before a day that count: what a new one is judged by."""
    known = [row for row in rows if row.read_on < day and row.state == ReadingState.ACCEPTED]
    return known[:_MOST_EARLIER]


def _find_reading(rows: list[ReadingRow], day: date) -> ReadingRow:
    """The reading of a day that waits, else the last one that a customer gave. Raises NotFound."""
    of_day = [row for row in rows if row.read_on == day and not row.is_official]
    of_day.sort(key=lambda row: row.state not in _UNDECIDED)
    if not of_day:
        raise NotFound
    return of_day[0]
