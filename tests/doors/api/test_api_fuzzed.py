"""Schemathesis against the door, in process: whatever comes in, the document keeps its word.

A generated request is sent with the addresses of a real customer in its path, so that it reaches the
rooms, and with the addresses that were generated: of those that are written as an address is, two are
enough, for they are nobody's. What a request changed is undone each time.
"""

from contextlib import contextmanager

import pytest
import schemathesis
from api_door import Door
from api_routes import ROUTES, values_of
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from customer_factory import make_customer, make_day_brand, make_token
from kwartier.config.wsgi import application
from kwartier.platform.brands import forget_brands
from kwartier.platform.isolation import WEB_ROLE
from kwartier.platform.models import Brand

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_server]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# The door's customer is a household that pays in time, of a brand that has not said who it is before the
# law, and pays by no schedule. What others find is asked in test_einvoice_download.py, test_api_arrears.py,
# test_account_statement.py, test_schedule_pages.py.
OF_OTHERS = {
    "/documents/{number}/e-invoice": 404,
    "/contracts/{number}/billing/months": 404,
    "/contracts/{number}/schedule": 404,
    "/contracts/{number}/schedule.ics": 404,
    "/contracts/{number}/schedule.pdf": 404,
    "/contracts/{number}/schedule/offer": 409,
    "/accounts/{number}/mandate-offer": 409,
    "/accounts/{number}/reminders/{reminder}/pdf": 404,
    "/accounts/{number}/payment-plan-offer": 409,
    "/accounts/{number}/statement.pdf": 409,
}
EXAMPLES = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 5}
NOBODYS = 2


def serve(environ, start_response):
    """The application, with the visitor's address that every server gives."""
    return application({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


@contextmanager
def as_a_visitor():
    """With the web's rights, on one connection that stays open, as Django's test client keeps it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {WEB_ROLE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def send_many(route, mode, *, operation, headers, real):
    """Generate requests of a kind and hold every answer against the document; the statuses met."""
    statuses: set[int] = set()
    count = 0

    @settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case):
        nonlocal count
        count += 1
        generated = dict(case.path_parameters or {})
        addresses = [{name: real[name] for name in generated}]
        if generated and (mode is GenerationMode.NEGATIVE or count <= NOBODYS):
            addresses.append(generated)
        for case.path_parameters in addresses:
            with transaction.atomic():
                answer = case.call_and_validate(headers=headers, checks=CHECKS)
                transaction.set_rollback(True)
            statuses.add(answer.status_code)

    send()
    return statuses


def can_be_wrong(route, operation) -> bool:
    """Whether anything in the request is generated at all."""
    return bool(route.body or operation.definition.raw.get("parameters"))


def test_the_door_keeps_the_word_of_its_document(subtests):
    house = Door(make_customer(make_day_brand()))
    Brand.objects.filter(key="merel").update(features={"api_requests_per_minute": 1_000_000})
    forget_brands()
    with as_a_visitor():
        document = schemathesis.openapi.from_wsgi("/merel/api/v1/openapi.json", serve)
    for route in ROUTES:
        with subtests.test(route=str(route)):
            real = values_of(house, route)
            if "{prefix}" in route.path:
                real["prefix"] = make_token(house.household)[:10]
            headers = {"Authorization": f"Bearer {house.token}"} if route.scope else {}
            operation = document[route.path][route.method]
            statuses = {}
            for mode in GenerationMode:
                if mode is GenerationMode.POSITIVE or can_be_wrong(route, operation):
                    with as_a_visitor():
                        statuses[mode] = send_many(
                            route, mode, operation=operation, headers=headers, real=real
                        )
            if route.method == "GET":
                expected = OF_OTHERS.get(route.path, 200)
                assert expected in statuses[GenerationMode.POSITIVE]
            if route.body:
                assert statuses[GenerationMode.NEGATIVE] & {400, 404, 422}
