"""What holds for every route: tokens, scopes, strangers, brands, cookies, and no trace of a refusal."""

import copy
from dataclasses import replace

import pytest
from api_door import Door, refused
from api_routes import OWNED, PRIVATE, PUBLIC, ROUTES, make_bill, no_trace, values_of

from customer_factory import make_customer, make_day_brand
from house_factory import sign_in
from kept_world import check_constraints, keep_world
from kwartier.supply.models import Contract

pytestmark = pytest.mark.django_db
OTHER_SCOPES = {
    "read": None,
    "readings:write": "advance:write",
    "advance:write": "account:write",
    "account:write": "readings:write",
    "export": "account:write",
}


def test_the_document_knows_the_routes():
    assert len(ROUTES) >= 40
    assert {str(route) for route in PUBLIC} == {
        "GET /brand",
        "GET /contacts",
        "GET /help/articles",
        "GET /help/articles/{key}",
        "POST /help/articles/{key}/feedback",
    }


@pytest.fixture(scope="module", autouse=True)
def _billed(customers_door, django_db_blocker):
    """The customer has a bill, which some routes ask for."""
    with keep_world(django_db_blocker):
        make_bill(customers_door.household)
        check_constraints()
        yield


@pytest.fixture(scope="module")
def foreigners_door(customers_door, django_db_blocker):
    """A customer of the other brand."""
    with keep_world(django_db_blocker):
        opened = Door(make_customer(make_day_brand("plein-midi")))
        check_constraints()
        yield opened


@pytest.fixture
def foreigner(foreigners_door) -> Door:
    return Door(copy.deepcopy(foreigners_door.household), token=foreigners_door.token)


@pytest.mark.parametrize("route", PRIVATE, ids=str)
def test_without_a_token_of_this_brand_nothing_opens(route, door, foreigner, as_web_role):
    path = route.fill(values_of(door, route))
    with no_trace():
        as_web_role()
        for token in ("", "kwt_wrong", foreigner.token):
            answer = door.call(route.method, path, route.body, token=token)
            refused(answer, 401, "api.token_missing")
            assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize(
    "route", [route for route in PRIVATE if OTHER_SCOPES[route.scope]], ids=str
)
def test_another_scope_does_not_do(route, door, as_web_role):
    path = route.fill(values_of(door, route))
    narrow = door.with_scopes("read", OTHER_SCOPES[route.scope])
    with no_trace():
        as_web_role()
        answer = narrow.call(route.method, path, route.body)
        problem = refused(answer, 403, "api.scope_missing")
    assert problem["params"] == {"scope": route.scope}
    assert f'scope="{route.scope}"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize("route", OWNED, ids=str)
def test_a_stranger_finds_nothing(route, door, stranger, as_web_role):
    path = route.fill(values_of(door, route))
    with no_trace():
        as_web_role()
        refused(stranger.call(route.method, path, route.body), 404, "platform.not_found")


@pytest.mark.parametrize("route", OWNED, ids=str)
def test_another_brand_finds_nothing(route, door, foreigner, as_web_role):
    # Every brand counts its contracts from one: this number is nobody's at the other brand.
    Contract.objects.filter(pk=door.household.contract.id).update(number="C-700000")
    door.household.contract = replace(door.household.contract, number="C-700000")
    path = route.fill(values_of(door, route))
    with no_trace():
        as_web_role()
        refused(foreigner.call(route.method, path, route.body), 404, "platform.not_found")


@pytest.mark.parametrize("route", PRIVATE, ids=str)
def test_a_session_opens_nothing(route, door):
    path = route.fill(values_of(door, route))
    door.client = sign_in(door.household.person)
    refused(door.call(route.method, path, route.body, token=""), 401, "api.token_missing")


@pytest.mark.parametrize("route", [each for each in ROUTES if each.body], ids=str)
def test_a_body_that_is_not_json_is_malformed(route, door):
    path = route.fill(values_of(door, route))
    with no_trace():
        for body in ("{", b"\xff\xfe", '{"text": "\\ud800"', "NaN,"):
            refused(door.call(route.method, path, body), 400, "api.malformed")
        refused(door.call(route.method, path, ""), 422, "api.invalid")


@pytest.mark.parametrize("route", [each for each in ROUTES if each.body], ids=str)
def test_a_body_that_is_too_large_is_not_read(route, door):
    path = route.fill(values_of(door, route))
    problem = refused(door.call(route.method, path, " " * 2_621_441), 413, "api.too_large")
    assert problem["params"] == {"most": 2_621_440}


@pytest.mark.parametrize("route", [each for each in ROUTES if each.body], ids=str)
def test_a_field_that_nobody_knows_is_invalid(route, door):
    path = route.fill(values_of(door, route))
    with no_trace():
        colored = {**route.body, "colour": "red"}
        problem = refused(door.call(route.method, path, colored), 422, "api.invalid")
        for body in ([], "true", "null", "3"):
            refused(door.call(route.method, path, body), 422, "api.invalid")
    assert problem["errors"] == [
        {
            "field": "colour",
            "in": "body",
            "code": "extra_forbidden",
            "detail": "This is not known here.",
        }
    ]


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_another_method_is_refused_with_those_that_are_known(route, door):
    answer = door.call("OPTIONS", route.fill(values_of(door, route)))
    refused(answer, 405, "api.method_not_allowed")
    assert route.method in answer["Allow"].split(", ")


def test_what_is_no_resource_is_a_problem_too(door):
    for path in ("/nowhere", "/", "/me/", "/contracts/C-1/advance/changes/7"):
        refused(door.get(path), 404, "platform.not_found")
    answer = door.client.get("/merel/api/v2/me")
    refused(answer, 404, "platform.not_found")


@pytest.mark.parametrize("path", ["/accounts/a%00b", "/contracts/%F0%9F%98%80", "/tokens/a%20b"])
def test_a_number_that_none_can_be_is_not_found(path, door):
    refused(
        door.get(path) if "tokens" not in path else door.call("DELETE", path),
        404,
        "platform.not_found",
    )


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_parameter_that_a_route_does_not_know_is_refused_by_name(route, door, as_web_role):
    path = route.fill(values_of(door, route))
    with no_trace():
        as_web_role()
        answer = door.call(route.method, f"{path}?limlt=5", route.body)
        problem = refused(answer, 422, "api.invalid")
    assert [(each["in"], each["field"]) for each in problem["errors"]] == [("query", "limlt")]


def test_more_parameters_than_are_read_are_refused(door):
    many = "&".join(f"a{number}=1" for number in range(1_100))
    refused(door.get(f"/bills?{many}"), 422, "api.invalid")
