"""The first page of the office: one search box, then what waits."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kwartier.office.access import office_page
from kwartier.office.piles import list_piles
from kwartier.office.rendering import render_office
from kwartier.office.search import find_only, search_customers
from kwartier.platform.tenancy import BrandedRequest
from kwartier.support.queries import list_open_requests

PASSABLE_DAYS = (1, 7, 30)
_FEW = 6
_LONGEST_SEARCH = 120


@office_page
@require_safe
def show_home(request: BrandedRequest) -> HttpResponse:
    """Search, or see what waits; a search that names one customer leads straight there."""
    wanted = request.GET.get("q", "").strip()[:_LONGEST_SEARCH]
    if wanted:
        hits = search_customers(request.brand.id, wanted)
        only = find_only(hits)
        if only is not None:
            return redirect("office:customer", number=only.account.number)
        found = {"active": "home", "wanted": wanted, "hits": hits}
        return render_office(request, "found.html", found)
    requests = list_open_requests(brand_id=request.brand.id)
    context = {
        "active": "home",
        "piles": list_piles(request.brand, today=request.today, requests=requests),
        "requests": requests[:_FEW],
        "request_count": len(requests),
        "passable_days": PASSABLE_DAYS if request.brand.is_demonstration else (),
    }
    return render_office(request, "home.html", context)
