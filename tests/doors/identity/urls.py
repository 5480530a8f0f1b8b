"""A small house around the account pages: the identity tests need no other page of the portal."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kwartier.office.access import office_required
from kwartier.portal.account.current import get_current_account
from kwartier.portal.account.urls import urlpatterns as account_urls


def show_home(request: HttpRequest) -> HttpResponse:
    account = get_current_account(request)
    return HttpResponse(f"{account.number} {account.role}")


@office_required
def show_office(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("the office")


urlpatterns = [
    path("account/", include("kwartier.portal.account.links")),
    path("account/", include("allauth.urls")),
    path("office/", show_office),
    path("", include(([path("", show_home, name="home"), *account_urls], "portal"))),
]
handler404 = "kwartier.ui.views.show_not_found"
handler403 = "kwartier.ui.views.show_forbidden"
