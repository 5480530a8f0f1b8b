"""URLs of the API: ``v1/``, its document, and a problem for everything else."""

from typing import cast

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.urls import reverse as address_of
from django.views.decorators.http import require_GET

from kwartier.api.door import api, compose_document
from kwartier.api.guard import guard, guard_all, show_unknown


@guard
@require_GET
def show_document(_request: HttpRequest) -> JsonResponse:
    """The OpenAPI document, for this brand's own address."""
    root = address_of("api:document").removesuffix("/openapi.json")
    return JsonResponse(compose_document(server=root))


_routes, _app, _namespace = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "v1/",
        include(
            (
                [
                    path("openapi.json", show_document, name="document"),
                    *guard_all(cast("list[URLPattern]", _routes)),
                ],
                "api",
            )
        ),
    ),
    re_path(r"^", show_unknown),
]
