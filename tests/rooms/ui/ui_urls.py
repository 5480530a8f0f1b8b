"""URLs for these tests: the design system alone, whatever the doors are doing."""

from django.http import HttpResponse
from django.urls import include, path


def answer(request):
    return HttpResponse()


urlpatterns = [
    path("ui/", include("kwartier.ui.urls")),
    path("language/", answer, name="set_language"),
    path("sign-out/", answer, name="account_logout"),
]
