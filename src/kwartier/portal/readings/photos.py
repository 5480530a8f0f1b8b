"""The photos of the meter beside a reading that the customer gave: look, add, delete."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kwartier.metering import operations, queries
from kwartier.parties.queries import require_role
from kwartier.parties.types import AccountInfo, Role
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, customer_page, get_current_contract
from kwartier.ui.downloads import photo_response
from kwartier.ui.reading_form import PhotoForm


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def show_photos(
    request: BrandedRequest, account: AccountInfo, code: str, day: date
) -> HttpResponse:
    """The photos beside the reading of a day, and a box for another."""
    contract = get_current_contract(request, account, code=code)
    reading = queries.get_reading(
        contract.supply_point_id, day, account_id=account.id, with_photos=True
    )
    form = PhotoForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        require_role(request.user.pk, account.id, Role.DELEGATE)
        if form.take(
            request, contract=contract, account_id=account.id, read_on=day, actor=actor_of(request)
        ):
            messages.success(request, _("The photo is kept beside your reading."))
            return redirect("portal:reading_photos", code=code, day=day)
    context = {
        "active": "readings",
        "contract": contract,
        "reading": reading,
        "form": form,
        "can_act": account.may_act and reading.account_id == account.id,
        "kept_months": queries.get_photo_months(request.brand.country, request.today),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/readings/photos.html", context, status=status)


@require_safe
@customer_page
def show_photo(
    request: BrandedRequest, account: AccountInfo, code: str, photo_id: int
) -> HttpResponse:
    """One photo, as it is kept."""
    contract = get_current_contract(request, account, code=code)
    content = queries.get_photo(
        photo_id, supply_point_id=contract.supply_point_id, account_id=account.id
    )
    return photo_response(content, name=f"meter-{photo_id}")


@require_POST
@customer_page
def remove_photo(
    request: BrandedRequest, account: AccountInfo, code: str, day: date, photo_id: int
) -> HttpResponse:
    """Delete a photo; the reading stays."""
    contract = get_current_contract(request, account, code=code)
    require_role(request.user.pk, account.id, Role.DELEGATE)
    operations.remove_photo(
        supply_point_id=contract.supply_point_id,
        photo_id=photo_id,
        actor=actor_of(request),
        now=request.now,
        account_id=account.id,
    )
    messages.success(request, _("The photo is deleted. Your reading stays."))
    return redirect("portal:reading_photos", code=code, day=day)
