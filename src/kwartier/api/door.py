"""The door itself: its routes, and how it answers what is refused."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from kwartier.api.documents import describe_door
from kwartier.api.problems import (
    answer_failure,
    answer_not_allowed,
    answer_not_found,
    answer_refusal,
    answer_too_large,
)
from kwartier.api.resources import (
    account_statements,
    accounts,
    advances,
    alerts,
    arrears,
    billing,
    bills,
    consumption,
    delivery,
    documents,
    help,  # noqa: A004 - the resource is called so
    interval_files,
    intervals,
    mandates,
    me,
    office_alerts,
    office_arrears,
    office_bank,
    office_books,
    office_collections,
    office_exchanges,
    office_intervals,
    office_mandates,
    office_payments,
    office_refunds,
    office_schedules,
    office_statements,
    office_weather,
    overview,
    payments,
    reading_photos,
    readings,
    rebilling,
    refunds,
    requests,
    schedules,
    supply,
)
from kwartier.api.validation import (
    answer_http_error,
    answer_invalid,
    answer_too_many,
    refuse_unknown_parameters,
)
from kwartier.platform.errors import Refusal

RESOURCES = (
    help,
    me,
    accounts,
    supply,
    consumption,
    intervals,
    interval_files,
    alerts,
    rebilling,
    reading_photos,
    readings,
    advances,
    billing,
    schedules,
    bills,
    documents,
    delivery,
    payments,
    arrears,
    mandates,
    account_statements,
    refunds,
    requests,
    office_alerts,
    office_bank,
    office_arrears,
    office_collections,
    office_exchanges,
    office_mandates,
    office_payments,
    office_refunds,
    office_schedules,
    office_statements,
    office_books,
    office_weather,
    office_intervals,
    overview,
)

api = NinjaAPI(
    title="Kwartier",
    version="1",
    urls_namespace="api",
    docs_url=None,  # the usual reference pages load scripts of third parties
    openapi_url=None,
)
api.add_decorator(refuse_unknown_parameters, mode="operation")
for resource in RESOURCES:
    for view in resource.router.path_operations.values():
        for operation in view.operations:
            operation.by_alias = True  # answered as asked: `from`, not the name that Python needs
    api.add_router("", resource.router)
ANSWERS: tuple[tuple[type[Exception], Any], ...] = (
    (Refusal, answer_refusal),
    (ValidationError, answer_invalid),
    (Http404, answer_not_found),
    (PermissionDenied, answer_not_allowed),
    (HttpError, answer_http_error),
    (RequestDataTooBig, answer_too_large),
    (TooManyFieldsSent, answer_too_many),
    (Exception, answer_failure),
)
for failure, answer in ANSWERS:
    api.add_exception_handler(failure, answer)


def compose_document(*, server: str) -> dict[str, object]:
    """The OpenAPI document of the door, for the address at which it is served."""
    shelves = {resource.router.tags[0]: resource.__doc__ or "" for resource in RESOURCES}
    return describe_door(api, server=server, shelves=shelves)
