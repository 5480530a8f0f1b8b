"""The pages of consents: for what values finer than a day may be kept, given and revoked, and the log."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kwartier.intervals import operations, queries
from kwartier.intervals.refusals import (
    ConsentAlreadyEnded,
    ConsentAlreadyGiven,
    ConsentTextChanged,
)
from kwartier.intervals.types import (
    ConsentChannel,
    ConsentEnd,
    ConsentRow,
    ConsentText,
    Purged,
    Purpose,
)
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Text
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, customer_page, locale_of, one_per_point
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.ui.formats import format_number
from kwartier.ui.narrowing import narrow


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """A purpose on the page: its text, and the consent that holds, if one does."""

    text: ConsentText
    consent: ConsentRow | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """A consent in the log, with what was agreed to and the words of why it ended."""

    consent: ConsentRow
    text: Text
    why: Text


@require_safe
@customer_page
def show_data(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The way in: the one supply point, or a list of them, also those of contracts that ended."""
    contracts = one_per_point(list_contracts(account.id))
    if len(contracts) == 1:
        return redirect("portal:consumption_data_of", code=contracts[0].code)
    narrowed = narrow(contracts, request.GET.get("q", ""), lambda contract: contract.words)
    context = {"active": "readings", "contracts": contracts, "narrowed": narrowed}
    return render(request, "portal/intervals/sites.html", context)


@require_safe
@customer_page
def show_data_of(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """For what the data of a supply point may be kept, each with one button; below, what was before."""
    contract, is_one_of_several = _find_contract(account, code)
    rows = queries.list_consents(account.id, supply_point_id=contract.supply_point_id)
    live = {row.purpose: row for row in rows if row.is_live}
    context = {
        "active": "readings",
        "contract": contract,
        "several": is_one_of_several,
        "can_act": account.may_act,
        "lines": [PurposeLine(queries.read_consent_text(each), live.get(each)) for each in Purpose],
        "live_count": len(live),
        "log": [
            LogLine(
                row,
                queries.read_consent_text(row.purpose, row.text_version).text,
                ConsentEnd(row.ended_because).label if row.ended_at else "",
            )
            for row in rows
        ],
    }
    return render(request, "portal/intervals/data.html", context)


@require_POST
@customer_page
def give_consent(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """Give the consent whose text the page showed; for one that is none, there is nothing here."""
    contract, _several = _find_contract(account, code)
    if request.POST.get("purpose") not in Purpose.values:
        raise Http404
    try:
        operations.give_consent(
            account=account,
            supply_point_id=contract.supply_point_id,
            purpose=Purpose(request.POST["purpose"]),
            text_version=request.POST.get("version", ""),
            channel=ConsentChannel.PORTAL,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
        )
        messages.success(request, _("Noted. You can revoke it here whenever you want."))
    except (ConsentAlreadyGiven, ConsentTextChanged) as refusal:
        messages.info(request, refusal.say_all())
    return redirect("portal:consumption_data_of", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def revoke_consent(
    request: BrandedRequest, account: AccountInfo, code: str, consent_id: str
) -> HttpResponse:
    """Say what revoking removes and what stays and why; then do it, and say what was removed."""
    contract, _several = _find_contract(account, code)
    asked: dict[str, Any] = {
        "account": account,
        "consent_id": int(consent_id),
        "actor": actor_of(request),
        "now": request.now,
    }
    rows = queries.list_consents(account.id, supply_point_id=contract.supply_point_id)
    consent = next((row for row in rows if row.id == int(consent_id)), None)
    if consent is None:
        raise Http404
    try:
        if request.method == "POST":
            messages.success(
                request, _say_removed(operations.revoke_consent(**asked), locale_of(request))
            )
            return redirect("portal:consumption_data_of", code=code)
        purged = operations.preview_revocation(**asked)
    except ConsentAlreadyEnded as refusal:
        messages.info(request, refusal.say_all())
        return redirect("portal:consumption_data_of", code=code)
    context = {
        "active": "readings",
        "contract": contract,
        "consent": consent,
        "purged": purged,
        "covered_count": purged.kept_days - purged.billed_days,
    }
    return render(request, "portal/intervals/revoke.html", context)


def _find_contract(account: AccountInfo, code: str) -> tuple[ContractRow, bool]:
    """The account's contract at a supply point, also one that ended; and whether it has other points."""
    contracts = list_contracts(account.id)
    found = next((row for row in contracts if row.code == code), None)
    if found is None:
        raise Http404
    return found, len(one_per_point(contracts)) > 1


def _say_removed(purged: Purged, locale: str) -> str:
    """How much went, and how much stays because a bill rests on it."""
    said = [_("Revoked.")]
    if purged.day_count:
        said.append(
            ngettext(
                "The detailed values of %(count)s day were removed.",
                "The detailed values of %(count)s days were removed.",
                purged.day_count,
            )
            % {"count": format_number(purged.day_count, locale)}
        )
    else:
        said.append(_("Nothing had to be removed."))
    if purged.billed_days:
        said.append(
            ngettext(
                "%(count)s day stays: a bill rests on it.",
                "%(count)s days stay: a bill rests on them.",
                purged.billed_days,
            )
            % {"count": format_number(purged.billed_days, locale)}
        )
    return " ".join(said)
