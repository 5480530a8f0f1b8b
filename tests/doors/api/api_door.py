"""A customer who calls the API, and how an answer is read."""

import json
from collections.abc import Sequence
from typing import Any

from django.test import Client

from advance_factory import Household
from customer_factory import make_token
from kwartier.parties.types import TokenScope

ALL_SCOPES = tuple(TokenScope.values)


class Door:
    """A customer who calls the API."""

    def __init__(
        self, household: Household, scopes: Sequence[str] = ALL_SCOPES, *, token: str = ""
    ) -> None:
        self.household = household
        self.token = token or make_token(household, scopes)
        self.client = Client()

    @property
    def account(self) -> str:
        return f"/accounts/{self.household.account.number}"

    @property
    def contract(self) -> str:
        return f"/contracts/{self.household.contract.number}"

    @property
    def supply_point(self) -> str:
        return f"/supply-points/{self.household.home.code}"

    def with_scopes(self, *scopes: str) -> "Door":
        return Door(self.household, scopes)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        brand: str = "",
        token: str | None = None,
        language: str = "en",
        **headers: str,
    ) -> Any:
        sent = {"accept-language": language, **{k.replace("_", "-"): v for k, v in headers.items()}}
        token = self.token if token is None else token
        if token:
            sent["authorization"] = f"Bearer {token}"
        prefix = brand or self.household.brand.path_prefix
        return self.client.generic(
            method,
            f"/{prefix}/api/v1{path}",
            body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=sent,
        )

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, body, **more)


def read(answer: Any, status: int = 200) -> Any:
    """The JSON of an answer with this status."""
    assert answer.status_code == status, (answer.status_code, answer.content.decode()[:800])
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    return answer.json()


def refused(answer: Any, status: int, code: str) -> Any:
    """The problem of an answer."""
    assert answer.status_code == status, (answer.status_code, answer.content.decode()[:800])
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem["type"] == f"/errors/{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["next_step"]
    return problem
