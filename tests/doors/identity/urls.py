"""The whole house, with a first page and an office that say in a word what the tests ask."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kwartier.config.urls import handler403, handler404
from kwartier.config.urls import urlpatterns as house
from kwartier.office.access import office_required
from kwartier.portal.account.current import get_current_account


def show_home(request: HttpRequest) -> HttpResponse:
    account = get_current_account(request)
    return HttpResponse(f"{account.number} {account.role}")


@office_required
def show_office(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("the office")


urlpatterns = [path("", show_home), path("office/", show_office), *house]
__all__ = ["handler403", "handler404", "urlpatterns"]
